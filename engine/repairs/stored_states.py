"""What is still to be trusted of a stored state: itself, its copy and its checksum."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import Row

from engine.database import UnreadableFacts
from engine.errors import UnreadableState
from engine.instances import instance_of
from engine.repairs.located import Incident

if TYPE_CHECKING:
    from engine.context import Context


def is_sound(row: Row[tuple[object, ...]]) -> bool:
    has_facts = not isinstance(row.variables, UnreadableFacts)
    return has_facts and hashlib.sha256(row.snapshot).hexdigest() == row.snapshot_sha256


def sound_state(row: Row[tuple[object, ...]]) -> bytes | None:
    """What two of state, copy and checksum agree on; None when all three differ."""
    state, copy = bytes(row.snapshot), row.snapshot_copy
    if is_sound(row):
        return state
    if copy is None or isinstance(row.variables, UnreadableFacts):
        return None
    if hashlib.sha256(copy).hexdigest() == row.snapshot_sha256 or copy == state:
        return bytes(copy)
    return None


def is_readable(context: Context, about: Incident, state: bytes) -> bool:
    definition = context.definitions.get(context, instance_of(about.row).definition_id)
    try:
        definition.executable.restore(state)
    except UnreadableState:
        return False
    return True


def open_waits(context: Context, about: Incident, state: bytes) -> frozenset[str]:
    """For what an instance waits in a state that can be read."""
    definition = context.definitions.get(context, instance_of(about.row).definition_id)
    return frozenset(one.id for one in definition.executable.restore(state).waits())
