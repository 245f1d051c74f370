"""P4: lists among 100 000 dossiers, as queries and as pages; P2b: a step in a full database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Table, event, insert, select

from engine.places import DUE
from engine.tables import clock, process_definition, process_instance, user_task
from web.app import create_app
from web.bench.completing import against_floor
from web.bench.floor import Floor
from web.bench.measures import Measure, durations, nearly_worst, ratio
from web.bench.place import NOW, PROCEDURE, Place
from web.requests import TOKEN_COOKIE
from web.settings import Settings
from workflows import accounts
from workflows.queries.overdue import Asked, board
from workflows.queries.work_counts import counts_of
from workflows.queries.work_places import Asked as WorkAsked
from workflows.queries.worklist import tasks_page
from workflows.tables.accounts import account
from workflows.tables.dossiers import dossier

DOSSIERS = 100_000
OPEN = 15_000
BATCH = 5_000
TIMES = 40
COMPLETIONS = 100
MOST_PAGE_MS = 60
MOST_LIST_MS = 2
MOST_BOARD_MS = 25
FULL_TIMES = 1.3


def measure(place: Place, floor: Floor, *, times: int = 1) -> dict[str, Measure]:
    """Fill the database as years of work would, then look at it and work in it."""
    empty = ratio(*against_floor(place, floor, COMPLETIONS))
    _fill(place, DOSSIERS * times, OPEN * times)
    full = ratio(*against_floor(place, floor, COMPLETIONS))
    pages = _pages(place)
    return {
        "P4": Measure(
            max(pages.values()),
            MOST_PAGE_MS,
            "ms p95 of a page",
            {"dossiers": DOSSIERS * times, **pages, **_queries(place)},
        ),
        "P2b": Measure(
            round(full / empty, 2),
            FULL_TIMES,
            "times an empty database",
            {"empty_floors": empty, "full_floors": full},
        ),
    }


def _queries(place: Place) -> dict[str, float]:
    officer = place.actor("officer")
    asked = Asked(office_id=place.town.office_id)

    def worklist() -> None:
        with place.engine.view() as view:
            tasks_page(view, officer, WorkAsked())
            counts_of(view, officer, WorkAsked())

    def supervision() -> None:
        with place.engine.view() as view:
            board(view, asked)

    return {
        "worklist_queries_p95_ms": nearly_worst(durations([worklist] * TIMES)),
        "worklist_sql_p95_ms": nearly_worst(durations([_in_sql(place, worklist)] * TIMES)),
        "worklist_sql_goal_ms": MOST_LIST_MS,
        "board_queries_p95_ms": nearly_worst(durations([supervision] * TIMES)),
        "board_sql_p95_ms": nearly_worst(durations([_in_sql(place, supervision)] * TIMES)),
        "board_sql_goal_ms": MOST_BOARD_MS,
    }


def _in_sql(place: Place, look: Callable[[], object]) -> Callable[[], object]:
    """The same statements with the same values, without making them or making of their rows."""
    engine, asked = place.engine.database.engine, list[tuple[str, Any]]()

    def note(_connection: object, _cursor: object, text: str, values: Any, *_: object) -> None:
        asked.append((text, values))

    event.listen(engine, "before_cursor_execute", note)
    look()
    event.remove(engine, "before_cursor_execute", note)

    def again() -> None:
        with closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            for text, values in asked:
                if text != "BEGIN":
                    cursor.execute(text, values)
                    cursor.fetchall()

    return again


def _pages(place: Place) -> dict[str, float]:
    settings = Settings(
        database_url=str(place.engine.database.url),
        data_dir=place.path.parent,
        secret=b"for this run only",
    )
    app = create_app(place.engine, settings)
    asked = (
        ("worklist", "officer", "/viec"),
        ("overdue", "manager", "/viec?hop=qua-han"),
        ("board", "manager", "/dieu-hanh"),
        ("dossiers", "officer", "/ho-so"),
    )
    return {
        f"{name}_page_p95_ms": nearly_worst(
            durations([_getting(place, app.test_client(), who, path)] * TIMES)
        )
        for name, who, path in asked
    }


def _getting(place: Place, browser: FlaskClient, who: str, path: str) -> Callable[[], object]:
    engine = place.engine
    with engine.database.write() as connection:
        account_id = connection.execute(
            select(account.c.id).where(account.c.person_id == place.town.people[who])
        ).scalar_one()
        token = accounts.open_session(
            connection, engine.ids, engine.clock.wall(), account_id=account_id, user_agent="bench"
        )
    browser.set_cookie(TOKEN_COOKIE, token)
    return partial(browser.get, path)


# -- years of work


def _fill(place: Place, count: int, still_open: int) -> None:
    """Rows as commands leave them, written in bulk: playing years of work would take hours."""
    with place.engine.database.read() as connection:
        definition = connection.execute(
            select(process_definition.c.id).where(process_definition.c.key == PROCEDURE)
        ).scalar_one()
        candidates = connection.execute(
            select(user_task.c.candidates).where(user_task.c.element_id == "appraise").limit(1)
        ).scalar_one()
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        with place.engine.database.write() as connection:
            for table, rows in _rows(place, numbers, still_open, definition, candidates):
                connection.execute(insert(table), rows)


def _rows(
    place: Place, numbers: range, still_open: int, definition: str, candidates: str
) -> Iterator[tuple[Table, list[dict[str, object]]]]:
    keys = {number: place.engine.ids.new(_filed_at(number, still_open)) for number in numbers}
    clerk = place.town.people["clerk"]
    yield process_instance, [_instance(place, n, keys[n], still_open, definition) for n in numbers]
    yield dossier, [_dossier(place, n, keys[n], still_open, definition) for n in numbers]
    yield clock, [_clock(n, keys[n], still_open, clerk, place.town.office_id) for n in numbers]
    yield user_task, [_task(place, n, keys[n], still_open, definition, candidates) for n in numbers]


def _is_open(number: int, still_open: int) -> bool:
    return number < still_open


def _filed_at(number: int, still_open: int = 0) -> datetime:
    """Open ones of the last weeks, finished ones of the last years."""
    if _is_open(number, still_open):
        return NOW - timedelta(minutes=number % 60 + 60 * (number % 720))
    return _ended_at(number) - timedelta(days=15)


def _ended_at(number: int) -> datetime:
    return NOW - timedelta(days=number % (5 * 365), minutes=number % 600)


def _due(number: int) -> datetime:
    return NOW + timedelta(hours=number % 500 - 30)


def _unit(place: Place, number: int) -> str:
    units = list(place.town.units.values())
    return units[number % len(units)]


def _instance(
    place: Place, number: int, key: str, still_open: int, definition: str
) -> dict[str, object]:
    running = _is_open(number, still_open)
    return {
        "id": key,
        "office_id": place.town.office_id,
        "definition_id": definition,
        "state": "running" if running else "completed",
        "revision": 1,
        "started_at": _filed_at(number, still_open),
        "ended_at": None if running else _ended_at(number),
        "stage": "Thẩm định",
        "variables": {},
        "snapshot": b"",
        "snapshot_sha256": "",
    }


def _dossier(
    place: Place, number: int, key: str, still_open: int, definition: str
) -> dict[str, object]:
    running = _is_open(number, still_open)
    return {
        "id": key,
        "instance_id": key,
        "office_id": place.town.office_id,
        "unit_id": _unit(place, number),
        "procedure": PROCEDURE,
        "definition_id": definition,
        "code": f"B-{number:08}",
        "lookup_code": f"B{number:08}",
        "title": f"Giấy khen {number}",
        "search_key": f"giay khen {number}",
        "letter_number": "1",
        "letter_date": date(2023, 11, 1),
        "filed_at": _filed_at(number, still_open),
        "filed_by": place.town.people["clerk"],
        "accepted_at": _filed_at(number, still_open),
        "regime_date": date(2023, 11, 1),
        "state": "processing" if running else "finished",
        "nominee_count": 1,
        "ended_at": None if running else _ended_at(number),
        "due_at": _due(number),
    }


def _clock(
    number: int, key: str, still_open: int, person_id: str, office_id: str
) -> dict[str, object]:
    return {
        "id": f"k{key[1:]}",
        "instance_id": key,
        "office_id": office_id,
        "task_id": None,
        "key": "procedure.limit",
        "rule": "R-PROC-01",
        "mark": "c",
        "budget": "20wd",
        "started_at": _filed_at(number, still_open),
        "started_by": person_id,
        "due_at": _due(number),
        "stopped_at": None if _is_open(number, still_open) else _ended_at(number),
        "paused": False,
        "provisional": False,
    }


def _task(
    place: Place, number: int, key: str, still_open: int, definition: str, candidates: str
) -> dict[str, object]:
    running = _is_open(number, still_open)
    return {
        "id": key,
        "instance_id": key,
        "office_id": place.town.office_id,
        "definition_id": definition,
        "element_id": "appraise",
        "process_key": PROCEDURE,
        "name": "Thẩm định",
        "name_en": "Appraise",
        "title": f"Thẩm định {number}",
        "stage": "Thẩm định",
        "form_key": "tham_dinh",
        "candidates": candidates,
        "asked_by": _unit(place, number),
        "state": "open" if running else "completed",
        "revision": 1,
        "assignee": place.town.people["officer"] if number % 300 == 0 else None,
        "created_at": _filed_at(number, still_open),
        "due_at": _due(number),
        "rank": DUE,
        "nearest_due": _due(number),
        "ended_at": None if running else _ended_at(number),
    }
