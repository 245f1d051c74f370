"""Columns of rows that a command changes, perhaps several times, written once at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Table, update

from engine.errors import ServiceTaskFailed


class Changes:
    """What is noted here is known to the command by its own records until it is written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._noted: dict[tuple[Table, str], Mapping[str, object]] = {}

    def note(self, table: Table, key: str, values: Mapping[str, object]) -> None:
        """The row with this id gets these values too."""
        self._noted[table, key] = {**self._noted.get((table, key), {}), **values}

    def write(self) -> None:
        for (table, key), values in self._noted.items():
            self._connection.execute(update(table).where(table.c.id == key).values(values))
        self._noted = {}

    @contextmanager
    def undone_on_failure(self) -> Iterator[None]:
        """Forget what was noted within, if it ends in an error that is caught outside.

        What was noted before is written first: whoever goes on reads the rows again.
        """
        self.write()
        try:
            yield
        except ServiceTaskFailed:
            self._noted = {}
            raise
