"""An office ends and its successor goes on: dossiers, people, registers, submissions (R-REG-05).

Numbers that were given stay the numbers of the office that gave them: its registers are closed and
can be read by the successor, who counts on its own. What goes by a position goes on where the
successor has nobody in it; where it has, its own people take the steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, Table, func, insert, or_, select, update

from engine.clock import local
from engine.context import Context
from engine.errors import NotFound, WrongState
from engine.handing_over import hand_over
from engine.registry import Registry
from engine.view import View
from workflows.entries import Entries
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
from workflows.tables.successions import succession
from workflows.tables.superiors import upward

LONGEST_DOCUMENT = 200
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


class State(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeSuccession:
    """Put forward that another office takes over from a day on."""

    office_id: str
    successor_id: str
    takes_effect: date
    document: str


@dataclass(frozen=True, slots=True)
class ApproveSuccession:
    """Agree as the second person; everything moves at once."""

    succession_id: str


@dataclass(frozen=True, slots=True)
class DeclineSuccession:
    """Turn it down, or take it back."""

    succession_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """One act: which office ends, who goes on, from which day, and what became of it."""

    id: str
    office_id: str
    office_name: str
    successor_id: str
    successor_name: str
    takes_effect: date
    document: str
    proposed_at: datetime
    proposed_by: str
    state: State
    decided_at: datetime | None
    decided_by: str
    moved: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What `may` is asked about before there is an act: the office that would end."""

    id: str
    office_id: str


class NoSuccessor(WrongState):
    """An office does not take over from itself, nor from one that has ended."""


class OpenAct(WrongState):
    """Another act about this office waits for its decision."""


class DecidedAlready(WrongState):
    """This act was decided already."""


class NotYet(WrongState):
    """The act takes effect on %(day)s; agree to it from that day on."""


def register(registry: Registry) -> None:
    registry.command(
        ProposeSuccession, action="office.propose_succession", locate=_office, handle=propose
    )
    registry.command(
        ApproveSuccession, action="office.approve_succession", locate=_act, handle=approve
    )
    registry.command(
        DeclineSuccession, action="office.decline_succession", locate=_act, handle=decline
    )


def propose(context: Context, command: ProposeSuccession, about: Proposal) -> object:
    entries = Entries()
    text = entries.line("document", command.document, least=3, most=LONGEST_DOCUMENT)
    entries.require_sound()
    _require_two_offices(context, command.office_id, command.successor_id)
    if any(one.state is State.PROPOSED for one in acts_of(context, command.office_id)):
        raise OpenAct()
    context.connection.execute(
        insert(succession).values(
            id=about.id,
            office_id=command.office_id,
            successor_id=command.successor_id,
            takes_effect=command.takes_effect,
            document=text,
            proposed_at=context.now,
            proposed_by=context.actor.id,
        )
    )
    _tell(context, "office.propose_succession", about.id, command.office_id, document=text)
    return {"succession": about.id}


def approve(context: Context, _command: ApproveSuccession, about: Succession) -> object:
    """Move everything in this one transaction, and write down how much it was."""
    _require_open(about)
    if local(context.now).date() < about.takes_effect:
        raise NotYet(day=f"{about.takes_effect:%d/%m/%Y}")
    _require_two_offices(context, about.office_id, about.successor_id)
    moved = _move(context, about)
    context.connection.execute(
        update(succession)
        .where(succession.c.id == about.id)
        .values(approved_at=context.now, approved_by=context.actor.id, moved=moved)
    )
    for office_id in (about.office_id, about.successor_id):
        _tell(
            context,
            "office.approve_succession",
            about.id,
            office_id,
            document=about.document,
            moved=moved,
        )
    return {"succession": about.id, "moved": moved}


def decline(context: Context, _command: DeclineSuccession, about: Succession) -> object:
    _require_open(about)
    context.connection.execute(
        update(succession)
        .where(succession.c.id == about.id)
        .values(declined_at=context.now, declined_by=context.actor.id)
    )
    _tell(context, "office.decline_succession", about.id, about.office_id)
    return {"succession": about.id}


# -- looking


def acts_of(view: View, *office_ids: str) -> Sequence[Succession]:
    """The acts in which an office ends or takes over, the newest first."""
    rows = view.connection.execute(
        _acts()
        .where(
            or_(succession.c.office_id.in_(office_ids), succession.c.successor_id.in_(office_ids))
        )
        .order_by(succession.c.id.desc())
    )
    return [_record(row) for row in rows]


def lineage(view: View, office_id: str) -> Mapping[str, str]:
    """Id to name of an office and of those it has succeeded, itself first."""
    found: dict[str, str] = {office_id: ""}
    ahead = [office_id]
    while ahead:
        rows = view.connection.execute(
            _acts().where(
                succession.c.successor_id.in_(ahead), succession.c.approved_at.is_not(None)
            )
        ).all()
        ahead = [row.office_id for row in rows if row.office_id not in found]
        found |= {row.office_id: row.office_name for row in rows if row.office_id not in found}
    return found


def others_of(view: View, office_id: str) -> Sequence[tuple[str, str]]:
    """(id, name) of the offices that could take over."""
    rows = view.connection.execute(
        select(office.c.id, office.c.name).where(office.c.id != office_id).order_by(office.c.name)
    )
    ended = set(
        view.connection.execute(
            select(succession.c.office_id).where(succession.c.approved_at.is_not(None))
        ).scalars()
    )
    return [(row.id, row.name) for row in rows if row.id not in ended]


# -- moving


def _move(context: Context, act: Succession) -> Mapping[str, int]:
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
            law_value.c.approved_at.is_(None),
            law_value.c.declined_at.is_(None),
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


# -- what is asked


def _require_two_offices(view: View, office_id: str, successor_id: str) -> None:
    if successor_id not in dict(others_of(view, office_id)):
        raise NoSuccessor()
    if any(
        one.office_id == office_id and one.state is State.APPROVED
        for one in acts_of(view, office_id)
    ):
        raise NoSuccessor()


def _require_open(act: Succession) -> None:
    if act.state is not State.PROPOSED:
        raise DecidedAlready()


def _tell(context: Context, action: str, act_id: str, office_id: str, **details: object) -> None:
    context.record(action, "succession", act_id, office_id=office_id, instance_id="", **details)


# -- reading


def get_act(view: View, act_id: str) -> Succession:
    row = view.connection.execute(_acts().where(succession.c.id == act_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _record(row)


def _acts() -> Select[Any]:
    ends, goes_on = office.alias("ends"), office.alias("goes_on")
    return (
        select(succession, ends.c.name.label("office_name"), goes_on.c.name.label("successor_name"))
        .join(ends, ends.c.id == succession.c.office_id)
        .join(goes_on, goes_on.c.id == succession.c.successor_id)
    )


def _record(row: Row[Any]) -> Succession:
    state = State.PROPOSED
    if row.approved_at is not None:
        state = State.APPROVED
    elif row.declined_at is not None:
        state = State.DECLINED
    return Succession(
        id=row.id,
        office_id=row.office_id,
        office_name=row.office_name,
        successor_id=row.successor_id,
        successor_name=row.successor_name,
        takes_effect=row.takes_effect,
        document=row.document,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        state=state,
        decided_at=row.approved_at or row.declined_at,
        decided_by=row.approved_by or row.declined_by or "",
        moved=row.moved,
    )


# -- locating


def _office(context: Context, command: ProposeSuccession) -> Proposal:
    return Proposal(context.new_id(), command.office_id)


def _act(context: Context, command: ApproveSuccession | DeclineSuccession) -> Succession:
    """The act, its row locked: two people may decide at the same moment."""
    context.connection.execute(
        select(succession.c.id).where(succession.c.id == command.succession_id).with_for_update()
    )
    return get_act(context, command.succession_id)
