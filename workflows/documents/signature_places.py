"""Where signatures are shown on a document, and the pictures of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from engine.clock import local
from workflows.documents import typesetting
from workflows.documents.pades import SEAL, SIGNATURE, Spot

PAGE_HEIGHT, PAGE_WIDTH = 841.89, 595.28
"""A4 in points."""

MILLIMETRE = 72 / 25.4

WIDTH, HEIGHT, ABOVE_NAME = 170, 54, 4
"""Of the picture of a person's signature, and how far it stands above the name."""

NUMBER_ROW, BELOW_LINE = 22, 5
"""Height of the row with number and date, which the office's signature covers, and how much of it
is below the line on which they stand."""


PICTURE_PPI = 300
"""Of pictures that are printed."""


def places(content: Mapping[str, object]) -> list[Spot]:
    """The fields of a document that is to be signed."""
    found = typesetting.spots(content, "signature-spot", "number-line")
    page, left, top = found["signature-spot"]
    layout = cast("Mapping[str, int]", content["layout"])
    right = PAGE_WIDTH - layout["right"] * MILLIMETRE
    middle = (left + right) / 2
    foot = PAGE_HEIGHT - top + ABOVE_NAME
    spots = [
        Spot(
            field=SIGNATURE,
            page=page - 1,
            box=(
                round(middle - WIDTH / 2),
                round(foot),
                round(middle + WIDTH / 2),
                round(foot + HEIGHT),
            ),
        )
    ]
    head_page, _, baseline = found["number-line"]
    bottom = PAGE_HEIGHT - baseline - BELOW_LINE
    spots.append(
        Spot(
            field=SEAL,
            page=head_page - 1,
            box=(
                round(layout["left"] * MILLIMETRE),
                round(bottom),
                round(right),
                round(bottom + NUMBER_ROW),
            ),
        )
    )
    return spots


def picture_of_signature(*, signer: str, office: str, at: datetime) -> bytes:
    """Who signed, for which office, when."""
    content = {
        "kind": "person",
        "width": WIDTH,
        "height": HEIGHT,
        "signer": signer,
        "office": office,
        "at": f"{local(at):%d/%m/%Y %H:%M:%S}",
    }
    return typesetting.pdf(content, template="dau_ky", at=at)


def picture_of_number(
    *, layout: Mapping[str, int], number: str, place_date: str, at: datetime
) -> bytes:
    """Number and date in their places, over the room that was left for them."""
    content = _number_row(layout, number, place_date)
    return typesetting.pdf(content, template="dau_ky", at=at)


def drawn_number(content: Mapping[str, object], *, at: datetime) -> bytes:
    """The same as PNG, from the content of what was issued, for programs elsewhere."""
    layout = cast("Mapping[str, int]", content["layout"])
    row = _number_row(layout, str(content["number"]), str(content["place_date"]))
    return typesetting.pictures(row, template="dau_ky", at=at, ppi=PICTURE_PPI)[0]


def _number_row(layout: Mapping[str, int], number: str, place_date: str) -> Mapping[str, object]:
    return {
        "kind": "number",
        "width": round(PAGE_WIDTH - (layout["left"] + layout["right"]) * MILLIMETRE),
        "height": NUMBER_ROW,
        "number": number,
        "place_date": place_date,
    }
