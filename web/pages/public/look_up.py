"""The public start page: look-up by the receipt's code, the lists that are up, new decisions."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.deadlines import ClockState
from web.pages.public.frame import pages, public_page, shown_date, shown_day, take
from web.pages.public.lists import shown_list
from web.pages.public.words import (
    CLOCK_WORDS,
    NEXT_SENTENCES,
    ONCE_PUBLIC,
    RESULT_WORDS,
    STATUS_SENTENCES,
)
from web.requests import engine, view
from web.wording import gettext, in_language, say
from workflows import throttles
from workflows.accounts import TooManyTries
from workflows.dossiers import ENDED, DossierState
from workflows.queries import public

DECISIONS_ON_HOME = 8


@pages.get("")
def home() -> ResponseReturnValue:
    """Look-up, the lists that are up, the newest decisions."""
    code = request.args.get("ma", "").strip()
    found: dict[str, Any] | None = None
    refusal = ""
    status = 200
    if code:
        found, refusal, status = _looked_up(code)
    register = public.decision_register(view())
    return (
        public_page(
            "public/home.html",
            "look_up",
            code=code[:40],
            found=found,
            refusal=refusal,
            lists=[shown_list(each) for each in public.open_lists(view())],
            year=register.year,
            decisions=register.rows[:DECISIONS_ON_HOME],
        ),
        status,
    )


def _looked_up(code: str) -> tuple[dict[str, Any] | None, str, int]:
    """(what to show, why nothing is shown, status code)."""
    try:
        take("look-up", throttles.LOOK_UPS)
    except TooManyTries as wait:
        return None, say(wait.message), 429
    found = public.look_up(view(), engine().definitions, code)
    if found is None:
        return None, gettext("No receipt has this code. Compare it with the printed one."), 404
    return _shown_status(found), "", 200


def _shown_status(found: public.Status) -> dict[str, Any]:
    ended = found.state in ENDED
    return {
        "sentence": gettext(STATUS_SENTENCES[found.state]),
        "next": _next(found),
        "stages": [] if ended else _strip(found),
        "clock": _clock_pill(found),
        "due": "" if found.due is None else shown_day(found.due),
        "received": "" if found.accepted_on is None else shown_date(found.accepted_on),
        "filed": shown_date(found.filed_on),
        "ended": "" if found.ended_on is None else shown_date(found.ended_on),
        "list": _list_link(found.published_list),
        "decision": _decision_link(found.decision),
    }


def _next(found: public.Status) -> str:
    if found.state is DossierState.DECIDED and found.decision is not None:
        return gettext(ONCE_PUBLIC)
    return gettext(NEXT_SENTENCES[found.state]) if found.state in NEXT_SENTENCES else ""


def _list_link(found: public.OpenList | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {
        "href": url_for("public.one_list", publication_id=found.id),
        "until": shown_date(found.last_day),
    }


def _decision_link(found: public.PublishedDecision | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {
        "href": url_for("public.one_decision", decision_id=found.id),
        "symbol": found.symbol,
        "day": shown_date(found.dated),
    }


def _strip(found: public.Status) -> list[dict[str, str]]:
    """Where it is; that it was sent back on its way is not told (R-PUB-09)."""
    return [
        {
            "label": in_language(stage.name, stage.name_en),
            "state": "now" if stage.state == "back" else stage.state,
        }
        for stage in found.stages
    ]


def _clock_pill(found: public.Status) -> dict[str, str] | None:
    if found.result is not None:
        return {"state": found.result.value, "text": gettext(RESULT_WORDS[found.result.value])}
    if found.clock is None or found.clock is ClockState.STOPPED:
        return None
    return {"state": found.clock.value, "text": gettext(CLOCK_WORDS[found.clock])}
