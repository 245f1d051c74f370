"""The form of a law pack: what each table of the TOML has to say, checked by marshmallow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from marshmallow import Schema, ValidationError, fields, validate

from engine.budgets import Budget
from workflows.law.leeway import Bound, Setter
from workflows.law.rows import DateBy, Mark
from workflows.law.values import Value, from_pack
from workflows.packs import TomlDate

_SLUG = validate.Regexp(r"[a-z0-9_]+(\.[a-z0-9_]+)*\Z", error="Not a name such as step.sign.")
_FILLED = validate.Length(min=1, max=500)


class _ValueField(fields.Field[Value]):
    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object
    ) -> Value:
        try:
            return from_pack(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class _LimitField(fields.Field[Budget]):
    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object
    ) -> Budget:
        try:
            return Budget.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class _OneOrMore(fields.Field[list[str]]):
    """A name, or a list of names for which the row is repeated."""

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object
    ) -> list[str]:
        names = value if isinstance(value, list) else [value]
        for name in names:
            if not isinstance(name, str):
                raise ValidationError("Not a name.")
            _SLUG(name)
        return cast("list[str]", names)


class _KeySchema(Schema):
    name = fields.String(required=True, validate=_SLUG)
    title = fields.String(required=True, validate=_FILLED)
    title_en = fields.String(required=True, validate=_FILLED)
    by = fields.Enum(DateBy, by_value=True, load_default=DateBy.REGIME)
    set_by = fields.List(fields.Enum(Setter, by_value=True), load_default=[])
    bound = fields.Enum(Bound, by_value=True, load_default=Bound.FREE)
    choices = fields.List(fields.String(validate=_SLUG), load_default=[])


class _RowSchema(Schema):
    rule = fields.String(required=True, validate=_FILLED)
    key = fields.String(required=True, validate=_SLUG)
    value = _ValueField(required=True)
    since = TomlDate(required=True, data_key="from")
    to = TomlDate(load_default=None)
    citation = fields.String(required=True, validate=_FILLED)
    mark = fields.Enum(Mark, by_value=True, required=True)
    procedure = _OneOrMore(load_default=[""])
    award = _OneOrMore(load_default=[""])
    subject = fields.String(load_default="", validate=_SLUG)
    province = _OneOrMore(load_default=[""])
    limit = _LimitField(load_default=None)
    note = fields.String(load_default="", validate=_FILLED)


class _ActSchema(Schema):
    key = fields.String(required=True, validate=validate.Regexp(r"[a-z0-9-]+\Z"))
    title = fields.String(required=True, validate=_FILLED)
    title_en = fields.String(required=True, validate=_FILLED)


class _RegimeSchema(Schema):
    key = fields.String(required=True, validate=validate.OneOf("ABCD"))
    since = TomlDate(required=True, data_key="from")
    to = TomlDate(load_default=None)
    norms = fields.List(fields.String(validate=_FILLED), required=True)
    levels = fields.List(fields.String(validate=_FILLED), required=True)
    mark = fields.Enum(Mark, by_value=True, required=True)
    text_mark = fields.Enum(Mark, by_value=True, required=True)
    title = fields.String(required=True, validate=_FILLED)
    title_en = fields.String(required=True, validate=_FILLED)
    warning = fields.String(load_default="")
    warning_en = fields.String(load_default="")


class _RuleSchema(Schema):
    id = fields.String(required=True, validate=validate.Regexp(r"R-[A-Z]+(-\d\dA?)?\Z"))
    title = fields.String(required=True, validate=_FILLED)
    title_en = fields.String(required=True, validate=_FILLED)
    marks = fields.List(fields.String(validate=validate.OneOf("cpud")), required=True)
    regimes = fields.List(
        fields.String(validate=validate.OneOf("ABCD")), load_default=["A", "B", "C", "D"]
    )
    why = fields.String(load_default="", validate=_FILLED)
    why_en = fields.String(load_default="", validate=_FILLED)


class PackSchema(Schema):
    key = fields.List(fields.Nested(_KeySchema), load_default=[])
    value = fields.List(fields.Nested(_RowSchema), load_default=[])
    act = fields.List(fields.Nested(_ActSchema), load_default=[])
    regime = fields.List(fields.Nested(_RegimeSchema), load_default=[])
    rule = fields.List(fields.Nested(_RuleSchema), load_default=[])
