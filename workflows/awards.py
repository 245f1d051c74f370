"""Awards by the keys that law, lists and drawings use, and how people call them: data, beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from marshmallow import Schema, fields, validate

from forms.definition import Caption
from workflows.packs import read_pack

FILE = Path(__file__).with_name("awards.toml")

_NAME = validate.Length(min=1, max=200)


class _AwardSchema(Schema):
    key = fields.String(required=True, validate=validate.Regexp(r"[a-z][a-z0-9_]{0,39}\Z"))
    title = fields.String(required=True, validate=_NAME)
    title_en = fields.String(required=True, validate=_NAME)


class AwardsSchema(Schema):
    """The whole file."""

    award = fields.List(fields.Nested(_AwardSchema), required=True)


def load(file: Path = FILE) -> Mapping[str, Caption]:
    """In the order of the file, which is that of lists to choose from."""
    rows = cast("Mapping[str, Sequence[Mapping[str, str]]]", read_pack(file, AwardsSchema()))
    return {one["key"]: Caption(vi=one["title"], en=one["title_en"]) for one in rows["award"]}


AWARDS: Mapping[str, Caption] = load()


def award_name(key: str, language: str = "vi") -> str:
    """The award in words; a key that is not known here stays as it is."""
    known = AWARDS.get(key)
    return known.in_language(language) if known else key
