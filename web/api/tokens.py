"""Who calls: a bearer token stands for its account, and for nothing that a cookie may say."""

from __future__ import annotations

import re

from flask import g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.wrappers import Response

from engine.actors import Actor
from engine.errors import Forbidden, NotFound
from web.api.pace import Pace
from web.requests import close_view, engine, view
from workflows import api_tokens, throttles
from workflows.accounts import BadToken
from workflows.api_tokens import Bearer, Scope
from workflows.positions import actor_of
from workflows.throttles import TooFast

_BEARER = re.compile(r"Bearer +([0-9A-Fa-f]{64})", re.IGNORECASE)

LANGUAGES = ("vi", "en")


class ReadsOnly(Forbidden):
    """This token only reads; ask for one that acts."""


def authenticate(pace: Pace, *, acts: bool) -> None:
    """Find whose token it is, and let nobody call faster than is fair to the others."""
    g.session = None  # A browser's cookie opens nothing here.
    known = _bearer()
    if known is None:
        _slow_down_guessing()
        raise BadToken()
    g.language = request.accept_languages.best_match(LANGUAGES) or known.language
    wait = pace.take(known.account_id, engine().clock.wall())
    if wait:
        g.retry_after = wait
        raise TooFast(seconds=wait)
    who = _actor(known)
    if not who.held:
        # All their positions have ended: what is left of them is not for programs.
        raise BadToken()
    if acts and known.scope is not Scope.ACT:
        raise ReadsOnly()
    g.actor, g.account_id = who, known.account_id
    _note_use(known)


def _bearer() -> Bearer | None:
    found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if found is None:
        return None
    return api_tokens.bearer_of(view().connection, found[1].lower())


def _actor(known: Bearer) -> Actor:
    try:
        return actor_of(view(), known.person_id)
    except NotFound:
        raise BadToken() from None


def _note_use(known: Bearer) -> None:
    """Written now and then, so that reading stays reading otherwise."""
    now = engine().clock.wall()
    if known.is_worth_noting(now):
        close_view()
        with engine().database.write() as connection:
            api_tokens.note_use(connection, known.token_id, now)


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
