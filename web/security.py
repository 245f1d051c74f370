"""What every answer carries so that a browser runs and shows nothing but ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, g, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from engine.errors import FieldError, InvalidData, Message, NotFound
from web.requests import new_request_key
from web.settings import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

DESIGNER_STYLES = "style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'"
"""The drawing boards set styles while one draws; scripts stay as strict as everywhere."""

SMALL_REQUEST = 3 * 1024 * 1024
"""Bytes of a request without files: a long form and its grid of nominees."""

MOST_PARTS = 5_000
"""Fields of one form: several for each of the most nominees a dossier has."""

LOCAL_NAMES = ["localhost", "127.0.0.1", "[::1]"]

NUL = "\x00"

_LIMIT = "takes_bytes"
_DESIGNER = "is_for_designers"
_JSON = "takes_json"
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_UNSTORABLE = Message(
    "form.unwritable",
    "The text has a character that cannot be stored (%(code)s)",
    {"code": "U+0000"},
)

csrf = CSRFProtect()

Page = TypeVar("Page", bound=Callable[..., object])


def takes_bytes(most: int) -> Callable[[Page], Page]:
    """A page that is sent files may be sent more than others. The outermost decorator but one."""

    def marked(page: Page) -> Page:
        setattr(page, _LIMIT, most)
        return page

    return marked


def takes_json(page: Page) -> Page:
    """A page whose scripts send it JSON; all others read forms alone."""
    setattr(page, _JSON, True)
    return page


def for_designers(page: Page) -> Page:
    """A page with a drawing board: its styles may be set by our scripts."""
    setattr(page, _DESIGNER, True)
    return page


def style_nonce() -> str:
    """By which style elements of this answer are known to be ours."""
    if "style_nonce" not in g:
        g.style_nonce = new_request_key()
    return str(g.style_nonce)


def secure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_NAME="vinhdanh_page",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.uses_https,
        # The token lives as long as the browser's session: a form left open over lunch still works.
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=SMALL_REQUEST,
        MAX_FORM_MEMORY_SIZE=SMALL_REQUEST,
        MAX_FORM_PARTS=MOST_PARTS,
    )
    if settings.is_local and not settings.proxies:
        # Another site's name that points to this machine must not open a door to it.
        app.config["TRUSTED_HOSTS"] = LOCAL_NAMES
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask documents this way
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    # Before the protection against forged requests, which reads the form.
    app.before_request(_widen)
    csrf.init_app(app)
    app.before_request(_refuse_unreadable)
    app.before_request(_refuse_unstorable)
    app.after_request(_guard)


def _widen() -> None:
    page = current_app.view_functions.get(request.endpoint or "")
    most = getattr(page, _LIMIT, None)
    if most is not None:
        request.max_content_length = most


def _refuse_unreadable() -> None:
    """What is no form would be read as an empty one; programs have an API of their own."""
    if request.endpoint is None or request.blueprint == "api" or not request.content_length:
        return
    page = current_app.view_functions.get(request.endpoint)
    if request.mimetype in _FORMS or (hasattr(page, _JSON) and request.is_json):
        return
    raise UnsupportedMediaType()


def _refuse_unstorable() -> None:
    """No database keeps NUL: what has it in its address is not there, what typed it is told.

    Pages that take files say it beside the field, with everything else that is wrong.
    """
    if NUL in request.path or any(NUL in value for value in request.args.values()):
        raise NotFound()
    page = current_app.view_functions.get(request.endpoint or "")
    if hasattr(page, _LIMIT):
        return
    wrong = [name for name, value in request.form.items(multi=True) if NUL in name + value]
    if wrong:
        raise InvalidData([FieldError(name.replace(NUL, ""), _UNSTORABLE) for name in wrong])


def _policy() -> str:
    page = current_app.view_functions.get(request.endpoint or "")
    if not hasattr(page, _DESIGNER):
        return POLICY
    return POLICY.replace("style-src 'self'", DESIGNER_STYLES.replace("{nonce}", style_nonce()))


def _guard(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
