"""Who somebody of the office is among those whom dossiers are about: told by the identity card.

From then on nobody decides about the row that names them, and somebody who is entered twice is one
person wherever two are needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Row, insert, select, update

from engine.context import Context
from engine.errors import NotFound
from engine.registry import Registry
from engine.text import search_key, sort_key
from workflows.entries import Entries
from workflows.tables.dossiers import subject
from workflows.tables.offices import person
from workflows.workbooks.readers import Unfit, id_number

INDIVIDUAL = "individual"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyPerson:
    """Say who somebody is, by the number of their identity card."""

    person_id: str
    # Kept out of `repr`: the journal keeps a digest of the command, and numbers can be guessed.
    id_number: str = field(repr=False)


def register(registry: Registry) -> None:
    registry.command(IdentifyPerson, action="people.identify", locate=_locate, handle=identify)


def identify(context: Context, command: IdentifyPerson, about: Row[tuple[object, ...]]) -> object:
    number = _read(command.id_number)
    known = _known_by(context, about.office_id, number)
    if known is not None and search_key(known[1]) != search_key(about.name):
        entries = Entries()
        entries.refuse("id_number", "of_another", "This is the number of %(name)s.", name=known[1])
        entries.require_sound()
    subject_id = known[0] if known is not None else _with_number(context, about, number)
    context.connection.execute(
        update(person).where(person.c.id == about.id).values(subject_id=subject_id)
    )
    context.record("people.identify", "person", about.id, office_id=about.office_id)
    return {"person": about.id}


def _read(typed: str) -> str:
    entries = Entries()
    text = entries.line("id_number", typed, least=1, most=40)
    entries.require_sound()
    try:
        return id_number(text)
    except Unfit as unfit:
        message = unfit.message
        entries.refuse("id_number", message.key.rpartition(".")[2], message.text, **message.params)
    entries.require_sound()
    return ""


def _known_by(context: Context, office_id: str, number: str) -> tuple[str, str] | None:
    """Id and name of whoever has the number in the registry."""
    row = context.connection.execute(
        select(subject.c.id, subject.c.name).where(
            subject.c.office_id == office_id,
            subject.c.kind == INDIVIDUAL,
            subject.c.id_number == number,
        )
    ).one_or_none()
    return None if row is None else (row.id, row.name)


def _with_number(context: Context, about: Row[tuple[object, ...]], number: str) -> str:
    """Whom the person was known as without a number, else somebody new in the registry."""
    bare = context.connection.execute(
        update(subject)
        .where(subject.c.id == about.subject_id, subject.c.id_number.is_(None))
        .values(id_number=number)
    )
    if bare.rowcount:
        return str(about.subject_id)
    key = context.new_id()
    context.connection.execute(
        insert(subject).values(
            id=key,
            office_id=about.office_id,
            kind=INDIVIDUAL,
            name=about.name,
            search_key=search_key(about.name),
            sort_key=sort_key(about.name),
            id_number=number,
            title=about.title,
        )
    )
    return key


def _locate(context: Context, command: IdentifyPerson) -> Row[tuple[object, ...]]:
    row = context.connection.execute(
        select(person).where(person.c.id == command.person_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row
