"""Who besides the administrators may draw which procedure: given and taken back as commands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from engine.context import Context
from engine.errors import FieldError, InvalidData, Message
from engine.registry import Registry
from engine.view import View
from workflows.tables.offices import person
from workflows.tables.studio import procedure_editor


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEditing:
    """Let somebody of the office draw a procedure."""

    key: str
    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeEditing:
    """Take that right back."""

    key: str
    person_id: str


@dataclass(frozen=True, slots=True)
class EditingOf:
    """What `may` is asked about: a procedure at an office."""

    id: str
    office_id: str


@dataclass(frozen=True, slots=True)
class EditingOfKey:
    """What `procedure.edit` is asked about while there is no draft yet."""

    key: str
    office_id: str


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who was given a procedure to draw."""

    person_id: str
    name: str


def register(registry: Registry) -> None:
    registry.command(GrantEditing, action="procedure.grant", locate=_locate, handle=grant)
    registry.command(RevokeEditing, action="procedure.grant", locate=_locate, handle=revoke)


def may_edit(view: View, *, office_id: str, key: str, person_id: str) -> bool:
    """Whether the person was given this procedure."""
    return (
        view.connection.execute(
            select(procedure_editor.c.key).where(
                procedure_editor.c.office_id == office_id,
                procedure_editor.c.key == key,
                procedure_editor.c.person_id == person_id,
            )
        ).first()
        is not None
    )


def keys_of(view: View, *, office_id: str, person_id: str) -> frozenset[str]:
    """The procedures that a person was given at an office."""
    rows = view.connection.execute(
        select(procedure_editor.c.key).where(
            procedure_editor.c.office_id == office_id, procedure_editor.c.person_id == person_id
        )
    )
    return frozenset(rows.scalars())


def editors_of(view: View, *, office_id: str, key: str) -> tuple[Editor, ...]:
    """Who was given this procedure, by name."""
    rows = view.connection.execute(
        select(person.c.id, person.c.name)
        .join(procedure_editor, procedure_editor.c.person_id == person.c.id)
        .where(procedure_editor.c.office_id == office_id, procedure_editor.c.key == key)
        .order_by(person.c.name, person.c.id)
    )
    return tuple(Editor(row.id, row.name) for row in rows)


def grant(context: Context, command: GrantEditing, about: EditingOf) -> object:
    known = context.connection.execute(
        select(person.c.id).where(
            person.c.id == command.person_id,
            person.c.office_id == about.office_id,
            person.c.unit_id.is_(None),
        )
    ).first()
    if known is None:
        text = "Choose somebody who works at the office."
        raise InvalidData([FieldError("nguoi", Message("not_of_office", text))])
    if may_edit(context, office_id=about.office_id, key=command.key, person_id=command.person_id):
        return None
    context.connection.execute(
        insert(procedure_editor).values(
            office_id=about.office_id,
            key=command.key,
            person_id=command.person_id,
            granted_by=context.actor.id,
            granted_at=context.now,
        )
    )
    _record(context, "procedure.grant", about, command.person_id)
    return None


def revoke(context: Context, command: RevokeEditing, about: EditingOf) -> object:
    gone = context.connection.execute(
        delete(procedure_editor).where(
            procedure_editor.c.office_id == about.office_id,
            procedure_editor.c.key == command.key,
            procedure_editor.c.person_id == command.person_id,
        )
    )
    if gone.rowcount:
        _record(context, "procedure.revoke", about, command.person_id)
    return None


def _locate(context: Context, command: GrantEditing | RevokeEditing) -> EditingOf:
    return EditingOf(command.key, context.actor.office_id)


def _record(context: Context, action: str, about: EditingOf, person_id: str) -> None:
    context.record(action, "procedure", about.id, office_id=about.office_id, person=person_id)
