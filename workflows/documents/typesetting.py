"""Typesetting: the content of a document as PDF/A and as pictures of its pages, drawn by typst.

Words go in as data, so that nothing anybody typed is ever read as markup. The library is loaded at
first use: most processes never set a page.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import segno

from workflows.documents.legible import each_text, printable

if TYPE_CHECKING:
    import typst

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
FONTS = FOLDER / "fonts"

STANDARD: Final = "a-2a"
"""PDF/A-2 with tags: for archives, and for those who have pages read to them."""

SCREEN_PPI = 110
"""Sharp on a phone, small on the wire."""

DOCUMENT = "van_ban"

MOST_SQUARES = 512
"""Of a whole decision: they are drawn once for its file and for the pictures of its pages."""


def pdf(
    content: Mapping[str, object],
    *,
    template: str = DOCUMENT,
    at: datetime,
    inputs: Mapping[str, str] | None = None,
) -> bytes:
    """The document as PDF/A; made again of the same content and instant it is the same file."""
    made = _compiler().compile(
        input=str(TEMPLATES / f"{template}.typ"),
        format="pdf",
        pdf_standards=[STANDARD],
        sys_inputs=_inputs(content, inputs),
        timestamp=_whole_second(at),
    )
    return cast(bytes, made)


def pictures(
    content: Mapping[str, object], *, template: str = DOCUMENT, at: datetime, ppi: int = SCREEN_PPI
) -> Sequence[bytes]:
    """The pages as PNG, for screens that show no PDF."""
    made = _compiler().compile(
        input=str(TEMPLATES / f"{template}.typ"),
        format="png",
        ppi=float(ppi),
        sys_inputs=_inputs(content, None),
        timestamp=_whole_second(at),
    )
    return [made] if isinstance(made, bytes) else cast("list[bytes]", made)


def spots(content: Mapping[str, object], *names: str) -> Mapping[str, tuple[int, float, float]]:
    """Where marks of the layout stand: page from 1, and points from its upper left."""
    found: dict[str, tuple[int, float, float]] = {}
    import typst

    for name in names:
        values = json.loads(
            typst.query(
                str(TEMPLATES / f"{DOCUMENT}.typ"),
                f"<{name}>",
                field="value",
                root=str(TEMPLATES),
                font_paths=[str(FONTS)],
                ignore_system_fonts=True,
                sys_inputs=_inputs(content, None),
            )
        )
        if values:
            at = values[0]
            found[name] = (int(at["page"]), _points(at["x"]), _points(at["y"]))
    return found


def _whole_second(at: datetime) -> datetime:
    """PDF files know no fractions of a second, and the library refuses instants that have some."""
    return at.replace(microsecond=0)


def _points(length: str) -> float:
    return float(length.removesuffix("pt"))


def _inputs(content: Mapping[str, object], more: Mapping[str, str] | None) -> dict[str, str]:
    square, sheets = content.get("square"), content.get("sheets")
    drawn: dict[str, str] = {}
    if isinstance(square, Mapping):
        drawn["square"] = _drawn(str(square["address"]))
    if isinstance(sheets, Sequence):
        drawn["squares"] = json.dumps([_drawn(str(one.get("check") or "")) for one in sheets])
    shown = each_text(content, printable)
    return {"content": json.dumps(shown, ensure_ascii=False), **drawn, **(more or {})}


@lru_cache(maxsize=MOST_SQUARES)
def _drawn(address: str) -> str:
    """The address as a QR square in SVG; nothing for none."""
    if not address:
        return ""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", scale=4, border=1)
    return target.getvalue().decode("ascii")


def _compiler() -> typst.Compiler:
    import typst

    # Only our own faces: what a machine has installed must not change how a document looks.
    return typst.Compiler(root=str(TEMPLATES), font_paths=[str(FONTS)], ignore_system_fonts=True)
