"""Facts by which only the new version routes, as the forms handed in before say them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from engine.execution import Scalar
from engine.live import LiveInstance
from engine.migration.routing import Routing
from engine.tables import user_task

if TYPE_CHECKING:
    from engine.context import Context

_SUBMISSIONS = (
    select(user_task.c.form_key, user_task.c.submission)
    .where(
        user_task.c.instance_id == bindparam("instance"),
        user_task.c.submission.is_not(None),
    )
    .order_by(user_task.c.ended_at, user_task.c.id)
)


def late_facts(
    context: Context, live: LiveInstance, routing: Routing
) -> Iterator[tuple[str, Scalar]]:
    """Facts by which only the new version routes, from the forms that were handed in before."""
    wanted = routing.target.routing_names - routing.source.routing_names - live.variables.keys()
    if not wanted:
        return
    forms = context.registry.forms
    for row in context.connection.execute(_SUBMISSIONS, {"instance": live.id}):
        text = routing.source.resources.get(f"{row.form_key}.form", b"").decode()
        if not text:
            continue
        for name in sorted(
            wanted & forms.scalar_fields(text, row.form_key) & row.submission.keys()
        ):
            value = row.submission[name]
            if value is None or isinstance(value, str | int | bool):
                yield name, value
