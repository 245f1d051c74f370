"""Lists that are being published, and what the public says about them."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.actors import CITIZEN
from engine.errors import InvalidData, NotFound, Rejected, WrongState
from web.pages.public.frame import (
    give_back,
    number_of,
    pages,
    public_page,
    shown_date,
    shown_day,
    shown_row,
    take,
)
from web.pages.public.words import OPINION_SENTENCES
from web.requests import engine, request_key, see_other, view
from web.wording import gettext, ngettext, say
from workflows import throttles
from workflows.accounts import TooManyTries
from workflows.opinions import OpinionState, SendOpinion, find_by_receipt
from workflows.queries import public


@pages.get("/danh-sach")
def lists() -> str:
    """All lists that are being published."""
    return public_page(
        "public/lists.html",
        "lists",
        lists=[shown_list(each) for each in public.open_lists(view())],
    )


@pages.get("/danh-sach/<publication_id>")
def one_list(publication_id: str) -> str:
    return _list_page(publication_id)


@pages.post("/danh-sach/<publication_id>/y-kien")
def send_opinion(publication_id: str) -> ResponseReturnValue:
    """Take an opinion; its receipt's code is the only way back to it."""
    public.published_list(view(), publication_id)  # raises NotFound before the throttle counts
    typed = {
        name: request.form.get(name, "") for name in ("nominee_id", "text", "author", "contact")
    }
    command = SendOpinion(
        publication_id=publication_id,
        nominee_id=typed["nominee_id"] or None,
        text=typed["text"],
        author=typed["author"],
        contact=typed["contact"],
    )
    try:
        answer = _sent(command)
    except TooManyTries as wait:
        error = {"id": "", "message": say(wait.message)}
        return _list_page(publication_id, typed=typed, errors=[error]), 429
    except InvalidData as invalid:
        errors = [
            {"id": f"f-{one.field}", "message": say(one.message), "field": one.field}
            for one in invalid.errors
        ]
        return _list_page(publication_id, typed=typed, errors=errors), 422
    except WrongState as closed:
        error = {"id": "", "message": say(closed.message)}
        return _list_page(publication_id, typed=typed, errors=[error]), 409
    receipt = answer["receipt"] if isinstance(answer, dict) else ""
    return see_other(url_for("public.opinion", ma=receipt, moi=1))


def _sent(command: SendOpinion) -> object:
    """Send it, counted against the address; what is refused is counted apart."""
    take("opinion", throttles.OPINIONS)
    try:
        # Always as a citizen: what an officer says here is said as anybody.
        return engine().execute(command, CITIZEN, key=request_key())
    except Rejected:
        give_back("opinion", throttles.OPINIONS)
        take("refused-opinion", throttles.REFUSED_OPINIONS)
        raise


@pages.get("/y-kien")
def opinion() -> ResponseReturnValue:
    """What became of an opinion, for whoever holds its receipt."""
    code = request.args.get("ma", "").strip()[:40]
    found: dict[str, Any] | None = None
    refusal, status = "", 200
    if code:
        found, refusal, status = _found_opinion(code)
    fresh = "moi" in request.args
    return public_page(
        "public/opinion.html", "lists", code=code, found=found, refusal=refusal, fresh=fresh
    ), status


def _found_opinion(code: str) -> tuple[dict[str, Any] | None, str, int]:
    try:
        take("look-up", throttles.LOOK_UPS)
        normal = public.normalised_code(code)
        if normal is None:
            raise NotFound()
        known = find_by_receipt(view(), normal)
    except TooManyTries as wait:
        return None, say(wait.message), 429
    except NotFound:
        return None, gettext("No opinion has this code."), 404
    shown = {
        "code": normal,
        "sent": shown_day(known.sent_at),
        "state": gettext(OPINION_SENTENCES[known.state]),
        "reason": known.reason if known.state is OpinionState.REJECTED else "",
        "answer": known.answer,
    }
    return shown, "", 200


def _list_page(
    publication_id: str,
    *,
    typed: dict[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> str:
    after = number_of(request.args.get("sau", ""))
    found = public.published_list(view(), publication_id, after=after)
    return public_page(
        "public/list.html",
        "lists",
        list=shown_list(found.list),
        is_open=found.is_open,
        rows=[shown_row(row) for row in found.rows],
        first=found.first,
        next_url=_list_url(publication_id, found.next) if found.next else "",
        first_url=_list_url(publication_id, None) if after else "",
        typed=typed or {},
        errors=errors or [],
        wrong={one["field"]: one["message"] for one in errors or [] if one.get("field")},
    )


def _list_url(publication_id: str, after: int | None) -> str:
    return url_for("public.one_list", publication_id=publication_id, sau=after)


def shown_list(found: public.OpenList) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "unit": found.unit,
        "nominees": found.nominees,
        "since": shown_day(found.started_at),
        "until": shown_date(found.last_day),
        "left": (
            ngettext("%(num)d working day left", "%(num)d working days left", found.days_left)
            if found.days_left
            else gettext("Last day")
        ),
        "state": "on" if found.days_left else "soon",
    }
