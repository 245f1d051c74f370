"""Deployments: sets of files that were published together, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, literal, select

from engine.errors import NotFound
from engine.tables import deployment, resource
from engine.view import View
from workflows.queries.keyset import Cursor, Page, Turn, beyond, page_of
from workflows.tables.offices import person

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A set of files that was published together."""

    id: str
    deployed_at: datetime
    deployed_by: str
    """Name of the person; empty for the operator and for what the product brought."""
    reason: str
    digest: str


@dataclass(frozen=True, slots=True)
class DeployedFile:
    """A file of it."""

    name: str
    sha256: str
    size: int


def deployments_page(view: View, turn: Turn) -> Page[Deployment]:
    """One page in one statement."""
    at, key = deployment.c.deployed_at, deployment.c.id
    query = _deployments().order_by(at.desc(), key.desc())
    if turn.after is not None:
        # The newest stand first: going on means going back in time.
        query = query.where(beyond(turn.after, literal(0), at, key, backwards=True))
    rows = view.connection.execute(query.limit(PAGE + 1)).all()
    made = [(Cursor(0, row.deployed_at, row.id), _deployment(row)) for row in rows]
    return page_of(made, turn, PAGE)


def get_deployment(view: View, deployment_id: str) -> Deployment:
    """One deployment; raises `NotFound`."""
    row = view.connection.execute(
        _deployments().where(deployment.c.id == deployment_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return _deployment(row)


def files_of(view: View, deployment_id: str) -> Sequence[DeployedFile]:
    """Names and digests of its files; their content is not read."""
    size = func.length(resource.c.content)
    rows = view.connection.execute(
        select(resource.c.name, resource.c.sha256, size.label("size"))
        .where(resource.c.deployment_id == deployment_id)
        .order_by(resource.c.name)
    )
    return [DeployedFile(row.name, row.sha256, row.size) for row in rows]


def _deployments() -> Select[tuple[object, ...]]:
    query: Select[tuple[object, ...]] = select(deployment, person.c.name).outerjoin(
        person, person.c.id == deployment.c.deployed_by
    )
    return query


def _deployment(row: Row[tuple[object, ...]]) -> Deployment:
    return Deployment(
        id=row.id,
        deployed_at=row.deployed_at,
        deployed_by=row.name or "",
        reason=row.reason,
        digest=row.digest,
    )
