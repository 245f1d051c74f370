"""Runs kept as scenarios, and scenarios dropped: commands, for they decide on publishing."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import update

from engine.context import Context
from engine.errors import Forbidden, NotFound
from engine.registry import Registry
from workflows.entries import Entries
from workflows.studio.scenarios import MOST_STEPS, Scenario, Step, scenario_of
from workflows.tables.studio import procedure_scenario

LONGEST_TITLE = 200
LEAST_REASON = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepScenario:
    """Make a run a scenario of its procedure, with what came of each step."""

    scenario_id: str
    title: str
    steps: tuple[Step, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DropScenario:
    """Take a scenario out: the procedure is meant to go otherwise from now on."""

    scenario_id: str
    reason: str


def register(registry: Registry) -> None:
    registry.command(KeepScenario, action="procedure.edit", locate=_locate, handle=keep)
    registry.command(DropScenario, action="procedure.edit", locate=_locate, handle=drop)


def keep(context: Context, command: KeepScenario, scenario: Scenario) -> object:
    if scenario.kept:
        return None
    if scenario.created_by != context.actor.id:
        raise Forbidden()
    entries = Entries()
    title = entries.line("ten", command.title, least=3, most=LONGEST_TITLE)
    entries.require_sound()
    context.connection.execute(
        update(procedure_scenario)
        .where(procedure_scenario.c.id == scenario.id)
        .values(
            kept=True,
            title=title,
            steps=[dict(step) for step in command.steps[:MOST_STEPS]],
            changed_at=context.now,
        )
    )
    _record(context, "procedure.scenario_keep", scenario, title=title)
    return {"scenario": scenario.id}


def drop(context: Context, command: DropScenario, scenario: Scenario) -> object:
    if not scenario.kept:
        raise NotFound()
    entries = Entries()
    reason = entries.text("reason", command.reason, least=LEAST_REASON, most=2000)
    entries.require_sound()
    context.connection.execute(
        update(procedure_scenario)
        .where(procedure_scenario.c.id == scenario.id)
        .values(kept=False, draft_id=None, changed_at=context.now)
    )
    _record(context, "procedure.scenario_drop", scenario, title=scenario.title, reason=reason)
    return None


def _locate(context: Context, command: KeepScenario | DropScenario) -> Scenario:
    return scenario_of(context, command.scenario_id)


def _record(context: Context, action: str, scenario: Scenario, **details: str) -> None:
    context.record(
        action,
        "procedure_scenario",
        scenario.id,
        office_id=scenario.office_id,
        key=scenario.key,
        **details,
    )
