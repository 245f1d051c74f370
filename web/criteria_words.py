"""What a table of criteria says of a nominee, in the words of a page."""

from __future__ import annotations

from collections.abc import Sequence

from web.wording import gettext, language
from workflows.eligibility import Criterion, Verdict
from workflows.queries.from_below import SaidBelow

VERDICTS = {
    Verdict.PASS: "In favour",
    Verdict.WARN: "To be minded",
    Verdict.HOLD: "To be held",
    Verdict.FAIL: "Not met",
}
"""English; the catalogue has the Vietnamese."""

HARDEST_FIRST = (Verdict.FAIL, Verdict.HOLD, Verdict.WARN, Verdict.PASS)


def criteria_in_words(criteria: Sequence[Criterion]) -> str:
    """`Not met (R-ELIG-01): only 8 months of work`, one after the other, the hardest first."""
    ordered = sorted(criteria, key=lambda one: HARDEST_FIRST.index(one.verdict))
    return "; ".join(
        f"{gettext(VERDICTS[one.verdict])} ({one.rule}): {one.in_language(language())}"
        for one in ordered
    )


def stated_below_in_words(said: SaidBelow | None) -> str:
    """`Rating: Excellent; Discipline in the year: None`."""
    in_english = language() == "en"
    label, value = ("label_en", "value_en") if in_english else ("label", "value")
    stated = said.stated if said else ()
    return "; ".join(f"{one.get(label, '')}: {one.get(value, '')}" for one in stated)


def said_below_in_words(said: SaidBelow) -> str:
    """The same, and what the table of criteria found there."""
    return "; ".join(filter(None, [stated_below_in_words(said), criteria_in_words(said.findings)]))
