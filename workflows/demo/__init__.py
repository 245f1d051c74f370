"""The dated demo: a believable township whose dossiers were made by running the engine.

All people in it are invented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from engine.clock import ManualClock, local
from engine.days import calendar_of
from engine.process_engine import ProcessEngine
from engine.sweeping import run_due
from engine.tables import journal
from workflows.assemble import prepare
from workflows.attachments import BlobStore
from workflows.demo import township
from workflows.demo.acts import VERBS
from workflows.demo.councils import Council
from workflows.demo.days import StoryDays
from workflows.demo.people import Cast
from workflows.demo.place import Place
from workflows.demo.stage import Case, Stage
from workflows.demo.stories import Act, Meeting, Story, Wording, read_stories
from workflows.editions import book
from workflows.escalating import escalate_due
from workflows.tables.dossiers import dossier

SET_UP_BEFORE = timedelta(days=120)
"""The installation is older than its first dossier, whatever holidays lie between."""

STRIDE, MINUTES = 7, 17
"""Acts of different dossiers at the same usual hour lie up to so many minutes apart."""

Played = tuple[datetime, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was made."""

    dossiers: Mapping[str, int]
    """How many, by state."""
    entries: int
    """Rows of the journal."""
    first_day: date
    last_instant: datetime


def build(engine: ProcessEngine, clock: ManualClock, blobs: BlobStore) -> Summary:
    """Set up the township in an empty database and play its stories up to where the clock stands.

    Every act is a command by somebody who may, at an instant of its own; timers and gates that
    fall due between two acts wake between them, at theirs. In the end the clock stands where it
    stood.
    """
    opening = clock.now()
    clock.set(opening - SET_UP_BEFORE)
    prepare(engine)
    told, meetings = read_stories()
    stage = _stage(engine, clock, blobs, told, opening)
    acts = sorted(_acts(stage, meetings), key=lambda act: act[0])
    for at, play in acts:
        stage.reaches(at)
        play()
    stage.reaches(opening)
    run_due(engine)
    escalate_due(engine)
    return _summary(engine, local(acts[0][0]).date())


def _stage(
    engine: ProcessEngine,
    clock: ManualClock,
    blobs: BlobStore,
    told: Sequence[Story],
    opening: datetime,
) -> Stage:
    day = local(opening).date()
    with engine.view() as view:
        calendar = calendar_of(view)
        place = Place.under(book(view).regime_on(day))
    with engine.database.write() as connection:
        town = township.found(connection, engine.ids, clock.now(), place)
    wording = Wording(place, day.year)
    return Stage(
        engine=engine,
        clock=clock,
        town=town,
        blobs=blobs,
        days=StoryDays(calendar, day),
        wording=wording,
        cast=Cast(wording),
        cases={story.key: Case(story, number) for number, story in enumerate(told, start=1)},
    )


def _acts(stage: Stage, meetings: Sequence[Meeting]) -> Iterator[Played]:
    for case in stage.cases.values():
        filing = Act(do="file", on=0, at=case.story.at)
        for act in (filing, *case.story.acts):
            yield _at(stage, case, act), partial(VERBS[act.do].play, stage, case, act)
    for meeting in meetings:
        yield from Council(stage, meeting).acts()


def _at(stage: Stage, case: Case, act: Act) -> datetime:
    """The hour that is told, else the usual one and a few minutes: no two days are alike."""
    day = case.story.filed + act.on
    if act.at is not None:
        return stage.days.instant(day, act.at)
    off = timedelta(minutes=case.number * STRIDE % MINUTES)
    return stage.days.instant(day, VERBS[act.do].at) + off


def _summary(engine: ProcessEngine, first_day: date) -> Summary:
    with engine.view() as view:
        states = Counter(view.connection.execute(select(dossier.c.state)).scalars())
        entries = view.connection.execute(select(func.max(journal.c.seq))).scalar_one()
        return Summary(states, entries, first_day, view.now)
