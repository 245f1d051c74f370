"""The strip of the dated demo: letting its days pass."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash
from werkzeug.wrappers import Response

from engine.clock import local
from engine.errors import NotFound
from web.component_samples import sample_context
from web.requests import close_view, engine, page, referring_path, see_other, settings
from web.wording import gettext
from workflows.demo.clock import advance_to_next_deadline, advance_working_days

pages = Blueprint("demo", __name__)


@pages.before_request
def _only_here() -> None:
    if not settings().demo:
        raise NotFound()


@pages.post("/trinh-dien/tien-mot-ngay")
def step() -> Response:
    close_view()
    return _arrived(advance_working_days(engine(), 1))


@pages.post("/trinh-dien/tien-den-han")
def jump() -> Response:
    close_view()
    return _arrived(advance_to_next_deadline(engine()))


@pages.get("/_components")
def components() -> str:
    """Every piece of the look in every state, to be looked at whenever a token changes."""
    return page("_components.html", **sample_context())


def _arrived(at: datetime | None) -> Response:
    if at is None:
        flash(gettext("No deadline lies ahead."), "rest")
    else:
        flash(gettext("It is now %(time)s.", time=f"{local(at):%H:%M %d/%m/%Y}"), "done")
    return see_other(referring_path())
