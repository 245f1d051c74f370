"""Procedures and deployments as the API tells of them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from web.api.shapes.common import LONGEST_REASON, Instant, Strict, text


class ProcedureLine(Schema):
    """A procedure or part as it is in force."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    procedure = fields.String(required=True, metadata={"description": "empty for parts"})
    version = fields.Integer(required=True)
    versions = fields.Integer(required=True)
    running = fields.Integer(required=True)


class Procedures(Schema):
    """Everything deployed."""

    items = fields.List(fields.Nested(ProcedureLine), required=True)


class Version(Schema):
    """One version of a procedure."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    file = fields.String(required=True)
    deployment = fields.String(required=True)
    deployed_at = Instant(required=True)
    deployed_by = fields.String(required=True)
    reason = fields.String(required=True)
    running = fields.Integer(required=True)


class Procedure(Schema):
    """A procedure with all its versions, the newest first."""

    key = fields.String(required=True)
    versions = fields.List(fields.Nested(Version), required=True)


class DeploymentLine(Schema):
    """A set of files that was published together."""

    id = fields.String(required=True)
    deployed_at = Instant(required=True)
    deployed_by = fields.String(required=True)
    reason = fields.String(required=True)
    digest = fields.String(required=True)


class DeployedFile(Schema):
    """A file of a deployment."""

    name = fields.String(required=True)
    sha256 = fields.String(required=True)
    size = fields.Integer(required=True)


class Deployment(DeploymentLine):
    """A deployment with its files."""

    files = fields.List(fields.Nested(DeployedFile), required=True)


class Propose(Strict):
    """Hand files in; whatever is not text is refused like any other file with errors."""

    files = fields.Dict(
        keys=fields.String(validate=validate.Length(min=1, max=200)),
        values=fields.String(validate=validate.Length(max=5_000_000)),
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"description": "file name to its text"},
    )
    reason = text(LONGEST_REASON, required=True)
    warnings_reason = text(LONGEST_REASON)


class Proposed(Schema):
    """The draft that was made of the files."""

    draft = fields.String(required=True)
    key = fields.String(required=True, metadata={"description": "of its procedure"})
    state = fields.String(
        required=True,
        metadata={
            "description": "`in_review`, or `editing`: its scenarios have to be played first"
        },
    )
    warnings = fields.List(fields.String(), required=True)
