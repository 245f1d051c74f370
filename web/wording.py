"""Sentences in the reader's language: `gettext` and `ngettext` as typed functions."""

from __future__ import annotations

import flask_babel


def gettext(text: str, **values: object) -> str:
    """The sentence in the reader's language, its `%(name)s` filled in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """As `gettext`, for a number of things; `%(num)s` is that number."""
    return str(flask_babel.ngettext(one, many, num, **values))
