"""Supervision: what is or will be late, with whom it lies, and the lists behind every number."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from web.access import require
from web.exports import XLSX, sent_file
from web.pages.overdue.asking import (
    WORDS,
    asked,
    filters,
    kept,
    list_url,
    page_url,
    standing_asked,
    turn,
)
from web.pages.overdue.cases import shown_case
from web.pages.overdue.numbers import age_bars, person_bar, ratio, rule_of, stage_bar, tabs, tile
from web.pages.overdue.sheet import cells_of, texts_of
from web.requests import execute, page, referring_path, see_other, signed_in, view
from web.wording import gettext, ngettext
from workflows.queries.overdue import board, every_row, listed
from workflows.queries.standing import Standing
from workflows.reminders import RemindHolders
from workflows.reports.overdue_workbook import workbook

pages = Blueprint("overdue", __name__, url_prefix="/dieu-hanh")


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    """The board: tiles, what to act on, ages, load, stages."""
    require("office.supervise")
    wanted = asked()
    seen = board(view(), wanted)
    return page(
        "overdue/board.html",
        as_of=f"{local(view().now):%H:%M %d/%m/%Y}",
        running=seen.running,
        filters=filters(wanted),
        tiles=[tile(seen, standing) for standing in Standing],
        ratio=ratio(seen),
        rows=[shown_case(case) for case in seen.urgent],
        to_act_on=seen.to_act_on,
        all_url=list_url(None),
        ages=age_bars(seen),
        people=[person_bar(load) for load in seen.people],
        stages=[stage_bar(load) for load in seen.stages],
        rule=rule_of(seen.standings),
        export_url=url_for("overdue.export", **kept()),
    )


@pages.get("/ho-so")
@signed_in
def cases() -> ResponseReturnValue:
    """The list behind a number."""
    require("office.supervise")
    wanted, standing = asked(), standing_asked()
    found, number = listed(view(), wanted, standing, turn())
    return page(
        "overdue/list.html",
        title=gettext(WORDS[standing][0]) if standing else gettext("All running dossiers"),
        tone=WORDS[standing][1] if standing else "",
        number=number,
        tabs=tabs(standing, number),
        filters=filters(wanted),
        rows=[shown_case(case) for case in found.rows],
        earlier=page_url("truoc", found.earlier),
        later=page_url("sau", found.later),
        export_url=url_for("overdue.export", **kept(loai=request.args.get("loai"))),
    )


@pages.post("/nhac/<dossier_id>")
@signed_in
def remind(dossier_id: str) -> ResponseReturnValue:
    """Remind whoever has the open steps; the journal keeps it."""
    answer = execute(RemindHolders(dossier_id))
    steps = answer["steps"] if isinstance(answer, dict) else 0
    flash(ngettext("Reminded about %(num)d step.", "Reminded about %(num)d steps.", steps), "done")
    return see_other(referring_path(url_for("overdue.index")))


@pages.get("/ho-so.xlsx")
@signed_in
def export() -> ResponseReturnValue:
    """The list as an Excel workbook, under the same filter."""
    require("office.supervise")
    wanted, standing = asked(), standing_asked()
    texts = texts_of(standing)
    content = workbook(texts, (cells_of(case) for case in every_row(view(), wanted, standing)))
    return sent_file(content, f"dieu-hanh-{local(view().now):%Y%m%d}.xlsx", XLSX)
