"""The demo's township: made by running the engine, spread over all steps, nothing left broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.clock import VIETNAM, ManualClock
from engine.ids import Ids
from engine.journal import verify
from engine.process_engine import ProcessEngine
from engine.tables import incident, user_task, wait
from workflows.assemble import assemble, prepare
from workflows.attachments import BlobStore
from workflows.demo import build
from workflows.demo.stories import STORIES
from workflows.positions import holders_of
from workflows.tables.dossiers import dossier
from workflows.tables.publicity import opinion
from workflows.tables.registers import decision

OPENING = datetime(2023, 11, 20, 8, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessEngine]:
    clock = ManualClock(OPENING)
    made = assemble("sqlite://", clock, Ids(seed=7))
    prepare(made)
    build(made, clock, BlobStore(tmp_path_factory.mktemp("demo")))
    assert clock.now() == OPENING
    yield made
    made.database.close()


def test_every_story_became_a_dossier_without_an_incident(engine: ProcessEngine) -> None:
    with engine.view() as view:
        dossiers = view.connection.execute(select(func.count()).select_from(dossier)).scalar_one()
        broken = view.connection.execute(select(func.count()).select_from(incident)).scalar_one()
        failed = view.connection.execute(
            select(func.count()).select_from(wait).where(wait.c.error != "")
        ).scalar_one()

    assert dossiers == len(STORIES)
    assert (broken, failed) == (0, 0)


def test_something_waits_at_every_step(engine: ProcessEngine) -> None:
    with engine.view() as view:
        open_steps = Counter(
            view.connection.execute(
                select(user_task.c.element_id).where(user_task.c.ended_at.is_(None))
            ).scalars()
        )

    expected = {
        "check",
        "supply",
        "appraise",
        "appraise_short",
        "publish_list",
        "close_publication",
        "council",
        "sign",
        "issue",
        "publish_decision",
        "hand_over",
    }
    assert expected <= open_steps.keys()


def test_some_steps_are_overdue_and_some_are_not(engine: ProcessEngine) -> None:
    with engine.view() as view:
        dues = view.connection.execute(
            select(user_task.c.due_at).where(user_task.c.ended_at.is_(None))
        ).scalars()
        late = [due < view.now for due in dues if due is not None]

    assert 3 <= sum(late) <= len(late) - 8


def test_every_open_task_has_somebody_who_can_do_it(engine: ProcessEngine) -> None:
    with engine.view() as view:
        sets = view.connection.execute(
            select(user_task.c.candidates).where(user_task.c.ended_at.is_(None)).distinct()
        ).scalars()
        for set_id in list(sets):
            members = view.registry.candidates.members(view, set_id)
            assert holders_of(view, members), f"nobody holds {sorted(members)}"


def test_decisions_are_numbered_without_a_gap(engine: ProcessEngine) -> None:
    with engine.view() as view:
        rows = view.connection.execute(
            select(decision.c.number, decision.c.dated)
            .where(decision.c.number.is_not(None))
            .order_by(decision.c.number)
        ).all()

    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.dated for row in rows] == sorted(row.dated for row in rows)
    assert len(rows) > 15


def test_citizens_have_spoken_and_some_wait_for_an_answer(engine: ProcessEngine) -> None:
    with engine.view() as view:
        states = Counter(view.connection.execute(select(opinion.c.state)).scalars())

    assert {"received", "admitted", "answered"} <= states.keys()


def test_the_journal_holds(engine: ProcessEngine) -> None:
    with engine.view() as view:
        assert verify(view.connection) is None


def test_another_opening_day_shifts_the_whole_autumn(tmp_path: Path) -> None:
    opening = datetime(2025, 11, 20, 8, tzinfo=VIETNAM)
    clock = ManualClock(opening)
    engine = assemble("sqlite://", clock, Ids(seed=7))
    prepare(engine)

    summary = build(engine, clock, BlobStore(tmp_path))

    assert summary.dossiers == len(STORIES)
    with engine.view() as view:
        regimes = set(view.connection.execute(select(dossier.c.regime_date)).scalars())
        assert min(day for day in regimes if day is not None).year == 2025
    engine.database.close()
