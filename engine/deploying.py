"""Deployment: a set of files is checked as a whole, stored with all it needs, and published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select

from engine import beginnings, compiled, journal
from engine.admission import read
from engine.canonical import digest
from engine.drawing import all_drawn_whole
from engine.errors import ModelError, Rejected
from engine.judging import judge
from engine.leaning import Files, completed, diagrams, newest
from engine.model import Problem, Severity
from engine.tables import deployment, process_definition, resource
from engine.trial_starts import trial_starts

if TYPE_CHECKING:
    from engine.context import Context
    from engine.registry import Registry
    from engine.view import View


class NotAdmitted(Rejected):
    """The files have errors; nothing was deployed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deploy:
    """Publish diagrams, forms and tables by file name; new instances use them from now on."""

    files: Mapping[str, bytes] = field(repr=False)
    reason: str = ""
    fingerprint: str = ""
    """Digest of the files, filled in by `deploy`: it stands for them in the idempotency check."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What `may` is asked about a deployment."""

    id: str


def deploy(files: Files, reason: str = "") -> Deploy:
    """The command for these files."""
    return Deploy(files=dict(files), reason=reason, fingerprint=_fingerprint(files))


def register(registry: Registry) -> None:
    registry.command(
        Deploy,
        action="procedure.deploy",
        locate=lambda context, command: Deployment(context.new_id()),
        handle=publish,
    )


def publish(context: Context, command: Deploy, about: Deployment) -> object:
    """Put files into force, unless they are; whoever keeps track of files is told."""
    deployment_id, problems = _published(context, command, about)
    for told in context.registry.when_published:
        told(context, deployment_id, command.files)
    return _answer(context, deployment_id, problems)


def _published(
    context: Context, command: Deploy, about: Deployment
) -> tuple[str, Sequence[Problem]]:
    """Check, complete with the newest versions of what the files lean on, store, number.

    Judged are the files as they came, so that lines are theirs; kept are their drawings made whole.
    """
    drawn = all_drawn_whole(command.files)
    files = completed(context, drawn)
    fingerprint = _fingerprint(files)
    in_force = _in_force(context, drawn, fingerprint)
    if in_force is not None:
        return in_force, ()
    as_they_came = {**files, **command.files}
    catalogue = context.registry.business.catalogue(context)
    problems = judge(as_they_came, catalogue, context.registry.forms)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise NotAdmitted(problems)
    _require_whole(files)
    # From here on deployments come one after another: versions are numbered without a gap.
    journal.lock_head(context.connection)
    in_force = _in_force(context, drawn, fingerprint)
    if in_force is not None:
        return in_force, problems
    _store(context, about.id, files, fingerprint, command.reason)
    keys = {process.id for process in read(diagrams(drawn)).processes}
    names = _store_definitions(context, about.id, files, keys)
    problems += trial_starts(context, about.id)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise NotAdmitted(problems)
    context.record("procedure.deploy", "deployment", about.id, definitions=names)
    return about.id, problems


def _require_whole(files: Files) -> None:
    """What would run is made from the files as they are kept, and held against them once more."""
    drawings = diagrams(files)
    try:
        compiled.executables(drawings)
    except ModelError as error:
        said = error.message
        raise NotAdmitted(
            [
                Problem(
                    severity=Severity.ERROR,
                    rule="whole",
                    message=said.text,
                    params=said.params,
                    hint="Send the file to those who maintain the product.",
                    file=min(drawings),
                )
            ]
        ) from error


def was_deployed(connection: Connection, files: Files) -> bool:
    """Whether exactly these files were deployed at any time, in force or replaced since."""
    return _with_digest(connection, _fingerprint(files)) is not None


def _in_force(context: Context, files: Files, fingerprint: str) -> str | None:
    """The deployment of the same files, unless a process or file of it was replaced since."""
    same = _with_digest(context.connection, fingerprint)
    if same is None or any(newest(context, name) != text for name, text in files.items()):
        return None
    newer = process_definition.alias()
    replaced = context.connection.execute(
        select(newer.c.id)
        .join(process_definition, process_definition.c.key == newer.c.key)
        .where(
            process_definition.c.deployment_id == same,
            newer.c.version > process_definition.c.version,
        )
        .limit(1)
    ).first()
    return same if replaced is None else None


def _with_digest(connection: Connection, fingerprint: str) -> str | None:
    return connection.execute(
        select(deployment.c.id)
        .where(deployment.c.digest == fingerprint)
        .order_by(deployment.c.deployed_at.desc(), deployment.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def _fingerprint(files: Files) -> str:
    return digest({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})


def problems_of(view: View, files: Files) -> list[Problem]:
    """What a deployment of these files would be told: the verdict of the command, beforehand."""
    complete = completed(view, files)
    return judge(complete, view.registry.business.catalogue(view), view.registry.forms)


def _store(
    context: Context, deployment_id: str, files: Files, fingerprint: str, reason: str
) -> None:
    context.connection.execute(
        insert(deployment).values(
            id=deployment_id,
            digest=fingerprint,
            deployed_at=context.now,
            deployed_by=context.actor.id,
            reason=reason,
        )
    )
    context.connection.execute(
        insert(resource),
        [
            {
                "deployment_id": deployment_id,
                "name": name,
                "sha256": hashlib.sha256(content).hexdigest(),
                "content": content,
            }
            for name, content in sorted(files.items())
        ],
    )


def _store_definitions(
    context: Context, deployment_id: str, files: Files, keys: set[str]
) -> list[str]:
    """One new version for each process of the files handed in; what came along keeps its own."""
    reading = read(diagrams(files))
    names = []
    for process in reading.processes:
        if process.id not in keys:
            continue
        version = 1 + (
            context.connection.execute(
                select(func.max(process_definition.c.version)).where(
                    process_definition.c.key == process.id
                )
            ).scalar_one()
            or 0
        )
        definition_id = context.new_id()
        context.connection.execute(
            insert(process_definition).values(
                id=definition_id,
                deployment_id=deployment_id,
                key=process.id,
                version=version,
                name=process.name,
                name_en=process.name_en,
                procedure=process.procedure,
                file=reading.file_of(process.id),
            )
        )
        beginnings.listen(context, definition_id, process)
        names.append(f"{process.id}:{version}")
    return names


def _answer(context: Context, deployment_id: str, problems: Iterable[Problem]) -> object:
    rows = context.connection.execute(
        select(process_definition.c.id, process_definition.c.key, process_definition.c.version)
        .where(process_definition.c.deployment_id == deployment_id)
        .order_by(process_definition.c.key)
    )
    return {
        "deployment": deployment_id,
        "definitions": [{"id": row.id, "key": row.key, "version": row.version} for row in rows],
        "warnings": [problem.message % problem.params for problem in problems],
    }
