"""DMN files from anywhere: loaded as they are, or refused with every reason and its place."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from engine import decisions
from engine.decisions import DecisionFailed, UnusableDecisions
from engine.errors import LimitExceeded, ModelError
from engine.host_functions import HOST_FUNCTIONS
from engine.model import Severity
from tests.conftest import SCALE
from tests.engine.admission.mutating import mutant
from tests.engine.decisions.dmn_drawing import (
    NAMESPACE,
    decision,
    file,
    input_data,
    literal,
    model,
    needs,
    table,
)

GOOD = file(
    input_data("n", "number"),
    model("twice", ["x"], literal("x * 2")),
    decision(
        table(["n", "kind"], ["o"], '> 1 | "a" | twice(n) # c', "- | - | 2", policy="FIRST"),
        needs=needs(inputs=["in_n"], models=["model_twice"]),
    ),
)


def rules_of(content: bytes) -> list[str]:
    return [problem.rule for problem in decisions.check(content)]


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        NAMESPACE,
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_files_of_all_versions_of_the_standard_load(namespace):
    loaded = decisions.load(file(decision(literal("1 + 1")), namespace=namespace))

    assert loaded.decide("decision", {}).result == 2


def test_what_a_modeler_adds_is_passed_over():
    content = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"'
        b' xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"'
        b' xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"'
        b' xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0"'
        b' xmlns:modeler="http://camunda.org/schema/modeler/1.0"'
        b' xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="Definitions_1" name="DRD"'
        b' namespace="http://camunda.org/schema/1.0/dmn" exporter="Camunda Modeler"'
        b' exporterVersion="5.20.0" modeler:executionPlatform="Camunda Platform">\n'
        b'<!-- a remark --><decision id="Decision_1" name="Decision 1"'
        b' camunda:historyTimeToLive="180"><extensionElements/>'
        b'<decisionTable id="DecisionTable_1" biodi:annotationsWidth="400">'
        b'<input id="Input_1" biodi:width="192"><inputExpression id="InputExpression_1"'
        b' typeRef="string" expressionLanguage="feel"><text>kind</text></inputExpression></input>'
        b'<output id="Output_1" name="" typeRef="string" />'
        b'<rule id="Rule_1"><description>why</description><inputEntry id="U1"><text>"a"</text>'
        b'</inputEntry><outputEntry id="L1"><text>"b"</text></outputEntry></rule>'
        b"</decisionTable></decision>"
        b'<textAnnotation id="T"><text>note</text></textAnnotation>'
        b'<dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="Decision_1">'
        b'<dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape>'
        b"</dmndi:DMNDiagram></dmndi:DMNDI></definitions>"
    )

    assert decisions.load(content).decide("Decision_1", {"kind": "a"}).result == "b"


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("not-xml", b"nothing"),
        ("not-xml", b""),
        ("doctype", b'<!DOCTYPE x [<!ENTITY a "b">]><definitions/>'),
        ("not-dmn", b"<definitions/>"),
        ("not-dmn", file().replace(b"definitions", b"decision")),
        ("no-logic", file('<decision id="x" name="x"/>')),
        ("no-logic", file('<businessKnowledgeModel id="x" name="x"/>')),
        ("empty-expression", file(decision(literal("")))),
        ("feel", file(decision(literal("1 +")))),
        ("feel", file(decision(table(["n"], ["o"], "> | 1")))),
        ("feel", file(decision(literal("unknown(1)")))),
        (
            "feel",
            file(
                decision(literal("twice(1, 2)"), needs=needs(models=["model_twice"])),
                model("twice", ["x"], literal("x")),
            ),
        ),
        (
            "language",
            file(
                decision(
                    literal("1")
                    .replace("<literalE", '<literalExpression expressionLanguage="groovy" ')
                    .replace("xpression><text", "><text", 1)
                )
            ),
        ),
        ("unsupported-logic", file(decision("<conditional/>"))),
        ("unsupported-element", file('<import name="x" namespace="y"/>')),
        ("unsupported-element", file("<surprise/>")),
        (
            "import",
            file(decision(literal("1"), needs=needs(decisions=["x"])).replace("#x", "other.dmn#x")),
        ),
        ("unknown-requirement", file(decision(literal("1"), needs=needs(decisions=["gone"])))),
        (
            "requirement-circle",
            file(
                decision(literal("1"), id="a", needs=needs(decisions=["b"])),
                decision(literal("1"), id="b", needs=needs(decisions=["a"])),
            ),
        ),
        ("duplicate-id", file(decision(literal("1")), decision(literal("1")))),
        ("hit-policy", file(decision(table(["n"], ["o"], "1 | 1", policy="LAST")))),
        ("no-output-values", file(decision(table(["n"], ["o"], "1 | 1", policy="PRIORITY")))),
        ("output-values", file(decision(table(["n"], ["o"], "1 | 1", output_values="< 5")))),
        ("output-names", file(decision(table(["n"], ["o", "o"], "1 | 1 | 2")))),
        ("no-output", file(decision(table(["n"], [], "1")))),
        (
            "aggregation",
            file(decision(table(["n"], ["a", "b"], "1|1|2", policy="COLLECT", aggregation="SUM"))),
        ),
        ("rule-width", file(decision(table(["n"], ["o"], "1 | 1 | 2")))),
        ("unknown-type", file(decision(table(["n"], ["o"], "1 | 1", input_type="tGone")))),
        ("unknown-type", file('<itemDefinition name="t"><typeRef>gone</typeRef></itemDefinition>')),
        ("type-cycle", file('<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>')),
        ("too-deep", file(decision("<list>" * 60 + "</list>" * 60))),
        (
            "too-many-decisions",
            file(*(decision(literal("1"), id=f"d{n}", name=f"D{n}") for n in range(501))),
        ),
        (
            "too-many-texts",
            file(decision(table(["n"], ["o"], *(f"{n} | 1" for n in range(2_600))))),
        ),
    ],
)
def test_what_cannot_be_used_is_refused_by_name_and_place(rule, content):
    problems = [p for p in decisions.check(content) if p.rule == rule]

    assert problems
    assert problems[0].severity is Severity.ERROR
    assert problems[0].message % problems[0].params
    assert problems[0].line >= 1 or rule == "not-xml"
    with pytest.raises(UnusableDecisions) as refusal:
        decisions.load(content)
    assert refusal.value.problems
    assert str(refusal.value)


def test_all_problems_of_a_file_are_told_at_once():
    content = file(
        decision(table(["n +"], ["o"], "> | 1", "1 | (")),
        decision(literal("{"), id="other"),
    )

    problems = decisions.check(content)

    assert [(p.rule, p.line) for p in problems] == [("feel", 3)] * 3 + [("feel", 4)]


def test_the_good_file_has_no_problem():
    assert decisions.check(GOOD) == []


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (("> 5 | 1", "> 3 | 2"), ["rules-overlap", "no-rule"]),
        (("> 5 | 1", "<= 5 | 2"), []),
        (("> 5 | 1", "< 5 | 2"), ["no-rule"]),
        (("[1..5) | 1", "[5..9] | 2", "< 1 | 3", "> 9 | 4"), []),
        (("1 | 1", "not(1) | 2"), []),
        (("- | 1",), []),
        (('"a" | 1', '"b" | 2'), ["no-rule"]),
        (("true | 1", "false | 2"), []),
        (("true | 1",), ["no-rule"]),
        (('< date("2024-01-01") | 1', '>= date("2024-01-02") | 2'), ["no-rule"]),
        (('<= date("2024-01-01") | 1', '>= date("2024-01-02") | 2'), []),
        (('< @"P1D" | 1', '> @"PT12H" | 2'), ["rules-overlap"]),
        (("> limit | 1", "> 3 | 2"), []),
        (('"a" | 1', "5 | 2"), []),
    ],
)
def test_overlaps_and_gaps_are_told(rules, told):
    problems = decisions.check(file(decision(table(["n"], ["o"], *rules))))

    assert [problem.rule for problem in problems] == told or set(told) == {
        problem.rule for problem in problems
    }
    assert all(problem.severity is Severity.WARNING for problem in problems)


def test_a_gap_over_several_inputs_is_told_with_its_place():
    rules = ('> 5 | "a" | 1', '> 5 | "b" | 2', '<= 5 | "a" | 3')
    drawn = table(["n", "kind"], ["o"], *rules)

    content = file(
        decision(drawn.replace("</inputExpression></input>", "</inputExpression></input>"))
    )
    cases = [str(p.params["case"]) for p in decisions.check(content)]

    assert 'n: < 5, kind: "b"' in cases


def test_like_gaps_are_told_for_each_piece_of_the_inputs():
    drawn = table(["n", "kind"], ["o"], '[1..5] | "a" | 1')

    cases = [problem.params["case"] for problem in decisions.check(file(decision(drawn)))]

    assert cases == [
        'n: < 1, kind: "a"',
        "n: < 1, kind: another text",
        "n: 1, kind: another text",
        "n: (1..5), kind: another text",
        "n: 5, kind: another text",
    ]


def test_whole_numbers_leave_no_gap_between_neighbours():
    rules = ("<= 5 | 1", ">= 6 | 2")

    whole = decisions.check(file(decision(table(["n"], ["o"], *rules, input_type="integer"))))
    real = decisions.check(file(decision(table(["n"], ["o"], *rules, input_type="number"))))

    assert [problem.rule for problem in whole] == []
    assert [problem.params["case"] for problem in real] == ["n: (5..6)"]


def test_values_that_an_input_may_have_bound_the_gaps():
    rules = ('"a" | 1', '"b" | 2')

    assert not rules_of(file(decision(table(["k"], ["o"], *rules, input_values='"a", "b"'))))


@pytest.mark.parametrize(
    ("cell", "more"),
    [("5", {"output_values": '"a", "b"'}), ('"x"', {"output_type": "number"})],
)
def test_a_result_that_its_column_does_not_allow_is_told(cell, more):
    rules = rules_of(file(decision(table(["n"], ["o"], f"- | {cell}", **more))))

    assert rules in (["output-values"], ["output-type"])


def test_a_table_too_large_to_be_judged_is_loaded_all_the_same():
    rules = [" | ".join(f'"{n}{column}"' for column in range(12)) + " | 1" for n in range(350)]

    assert rules_of(file(decision(table([f"c{n}" for n in range(12)], ["o"], *rules)))) == []


EVERYTHING = file(
    '<itemDefinition id="t" name="kind"><typeRef>string</typeRef><allowedValues>'
    '<text>"a", "b"</text></allowedValues></itemDefinition>',
    input_data("n", "number"),
    model("twice", ["x"], literal("x * 2")),
    decision(
        "<context><contextEntry><variable name='half of it'/>" + literal("n / 2")
        + "</contextEntry><contextEntry>" + literal("half of it + 1") + "</contextEntry></context>",
        id="context", name="Context", needs=needs(inputs=["in_n"]),
    ),
    decision(
        "<invocation>" + literal("twice") + "<binding><parameter name='x'/>" + literal("n")
        + "</binding></invocation>",
        id="invocation", name="Invocation", needs=needs(inputs=["in_n"], models=["model_twice"]),
    ),
    decision(
        "<relation><column name='c'/><row>" + literal("1") + "</row></relation>",
        id="relation", name="Relation",
    ),
    decision("<list>" + literal("1") + literal("2") + "</list>", id="list", name="List"),
    decision(
        table(["n", "Context"], ["o"], '> 1 | [1..5] | "a"', '- | - | "b"', policy="COLLECT"),
        id="rated", name="Rated", needs=needs(inputs=["in_n"], decisions=["context"]),
    ),
    '<decisionService id="s" name="S"><variable name="S"/><outputDecision href="#rated"/>'
    '<encapsulatedDecision href="#context"/><inputData href="#in_n"/></decisionService>',
)  # fmt: skip
DELIVERED = [path.read_bytes() for path in sorted(Path("bpmn").glob("*.dmn"))]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_bytes_a_file_is_judged_and_decides_or_is_refused_at_a_place(seed):
    random = Random(seed)
    for _ in range(100 * SCALE):
        content = mutant(
            random.choice([GOOD, EVERYTHING, EVERYTHING, EVERYTHING, *DELIVERED]), random
        )

        problems = decisions.examine(content, functions=HOST_FUNCTIONS).problems

        for problem in problems:
            assert problem.message % problem.params
            if problem.severity is Severity.ERROR:
                assert problem.line or problem.element
                assert problem.hint % problem.params
        if not any(problem.severity is Severity.ERROR for problem in problems):
            model_ = decisions.load(content, functions=HOST_FUNCTIONS)
            for id_ in model_.shapes():
                with suppress(DecisionFailed, ModelError, LimitExceeded):
                    model_.decide(id_, {"n": 3})


def test_everything_decides():
    loaded = decisions.load(EVERYTHING)

    made = {id_: loaded.decide(id_, {"n": 3}).result for id_ in loaded.shapes()}
    assert made == {
        "context": Decimal("2.5"),
        "invocation": 6,
        "relation": [{"c": 1}],
        "list": [1, 2],
        "rated": ["a", "b"],
        "s": ["a", "b"],
    }
