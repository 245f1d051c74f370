"""Tasks as the API tells of them, and what is asked for to act on them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from web.api.shapes.common import (
    LONGEST_ID,
    LONGEST_REASON,
    Instant,
    Paged,
    Strict,
    one_of,
    text,
)
from web.api.shapes.gates import GateState


class TaskLine(Schema):
    """A task in a list."""

    id = fields.String(required=True)
    revision = fields.Integer(required=True)
    title = fields.String(required=True)
    title_en = fields.String(required=True)
    dossier = fields.String(required=True)
    dossier_title = fields.String(required=True)
    assignee = fields.String(required=True, allow_none=True)
    queue = fields.String(required=True, allow_none=True)
    created_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)
    due_at = Instant(required=True, allow_none=True)


class ReturnTarget(Schema):
    """A step one may send back to."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class Task(Schema):
    """A task with all that its form needs."""

    id = fields.String(required=True)
    revision = fields.Integer(required=True)
    state = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    stage = fields.String(required=True)
    dossier = fields.String(required=True)
    assignee = fields.String(required=True, allow_none=True)
    created_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)
    due_at = Instant(required=True, allow_none=True)
    form = fields.Dict(
        required=True, allow_none=True, metadata={"description": "the form, as form-js has it"}
    )
    data = fields.Dict(required=True, metadata={"description": "handed in, or your draft"})
    rows = fields.List(
        fields.Dict(), required=True, metadata={"description": "rows of the form's grid"}
    )
    gates = fields.List(fields.Nested(GateState), required=True)
    may = fields.List(fields.String(), required=True, metadata={"description": "acts open to you"})
    returns = fields.List(fields.Nested(ReturnTarget), required=True)
    assignable = fields.Dict(required=True, metadata={"description": "person id to name"})


class TaskQuery(Paged):
    """Which tasks."""

    scope = one_of("mine", "group", "drafts", "done", load_default="mine")
    queue = one_of("overdue", "today", "week", "later", "paused")
    procedure = text()
    unit = text(LONGEST_ID)
    q = text(100, load_default="")


REVISION = fields.Integer(
    required=True,
    strict=True,
    validate=validate.Range(1, 2**31 - 1),
    metadata={"description": "of the task as you saw it"},
)


class Claim(Strict):
    """Take a task."""

    revision = REVISION


class Release(Strict):
    """Give a task back."""

    revision = REVISION
    reason = text(LONGEST_REASON, required=True)


class Assign(Strict):
    """Hand a task to a person."""

    revision = REVISION
    person = text(LONGEST_ID, required=True)
    reason = text(LONGEST_REASON, required=True)


class Return(Strict):
    """Send a dossier back to an earlier step."""

    revision = REVISION
    to = text(200, required=True)
    reason = text(LONGEST_REASON, required=True)


class Complete(Strict):
    """Hand the form of a task in."""

    revision = REVISION
    data = fields.Dict(keys=fields.String(), load_default=dict)


class TaskAct(Schema):
    """What became of a task."""

    task = fields.String(required=True)
    instance = fields.String()
    revision = fields.Integer()
