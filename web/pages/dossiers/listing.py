"""The list of dossiers, narrowed in the address, and the same as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import request, send_file, url_for
from flask.typing import ResponseReturnValue

from engine.budgets import Unit
from engine.clock import local
from engine.deadlines import ClockState
from web.pages.dossiers.frame import (
    STATE_WORDS,
    pages,
    shown_day,
    state_pill,
)
from web.requests import actor, page, signed_in, view
from web.shown_clocks import shown_deadline
from web.wording import gettext, in_language
from workflows.dossiers import DossierState
from workflows.queries.dossiers import (
    Asked,
    Choice,
    Counts,
    DossierRow,
    choices_of,
    counts_of,
    dossiers_page,
    every_dossier,
)
from workflows.queries.filing import FILERS
from workflows.queries.keyset import Cursor, Turn
from workflows.spreadsheets import ListColumn, Value, spreadsheet

STATES = {
    "moi-nop": DossierState.FILED,
    "dang-xu-ly": DossierState.PROCESSING,
    "cho-bo-sung": DossierState.SUPPLEMENT,
    "co-quyet-dinh": DossierState.DECIDED,
    "da-xong": DossierState.FINISHED,
    "tu-choi": DossierState.REFUSED,
    "da-dong": DossierState.CLOSED,
    "da-tra-lai": DossierState.RETURNED,
    "da-huy": DossierState.CANCELLED,
}
STATE_NAMES = {state: name for name, state in STATES.items()}

COLUMNS = (
    ("Code", 22),
    ("Dossier", 48),
    ("Proposed by", 28),
    ("Procedure", 36),
    ("State", 18),
    ("Stage", 18),
    ("Persons, collectives", 12),
    ("Handed in", 16),
    ("Accepted", 16),
    ("Due", 16),
    ("Deadline", 22),
    ("Ended", 16),
)
"""Headings of the spreadsheet and how wide they are."""

OLDEST_YEAR = 2000


@pages.get("/ho-so")
@signed_in
def index() -> str:
    asked = _asked(request.args)
    found = dossiers_page(view(), actor(), asked)
    procedures, units = choices_of(view(), actor())
    counts = counts_of(view(), actor(), asked)
    return page(
        "dossiers/index.html",
        tabs=_tabs(asked, counts),
        asked=asked,
        kept={k: v for k, v in _parts(asked).items() if k in ("trang-thai", "qua-han")},
        procedures=_options(procedures),
        units=_options(units),
        years=[{"value": str(year), "label": str(year)} for year in counts.years],
        rows=[_row(one) for one in found.rows],
        names={one.value: in_language(one.label, one.label_en) for one in procedures},
        narrowed=bool(_parts(asked)),
        earlier=_turned(asked, found.earlier, "truoc"),
        later=_turned(asked, found.later, "sau"),
        filing_url=url_for("filing.index") if actor().holds(*FILERS) else "",
        export_url=url_for("dossiers.export", **_parts(asked)),
    )


@pages.get("/ho-so/tai-ve.xlsx")
@signed_in
def export() -> ResponseReturnValue:
    """Everything the list would show, with real dates and numbers."""
    asked = replace(_asked(request.args), turn=Turn())
    procedures, units = choices_of(view(), actor())
    names = {one.value: in_language(one.label, one.label_en) for one in procedures}
    rows = (_cells(one, names) for one in every_dossier(view(), actor(), asked))
    content = spreadsheet(
        gettext("Dossiers"),
        [ListColumn(label=gettext(text), width=width) for text, width in COLUMNS],
        rows,
        notes_name=gettext("How this list was made"),
        notes=list(_notes(asked, names, {one.value: one.label for one in units})),
    )
    return send_file(
        BytesIO(content),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=f"ho-so-{local(view().now):%Y%m%d-%H%M}.xlsx",
    )


# -- what the address says


def _asked(given: Mapping[str, str]) -> Asked:
    year = given.get("nam", "")
    return Asked(
        state=STATES.get(given.get("trang-thai", "")),
        overdue=given.get("qua-han") == "1",
        procedure=given.get("thu-tuc", "")[:100],
        unit_id=given.get("don-vi", "")[:36],
        year=_year(year),
        text=given.get("q", "").strip()[:100],
        turn=Turn(
            after=Cursor.parse(given.get("sau")),
            before=Cursor.parse(given.get("truoc")),
        ),
    )


def _year(text: str) -> int | None:
    found = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return found if found >= OLDEST_YEAR else None


def _parts(asked: Asked) -> dict[str, Any]:
    parts = {
        "trang-thai": STATE_NAMES[asked.state] if asked.state else "",
        "qua-han": "1" if asked.overdue else "",
        "thu-tuc": asked.procedure,
        "don-vi": asked.unit_id,
        "nam": str(asked.year or ""),
        "q": asked.text,
    }
    return {name: value for name, value in parts.items() if value}


def _address(asked: Asked, **more: str) -> str:
    return url_for("dossiers.index", **{**_parts(asked), **more})


def _turned(asked: Asked, cursor: Cursor | None, name: str) -> str:
    return _address(asked, **{name: str(cursor)}) if cursor else ""


# -- what the page shows


def _tabs(asked: Asked, counts: Counts) -> list[dict[str, Any]]:
    """All, past due, and every state in which there is something or that was asked for."""
    tabs = [
        _tab(gettext("All"), counts.all, asked, state=None, overdue=False),
        _tab(gettext("Overdue"), counts.overdue, asked, state=None, overdue=True),
    ]
    tabs += [
        _tab(gettext(word), counts.states[state], asked, state=state, overdue=False)
        for state, (_look, word) in STATE_WORDS.items()
        if counts.states[state] or asked.state is state
    ]
    return tabs


def _tab(
    text: str, count: int, asked: Asked, *, state: DossierState | None, overdue: bool
) -> dict[str, Any]:
    return {
        "text": text,
        "count": count,
        "href": _address(replace(asked, state=state, overdue=overdue)),
        "current": asked.state is state and asked.overdue is overdue,
    }


def _options(choices: Sequence[Choice]) -> list[dict[str, str]]:
    return [{"value": one.value, "label": in_language(one.label, one.label_en)} for one in choices]


def _row(one: DossierRow) -> dict[str, Any]:
    found = one.dossier
    return {
        "code": found.code,
        "href": url_for("dossiers.show", code=found.code),
        "title": found.title,
        "unit": found.unit_name,
        "procedure": found.procedure,
        "stage": "" if found.is_ended else in_language(one.stage, one.stage_en),
        "nominees": found.nominee_count,
        "filed": shown_day(found.filed_at),
        "state": state_pill(found.state),
        "deadline": shown_deadline(one.deadline) if one.deadline else None,
    }


# -- the spreadsheet


def _cells(one: DossierRow, names: Mapping[str, str]) -> list[Value]:
    found = one.dossier
    return [
        found.code,
        found.title,
        found.unit_name,
        names.get(found.procedure, found.procedure),
        gettext(STATE_WORDS[found.state][1]),
        "" if found.is_ended else in_language(one.stage, one.stage_en),
        found.nominee_count,
        found.filed_at,
        found.accepted_at,
        _due(one),
        _deadline_words(one),
        found.ended_at,
    ]


def _due(one: DossierRow) -> Value:
    """A limit in days is due on a day; its last instant would show as the next day's first."""
    if one.deadline is None or one.deadline.due is None:
        return None
    hours = one.deadline.unit is Unit.WORKING_HOURS
    return one.deadline.due if hours else local(one.deadline.due).date()


def _deadline_words(one: DossierRow) -> str:
    """How the clock stands, in the words of the list."""
    if one.deadline is None:
        return ""
    shown = shown_deadline(one.deadline)
    if shown.get("text"):
        return str(shown["text"])
    return gettext(CLOCK_WORDS[one.deadline.state])


CLOCK_WORDS = {
    ClockState.ON_TRACK: "In time",
    ClockState.DUE_SOON: "Due soon",
    ClockState.OVERDUE: "Overdue",
    ClockState.PAUSED: "Paused",
    ClockState.PROVISIONAL: "Provisional",
    ClockState.STOPPED: "Stopped",
}


def _notes(asked: Asked, procedures: Mapping[str, str], units: Mapping[str, str]) -> Iterator[str]:
    made_at = f"{local(view().now):%H:%M %d/%m/%Y}"
    yield gettext("Made at %(time)s by %(name)s.", time=made_at, name=actor().name)
    if asked.state:
        yield gettext("State: %(what)s", what=gettext(STATE_WORDS[asked.state][1]))
    if asked.overdue:
        yield gettext("Only those past their due date.")
    if asked.procedure:
        yield gettext("Procedure: %(what)s", what=procedures.get(asked.procedure, asked.procedure))
    if asked.unit_id:
        yield gettext("Unit: %(what)s", what=units.get(asked.unit_id, asked.unit_id))
    if asked.year:
        yield gettext("Handed in during %(year)s.", year=asked.year)
    if asked.text:
        yield gettext("Words searched for: %(words)s", words=asked.text)
