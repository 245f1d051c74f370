"""Filing: a unit hands in its list, and a dossier with its instance comes to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert, select

from engine.clock import local
from engine.context import Context
from engine.errors import FieldError, InvalidData, Message, NotFound, Rejected
from engine.registry import Registry
from engine.text import normalise, search_key, unwritable
from workflows import attachments, dossier_codes, incoming
from workflows.dossiers import DossierState
from workflows.in_force import require_procedure_on
from workflows.incoming import Received
from workflows.intake import PROCEDURE_LIMIT
from workflows.nominees import Outcome, content_hash
from workflows.parts import PARTS
from workflows.subjects import Resemblance, match_or_add
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.dossiers import nominee
from workflows.tables.offices import unit
from workflows.workbooks import NominationRow

NOMINEE_LIMIT = 500
"""Rows a dossier can carry: a limit of the product, not of the law."""

LONGEST_TITLE = 300
LONGEST_NUMBER = 100


class StateSecret(Rejected):
    """A dossier that contains state secrets must not be entered here; hand it in on paper."""

    journalled = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDossier:
    """Hand in a list of nominations with the unit's letter (tờ trình)."""

    procedure: str
    unit_id: str
    title: str
    letter_number: str
    letter_date: date
    state_secret: bool
    rows: Sequence[NominationRow] = field(repr=False)
    attachments: tuple[str, ...] = ()
    """Ids of stored files: the letter, reports, minutes."""
    papers: tuple[tuple[str, str], ...] = ()
    """Which part of the dossier a file is, as far as it was said: (file id, part)."""
    event_date: date | None = None
    fingerprint: str = ""
    """Digest of the rows, which the idempotency check goes by."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What `may` is asked about: the office and unit for which somebody files."""

    id: str
    office_id: str
    unit_id: str
    unit_name: str


def register(registry: Registry) -> None:
    registry.command(FileDossier, action="dossier.file", locate=_locate, handle=file_dossier)


def file_dossier(context: Context, command: FileDossier, filing: Filing) -> object:
    """Check, match the nominees with the registry, store, and start the procedure."""
    if command.state_secret:
        raise StateSecret()
    if wrong := faults_of(command, today=local(context.now).date()):
        raise InvalidData(wrong)
    rows = command.rows
    definition = context.definitions.latest(context, command.procedure)
    if not definition.procedure or not definition.begins_plainly:
        raise InvalidData([_error("procedure", "Choose an award procedure.")])
    today = local(context.now).date()
    require_procedure_on(context, definition.procedure, filing.office_id, today)
    live = context.start_instance(command.procedure, office_id=filing.office_id, variables={})
    code = dossier_codes.next_code(context, filing.office_id)
    lookup_code = context.ids.code()
    context.connection.execute(
        insert(dossier_table).values(
            id=filing.id,
            instance_id=live.id,
            office_id=filing.office_id,
            unit_id=filing.unit_id,
            procedure=definition.procedure,
            definition_id=definition.id,
            code=code,
            lookup_code=lookup_code,
            title=normalise(command.title),
            search_key=_search_text(command, code, rows),
            letter_number=normalise(command.letter_number),
            letter_date=command.letter_date,
            filed_at=context.now,
            filed_by=context.actor.id,
            state=DossierState.FILED.value,
            nominee_count=len(rows),
            event_date=command.event_date,
        )
    )
    letter = Received(
        sender=filing.unit_name,
        symbol=normalise(command.letter_number),
        dated=command.letter_date,
        about=normalise(command.title),
    )
    incoming.register(context, filing.office_id, filing.id, letter)
    resembling = _store_nominees(context, filing, rows)
    kinds = {key: part for key, part in command.papers if part in PARTS}
    attachments.bind(context, command.attachments, live.id, kinds=kinds)
    context.clocks.start(live.record, PROCEDURE_LIMIT, provisional=True)
    context.record(
        "dossier.file",
        "dossier",
        filing.id,
        office_id=filing.office_id,
        instance_id=live.id,
        procedure=command.procedure,
        nominees=len(rows),
    )
    live.begin()
    return {
        "dossier": filing.id,
        "instance": live.id,
        "code": code,
        "lookup_code": lookup_code,
        "resembling": [
            {"ordinal": one.ordinal, "name": one.name, "known": one.known.id} for one in resembling
        ],
    }


def _locate(context: Context, command: FileDossier) -> Filing:
    found = context.connection.execute(
        select(unit.c.office_id, unit.c.name).where(unit.c.id == command.unit_id)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return Filing(context.new_id(), found.office_id, command.unit_id, found.name)


def faults_of(command: FileDossier, *, today: date) -> Sequence[FieldError]:
    """All that is wrong with the letter and the list as a whole, at once."""
    wrong = [
        _error(name, "The character %(found)s cannot be stored.", found=unwritable(text))
        for name, text in (("title", command.title), ("letter_number", command.letter_number))
        if unwritable(text)
    ]
    if wrong:
        return wrong
    if not 1 <= len(normalise(command.title)) <= LONGEST_TITLE:
        wrong.append(
            _error("title", "Give a title of at most %(most)s characters.", most=LONGEST_TITLE)
        )
    if not 1 <= len(normalise(command.letter_number)) <= LONGEST_NUMBER:
        wrong.append(
            _error(
                "letter_number",
                "Give the number of the letter, in at most %(most)s characters.",
                most=LONGEST_NUMBER,
            )
        )
    if command.letter_date > today:
        wrong.append(_error("letter_date", "The letter cannot be dated in the future."))
    if command.event_date is not None and command.event_date > today:
        wrong.append(_error("event_date", "The achievement cannot lie in the future."))
    if not command.rows:
        wrong.append(_error("rows", "The list names nobody."))
    if len(command.rows) > NOMINEE_LIMIT:
        wrong.append(
            _error(
                "rows",
                "The list names %(found)s; a dossier carries at most %(most)s.",
                found=len(command.rows),
                most=NOMINEE_LIMIT,
            )
        )
    return wrong


def _error(name: str, text: str, **params: object) -> FieldError:
    return FieldError(name, Message(f"filing.{name}", text, params))


def _search_text(command: FileDossier, code: str, rows: Sequence[NominationRow]) -> str:
    names = " ".join(row.name for row in rows)
    return search_key(f"{code} {command.title} {command.letter_number} {names}")


def _store_nominees(
    context: Context, filing: Filing, rows: Sequence[NominationRow]
) -> tuple[Resemblance, ...]:
    subjects, resembling = match_or_add(context, filing.office_id, rows)
    context.connection.execute(
        insert(nominee), [_nominee_row(context, filing, row, subjects[row.ordinal]) for row in rows]
    )
    return resembling


def _nominee_row(
    context: Context, filing: Filing, row: NominationRow, subject_id: str
) -> dict[str, object]:
    values: dict[str, object] = {
        "id": context.new_id(),
        "dossier_id": filing.id,
        "ordinal": row.ordinal,
        "subject_id": subject_id,
        "kind": row.kind.value,
        "name": row.name,
        "title": row.title,
        "unit_name": row.unit,
        "locality": row.locality,
        "achievement": row.achievement,
        "award": row.award,
        "note": row.note,
        "outcome": Outcome.PROPOSED.value,
    }
    return {**values, "content_hash": content_hash(values)}
