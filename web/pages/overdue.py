"""Supervision: what is or will be late, with whom it lies, and the lists behind every number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from web.access import require
from web.exports import XLSX, sent_file
from web.requests import actor, execute, page, referring_path, see_other, signed_in, view
from web.shown_clocks import shown_deadline
from web.wording import gettext, in_language, language, ngettext, role_name
from workflows.lateness import Cause
from workflows.queries.cases import Case, OpenStep
from workflows.queries.dossiers import Choice, choices_of
from workflows.queries.keyset import Cursor, Turn
from workflows.queries.overdue import AGES, Asked, Board, Load, board, every_row, listed
from workflows.queries.standing import Standing, Standings
from workflows.reminders import RemindHolders
from workflows.reports.overdue_workbook import Cell, Heading, Texts, workbook

pages = Blueprint("overdue", __name__, url_prefix="/dieu-hanh")

STANDINGS = {
    "qua-han": Standing.OVERDUE,
    "nguy-co": Standing.AT_RISK,
    "dung-han": Standing.ON_TIME,
    "tam-dung": Standing.PAUSED,
}
NAMES = {standing: name for name, standing in STANDINGS.items()}
WORDS = {
    Standing.OVERDUE: ("Overdue", "late"),
    Standing.AT_RISK: ("At risk", "soon"),
    Standing.ON_TIME: ("On time", "done"),
    Standing.PAUSED: ("Paused", "rest"),
}
CAUSES = {
    Cause.OWN: "Own office",
    Cause.APPLICANT: "Proposer",
    Cause.SUPERIOR: "Superior body",
    Cause.COUNCIL: "Council",
}
"""English; the catalogue has the Vietnamese."""


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    """The board: tiles, what to act on, ages, load, stages."""
    require("office.supervise")
    asked = _asked()
    seen = board(view(), asked)
    return page(
        "overdue/board.html",
        as_of=f"{local(view().now):%H:%M %d/%m/%Y}",
        running=seen.running,
        filters=_filters(asked),
        tiles=[_tile(seen, standing) for standing in Standing],
        ratio=_ratio(seen),
        rows=[_row(case) for case in seen.urgent],
        to_act_on=seen.to_act_on,
        all_url=_list_url(None),
        ages=_ages(seen),
        people=[_person(load) for load in seen.people],
        stages=[_stage(load) for load in seen.stages],
        rule=_rule(seen.standings),
        export_url=url_for("overdue.export", **_kept()),
    )


@pages.get("/ho-so")
@signed_in
def cases() -> ResponseReturnValue:
    """The list behind a number."""
    require("office.supervise")
    asked, standing = _asked(), STANDINGS.get(request.args.get("loai", ""))
    found, number = listed(view(), asked, standing, _turn())
    return page(
        "overdue/list.html",
        title=gettext(WORDS[standing][0]) if standing else gettext("All running dossiers"),
        tone=WORDS[standing][1] if standing else "",
        number=number,
        tabs=_tabs(standing, number),
        filters=_filters(asked),
        rows=[_row(case) for case in found.rows],
        earlier=_page_url("truoc", found.earlier),
        later=_page_url("sau", found.later),
        export_url=url_for("overdue.export", **_kept(loai=request.args.get("loai"))),
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
    asked, standing = _asked(), STANDINGS.get(request.args.get("loai", ""))
    texts = _workbook_texts(standing)
    content = workbook(texts, (_cells(case) for case in every_row(view(), asked, standing)))
    return sent_file(content, f"dieu-hanh-{local(view().now):%Y%m%d}.xlsx", XLSX)


# -- what the address asks


def _asked() -> Asked:
    return Asked(
        office_id=actor().office_id,
        unit_id=request.args.get("don-vi", "")[:64],
        procedure=request.args.get("quy-trinh", "")[:100],
    )


def _turn() -> Turn:
    return Turn(
        after=Cursor.parse(request.args.get("sau")), before=Cursor.parse(request.args.get("truoc"))
    )


def _kept(**changed: str | None) -> dict[str, Any]:
    """The filter as it stands in the address, with some of it changed; empty parts are left out."""
    kept = {name: request.args.get(name, "") for name in ("don-vi", "quy-trinh")}
    return {name: value for name, value in {**kept, **changed}.items() if value}


def _list_url(standing: Standing | None) -> str:
    return url_for("overdue.cases", **_kept(loai=NAMES[standing] if standing else None))


def _page_url(name: str, cursor: Cursor | None) -> str:
    if cursor is None:
        return ""
    kept = _kept(loai=request.args.get("loai"), **{name: str(cursor)})
    return url_for("overdue.cases", **kept)


def _filters(asked: Asked) -> list[dict[str, Any]]:
    procedures, units = choices_of(view(), actor())
    return [
        _filter("don-vi", gettext("Unit"), units, asked.unit_id),
        _filter("quy-trinh", gettext("Procedure"), procedures, asked.procedure),
    ]


def _filter(name: str, label: str, choices: Sequence[Choice], chosen: str) -> dict[str, Any]:
    here, loai = request.endpoint or "overdue.index", request.args.get("loai")

    def address(value: str | None) -> str:
        return url_for(here, **_kept(loai=loai, **{name: value}))

    value = next((_label(choice) for choice in choices if choice.value == chosen), "")
    return {
        "label": label,
        "value": value,
        "remove_url": address(None),
        "choices": [{"text": _label(each), "href": address(each.value)} for each in choices],
    }


def _label(choice: Choice) -> str:
    return choice.label_en if language() == "en" and choice.label_en else choice.label


# -- how it is shown


def _tile(seen: Board, standing: Standing) -> dict[str, Any]:
    word, tone = WORDS[standing]
    return {
        "word": gettext(word),
        "number": str(seen.counts[standing]),
        "tone": tone,
        "note": _note(seen, standing),
        "href": _list_url(standing),
    }


def _note(seen: Board, standing: Standing) -> str:
    if standing is Standing.OVERDUE:
        worst = seen.ages[-1]
        return ngettext(
            "%(num)d by more than %(days)s working days",
            "%(num)d by more than %(days)s working days",
            worst,
            days=AGES[-1],
        )
    if standing is Standing.AT_RISK:
        return gettext("Little of the limit is left")
    if standing is Standing.ON_TIME:
        return gettext("Enough time is left")
    return gettext("Waiting for others; the clock stands")


def _ratio(seen: Board) -> dict[str, Any]:
    now = seen.months[-1]
    shares = [month.share for month in seen.months if month.share is not None]
    return {
        "word": gettext("Done in time, month %(month)s", month=f"{now.first_day:%m/%Y}"),
        "number": "–" if now.share is None else _percent(now.share),
        "note": gettext("%(in_time)s of %(all)s results", in_time=now.in_time, all=now.all),
        "points": [round(share * 100, 1) for share in shares],
    }


def _percent(share: float) -> str:
    text = f"{share * 100:.1f}".removesuffix(".0") + " %"
    return text if language() == "en" else text.replace(".", ",")


def _row(case: Case) -> dict[str, Any]:
    dossier = case.shown.dossier
    return {
        "id": dossier.id,
        "code": dossier.code,
        "href": _dossier_url(dossier.code),
        "title": dossier.title,
        "unit": dossier.unit_name,
        "stage": in_language(case.shown.stage, case.shown.stage_en),
        "steps": [_step(step) for step in case.steps],
        "deadline": None if case.shown.deadline is None else shown_deadline(case.shown.deadline),
        "cause": gettext(CAUSES[case.cause]),
        "explained": case.explained,
        "remind_url": url_for("overdue.remind", dossier_id=dossier.id) if case.steps else "",
    }


def _step(step: OpenStep) -> dict[str, str]:
    return {"name": in_language(step.name, step.name_en), "holder": _holder(step)}


def _holder(step: OpenStep) -> str:
    if step.holder:
        return step.holder
    roles = [role_name(position.removeprefix("superior:")) for position in step.positions]
    offered = ", ".join(dict.fromkeys(roles))
    return gettext("not taken: %(roles)s", roles=offered) if offered else gettext("nobody")


def _dossier_url(code: str) -> str:
    if "dossiers.show" not in current_app.view_functions:
        return ""
    return url_for("dossiers.show", code=code)


def _ages(seen: Board) -> list[dict[str, Any]]:
    first, second = AGES
    labels = (
        gettext("up to %(days)s days", days=first),
        gettext("%(from)s–%(to)s days", **{"from": first + 1, "to": second}),
        gettext("over %(days)s days", days=second),
    )
    return [{"label": text, "value": n} for text, n in zip(labels, seen.ages, strict=True)]


def _person(load: Load) -> dict[str, Any]:
    return {"label": _short(load.label) if load.key else gettext("Not taken"), **_load(load)}


def _stage(load: Load) -> dict[str, Any]:
    return {"label": in_language(load.label, load.label_en) or gettext("Other"), **_load(load)}


def _load(load: Load) -> dict[str, Any]:
    note = ngettext("%(num)d late", "%(num)d late", load.late) if load.late else ""
    return {"value": load.count, "part": load.late, "note": note}


def _short(name: str) -> str:
    """`Lường Thị Hạnh` as `Lường T. Hạnh`: bars leave little room for names."""
    words = name.split()
    if len(words) < 3:
        return name
    return " ".join((words[0], *(f"{word[0]}." for word in words[1:-1]), words[-1]))


def _rule(standings: Standings) -> str:
    return gettext(
        "At risk (R-TIME-11): %(days)s working days or %(share)s of the limit left, or less.",
        days=standings.amber.days,
        share=_percent(float(standings.amber.share)),
    )


def _tabs(standing: Standing | None, number: int) -> list[dict[str, Any]]:
    return [
        {
            "text": gettext(WORDS[each][0]),
            "href": _list_url(each),
            "current": each is standing,
            "count": number if each is standing else None,
        }
        for each in Standing
    ]


# -- the workbook


def _workbook_texts(standing: Standing | None) -> Texts:
    now = local(view().now)
    what = gettext(WORDS[standing][0]) if standing else gettext("All running dossiers")
    return Texts(
        sheet=gettext("Dossiers"),
        title=gettext("Supervision of dossiers: %(what)s", what=what),
        subtitle=gettext("As of %(time)s", time=f"{now:%H:%M %d/%m/%Y}"),
        headings=[
            Heading(gettext("Dossier"), 22),
            Heading(gettext("Matter"), 44),
            Heading(gettext("Unit"), 28),
            Heading(gettext("Step"), 28),
            Heading(gettext("With"), 28),
            Heading(gettext("Received"), 12),
            Heading(gettext("Due on"), 12),
            Heading(gettext("Left (negative: late)"), 14),
            Heading(gettext("Counted in"), 12),
            Heading(gettext("Cause"), 18),
        ],
        notes_sheet=gettext("How it is counted"),
        notes=[
            gettext("Each dossier has one clock for the whole of it, kept in a ledger of events."),
            gettext(
                "Overdue: the due instant has passed and the clock was neither stopped nor "
                "paused before it."
            ),
            gettext("Paused: somebody else has to act; the due date is open until then."),
            gettext("The cause is the one given with the apology, else whose turn it is."),
        ],
    )


def _cells(case: Case) -> list[Cell]:
    dossier, seen = case.shown.dossier, case.shown.deadline
    accepted = None if dossier.accepted_at is None else local(dossier.accepted_at).date()
    due: date | None = None if seen is None or seen.due is None else local(seen.due).date()
    return [
        dossier.code,
        dossier.title,
        dossier.unit_name,
        "; ".join(_step(step)["name"] for step in case.steps)
        or in_language(case.shown.stage, case.shown.stage_en),
        "; ".join(_holder(step) for step in case.steps),
        accepted,
        due,
        None if seen is None or seen.due is None else seen.remaining,
        "" if seen is None else gettext(UNIT_WORDS[str(seen.unit)]),
        gettext(CAUSES[case.cause]),
    ]


UNIT_WORDS = {"wd": "working days", "d": "days", "wh": "working minutes"}
