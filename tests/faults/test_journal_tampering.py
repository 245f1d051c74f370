"""Whoever changes the journal by hand is found, and where (kinds 1 to 8; the rest need checkpoints
outside the database)."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from engine.journal import Fault, verify
from engine.tables import journal
from tests.engine.core.plain_office import LeaveOffice, founded
from tests.faults.journal_tampering import TAMPERINGS, Tamper, unguarded


def busy(office: LeaveOffice, requests: int = 8) -> int:
    """A journal of accepted commands and refusals; how many rows it has."""
    for number in range(requests):
        request = office.asks_fully(key=f"k{number}")
        office.decides(request)
        office.sweeps()
    return len(office.outcomes())


def found_by(office: LeaveOffice, tamper: Tamper, random: Random, rows: int) -> tuple[int, Fault]:
    """Where the journal was forged and what the verifier says; undone afterwards."""
    with office.engine.database.engine.connect() as connection:
        transaction = connection.begin()
        unguarded(connection)
        place = tamper(connection, random, rows)
        fault = verify(connection)
        transaction.rollback()
    assert fault is not None, f"{tamper.__name__} at {place} was not found"
    return place, fault


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_a_forged_journal_is_found_and_the_place_is_named(
    sqlite_url: str, tamper: Tamper, scale: int
) -> None:
    office = founded(sqlite_url)
    rows = busy(office)
    random = Random(tamper.__name__)

    for _ in range(100 * scale):
        place, fault = found_by(office, tamper, random, rows)
        # A row changed in place is seen there; what is missing at the end is seen by the head.
        assert fault.seq == place, f"{fault} instead of {place}"

    with office.engine.database.read() as connection:
        assert verify(connection) is None


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_the_same_on_the_server(postgres_url: str, tamper: Tamper) -> None:
    office = founded(postgres_url)
    rows = busy(office, 3)
    random = Random(tamper.__name__)

    for _ in range(5):
        place, fault = found_by(office, tamper, random, rows)
        assert fault.seq == place


@pytest.mark.parametrize(
    "change",
    [
        update(journal).values(actor="somebody"),
        delete(journal).where(journal.c.seq == 1),
        insert(journal).from_select(list(journal.c), select(journal).where(journal.c.seq == 1)),
    ],
    ids=["update", "delete", "insert again"],
)
def test_the_database_itself_refuses_to_rewrite_the_journal(
    database_url: str, change: object
) -> None:
    office = founded(database_url)

    with pytest.raises(DBAPIError), office.engine.database.write() as connection:
        _execute(connection, change)

    with office.engine.database.read() as connection:
        assert verify(connection) is None


def test_a_journal_cut_at_its_end_is_found_by_its_head(sqlite_url: str) -> None:
    office = founded(sqlite_url)
    rows = busy(office)

    def cut(connection: Connection, _random: Random, _rows: int) -> int:
        connection.execute(delete(journal).where(journal.c.seq > rows - 3))
        return rows - 2

    assert found_by(office, cut, Random(), rows) == (rows - 2, Fault(rows - 2, "head"))


def test_a_lost_head_is_found(sqlite_url: str) -> None:
    office = founded(sqlite_url)
    rows = busy(office, 1)

    def behead(connection: Connection, _random: Random, _rows: int) -> int:
        connection.execute(text("DELETE FROM journal_head"))
        return rows + 1

    assert found_by(office, behead, Random(), rows)[1] == Fault(rows + 1, "head")


def test_refusals_hang_in_the_same_chain(office: LeaveOffice) -> None:
    request = office.asks_fully()
    with pytest.raises(Exception, match="offered to others"):
        office.decides(request, by="an")
    office.decides(request)

    with office.engine.database.read() as connection:
        assert verify(connection) is None
        numbers = connection.execute(select(journal.c.seq).order_by(journal.c.seq)).scalars().all()
    assert list(numbers) == list(range(1, len(numbers) + 1))


def _execute(connection: Connection, change: object) -> None:
    connection.execute(change)  # type: ignore[call-overload]
