"""How a command takes up an instance: a new one, or one that is stored, its row locked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Row, insert

from engine.database import UnreadableFacts
from engine.definitions import Definition
from engine.errors import UnreadableState
from engine.execution import Scalar
from engine.incidents import UnreadableInstance
from engine.instances import Instance
from engine.lifecycle import InstanceState
from engine.live import LiveInstance
from engine.model import Stage
from engine.rows import values_of
from engine.tables import process_instance

if TYPE_CHECKING:
    from engine.context import Context


def fresh(
    context: Context,
    definition: Definition,
    *,
    office_id: str,
    variables: Mapping[str, Scalar],
) -> LiveInstance:
    """A new instance: its row is written at once, so that other rows can point to it."""
    live = LiveInstance(
        context=context,
        definition=definition,
        id=context.new_id(),
        office_id=office_id,
        state=InstanceState.RUNNING,
        stage=Stage(),
        started_at=context.now,
        variables=dict(variables),
        revision=0,
    )
    context.connection.execute(
        insert(process_instance).values(
            id=live.id,
            office_id=office_id,
            definition_id=definition.id,
            state=live.state.value,
            revision=0,
            started_at=context.now,
            stage="",
            stage_en="",
            variables=live.variables,
            snapshot=b"",
            snapshot_sha256="",
        )
    )
    return live


def stored(context: Context, instance: Instance, row: Row[tuple[object, ...]]) -> LiveInstance:
    """An instance as its locked row says; damage is found here: facts, checksum, a drawing."""
    if isinstance(instance.variables, UnreadableFacts) or _is_nameless(instance, row):
        raise UnreadableInstance(instance.id)
    if hashlib.sha256(row.snapshot).hexdigest() != row.snapshot_sha256:
        raise UnreadableInstance(instance.id)
    try:
        return unread(context, instance, row)
    except UnreadableState as drawing:
        raise UnreadableInstance(instance.id) from drawing


def _is_nameless(instance: Instance, row: Row[tuple[object, ...]]) -> bool:
    """Whether the row says that it stands still, or only no state that there is."""
    if instance.state is not InstanceState.INCIDENT:
        return False
    said: object = values_of(row, [process_instance.c.state])["state"]
    return said != InstanceState.INCIDENT.value


def unread(context: Context, instance: Instance, row: Row[tuple[object, ...]]) -> LiveInstance:
    """The same without believing or refusing its state: for whoever repairs or closes it."""
    return LiveInstance(
        context=context,
        definition=context.definitions.get(context, instance.definition_id),
        id=instance.id,
        office_id=instance.office_id,
        state=instance.state,
        stage=Stage(instance.stage, instance.stage_en),
        started_at=instance.started_at,
        ended_at=instance.ended_at,
        variables=dict(instance.variables),
        revision=row.instance_revision,
        snapshot=row.snapshot,
    )
