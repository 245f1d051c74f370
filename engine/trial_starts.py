"""A case of each new version is begun and taken back, before anybody begins a real one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import structlog
from sqlalchemy import select

from engine.context import Context
from engine.definitions import Definition
from engine.errors import (
    LimitExceeded,
    Rejected,
    ServiceTaskFailed,
    UnreadableState,
    VinhDanhError,
)
from engine.incidents import RunawayInstance
from engine.model import Element, ElementKind, EventKind, Problem, Severity
from engine.tables import process_definition

log = structlog.get_logger()


class SavedOtherwise(UnreadableState):
    """What would be stored is not what was begun."""


class Breaks(VinhDanhError):
    """Something in the product broke: %(kind)s"""


def trial_starts(context: Context, deployment_id: str) -> Iterator[Problem]:
    """What keeps a case of a deployment from coming to its first waits, or from being kept there.

    Begun with the topics, gates and rows of the installation; nothing of it stays.
    """
    for definition in _definitions(context, deployment_id):
        for start in _starts(definition):
            fault = _fault(context, definition, start)
            if fault is not None:
                yield _problem(definition, start, fault)


def _definitions(context: Context, deployment_id: str) -> Iterable[Definition]:
    ids = context.connection.execute(
        select(process_definition.c.id)
        .where(process_definition.c.deployment_id == deployment_id)
        .order_by(process_definition.c.key)
    ).scalars()
    return [context.definitions.get(context, id_) for id_ in ids.all()]


def _starts(definition: Definition) -> Iterator[Element]:
    for element in definition.executable.process.elements.values():
        if element.kind is ElementKind.START and not element.scope:
            yield element


def _fault(context: Context, definition: Definition, start: Element) -> VinhDanhError | None:
    with context.connection.begin_nested() as trial:
        try:
            _begin(_apart(context), definition, start)
        except (Rejected, ServiceTaskFailed):
            return None  # It wants what a real case brings along: rows, facts, somebody's leave.
        except RunawayInstance as fault:
            return fault.limit  # The case that was tried has no name worth telling.
        except VinhDanhError as fault:
            return fault
        except Exception as fault:
            log.exception("trial_start_broke", definition=definition.key)
            return Breaks(kind=type(fault).__name__)
        finally:
            trial.rollback()
    return None


def _apart(context: Context) -> Context:
    """A unit of work of its own: what is noted in it is told to nobody."""
    return Context(
        context.connection,
        now=context.now,
        actor=context.actor,
        registry=context.registry,
        definitions=context.definitions,
        ids=context.ids,
    )


def _begin(context: Context, definition: Definition, start: Element) -> None:
    live = context.start_instance(
        definition.key, office_id=context.actor.office_id, variables={}, definition=definition
    )
    at = "" if start.event is EventKind.NONE else start.id
    executable = definition.executable
    saved = executable.start(live.host, at).snapshot()
    if executable.restore(saved).snapshot() != saved:
        raise SavedOtherwise()
    live.begin(at)
    context.settle()


def _problem(definition: Definition, start: Element, fault: VinhDanhError) -> Problem:
    """A case that goes past a limit or cannot be kept never can; another may lack its data."""
    never = isinstance(fault, LimitExceeded | UnreadableState)
    return Problem(
        severity=Severity.ERROR if never else Severity.WARNING,
        rule="begins",
        message="Begun on trial, a case does not come to its first steps: %(fault)s",
        params={"fault": fault.message},
        hint="Try the procedure out first, with a case that has its data.",
        element=start.id,
        line=start.line,
        file=definition.file,
    )
