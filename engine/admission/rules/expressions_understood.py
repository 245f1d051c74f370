"""Every condition, input and timer expression is FEEL that can be read, and names what exists."""

from __future__ import annotations

from collections.abc import Iterator

from engine import feel
from engine.admission.case import Case, problem
from engine.admission.expressions import Written, written_in
from engine.as_feel import as_feel, understood
from engine.host_functions import ANSWERED_BY_LAW, HOST_FUNCTIONS
from engine.model import Element, Problem

ID = "expressions-understood"


def check(case: Case) -> Iterator[Problem]:
    for task in case.elements if case.is_business else ():
        yield from _decided_by_unknown_law(case, task)
    for written in written_in(case.process):
        expression = understood(written.text)
        if isinstance(expression, feel.FeelError):
            yield _not_understood(case, written, expression)
            continue
        if (outgrown := _outgrown(expression)) is not None:
            yield _asks_too_much(case, written, outgrown)
        if _is_bare_text(written.text) and not isinstance(written.place, Element):
            yield _only_a_text(case, written)
        if case.is_business:
            yield from _unknown_law(case, written, expression)


def _not_understood(case: Case, written: Written, error: feel.FeelError) -> Problem:
    wish = as_feel(written.text)
    return problem(
        case,
        ID,
        written.place,
        "“%(text)s” at “%(name)s” is no FEEL: %(reason)s",
        "In FEEL it is: %(wish)s" if wish else "Conditions are written in FEEL, such as x = 1.",
        text=written.text[:120],
        reason=error.message,
        wish=wish,
    )


def _outgrown(expression: feel.Expression) -> feel.FeelBudgetExceeded | None:
    """What an expression of constants runs into: it would do so in every case."""
    if expression.free_names or expression.called_functions & HOST_FUNCTIONS.keys():
        return None
    try:
        expression.evaluate({})
    except feel.FeelBudgetExceeded as limit:
        return limit
    return None


def _asks_too_much(case: Case, written: Written, limit: feel.FeelBudgetExceeded) -> Problem:
    return problem(
        case,
        ID,
        written.place,
        "“%(text)s” at “%(name)s” can never be worked out: %(reason)s",
        "Write it with fewer or smaller steps.",
        text=written.text[:120],
        reason=limit.message,
    )


def _is_bare_text(text: str) -> bool:
    inner = text.strip()
    return len(inner) > 1 and inner[0] == inner[-1] == '"' and '"' not in inner[1:-1]


def _only_a_text(case: Case, written: Written) -> Problem:
    wish = as_feel(written.text.strip()[1:-1]) or written.text.strip()[1:-1]
    return problem(
        case,
        ID,
        written.place,
        "%(text)s at “%(name)s” is a text, never true",
        "Without the quotation marks it is: %(wish)s",
        text=written.text[:120],
        wish=wish,
    )


def _unknown_law(case: Case, written: Written, expression: feel.Expression) -> Iterator[Problem]:
    for function in ANSWERED_BY_LAW:
        for key in sorted(expression.string_arguments_of(function)):
            if lacking := case.lacks_law(key):
                yield problem(
                    case,
                    ID,
                    written.place,
                    "“%(name)s” asks the law for %(key)s, which it does not hold for %(procedure)s",
                    "Choose a key of the law data, or publish the value first.",
                    key=key,
                    procedure=lacking,
                )


def _decided_by_unknown_law(case: Case, task: Element) -> Iterator[Problem]:
    """A table may hold rows for the law of several times; its keys exist at some time."""
    shape = case.catalogue.decisions.get(task.decision_ref)
    for key in sorted(shape.law_keys) if shape else ():
        if not case.catalogue.has_law(key, ""):
            yield problem(
                case,
                ID,
                task,
                "The decision of “%(name)s” asks the law for %(key)s, which it does not hold",
                "Choose a key of the law data, or publish the value first.",
                key=key,
            )
