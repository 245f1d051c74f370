"""Completing tasks: against the floor (P1), in statements (P3b), and over a long life (P2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import event, select

from engine.actors import OPERATOR
from engine.completing import CompleteTask
from engine.context import Context
from engine.database import Database
from engine.deploying import deploy
from engine.tables import user_task
from web.bench.floor import Floor
from web.bench.measures import Measure, durations, middle, ratio, side_by_side
from web.bench.place import Place

COMPLETIONS = 300
FLOOR_TIMES = 6.0
SERVER_FLOOR_TIMES = 5.0
MOST_STATEMENTS = 12
ROUNDS = 2_000
EARLY = 100
WINDOW = 100
WARM_UP = 20
FLAT = 1.2

LOOP = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="b" id="d">
<process id="bench_loop" name="Vòng lặp" isExecutable="true">
<startEvent id="s" name="Bắt đầu"/><sequenceFlow id="f1" sourceRef="s" targetRef="m"/>
<exclusiveGateway id="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="t"/>
<userTask id="t" name="Một việc" camunda:candidateGroups="award_officer"/>
<sequenceFlow id="f3" sourceRef="t" targetRef="g"/>
<exclusiveGateway id="g" name="Làm lại?" default="f5"/>
<sequenceFlow id="f4" name="Có" sourceRef="g" targetRef="m">
<conditionExpression xsi:type="tFormalExpression">again = true</conditionExpression></sequenceFlow>
<sequenceFlow id="f5" name="Không" sourceRef="g" targetRef="e"/><endEvent id="e" name="Xong"/>
</process></definitions>"""


@dataclass(frozen=True, slots=True)
class StartLoop:
    """Begin the one process that goes round and round."""

    office_id: str


def measure(place: Place, floor: Floor) -> Mapping[str, Measure]:
    """P1: a completion by the whole product, as so many times the floor; P3b: what it asks."""
    taken, lowest = against_floor(place, floor, COMPLETIONS)
    statements, commits = asked(place.engine.database, completions(place, 1)[0])
    detail: dict[str, float | str] = {
        "completion_ms": middle(taken),
        "floor_ms": middle(lowest),
        "completions": len(taken),
    }
    return {
        "P1": Measure(ratio(taken, lowest), FLOOR_TIMES, "times the floor", detail),
        "P3b": Measure(statements, MOST_STATEMENTS, "statements", {"commits": commits}),
    }


def measure_on_server(place: Place, floor: Floor) -> Measure:
    """P1 on PostgreSQL, in its own mode of being durable."""
    taken, lowest = against_floor(place, floor, COMPLETIONS)
    detail: dict[str, float | str] = {
        "completion_ms": middle(taken),
        "floor_ms": middle(lowest),
        "completions": len(taken),
    }
    return Measure(ratio(taken, lowest), SERVER_FLOOR_TIMES, "times the floor", detail)


def against_floor(place: Place, floor: Floor, count: int) -> tuple[list[float], list[float]]:
    """Milliseconds of completions and of floor changes, taken in turns."""
    acts = completions(place, count + WARM_UP)
    durations(acts[:WARM_UP])
    return side_by_side(acts[WARM_UP:], [floor.change] * count)


def completions(place: Place, count: int) -> list[Callable[[], object]]:
    officer = place.actor("officer")
    return [
        partial(place.engine.execute, appraisal.completing, officer)
        for appraisal in place.appraisals(count)
    ]


def asked(database: Database, act: Callable[[], object]) -> tuple[int, int]:
    """(statements between BEGIN and COMMIT, commits) of an act."""
    seen: list[str] = []
    commits = 0

    def note(_c: object, _cursor: object, text: str, *_rest: object) -> None:
        if not text.startswith("BEGIN"):
            seen.append(text)

    def committed(_connection: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "commit", committed)
    try:
        act()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
        event.remove(database.engine, "commit", committed)
    return len(seen), commits


def measure_long_life(place: Place) -> Measure:
    """P2: a step after 2 000 completions of one case, as so many times a step after 100."""
    engine = place.engine
    engine.registry.command(
        StartLoop, action="bench.start", locate=lambda _context, command: command, handle=_start
    )
    engine.execute(deploy({"bench_loop.bpmn": LOOP.encode()}, reason="bench"), OPERATOR)
    old, young = (str(engine.execute(StartLoop(place.town.office_id), OPERATOR)) for _ in range(2))
    for instance_id, rounds in ((old, ROUNDS), (young, EARLY)):
        for _ in range(rounds):
            _go_round(place, instance_id)
    late, early = side_by_side(
        [partial(_go_round, place, old)] * WINDOW, [partial(_go_round, place, young)] * WINDOW
    )
    detail: dict[str, float | str] = {"at_100_ms": middle(early), "at_2000_ms": middle(late)}
    return Measure(ratio(late, early), FLAT, "times the step at 100", detail)


def _start(context: Context, command: StartLoop, _about: object) -> object:
    live = context.start_instance(
        "bench_loop", office_id=command.office_id, variables={"again": True}
    )
    live.begin()
    return live.id


def _go_round(place: Place, instance_id: str) -> None:
    with place.engine.database.read() as connection:
        task = connection.execute(
            select(user_task.c.id, user_task.c.revision).where(
                user_task.c.instance_id == instance_id, user_task.c.state == "open"
            )
        ).one()
    place.engine.execute(
        CompleteTask(task_id=task.id, revision=task.revision), place.actor("officer")
    )
