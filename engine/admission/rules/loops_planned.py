"""An activity done more than once says how often: a count, a list or a condition."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine import feel
from engine.admission.case import Case, problem
from engine.as_feel import understood
from engine.model import Element, Loop, LoopKind, Problem

ID = "loops-planned"

MOST_ROUNDS = 500
"""What the engine runs of one activity; a longer list is handled by one task on its rows."""


def check(case: Case) -> Iterator[Problem]:
    for step in case.elements:
        loop = step.loop
        if loop is None:
            continue
        yield from _countable(case, step, loop)
        if loop.kind is LoopKind.STANDARD:
            if not loop.condition and loop.maximum is None:
                yield problem(
                    case,
                    ID,
                    step,
                    "“%(name)s” is repeated without end: it has neither condition nor maximum",
                    "Write its loop condition in FEEL.",
                )
        elif bool(loop.cardinality) == bool(loop.collection):
            yield problem(
                case,
                ID,
                step,
                "“%(name)s” must say either how many times or for which list it is done",
                "Write its cardinality or its collection in FEEL, one of the two.",
            )


def _countable(case: Case, step: Element, loop: Loop) -> Iterator[Problem]:
    """A number of rounds that is written out is one, and none that would never end."""
    planned = _constant(loop.cardinality or loop.collection)
    rounds = len(planned) if isinstance(planned, list) else planned
    if rounds is not None and (not isinstance(rounds, int | Decimal) or rounds > MOST_ROUNDS):
        yield problem(
            case,
            ID,
            step,
            "“%(name)s” would be done %(rounds)s times; at most %(most)s are run",
            "Write a whole number or a list, or handle the rows of a list in one task.",
            rounds=str(rounds)[:40],
            most=MOST_ROUNDS,
        )


def _constant(text: str) -> feel.Value:
    """The value of an expression that names nothing; none when it does, or cannot be read."""
    expression = understood(text) if text else None
    if not isinstance(expression, feel.Expression) or expression.free_names:
        return None
    try:
        return None if expression.called_functions else expression.evaluate({})
    except feel.FeelBudgetExceeded:
        return None
