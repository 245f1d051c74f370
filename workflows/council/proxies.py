"""Voting for an absent member with a written mandate, where the council's rules allow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import update

from engine.context import Context
from engine.errors import FieldError, InvalidData, Message, WrongState
from engine.registry import Registry
from engine.view import View
from workflows import attachments
from workflows.council import rules
from workflows.council.attendance import Attendance, Elector, electorate
from workflows.council.sessions import Session, dossiers_of, lock, require_open
from workflows.dossiers import Dossier
from workflows.editions import edition_of
from workflows.tables.council import session_member

CAN_REPRESENT = (Attendance.EXPECTED, Attendance.PRESENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameProxy:
    """Note that an absent member is represented by another one (R-COUN-08)."""

    session_id: str
    person_id: str
    proxy_id: str
    mandate: str
    """Attachment id of the written mandate."""


class NoProxies(WrongState):
    """The rules of the council for dossier %(dossier)s do not let anybody vote for another."""


def register(registry: Registry) -> None:
    registry.command(NameProxy, action="council.proxy", locate=_locate, handle=name_proxy)


def name_proxy(context: Context, command: NameProxy, about: Session) -> object:
    require_open(about)
    forbidding = _forbidding(context, about)
    if forbidding:
        raise NoProxies(dossier=forbidding[0].code)
    _require_sound(electorate(context, about.id), command)
    mandate = attachments.loose_of(context, command.mandate, field="mandate")
    context.connection.execute(
        update(session_member)
        .where(
            session_member.c.session_id == about.id,
            session_member.c.person_id == command.person_id,
        )
        .values(attendance=Attendance.PROXY.value, proxy_id=command.proxy_id, mandate=mandate)
    )
    context.record(
        "council.proxy",
        "session",
        about.id,
        office_id=about.office_id,
        person=command.person_id,
        proxy=command.proxy_id,
    )
    return {"session": about.id}


def are_proxies_allowed(view: View, session: Session) -> bool:
    """Whether the law of every dossier on the agenda lets members be represented."""
    return not _forbidding(view, session)


def _forbidding(view: View, session: Session) -> Sequence[Dossier]:
    return [
        dossier
        for dossier in dossiers_of(view, session.id)
        if not rules.may_be_proxied(edition_of(view, dossier))
    ]


def _require_sound(electors: Sequence[Elector], command: NameProxy) -> None:
    """Both are members, the absent one has not voted, and nobody speaks for two others."""
    known = {one.person_id: one for one in electors}
    absent, proxy = known.get(command.person_id), known.get(command.proxy_id)
    if absent is None or absent.has_voted:
        _refuse("person_id", "proxy.no_voter", "Choose a member who has not voted.")
    if proxy is None or proxy is absent or proxy.attendance not in CAN_REPRESENT:
        _refuse("proxy_id", "proxy.nobody", "Choose another member, who is there.")
    if any(one.proxy_id == command.proxy_id and one is not absent for one in electors):
        _refuse("proxy_id", "proxy.twice", "This member votes for somebody else already.")


def _refuse(field: str, key: str, text: str) -> NoReturn:
    raise InvalidData([FieldError(field, Message(key, text))])


def _locate(context: Context, command: NameProxy) -> Session:
    return lock(context, command.session_id)
