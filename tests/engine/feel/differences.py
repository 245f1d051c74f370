"""Where we and feelin 8.2 are known to part, and why ours is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different, by which sign an expression may show it, and one that does."""

    reason: str
    sign: re.Pattern[str]
    witness: str


KNOWN = (
    Difference(
        "feelin counts a place from the end one too far to the front when it changes a list",
        re.compile(r"(remove|insert before)\(\[4, 5, 6\], -1"),
        "remove([4, 5, 6], -1)",
    ),
    Difference(
        "feelin answers null where two ranges are merely not in the relation",
        re.compile(r"(starts|during|finishes|coincides)\([\[(\]]"),
        "starts([1..3], [2..5])",
    ),
    Difference(
        "some and every are three-valued: a null condition leaves the verdict open",
        re.compile(r"(some|every) q in .*(missing|zero|score|\[\d\]|null|nothing|abc)"),
        "some q in [null] satisfies q > 1",
    ),
    Difference(
        "null is not 0 and equals null, so it can pass a filter; feelin drops it",
        re.compile(r"item !?= "),
        "[1, null][item != 0]",
    ),
    Difference(
        "feelin sorts the numbers of a median as texts",
        re.compile(r"median\("),
        "median([4, 5, 10])",
    ),
    Difference(
        "null may stand in a list of numbers",
        re.compile(r"instance of list<number>"),
        "[1, null] instance of list<number>",
    ),
    Difference(
        "nothing is before or after null; feelin takes it for a point",
        re.compile(r"(before|after|includes)\((missing|.*missing\))"),
        "before(missing, [12..14])",
    ),
    Difference(
        "only whole months count; feelin rounds up where the later month is short",
        re.compile(r"years and months duration\("),
        'years and months duration(date("2023-12-31"), @"2024-02-29").months',
    ),
    Difference(
        "a second may have a fraction; feelin cuts it off",
        re.compile(r"\.5(Z|\+07:00)?\"\).*\.second"),
        'date and time("2025-01-31T00:00:00.5").second',
    ),
    Difference(
        "a date and a days and time duration give a date (DMN 1.3), not a date and time",
        re.compile(r"(?!)"),
        '@"2024-02-29" + @"PT36H"',
    ),
    Difference(
        "a local time and one with an offset have no common order; feelin takes UTC",
        re.compile(r"(?!)"),
        'time("10:00:00Z") < time("11:00:00")',
    ),
    Difference(
        "between wants the lower bound first",
        re.compile(r"(?!)"),
        "5 between 10 and 1",
    ),
    Difference(
        "lists of different length differ; feelin answers null for the empty and the single one",
        re.compile(r"(?!)"),
        "[1, 2] = []",
    ),
    Difference(
        "a list of one is not the same as its element",
        re.compile(r"(?!)"),
        '["a"] = "a"',
    ),
    Difference(
        "numbers are decimals of 34 digits, not binary doubles",
        re.compile(r"(?!)"),
        "0.1 + 0.2 = 0.3",
    ),
)
"""Differences that the grammar draws are known by a sign (of the others none can match)."""


def reason_for(expression: str) -> str | None:
    """Why the two may differ on the expression; None where they must agree."""
    return next((each.reason for each in KNOWN if each.sign.search(expression)), None)
