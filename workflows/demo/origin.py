"""What a demo was made of, so that one made by an earlier version is known again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import Connection, insert, select

from workflows.tables.accounts import setting

ORIGIN = "demo.origin"
HERE = Path(__file__).parent
ENDINGS = frozenset({".py", ".toml"})


def origin() -> str:
    """A digest of the stories and of what plays them."""
    told = hashlib.sha256()
    for file in sorted(HERE.iterdir()):
        if file.suffix in ENDINGS:
            told.update(file.read_bytes())
    return told.hexdigest()


def keep_origin(connection: Connection) -> None:
    """Write into a new demo what it was made of."""
    connection.execute(insert(setting).values(name=ORIGIN, value=origin()))


def is_of_today(connection: Connection) -> bool:
    """Whether a demo would be the same if it were made anew."""
    kept = connection.execute(
        select(setting.c.value).where(setting.c.name == ORIGIN)
    ).scalar_one_or_none()
    return kept == origin()
