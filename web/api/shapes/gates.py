"""Gates as the API tells of them."""

from __future__ import annotations

from marshmallow import Schema, fields

from web.api.shapes.common import Instant


class Gate(Schema):
    """A gate as the catalogue knows it."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    rule = fields.String(required=True)
    mark = fields.String(required=True)
    citation = fields.String(required=True)
    reasons = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class GateState(Schema):
    """How a gate stands for a dossier."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(
        required=True, metadata={"description": "passed, shut, ahead, waived or left_out"}
    )
    rule = fields.String(required=True)
    mark = fields.String(required=True)
    citation = fields.String(required=True)
    reason = fields.String(required=True)
    message = fields.String(required=True)
    opens_at = Instant(required=True, allow_none=True)
    who = fields.String(required=True, metadata={"description": "the position that can mend it"})


class Gates(Schema):
    """Every gate there is."""

    items = fields.List(fields.Nested(Gate), required=True)


class GateStates(Schema):
    """The gates of a dossier's procedure, in the order in which the flow comes to them."""

    items = fields.List(fields.Nested(GateState), required=True)
