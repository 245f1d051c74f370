"""Cases of an office that ends, handed to another: the same cases, steps and clocks, there.

Steps are offered to the same positions at the new place. Nothing runs on and nothing is locked: an
instance in the middle of a command is written by that command first or after, whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from engine.lifecycle import OPEN_TASK, TaskState
from engine.tables import clock, process_instance, user_task

if TYPE_CHECKING:
    from engine.context import Context


@dataclass(frozen=True, slots=True)
class Handed:
    """How much was handed over."""

    instances: int
    open_steps: int
    released: int
    """Steps given back to their candidates: whoever had taken them is not there any more."""


def hand_over(context: Context, office_id: str, to: str, *, leaving: Collection[str]) -> Handed:
    """Move every case of an office; what people who are leaving had taken is offered anew."""
    connection = context.connection
    released = connection.execute(
        update(user_task)
        .where(
            user_task.c.office_id == office_id,
            user_task.c.state == TaskState.CLAIMED.value,
            user_task.c.assignee.in_(sorted(leaving)),
        )
        .values(
            state=TaskState.OPEN.value,
            assignee=None,
            claimed_at=None,
            revision=user_task.c.revision + 1,
        )
    ).rowcount
    steps = _offer_there(context, office_id, to)
    connection.execute(
        update(user_task).where(user_task.c.office_id == office_id).values(office_id=to)
    )
    connection.execute(update(clock).where(clock.c.office_id == office_id).values(office_id=to))
    moved = connection.execute(
        update(process_instance)
        .where(process_instance.c.office_id == office_id)
        .values(office_id=to, revision=process_instance.c.revision + 1)
    ).rowcount
    return Handed(moved, steps, released)


def _offer_there(context: Context, office_id: str, to: str) -> int:
    """The positions of the old place become those of the new one, in sets of their own."""
    connection, candidates = context.connection, context.registry.candidates
    mine = (
        user_task.c.office_id == office_id,
        user_task.c.state.in_([state.value for state in OPEN_TASK]),
    )
    steps = 0
    for set_id in list(
        connection.execute(select(user_task.c.candidates).where(*mine).distinct()).scalars()
    ):
        members = candidates.members(context, set_id)
        there = [_there(member, office_id, to) for member in members]
        steps += connection.execute(
            update(user_task)
            .where(*mine, user_task.c.candidates == set_id)
            .values(candidates=candidates.ensure(context, there))
        ).rowcount
    return steps


def _there(member: str, office_id: str, to: str) -> str:
    position, _, place = member.partition("@")
    return f"{position}@{to}" if place == office_id else member
