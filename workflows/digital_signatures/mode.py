"""How an office signs its decisions: on paper, or by certificate alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ScalarSelect, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.context import Context
from engine.errors import FieldError, InvalidData, Message
from engine.registry import Registry
from engine.view import View
from workflows.tables.accounts import setting


class Mode(StrEnum):
    """How an office signs its decisions."""

    PAPER = "paper"
    """By hand; a scan is attached. A digital signature is welcome and examined all the same."""
    DIGITAL = "digital"
    """By certificate alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSignatureMode:
    """Say how the office signs."""

    office_id: str
    mode: str


def register(registry: Registry) -> None:
    registry.command(SetSignatureMode, action="signature.mode", locate=_asked, handle=set_mode)


def set_mode(context: Context, command: SetSignatureMode, _about: object) -> object:
    if command.mode not in list(Mode):
        message = Message("signature.unknown_mode", "Choose how the office signs.")
        raise InvalidData([FieldError("mode", message)])
    dialect = postgresql if context.connection.dialect.name == "postgresql" else sqlite
    context.connection.execute(
        dialect.insert(setting)
        .values(name=_mode_name(command.office_id), value=command.mode)
        .on_conflict_do_update(index_elements=["name"], set_={"value": command.mode})
    )
    context.record(
        "signature.mode", "office", command.office_id, office_id=command.office_id, to=command.mode
    )
    return {"mode": command.mode}


def mode_of(view: View, office_id: str) -> Mode:
    """How an office signs; on paper unless it said otherwise. Read once a view."""
    return view.once(
        ("signature mode", office_id),
        lambda: known_mode(view.connection.execute(select(mode_query(office_id))).scalar_one()),
    )


def mode_query(office_id: str) -> ScalarSelect[str]:
    """How an office signs, as a column of another query; nothing until it said so."""
    return select(setting.c.value).where(setting.c.name == _mode_name(office_id)).scalar_subquery()


def known_mode(found: str | None) -> Mode:
    """What such a column says."""
    return Mode.PAPER if found is None else Mode(found)


def _mode_name(office_id: str) -> str:
    return f"signature:{office_id}"


def _asked(_context: Context, command: SetSignatureMode) -> SetSignatureMode:
    return command
