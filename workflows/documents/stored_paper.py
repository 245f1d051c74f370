"""A paper read back from the content that is kept with a version: what `Paper.plain` wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from workflows.documents.content import (
    Align,
    Annex,
    Block,
    Column,
    Layout,
    Paper,
    Paragraph,
    Signer,
    Square,
    Style,
    Table,
)

Plain = Mapping[str, Any]


def paper_of(content: Mapping[str, object]) -> Paper:
    """The same paper as the one whose plain content it is."""
    known = cast(Plain, content)
    square = known.get("square")
    whole = {
        **known,
        "layout": Layout(**known["layout"]),
        "body": tuple(known["body"]),
        "bases": tuple(known["bases"]),
        "recipients": tuple(known["recipients"]),
        "text": _blocks(known["text"]),
        "signers": tuple(
            Signer(**{**one, "lines": tuple(one["lines"])}) for one in known["signers"]
        ),
        "annexes": tuple(_annex(one) for one in known["annexes"]),
        "square": Square(**{**square, "words": tuple(square["words"])}) if square else None,
    }
    return Paper(**whole)


def _annex(known: Plain) -> Annex:
    return Annex(**{**known, "about": tuple(known["about"]), "blocks": _blocks(known["blocks"])})


def _blocks(known: Sequence[Plain]) -> tuple[Block, ...]:
    return tuple(_block(one) for one in known)


def _block(known: Plain) -> Block:
    if known["type"] == "paragraph":
        lead, text = str(known["lead"]), str(known["text"])
        return Paragraph(text=text, lead=lead, style=Style(known["style"]))
    return Table(
        columns=tuple(
            Column(head=one["head"], share=one["share"], align=Align(one["align"]))
            for one in known["columns"]
        ),
        rows=tuple(tuple(row) for row in known["rows"]),
        total=tuple(known["total"]),
    )
