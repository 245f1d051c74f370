"""The registers of the office: every number of a year, cancelled ones with their reason."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.errors import Rejected
from web.access import Office, require
from web.pages.documents.frame import pages
from web.pages.dossiers.frame import shown_instant
from web.permissions import may
from web.requests import actor, execute, page, see_other, signed_in, view
from web.wording import gettext, say
from workflows.documents.issuing import CancelNumber, NumberEntry
from workflows.queries.documents import (
    RegisterLine,
    register_lines,
    register_years,
    slip_lines,
    slip_years,
)
from workflows.registers import RegisterKind
from workflows.slips import SlipKind
from workflows.succession.acts import lineage

ROWS = 100
YEAR = 4

KINDS = {
    RegisterKind.INCOMING.value: "Incoming documents",
    "decision": "Decisions",
    "submission": "Submissions",
    "report": "Reports",
    "minutes": "Minutes",
    "letter": "Letters",
}
"""Registers that count whole documents; English, the catalogue has the Vietnamese."""

SLIPS = {
    SlipKind.RECEIPT.value: "Receipts",
    SlipKind.SUPPLEMENT.value: "Requests for supplements",
    SlipKind.REFUSAL.value: "Refusals",
    SlipKind.APOLOGY.value: "Apologies",
}
"""Slips of the one-stop unit: each kind counts on its own, none is ever taken back."""


BESIDE = (
    ("Templates of documents", "documents.templates", "document.template"),
    ("Printers for printed blanks", "documents.printers", "document.printer"),
    ("Signatures and delegations", "documents.signatures", "signature.see"),
)
"""Pages about documents as such, for those who look after them."""


@pages.get("/so-van-ban")
@signed_in
def registers() -> ResponseReturnValue:
    """One register and year."""
    require("register.see")
    return _shown()


@pages.post("/so-van-ban/<entry_id>/huy")
@signed_in
def cancel(entry_id: str) -> ResponseReturnValue:
    """Take a number back, with the reason that stays beside it."""
    try:
        execute(CancelNumber(entry_id=entry_id, reason=request.form.get("reason", "")))
    except Rejected as refusal:
        found = [one.message for one in getattr(refusal, "errors", ())] or [refusal.message]
        return _shown([say(one) for one in found]), 422
    return see_other(
        url_for(
            "documents.registers", so=request.form.get("so", ""), nam=request.form.get("nam", "")
        )
    )


def _shown(errors: list[str] | None = None) -> str:
    asked = request.values.get("so", "")
    kind = asked if asked in {**KINDS, **SLIPS} else RegisterKind.DECISION.value
    years_of, lines_of = (
        (slip_years, slip_lines) if kind in SLIPS else (register_years, register_lines)
    )
    own = actor().office_id
    offices = lineage(view(), own)
    asked_office = request.values.get("co-quan", "")
    office_id = asked_office if asked_office in offices else own
    of_office = _of(office_id) if office_id != own else {}
    this_year = str(local(view().now).year)
    years = sorted({this_year, *years_of(view(), office_id, kind)}, reverse=True)
    wanted = request.values.get("nam", "")
    year = wanted if wanted in years else years[0]
    before = request.args.get("truoc", "")
    below = int(before) if before.isascii() and before.isdigit() and len(before) < 9 else None
    lines = lines_of(view(), office_id, kind, year, below=below, most=ROWS + 1)
    shown = lines[:ROWS]
    return page(
        "documents/registers.html",
        kinds=[
            {
                "text": gettext(word),
                "href": url_for("documents.registers", so=name, **of_office),
                "current": name == kind,
            }
            for name, word in {**KINDS, **SLIPS}.items()
        ],
        kind=kind,
        year=year,
        years=[
            {
                "text": one,
                "href": url_for("documents.registers", so=kind, nam=one, **of_office),
                "on": one == year,
            }
            for one in years
        ],
        offices=[
            {
                "text": name or gettext("This office"),
                "href": url_for("documents.registers", so=kind, **_of(key)),
                "on": key == office_id,
            }
            for key, name in offices.items()
        ]
        if len(offices) > 1
        else [],
        lines=[_line(one, office_id, can_cancel=kind in KINDS) for one in shown],
        errors=errors or [],
        beside=[
            {"text": gettext(word), "href": url_for(endpoint)}
            for word, endpoint, action in BESIDE
            if may(action, Office(office_id))
        ],
        first_url=url_for("documents.registers", so=kind, nam=year, **of_office) if below else "",
        next_url=url_for(
            "documents.registers", so=kind, nam=year, truoc=shown[-1].number, **of_office
        )
        if len(lines) > ROWS
        else "",
    )


def _of(office_id: str) -> dict[str, Any]:
    """The part of an address that says whose registers are looked at."""
    return {"co-quan": office_id}


def _line(one: RegisterLine, office_id: str, *, can_cancel: bool) -> dict[str, Any]:
    entry = NumberEntry(
        id=one.id, office_id=office_id, symbol=one.symbol, is_cancelled=bool(one.cancelled_at)
    )
    return {
        "id": one.id,
        "symbol": one.symbol,
        "summary": one.summary,
        "code": one.dossier_code,
        "at": shown_instant(one.entered_at),
        "by": one.entered_by,
        "late": one.late_reason,
        "cancelled": shown_instant(one.cancelled_at),
        "cancelled_by": one.cancelled_by,
        "reason": one.cancel_reason,
        "can_cancel": can_cancel and not one.cancelled_at and may("register.cancel", entry),
    }
