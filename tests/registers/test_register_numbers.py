"""Registers give numbers without a gap and without doubles, on both databases (R-DOC-03)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from engine.actors import SYSTEM
from engine.context import Context
from engine.database import Database
from engine.definitions import Definitions
from engine.ids import Ids
from workflows.founding import Founder
from workflows.law import LawBook
from workflows.registers import next_number, printed, symbol_of
from workflows.registration import registry

NOW = datetime(2023, 11, 20, 1, 0, tzinfo=UTC)


class Registry:
    """An office with its registers."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.registry = registry()
        with self.database.write() as connection:
            founder = Founder(connection, Ids(seed=1), NOW)
            self.office_id = founder.office(
                "UBND thị trấn",
                short_name="UBND",
                agency_code="H52.1.1",
                level="commune",
                place="Yên Châu",
            )

    def takes(self, count: int = 1, kind: str = "decision", period: str = "2023") -> list[int]:
        with self.database.write() as connection:
            context = Context(
                connection,
                now=NOW,
                actor=SYSTEM,
                registry=self.registry,
                definitions=Definitions(),
                ids=Ids(seed=2),
            )
            return [
                next_number(context, office_id=self.office_id, kind=kind, period=period)
                for _ in range(count)
            ]


@pytest.fixture
def office_registry(database_url):
    made = Registry(database_url)
    yield made
    made.database.close()


def test_numbers_begin_at_one_and_follow_each_other(office_registry):
    assert [*office_registry.takes(), *office_registry.takes(2)] == [1, 2, 3]


def test_each_register_and_each_year_counts_on_its_own(office_registry):
    office_registry.takes(3)

    assert office_registry.takes(kind="apology") == [1]
    assert office_registry.takes(period="2024") == [1]
    assert office_registry.takes() == [4]


def test_a_number_taken_in_vain_is_given_again(office_registry):
    office_registry.takes()

    with pytest.raises(ZeroDivisionError), office_registry.database.write() as connection:
        context = Context(
            connection,
            now=NOW,
            actor=SYSTEM,
            registry=office_registry.registry,
            definitions=Definitions(),
            ids=Ids(seed=2),
        )
        next_number(context, office_id=office_registry.office_id, kind="decision", period="2023")
        raise ZeroDivisionError

    assert office_registry.takes() == [2]


def test_many_clerks_at_once_get_each_number_once(office_registry):
    taken: list[int] = []
    together = threading.Barrier(4)

    def clerk() -> None:
        together.wait()
        for _ in range(10):
            taken.extend(office_registry.takes())

    clerks = [threading.Thread(target=clerk) for _ in range(4)]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join()

    assert sorted(taken) == list(range(1, 41))


def test_symbols_come_from_the_law_and_single_digits_get_a_nought():
    edition = LawBook.load().on(NOW.date(), procedure="giay_khen_cong_trang")

    assert symbol_of(edition, "decision") == "{number}/QĐ-UBND"
    assert printed(symbol_of(edition, "decision"), 7) == "07/QĐ-UBND"
    assert printed(symbol_of(edition, "minutes"), 145) == "145/BB-HĐTĐKT"


def test_a_symbol_of_another_making_is_only_a_text():
    assert printed("{number.__class__}/{number}/%s", 7) == "{number.__class__}/07/%s"
