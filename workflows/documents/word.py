"""Word files: a template's fields filled with the content of a document.

Templates are uploaded by people: what they may contain is fields, loops over lists of the content
and choices between them. The library is loaded at first use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from workflows.confinement import Work, confined
from workflows.documents.legible import each_text, legible

DELIVERED = Path(__file__).parent / "templates" / "van_ban.docx"

FILLED = Work("workflows.documents.word_filling:filled_apart", seconds=60)
"""Longer than the longest list takes."""

TRIED = Work("workflows.documents.word_filling:filled_apart", seconds=10)
"""With a sample, while somebody waits."""


def fill(template: bytes, content: Mapping[str, object], work: Work = FILLED) -> bytes:
    """The template with its fields filled; raises `BadTemplate` naming what is wrong in it.

    Only our own is filled here: one that somebody uploaded may have been made to never end.
    """
    told = cast("Mapping[str, object]", each_text(content, legible))
    if template == DELIVERED.read_bytes():
        from workflows.documents.word_filling import filled

        return filled(template, told)
    return confined(work, template, json.dumps(told).encode("utf-8"))
