"""Whether the process lives and is ready for work, for whoever watches over it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from engine.errors import NotFound
from web.requests import engine
from workflows.database import is_current
from workflows.queries.health import Figures, figures_of, standing_instances

pages = Blueprint("health", __name__)

EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


@pages.get("/healthz")
def alive() -> Any:
    return jsonify(status="ok")


@pages.get("/readyz")
def ready() -> Any:
    """Ready when the database answers and has this version's tables; what stands still is told."""
    try:
        migrated = is_current(engine().database)
        standing = standing_instances(engine()) if migrated else None
    except SQLAlchemyError:
        return jsonify(status="unavailable", database=False), 503
    body = {"database": True, "migrations": migrated, "standing_instances": standing}
    return jsonify(status="ok" if migrated else "unavailable", **body), 200 if migrated else 503


@pages.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus, on this machine and its network; for others nothing is here."""
    if not _is_near(request.remote_addr or ""):
        raise NotFound()
    return Response("\n".join(_exposed(figures_of(engine()))) + "\n", content_type=EXPOSITION)


def _is_near(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


def _exposed(found: Figures) -> Iterator[str]:
    for name, says, value in (
        ("instances_running", "cases that are not over", found.running),
        ("tasks_open", "steps that wait for people", found.open_tasks),
        ("tasks_overdue", "steps past their due date", found.overdue_tasks),
        ("waits_due", "timers, gates and jobs whose time has come", found.due_waits),
        ("behind_seconds", "age of the oldest of them", found.behind.total_seconds()),
        ("outbox_unsent", "letters and events that are due", found.unsent),
        ("journal_rows", "rows of the journal", found.journal_rows),
    ):
        yield from (f"# HELP vinhdanh_{name} {says}", f"# TYPE vinhdanh_{name} gauge")
        yield f"vinhdanh_{name} {value}"
    yield "# HELP vinhdanh_incidents_open incidents that nobody has dealt with"
    yield "# TYPE vinhdanh_incidents_open gauge"
    for kind, number in found.incidents.items():
        yield f'vinhdanh_incidents_open{{kind="{kind}"}} {number}'
