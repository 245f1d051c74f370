"""How leave is asked for, as drawn; and drawings that misbehave."""

from __future__ import annotations

import json

from tests.engine.spiff.drawing import chain, document, event, flow, node, process

ASK_FORM = {"days": "int", "cover": "text", "why": "text"}
DECIDE_FORM = {"decision": ["yes", "no", "later"]}


def form(fields: object) -> bytes:
    return json.dumps(fields).encode()


def task(id_: str, group: str, attributes: str = "", form_key: str = "") -> str:
    form_attribute = f'camunda:formKey="{form_key}"' if form_key else ""
    return node(
        "userTask",
        id_,
        f'name="{id_}" camunda:candidateGroups="{group}" {form_attribute} {attributes}',
    )


def service(id_: str, topic: str, *, job: bool = False) -> str:
    later = 'camunda:asyncBefore="true"' if job else ""
    return node("serviceTask", id_, f'name="{id_}" camunda:topic="{topic}" {later}')


def timer(id_: str, text: str, attributes: str = "", kind: str = "timeDuration") -> str:
    """An intermediate timer, or with `attachedToRef` a boundary event."""
    element = "boundaryEvent" if "attachedToRef" in attributes else "intermediateCatchEvent"
    return event(element, id_, "timer", attributes, f"<bpmn:{kind}>{text}</bpmn:{kind}>")


LEAVE = document(
    process(
        node("startEvent", "start")
        + task("ask", "employee", "vd:stage='Ask'", form_key="ask")
        + task(
            "decide",
            "manager",
            'vd:gate="cover_named days_left" vd:returnTo="ask" vd:deadline="leave.reply" '
            'vd:fourEyes="ask" vd:stage="Decide" vd:stageEn="Decision" '
            'vd:taskTitle="Leave of {days} days" vd:taskTitleEn="{days|day|days} of leave"',
            form_key="decide",
        )
        + timer(
            "late", 'deadline("leave.reply")', 'attachedToRef="decide" cancelActivity="false"',
            kind="timeDate",
        )
        + service("remind", "remind")
        + node("endEvent", "reminded")
        + node("exclusiveGateway", "granted", 'name="Granted?" default="granted_refused"')
        + event("intermediateCatchEvent", "bookable", "conditional", 'vd:gate="may_book"')
        + service("book", "book", job=True)
        + node("endEvent", "booked")
        + node("endEvent", "refused")
        + chain("start", "ask", "decide", "granted")
        + chain("late", "remind", "reminded")
        + flow("granted", "bookable", 'decision = "yes"')
        + flow("granted", "refused")
        + chain("bookable", "book", "booked"),
        "leave",
    )
)  # fmt: skip

FILES = {"leave.bpmn": LEAVE, "ask.form": form(ASK_FORM), "decide.form": form(DECIDE_FORM)}


def one_step(*middle: str, ids: tuple[str, ...], id_: str) -> bytes:
    """start → the given elements in a row → end."""
    body = node("startEvent", "start") + "".join(middle) + node("endEvent", "end")
    return document(process(body + chain("start", *ids, "end"), id_))


WAITS_A_DAY = one_step(timer("day", "P1D"), ids=("day",), id_="waits_a_day")
"""Nothing but a timer."""

DOES_A_JOB = one_step(service("work", "book", job=True), ids=("work",), id_="does_a_job")
"""Nothing but a job."""

TWO_AT_ONCE = document(
    process(
        node("startEvent", "start")
        + node("parallelGateway", "split")
        + task("left", "employee")
        + task("right", "employee")
        + node("parallelGateway", "join")
        + node("endEvent", "end")
        + chain("start", "split", "left", "join", "end")
        + chain("split", "right", "join"),
        "two_at_once",
    )
)

MANY_STEPS = node(
    "subProcess",
    "many",
    'name="many"',
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>500</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>"
    + node("startEvent", "in")
    + node("task", "one", 'name="one"')
    + node("task", "two", 'name="two"')
    + node("task", "three", 'name="three"')
    + node("endEvent", "out")
    + chain("in", "one", "two", "three", "out"),
)

RUNS_AWAY = one_step(
    task("before", "employee"), MANY_STEPS, ids=("before", "many"), id_="runs_away"
)
"""More steps than one command may take, and none of them waits."""

OPENS_IN_CIRCLES = document(
    process(
        node("startEvent", "start")
        + task("before", "employee")
        + node("exclusiveGateway", "again")
        + event("intermediateCatchEvent", "gate", "conditional", 'vd:gate="may_book"')
        + node("exclusiveGateway", "enough", 'name="Enough?" default="enough_again"')
        + node("endEvent", "end")
        + chain("start", "before", "again", "gate", "enough", "again")
        + flow("enough", "end", "days = 99"),
        "opens_in_circles",
    )
)
"""An event whose gate is open each time the token comes round."""
