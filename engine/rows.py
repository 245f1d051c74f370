"""What a row of a result holds, by the names of the columns that it was asked for.

A row makes the mapping of its columns anew each time it is asked for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row
from sqlalchemy.sql.elements import NamedColumn


def values_of(row: Row[Any], columns: Iterable[NamedColumn[Any]]) -> dict[str, Any]:
    """What it holds in these columns, which others beside them may share their names with."""
    found = row._mapping
    return {column.name: found[column] for column in columns}


def labelled(row: Row[Any], columns: Iterable[NamedColumn[Any]], prefix: str) -> dict[str, Any]:
    """The same where the columns were asked for under a prefix of their own."""
    found = row._mapping
    return {column.name: found[prefix + column.name] for column in columns}
