"""Business rule tasks: a decision table is asked, and its answer steers the flow as variables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.decisions import Decided, DecisionFailed
from engine.errors import Message, ModelError, ServiceTaskFailed
from engine.execution import Scalar
from engine.expressions import context_of, functions_of

if TYPE_CHECKING:
    from engine.feel import Value
    from engine.live import LiveInstance
    from engine.model import Element

SINGLE_RESULT = "singleResult"
"""`camunda:mapDecisionResult`: several results together, each known by its name."""

MOST_SHOWN = 8


class NoRuleMatches(ServiceTaskFailed):
    """No rule of the decision %(decision)s fits: %(facts)s"""


class DecisionNotMade(ServiceTaskFailed):
    """The decision %(decision)s cannot be made: %(reason)s"""


class ResultUnusable(ServiceTaskFailed):
    """The decision %(decision)s gives %(name)s a value that no variable can hold: %(value)s"""


def decide(live: LiveInstance, element: Element, locals: Mapping[str, Scalar]) -> None:
    """Make the decision of a business rule task and set its results; the journal keeps the rules.

    Raises `ServiceTaskFailed` when no rule fits, several collide, or the result is no plain value.
    """
    made = _made(live, element, locals)
    results = _results(live, element, made)
    for name, value in results.items():
        live.set(name, value)
    live.context.record(
        "decision.make",
        "decision",
        element.decision_ref,
        instance_id=live.id,
        office_id=live.office_id,
        element=element.id,
        rules=list(made.matched),
        notes=[note for notes in made.annotations for note in notes if note],
        results=results,
    )


def _made(live: LiveInstance, element: Element, locals: Mapping[str, Scalar]) -> Decided:
    model = live.definition.decision(element.decision_ref)
    view, record = live.context, live.record
    asks = model.shape(element.decision_ref).asks
    context = context_of(view, record, asks, locals)
    try:
        made = model.decide(element.decision_ref, context, functions_of(view, record))
    except (DecisionFailed, ModelError) as failure:
        raise DecisionNotMade(decision=element.decision_ref, reason=failure.message) from failure
    if made.is_silent:
        raise NoRuleMatches(decision=element.decision_ref, facts=_shown(asks, context))
    return made


def _shown(asks: frozenset[str], context: Mapping[str, object]) -> str:
    """The variables that were asked for; facts about people and units are left out."""
    plain = {
        name: context.get(name)
        for name in sorted(asks)
        if not isinstance(context.get(name), Mapping)
    }
    said = [f"{name} = {_word(value)}" for name, value in plain.items()]
    return ", ".join(said[:MOST_SHOWN]) + ("…" if len(said) > MOST_SHOWN else "") or "–"


def _word(value: object) -> str:
    return "null" if value is None else str(value)[:80]


def _results(live: LiveInstance, element: Element, made: Decided) -> dict[str, Scalar]:
    """The variables to set: one, or one for each named result (`leave.kind`, `leave.days`)."""
    variable, several = element.result_variable, made.result
    if not isinstance(several, dict):
        if element.result_mapping != SINGLE_RESULT:
            return {variable: _plain(element, variable, several)} if variable else {}
        names = live.definition.decision(element.decision_ref).shape(element.decision_ref).gives
        several = dict.fromkeys(names, several)
    prefix = f"{variable}." if variable else ""
    return {prefix + name: _plain(element, name, value) for name, value in several.items()}


def _plain(element: Element, name: str, value: Value) -> Scalar:
    """A result as a variable holds it: dates as ISO text, as forms give them too."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | bool):
        return value
    raise _unusable(element, name, value)


def _unusable(element: Element, name: str, value: Value) -> ResultUnusable:
    kind = Message("decision.list", "a list") if isinstance(value, list) else str(value)[:80]
    return ResultUnusable(decision=element.decision_ref, name=name, value=kind)
