"""Sentences in the reader's language: gettext as typed functions, and the engine's messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import flask_babel

from engine.clock import local
from engine.errors import Message

ROLES: Mapping[str, str] = {
    "nominator": "Proposing unit",
    "intake_clerk": "Intake clerk",
    "award_officer": "Award officer",
    "head_of_office": "Head of office",
    "council_secretary": "Secretary of the council",
    "council_member": "Member of the council",
    "council_chair": "Chair of the council",
    "chairman": "Chairman",
    "vice_chairman": "Vice chairman",
    "registry_clerk": "Registry clerk",
    "manager": "Supervisor",
    "admin": "Administrator",
}
"""Positions as English calls them; the catalogue has the Vietnamese."""

STATES: Mapping[str, str] = {
    "open": "open",
    "claimed": "claimed",
    "completed": "completed",
    "cancelled": "cancelled",
    "running": "running",
    "incident": "standing still for an administrator",
}
"""States as sentences name them."""


def gettext(text: str, **values: object) -> str:
    """The sentence in the reader's language, its `%(name)s` filled in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """As `gettext`, for a number of things; `%(num)s` is that number."""
    return str(flask_babel.ngettext(one, many, num, **values))


def language() -> str:
    """The reader's language: `vi` or `en`."""
    locale = flask_babel.get_locale()
    return locale.language if locale is not None else "vi"


def say(message: Message) -> str:
    """A sentence of the engine in the reader's language, dates and positions in words."""
    return gettext(message.text, **{name: spoken(value) for name, value in message.params.items()})


def spoken(value: object) -> str:
    """A fact within a sentence."""
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, datetime):
        return f"{local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str):
        return ", ".join(_known_word(part) for part in value.split(", "))
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(spoken(item) for item in value)
    return str(value)


def _known_word(text: str) -> str:
    state = STATES.get(text)
    return gettext(state) if state else role_name(text)


def role_name(key: str) -> str:
    """A position in words; anything else stays as it is."""
    known = ROLES.get(key)
    return gettext(known) if known else key


def instant_text(value: datetime | None) -> str:
    """`23/11/2023 08:00` as people in Vietnam read it; nothing for no instant."""
    return "" if value is None else f"{local(value):%d/%m/%Y %H:%M}"


def day_text(value: datetime | date | None) -> str:
    """`23/11/2023`; an instant by its local day."""
    if value is None:
        return ""
    return f"{local(value) if isinstance(value, datetime) else value:%d/%m/%Y}"
