"""The superior's side: a submission from below begins a dossier of the superior's own procedure.

It has the superior's office, people, clock, council and honour book. The message says only that
something has been sent; what that is stands in the row of whoever sent it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import exists, func, insert, select, update

from engine.beginnings import Beginning
from engine.clock import local
from engine.context import Context
from engine.definitions import Definition
from engine.errors import ServiceTaskFailed
from engine.live import LiveInstance
from engine.text import search_key, sort_key
from workflows import attachments, dossier_codes, incoming
from workflows.documents.sent_up import copy_of_letter
from workflows.dossiers import DossierState, Origin
from workflows.in_force import require_procedure_on
from workflows.incoming import Received
from workflows.intake import PROCEDURE_LIMIT
from workflows.nominees import Outcome, content_hash
from workflows.subjects import match_or_add
from workflows.submission_content import SHOWN
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.dossiers import nominee
from workflows.tables.offices import office, unit
from workflows.tables.superiors import upward
from workflows.workbooks import NominationRow
from workflows.workbooks.columns import Gender, NomineeKind

MESSAGE = "to_trinh_khen_thuong"
"""The message by which a drawing says that a submission has gone up."""

UNIT_KIND = "office"
"""The kind of unit under which a superior knows an office below."""

Content = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A submission that has arrived, wherever it came from."""

    content: Content
    office_id: str
    """Of the superior."""
    filed_by: str
    origin: Origin
    files: Sequence[str]
    """Ids of the files as they belong to the superior, not yet to a case."""


def begin(context: Context, definition: Definition, beginning: Beginning) -> LiveInstance:
    """A dossier for what an office below has sent; nothing else can begin one by an event."""
    if beginning.name != MESSAGE or not definition.procedure or not beginning.sender:
        raise ServiceTaskFailed(
            "A dossier begins when somebody files it; %(name)s cannot begin one.",
            name=beginning.name or beginning.element_id,
        )
    return consider(context, definition, _sent_by(context, beginning.sender))


def consider(context: Context, definition: Definition, submitted: Submitted) -> LiveInstance:
    """The rows of the superior's own dossier, with a clock that is provisional until acceptance."""
    content, today = submitted.content, local(context.now).date()
    require_procedure_on(context, definition.procedure, submitted.office_id, today)
    live = context.start_instance(
        definition.key, office_id=submitted.office_id, variables={}, definition=definition
    )
    dossier_id, code = context.new_id(), dossier_codes.next_code(context, submitted.office_id)
    rows = cast(Sequence[Content], content["nominees"])
    title = str(content["title"])
    names = " ".join(str(row["name"]) for row in rows)
    context.connection.execute(
        insert(dossier_table).values(
            id=dossier_id,
            instance_id=live.id,
            office_id=submitted.office_id,
            unit_id=_unit_of(context, submitted),
            procedure=definition.procedure,
            definition_id=definition.id,
            code=code,
            lookup_code=context.ids.code(),
            title=title,
            search_key=search_key(f"{code} {content['code']} {title} {content['symbol']} {names}"),
            letter_number=content["symbol"],
            letter_date=date.fromisoformat(str(content["dated"])),
            filed_at=context.now,
            filed_by=submitted.filed_by,
            state=DossierState.FILED.value,
            supplements=_returned_before(context, submitted),
            nominee_count=len(rows),
            event_date=_day(content["event_date"]),
            origin=submitted.origin.value,
            origin_code=content["code"],
            upward_id=content["id"],
        )
    )
    letter = Received(
        sender=str(cast(Content, content["office"])["name"]),
        symbol=str(content["symbol"]),
        dated=date.fromisoformat(str(content["dated"])),
        about=title,
    )
    incoming.register(context, submitted.office_id, dossier_id, letter)
    _store_nominees(context, dossier_id, submitted.office_id, rows)
    attachments.adopt(context, submitted.files, live.id)
    context.clocks.start(live.record, PROCEDURE_LIMIT, provisional=True)
    context.record(
        "submission.receive",
        "dossier",
        dossier_id,
        office_id=submitted.office_id,
        instance_id=live.id,
        origin=content["code"],
        symbol=content["symbol"],
        nominees=len(rows),
    )
    return live


def _sent_by(context: Context, instance_id: str) -> Submitted:
    """The newest thing that an instance has sent and nobody considers yet."""
    row = context.connection.execute(
        select(upward, office.c.superior_id, dossier_table.c.instance_id)
        .join(dossier_table, dossier_table.c.id == upward.c.dossier_id)
        .join(office, office.c.id == upward.c.office_id)
        .where(
            dossier_table.c.instance_id == instance_id,
            upward.c.delivery == Origin.SYSTEM.value,
            ~exists().where(_considers.c.upward_id == upward.c.id),
        )
        .order_by(upward.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.superior_id is None:
        raise ServiceTaskFailed("There is no submission that a superior could consider.")
    return Submitted(
        content=row.content,
        office_id=row.superior_id,
        filed_by=row.sent_by,
        origin=Origin.SYSTEM,
        files=[
            *attachments.copies(
                context,
                [one.id for one in attachments.of_instance(context, instance_id)],
                office_id=row.superior_id,
            ),
            *copy_of_letter(context, row.id, office_id=row.superior_id, by=row.sent_by),
        ],
    )


_considers = dossier_table.alias("considers")


def _returned_before(context: Context, submitted: Submitted) -> int:
    """How often this was sent back already; a supplement is asked for once (R-TIME-05)."""
    return int(
        context.connection.execute(
            select(func.count()).where(
                dossier_table.c.office_id == submitted.office_id,
                dossier_table.c.origin_code == submitted.content["code"],
                dossier_table.c.state == DossierState.RETURNED.value,
            )
        ).scalar_one()
    )


def _unit_of(context: Context, submitted: Submitted) -> str:
    """The office below as the superior lists it among those who propose."""
    sender = cast(Content, submitted.content["office"])
    agency, name = str(sender["agency_code"]), str(sender["name"])
    known = context.connection.execute(
        select(unit.c.id, unit.c.name).where(
            unit.c.office_id == submitted.office_id, unit.c.agency_code == agency
        )
    ).one_or_none()
    named = {"name": name, "search_key": search_key(name), "sort_key": sort_key(name)}
    if known is not None:
        if known.name != name:
            context.connection.execute(update(unit).where(unit.c.id == known.id).values(**named))
        return str(known.id)
    unit_id = context.new_id()
    context.connection.execute(
        insert(unit).values(
            id=unit_id,
            office_id=submitted.office_id,
            kind=UNIT_KIND,
            agency_code=agency,
            **named,
        )
    )
    return unit_id


def _store_nominees(
    context: Context, dossier_id: str, office_id: str, rows: Sequence[Content]
) -> None:
    nominations = [_nomination(place, row) for place, row in enumerate(rows, 1)]
    subjects, _ = match_or_add(context, office_id, nominations)
    context.connection.execute(
        insert(nominee),
        [
            _nominee_row(context, dossier_id, place, row, subjects[place])
            for place, row in enumerate(rows, 1)
        ],
    )


def _nomination(place: int, row: Content) -> NominationRow:
    return NominationRow(
        ordinal=place,
        kind=NomineeKind(str(row["kind"])),
        name=str(row["name"]),
        birth_date=_day(row["birth_date"]),
        gender=Gender(str(row["gender"])) if row["gender"] else None,
        id_number=str(row["id_number"]),
        title=str(row["title"]),
        unit=str(row["unit_name"]),
        locality=str(row["locality"]),
        achievement=str(row["achievement"]),
        award=str(row["award"]),
        note=str(row["note"]),
    )


def _nominee_row(
    context: Context, dossier_id: str, place: int, row: Content, subject_id: str
) -> dict[str, object]:
    values: dict[str, object] = {
        "id": context.new_id(),
        "dossier_id": dossier_id,
        "ordinal": place,
        "subject_id": subject_id,
        **{name: row[name] for name in SHOWN},
        "outcome": Outcome.PROPOSED.value,
        "criteria": row["criteria"],
    }
    return {**values, "content_hash": content_hash(values)}


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
