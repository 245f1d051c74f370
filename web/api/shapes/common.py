"""What the shapes of all nouns share: strict reading, pages, problems."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from marshmallow import RAISE, Schema, fields, validate

LONGEST_ID = 64
LONGEST_REASON = 2_000
LONGEST_TEXT = 500


class Strict(Schema):
    """Whatever is not asked for is refused, not dropped: nobody should believe it was taken."""

    class Meta:
        unknown = RAISE


class Nothing(Strict):
    """No parameters."""


FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
"""Between them every calendar and every database can count; people mean nothing else."""


class Day(fields.Date):
    """A date that people mean."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> date:
        found: date = super()._deserialize(value, *args, **kwargs)
        if not FIRST <= found <= LAST:
            raise self.make_error("invalid", input=value, obj_type="date")
        return found


class Instant(fields.AwareDateTime):
    """An instant with its zone, within the days that people mean."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> datetime:
        found: datetime = super()._deserialize(value, *args, **kwargs)
        # A day inside both ends, whatever the zone.
        if not FIRST < found.date() < LAST:
            raise self.make_error("invalid", input=value, obj_type="datetime")
        return found


class Options(TypedDict, total=False):
    """What a field may say besides its own limits."""

    required: bool
    load_default: str


def text(most: int = LONGEST_TEXT, **options: Unpack[Options]) -> fields.String:
    """A text that somebody sends."""
    least = 1 if options.get("required") else 0
    return fields.String(validate=validate.Length(min=least, max=most), **options)


def one_of(*values: str, **options: Unpack[Options]) -> fields.String:
    """One of the values."""
    return fields.String(validate=validate.OneOf(values), **options)


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "a stable name"})
    rule = fields.String(metadata={"description": "id of the rule behind a shut gate"})
    citation = fields.String(metadata={"description": "the provision behind that rule"})
    support = fields.String(metadata={"description": "to find a fault of ours in the log"})
    errors = fields.List(fields.Dict(), metadata={"description": "field and message each"})
    gates = fields.List(fields.Dict(), metadata={"description": "every gate that was asked"})
    problems = fields.List(fields.Dict(), metadata={"description": "what is wrong with files"})


class Paged(Strict):
    """A list goes on after the row that `next` of the page before names."""

    after = text(120, load_default="")


def page_of(item: type[Schema]) -> type[Schema]:
    """A page of a list."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(
                required=True, allow_none=True, metadata={"description": "for `after`"}
            ),
        },
        name=f"{item.__name__}Page",
    )
