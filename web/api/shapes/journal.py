"""The journal as the API tells of it."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from web.api.shapes.common import LONGEST_ID, Day, Instant, Strict, text


class JournalLine(Schema):
    """One row of the journal."""

    seq = fields.Integer(required=True)
    at = Instant(required=True)
    actor = fields.String(required=True)
    name = fields.String(required=True)
    action = fields.String(required=True)
    outcome = fields.String(required=True)
    object_type = fields.String(required=True)
    object_id = fields.String(required=True)
    dossier = fields.String(required=True)
    details = fields.Dict(required=True)
    hash = fields.String(required=True)


class JournalQuery(Strict):
    """Which rows of the journal."""

    action = text(100, load_default="")
    dossier = text(60, load_default="")
    person = text(LONGEST_ID, load_default="")
    on = Day()
    refused = fields.Boolean(load_default=False)
    after = fields.Integer(validate=validate.Range(1, 2**53))
