"""Time limits as the API tells of them."""

from __future__ import annotations

from marshmallow import Schema, fields

from web.api.shapes.common import Instant, Paged, one_of


class Line(Schema):
    """One step of how a deadline was counted."""

    text = fields.String(required=True)
    rule = fields.String(required=True)
    mark = fields.String(required=True)
    citation = fields.String(required=True)


class Clock(Schema):
    """A time limit and how it stands."""

    id = fields.String(required=True)
    dossier = fields.String(required=True, metadata={"description": "code of the dossier"})
    task_id = fields.String(required=True, allow_none=True)
    key = fields.String(required=True, metadata={"description": "law key; empty: literal"})
    rule = fields.String(required=True)
    mark = fields.String(required=True)
    budget = fields.String(required=True)
    started_at = Instant(required=True)
    due_at = Instant(required=True, allow_none=True)
    stopped_at = Instant(required=True, allow_none=True)
    paused = fields.Boolean(required=True)
    provisional = fields.Boolean(required=True)
    is_overdue = fields.Boolean(required=True)


class ExplainedClock(Clock):
    """A time limit with how it was counted."""

    explanation = fields.List(fields.Nested(Line), required=True)


class ClockQuery(Paged):
    """Which clocks, the next to be due first."""

    of = one_of("dossiers", "steps", load_default="dossiers")
    overdue = fields.Boolean(load_default=False)


class Clocks(Schema):
    """All time limits of a dossier, the oldest first."""

    items = fields.List(fields.Nested(ExplainedClock), required=True)
