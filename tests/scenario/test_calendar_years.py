"""Years of the calendar: proposed with sources, previewed, approved; open clocks follow at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, text

from engine.clock import local
from engine.completing import CompleteTask
from engine.ids import Ids
from engine.process_engine import ProcessEngine
from engine.tables import clock as clocks
from engine.tables import user_task
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office
from tests.scenario.world import found
from workflows.assemble import assemble
from workflows.calendar_proposals.days import TypedDay
from workflows.calendar_proposals.deciding import ApproveCalendarYear, DeclineCalendarYear
from workflows.calendar_proposals.preview import MovedDate, calendar_with, moved_dates
from workflows.calendar_proposals.proposing import ProposeCalendarYear
from workflows.calendar_proposals.stored import get_proposed_year, standing_year
from workflows.parts import PARTS
from workflows.publications import publications_of

LATE_2025 = date(2025, 12, 15)
"""Twenty working days from here end on 14/01/2026."""

MONDAY = date(2026, 1, 5)


def days_of(office: Office, year: int) -> tuple[TypedDay, ...]:
    """The year as it stands, as somebody types it again."""
    with office.world.engine.view() as view:
        standing = standing_year(view, year)
    return tuple(
        TypedDay(
            day=day.date,
            kind=day.kind.value,
            reason=day.reason,
            source=day.source,
            mark=day.mark,
            reason_en=day.reason_en,
        )
        for day in standing.days
    )


def off(day: date, **changed: Any) -> TypedDay:
    said = {
        "kind": "off",
        "reason": "Nghỉ theo thông báo",
        "source": "Thông báo số 6150/TB-BNV ngày 01/12/2025",
        "mark": "c",
    }
    return TypedDay(day=day, **{**said, **changed})


def proposes(
    office: Office, *more: TypedDay, year: int = 2026, by: str = "admin", **changed: Any
) -> str:
    said: dict[str, Any] = {
        "office_id": office.world.office_id,
        "year": year,
        "announced": True,
        "days": (*days_of(office, year), *more),
        "document": "Thông báo số 6150/TB-BNV ngày 01/12/2025",
        "reason": "Bổ sung ngày nghỉ theo thông báo mới",
        **changed,
    }
    answer = office.world.engine.execute(ProposeCalendarYear(**said), office.world.actor(by))
    assert isinstance(answer, Mapping)
    return str(answer["proposal"])


def approves(office: Office, proposal_id: str, *, by: str = "head") -> int:
    answer = office.world.engine.execute(
        ApproveCalendarYear(proposal_id=proposal_id), office.world.actor(by)
    )
    assert isinstance(answer, Mapping)
    return int(answer["moved"])


def previewed(office: Office, proposal_id: str) -> list[MovedDate]:
    with office.world.engine.view() as view:
        about = get_proposed_year(view, proposal_id)
        calendar = calendar_with(view, about.year, about.days, about.announced)
        return moved_dates(view, calendar)


def stored_dues(office: Office) -> set[datetime | None]:
    with office.world.engine.view() as view:
        return set(
            view.connection.execute(
                select(clocks.c.due_at)
                .outerjoin(user_task, user_task.c.id == clocks.c.task_id)
                .where(clocks.c.stopped_at.is_(None), user_task.c.ended_at.is_(None))
            ).scalars()
        )


def test_an_approved_day_off_moves_every_open_clock_in_one_go(
    office: Office, clock: CalendarClock
) -> None:
    """R-TIME-01: the calendar is data with a source per date, and clocks are counted by it."""
    clock.reaches(LATE_2025)
    dossier = office.files()
    office.accepts(dossier)
    other = office.files()
    office.accepts(other)
    before = (dossier.due_on, dossier.task("appraise").due_at)

    moved = approves(office, proposes(office, off(MONDAY)))

    assert before[0] == date(2026, 1, 13)
    assert dossier.due_on == other.due_on == date(2026, 1, 14)
    assert dossier.record.due_at == dossier.clock.due
    assert dossier.task("appraise").due_at == before[1]  # Seven working days end before Monday.
    assert moved == 2
    assert dossier.clock.due in stored_dues(office)


def test_before_anybody_agrees_every_date_that_moves_is_shown_and_nothing_has_moved(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(LATE_2025)
    dossier = office.files()
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    standing = stored_dues(office)

    proposal_id = proposes(office, off(MONDAY), off(date(2025 + 1, 1, 6)))
    shown = previewed(office, proposal_id)

    assert [(one.code, local(one.before).date(), local(one.after).date()) for one in shown] == [
        (dossier.record.code, date(2026, 1, 13), date(2026, 1, 15))
    ]
    assert stored_dues(office) == standing
    assert approves(office, proposal_id) == len(shown)
    assert {local(due).date() for due in stored_dues(office) - standing if due} == {
        date(2026, 1, 15)
    }


def test_steps_move_with_their_clocks_and_stay_in_their_place_in_lists(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(date(2026, 1, 2) - timedelta(days=3))
    dossier = office.files()
    office.accepts(dossier)
    before = dossier.task("appraise").due_at

    approves(office, proposes(office, off(MONDAY)))

    task = dossier.task("appraise")
    after = task.due_at
    assert before is not None and after is not None and after > before
    with office.world.engine.view() as view:
        nearest = view.connection.execute(
            select(user_task.c.nearest_due).where(user_task.c.id == task.id)
        ).scalar_one()
    assert nearest == after


def public_until(office: Office, dossier: Dossier) -> date:
    with office.world.engine.view() as view:
        (only,) = publications_of(view, dossier.id)
    return local(only.ends_at).date()


def test_a_list_that_is_up_stays_up_for_all_its_days_and_never_ends_before_it_was_announced(
    office: Office, clock: CalendarClock
) -> None:
    """Five working days (R-PUB-04): what was announced is kept, what the law wants too."""
    clock.reaches(date(2025, 12, 29))
    dossier = Journey(office).goes(office.files(), until="publication_period")
    assert public_until(office, dossier) == date(2026, 1, 7)

    proposal_id = proposes(office, off(MONDAY))
    shown = previewed(office, proposal_id)
    assert approves(office, proposal_id) == len(shown)
    assert [local(one.after).date() for one in shown if one.is_list] == [date(2026, 1, 8)]
    assert public_until(office, dossier) == date(2026, 1, 8)

    proposal_id = proposes(office, off(date(2026, 1, 3), kind="work", reason="Làm bù"))
    assert not any(one.is_list for one in previewed(office, proposal_id))
    approves(office, proposal_id)
    assert public_until(office, dossier) == date(2026, 1, 8)

    clock.reaches(date(2026, 1, 8), time(16, 0))
    assert dossier.waits_at("publication_period")
    clock.reaches(date(2026, 1, 9))
    assert dossier.waits_at("close_publication")


def test_what_is_paused_or_over_does_not_move(office: Office, clock: CalendarClock) -> None:
    """Of the paused dossier only the proposer's own time does."""
    clock.reaches(LATE_2025)
    paused = office.files()
    office.asks_for_supplement(paused)
    over = office.files()
    office.refuses(over)

    shown = previewed(office, proposes(office, off(MONDAY)))

    assert [(one.code, one.step) for one in shown] == [
        (paused.record.code, paused.task("supply").name)
    ]


def test_a_year_nobody_has_announced_is_provisional_until_it_is(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(date(2026, 12, 15))
    dossier = office.files()
    office.accepts(dossier)
    draft = dossier.clock

    proposal_id = proposes(office, off(date(2027, 2, 11)), year=2027)
    approves(office, proposal_id)

    assert draft.provisional and draft.state == "provisional"
    assert not dossier.clock.provisional and dossier.clock.state == "on_track"
    with office.world.engine.view() as view:
        assert standing_year(view, 2027).announced


def test_a_draft_can_be_entered_for_a_year_that_nobody_knows_yet(office: Office) -> None:
    approves(office, proposes(office, off(date(2028, 1, 3)), year=2028, announced=False))

    with office.world.engine.view() as view:
        standing = standing_year(view, 2028)
    assert (standing.announced, standing.revision) == (False, 1)
    assert [day.date for day in standing.days] == [date(2028, 1, 3)]


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"year": 2019, "days": ()}, "entry.year_far"),
        ({"year": 2040, "days": ()}, "entry.year_far"),
        ({"announced": False}, "entry.announced"),
        # What has passed stands: other dates were counted by it.
        ({"more": (off(date(2023, 6, 1)),)}, "entry.past"),
        ({"days": ()}, "entry.past"),
        ({"more": (off(date(2024, 6, 3)),)}, "entry.other_year"),
        ({"more": (off(date(2023, 12, 4)), off(date(2023, 12, 4)))}, "entry.day_twice"),
        ({"more": (off(date(2023, 12, 4), kind="work"),)}, "entry.worked_anyway"),
        ({"more": (off(date(2023, 12, 4), kind="rest"),)}, "entry.no_choice"),
        ({"more": (off(date(2023, 12, 4), mark="x"),)}, "entry.no_choice"),
        # Every exception has its source.
        ({"more": (off(date(2023, 12, 4), source=""),)}, "entry.too_short"),
        ({"more": (off(date(2023, 12, 4), reason=""),)}, "entry.too_short"),
        ({"more": (off(date(2023, 12, 4), source="x" * 400),)}, "entry.too_long"),
        ({"more": (off(date(2023, 12, 4), reason="nghỉ\x00"),)}, "entry.unwritable"),
        ({"document": ""}, "entry.too_short"),
        ({"reason": "vì"}, "entry.too_short"),
    ],
)
def test_what_cannot_be_the_calendar_of_a_year(
    office: Office, changed: dict[str, Any], refused: str
) -> None:
    more = changed.pop("more", ())
    refusal = office.tries(lambda: proposes(office, *more, **{"year": 2023, **changed}))

    keys = {one.message.key for one in getattr(refusal.error, "errors", ())}
    assert keys == {refused}


def test_a_saturday_can_be_worked_and_brings_dates_forward(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(LATE_2025)
    dossier = office.files()
    office.accepts(dossier)

    # 10/01/2026 is worked by the delivered calendar already; the Saturday before is not.
    approves(office, proposes(office, off(date(2026, 1, 3), kind="work")))

    assert dossier.due_on == date(2026, 1, 12)


@pytest.mark.parametrize(
    ("who", "code"), [("admin", "own_proposal"), ("officer", "not_your_position")]
)
def test_nobody_changes_the_calendar_alone(office: Office, who: str, code: str) -> None:
    proposal_id = proposes(office, off(date(2026, 1, 5)))

    assert office.tries(lambda: approves(office, proposal_id, by=who)).code == code
    assert office.tries(lambda: proposes(office, by="head", year=2025)).code == (
        "not_your_position"
    )


def test_whoever_has_two_accounts_does_not_change_the_calendar_alone(office: Office) -> None:
    proposal_id = proposes(office, off(date(2026, 1, 5)))
    office.world.are_one_person("admin", "head")

    assert office.tries(lambda: approves(office, proposal_id, by="head")).code == "own_proposal"
    approves(office, proposal_id, by="chairman")


def test_one_proposal_a_year_one_decision_and_none_by_a_year_that_has_changed(
    office: Office,
) -> None:
    first = proposes(office, off(MONDAY))
    second = office.tries(lambda: proposes(office))
    office.world.engine.execute(
        DeclineCalendarYear(proposal_id=first, note="Chưa có thông báo chính thức"),
        office.world.actor("admin"),
    )
    late = office.tries(lambda: approves(office, first))

    assert [one.message.key for one in getattr(second.error, "errors", ())] == ["entry.waits"]
    assert late.code == "decided_already"


def test_a_day_that_passed_while_it_waited_is_not_changed_any_more(
    office: Office, clock: CalendarClock
) -> None:
    proposal_id = proposes(office, off(date(2023, 11, 22)), year=2023)

    clock.reaches(date(2023, 11, 23))

    assert office.tries(lambda: approves(office, proposal_id)).code == "days_passed"


def test_it_works_the_same_way_on_both_databases_and_the_office_goes_on(
    database_url: str,
) -> None:
    world = found(database_url)
    office, clock = Office(world), CalendarClock(world)
    clock.reaches(LATE_2025)
    dossier = Journey(office).goes(office.files(), until="publication_period")

    approves(office, proposes(office, off(MONDAY)))

    assert dossier.due_on == date(2026, 1, 14)
    Journey(office).goes(dossier, until="council")
    Council(world).decides(dossier)
    assert dossier.incidents == []
    world.engine.database.close()


@pytest.mark.parametrize("who_is_first", ["the office", "the calendar"])
def test_nobody_counts_by_the_old_calendar_while_a_new_one_is_approved(
    postgres_url: str, who_is_first: str
) -> None:
    """Two processes at the same moment: whoever comes second waits, and counts by the new year."""
    world = found(postgres_url)
    there = replace(world, engine=assemble(postgres_url, world.clock, Ids(seed=2)))
    CalendarClock(world).reaches(LATE_2025)
    filed, proposal_id = Office(world).files(), proposes(Office(world), off(MONDAY))
    task = filed.task("check")
    papers = {"papers": list(PARTS), "intake_check": "complete", "list_matches": True}
    checked = CompleteTask(task_id=task.id, revision=task.revision, data=papers)
    approved = ApproveCalendarYear(proposal_id=proposal_id)
    clerk, head = world.actor("clerk"), world.actor("head")
    acts = [
        lambda: world.engine.execute(checked, clerk),
        lambda: there.engine.execute(approved, head),
    ]
    engines = [world.engine, there.engine]
    if who_is_first == "the calendar":
        acts.reverse()
        engines.reverse()

    with ThreadPoolExecutor(2) as pool, at_its_commit(engines[0]) as (reached, go_on):
        first = pool.submit(acts[0])
        assert reached.wait(30)
        second = pool.submit(acts[1])
        until_it_waits(engines[0], second)
        go_on.set()
        first.result()
        second.result()

    assert filed.due_on == date(2026, 1, 14)
    assert filed.record.due_at == filed.clock.due
    assert filed.clock.due in stored_dues(Office(world))
    for engine in engines:
        engine.database.close()


@contextmanager
def at_its_commit(engine: ProcessEngine) -> Iterator[tuple[Event, Event]]:
    """The next command of a process stops before it commits, until it is told to go on."""
    reached, go_on = Event(), Event()

    def stop(connection: Connection) -> None:
        is_written = connection.get_execution_options().get("immediate", False)
        if is_written and not reached.is_set():
            reached.set()
            assert go_on.wait(30)

    event.listen(engine.database.engine, "commit", stop)
    try:
        yield reached, go_on
    finally:
        go_on.set()
        event.remove(engine.database.engine, "commit", stop)


def until_it_waits(engine: ProcessEngine, act: Future[object]) -> None:
    """Go on once the other one waits for a lock, or did not have to."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with engine.database.engine.connect() as connection:
        while not act.done() and not connection.execute(waiting).scalar_one():
            pass
        connection.rollback()
