"""Printers that are fed with printed blanks: a test sheet, and by how much each is off."""

from __future__ import annotations

import io
from decimal import Decimal, InvalidOperation

from flask import request, send_file, url_for
from flask.typing import ResponseReturnValue

from engine.errors import FieldError, InvalidData, Message, Rejected
from web.access import require
from web.pages.documents.frame import pages
from web.requests import actor, close_view, execute, page, see_other, signed_in, view
from web.wording import say
from workflows.documents.bringing import SetPrinter, printers_of
from workflows.documents.certificates import sample
from workflows.file_types import FileType


@pages.get("/may-in")
@signed_in
def printers() -> ResponseReturnValue:
    require("document.printer")
    return _shown([])


@pages.post("/may-in")
@signed_in
def set_printer() -> ResponseReturnValue:
    """Keep what was measured on the test sheet."""
    try:
        execute(
            SetPrinter(
                office_id=actor().office_id,
                name=request.form.get("name", ""),
                right_mm=_tenths("right_mm"),
                down_mm=_tenths("down_mm"),
            )
        )
    except Rejected as refusal:
        found = [one.message for one in getattr(refusal, "errors", ())] or [refusal.message]
        return _shown([say(one) for one in found]), 422
    return see_other(url_for("documents.printers"))


@pages.get("/may-in/to-thu.pdf")
@signed_in
def test_sheet() -> ResponseReturnValue:
    """A sheet with the longest words and a ruler, as the chosen printer will place them."""
    require("document.printer")
    chosen = next(
        (
            one
            for one in printers_of(view(), actor().office_id)
            if one.id == request.args.get("may", "")
        ),
        None,
    )
    from workflows.documents import typesetting

    at = view().now
    close_view()
    content = sample(
        words_only=True,
        right=chosen.right_mm if chosen else 0,
        down=chosen.down_mm if chosen else 0,
    )
    sheet = typesetting.pdf(content, template="giay_khen", at=at, inputs={"ruler": "yes"})
    return send_file(
        io.BytesIO(sheet),
        mimetype=FileType.PDF.media_type,
        as_attachment=True,
        download_name="to-thu.pdf",
    )


def _shown(errors: list[str]) -> str:
    known = printers_of(view(), actor().office_id)
    return page(
        "documents/printers.html",
        printers=[
            {
                "id": one.id,
                "name": one.name,
                "right": _millimetres(one.right_mm),
                "down": _millimetres(one.down_mm),
            }
            for one in known
        ],
        errors=errors,
        typed=request.form,
    )


def _tenths(field: str) -> int:
    """Millimetres as people type them, with a comma or a point, as whole tenths."""
    typed = request.form.get(field, "").strip().replace(",", ".") or "0"
    try:
        return int(Decimal(typed[:20]) * 10)
    except (InvalidOperation, ValueError, OverflowError):
        message = Message("document.not_a_measure", "Write millimetres, such as 1.5 or -0.5.")
        raise InvalidData([FieldError(field, message)]) from None


def _millimetres(tenths: int) -> str:
    return f"{tenths / 10:.1f}"
