"""Whose time a dossier has taken: the parts add up to the whole, day by day (R-TIME-12)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.budgets import Budget, Unit
from engine.calendar import Calendar, DayKind, SpecialDay
from engine.clock import local
from engine.deadlines import ClockEvent, DeadlineClock, EventKind
from engine.ledgers import Ledger
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office
from tests.scenario.superior import Superior
from tests.scenario.test_xet_cap_tren import FITTING, Ladder
from workflows.delays import (
    ANSWER_FORM,
    COUNCIL_FORM,
    SUPPLEMENT_FORM,
    Attribution,
    Part,
    attribute,
)
from workflows.holding import HoldNominee
from workflows.queries.dossier_page import dossier_page

START = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)
TET = {date(2024, 2, day): SpecialDay(DayKind.OFF) for day in range(8, 15)}
CALENDAR = Calendar(
    days={**TET, date(2024, 5, 4): SpecialDay(DayKind.WORK)}, published_years=frozenset({2024})
)
FORMS = (SUPPLEMENT_FORM, ANSWER_FORM, COUNCIL_FORM, "tham_dinh")


@dataclass(frozen=True)
class Step:
    form_key: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Story:
    """A ledger, the steps beside it, and the instant at which somebody looks."""

    ledger: Ledger
    steps: tuple[Step, ...]
    now: datetime

    @property
    def found(self) -> Attribution:
        return attribute(self.ledger, self.steps, CALENDAR, self.now)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Pauses and steps as they come: overlapping, within one day, or over a holiday."""
    unit = draw(st.sampled_from(["20wd", "30d"]))
    at, events = START, [ClockEvent(kind=EventKind.START, at=START)]
    for hours in draw(st.lists(st.integers(1, 400), max_size=7)):
        at += timedelta(hours=hours)
        paused = events[-1].kind is EventKind.PAUSE
        kind = EventKind.RESUME if paused else EventKind.PAUSE
        events.append(ClockEvent(kind=kind, at=at, reason="r", document="d", actor="a"))
    if draw(st.booleans()):
        at += timedelta(hours=draw(st.integers(1, 200)))
        events.append(ClockEvent(kind=EventKind.STOP, at=at))
    steps = tuple(draw(st.lists(_steps(), max_size=6)))
    now = at + timedelta(hours=draw(st.integers(0, 300)))
    clock = DeadlineClock(id="", budget=Budget.parse(unit))
    return Story(Ledger(clock, tuple(events), "", None), steps, now)


@st.composite
def _steps(draw: st.DrawFn) -> Step:
    begun = START + timedelta(hours=draw(st.integers(0, 1500)))
    took = draw(st.none() | st.integers(0, 600))
    ended = None if took is None else begun + timedelta(hours=took)
    return Step(draw(st.sampled_from(FORMS)), begun, ended)


@given(stories())
@settings(max_examples=400, deadline=None)
def test_the_parts_add_up_to_the_whole_and_agree_with_a_clerk_who_looks_every_day(
    story: Story,
) -> None:
    found = story.found

    by_hand = clerk(story)
    assert sum(found.days.values()) == found.whole == sum(by_hand.values())
    assert {part: days for part, days in found.days.items() if days} == dict(by_hand)


def clerk(story: Story) -> Counter[Part]:
    """Goes through the days one by one and asks who had the dossier the evening before."""
    counted: Counter[Part] = Counter()
    events = story.ledger.events
    stopped = events[-1].kind is EventKind.STOP
    last = local(events[-1].at).date() if stopped else local(story.now).date() - timedelta(days=1)
    day = local(events[0].at).date() + timedelta(days=1)
    every_day = story.ledger.clock.budget.unit is Unit.CALENDAR_DAYS
    while day <= last:
        if every_day or CALENDAR.is_working_day(day):
            counted[_who(story, day - timedelta(days=1))] += 1
        day += timedelta(days=1)
    return counted


def _who(story: Story, evening: date) -> Part:
    paused = False
    for event in story.ledger.events:
        if local(event.at).date() <= evening:
            paused = event.kind is EventKind.PAUSE
    open_forms = [step.form_key for step in story.steps if _open(step, evening)]
    if paused and SUPPLEMENT_FORM in open_forms:
        return Part.APPLICANT
    if paused and ANSWER_FORM in open_forms:
        return Part.SUPERIOR
    if paused:
        return Part.HOLD
    if COUNCIL_FORM in open_forms:
        return Part.COUNCIL
    return Part.OWN if open_forms else Part.PUBLIC


def _open(step: Step, evening: date) -> bool:
    begun = local(step.created_at).date() <= evening
    return begun and (step.ended_at is None or local(step.ended_at).date() > evening)


# On dossiers


def time_of(dossier: Dossier) -> dict[str, int]:
    world, code, who = dossier.world, dossier.record.code, dossier.world.actor("officer")
    with world.engine.view() as view:
        found = dossier_page(view, world.engine.definitions, who, code).attribution
    assert found is not None
    assert sum(found.days.values()) == found.whole
    return {part.value: days for part, days in found.days.items() if days}


def test_a_supplement_is_the_proposers_time(office: Office, clock: CalendarClock) -> None:
    dossier = office.files()
    office.accepts(dossier)
    clock.passes(working_days=3)
    office.completes(
        dossier,
        "appraise",
        by="officer",
        appraisal_result="supplement",
        appraisal_opinion="Cần bổ sung trước khi kết luận.",
        missing_papers="Thiếu biên bản xét khen thưởng",
    )
    clock.passes(working_days=4)
    office.supplements(dossier)
    clock.passes(working_days=3)

    # Three before the request, its own day included; four until the papers came; two since.
    assert time_of(dossier) == {"own": 5, "applicant": 4}


def test_the_council_and_the_days_on_the_board_stand_apart(
    office: Office, clock: CalendarClock
) -> None:
    dossier = Journey(office).goes(office.files(), until="council")
    clock.passes(working_days=4)

    found = time_of(dossier)

    # Five days on the board and the one on which the list came down; the council since then.
    assert found["council"] == 3
    assert found["public"] == 6


def test_what_the_superior_takes_is_not_the_communes_time(
    office: Office, clock: CalendarClock
) -> None:
    ladder = Ladder(office, Superior.of(office.world), Journey(office, criteria=FITTING))
    below = ladder.submits()
    before = time_of(below)
    clock.passes(working_days=6)

    found = time_of(below)

    assert found["superior"] - before.get("superior", 0) >= 5
    assert found.get("own", 0) - before.get("own", 0) <= 1


def hold(dossier: Dossier) -> None:
    (row,) = dossier.nominees
    command = HoldNominee(nominee_id=row.id, reason="Có đơn đang xác minh", document="05/CV")
    dossier.world.engine.execute(command, dossier.world.actor("officer"))


def test_nobody_going_on_is_a_time_of_its_own(office: Office, clock: CalendarClock) -> None:
    dossier = office.files(nominees=1)
    office.accepts(dossier)
    clock.passes(working_days=1)
    hold(dossier)
    clock.passes(working_days=4)

    assert time_of(dossier) == {"own": 1, "hold": 3}


@pytest.mark.parametrize("days", [0, 1])
def test_nothing_is_shared_out_on_the_first_day(
    office: Office, clock: CalendarClock, days: int
) -> None:
    dossier = office.files()
    office.accepts(dossier)
    clock.passes(working_days=days)

    assert time_of(dossier) == {}
