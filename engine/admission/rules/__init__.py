"""The rules by which drawings are judged: one small module each, listed here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

from engine.admission.case import Check
from engine.admission.rules import (
    boundary_attached,
    branches_joined,
    branches_meet,
    busy_loop,
    calls_known,
    conditions_present,
    decisions_fit,
    default_flow,
    ends_drawn,
    english_names,
    errors_caught,
    event_gateways,
    event_names,
    expressions_understood,
    four_eyes_known,
    gates_on_every_way,
    gateway_flows,
    gateway_questions,
    human_steps,
    keys_known,
    lanes_agree,
    legal_bases,
    links_meet,
    loops_planned,
    messages_sent,
    names_given,
    process_size,
    reachable,
    returns_possible,
    scope_starts,
    step_budgets,
    timers_written,
    variables_known,
    work_named,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its stable name and what it is for."""

    id: str
    title: str
    check: Check


def _rules(modules: Iterable[ModuleType]) -> tuple[Rule, ...]:
    return tuple(
        Rule(module.ID, (module.__doc__ or "").strip().splitlines()[0], module.check)
        for module in modules
    )


SHAPE = _rules(
    (
        process_size,
        boundary_attached,
        default_flow,
        scope_starts,
        event_gateways,
        links_meet,
        calls_known,
    )
)
"""Whether the drawing hangs together."""

PLACES = _rules(
    (
        gateway_flows,
        event_names,
        messages_sent,
        timers_written,
        conditions_present,
        loops_planned,
        expressions_understood,
        variables_known,
        work_named,
        decisions_fit,
        four_eyes_known,
        human_steps,
        keys_known,
        legal_bases,
        lanes_agree,
        names_given,
        english_names,
        gateway_questions,
    )
)
"""What each element says for itself."""

WAYS = _rules(
    (
        reachable,
        ends_drawn,
        busy_loop,
        branches_meet,
        branches_joined,
        returns_possible,
        errors_caught,
        gates_on_every_way,
        step_budgets,
    )
)
"""Where ways lead: asked only of drawings that were read whole and hang together."""

OF_LAW = _rules((keys_known, step_budgets))
"""What a value of the law can break in a drawing that was admitted."""

RULES = SHAPE + PLACES + WAYS
