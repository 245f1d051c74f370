"""The forms of an installation or of one deployment, by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.errors import NotFound
from forms.definition import FormDefinition
from forms.validator import definition_of

SUFFIX = ".form"
DEFINITIONS = Path(__file__).parent / "definitions"


class FormCatalogue(Mapping[str, FormDefinition]):
    """Definitions by key, read when first asked for; equal texts are read once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    @classmethod
    def from_directory(cls, folder: Path = DEFINITIONS) -> FormCatalogue:
        """The `.form` files of a folder; a file's name is the form's key."""
        files = sorted(folder.rglob(f"*{SUFFIX}"))
        return cls({file.stem: file.read_text(encoding="utf-8") for file in files})

    def __getitem__(self, key: str) -> FormDefinition:
        return definition_of(self._texts[key], key)

    def form(self, key: str) -> FormDefinition:
        """The form with that key; raises `NotFound`, or `InvalidForm` when it is broken."""
        if key not in self._texts:
            raise NotFound("There is no form %(form)s", code="no_form", form=key)
        return self[key]

    def text(self, key: str) -> str:
        return self._texts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
