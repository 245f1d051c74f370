"""Makes the faces of documents: whole Tinos files from the parts in which npm has them.

Tinos has the measures of Times New Roman, which the law asks for (R-DOC-01), and every Vietnamese
letter. `python workflows/documents/fonts/build.py` writes the files beside this one.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "node_modules" / "@fontsource" / "tinos"
TARGET = Path(__file__).parent
FACES = {
    "Tinos-Regular.ttf": ("400-normal", "Regular"),
    "Tinos-Bold.ttf": ("700-normal", "Bold"),
    "Tinos-Italic.ttf": ("400-italic", "Italic"),
    "Tinos-BoldItalic.ttf": ("700-italic", "Bold Italic"),
}
PARTS = ("latin", "latin-ext", "vietnamese")
FAMILY, STYLE, WHOLE = 1, 2, 4
"""Entries of a font's table of names."""


def main() -> int:
    for name, (part, style) in FACES.items():
        face = _merged(part)
        _call(face, style)
        face.save(TARGET / name)
    (TARGET / "LICENSE.txt").write_bytes((PACKAGE / "LICENSE").read_bytes())
    return 0


def _merged(part: str) -> TTFont:
    """One face of all parts; the merger wants them without the compression of the web."""
    pieces: list[io.BytesIO] = []
    for alphabet in PARTS:
        piece = TTFont(PACKAGE / "files" / f"tinos-{alphabet}-{part}.woff2")
        piece.flavor = None
        plain = io.BytesIO()
        piece.save(plain)
        plain.seek(0)
        pieces.append(plain)
    return Merger().merge(pieces)


def _call(face: TTFont, style: str) -> None:
    for entry in face["name"].names:
        if entry.nameID == FAMILY:
            entry.string = "Tinos"
        elif entry.nameID == STYLE:
            entry.string = style
        elif entry.nameID == WHOLE:
            entry.string = f"Tinos {style}"


if __name__ == "__main__":
    sys.exit(main())
