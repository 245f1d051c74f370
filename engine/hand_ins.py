"""What earlier commands took in with a form of an instance, and when it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, func, select

from engine.lifecycle import TaskState
from engine.tables import user_task
from engine.view import View

_LAST_SUBMISSION = (
    select(user_task.c.submission)
    .where(
        user_task.c.instance_id == bindparam("instance"),
        user_task.c.form_key == bindparam("form"),
        user_task.c.state == TaskState.COMPLETED.value,
    )
    .order_by(user_task.c.ended_at.desc(), user_task.c.id.desc())
    .limit(1)
)


def last_submission(view: View, instance_id: str, form_key: str) -> Mapping[str, object] | None:
    """What was handed in last with a form in an instance, by an earlier command."""
    return view.once(
        ("submission", instance_id, form_key),
        lambda: view.connection.execute(
            _LAST_SUBMISSION, {"instance": instance_id, "form": form_key}
        ).scalar_one_or_none(),
    )


def newest_offer(view: View, instance_id: str, form_key: str) -> datetime | None:
    """When the newest task with a form was opened in an instance."""
    found: datetime | None = view.connection.execute(
        select(func.max(user_task.c.created_at)).where(
            user_task.c.instance_id == instance_id, user_task.c.form_key == form_key
        )
    ).scalar_one()
    return found
