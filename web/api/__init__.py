"""The API for programs: the same commands and queries as the pages, in JSON, by bearer token."""

from __future__ import annotations

from flask import Flask
from werkzeug.wrappers import Response

from web.api import document
from web.api.nouns import (
    calendar,
    clocks,
    deployments,
    dossiers,
    gates,
    incidents,
    journal,
    procedures,
    tasks,
)
from web.api.operations import blueprint
from web.api.pace import Pace
from web.api.tokens import note_refusal
from web.security import csrf

NOUNS = (
    calendar,
    clocks,
    deployments,
    dossiers,
    gates,
    incidents,
    journal,
    procedures,
    tasks,
)
"""Imported for what they register; the document lists their operations."""

blueprint.get("/openapi.json")(document.show)
# Only a token opens it, and no browser sends a token by itself: there is nothing to forge.
csrf.exempt(blueprint)


def install_api(app: Flask, pace: Pace | None = None) -> None:
    """Serve the API under `/api/v1`."""
    app.extensions["vinhdanh_api_pace"] = pace or Pace()
    app.register_blueprint(blueprint)
    app.after_request(_say_how_to_come_in)


def _say_how_to_come_in(response: Response) -> Response:
    return note_refusal(response)
