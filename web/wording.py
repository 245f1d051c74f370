"""Sentences in the reader's language: gettext as typed functions, and the engine's messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

import flask_babel
from babel.support import NullTranslations
from flask import g, has_app_context

from engine.budgets import Budget, Unit
from engine.clock import local
from engine.errors import Bilingual, Message
from web.words import word_of

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


def gettext(text: str, /, **values: object) -> str:
    """The sentence in the reader's language, its `%(name)s` filled in."""
    # Filled in here: a value may bear a name that the library keeps for its own parameter.
    said = str(catalogue().ugettext(text))
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """As `gettext`, for a number of things; `%(num)s` is that number."""
    return str(catalogue().ungettext(one, many, num)) % {"num": num, **values}


def catalogue() -> NullTranslations:
    """The sentences of the reader's language: sought once a request, which says hundreds."""
    known: NullTranslations | None = g.get("catalogue") if has_app_context() else NullTranslations()
    if known is None:
        known = g.catalogue = flask_babel.get_translations()
    return known


def language() -> str:
    """The reader's language: `vi` or `en`."""
    locale = flask_babel.get_locale()
    return locale.language if locale is not None else "vi"


def in_language(vietnamese: str, english: str) -> str:
    """The text in the reader's language, Vietnamese where there is no English."""
    return english if language() == "en" and english else vietnamese


def say(message: Message) -> str:
    """A sentence of the engine in the reader's language, dates and positions in words."""
    facts = {name: spoken(value) for name, value in message.params.items()}
    # A list that was cut short may end the sentence; its dots are the full stop too.
    return gettext(message.text, **facts).replace("….", "…")


def spoken(value: object) -> str:
    """A fact within a sentence."""
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, Bilingual):
        return value.en if language() == "en" else value.vi
    if isinstance(value, StrEnum):
        return gettext(word_of(value))
    if isinstance(value, Budget):
        return duration(value)
    if isinstance(value, datetime):
        return f"{local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str):
        return ", ".join(role_name(part) for part in value.split(", "))
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(spoken(item) for item in value)
    return str(value)


def duration(budget: Budget) -> str:
    """A limit in words, such as `10 working days`."""
    if budget.unit is Unit.WORKING_DAYS:
        return ngettext("%(num)d working day", "%(num)d working days", budget.amount)
    if budget.unit is Unit.WORKING_HOURS:
        return ngettext("%(num)d working hour", "%(num)d working hours", budget.amount)
    return ngettext("%(num)d day", "%(num)d days", budget.amount)


def signer_position(key: str) -> str:
    """In which position a decision was signed; nothing where the signer's name says it already."""
    return gettext(ROLES[key]) if key in ROLES else ""


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
