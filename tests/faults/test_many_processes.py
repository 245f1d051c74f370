"""Several web servers and workers on one database; some are killed while officers work.

Nothing that was acknowledged is lost, nothing is done twice, whoever is left goes on.
"""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select

from engine.clock import ManualClock, SystemClock
from engine.ids import Ids
from engine.tables import journal, outbox
from tests.faults.fleet import Client, Fleet, fleet
from tests.faults.oracle import violations
from web.bench.place import NOW, Appraisal, Place
from workflows import accounts, business_time
from workflows.assemble import assemble, prepare
from workflows.business_time import DatabaseKind
from workflows.demo import township
from workflows.tables.accounts import account

COMPLETIONS = 40
CLIENTS = 4


def office_of_processes(url: str, folder: Path) -> Place:
    """A township whose database lives on the day of the tests, for every process that opens it."""
    engine = assemble(url, ManualClock(NOW), Ids())
    prepare(engine)
    with engine.database.write() as connection:
        town = township.found(connection, engine.ids, NOW)
        offset = NOW - SystemClock().now()
        business_time.mark(connection, DatabaseKind.TEST, offset=offset)
    return Place(engine, cast("ManualClock", engine.clock), town, folder)


def session_of(place: Place, who: str) -> str:
    engine = place.engine
    with engine.database.write() as connection:
        account_id = connection.execute(
            select(account.c.id).where(account.c.person_id == place.town.people[who])
        ).scalar_one()
        return accounts.open_session(
            connection, engine.ids, SystemClock().wall(), account_id=account_id, user_agent="test"
        )


def form_of(appraisal: Appraisal) -> dict[str, str]:
    data = dict(appraisal.data)
    rows = cast("dict[str, object]", data.pop("nominees"))
    return {
        "revision": str(appraisal.task.revision),
        **{f"nominees.{row}.outcome": "eligible" for row in rows},
        **{name: "true" if value is True else str(value) for name, value in data.items()},
    }


def worked_through(
    together: Fleet, session: str, appraisals: list[Appraisal], on_the_way: object
) -> dict[str, int]:
    """Hand every form in from several browsers; the status that each got. Halfway, something."""
    waiting, lock = list(appraisals), threading.Lock()
    answers: dict[str, int] = {}

    def work() -> None:
        client = Client(together, session)
        while True:
            with lock:
                if not waiting:
                    return
                one = waiting.pop()
                is_half = len(waiting) == len(appraisals) // 2
            if is_half:
                on_the_way()  # type: ignore[operator]
            path = f"/viec/{one.task.id}/hoan-thanh"
            answers[one.task.id] = client.posts(path, form_of(one), key=f"fleet-{one.task.id}")

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def completions(place: Place) -> Counter[str]:
    with place.engine.view() as view:
        return Counter(
            view.connection.execute(
                select(journal.c.object_id).where(
                    journal.c.action == "task.complete",
                    journal.c.outcome == "done",
                    journal.c.request_id.like("fleet-%"),
                )
            ).scalars()
        )


def check(place: Place, answers: dict[str, int], appraisals: list[Appraisal]) -> None:
    done = completions(place)
    acknowledged = {task for task, status in answers.items() if status == 303}
    assert len(answers) == len(appraisals)
    assert acknowledged == {one.task.id for one in appraisals}
    assert set(done) == acknowledged
    assert set(done.values()) == {1}
    assert violations(place.engine) == []
    with place.engine.view() as view:
        notes = view.connection.execute(
            select(outbox.c.payload).where(outbox.c.kind == "mail")
        ).scalars()
        assert all(isinstance(one, dict) for one in notes)


@pytest.mark.slow
def test_two_of_four_processes_are_killed_and_nothing_is_lost_or_doubled(
    postgres_url: str, tmp_path: Path, scale: int
) -> None:
    place = office_of_processes(postgres_url, tmp_path)
    appraisals = place.appraisals(COMPLETIONS * scale)
    with fleet(postgres_url, tmp_path / "data") as together:
        for _ in range(2):
            together.starts_a_web()
            together.starts_a_worker()

        def power_cut() -> None:
            together.kills_a_web()
            together.kills_a_worker()

        answers = worked_through(together, session_of(place, "officer"), appraisals, power_cut)

        assert len(together.webs) == len(together.workers) == 1
    check(place, answers, appraisals)
    place.engine.database.close()


@pytest.mark.slow
def test_the_one_process_of_a_small_office_is_killed_and_started_again(
    sqlite_url: str, tmp_path: Path, scale: int
) -> None:
    place = office_of_processes(sqlite_url, tmp_path)
    appraisals = place.appraisals(COMPLETIONS // 2 * scale)
    with fleet(sqlite_url, tmp_path / "data") as together:
        together.starts_a_web()

        def power_cut() -> None:
            port = together.starts_a_web()  # Stands by, as a supervisor would start it.
            together.kills_a_web()
            assert list(together.webs) == [port]

        answers = worked_through(together, session_of(place, "officer"), appraisals, power_cut)
    check(place, answers, appraisals)
    place.engine.database.close()
