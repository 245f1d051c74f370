"""The measures of a page as the law of a dossier has them (R-DOC-01, R-DOC-02)."""

from __future__ import annotations

from workflows.documents.content import Layout
from workflows.law import Edition
from workflows.law.deadline_rules import typed

MARGIN, SIZE = "document.margin_least", "document.size_least"
LARGEST = "document.size_most"


def layout_of(edition: Edition) -> Layout:
    """The least margins and sizes, so that most goes on a page; the text as large as it may be."""
    margins = {
        side: typed(edition.value(MARGIN, subject=side), int)
        for side in ("top", "bottom", "left", "right")
    }
    sizes = {
        part: typed(edition.value(SIZE, subject=part), int)
        for part in ("state_name", "motto", "page_number")
    }
    return Layout(**margins, **sizes, body=typed(edition.value(LARGEST, subject="body"), int))
