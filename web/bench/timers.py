"""P5: due timers among very many, taken by two processes of which one is killed on the way."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from time import perf_counter, sleep

from sqlalchemy import func, insert, select, text

from engine.actors import OPERATOR
from engine.context import Context
from engine.deploying import deploy
from engine.errors import ModelError
from engine.tables import journal, process_instance, wait
from web.bench.measures import Measure
from web.bench.place import NOW, Place

DUE = 10_000
AMONG = 100_000
BATCH = 5_000
MOST_SECONDS = 3.0
KILLED_AFTER = DUE // 4
SWEEPERS = 2

WAITS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="b" id="d">
<process id="bench_timer" name="Chờ" isExecutable="true"><startEvent id="s" name="Bắt đầu"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
<intermediateCatchEvent id="t" name="Một ngày"><timerEventDefinition id="td">
<timeDuration xsi:type="tFormalExpression">P1D</timeDuration></timerEventDefinition>
</intermediateCatchEvent><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
<endEvent id="e" name="Xong"/></process></definitions>"""


class StartTimer:
    """Begin the one process that waits a day."""


def measure(place: Place, *, times: int = 1) -> Measure:
    """Seconds until the last is done, and that each was done once."""
    place.engine.registry.command(
        StartTimer, action="bench.timer", locate=lambda _context, command: command, handle=_start
    )
    place.engine.execute(deploy({"bench_timer.bpmn": WAITS.encode()}, reason="bench"), OPERATOR)
    _fill(place, str(place.engine.execute(StartTimer(), OPERATOR)), AMONG * times)
    if not place.engine.database.is_sqlite:
        _let_it_know(place)
    before = _woken(place)
    seconds = _swept(place, before)
    once = _woken(place) - before
    if once != DUE or _still_due(place):
        raise ModelError("%(done)s of %(due)s timers were done.", done=once, due=DUE)
    return Measure(
        round(seconds, 2),
        MOST_SECONDS,
        f"s for {DUE} timers, each once",
        {"among": AMONG * times, "processes": SWEEPERS, "killed": 1},
    )


def _start(context: Context, _command: StartTimer, _about: object) -> object:
    live = context.start_instance("bench_timer", office_id="bench", variables={})
    live.begin()
    return live.id


def _fill(place: Place, model: str, among: int) -> None:
    """Rows like those of the one that was started; its keys stand in its stored state as well."""
    with place.engine.database.read() as connection:
        instance = connection.execute(
            select(process_instance).where(process_instance.c.id == model)
        ).one()
        timer = connection.execute(select(wait).where(wait.c.instance_id == model)).one()
    for first in range(0, among, BATCH):
        numbers = range(first, min(first + BATCH, among))
        keys = [place.engine.ids.new(NOW) for _ in numbers]
        waits = [place.engine.ids.new(NOW) for _ in numbers]
        snapshots = [instance.snapshot.replace(timer.id.encode(), one.encode()) for one in waits]
        with place.engine.database.write() as connection:
            connection.execute(
                insert(process_instance),
                [
                    {
                        **instance._mapping,
                        "id": key,
                        "snapshot": snapshot,
                        "snapshot_copy": snapshot,
                        "snapshot_sha256": hashlib.sha256(snapshot).hexdigest(),
                    }
                    for key, snapshot in zip(keys, snapshots, strict=True)
                ],
            )
            connection.execute(
                insert(wait),
                [
                    {**timer._mapping, "id": one, "instance_id": key, "due_at": _due(number)}
                    for one, key, number in zip(waits, keys, numbers, strict=True)
                ],
            )


def _let_it_know(place: Place) -> None:
    """A server looks at its tables by itself, within a minute of so much having changed."""
    with place.engine.database.write() as connection:
        connection.execute(text("ANALYZE"))


def _due(number: int) -> object:
    return NOW - timedelta(minutes=1) if number < DUE else NOW + timedelta(days=1 + number % 400)


def _swept(place: Place, before: int) -> float:
    """Seconds from the word to begin until nothing is due."""
    with ExitStack() as stack:
        sweepers = [stack.enter_context(_sweeper(place)) for _ in range(SWEEPERS)]
        for one in sweepers:
            _line(one)  # It is ready: the database is open, everything is imported.
        begun = perf_counter()
        for one in sweepers:
            _say(one)
        while _woken(place) - before < KILLED_AFTER:
            sleep(0.02)
        sweepers[0].kill()
        sweepers[1].wait()
        return perf_counter() - begun


def _sweeper(place: Place) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "web.bench.sweeper"]
    url = place.engine.database.url.render_as_string(hide_password=False)
    return subprocess.Popen(  # noqa: S603  our own module
        [*command, url, place.clock.now().isoformat()],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _line(process: subprocess.Popen[str]) -> str:
    if process.stdout is None:
        raise ModelError("The sweeper says nothing.")
    return process.stdout.readline()


def _say(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        process.stdin.write("go\n")
        process.stdin.flush()


def _woken(place: Place) -> int:
    """How many wake-ups the journal tells of; none twice."""
    with place.engine.database.read() as connection:
        rows, waits = connection.execute(
            select(func.count(), func.count(journal.c.object_id.distinct())).where(
                journal.c.action == "wait.wake", journal.c.outcome == "done"
            )
        ).one()
    if rows != waits:
        raise ModelError("%(twice)s timers were done twice.", twice=rows - waits)
    return int(rows)


def _still_due(place: Place) -> bool:
    due = select(wait.c.id).where(wait.c.state == "open", wait.c.due_at <= NOW)
    with place.engine.database.read() as connection:
        return connection.execute(due.limit(1)).first() is not None
