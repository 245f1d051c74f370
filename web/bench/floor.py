"""The floor: the cheapest durable change, one INSERT and one versioned UPDATE in a transaction."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, insert, update

from engine.database import Database

_metadata = MetaData()
_entry = Table(
    "bench_entry",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)
_row = Table(
    "bench_row",
    _metadata,
    Column("id", String(36), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

BODY = "x" * 400


class Floor:
    """Measured through SQLAlchemy Core, in the same mode of the same database as everything."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._revision = 0
        with database.write() as connection:
            _metadata.create_all(connection)
            connection.execute(insert(_row).values(id="only", revision=0, body=BODY))

    def change(self) -> None:
        """One change."""
        with self._database.write() as connection:
            connection.execute(insert(_entry).values(body=BODY))
            connection.execute(
                update(_row)
                .where(_row.c.id == "only", _row.c.revision == self._revision)
                .values(revision=self._revision + 1, body=BODY)
            )
        self._revision += 1
