"""What a view works with: the engine, one look at the data a request, who asks, and one door."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from engine.actors import CITIZEN, Actor
from engine.errors import Rejected
from engine.process_engine import ProcessEngine
from engine.view import View
from web.settings import Settings
from workflows import accounts
from workflows.attachments import BlobStore
from workflows.positions import actor_of

TOKEN_COOKIE = "vinhdanh"  # noqa: S105  the name of the cookie
KEY_FIELD = "request_key"
_KEY = re.compile(r"[0-9A-Za-z-]{8,60}")

BEFORE_A_PASSWORD = frozenset({"password.show", "password.change"})
"""All that a person may see whose password was set by somebody else."""

P = ParamSpec("P")


class SessionOver(Rejected):
    """Your session has ended. Sign in; then send again what you have typed."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What one application serves."""

    engine: ProcessEngine
    settings: Settings
    blobs: BlobStore


def install(app: Flask, installation: Installation) -> None:
    app.extensions["vinhdanh"] = installation
    app.after_request(_note_use)
    app.teardown_request(lambda _error: close_view())


def installation() -> Installation:
    return cast(Installation, current_app.extensions["vinhdanh"])


def engine() -> ProcessEngine:
    return installation().engine


def settings() -> Settings:
    return installation().settings


def blobs() -> BlobStore:
    return installation().blobs


def view() -> View:
    """The one look at the data of this request; opened at first need."""
    if "view" not in g:
        g.view_stack = ExitStack()
        g.view = g.view_stack.enter_context(engine().view())
    return cast(View, g.view)


def close_view() -> None:
    """End the look: after a command the next one sees what it has done."""
    stack = g.pop("view_stack", None)
    g.pop("view", None)
    if stack is not None:
        stack.close()


def session() -> accounts.Session | None:
    """The session of the browser, None when nobody is signed in."""
    if "session" not in g:
        token = request.cookies.get(TOKEN_COOKIE, "")
        now = engine().clock.wall()
        g.session = accounts.session_of(view().connection, token, now) if token else None
    return cast("accounts.Session | None", g.session)


def actor() -> Actor:
    """Who asks, with the positions held today; a visitor without an account is a citizen."""
    if "actor" not in g:
        known = session()
        g.actor = CITIZEN if known is None else actor_of(view(), known.account.person_id)
    return cast(Actor, g.actor)


def signed_in(page: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """For pages of officers: whoever is not signed in is sent to sign in and then comes back."""

    @wraps(page)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        known = session()
        if known is None and request.method == "POST":
            raise SessionOver()
        if known is None:
            return redirect(url_for("sign_in.show", next=here()), 303)
        if known.account.temporary and request.endpoint not in BEFORE_A_PASSWORD:
            return redirect(url_for("password.show"), 303)
        return page(*args, **kwargs)

    return guarded


def execute(command: object, *, part: str = "") -> object:
    """Carry out a command for whoever asks; a form sent twice is carried out once.

    `part` tells the commands of one form apart when it asks for several.
    """
    who, key = actor(), request_key()
    close_view()
    return engine().execute(command, who, key=f"{key}:{part}" if key and part else key)


def request_key() -> str | None:
    """The idempotency key that the form carried."""
    key = request.form.get(KEY_FIELD, "")
    return key if _KEY.fullmatch(key) else None


def new_request_key() -> str:
    """For templates: a key for one form; the same form sent again carries the same one."""
    ids = engine().ids
    return ids.new(engine().clock.wall())


def _note_use(response: Response) -> Response:
    """Keep the session alive: written now and then, so that pages stay read-only otherwise."""
    known = g.get("session")
    now = engine().clock.wall()
    if known is not None and known.is_worth_noting(now):
        close_view()
        with engine().database.write() as connection:
            accounts.note_use(connection, request.cookies.get(TOKEN_COOKIE, ""), now)
    return response


def page(template: str, /, **context: object) -> str:
    """A rendered page; templates find the frame in `shell`."""
    return render_template(template, **context)


def here() -> str:
    """The address to come back to: this page, or the one on which a form stood."""
    if request.method == "GET":
        query = request.query_string.decode("ascii", "ignore")
        return local_path(f"{request.path}?{query}" if query else request.path)
    return referring_path()


def referring_path(otherwise: str = "/") -> str:
    """The path of our own page from which the request came."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return otherwise
    return local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path, otherwise)


def local_path(path: str | None, otherwise: str = "/") -> str:
    """The path when it leads to a page of ours, never to another site."""
    if path is None or not path.startswith("/") or path.startswith(("//", "/\\")):
        return otherwise
    if any(ord(letter) < 0x21 or letter == "\\" for letter in path):
        return otherwise
    return path


def see_other(location: str) -> Response:
    """After a post: the browser goes on to a page that can be loaded again."""
    return redirect(location, 303)


def wants_json() -> bool:
    """Whether the answer is for a script."""
    accepted = request.accept_mimetypes
    return (
        accepted.best_match(["text/html", "application/json", "application/problem+json"])
        != "text/html"
        and accepted.accept_json
    )
