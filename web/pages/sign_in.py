"""Signing in and out; in the demo also stepping into somebody's shoes."""

from __future__ import annotations

import flask
from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from engine.errors import NotFound
from web.frame import initials
from web.requests import (
    TOKEN_COOKIE,
    close_view,
    engine,
    local_path,
    page,
    see_other,
    settings,
    view,
)
from web.wording import day_text, gettext, language, ngettext, say
from workflows import accounts
from workflows.accounts import BadCredentials, TooManyTries
from workflows.demo.township import ROLE_CARDS
from workflows.positions import actor_of
from workflows.queries.beside_tasks import beside_tasks
from workflows.queries.desk import Signable, people_who_sign_in
from workflows.queries.work import Queue, Scope
from workflows.queries.work_counts import counts_of
from workflows.queries.work_places import Asked

pages = Blueprint("sign_in", __name__)


@pages.get("/dang-nhap")
def show() -> str:
    return _form()


@pages.post("/dang-nhap")
def enter() -> ResponseReturnValue:
    username = request.form.get("username", "")
    try:
        token = _try(username, request.form.get("password", ""))
    except TooManyTries as wait:
        return _form(username, say(wait.message)), 429
    if token is None:
        return _form(username, gettext(BadCredentials.__doc__ or "")), 422
    return _welcome(token)


@pages.post("/dang-nhap/vai")
def step_in() -> Response:
    """In the demo a role card is enough; nowhere else is there such a way."""
    if not settings().demo:
        raise NotFound()
    username = request.form.get("username", "")
    person = _offered().get(username)
    if person is None:
        raise NotFound()
    close_view()
    with engine().database.write() as connection:
        token = accounts.open_session(
            connection,
            engine().ids,
            engine().clock.wall(),
            account_id=person.account_id,
            user_agent=_browser(),
        )
    return _welcome(token)


@pages.post("/dang-xuat")
def leave() -> Response:
    _forget()
    answer = see_other(url_for("sign_in.show"))
    answer.delete_cookie(TOKEN_COOKIE)
    return answer


def _try(username: str, password: str) -> str | None:
    close_view()
    return accounts.sign_in(
        engine().database,
        engine().ids,
        engine().clock.wall(),
        username=username[:200],
        password=password,
        address=request.remote_addr or "",
        user_agent=_browser(),
    )


def _welcome(token: str) -> Response:
    """A new session for a new person: nothing of the browser's earlier one is taken along."""
    _forget()
    answer = see_other(local_path(request.form.get("next"), url_for("home")))
    answer.set_cookie(
        TOKEN_COOKIE, token, httponly=True, samesite="Lax", secure=settings().uses_https
    )
    return answer


def _forget() -> None:
    flask.session.clear()
    known = request.cookies.get(TOKEN_COOKIE)
    if known:
        close_view()
        with engine().database.write() as connection:
            accounts.sign_out(connection, known)


def _browser() -> str:
    return request.headers.get("User-Agent", "")


def _form(username: str = "", refusal: str = "") -> str:
    public = "public.home"
    return page(
        "sign_in/form.html",
        username=username,
        refusal=refusal,
        next=local_path(request.values.get("next"), ""),
        offices=_cards() if settings().demo else {},
        public_url=url_for(public) if public in current_app.view_functions else "",
        business_day=day_text(engine().clock.now()),
    )


def _cards() -> dict[str, list[dict[str, str]]]:
    """By the office in which they work: a submission goes from one to the other and back."""
    people, found = _offered(), dict[str, list[dict[str, str]]]()
    for username, vietnamese, english in ROLE_CARDS:
        if (one := people.get(username)) is None:
            continue
        card = {
            "username": username,
            "name": one.name,
            "initials": initials(one.name),
            "role": vietnamese if language() == "vi" else english,
            "work": _work_of(one.person_id),
        }
        found.setdefault(one.office, []).append(card)
    return found


def _work_of(person_id: str) -> str:
    """How much waits for somebody; empty when nothing does."""
    who = actor_of(view(), person_id)
    counts, ballots = counts_of(view(), who, Asked()), len(beside_tasks(view(), who).ballots)
    mine, late = counts.scopes[Scope.MINE], counts.queues[Queue.OVERDUE]
    tasks = ngettext("%(num)d task", "%(num)d tasks", mine) if mine else ""
    if late:
        tasks = gettext("%(tasks)s, %(late)s overdue", tasks=tasks, late=late)
    voting = ngettext("%(num)d ballot to cast", "%(num)d ballots to cast", ballots)
    return ", ".join(part for part in (tasks, voting if ballots else "") if part)


def _offered() -> dict[str, Signable]:
    return people_who_sign_in(view(), [card[0] for card in ROLE_CARDS])
