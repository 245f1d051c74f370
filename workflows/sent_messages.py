"""The messages and signals that procedures in force send: whoever waits for them is not alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import func, select

from engine.admission import read
from engine.admission.rules.messages_sent import sent_in
from engine.definitions import DIAGRAM_SUFFIX
from engine.tables import process_definition, resource
from engine.view import View


def sent_in_force(view: View) -> frozenset[str]:
    """Names of all that the newest versions send."""
    newest = (
        select(process_definition.c.key, func.max(process_definition.c.version).label("version"))
        .group_by(process_definition.c.key)
        .subquery()
    )
    rows = view.connection.execute(
        select(resource.c.name, resource.c.content)
        .join(process_definition, process_definition.c.deployment_id == resource.c.deployment_id)
        .join(
            newest,
            (newest.c.key == process_definition.c.key)
            & (newest.c.version == process_definition.c.version),
        )
        .where(resource.c.name.endswith(DIAGRAM_SUFFIX))
        .distinct()
    )
    return sent_by((row.name, row.content) for row in rows)


def sent_by(files: Iterable[tuple[str, bytes]]) -> frozenset[str]:
    """Names of all that the drawings among these files send."""
    return frozenset(name for file, content in files for name in _sent(file, bytes(content)))


@lru_cache(maxsize=256)
def _sent(file: str, content: bytes) -> frozenset[str]:
    return (
        sent_in(read({file: content}).processes) if file.endswith(DIAGRAM_SUFFIX) else frozenset()
    )
