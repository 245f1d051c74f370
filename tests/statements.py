"""Counting what is asked of the database, so that budgets can be asserted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, event

from engine.database import Database


@dataclass
class Statements:
    """The statements sent while counting, in order; BEGIN and COMMIT apart."""

    texts: list[str] = field(default_factory=list)
    written: list[list[str]] = field(default_factory=list)
    """The statements of each writing transaction."""

    def __len__(self) -> int:
        return len(self.texts)

    def __str__(self) -> str:
        return in_lines(self.texts)

    @property
    def for_sign_in(self) -> int:
        """How many only find out who asks and for which office: budgets leave them out."""
        return sum(text.startswith(_SIGN_IN) for text in self.texts)

    @property
    def of_page(self) -> int:
        """What the page itself asks."""
        return len(self) - self.for_sign_in


def in_lines(texts: Sequence[str]) -> str:
    """The beginning of each statement, one a line."""
    return "\n".join(" ".join(text.split())[:160] for text in texts)


_SIGN_IN = (
    "SELECT account.id, account.username",
    "SELECT api_token.token_hash, api_token.account_id",
    "SELECT person.name, person.office_id AS home",
    "SELECT office.name AS office, person.name",
)
"""The session or token, the person with their positions, the desk: the same three on every page."""


@contextmanager
def counted(database: Database) -> Iterator[Statements]:
    """Count the statements of the block."""
    seen = Statements()

    def writes(connection: Connection) -> bool:
        return bool(connection.get_execution_options().get("immediate", False))

    def begin(connection: Connection) -> None:
        if writes(connection):
            seen.written.append([])

    def note(connection: Connection, _cursor: object, text: str, *_rest: object) -> None:
        if text.startswith("BEGIN"):
            return
        seen.texts.append(text)
        if writes(connection):
            seen.written[-1].append(text)

    event.listen(database.engine, "begin", begin)
    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
        event.remove(database.engine, "begin", begin)
