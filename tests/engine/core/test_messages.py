"""Messages and signals between instances, and processes that begin by an event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine.actors import OPERATOR, Actor
from engine.errors import InvalidData
from engine.execution import Scalar
from engine.ids import Ids
from engine.messages import SendMessage
from engine.process_engine import ProcessEngine
from engine.sweeping import run_due
from engine.tables import incident, outbox, process_definition, process_instance, start_event
from tests.engine.core.plain_business import registry
from tests.engine.core.plain_drawings import task
from tests.engine.core.plain_office import LeaveOffice
from tests.engine.spiff.drawing import chain, document, node, process

GLOBALS = (
    '<bpmn:message id="M1" name="asked"/><bpmn:message id="M2" name="answered"/>'
    '<bpmn:signal id="S1" name="flood"/>'
)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def event(kind: str, id_: str, definition: str, attributes: str = "", given: str = "") -> str:
    """An event with a message or signal; `given` are the variables that it sends."""
    tell = f"<bpmn:extensionElements>{given}</bpmn:extensionElements>" if given else ""
    return node(kind, id_, attributes, tell + definition)


def message(reference: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="{reference}"/>'


SIGNAL = '<bpmn:signalEventDefinition signalRef="S1"/>'
KEY = 'vd:correlationKey="case_key"'


def given(target: str, source: str) -> str:
    return f'<camunda:in source="{source}" target="{target}"/>'


def drawn(id_: str, *parts: str) -> bytes:
    return document(GLOBALS, process("".join(parts), id_))


ASKING = drawn(
    "asking",
    node("startEvent", "start"),
    event("intermediateThrowEvent", "ask", message("M1"), KEY, given("days", "3")),
    event("intermediateCatchEvent", "hear", message("M2"), KEY),
    node("exclusiveGateway", "granted", 'name="Granted?" default="granted_no"'),
    task("yes", "employee"),
    task("no", "employee"),
    node("endEvent", "end"),
    chain("start", "ask", "hear", "granted", "no", "end"),
    '<bpmn:sequenceFlow id="to_yes" sourceRef="granted" targetRef="yes">'
    "<bpmn:conditionExpression>verdict</bpmn:conditionExpression></bpmn:sequenceFlow>",
    chain("yes", "end"),
)
"""Tells another process, waits for its answer by the key, and goes on as that says."""

ANSWERING = drawn(
    "answering",
    event("startEvent", "asked", message("M1")),
    task("judge", "manager"),
    event("endEvent", "answer", message("M2"), 'vd:correlationKey="sender_key"',
          given("verdict", "days = 3") + given("secret", "1")),
    chain("asked", "judge", "answer"),
)  # fmt: skip
"""Begins with the message, and answers."""


def waiting_for(id_: str, definition: str, attributes: str = "") -> bytes:
    """start → catch → end."""
    return drawn(
        id_,
        node("startEvent", "start"),
        event("intermediateCatchEvent", "hear", definition, attributes),
        task("after", "employee"),
        node("endEvent", "end"),
        chain("start", "hear", "after", "end"),
    )


def sends(office: LeaveOffice, name: str, key: str = "", **variables: Scalar) -> None:
    command = SendMessage(name=name, key=key, variables=variables)
    office.engine.execute(command, OPERATOR)


def instances(office: LeaveOffice, process_key: str) -> list[str]:
    """Ids of all instances of a process, oldest first."""
    with office.engine.view() as view:
        rows = view.connection.execute(
            select(process_instance.c.id)
            .join(process_definition, process_definition.c.id == process_instance.c.definition_id)
            .where(process_definition.c.key == process_key)
            .order_by(process_instance.c.id)
        )
        return list(rows.scalars())


def errors(office: LeaveOffice) -> list[str]:
    """What is said of messages that have not arrived."""
    with office.engine.view() as view:
        unsent = select(outbox.c.error).where(outbox.c.sent_at.is_(None))
        return [text for text in view.connection.execute(unsent).scalars() if text]


def test_a_message_begins_a_process_and_its_answer_finds_the_one_that_asked(
    office_on_disk: LeaveOffice,
) -> None:
    office = office_on_disk
    office.deploys({"asking.bpmn": ASKING, "answering.bpmn": ANSWERING})
    other = office.asks("asking", case_key="B", days=None, verdict=None)
    asking = office.asks("asking", case_key="A", days=None, verdict=None)
    assert office.open_steps(asking) == ["hear"]

    office.sweeps()
    _, second = instances(office, "answering")
    assert office.instance(second).variables["days"] == 3
    assert office.instance(second).variables["sender"] == asking
    with office.engine.database.write() as connection:
        known = {**office.instance(second).variables, "sender_key": "A"}
        connection.execute(
            update(process_instance).where(process_instance.c.id == second).values(variables=known)
        )
    office.completes(second, "judge", by="chi")
    office.sweeps()

    assert office.open_steps(asking) == ["yes"]
    assert office.open_steps(other) == ["hear"]
    # Only what the drawing asks for is taken over.
    assert office.instance(asking).variables["verdict"] is True
    assert "secret" not in office.instance(asking).variables


def test_a_message_is_kept_until_somebody_waits_for_it(office: LeaveOffice) -> None:
    office.deploys({"wait.bpmn": waiting_for("wait", message("M1"))})
    sends(office, "asked")
    office.sweeps()
    assert errors(office) == ["Nobody waits for the message asked yet."]

    late = office.asks("wait")
    office.sweeps()

    assert office.open_steps(late) == ["after"]
    assert errors(office) == []


def test_a_message_is_delivered_once(office: LeaveOffice) -> None:
    office.deploys({"wait.bpmn": waiting_for("wait", message("M1"))})
    first = office.asks("wait")
    sends(office, "asked")
    office.sweeps()
    second = office.asks("wait")

    for _ in range(3):
        office.sweeps(after=DAY)

    assert office.open_steps(first) == ["after"]
    assert office.open_steps(second) == ["hear"]


def test_a_message_for_one_does_not_go_to_one_of_several(office: LeaveOffice) -> None:
    office.deploys({"wait.bpmn": waiting_for("wait", message("M1"))})
    both = [office.asks("wait") for _ in range(2)]
    sends(office, "asked")

    office.sweeps()

    assert [office.open_steps(one) for one in both] == [["hear"], ["hear"]]
    assert errors(office) == [
        "Several cases wait for the message asked with the same key; it is for one of them."
    ]


@pytest.mark.parametrize(("key", "step"), [("7", "after"), ("8", "hear"), ("", "hear")])
def test_the_key_decides_whom_a_message_is_for(office: LeaveOffice, key: str, step: str) -> None:
    office.deploys({"wait.bpmn": waiting_for("wait", message("M1"), 'vd:correlationKey="number"')})
    case = office.asks("wait", number=7)

    sends(office, "asked", key)
    office.sweeps()

    assert office.open_steps(case) == [step]


def test_a_message_that_nobody_takes_becomes_an_incident_of_its_sender(
    office: LeaveOffice,
) -> None:
    office.deploys({"asking.bpmn": ASKING})
    asking = office.asks("asking", case_key="A", days=None, verdict=None)

    for pause in (timedelta(), MINUTE, 10 * MINUTE, 60 * MINUTE, DAY):
        office.sweeps(after=pause)

    assert office.incidents() == [(asking, "message_undelivered")]
    with office.engine.view() as view:
        told = view.connection.execute(select(incident.c.message)).scalar_one()
    assert told == "Nobody waits for the message asked yet."


def test_a_boundary_event_and_a_receive_task_hear_messages(office: LeaveOffice) -> None:
    both = drawn(
        "both",
        node("startEvent", "start"),
        node("receiveTask", "receive", 'name="receive" messageRef="M1"'),
        task("work", "employee"),
        event("boundaryEvent", "stop", message("M2"), 'attachedToRef="work"'),
        node("endEvent", "end"),
        node("endEvent", "stopped"),
        chain("start", "receive", "work", "end"),
        chain("stop", "stopped"),
    )
    office.deploys({"both.bpmn": both})
    case = office.asks("both")
    sends(office, "asked")
    office.sweeps()
    assert office.open_steps(case) == ["stop", "work"]

    sends(office, "answered")
    office.sweeps()

    assert office.instance(case).state == "completed"


def test_a_signal_reaches_all_who_wait_when_it_is_thrown(office_on_disk: LeaveOffice) -> None:
    office = office_on_disk
    throwing = drawn(
        "throwing",
        node("startEvent", "start"),
        event("endEvent", "throw", SIGNAL),
        chain("start", "throw"),
    )
    beginning = drawn(
        "beginning",
        event("startEvent", "on_flood", SIGNAL),
        task("react", "manager"),
        node("endEvent", "end"),
        chain("on_flood", "react", "end"),
    )
    office.deploys({"t.bpmn": throwing, "w.bpmn": waiting_for("wait", SIGNAL), "b.bpmn": beginning})
    waiting = [office.asks("wait") for _ in range(3)]

    office.asks("throwing")
    office.clock.pass_by(MINUTE)
    late = office.asks("wait")
    for _ in range(3):
        office.sweeps()

    assert [office.open_steps(one) for one in waiting] == [["after"]] * 3
    assert office.open_steps(late) == ["hear"]
    assert [office.open_steps(one) for one in instances(office, "beginning")] == [["react"]]


def by_timer(text: str, kind: str = "timeCycle") -> bytes:
    timer = (
        f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
    )
    return drawn(
        "daily",
        node("startEvent", "plain"),
        event("startEvent", "each", timer),
        task("look", "manager"),
        node("endEvent", "end"),
        chain("plain", "look", "end"),
        chain("each", "look"),
    )


def test_a_process_begins_by_its_timer_as_often_as_it_says(office: LeaveOffice) -> None:
    office.deploys({"daily.bpmn": by_timer("R2/P1D")})
    office.sweeps()
    assert instances(office, "daily") == []

    for expected in (1, 2, 2):
        office.sweeps(after=DAY)
        assert len(instances(office, "daily")) == expected


def test_what_was_missed_comes_once(office: LeaveOffice) -> None:
    office.deploys({"daily.bpmn": by_timer("R/P1D")})

    office.sweeps(after=30 * DAY)
    office.sweeps()
    assert len(instances(office, "daily")) == 1

    office.sweeps(after=DAY)
    assert len(instances(office, "daily")) == 2


def test_a_newer_version_alone_begins_by_itself(office: LeaveOffice) -> None:
    office.deploys({"daily.bpmn": by_timer("R/P1D")})
    office.deploys({"daily.bpmn": by_timer("P2D", "timeDuration")})

    office.sweeps(after=DAY)
    assert instances(office, "daily") == []
    office.sweeps(after=DAY)

    assert len(instances(office, "daily")) == 1
    office.sweeps(after=10 * DAY)
    assert len(instances(office, "daily")) == 1


def test_a_beginning_that_fails_is_tried_again_and_leaves_nothing(office: LeaveOffice) -> None:
    office.deploys({"daily.bpmn": by_timer("P1D", "timeDuration")})
    office.business.broken = {"each"}
    office.sweeps(after=DAY)
    assert instances(office, "daily") == []
    with office.engine.view() as view:
        assert view.connection.execute(select(start_event.c.error)).scalars().all() == [
            "Nobody works today."
        ]

    office.business.broken = set()
    office.sweeps(after=MINUTE)

    assert len(instances(office, "daily")) == 1


@pytest.mark.parametrize(
    ("name", "key", "variables"),
    [
        ("", "", {}),
        ("n" * 201, "", {}),
        ("n", "k" * 201, {}),
        ("n", "", {"x": "y" * 2_001}),
        ("n", "", {"x": 10**30}),
        ("n", "", {"x": [1]}),
        ("n", "", {f"x{number}": 1 for number in range(51)}),
    ],
)
def test_what_a_message_says_is_bounded(
    office: LeaveOffice, name: str, key: str, variables: dict[str, Scalar]
) -> None:
    with pytest.raises(InvalidData):
        sends(office, name, key, **variables)


def test_a_sweeper_that_meets_another_delivers_what_the_other_does_not(office: LeaveOffice) -> None:
    office.deploys({"waits.bpmn": waiting_for("waits", message("M1"), KEY)})
    waiting = [office.asks("waits", case_key=f"{number:02}") for number in range(20)]
    for number in range(20):
        sends(office, "asked", key=f"{number:02}")
    engine, tried = office.engine, []
    another = ProcessEngine(engine.database, office.clock, Ids(seed=9), registry(office.business))
    execute = engine.execute

    def overtaken(command: object, actor: Actor, key: str | None = None) -> object:
        tried.append(command)
        if len(tried) == 2:
            run_due(another, limit=12)
        return execute(command, actor, key)

    engine.execute = overtaken  # type: ignore[method-assign]  # a watched door is still the door
    office.sweeps()

    assert {one for case in waiting for one in office.open_steps(case)} == {"after"}
    assert office.outcomes("message.deliver") == ["done"] * 20
    assert len(tried) == 1 + 1 + (20 - 1 - 12)
