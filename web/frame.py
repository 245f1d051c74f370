"""What the frame of every page shows: office, person, main pages, the demo's day."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import Babel

from engine.clock import local
from web.look import install_look
from web.navigation import places_of
from web.requests import actor, engine, new_request_key, session, settings, view
from web.wording import catalogue, day_text, instant_text, language, role_name, say
from workflows.queries.desk import desk_of, host_office

LANGUAGES = ("vi", "en")
THEMES = ("light", "dark", "system")
LANGUAGE_COOKIE = "vinhdanh_lang"
THEME_COOKIE = "vinhdanh_theme"

WEB = Path(__file__).parent
BUNDLES = WEB / "static" / "dist" / "manifest.json"


def install_frame(app: Flask) -> None:
    """Give templates the frame, the built files, and sentences in the reader's language."""
    Babel(
        app,
        default_locale="vi",
        default_translation_directories=str(WEB / "translations"),
        locale_selector=chosen_language,
    )
    # The library's own look for the language anew with each sentence.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of its extension
        lambda text: catalogue().ugettext(text),
        lambda one, many, num: catalogue().ungettext(one, many, num),
        newstyle=True,
    )
    install_look(app.jinja_env)
    app.jinja_env.filters.update(instant=instant_text, day=day_text)
    app.jinja_env.globals.update(
        asset=asset, request_key=new_request_key, say=say, role_name=role_name
    )
    app.context_processor(lambda: {"shell": shell()})


def chosen_language() -> str:
    """What a program or browser chose, else what the account says, else Vietnamese."""
    if "language" in g:
        return str(g.language)
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    known = g.get("session")
    return known.account.language if known is not None else LANGUAGES[0]


def chosen_theme() -> str:
    theme = request.cookies.get(THEME_COOKIE, "")
    return theme if theme in THEMES else "system"


def asset(name: str) -> str:
    """The address of a built script or style sheet; a new content has a new one."""
    return url_for("static", filename=f"dist/{_bundles()[name]}")


@cache
def _bundles() -> dict[str, str]:
    found: dict[str, str] = json.loads(BUNDLES.read_text("utf-8"))
    return found


def shell() -> dict[str, Any]:
    """What `layout/base.html` reads; made once a request."""
    if "shell" not in g:
        g.shell = {**_preferences(), **(_of_officer() if session() else _of_visitor())}
    return dict(g.shell)


def framed(**more: object) -> dict[str, Any]:
    """The frame with more in it, such as a page's own queues: arguments of `page`."""
    return {"shell": {**shell(), **more}}


def bare_shell() -> dict[str, Any]:
    """The frame when the database cannot be asked."""
    return {**_preferences(), "office_name": "Vinh Danh", "user": None, "demo": None}


def _preferences() -> dict[str, Any]:
    return {
        "lang": language(),
        "theme": chosen_theme(),
        "preferences_url": url_for("preferences.choose"),
        "sign_in_url": url_for("sign_in.show"),
        "home_url": url_for("home"),
    }


def _of_officer() -> dict[str, Any]:
    who = actor()
    desk = desk_of(view(), who.id)
    return {
        "office_name": desk.office_name,
        "user": {
            "key": who.id,
            "name": desk.person_name,
            "initials": initials(desk.person_name),
            "position": desk.person_title,
            "account_url": url_for("preferences.show"),
            "sign_out_url": url_for("sign_in.leave"),
        },
        "search_url": _address("dossiers.index"),
        "nav": list(places_of(who)),
        "demo": _demo(),
    }


def _of_visitor() -> dict[str, Any]:
    return {"office_name": host_office(view()), "user": None, "demo": _demo()}


def _demo() -> dict[str, Any] | None:
    if not settings().demo:
        return None
    now = local(engine().clock.now())
    return {
        "date": f"{now:%d/%m/%Y}",
        "time": f"{now:%H:%M}",
        "step_url": url_for("demo.step"),
        "next_url": url_for("demo.jump"),
        "switch_url": url_for("sign_in.show"),
    }


def _address(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def initials(name: str) -> str:
    """First letters of the family name and the given name: `LH` of Lường Thị Hạnh."""
    words = name.split()
    return (
        "".join(word[0].upper() for word in dict.fromkeys((words[0], words[-1]))) if words else ""
    )
