"""Dossiers as the API tells of them, and what handing one in asks for."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from web.api.shapes.common import (
    LONGEST_ID,
    LONGEST_REASON,
    Day,
    Instant,
    Paged,
    Strict,
    one_of,
    text,
)


class DossierLine(Schema):
    """A dossier in a list."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    procedure = fields.String(required=True)
    state = fields.String(required=True)
    stage = fields.String(required=True)
    unit = fields.String(required=True)
    nominees = fields.Integer(required=True)
    filed_at = Instant(required=True)
    due_at = Instant(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)


class OpenTask(Schema):
    """A step at which a dossier waits."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    assignee = fields.String(required=True, allow_none=True)
    due_at = Instant(required=True, allow_none=True)


class Nominee(Schema):
    """One of those who are proposed."""

    ordinal = fields.Integer(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True)
    award = fields.String(required=True)
    outcome = fields.String(required=True)


class Dossier(DossierLine):
    """A dossier as it stands."""

    version = fields.Integer(required=True, metadata={"description": "of its procedure"})
    letter_number = fields.String(required=True)
    letter_date = Day(required=True)
    accepted_at = Instant(required=True, allow_none=True)
    tasks = fields.List(fields.Nested(OpenTask), required=True)
    people = fields.List(fields.Nested(Nominee), required=True)


class DossierQuery(Paged):
    """Which dossiers."""

    state = one_of(
        "filed",
        "processing",
        "supplement",
        "decided",
        "finished",
        "refused",
        "closed",
        "returned",
        "cancelled",
    )
    overdue = fields.Boolean(load_default=False)
    procedure = text()
    unit = text(LONGEST_ID)
    year = fields.Integer(validate=validate.Range(1900, 2200))
    q = text(100, load_default="")


class Nomination(Strict):
    """A row of the list, as the workbook has it."""

    kind = one_of("individual", "collective", "household", required=True)
    name = text(required=True)
    birth_date = Day()
    gender = one_of("female", "male")
    id_number = text(12)
    title = text()
    unit = text()
    locality = text()
    achievement = text(5_000, required=True)
    award = text(100, required=True)
    note = text(2_000)


class Filing(Strict):
    """Hand a list of nominations in."""

    procedure = text(200, required=True)
    unit = text(LONGEST_ID, required=True)
    title = text(300, required=True)
    letter_number = text(100, required=True)
    letter_date = Day(required=True)
    event_date = Day()
    state_secret = fields.Boolean(required=True)
    rows = fields.List(
        fields.Nested(Nomination), required=True, validate=validate.Length(min=1, max=500)
    )


class Filed(Schema):
    """What was made of a list."""

    dossier = fields.String(required=True)
    instance = fields.String(required=True)
    code = fields.String(required=True)
    lookup_code = fields.String(required=True)
    resembling = fields.List(fields.Dict(), required=True)


class Cancel(Strict):
    """End a dossier before its end."""

    reason = text(LONGEST_REASON, required=True)


class Cancelled(Schema):
    """The instance that was ended."""

    instance = fields.String(required=True)
