"""Language, theme, and the browsers in which one is signed in."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from engine.clock import local
from web.frame import LANGUAGE_COOKIE, LANGUAGES, THEME_COOKIE, THEMES
from web.requests import (
    TOKEN_COOKIE,
    actor,
    close_view,
    engine,
    page,
    referring_path,
    see_other,
    session,
    settings,
    signed_in,
    view,
)
from web.shown_tokens import shown_token
from web.wording import gettext, role_name
from workflows import accounts, api_tokens

pages = Blueprint("preferences", __name__)

YEAR = 365 * 24 * 3600


@pages.post("/tuy-chon")
def choose() -> Response:
    answer = see_other(referring_path())
    _remember(answer, THEME_COOKIE, request.form.get("theme", ""), THEMES)
    language = request.form.get("lang", "")
    if _remember(answer, LANGUAGE_COOKIE, language, LANGUAGES):
        _keep_language(language)
    return answer


@pages.get("/tai-khoan")
@signed_in
def show() -> str:
    known = session()
    assert known is not None  # noqa: S101  the decorator saw to it
    token = request.cookies.get(TOKEN_COOKIE, "")
    now = engine().clock.wall()
    browsers = accounts.sessions_of(view().connection, known.account.id, token, now)
    tokens = api_tokens.tokens_of(view().connection, known.account.id)
    return page(
        "account/show.html",
        username=known.account.username,
        positions=sorted({role_name(held.position) for held in actor().held}),
        browsers=[
            {
                "id": one.id,
                "browser": one.user_agent,
                "since": f"{local(one.created_at):%d/%m/%Y %H:%M}",
                "seen": f"{local(one.seen_at):%d/%m/%Y %H:%M}",
                "is_this": one.is_this,
            }
            for one in browsers
        ],
        tokens=[shown_token(one) for one in tokens],
    )


@pages.post("/tai-khoan/thu-hoi")
@signed_in
def end_session() -> Response:
    known = session()
    assert known is not None  # noqa: S101  the decorator saw to it
    close_view()
    with engine().database.write() as connection:
        accounts.end_session(connection, known.account.id, request.form.get("session", ""))
    flash(gettext("The browser has been signed out."), "done")
    return see_other(url_for("preferences.show"))


@pages.post("/tai-khoan/thu-hoi-ma")
@signed_in
def revoke_token() -> Response:
    known = session()
    assert known is not None  # noqa: S101  the decorator saw to it
    close_view()
    with engine().database.write() as connection:
        api_tokens.revoke(connection, known.account.id, request.form.get("token", ""))
    flash(gettext("The token is taken back; programs that use it are out at once."), "done")
    return see_other(url_for("preferences.show"))


def _remember(answer: Response, cookie: str, value: str, known: tuple[str, ...]) -> bool:
    if value not in known:
        return False
    answer.set_cookie(
        cookie,
        value,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings().uses_https,
    )
    return True


def _keep_language(language: str) -> None:
    known = session()
    if known is not None:
        close_view()
        with engine().database.write() as connection:
            accounts.set_language(connection, known.account.id, language)
