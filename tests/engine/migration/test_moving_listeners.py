"""Event sub-processes of the new version listen in instances that move to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.actors import OPERATOR
from engine.messages import SendMessage
from engine.migration import VerdictKind
from tests.engine.core.plain_drawings import task
from tests.engine.migration.moving_office import MovingOffice
from tests.engine.spiff.drawing import chain, document, event, node, process, timer

DAY = timedelta(days=1)


def aside(id_: str, trigger: str, *, interrupting: bool = False) -> str:
    """An event sub-process with one step of its own."""
    start = f"{id_}_start"
    inside = f'isInterrupting="{str(interrupting).lower()}"'
    begin = {
        "timer": event("startEvent", start, "timer", inside, timer("P2D")),
        "message": node(
            "startEvent", start, inside, '<bpmn:messageEventDefinition messageRef="M"/>'
        ),
    }[trigger]
    body = begin + task(f"{id_}_step", "manager") + node("endEvent", f"{id_}_end")
    body += chain(start, f"{id_}_step", f"{id_}_end")
    return node("subProcess", id_, 'triggeredByEvent="true"', body)


def drawing(*parts: str, message: str = "hurry", step: str = "wait") -> bytes:
    globals_ = f'<bpmn:message id="M" name="{message}"/>'
    body = node("startEvent", "start") + task(step, "employee") + node("endEvent", "end")
    return document(globals_, process(body + chain("start", step, "end") + "".join(parts), "p"))


@pytest.mark.parametrize("interrupting", [False, True])
def test_one_that_is_new_listens_in_what_runs_already(
    office: MovingOffice, interrupting: bool
) -> None:
    old = office.draws(drawing())
    request = office.asks("p")
    new = office.draws(drawing(aside("late", "timer", interrupting=interrupting)))

    office.moves(old, new)
    office.sweeps(after=2 * DAY)

    assert office.open_steps(request) == (["late_step"] if interrupting else ["late_step", "wait"])


def test_one_that_is_gone_listens_no_more(office: MovingOffice) -> None:
    old = office.draws(drawing(aside("late", "timer")))
    request = office.asks("p")
    new = office.draws(drawing())

    office.moves(old, new)
    office.sweeps(after=2 * DAY)
    office.completes(request, "wait", by="an")

    assert office.version(request) == new
    assert office.instance(request).state == "completed"


def test_one_that_stays_hears_what_the_new_version_says(office_on_disk: MovingOffice) -> None:
    office = office_on_disk
    old = office.draws(drawing(aside("asked", "message")))
    request = office.asks("p")
    new = office.draws(drawing(aside("asked", "message"), message="be quick"))

    office.moves(old, new)
    office.engine.execute(SendMessage(name="be quick", key=""), OPERATOR)
    office.sweeps()

    # It goes on listening beside what it began.
    assert office.open_steps(request) == ["asked_start", "asked_step", "wait"]


def test_one_with_another_trigger_listens_for_that(office: MovingOffice) -> None:
    old = office.draws(drawing(aside("aside", "message")))
    request = office.asks("p")
    new = office.draws(drawing(aside("aside", "timer")))

    office.moves(old, new)
    office.sweeps(after=2 * DAY)

    assert office.open_steps(request) == ["aside_step", "wait"]


def test_one_that_has_begun_goes_on_and_does_not_begin_again(office: MovingOffice) -> None:
    old = office.draws(drawing(aside("late", "timer", interrupting=True)))
    request = office.asks("p")
    office.sweeps(after=2 * DAY)
    new = office.draws(drawing(aside("late", "timer", interrupting=True), step="other"))

    office.moves(old, new)
    office.sweeps(after=9 * DAY)

    assert office.version(request) == new
    assert office.open_steps(request) == ["late_step"]
    office.completes(request, "late_step", by="chi")
    assert office.instance(request).state == "completed"


def test_one_that_has_begun_and_is_gone_keeps_the_instance_back(office: MovingOffice) -> None:
    old = office.draws(drawing(aside("late", "timer")))
    office.asks("p")
    office.sweeps(after=2 * DAY)
    new = office.draws(drawing())

    verdict = office.judges_one(old, new)

    assert verdict.kind is VerdictKind.CANNOT
    assert verdict.obstacles


def test_a_new_one_inside_a_part_listens_while_the_part_is_at_work(office: MovingOffice) -> None:
    def with_part(inner: str = "") -> bytes:
        inside = node("startEvent", "s2") + task("inside", "employee") + node("endEvent", "e2")
        part = node("subProcess", "part", inside=inside + chain("s2", "inside", "e2") + inner)
        body = node("startEvent", "start") + part + node("endEvent", "end")
        return document(process(body + chain("start", "part", "end"), "p"))

    old = office.draws(with_part())
    request = office.asks("p")
    new = office.draws(with_part(aside("late", "timer")))

    office.moves(old, new)
    office.sweeps(after=2 * DAY)

    assert office.open_steps(request) == ["inside", "late_step"]
