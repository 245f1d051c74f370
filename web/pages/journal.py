"""The journal: who did what and what was refused, and whether the chain of its rows holds."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine import journal
from engine.clock import local
from web.access import require
from web.days import day_or_none
from web.journal_words import ACTORS, ACTS, FAULTS, ROOMS
from web.requests import actor, page, see_other, signed_in, view
from web.wording import gettext
from workflows.queries.journal import LONGEST_FILTER, Asked, JournalRow, journal_page

pages = Blueprint("journal", __name__, url_prefix="/nhat-ky")

FILTERS = ("viec", "ho-so", "nguoi", "ngay", "tu-choi")


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    require("journal.see")
    found = journal_page(view(), _asked())
    kept = {name: request.args.get(name, "")[:LONGEST_FILTER] for name in FILTERS}
    return page(
        "journal/index.html",
        rows=[shown_row(row) for row in found.rows],
        kept=kept,
        narrowed=any(kept.values()),
        rooms=[(name, gettext(word)) for name, word in ROOMS.items()],
        first_url=_url(kept, None) if request.args.get("truoc") else "",
        next_url=_url(kept, found.next) if found.next else "",
    )


@pages.get("/kiem-tra")
@signed_in
def verify() -> ResponseReturnValue:
    """Walk the whole chain and say whether it holds."""
    require("journal.see")
    fault = journal.verify(view().connection)
    if fault is None:
        flash(gettext("The journal holds: nothing was changed, removed or put in."), "done")
    else:
        what = gettext(FAULTS.get(fault.kind, fault.kind))
        flash(
            gettext("The journal is broken at row %(seq)s: %(kind)s.", seq=fault.seq, kind=what),
            "late",
        )
    return see_other(url_for("journal.index"))


def _asked() -> Asked:
    def said(name: str) -> str:
        return request.args.get(name, "").strip()[:LONGEST_FILTER]

    below = said("truoc")
    return Asked(
        office_id=actor().office_id,
        action=said("viec"),
        code=said("ho-so"),
        person_id=said("nguoi"),
        on=day_or_none(said("ngay")),
        refused=bool(said("tu-choi")),
        below=int(below) if below.isascii() and below.isdigit() and len(below) < 16 else None,
    )


def _url(kept: dict[str, str], below: int | None) -> str:
    asked: dict[str, Any] = {name: value for name, value in kept.items() if value}
    return url_for("journal.index", **asked, truoc=below)


def shown_row(row: JournalRow) -> dict[str, Any]:
    """A row for `journal/_pieces.html`."""
    return {
        "seq": row.seq,
        "at": f"{local(row.at):%d/%m/%Y %H:%M:%S}",
        "who": row.name or gettext(ACTORS.get(row.actor, row.actor)),
        "person_url": _person_url(row) if row.name else "",
        "act": gettext(ACTS[row.action]) if row.action in ACTS else row.action,
        "action": row.action,
        "done": row.is_done,
        "outcome": row.outcome,
        "code": row.code,
        "dossier_url": _dossier_url(row.code) if row.code else "",
        "object": f"{row.object_type} {row.object_id}".strip(),
        "details": json.dumps(row.details, ensure_ascii=False, indent=1) if row.details else "",
        "hash": row.hash,
    }


def _person_url(row: JournalRow) -> str:
    return url_for("journal.index", nguoi=row.actor)


def _dossier_url(code: str) -> str:
    if "dossiers.show" not in current_app.view_functions:
        return ""
    return url_for("dossiers.show", code=code)
