"""Conditions of other tools are refused with the FEEL they should be."""

from __future__ import annotations

import pytest

from engine.admission import Catalogue, check
from engine.as_feel import as_feel
from tests.engine.spiff.drawing import chain, document, flow, node, process


@pytest.mark.parametrize(
    ("text", "feel"),
    [
        ("${a == b}", "a = b"),
        ("#{amount > 3}", "amount > 3"),
        ("${kind == 'merit' && count >= 2}", 'kind = "merit" and count >= 2'),
        ("${a || !b}", "a or not(b)"),
        ("result == 'yes'", 'result = "yes"'),
        ("done == True and x != None", "done = true and x != null"),
        ("not done", "not(done)"),
        # What FEEL understands already needs no hint, and what we cannot translate gets none.
        ("a = b", ""),
        ("${bean.method(a, }", ""),
    ],
)
def test_a_hint_says_what_a_condition_would_be_in_feel(text, feel):
    assert as_feel(text) == feel


def condition_problem(condition: str) -> str:
    escaped = condition.replace("&", "&amp;").replace("<", "&lt;")
    body = (
        node("startEvent", "s")
        + node("endEvent", "e")
        + node("userTask", "a", 'name="A"')
        + node("exclusiveGateway", "g", 'default="g_a" name="?"')
        + chain("s", "g", "a", "e")
        + flow("g", "e", escaped)
    )
    problems = check({"p.bpmn": document(process(body))}, Catalogue())
    (problem,) = [p for p in problems if p.rule == "expressions-understood"]
    assert problem.element == "g_e"
    return problem.hint % problem.params


def test_a_condition_of_camunda_is_refused_with_a_hint():
    assert condition_problem("${a == b && c}") == "In FEEL it is: a = b and c"


def test_a_quoted_condition_is_a_text_and_never_true():
    assert condition_problem('"a == b"') == "Without the quotation marks it is: a = b"


def test_python_that_would_do_harm_is_no_feel():
    assert condition_problem("__import__('os').system('x')")
