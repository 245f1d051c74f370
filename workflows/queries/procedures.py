"""Procedures as deployed: their versions, who published them and why, and what runs on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select

from engine.definitions import DIAGRAM_SUFFIX
from engine.errors import NotFound
from engine.lifecycle import LIVE_INSTANCE
from engine.tables import deployment, process_definition, process_instance, resource
from engine.text import sort_key
from engine.view import View
from workflows.tables.offices import person

_LIVE = [state.value for state in LIVE_INSTANCE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a procedure or part, with its deployment."""

    id: str
    key: str
    number: int
    name: str
    name_en: str
    procedure: str
    """Empty for parts and other processes."""
    file: str
    deployment_id: str
    deployed_at: datetime
    deployed_by: str
    """Name of the person; empty for the operator and for what the product brought."""
    reason: str
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure or part: its newest version and how many run on any."""

    newest: Version
    versions: int
    running: int


@dataclass(frozen=True, slots=True)
class DeployedFile:
    """A file of a deployment."""

    name: str
    content: bytes


def procedures(view: View) -> tuple[Procedure, ...]:
    """Everything deployed, procedures first, by name."""
    by_key: dict[str, list[Version]] = {}
    for version in _versions(view):
        by_key.setdefault(version.key, []).append(version)
    found = [
        Procedure(
            newest=versions[0],
            versions=len(versions),
            running=sum(version.running for version in versions),
        )
        for versions in by_key.values()
    ]
    return tuple(
        sorted(found, key=lambda one: (not one.newest.procedure, sort_key(one.newest.name)))
    )


def versions_of(view: View, key: str) -> tuple[Version, ...]:
    """All versions of a process, the newest first; raises `NotFound`."""
    found = tuple(_versions(view, key))
    if not found:
        raise NotFound()
    return found


def english_name(view: View, key: str) -> str:
    """What the newest version of a process is called in English; empty when there is none."""
    newest = (
        select(process_definition.c.name_en)
        .where(process_definition.c.key == key)
        .order_by(process_definition.c.version.desc())
        .limit(1)
    )
    return view.connection.execute(newest).scalar_one_or_none() or ""


def files_of(view: View, deployment_id: str) -> tuple[DeployedFile, ...]:
    """The files a version was deployed with."""
    rows = view.connection.execute(
        select(resource.c.name, resource.c.content)
        .where(resource.c.deployment_id == deployment_id)
        .order_by(resource.c.name)
    )
    return tuple(DeployedFile(row.name, row.content) for row in rows)


def drawing_of(view: View, key: str, number: int) -> DeployedFile:
    """The diagram of one version; raises `NotFound`."""
    row = view.connection.execute(
        select(resource.c.name, resource.c.content)
        .join(
            process_definition,
            (process_definition.c.deployment_id == resource.c.deployment_id)
            & (process_definition.c.file == resource.c.name),
        )
        .where(process_definition.c.key == key, process_definition.c.version == number)
    ).one_or_none()
    if row is None or not row.name.endswith(DIAGRAM_SUFFIX):
        raise NotFound()
    return DeployedFile(row.name, row.content)


def _versions(view: View, key: str = "") -> list[Version]:
    running = _running(view)
    query: Select[tuple[object, ...]] = (
        select(
            process_definition,
            deployment.c.deployed_at,
            deployment.c.reason,
            person.c.name.label("deployed_by"),
        )
        .join(deployment, deployment.c.id == process_definition.c.deployment_id)
        .outerjoin(person, person.c.id == deployment.c.deployed_by)
        .order_by(process_definition.c.key, process_definition.c.version.desc())
    )
    if key:
        query = query.where(process_definition.c.key == key)
    return [_version(row, running) for row in view.connection.execute(query)]


def _version(row: Row[tuple[object, ...]], running: Mapping[str, int]) -> Version:
    return Version(
        id=row.id,
        key=row.key,
        number=row.version,
        name=row.name,
        name_en=row.name_en,
        procedure=row.procedure,
        file=row.file,
        deployment_id=row.deployment_id,
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by or "",
        reason=row.reason,
        running=running.get(row.id, 0),
    )


def _running(view: View) -> Mapping[str, int]:
    rows = view.connection.execute(
        select(process_instance.c.definition_id, func.count().label("number"))
        .where(process_instance.c.state.in_(_LIVE))
        .group_by(process_instance.c.definition_id)
    )
    return {row.definition_id: row.number for row in rows}
