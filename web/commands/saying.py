"""Sentences at the terminal, from the same catalogue as those of the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from gettext import NullTranslations
from pathlib import Path

import click
from babel.support import Translations

from engine.canonical import canonical
from engine.clock import local
from engine.errors import Bilingual, Message

CATALOGUES = Path(__file__).parents[1] / "translations"

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines to read, or JSON for programs.",
)
"""What every reading command offers."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Says sentences in the language that was asked for."""

    language: str
    _catalogue: NullTranslations

    def sentence(self, text: str, params: Mapping[str, object] | None = None) -> str:
        """The sentence in this language, its `%(name)s` places filled in.

        A sentence that does not fit its parameters is shown unfilled: saying what went wrong must
        not go wrong itself.
        """
        said = self._catalogue.gettext(text) if text else ""
        try:
            return said % self._spoken(params) if params else said
        except (KeyError, TypeError, ValueError):
            return said

    def _spoken(self, params: Mapping[str, object]) -> dict[str, object]:
        return {name: self._fact(value) for name, value in params.items()}

    def _fact(self, value: object) -> object:
        if isinstance(value, Message):
            return self.message(value)
        if isinstance(value, Bilingual):
            return value.en if self.language == "en" else value.vi
        if isinstance(value, StrEnum):
            from web.words import word_of  # Knows every room; most commands need none.

            return self.sentence(word_of(value))
        return value

    def message(self, message: Message) -> str:
        return self.sentence(message.text, message.params)


def speak(language: str) -> Voice:
    """The voice of a language; English stands in the code, the others in catalogues."""
    if language == "en":
        return Voice(language, NullTranslations())
    return Voice(language, Translations.load(CATALOGUES, [language]))


def voice() -> Voice:
    """The voice of the running command."""
    context = click.get_current_context(silent=True)
    found = context.find_object(Voice) if context is not None else None
    return found or speak("vi")


def show(form: str, data: object, lines: Callable[[], str]) -> None:
    """Print an answer: as JSON, or as the lines that say the same."""
    click.echo(as_json(data) if form == "json" else lines())


def as_json(data: object) -> str:
    return json.dumps(json.loads(canonical(data)), ensure_ascii=False, indent=1)


def day_and_time(at: datetime) -> str:
    """An instant as people in Vietnam write it."""
    return f"{local(at):%d/%m/%Y %H:%M}"
