"""Decision tables and what stands around them, decided."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from engine import decisions
from engine.decisions import DecisionFailed, InputNotAllowed, NoSuchDecision, RulesCollide
from engine.feel import Budget, FeelBudgetExceeded
from tests.engine.decisions.dmn_drawing import (
    decision,
    file,
    input_data,
    literal,
    model,
    needs,
    table,
)

SIZES = (
    '>= 1 | "small" | 1 # from one',
    '>= 10 | "middle" | 2',
    '>= 100 | "large" | 3 # from a hundred',
)
ORDER = '"large", "middle", "small"'


def sizes(policy: str, **more: str) -> decisions.DecisionModel:
    rules = [re.sub(r"\| \d", "", rule) for rule in SIZES]
    return decisions.load(file(decision(table(["n"], ["size"], *rules, policy=policy, **more))))


def decide(logic: str, **context: object) -> object:
    return decisions.load(file(decision(logic))).decide("decision", context).result


@pytest.mark.parametrize(
    ("policy", "n", "result", "matched"),
    [
        ("", 5, "small", ("rule1",)),
        ("", 0, None, ()),
        ("UNIQUE", 5, "small", ("rule1",)),
        ("FIRST", 500, "small", ("rule1",)),
        ("PRIORITY", 500, "large", ("rule3",)),
        ("PRIORITY", 50, "middle", ("rule2",)),
        ("ANY", 5, "small", ("rule1",)),
        ("RULE ORDER", 50, ["small", "middle"], ("rule1", "rule2")),
        ("OUTPUT ORDER", 500, ["large", "middle", "small"], ("rule3", "rule2", "rule1")),
        ("COLLECT", 50, ["small", "middle"], ("rule1", "rule2")),
        ("COLLECT", 0, [], ()),
        ("FIRST", "text", None, ()),
        ("FIRST", None, None, ()),
    ],
)
def test_a_table_decides_by_its_hit_policy(policy, n, result, matched):
    decided = sizes(policy, output_values=ORDER).decide("Decision", {"n": n})

    assert (decided.result, decided.matched) == (result, matched)


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY"])
def test_rules_that_may_not_match_together_are_told(policy):
    with pytest.raises(RulesCollide, match="rule1, rule2"):
        sizes(policy).decide("Decision", {"n": 50})


def test_any_takes_rules_that_say_the_same():
    rules = ('> 1 | "x"', '> 2 | "x"')
    model = decisions.load(file(decision(table(["n"], ["o"], *rules, policy="ANY"))))

    decided = model.decide("decision", {"n": 5})

    assert (decided.result, decided.matched) == ("x", ("rule1", "rule2"))


@pytest.mark.parametrize(
    ("aggregation", "n", "result"),
    [
        ("SUM", 50, 3),
        ("MIN", 500, 1),
        ("MAX", 500, 3),
        ("COUNT", 500, 3),
        ("SUM", 0, None),
        ("COUNT", 0, 0),
    ],
)
def test_collected_results_can_become_one_figure(aggregation, n, result):
    rules = [re.sub(r"\| \".*\"", "", rule) for rule in SIZES]
    drawn = table(["n"], ["points"], *rules, policy="COLLECT", aggregation=aggregation)

    assert decide(drawn, n=n) == result


def test_several_outputs_make_a_context():
    drawn = table(["n"], ["size", "points"], *SIZES, policy="RULE ORDER")

    assert decide(drawn, n=10) == [
        {"size": "small", "points": 1},
        {"size": "middle", "points": 2},
    ]


def test_the_notes_of_the_matching_rules_come_along():
    model = sizes("RULE ORDER")

    assert model.decide("decision", {"n": 500}).annotations == (
        ("from one",),
        ("",),
        ("from a hundred",),
    )


def test_the_default_stands_where_no_rule_matches():
    assert sizes("", default='"none"').decide("decision", {"n": 0}).result == "none"
    assert sizes("COLLECT", default='"none"').decide("decision", {"n": 0}).result == ["none"]


def test_an_input_outside_its_values_is_told():
    model = sizes("FIRST", input_values="[0..1000]")

    with pytest.raises(InputNotAllowed, match="n cannot be 2000"):
        model.decide("decision", {"n": 2000})
    assert model.decide("decision", {"n": 5}).result == "small"


def test_cells_may_ask_for_other_values_and_functions_of_the_host():
    drawn = table(["n"], ["o"], '> limit | law("reward") * n', "<= limit | -1")
    model = decisions.load(file(decision(drawn)), functions=("law",))

    def asked(n: int) -> object:
        context = {"n": n, "limit": 3}
        return model.decide("decision", context, {"law": {"reward": 10}.__getitem__}).result

    assert (asked(4), asked(2)) == (40, -1)
    assert model.string_arguments_of("law") == {"reward"}


def test_a_text_stands_for_the_date_that_its_type_wants():
    rules = ('< date("2024-07-01") | "before"', '>= date("2024-07-01") | "after"')
    drawn = table(["day"], ["o"], *rules, input_type="date")

    assert decide(drawn, day="2024-06-30") == "before"
    assert decide(drawn, day=date(2024, 7, 1)) == "after"


def test_the_name_of_camunda_for_a_cell_value_is_known():
    drawn = table(["n * 2"], ["o"], "twice > 4 | true", "twice <= 4 | false").replace(
        '<input id="input0"', '<input id="input0" camunda:inputVariable="twice"'
    )

    assert decide(drawn, n=3) is True


def test_required_decisions_are_made_first_and_once():
    calls: list[str] = []
    model = decisions.load(
        file(
            decision(
                literal("số ngày + phần thưởng"),
                id="top",
                name="Top",
                needs=needs(decisions=["days", "reward"]),
            ),
            decision(literal('law("x") * 2'), id="days", name="số ngày"),
            decision(
                literal("số ngày * 10"),
                id="reward",
                name="phần thưởng",
                needs=needs(decisions=["days"]),
            ),
        ),
        functions=("law",),
    )

    def law(key: str) -> int:
        calls.append(key)
        return 3

    assert model.decide("Top", {}, {"law": law}).result == 66
    assert calls == ["x"]


def test_what_a_decision_does_not_require_is_not_made():
    model = decisions.load(
        file(decision(literal("1"), id="one"), decision(literal('law("x")'), id="other")),
        functions=("law",),
    )

    assert model.decide("one", {}).result == 1


def test_knowledge_models_are_functions_of_the_decisions_that_require_them():
    double = model("gấp đôi", ["x"], literal("x * 2"))
    four = model(
        "four times",
        ["y"],
        table(["y"], ["o"], "> 0 | gấp đôi(gấp đôi(y))", "<= 0 | 0"),
        needs=needs(models=["model_gấp đôi"]),
    )
    top = decision(literal("four times(y: 3) + 1"), needs=needs(models=["model_four times"]))

    assert decisions.load(file(four, top, double)).decide("decision", {}).result == 13


def test_boxes_within_boxes():
    function = "<functionDefinition><formalParameter name='a'/><formalParameter name='b c'/>"
    drawn = (
        "<context>"
        f"<contextEntry><variable name='base'/>{literal('n + 1')}</contextEntry>"
        f"<contextEntry><variable name='f'/>{function}{literal('a - b c')}</functionDefinition>"
        "</contextEntry>"
        f"<contextEntry><variable name='all'/><list>{literal('base')}{literal('f(9, 2)')}</list>"
        "</contextEntry>"
        "<contextEntry><variable name='called'/><invocation>"
        f"{literal('f')}<binding><parameter name='a'/>{literal('base')}</binding>"
        f"<binding><parameter name='b c'/>{literal('2')}</binding></invocation></contextEntry>"
        "<contextEntry><variable name='rows'/><relation><column name='k'/><column name='v'/>"
        f"<row>{literal('1')}{literal('base')}</row></relation></contextEntry>"
        f"<contextEntry>{literal('[all, called, rows]')}</contextEntry>"
        "</context>"
    )

    assert decide(drawn, n=4) == [[5, 7], 3, [{"k": Decimal(1), "v": Decimal(5)}]]


def test_a_service_makes_all_its_decisions():
    service = (
        '<decisionService id="s" name="Both"><outputDecision href="#a"/>'
        '<outputDecision href="#b"/></decisionService>'
    )
    model = decisions.load(
        file(
            decision(literal("1"), id="a", name="A"),
            decision(literal("2"), id="b", name="B"),
            service,
        )
    )

    assert model.decide("Both", {}).result == {"A": 1, "B": 2}
    assert model.shape("s").gives == ("A", "B")


# DMN 1.3, 10.4: the result of a service is a context of its output decisions, except that the one
# output of a service is its result.
def test_the_only_output_of_a_service_is_its_result():
    service = (
        '<decisionService id="s" name="One"><outputDecision href="#rated"/>'
        '<encapsulatedDecision href="#base"/></decisionService>'
    )
    rated = decision(
        table(["Base"], ["grade", "share"], '> 1 | "high" | 2', '- | "low" | 1', policy="FIRST"),
        id="rated",
        name="Rated",
        needs=needs(decisions=["base"]),
    )
    model = decisions.load(file(decision(literal("n + 1"), id="base", name="Base"), rated, service))

    made = model.decide("One", {"n": 1})

    assert made == model.decide("rated", {"n": 1})
    assert (made.result, model.shape("s")) == ({"grade": "high", "share": 2}, model.shape("rated"))


def test_declared_types_restrict_inputs():
    types = (
        '<itemDefinition name="tLevel"><typeRef>string</typeRef>'
        '<allowedValues><text>"A", "B"</text></allowedValues></itemDefinition>'
        '<itemDefinition name="tPerson">'
        '<itemComponent name="level"><typeRef>tLevel</typeRef></itemComponent>'
        '<itemComponent name="born"><typeRef>date</typeRef></itemComponent></itemDefinition>'
        '<itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef>'
        "</itemDefinition>"
    )
    model = decisions.load(
        file(types, input_data("people", "tPeople"), decision(literal("people.level")))
    )

    assert model.decide("decision", {"people": [{"level": "A"}]}).result == ["A"]
    for wrong in ([{"level": "C"}], [{"level": "A", "born": "once"}], "A", [1]):
        with pytest.raises(InputNotAllowed):
            model.decide("decision", {"people": wrong})


def test_an_input_that_no_rule_comes_to_is_not_reckoned():
    drawn = table(["n", 'law("reward")'], ["o"], "> 1 | > 5 | 1", "> 1 | > 5 | 2", policy="FIRST")
    model = decisions.load(file(decision(drawn)), functions=("law",))
    asked: list[str] = []

    def law(key: str) -> int:
        asked.append(key)
        return 3

    decided = [model.decide("decision", {"n": n}, {"law": law}).result for n in (0, 2)]

    assert (decided, asked) == ([None, None], ["reward"])


def test_an_input_outside_its_values_is_told_also_where_no_rule_comes_to_it():
    drawn = table(["n", "m"], ["o"], "> 1 | - | 1", input_values="[0..10]", policy="FIRST")
    model = decisions.load(file(decision(drawn)))

    with pytest.raises(InputNotAllowed, match="m cannot be 20"):
        model.decide("decision", {"n": 0, "m": 20})


def test_an_input_of_another_kind_is_told():
    model = decisions.load(file(input_data("age", "number"), decision(literal("age + 1"))))

    with pytest.raises(DecisionFailed, match="age cannot be five"):
        model.decide("decision", {"age": "five"})
    assert model.decide("decision", {"age": None}).result is None


def test_an_unknown_decision_is_told():
    with pytest.raises(NoSuchDecision, match="Other"):
        sizes("").decide("Other", {})


def test_all_that_a_decision_requires_shares_one_budget():
    heavy = [
        decision(literal("sum(for i in 1..1000 return i)"), id=f"d{n}", name=f"d{n}")
        for n in range(10)
    ]
    top = decision(literal("d1 + d9"), needs=needs(decisions=[f"d{n}" for n in range(10)]))
    loaded = decisions.load(file(*heavy, top))

    assert loaded.decide("decision", {}).result == 1_001_000
    with pytest.raises(FeelBudgetExceeded):
        loaded.decide("decision", {}, budget=Budget(steps=20_000))


def test_a_large_table_fits_the_usual_budget():
    rules = [f'{n} | "{n}"' for n in range(2_000)]
    loaded = decisions.load(file(decision(table(["n"], ["o"], *rules))))

    assert loaded.decide("decision", {"n": 1_999}).result == "1999"
