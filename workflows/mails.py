"""Letters as data: texts in both languages, filled in without reading anything into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from marshmallow import Schema, fields, validate

from engine.errors import ModelError
from workflows.packs import read_pack

FILE = Path(__file__).with_name("mails.toml")

_PLACE = re.compile(r"\{(\w+)\}")
_FILLED = validate.Length(min=1, max=5000)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """One kind of letter, Vietnamese first."""

    key: str
    subject: str
    subject_en: str
    body: str
    body_en: str

    @property
    def places(self) -> frozenset[str]:
        """The names that have to be given."""
        texts = (self.subject, self.subject_en, self.body, self.body_en)
        return frozenset(name for text in texts for name in _PLACE.findall(text))

    def filled(self, params: Mapping[str, str]) -> tuple[str, str]:
        """(subject, body) with both languages in the body."""
        subject, body, body_en = (
            _fill(text, params) for text in (self.subject, self.body, self.body_en)
        )
        return subject, f"{body.strip()}\n\n---\n\n{body_en.strip()}\n"


@cache
def mail_texts() -> Mapping[str, MailText]:
    """Every letter the product knows, by key."""
    rows = cast("list[dict[str, str]]", read_pack(FILE, _FileSchema())["mail"])
    return {row["key"]: MailText(**row) for row in rows}


def mail_text(key: str) -> MailText:
    found = mail_texts().get(key)
    if found is None:
        raise ModelError("There is no letter %(key)s.", key=key)
    return found


def _fill(text: str, params: Mapping[str, str]) -> str:
    """Places by name in one pass: what is filled in is not looked at again."""
    return _PLACE.sub(lambda found: params.get(found[1], "–") or "–", text)


class _MailSchema(Schema):
    key = fields.String(required=True, validate=validate.Regexp(r"[a-z_]+\Z"))
    subject = fields.String(required=True, validate=_FILLED)
    subject_en = fields.String(required=True, validate=_FILLED)
    body = fields.String(required=True, validate=_FILLED)
    body_en = fields.String(required=True, validate=_FILLED)


class _FileSchema(Schema):
    mail = fields.List(fields.Nested(_MailSchema), required=True)
