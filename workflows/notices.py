"""Notices to people: put into the outbox in the transaction of what they tell, sent afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select

from engine.clock import local
from engine.context import Context
from engine.errors import ServiceTaskFailed
from engine.execution import Scalar
from engine.instances import UserTask, tasks_of_instance
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from engine.tables import outbox
from workflows.decisions import issued_decision
from workflows.documents.kinds import DocumentKind
from workflows.documents.store import Document, find_document
from workflows.dossiers import Dossier, dossier_of
from workflows.mails import mail_text
from workflows.nominees import Outcome, nominees_of
from workflows.positions import held_on, holders_of, names_of
from workflows.tables.offices import holding, person, unit

MAIL = "mail"
"""Kind of the outbox rows that the sender of mail takes."""

Locals = Mapping[str, Scalar]


def register(registry: Registry) -> None:
    registry.topic(Topic("notify_proposer", "Notify the proposer", notify_proposer))
    registry.topic(Topic("remind_officer", "Remind the officer", remind_officer))


def notify_proposer(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Tell the proposing unit what was decided (R-TIME-13)."""
    dossier = dossier_of(context, live.id)
    decision = issued_decision(context, dossier.id)
    if decision is None or decision.dated is None:
        raise ServiceTaskFailed("The decision has no number yet.")
    rows = nominees_of(context, dossier.id)
    paper = find_document(context, dossier.id, DocumentKind.DECISION)
    send(
        context,
        dossier,
        "decided",
        to=_addresses_of_unit(context, dossier.unit_id),
        documents=[paper] if paper is not None else [],
        check=paper.code if paper is not None else "",
        symbol=decision.symbol or "",
        dated=f"{decision.dated:%d/%m/%Y}",
        awarded=str(sum(1 for row in rows if row.outcome is Outcome.AWARDED)),
    )


def remind_officer(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Tell whoever has the overdue steps, else whoever could take them, that time is up."""
    dossier = dossier_of(context, live.id)
    for task in tasks_of_instance(context.connection, live.id):
        if task.is_open and task.due_at is not None and task.due_at <= context.now:
            send(
                context,
                dossier,
                "step_due",
                to=_addresses(context, _doers(context, task)),
                task=task.name,
                due=f"{local(task.due_at):%H:%M %d/%m/%Y}",
            )


def remind(context: Context, dossier: Dossier, task: UserTask) -> None:
    """Tell whoever has a step, else whoever could take it, that the dossier waits for them."""
    send(
        context,
        dossier,
        "step_waits",
        to=_addresses(context, _doers(context, task)),
        task=task.name,
        due="" if task.due_at is None else f"{local(task.due_at):%H:%M %d/%m/%Y}",
    )


def tell_doers(
    context: Context, dossier: Dossier, tasks: Sequence[UserTask], key: str, **params: str
) -> None:
    """Tell whoever has one of the steps, else whoever could take it."""
    people = {person_id for task in tasks for person_id in _doers(context, task)}
    send(context, dossier, key, to=_addresses(context, people), documents=(), **params)


def tell_position(
    context: Context, dossier: Dossier, position: str, key: str, **params: str
) -> None:
    """Tell whoever holds a position at the dossier's office."""
    holders = holders_of(context, [f"{position}@{dossier.office_id}"])
    send(context, dossier, key, to=_addresses(context, holders), documents=(), **params)


def names_of_doers(context: Context, tasks: Sequence[UserTask]) -> Sequence[str]:
    """Who has the steps, else who could take them, by name."""
    people = {person_id for task in tasks for person_id in _doers(context, task)}
    return sorted(names_of(context, people).values())


def apologise(
    context: Context,
    dossier: Dossier,
    slip_id: str,
    *,
    reason: str,
    due: datetime,
    new_due: datetime | None,
) -> None:
    """Send the apology to the proposing unit, with its slip (R-TIME-08)."""
    paper = find_document(context, dossier.id, DocumentKind.APOLOGY, slip_id)
    send(
        context,
        dossier,
        "apology",
        to=_addresses_of_unit(context, dossier.unit_id),
        documents=[paper] if paper is not None else [],
        reason=reason,
        due=f"{local(due):%d/%m/%Y}",
        new_due=f"{local(new_due):%d/%m/%Y}" if new_due is not None else "",
    )


def tell_of_second_failure(
    context: Context, dossier: Dossier, *, position: str, reason: str
) -> None:
    """Report a missed new date to the position that the law names (R-TIME-08)."""
    tell_position(context, dossier, position, "second_failure", reason=reason)


def send(
    context: Context,
    dossier: Dossier,
    key: str,
    *,
    to: Collection[str],
    documents: Sequence[Document] = (),
    **params: str,
) -> None:
    """Put one letter into the outbox; without an address only the journal keeps it.

    Documents go along as they are when the letter is sent.
    """
    filled = {
        "code": dossier.code,
        "title": dossier.title,
        "unit": dossier.unit_name,
        "office": dossier.office_name,
        **params,
    }
    missing = mail_text(key).places - filled.keys()
    if missing:
        raise ServiceTaskFailed("The letter %(key)s lacks %(what)s.", key=key, what=min(missing))
    if to:
        context.connection.execute(
            insert(outbox).values(
                id=context.new_id(),
                kind=MAIL,
                payload={
                    "to": sorted(to),
                    "mail": key,
                    "params": filled,
                    "instance": dossier.instance_id,
                    "documents": [one.id for one in documents],
                },
                created_at=context.now,
                due_at=context.now,
            )
        )
    context.record(
        "notice.send",
        "dossier",
        dossier.id,
        office_id=dossier.office_id,
        instance_id=dossier.instance_id,
        notice=key,
        addresses=len(to),
        documents=len(documents),
    )


def _doers(context: Context, task: UserTask) -> Collection[str]:
    if task.assignee is not None:
        return [task.assignee]
    members = context.registry.candidates.members(context, task.candidates)
    return holders_of(context, members)


def _addresses_of_unit(context: Context, unit_id: str) -> Collection[str]:
    """The unit's own address and those of the people who propose for it."""
    nominators = (
        select(person.c.email)
        .join(holding, holding.c.person_id == person.c.id)
        .where(
            holding.c.position == "nominator",
            holding.c.unit_id == unit_id,
            held_on(local(context.now).date()),
        )
    )
    found = context.connection.execute(
        select(unit.c.email).where(unit.c.id == unit_id).union(nominators)
    )
    return {address for address in found.scalars() if address}


def _addresses(context: Context, person_ids: Collection[str]) -> Collection[str]:
    if not person_ids:
        return []
    found = context.connection.execute(
        select(person.c.email).where(person.c.id.in_(list(person_ids)), person.c.email != "")
    )
    return set(found.scalars())
