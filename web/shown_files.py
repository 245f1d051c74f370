"""Files of a dossier as pages list them: what each is, how large, since when."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from flask import url_for

from engine.clock import local
from engine.definitions import Definition
from engine.errors import VinhDanhError
from forms.catalogue import FormCatalogue
from forms.validator import definition_of
from web.wording import language
from workflows.attachments import Attachment
from workflows.parts import PARTS, part_name


def shown_files(files: Sequence[Attachment], definition: Definition) -> list[dict[str, Any]]:
    """Papers of the dossier, each a link to download it."""
    return [
        {
            "name": one.name,
            "kind": kind_words(one.kind, definition),
            "href": url_for("attachments.download", attachment_id=one.id),
            "size": file_size(one.size),
            "at": f"{local(one.uploaded_at):%d/%m/%Y}",
        }
        for one in files
    ]


def kind_words(kind: str, definition: Definition) -> str:
    """Which paper a file is: the part of the dossier, or what the form called it."""
    if kind in PARTS:
        return part_name(kind, language())
    form_key, _, name = kind.partition(".")
    if not name:
        return ""
    try:
        asked = definition_of(definition.form(form_key), form_key).fields.get(name)
    except VinhDanhError:
        # Another procedure asked for it, such as that of an office below, or another version.
        known = _delivered().get(form_key)
        asked = known.fields.get(name) if known is not None else None
    return asked.label.in_language(language()) if asked is not None else ""


@cache
def _delivered() -> FormCatalogue:
    return FormCatalogue.from_directory()


def file_size(size: int) -> str:
    """In the unit people say: 1,4 MB, 86 KB."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB".replace(".", ",")
    return f"{max(1, round(size / 1024))} KB"
