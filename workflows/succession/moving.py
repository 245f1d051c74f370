"""What becomes of an office's rows on the day its successor takes over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, Table, func, insert, or_, select, update

from engine.context import Context
from engine.handing_over import hand_over
from workflows.succession.acts import Succession
from workflows.tables.accounts import attachment
from workflows.tables.council import council_member, council_session
from workflows.tables.documents import delegation, document
from workflows.tables.dossiers import dossier, nominee, subject
from workflows.tables.escalations import apology_draft, escalation
from workflows.tables.honours import honour
from workflows.tables.law import law_value
from workflows.tables.offices import holding, office, person, unit
from workflows.tables.packages import received_package
from workflows.tables.publicity import publication
from workflows.tables.registers import decision
from workflows.tables.superiors import upward
from workflows.two_people import is_open

DAY = timedelta(days=1)

MOVED: tuple[Table, ...] = (
    dossier,
    unit,
    person,
    attachment,
    document,
    council_session,
    delegation,
    publication,
    decision,
    honour,
    upward,
    received_package,
    escalation,
    apology_draft,
)
"""Rows that are the successor's from the day on; beside the engine's own."""

KEPT: Mapping[str, str] = {
    "journal": "what was done was done there",
    "register": "the successor counts on its own",
    "register_entry": "numbers stay those of the office that gave them",
    "slip": "numbers stay those of the office that gave them",
    "law_value": "values of its own end with the office",
    "certificate": "a seal is not handed on",
    "document_template": "the successor writes on its own paper",
    "printer": "machines stand where they stand",
    "partner": "who is trusted is the successor's to say",
    "calendar_proposal": "the calendar is one for all",
    "procedure_draft": "drawn there, not published",
    "procedure_editor": "rights end with the office",
    "procedure_scenario": "kept with the drafts",
    "holding": "ended, and given anew where nobody holds the position",
    "council_member": "ended, and given anew where the successor has no council",
    "subject": "joined with the successor's registry",
    "succession": "the acts themselves",
}
"""Rows that bear an office and stay as they are, or are dealt with one by one, and why."""


def move_everything(context: Context, act: Succession) -> Mapping[str, int]:
    """Everything that goes on at the successor; how many rows of what."""
    old, new, on = act.office_id, act.successor_id, act.takes_effect
    lost = _pass_positions_on(context, act)
    handed = hand_over(context, old, new, leaving=lost)
    joined = _join_registries(context, old, new)
    moved = {
        "instances": handed.instances,
        "open_steps": handed.open_steps,
        "released": handed.released,
        "joined": joined,
        "positions": _number(context, holding, new, since=on),
    }
    for table in MOVED:
        moved[table.name] = context.connection.execute(
            update(table).where(table.c.office_id == old).values(office_id=new)
        ).rowcount
    moved["proposals_closed"] = _close_proposals(context, act)
    moved["offices_below"] = context.connection.execute(
        update(office)
        .where(office.c.superior_id == old, office.c.id != new)
        .values(superior_id=new)
    ).rowcount
    return moved


def _close_proposals(context: Context, act: Succession) -> int:
    """Values that the office had put forward wait for nobody any more: their people are gone."""
    return context.connection.execute(
        update(law_value)
        .where(
            law_value.c.home_id == act.office_id,
            is_open(law_value),
        )
        .values(declined_at=context.now, declined_by=context.actor.id, note=act.document)
    ).rowcount


def _pass_positions_on(context: Context, act: Succession) -> Collection[str]:
    """End what is held at the old office and give it anew; whoever holds nothing there any more."""
    continued: set[str] = set()
    for table, name in ((holding, "position"), (council_member, "role")):
        taken = _held(context, table, name, act.successor_id, act.takes_effect)
        rows = context.connection.execute(
            select(table).where(
                table.c.office_id == act.office_id,
                or_(table.c.valid_to.is_(None), table.c.valid_to >= act.takes_effect),
            )
        ).all()
        is_council = table is council_member
        for row in rows:
            stays = not taken if is_council else _goes_on(row, taken)
            if stays:
                values = dict(row._mapping) | {
                    "id": context.new_id(),
                    "office_id": act.successor_id,
                    "valid_from": max(row.valid_from, act.takes_effect),
                    "decision": act.document,
                }
                context.connection.execute(insert(table).values(**values))
                continued.add(row.person_id)
            context.connection.execute(
                update(table)
                .where(table.c.id == row.id)
                .values(valid_to=max(act.takes_effect, row.valid_from) - DAY)
            )
    people = context.connection.execute(
        select(person.c.id).where(person.c.office_id == act.office_id)
    ).scalars()
    return set(people) - continued


def _goes_on(row: Row[Any], taken: Collection[str]) -> bool:
    """What is held at a unit goes on with the unit; an office's position where it is vacant."""
    return row.unit_id is not None or row.position not in taken


def _held(context: Context, table: Table, name: str, office_id: str, day: date) -> Collection[str]:
    return set(
        context.connection.execute(
            select(table.c[name]).where(
                table.c.office_id == office_id,
                table.c.valid_from <= day,
                or_(table.c.valid_to.is_(None), table.c.valid_to >= day),
                *([table.c.unit_id.is_(None)] if "unit_id" in table.c else []),
            )
        ).scalars()
    )


def _join_registries(context: Context, old: str, new: str) -> int:
    """The same ID number is the same person: what is known of both is told of one."""
    there = subject.alias("there")
    same = context.connection.execute(
        select(subject.c.id, there.c.id.label("kept"))
        .join(
            there,
            (there.c.kind == subject.c.kind) & (there.c.id_number == subject.c.id_number),
        )
        .where(subject.c.office_id == old, there.c.office_id == new)
    ).all()
    for row in same:
        for table in (nominee, honour, person):
            context.connection.execute(
                update(table).where(table.c.subject_id == row.id).values(subject_id=row.kept)
            )
    context.connection.execute(
        update(subject)
        .where(subject.c.office_id == old, subject.c.id.not_in([row.id for row in same]))
        .values(office_id=new)
    )
    return len(same)


def _number(context: Context, table: Table, office_id: str, *, since: date) -> int:
    return int(
        context.connection.execute(
            select(func.count())
            .select_from(table)
            .where(table.c.office_id == office_id, table.c.valid_from == since)
        ).scalar_one()
    )
