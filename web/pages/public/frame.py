"""What the public pages share: their frame, the throttle, and how days and rows are written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, request, url_for

from engine.clock import local
from web.requests import close_view, engine
from web.requests import page as rendered
from web.wording import gettext, language
from workflows import throttles
from workflows.accounts import TooManyTries
from workflows.awards import award_name
from workflows.queries.public import ListRow
from workflows.throttles import Allowance

pages = Blueprint("public", __name__, url_prefix="/cong-khai")


def public_page(template: str, current: str, /, **context: object) -> str:
    """A page with the links that stand on every public page."""
    places = (
        ("look_up", "public.home", gettext("Look up")),
        ("lists", "public.lists", gettext("Published lists")),
        ("decisions", "public.decisions", gettext("Decisions")),
        ("check", "documents.ask", gettext("Check a document")),
        ("sign_in", "sign_in.show", gettext("Officers sign in")),
    )
    links = [
        {"text": text, "href": url_for(endpoint), "current": key == current}
        for key, endpoint, text in places
    ]
    return rendered(template, public_links=links, **context)


def take(what: str, allowance: Allowance) -> None:
    """One try from this address; raises `TooManyTries` when there have been too many."""
    close_view()
    with engine().database.write() as connection:
        wait: timedelta | None = throttles.take(
            connection,
            f"{what}:{request.remote_addr or ''}",
            allowance,
            engine().clock.wall(),
        )
    if wait is not None:
        raise TooManyTries(minutes=int(wait.total_seconds() // 60) + 1)


def give_back(what: str, allowance: Allowance) -> None:
    """Undo a try of this address that came to nothing."""
    close_view()
    with engine().database.write() as connection:
        throttles.give_back(connection, f"{what}:{request.remote_addr or ''}", allowance)


def number_of(text: str) -> int:
    """A whole number of an address; anything else is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def shown_day(at: datetime) -> str:
    return shown_date(local(at).date())


def shown_date(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def shown_row(row: ListRow) -> dict[str, Any]:
    """A row of a list for the templates."""
    return {
        "id": row.id,
        "no": row.ordinal,
        "name": row.name,
        "unit": row.unit,
        "place": row.locality,
        "award": award_name(row.award, language()),
        "merit": row.achievement,
    }
