"""All sessions, what waits for the council, and the form that plans the next session."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, cast

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import VIETNAM, local
from engine.errors import FieldError, InvalidData, Message, WrongState
from web.days import day_or_none
from web.errors import sentences_of, status_of
from web.pages.council.frame import OfOffice, address_of, pages, state_of
from web.pages.council.law import shown_rhythm
from web.permissions import may, require
from web.requests import actor, close_view, execute, page, see_other, signed_in, view
from web.shown_council import DOSSIER
from web.wording import gettext, say
from workflows.council.sessions import PlanSession, Session, SessionState
from workflows.queries.council import ListedSession, listed_sessions, waiting_dossiers

QUOTA_FIELD = "chi-tieu."
LONGEST_NUMBER = 4
UNREADABLE = 0
"""A quota that no plan takes."""


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    return _index({}, 200)


@pages.post("")
@signed_in
def plan() -> ResponseReturnValue:
    """Put dossiers on the agenda of a new session."""
    require("council.plan", OfOffice(actor().office_id))
    unread: list[FieldError] = []
    try:
        planned = execute(_command(unread))
    except InvalidData as refusal:
        close_view()
        return _index(_errors(refusal.errors, unread), status_of(refusal))
    except WrongState as refusal:
        close_view()
        return _index({"": " ".join(sentences_of(refusal))}, status_of(refusal))
    flash(gettext("The session is planned."), "done")
    return see_other(address_of(cast(Mapping[str, str], planned)["session"]))


def _command(unread: list[FieldError]) -> PlanSession:
    """The plan as typed; with what cannot be read it is refused, so that all is told at once."""
    dossier_ids = tuple(request.form.getlist("dossier_ids"))
    return PlanSession(
        dossier_ids=dossier_ids,
        scheduled_at=_instant(request.form.get("day", ""), request.form.get("at", ""), unread),
        title=request.form.get("title", ""),
        place=request.form.get("place", ""),
        secret=request.form.get("secret") == "yes",
        quotas=_quotas(dossier_ids, unread),
    )


def _errors(refused: Sequence[FieldError], unread: Sequence[FieldError]) -> Mapping[str, str]:
    """What is wrong, by field of the form; what could not be read is told in its own words."""
    found = {_named(one.field): say(one.message) for one in refused}
    if any(one.field in ("day", "at") for one in unread):
        found.pop("scheduled_at", None)
    return found | {_named(one.field): say(one.message) for one in unread}


def _quotas(dossier_ids: tuple[str, ...], wrong: list[FieldError]) -> dict[str, int]:
    """Quotas of the chosen dossiers, where one was typed; none that is unreadable can be kept."""
    quotas = {}
    for dossier_id in dossier_ids:
        typed = request.form.get(QUOTA_FIELD + dossier_id, "").strip()
        if not typed:
            continue
        if not (typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER):
            message = Message("quota_unreadable", "Write the quota as a whole number.")
            wrong.append(FieldError(f"quotas.{dossier_id}", message))
            quotas[dossier_id] = UNREADABLE
            continue
        quotas[dossier_id] = int(typed)
    return quotas


def _named(field: str) -> str:
    """The field of the form for one of the command."""
    prefix, dot, dossier_id = field.partition(".")
    return QUOTA_FIELD + dossier_id if dot and prefix == "quotas" else field


def _index(errors: Mapping[str, str], status: int) -> ResponseReturnValue:
    office_id = actor().office_id
    require("council.see", OfOffice(office_id))
    sessions = listed_sessions(view(), office_id)
    body = page(
        "council/index.html",
        sessions=[_listed(one) for one in sessions],
        meets=shown_rhythm(office_id, [one.session for one in sessions]),
        waiting=waiting_dossiers(view(), office_id),
        may_plan=may("council.plan", OfOffice(office_id)),
        typed=request.form.to_dict(),
        next_title=_next_title([one.session for one in sessions]),
        chosen=request.form.getlist("dossier_ids") or request.args.getlist(DOSSIER),
        quota_field=QUOTA_FIELD,
        errors=errors,
        summary=[
            {"id": f"f-{name}" if name else "", "message": text} for name, text in errors.items()
        ],
    )
    return body, status


def _next_title(sessions: Sequence[Session]) -> str:
    """The year's next session: they are counted, also from before there was this system."""
    year = local(view().now).year
    this_year = [one for one in sessions if local(one.scheduled_at).year == year]
    counted = [int(found[1]) for one in this_year if (found := _COUNTED.search(one.title))]
    held = [one for one in this_year if one.state is not SessionState.CANCELLED and not one.repeats]
    number = max(counted, default=len(held)) + 1
    return gettext("Session %(number)s on commendation in %(year)s", number=number, year=year)


_COUNTED = re.compile(r"(?:lần thứ|Session) (\d{1,3})\b", re.IGNORECASE)


def _listed(one: ListedSession) -> dict[str, Any]:
    look, word = state_of(one.session)
    return {
        "session": one.session,
        "href": url_for("council.show", session_id=one.session.id),
        "titles": [f"{code} {title}" for code, title in one.agenda],
        "nominees": one.nominees,
        "look": look,
        "word": word,
    }


def _instant(day: str, at: str, wrong: list[FieldError]) -> datetime | None:
    """Day and hour as typed; what cannot be read is said at the field."""
    found_day, found_time = day_or_none(day), _time(at)
    if found_day is None:
        wrong.append(FieldError("day", Message("date_unreadable", "Write the date as 31/12/2023.")))
    if found_time is None:
        wrong.append(FieldError("at", Message("time_unreadable", "Write the time as 08:00.")))
    if found_day is None or found_time is None:
        return None
    return datetime.combine(found_day, found_time, tzinfo=VIETNAM)


_HOUR = re.compile(r"([01]?\d|2[0-3])\s*(?:[:.hg]|giờ)\s*([0-5]\d)?", re.ASCII | re.IGNORECASE)


def _time(text: str) -> time | None:
    """08:00, and as people write it: 8h30, 14h, 8 giờ 30."""
    found = _HOUR.fullmatch(text.strip())
    return None if found is None else time(int(found[1]), int(found[2] or 0))
