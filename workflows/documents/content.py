"""What stands in a document, before anybody has laid it out: one model for PDF and for Word.

It is plain data: kept with the version that was made of it, so that making it again gives the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from engine.canonical import digest


class Style(StrEnum):
    """How a paragraph stands on the page."""

    BASIS = "basis"
    """A legal basis: in italics."""
    BODY = "body"
    HEADING = "heading"
    """A numbered heading within the text: bold."""
    CENTRED = "centred"
    ITEM = "item"
    """A line of an enumeration."""


class Align(StrEnum):
    """Where the text of a column stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Some text, perhaps after bold words such as `Điều 1.`"""

    text: str
    lead: str = ""
    style: Style = Style.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its head, its share of the width, where its text stands."""

    head: str
    share: int = 1
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under heads that are repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    """A last row in bold; nothing where nothing is added up."""

    def __post_init__(self) -> None:
        width = len(self.columns)
        if any(len(row) != width for row in (*self.rows, *([self.total] if self.total else []))):
            raise ValueError("every row has as many cells as there are columns")


Block = Paragraph | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs: the lines above the signature, what stands for it, and the name."""

    lines: tuple[str, ...]
    name: str
    note: str = ""
    """E.g. (Ký, ghi rõ họ tên)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A list that goes with the document, on a page of its own."""

    title: str
    about: tuple[str, ...]
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """A code to be photographed: what it says, and the words beside it."""

    address: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Measures of the law (R-DOC-01, R-DOC-02), in mm and points."""

    top: int
    bottom: int
    left: int
    right: int
    state_name: int
    motto: int
    body: int
    page_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document with all its parts, in the order in which the law names them."""

    kind: str
    layout: Layout
    upper_body: str
    """The body above the one that issues; empty where there is none."""
    body: tuple[str, ...]
    """The issuing body, in lines."""
    number: str
    """`Số: 45/QĐ-UBND`; empty for papers that have none."""
    place_date: str
    type_name: str
    summary: str
    text: tuple[Block, ...]
    signers: tuple[Signer, ...]
    authority: str = ""
    """Who decides, above the legal bases: CHỦ TỊCH ỦY BAN NHÂN DÂN …"""
    bases: tuple[str, ...] = ()
    resolves: str = ""
    """`QUYẾT ĐỊNH:` between bases and articles."""
    addressee: str = ""
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    square: Square | None = None
    is_draft: bool = True
    bound_to: str = ""
    """Hash of the list on it, in what is given to be signed: another list needs another paper."""

    @property
    def content_hash(self) -> str:
        """What approval and signature are bound to."""
        return digest(self.plain())

    def plain(self) -> dict[str, object]:
        """The same as JSON; blocks say of themselves what they are."""
        known = asdict(self)
        known["text"] = [_plain(block) for block in self.text]
        known["annexes"] = [
            {**asdict(annex), "blocks": [_plain(block) for block in annex.blocks]}
            for annex in self.annexes
        ]
        return known


def _plain(block: Block) -> dict[str, object]:
    return {"type": "table" if isinstance(block, Table) else "paragraph", **asdict(block)}


def tables_in(content: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
    """The tables of a stored content, those of annexes too."""
    blocks = [*_blocks(content, "text")]
    annexes = content.get("annexes") or []
    if isinstance(annexes, Sequence):
        for annex in annexes:
            blocks += _blocks(annex, "blocks")
    return [block for block in blocks if block.get("type") == "table"]


def _blocks(content: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    found = content.get(name) or []
    return (
        [block for block in found if isinstance(block, Mapping)] if isinstance(found, list) else []
    )
