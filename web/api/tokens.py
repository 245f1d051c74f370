"""Who calls: a bearer token stands for its account, and for nothing that a cookie may say."""

from __future__ import annotations

import re

from flask import g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.wrappers import Response

from engine.errors import NotFound
from web.api.pace import Pace
from web.requests import close_view, engine, view
from workflows import accounts, throttles
from workflows.accounts import Account, BadToken
from workflows.positions import actor_of
from workflows.throttles import TooFast

_BEARER = re.compile(r"Bearer +([0-9A-Fa-f]{64})", re.IGNORECASE)

LANGUAGES = ("vi", "en")


def authenticate(pace: Pace) -> None:
    """Find whose token it is, and let nobody call faster than is fair to the others."""
    g.session = None  # A browser's cookie opens nothing here.
    known = _account()
    if known is None:
        _slow_down_guessing()
        raise BadToken()
    g.language = request.accept_languages.best_match(LANGUAGES) or known.language
    wait = pace.take(known.id, engine().clock.wall())
    if wait:
        g.retry_after = wait
        raise TooFast(seconds=wait)
    try:
        g.actor = actor_of(view(), known.person_id)
    except NotFound:
        raise BadToken() from None
    g.account_id = known.id


def _account() -> Account | None:
    found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if found is None:
        return None
    return accounts.account_of_token(view().connection, found[1].lower())


def _slow_down_guessing() -> None:
    """Wrong tokens count against the address they come from; no token at all costs nothing."""
    if "Authorization" not in request.headers:
        return
    close_view()
    installed = engine()
    with installed.database.write() as connection:
        wait = throttles.take(
            connection,
            f"token:{request.remote_addr or ''}"[:200],
            throttles.TOKENS,
            installed.clock.wall(),
        )
    if wait is not None:
        g.retry_after = int(wait.total_seconds()) + 1
        raise TooFast(seconds=g.retry_after)


def note_refusal(response: Response) -> Response:
    """Say how to come in, and how long to wait."""
    if not request.path.startswith("/api/"):
        return response
    if response.status_code == 401:
        response.www_authenticate = WWWAuthenticate("bearer", {"realm": "vinhdanh"})
    if "retry_after" in g:
        response.headers["Retry-After"] = str(g.retry_after)
    return response
