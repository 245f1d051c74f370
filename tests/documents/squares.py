"""What a phone reads when it is held over a page: the squares on its picture."""

from __future__ import annotations

import io
from collections.abc import Sequence

import zxingcpp
from PIL import Image


def read_from(picture: bytes) -> Sequence[str]:
    """The words of every square on a picture, from the top."""
    with Image.open(io.BytesIO(picture)) as page:
        found = zxingcpp.read_barcodes(
            page.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
    return [one.text for one in sorted(found, key=lambda one: one.position.top_left.y)]
