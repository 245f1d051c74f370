"""One spelling for every value that is hashed or stored, so that equal things have equal bytes."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import cast


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces; dates and decimals as text. Refuses NaN."""
    return _ENCODER.encode(value)


def digest(value: object) -> str:
    """SHA-256 of the canonical spelling, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def parse(text: str) -> object:
    """Read JSON back; the caller says what it expects."""
    return cast(object, json.loads(text))


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no canonical spelling")


_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain
)
