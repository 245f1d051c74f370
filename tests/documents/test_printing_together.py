"""Documents are printed as one file; what cannot be read through gives way to a page of its own."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from tests.documents.certificates import NOW
from workflows.documents import printing
from workflows.documents.printing import Sheaf, UnreadablePdf, printed, require_printable


def blank(pages: int, password: str = "") -> bytes:
    writer, target = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    writer.write(target)
    return target.getvalue()


def texts(pdf: bytes) -> list[str]:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_all_pages_come_in_the_order_of_the_documents_and_each_missing_one_is_named():
    sheaves = [
        Sheaf("một.pdf", blank(2)),
        Sheaf("hỏng.pdf", b"%PDF-1.7\njunk"),
        Sheaf("khóa.pdf", blank(1, "x")),
        Sheaf("bốn.pdf", blank(1)),
    ]

    told = texts(printed(sheaves, at=NOW))

    assert [text.split(" ")[0] for text in told] == ["", "", "hỏng.pdf", "khóa.pdf", ""]


def test_what_is_too_much_to_print_at_once_is_named_instead(monkeypatch: pytest.MonkeyPatch):
    large = blank(1)
    monkeypatch.setattr(printing, "LARGEST_PRINT", 2 * len(large))
    assert [one.name for one in printing._fitting([Sheaf(n, large) for n in "abc"])] == ["a", "b"]


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7\njunk", blank(0), blank(1, "x")])
def test_what_cannot_be_printed_is_refused_when_it_is_brought(file: bytes):
    with pytest.raises(UnreadablePdf):
        require_printable(file)

    require_printable(blank(1))
