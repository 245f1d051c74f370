"""Activities done more than once: counters, order, early ends, and nothing left behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from engine.errors import LimitExceeded, ModelError
from engine.execution import Scalar
from tests.engine.spiff.drawing import chain, compiled, document, event, node, process, timer
from tests.engine.spiff.playing import FakeHost, Player
from tests.engine.spiff.test_token_game import START_END, drawn

MANY = "multiInstanceLoopCharacteristics"
COUNTERS = ("numberOfInstances", "numberOfCompletedInstances", "numberOfActiveInstances")


def several(*, attributes: str = "", cardinality: str = "", until: str = "") -> str:
    inside = f"<bpmn:loopCardinality>{cardinality}</bpmn:loopCardinality>" if cardinality else ""
    inside += f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    return f"<bpmn:{MANY} {attributes}>{inside}</bpmn:{MANY}>"


def repeated(loop: str, kind: str = "userTask", attributes: str = "", extra: str = "") -> bytes:
    return drawn(
        START_END,
        node("userTask", "before"),
        node(kind, "a", attributes, loop),
        node("userTask", "after"),
        chain("s", "before", "a", "after", "e"),
        extra,
    )


@dataclass
class Counting(FakeHost):
    """Notes the locals with which conditions are asked."""

    asked: list[dict[str, Scalar]] = field(default_factory=list)

    def evaluate(self, text, element, locals):
        self.asked.append(dict(locals))
        answer = self.facts.get(text)
        return answer(locals) if callable(answer) else answer


def player(content: bytes, **facts: object) -> Player:
    return Player(compiled(content), Counting(facts=facts)).completes("before")


def test_parallel_rounds_are_open_together_and_each_knows_its_number():
    game = player(repeated(several(cardinality="n")), n=Decimal(3))

    waits = game.execution.waits()
    assert [dict(wait.locals) for wait in waits] == [{"loopCounter": n} for n in (1, 2, 3)]
    assert {wait.element_id for wait in waits} == {"a"}
    assert len({wait.id for wait in waits}) == 3
    game.completes("a", "a")
    assert game.waiting() == ["a"]
    game.completes("a")
    assert game.waiting() == ["after"]


def test_sequential_rounds_come_one_after_the_other_with_their_items():
    loop = several(
        attributes='isSequential="true" camunda:collection="list" camunda:elementVariable="x"'
    )
    game = player(repeated(loop), list=["p", "q"])

    assert dict(game.wait("a").locals) == {"loopCounter": 1, "x": "p"}
    game.completes("a")
    assert dict(game.wait("a").locals) == {"loopCounter": 2, "x": "q"}
    assert game.completes("a").waiting() == ["after"]


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_rounds_end_early_once_the_condition_holds(sequential):
    loop = several(attributes=f'isSequential="{sequential}"', cardinality="n", until="enough")
    game = player(
        repeated(loop), n=5, enough=lambda locals: locals["numberOfCompletedInstances"] == 2
    )

    game.completes("a", "a")

    assert game.waiting() == ["after"]
    active = [1, 1] if sequential == "true" else [4, 3]
    assert isinstance(game.host, Counting)
    assert [tuple(asked[name] for name in COUNTERS) for asked in game.host.asked[1:]] == [
        (5, 1, active[0]),
        (5, 2, active[1]),
    ]


def test_no_rounds_at_all_pass_the_activity():
    assert player(repeated(several(cardinality="n")), n=0).waiting() == ["after"]


@pytest.mark.parametrize("count", ["many", None, True, 1.5, Decimal("1.5")])
def test_a_count_that_is_no_whole_number_is_an_error_of_the_drawing(count):
    with pytest.raises(ModelError):
        player(repeated(several(cardinality="n")), n=count)


def test_f13_ten_to_the_eighth_rounds_are_refused():
    with pytest.raises(LimitExceeded):
        player(repeated(several(cardinality="n")), n=10**8)


def test_system_steps_are_done_once_for_each_item():
    loop = several(attributes='camunda:collection="list" camunda:elementVariable="x"')

    game = player(repeated(loop, "serviceTask", 'camunda:topic="t"'), list=["p", "q"])

    assert [dict(locals) for _, locals in game.host.performed] == [
        {"loopCounter": 1, "x": "p"},
        {"loopCounter": 2, "x": "q"},
    ]
    assert game.waiting() == ["after"]


def test_a_sub_process_is_run_once_for_each_round_with_its_own_locals():
    loop = several(cardinality="n")
    inner = node("startEvent", "is") + node("userTask", "x") + node("endEvent", "ie")
    game = player(repeated(loop + inner + chain("is", "x", "ie"), "subProcess"), n=2)

    assert [dict(wait.locals) for wait in game.execution.waits()] == [
        {"loopCounter": 1},
        {"loopCounter": 2},
    ]
    assert game.completes("x", "x").waiting() == ["after"]


def test_a_boundary_event_closes_all_rounds_and_its_way_is_taken_once():
    extra = (
        event("boundaryEvent", "late", "timer", 'attachedToRef="a"', timer())
        + node("userTask", "other")
        + chain("late", "other", "e")
    )
    game = player(repeated(several(cardinality="n"), extra=extra), n=3).completes("a")
    assert game.waiting() == ["late", "a", "a"]

    game.completes("late")

    assert game.waiting() == ["other"]


def test_a_return_closes_all_rounds():
    game = player(repeated(several(cardinality="n")), n=3).completes("a")

    assert game.returns("a", to="before").waiting() == ["before"]


def standard(inside: str = "", attributes: str = "") -> str:
    name = "bpmn:standardLoopCharacteristics"
    return f"<{name} {attributes}>{inside}</{name}>"


AGAIN = "<bpmn:loopCondition>again</bpmn:loopCondition>"


def test_standard_loop_goes_on_while_its_condition_holds():
    game = player(repeated(standard(AGAIN)), again=lambda locals: locals["loopCounter"] < 3)

    for number in (1, 2, 3):
        assert game.wait("a").locals["loopCounter"] == number
        game.completes("a")
    assert game.waiting() == ["after"]


def test_standard_loop_stops_at_its_maximum():
    game = player(repeated(standard(AGAIN, 'loopMaximum="2"')), again=True)

    assert game.completes("a").waiting() == ["a"]
    assert game.completes("a").waiting() == ["after"]


def test_standard_loop_may_ask_before_the_first_round():
    assert player(repeated(standard(AGAIN, 'testBefore="true"')), again=False).waiting() == [
        "after"
    ]
    assert player(repeated(standard(AGAIN)), again=False).waiting() == ["a"]


def test_two_thousand_rounds_stay_flat():
    game = player(repeated(standard(AGAIN)), again=True)
    before = len(game.execution.snapshot())

    for _ in range(2_000):
        game.completes("a")

    assert len(game.execution.snapshot()) <= before + 20


def test_rounds_of_a_called_process_see_their_item_through_camunda_in():
    extensions = (
        '<bpmn:extensionElements><camunda:in source="x" target="who"/></bpmn:extensionElements>'
    )
    loop = several(attributes='camunda:collection="list" camunda:elementVariable="x"')
    files = {
        "p.bpmn": repeated(extensions + loop, "callActivity", 'calledElement="part"'),
        "part.bpmn": document(
            process(START_END + node("userTask", "inner") + chain("s", "inner", "e"), "part")
        ),
    }

    class Naming(Counting):
        def evaluate(self, text, element, locals):
            return locals["x"] if text == "x" else super().evaluate(text, element, locals)

    game = Player(compiled(files), Naming(facts={"list": ["p", "q"]})).completes("before")

    assert [dict(wait.locals) for wait in game.execution.waits()] == [{"who": "p"}, {"who": "q"}]
