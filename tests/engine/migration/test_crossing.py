"""What lies behind a place and what lies ahead of it, by whichever way one came."""

from __future__ import annotations

import pytest

from engine.migration.crossing import Mark, MarkKind, Ways
from tests.engine.core.plain_drawings import task, timer
from tests.engine.migration.moving_office import MovingOffice
from tests.engine.spiff.drawing import chain, document, event, flow, node, process

GATE = Mark(MarkKind.GATE, "may_book")
ONCE = "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality>"
ONCE += "</bpmn:multiInstanceLoopCharacteristics>"


def gate(id_: str = "gate") -> str:
    return event("intermediateCatchEvent", id_, "conditional", 'vd:gate="may_book"')


def two_ways(kind: str) -> str:
    """A gate on one of two ways that come together again."""
    split = 'name="Which?" default="split_beside"' if kind == "exclusiveGateway" else ""
    body = node("startEvent", "start") + node(kind, "split", split) + node(kind, "join")
    body += gate() + task("beside", "employee") + task("after", "employee")
    body += (
        node("endEvent", "end") + chain("start", "split") + chain("gate", "join", "after", "end")
    )
    way = flow("split", "gate", "days = 1" if kind == "exclusiveGateway" else "")
    return body + way + chain("split", "beside", "join")


def part(loop: str = "") -> str:
    inside = (
        node("startEvent", "in") + gate() + task("within", "employee") + node("endEvent", "out")
    )
    body = node("startEvent", "start") + task("before", "employee")
    body += node(
        "subProcess", "part", 'name="part"', loop + inside + chain("in", "gate", "within", "out")
    )
    body += task("after", "employee") + node("endEvent", "end")
    return body + chain("start", "before", "part", "after", "end")


RETURNED = (
    node("startEvent", "start")
    + node("exclusiveGateway", "split", 'name="Which?" default="split_other"')
    + gate()
    + task("after", "employee")
    + task("other", "employee", 'vd:returnTo="after"')
    + node("endEvent", "end")
    + chain("start", "split")
    + flow("split", "gate", "days = 1")
    + chain("gate", "after", "end")
    + chain("split", "other", "end")
)
"""One comes to `after` through the gate, or by a return from beside it."""

INTERRUPTED = (
    node("startEvent", "start")
    + task("book", "employee", 'vd:gate="may_book"')
    + timer("late", "P1D", 'attachedToRef="book"')
    + task("hurry", "employee")
    + task("after", "employee")
    + node("endEvent", "end")
    + chain("start", "book", "after", "end")
    + chain("late", "hurry", "end")
)

AGAIN = (
    node("startEvent", "start")
    + task("first", "employee")
    + gate()
    + task("second", "employee")
    + node("exclusiveGateway", "enough", 'name="Enough?" default="enough_end"')
    + node("endEvent", "end")
    + chain("start", "first", "gate", "second", "enough", "end")
    + flow("enough", "first", "days = 1")
)
"""Sent back by a flow: the gate is passed again."""


@pytest.mark.parametrize(
    ("body", "element", "is_behind", "is_ahead"),
    [
        (two_ways("parallelGateway"), "beside", False, False),
        # A join waits for the branch with the gate too.
        (two_ways("parallelGateway"), "after", True, False),
        (two_ways("exclusiveGateway"), "after", False, False),
        (part(), "before", False, True),
        (part(), "after", True, False),
        # It may have been done no times at all.
        (part(ONCE), "after", False, False),
        (RETURNED, "after", False, False),
        (INTERRUPTED, "book", False, True),
        (INTERRUPTED, "after", True, False),
        # Who is interrupted was not asked.
        (INTERRUPTED, "hurry", False, False),
        (AGAIN, "first", False, True),
        (AGAIN, "second", True, True),
    ],
)
def test_a_gate_lies_behind_or_ahead(
    office: MovingOffice, body: str, element: str, is_behind: bool, is_ahead: bool
) -> None:
    version = office.draws(document(process(body, "ways")))
    with office.engine.view() as view:
        ways = Ways(office.engine.definitions.get(view, version))

    path = (("ways", element),)
    assert (GATE in ways.behind(path), GATE in ways.ahead(path)) == (is_behind, is_ahead)


def test_inside_a_part_the_ways_around_it_count(office: MovingOffice) -> None:
    body = (
        node("startEvent", "start")
        + gate()
        + node("callActivity", "call", 'name="call" calledElement="helper"')
    )
    body += task("after", "employee", 'vd:gate="days_left"') + node("endEvent", "end")
    helper = node("startEvent", "start") + task("inside", "employee", 'vd:gate="cover_named"')
    helper += task("last", "employee") + node("endEvent", "end")
    helper += chain("start", "inside", "last", "end")
    body += chain("start", "gate", "call", "after", "end")
    office.deploys({"helper.bpmn": document(process(helper, "helper"))})
    version = office.draws(document(process(body, "ways")))
    with office.engine.view() as view:
        ways = Ways(office.engine.definitions.get(view, version))

    inside = (("ways", "call"), ("helper", "last"))
    assert {mark.name for mark in ways.behind(inside)} == {"may_book", "cover_named"}
    assert {mark.name for mark in ways.ahead(inside)} == {"days_left"}
    assert {mark.name for mark in ways.behind((("ways", "after"),))} == {"may_book", "cover_named"}
    assert {mark.name for mark in ways.ahead((("ways", "call"),))} == {"cover_named", "days_left"}
