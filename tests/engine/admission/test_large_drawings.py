"""Large drawings are judged in a time that grows as they do, or refused as not to be overseen."""

from __future__ import annotations

from collections.abc import Sequence

from engine.admission import check, read
from engine.admission.document import LONGEST_ID
from tests.engine.admission.test_rules import CATALOGUE, ENDS, step
from tests.engine.spiff.drawing import chain, document, flow, node, process

PAPER = 'vd:document="decision"'


def calling(id_: str, calls: Sequence[str], *steps: str) -> str:
    """A process that calls others, one after the other, and then has steps of its own."""
    parts = [
        node("callActivity", f"{id_}_{n}", f'calledElement="{c}"') for n, c in enumerate(calls)
    ]
    ways = ["s", *(f"{id_}_{n}" for n in range(len(calls))), *(f"{id_}_own" for _ in steps), "e"]
    body = "".join([ENDS, *parts, *steps, chain(*ways)])
    return process(body).replace('id="p"', f'id="{id_}"')


def test_parts_that_call_one_another_are_each_looked_into_once() -> None:
    names = [f"part{number}" for number in range(60)]
    steps = [step(f"{name}_own", PAPER) for name in names]
    drawn = [calling(name, names[number + 1 :], steps[number]) for number, name in enumerate(names)]
    drawn[0] = drawn[0].replace('id="part0"', 'id="part0" vd:procedure="proc" vd:deadline="limit"')

    found = check({f"{number}.bpmn": document(one) for number, one in enumerate(drawn)}, CATALOGUE)

    told = {(problem.rule, problem.element) for problem in found}
    assert ("gates-on-every-way", "part0_own") in told
    assert ("step-budgets", "part0") in told


def test_parts_may_lie_as_deep_as_there_are_parts() -> None:
    names = [f"part{number}" for number in range(290)]
    drawn = [
        calling(name, names[number + 1 : number + 2], step(f"{name}_own", PAPER))
        for number, name in enumerate(names)
    ]
    drawn[0] = drawn[0].replace('id="part0"', 'id="part0" vd:procedure="proc" vd:deadline="limit"')

    found = check({f"{number}.bpmn": document(one) for number, one in enumerate(drawn)}, CATALOGUE)

    assert ("step-budgets", "part0") in {(problem.rule, problem.element) for problem in found}


def test_parts_that_lead_back_to_themselves_are_refused() -> None:
    names = [f"part{number}" for number in range(40)]
    drawn = [calling(name, names) for name in names]

    found = check({f"{number}.bpmn": document(one) for number, one in enumerate(drawn)}, CATALOGUE)

    assert {problem.rule for problem in found} >= {"calls-known"}


def test_of_a_process_with_more_flows_than_anybody_follows_nothing_else_is_said() -> None:
    flows = [flow("s", "g", id_="first"), flow("g", "e", id_="last")]
    many = [flow("g", "work", id_=f"way{number}") for number in range(900)]
    body = "".join([ENDS, node("exclusiveGateway", "g"), node("userTask", "work"), *flows, *many])

    (found,) = check({"p.bpmn": document(process(body))}, CATALOGUE)

    assert (found.rule, found.params["count"]) == ("process-size", 902)


def test_flows_between_the_same_places_get_ids_that_rows_have_room_for() -> None:
    nameless = '<bpmn:sequenceFlow sourceRef="s" targetRef="e"/>' * 3_000

    reading = read({"p.bpmn": document(process(ENDS + nameless))})

    (drawn,) = reading.processes
    assert len(drawn.flows) == 3_000
    assert max(len(one) for one in drawn.flows) <= LONGEST_ID
    assert {"Flow_s_e", "Flow_s_e_", "Flow_s_e__"} <= drawn.flows.keys()
