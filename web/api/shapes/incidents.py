"""Incidents as the API tells of them."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields

from web.api.shapes.common import LONGEST_REASON, Instant, Strict, text


class Incident(Schema):
    """Something that failed in the background, or a dossier that stands still."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    message = fields.String(required=True)
    dossier = fields.String(required=True)
    stage = fields.String(required=True)
    created_at = Instant(required=True)
    resolved_at = Instant(required=True, allow_none=True)
    resolution = fields.String(required=True)
    tries = fields.Integer(required=True)


class Incidents(Schema):
    """All incidents, the open and newest first."""

    items = fields.List(fields.Nested(Incident), required=True)


class Retry(Strict):
    """Nothing is asked."""


class Reasoned(Strict):
    """Why."""

    reason = text(LONGEST_REASON, required=True)


def is_scalar(value: object) -> None:
    """What a variable may hold."""
    if not isinstance(value, str | int):
        raise ValidationError("neither a text, a whole number nor a truth value")


class Correction(Strict):
    """Put a routing fact right."""

    name = text(200, required=True)
    value = fields.Raw(required=True, validate=is_scalar)
    reason = text(LONGEST_REASON, required=True)


class IncidentAct(Schema):
    """The incident that was acted on."""

    incident = fields.String(required=True)
