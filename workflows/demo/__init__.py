"""The dated demo: a believable township whose dossiers were made by running the engine.

All people in it are invented.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from engine.clock import ManualClock, local
from engine.process_engine import ProcessEngine
from workflows.attachments import BlobStore
from workflows.demo import sessions, township
from workflows.demo.papers import Scans
from workflows.demo.people import Register
from workflows.demo.plot import Plot
from workflows.demo.stage import Stage
from workflows.demo.stories import LAST_DAY, OPEN_SESSION, SESSIONS, STORIES

Thread = Iterator[datetime]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was made."""

    dossiers: int
    first_day: date
    last_instant: datetime


def build(engine: ProcessEngine, clock: ManualClock, blobs: BlobStore) -> Summary:
    """Found the township and play its autumn up to where the clock stands; it stands there again.

    Every act is a command by somebody who may, at an instant of its own; what falls due between
    two acts (timers, event gates) happens between them.
    """
    end = clock.now()
    with engine.database.write() as connection:
        town = township.found(connection, engine.ids, end)
    stage = Stage(
        engine=engine,
        clock=clock,
        town=town,
        scans=Scans(blobs, engine.ids, town.office_id),
        register=Register(),
        shift=local(end).date() - LAST_DAY,
    )
    first = _play(stage, _threads(stage), end)
    clock.set(end)
    stage.sweep()
    return Summary(len(STORIES), local(first).date(), end)


def _threads(stage: Stage) -> list[Thread]:
    threads = [Plot(stage, story, number).play() for number, story in enumerate(STORIES, start=1)]
    threads += [sessions.meet(stage, day, finish=True) for day in SESSIONS]
    threads.append(sessions.meet(stage, OPEN_SESSION, finish=False))
    return threads


def _play(stage: Stage, threads: list[Thread], end: datetime) -> datetime:
    """Interleave all threads in the order of time; returns when the first act was."""
    order = count()
    queue = [(next(thread), next(order), thread) for thread in threads]
    heapq.heapify(queue)
    first = queue[0][0]
    while queue and queue[0][0] < end:
        at, _, thread = heapq.heappop(queue)
        stage.clock.set(at)
        stage.sweep()
        following = next(thread, None)
        if following is not None:
            heapq.heappush(queue, (following, next(order), thread))
    return first
