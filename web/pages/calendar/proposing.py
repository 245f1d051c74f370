"""The form of a year: the days that differ, tried out before they are proposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.errors import FieldError, InvalidData, NotFound
from forms.answers import Unusable, day
from web.access import require
from web.pages.calendar.frame import pages, shown_moves
from web.requests import actor, close_view, engine, execute, page, see_other, signed_in, view
from web.wording import gettext, say
from workflows.calendar_proposals.days import MOST_DAYS, TypedDay
from workflows.calendar_proposals.preview import calendar_with, moved_dates
from workflows.calendar_proposals.proposing import (
    YEARS_AHEAD,
    ProposeCalendarYear,
    require_sound_year,
)
from workflows.calendar_proposals.stored import StandingYear, standing_year
from workflows.entries import Entries

BLANK = 4
"""Empty rows to add days in; one may ask for more."""

COLUMNS = ("day", "kind", "reason", "reason_en", "source", "mark")
MARK_WORDS = {
    "c": "confirmed",
    "p": "partly confirmed",
    "u": "unverified",
    "d": "product default",
}
KIND_WORDS = {"off": "off", "work": "worked"}

Row = Mapping[str, str]


@pages.get("/<int:year>/de-nghi")
@signed_in
def new_proposal(year: int) -> ResponseReturnValue:
    standing = _standing(year)
    rows = [_row(one) for one in standing.days if one.date >= _today()]
    head = {"announced": "1" if standing.announced else "", "document": "", "why": ""}
    return _form(standing, rows, head)


@pages.post("/<int:year>/de-nghi")
@signed_in
def propose(year: int) -> ResponseReturnValue:
    """Propose the year; or only look at what would move, or ask for more rows."""
    standing = _standing(year)
    rows, head = list(_typed_rows()), _typed_head()
    act = request.form.get("act", "")
    if act == "more":
        return _form(standing, rows, head, blank=len(rows) + 3 * BLANK)
    try:
        command = _command(standing, rows, head)
        if act == "look":
            return _form(standing, rows, head, moves=_tried(command))
        answer = execute(command)
    except InvalidData as invalid:
        close_view()
        return _form(standing, rows, head, wrong=_wrong(standing, rows, invalid)), 422
    if not isinstance(answer, dict):
        raise NotFound()
    flash(gettext("Proposed. It waits for a second person."), "done")
    return see_other(url_for("calendar.proposal", proposal_id=answer["proposal"]))


def _standing(year: int) -> StandingYear:
    require("calendar.propose")
    if not _today().year <= year <= _today().year + YEARS_AHEAD:
        raise NotFound()
    return standing_year(view(), year)


def _today() -> date:
    return local(view().now).date()


def _tried(command: ProposeCalendarYear) -> dict[str, Any]:
    """What would move, tried by the rules of the command and without a trace."""
    who = actor()
    close_view()
    with engine().rehearsal(who) as context:
        entries = Entries()
        days = require_sound_year(context, entries, command)
        entries.require_sound()
        calendar = calendar_with(context, command.year, days, command.announced)
        return shown_moves(moved_dates(context, calendar))


def _command(
    standing: StandingYear, rows: Sequence[Row], head: Mapping[str, str]
) -> ProposeCalendarYear:
    return ProposeCalendarYear(
        office_id=actor().office_id,
        year=standing.year,
        announced=bool(head["announced"]),
        days=(*_passed(standing), *_typed_days(rows)),
        document=head["document"],
        reason=head["why"],
    )


def _passed(standing: StandingYear) -> tuple[TypedDay, ...]:
    """The days that have passed: they stand as they are."""
    return tuple(
        TypedDay(
            day=one.date,
            kind=one.kind.value,
            reason=one.reason,
            reason_en=one.reason_en,
            source=one.source,
            mark=one.mark,
        )
        for one in standing.days
        if one.date < _today()
    )


def _typed_days(rows: Sequence[Row]) -> list[TypedDay]:
    wrong, found = [], []
    for number, row in enumerate(rows):
        try:
            on = day(row["day"].strip())
        except Unusable as unusable:
            wrong.append(FieldError(f"row.{number}.day", unusable.message))
            continue
        found.append(TypedDay(**{**row, "day": on}))  # type: ignore[arg-type]  # texts but one
    if wrong:
        raise InvalidData(wrong)
    return found


def _typed_rows() -> Iterator[Row]:
    """The rows in which something stands; an empty day takes its row out."""
    columns = [request.form.getlist(name)[: MOST_DAYS + 1] for name in COLUMNS]
    if len({len(column) for column in columns}) > 1:
        raise NotFound()
    for values in zip(*columns, strict=True):
        if values[0].strip():
            yield dict(zip(COLUMNS, values, strict=True))


def _typed_head() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in ("announced", "document", "why")}


def _wrong(standing: StandingYear, rows: Sequence[Row], invalid: InvalidData) -> dict[str, str]:
    """Field of the form to sentence; the command counts the days that have passed first."""
    passed = len(_passed(standing))
    found: dict[str, str] = {}
    for one in invalid.errors:
        field = one.field
        if field.startswith("days."):
            _, number, column = field.split(".")
            field = f"row.{int(number) - passed}.{column}"
        found.setdefault(field, say(one.message))
    return found


def _row(one: Any) -> Row:
    return {
        "day": f"{one.date:%d/%m/%Y}",
        "kind": one.kind.value,
        "reason": one.reason,
        "reason_en": one.reason_en,
        "source": one.source,
        "mark": one.mark,
    }


def _form(
    standing: StandingYear,
    rows: Sequence[Row],
    head: Mapping[str, str],
    *,
    wrong: Mapping[str, str] | None = None,
    moves: dict[str, Any] | None = None,
    blank: int = 0,
) -> str:
    empty = {"day": "", "kind": "off", "reason": "", "reason_en": "", "source": "", "mark": "c"}
    shown = [*rows, *[empty] * min(max(BLANK, blank - len(rows)), MOST_DAYS - len(rows))]
    return page(
        "calendar/propose.html",
        year=standing.year,
        announced=standing.announced,
        rows=shown,
        typed=head,
        wrong=wrong or {},
        moves=moves,
        passed=len(_passed(standing)),
        kinds=[{"value": key, "label": gettext(word)} for key, word in KIND_WORDS.items()],
        marks=[{"value": key, "label": gettext(word)} for key, word in MARK_WORDS.items()],
    )
