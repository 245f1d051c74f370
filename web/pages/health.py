"""Whether the process lives and is ready for work, for whoever watches over it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError

from web.requests import engine
from workflows.database import is_current
from workflows.queries.health import standing_instances

pages = Blueprint("health", __name__)


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
