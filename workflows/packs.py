"""Reading the TOML the product is delivered with: validated whole, no surprise later."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from marshmallow import Schema, ValidationError, fields

from engine.errors import ModelError


class TomlDate(fields.Field[date]):
    """A date as TOML writes it, without quotes."""

    default_error_messages = {"invalid": "Not a date written as 2024-01-31."}  # noqa: RUF012

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object
    ) -> date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.make_error("invalid")
        return value


def read_pack(path: Path, schema: Schema) -> Mapping[str, object]:
    """The file as the schema gives it; a ModelError names the file and everything wrong in it."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        loaded: Mapping[str, object] = schema.load(raw)
    except (ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelError("%(file)s: %(why)s", file=path.name, why=str(error)) from error
    return loaded
