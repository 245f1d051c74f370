"""Small scans for the demo: a valid PDF of one page that says what it stands for."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>>>>>"
)


def pdf(title: str) -> bytes:
    """The page shows the title without marks, in the font of every reader; its name is whole."""
    stream = b"BT /F1 14 Tf 60 770 Td (%s) Tj ET\nBT /F1 10 Tf 60 750 Td (%s) Tj ET" % (
        _plain(title),
        b"Ban quet trinh dien - demonstration scan",
    )
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        PAGE,
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title<FEFF%s>>>" % title.encode("utf-16-be").hex().upper().encode(),
    )
    return _written(objects)


def _written(objects: Sequence[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )


def _plain(text: str) -> bytes:
    """ASCII without what would end or nest the string of a PDF."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    letters = decomposed.replace("–", "-").encode("ascii", "ignore").decode()
    return "".join(one for one in letters if one not in "()\\").encode()
