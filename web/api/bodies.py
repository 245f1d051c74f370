"""What was sent: JSON read with care, and checked against what the operation asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import BadRequest

from engine.errors import FieldError, InvalidData, Message
from engine.text import unwritable
from web.api.reasons import reason
from web.json_bodies import sent_json

Values = dict[str, object]


def read_query(schema: Schema) -> Values:
    """The parameters of the address; each is named once."""
    given = {name: values[0] for name, values in request.args.lists() if len(values) == 1}
    often = [name for name, values in request.args.lists() if len(values) > 1]
    if often:
        message = Message("api.repeated", "Give this once.")
        raise InvalidData([FieldError(name, message) for name in often])
    return load(schema, given)


def read_body(schema: Schema) -> Values:
    """The JSON object that was sent."""
    body = sent_json()
    wrong = [*_unwritable(body, "")]
    if wrong:
        raise InvalidData(wrong)
    if not isinstance(body, dict):
        raise InvalidData([FieldError("", Message("api.object", "Send a JSON object."))])
    return load(schema, body)


def load(schema: Schema, given: Mapping[str, object]) -> Values:
    """The values as the schema reads them; raises `InvalidData` with everything that is wrong."""
    try:
        return cast(Values, schema.load(given))
    except ValidationError as error:
        raise InvalidData([*_errors(error.messages)]) from None


def _errors(messages: object, path: str = "") -> Iterator[FieldError]:
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            place = "" if name == "_schema" else str(name)
            yield from _errors(below, ".".join(part for part in (path, place) if part))
        return
    for said in messages if isinstance(messages, list) else [messages]:
        yield FieldError(path, reason(str(said)))


def _unwritable(value: object, path: str) -> Iterator[FieldError]:
    """Texts that no database stores, wherever they stand; a name like that is no name at all."""
    if isinstance(value, str) and (bad := unwritable(value.replace("\r", "\n"))):
        text = "The text has a character that cannot be stored (%(code)s)"
        yield FieldError(path, Message("form.unwritable", text, {"code": bad}))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _unwritable(one, f"{path}.{place}".lstrip("."))
    elif isinstance(value, dict):
        for name, one in value.items():
            if unwritable(name):
                raise BadRequest()
            yield from _unwritable(one, f"{path}.{name}".lstrip("."))
