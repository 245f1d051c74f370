"""JSON as scripts and programs send it: read with care, before anybody looks for names in it."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

DEEPEST = 40
"""Levels of a body; nothing we ask for has half as many."""


def sent_json() -> Any:
    """The body of the request; refused as unreadable when no page could make anything of it."""
    if not request.is_json:
        raise UnsupportedMediaType()
    try:
        body = json.loads(request.get_data(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadRequest() from None
    if _is_deep(body):
        raise BadRequest()
    return body


def sent_object() -> dict[str, Any]:
    """The same where a script of ours sends an object; its texts have only whole characters."""
    body = sent_json()
    if not isinstance(body, dict) or not _is_text(body):
        raise BadRequest()
    return body


def _is_deep(body: Any) -> bool:
    """Level by level, so that no depth is too much for the question itself."""
    level = [body]
    for _ in range(DEEPEST + 1):
        level = [below for one in level for below in _below(one)]
        if not level:
            return False
    return True


def _below(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _is_text(body: Any) -> bool:
    """Half a surrogate pair is no character: neither databases nor files take it."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
