"""The business calendar as the API tells of it."""

from __future__ import annotations

from marshmallow import Schema, fields

from web.api.shapes.clocks import Line
from web.api.shapes.common import Day, Instant, Strict, text


class CalendarDay(Schema):
    """A day that differs from its weekday."""

    day = Day(required=True)
    kind = fields.String(required=True, metadata={"description": "off or work"})
    reason = fields.String(required=True)
    reason_en = fields.String(required=True)
    source = fields.String(required=True)
    mark = fields.String(required=True)


class CalendarYear(Schema):
    """A year of the business calendar."""

    year = fields.Integer(required=True)
    published = fields.Boolean(required=True)
    days = fields.List(fields.Nested(CalendarDay), required=True)


class CalendarYears(Schema):
    """Every year, the newest first."""

    items = fields.List(fields.Nested(CalendarYear), required=True)


class DueQuery(Strict):
    """A limit, and when it begins."""

    start = Instant(required=True)
    budget = text(20, required=True)


class Due(Schema):
    """When a limit is due, and how that was counted."""

    start = Instant(required=True)
    budget = fields.String(required=True)
    due = Instant(required=True)
    explanation = fields.List(fields.Nested(Line), required=True)
