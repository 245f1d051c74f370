"""My tasks."""

from __future__ import annotations

from flask import Blueprint

from web.requests import page, signed_in

pages = Blueprint("worklist", __name__)


@pages.get("/viec")
@signed_in
def show() -> str:
    return page("worklist/show.html")
