"""The way from a dossier to its council: to the session that is called, else to planning one."""

from __future__ import annotations

from typing import Any

from flask import url_for

from web.access import Office
from web.permissions import may
from web.requests import view
from web.wording import gettext
from workflows.dossiers import Dossier
from workflows.queries.council import session_called

DOSSIER = "chon"
"""Asks the page of the council to have a dossier chosen in its plan."""


def way_to_council(dossier: Dossier) -> dict[str, Any]:
    """`{text, href}` for whoever looks; they may not all plan, but may all see the sessions."""
    called = session_called(view(), dossier.id)
    if called is not None:
        return {"text": gettext("To the session"), "href": _session(called)}
    if may("council.plan", Office(dossier.office_id)):
        href = url_for("council.index", chon=dossier.id, _anchor="cho")
        return {"text": gettext("Plan the session"), "href": href}
    return {"text": gettext("To the council"), "href": url_for("council.index")}


def _session(session_id: str) -> str:
    return url_for("council.show", session_id=session_id)
