"""Incidents: what failed in the background and which dossiers stand still because of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.lifecycle import InstanceState
from web.access import require
from web.journal_words import INCIDENTS
from web.requests import actor, page, signed_in, view
from web.wording import gettext
from workflows.queries.incidents import Incident, incidents

pages = Blueprint("incidents", __name__, url_prefix="/su-co")


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    require("incident.see")
    found = incidents(view(), actor().office_id)
    return page(
        "incidents/index.html",
        incidents=[_shown(one) for one in found],
        open=sum(one.resolved_at is None for one in found),
    )


def _shown(one: Incident) -> dict[str, Any]:
    return {
        "kind": gettext(INCIDENTS[one.kind]) if one.kind in INCIDENTS else one.kind,
        "message": one.message,
        "at": f"{local(one.created_at):%d/%m/%Y %H:%M}",
        "open": one.resolved_at is None,
        "stands": one.state == InstanceState.INCIDENT.value,
        "code": one.code,
        "title": one.title,
        "href": _dossier_url(one.code),
    }


def _dossier_url(code: str) -> str:
    if not code or "dossiers.show" not in current_app.view_functions:
        return ""
    return url_for("dossiers.show", code=code)
