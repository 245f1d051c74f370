"""Expressions as others use them: what they ask for, where they go wrong, what they are given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import pytest

from engine import feel
from engine.errors import ModelError
from engine.feel import DayTimeDuration, FeelError, Function


def test_an_expression_tells_which_names_it_takes_from_the_context():
    expression = feel.compile(
        "ket_qua = 1 and dossier.unit = x and (for i in xs return i + y)[1] > 0"
        " and {z: 1, w: z + dossier.owner.name}.w = 2"
    )

    assert expression.free_names == {"ket_qua", "dossier", "x", "xs", "y"}
    assert expression.free_paths == {
        "ket_qua",
        "dossier.unit",
        "x",
        "xs",
        "y",
        "dossier.owner.name",
    }


def test_parameters_loop_variables_and_item_are_not_taken_from_the_context():
    expression = feel.compile(
        "(function(p) p + 1)(2) + xs[item > 1][1] + (for q in [1] return q + count(partial))[1]"
    )

    assert expression.free_names == {"xs"}


def test_a_name_in_a_filter_may_be_the_callers():
    expression = feel.compile("people[score > limit]")

    assert expression.free_names == {"people", "score", "limit"}
    assert expression.evaluate({"people": [{"score": 2}, {"score": 4}], "limit": 3}) == [
        {"score": Decimal(4)}
    ]


def test_members_of_list_elements_stand_before_the_callers_names():
    expression = feel.compile("people[score > limit]")

    found = expression.evaluate({"people": [{"score": 2, "limit": 1}], "limit": 3, "score": 0})

    assert found == [{"score": Decimal(2), "limit": Decimal(1)}]


def test_an_expression_tells_which_functions_it_calls_and_with_which_texts():
    expression = feel.compile(
        'law("publication.period") > 1 and deadline("a") = deadline(key) and count(xs) > 0',
        functions=("law", "deadline", "unused"),
    )

    assert expression.called_functions == {"law", "deadline", "count"}
    assert expression.string_arguments_of("law") == {"publication.period"}
    assert expression.string_arguments_of("deadline") == {"a"}
    assert expression.string_arguments_of("unused") == frozenset()


def test_a_host_function_is_called_with_values_and_its_answer_converted():
    seen: list[tuple[object, ...]] = []

    def working_days(start: object, count: object) -> object:
        seen.append((start, count))
        return timedelta(days=2)

    expression = feel.compile("working days(start, 2) * 2", functions=("working days",))

    found = expression.evaluate({"start": "x"}, functions={"working days": working_days})

    assert found == DayTimeDuration.of(timedelta(days=4))
    assert seen == [("x", Decimal(2))]


def test_a_host_function_given_at_once_takes_arguments_by_name():
    functions = {"share": Function(("part of", "whole"), lambda part, whole: part / whole)}

    expression = feel.compile("share(whole: 8, part of: 2)", functions=functions)

    assert expression.evaluate({}) == Decimal("0.25")
    with pytest.raises(FeelError):
        feel.compile("share(1)", functions=functions)


def test_a_host_function_stands_before_a_built_in_one():
    expression = feel.compile("count([1])", functions=("count",))

    assert expression.evaluate({}, functions={"count": lambda items: 99}) == 99


def test_a_host_function_can_be_handed_on():
    expression = feel.compile("sort([1, 2], later)", functions=("later",))

    found = expression.evaluate({}, functions={"later": lambda one, other: one > other})

    assert found == [2, 1]


def test_what_a_host_function_raises_is_not_hidden():
    expression = feel.compile('law("x")', functions=("law",))

    def law(key: str) -> object:
        raise KeyError(key)

    with pytest.raises(KeyError):
        expression.evaluate({}, functions={"law": law})


def test_a_function_that_is_missing_at_run_time_is_told():
    expression = feel.compile('law("x")', functions=("law",))

    with pytest.raises(FeelError, match="law"):
        expression.evaluate({})


def test_an_unknown_variable_is_null():
    assert feel.compile("missing + 1").evaluate({}) is None


def test_where_names_are_given_an_unknown_variable_is_an_error():
    with pytest.raises(FeelError, match="số tiền") as refusal:
        feel.compile("1 < số tiền", names=("số ngày",))

    assert refusal.value.position == 4
    assert refusal.value.message.key == "feel.unknown_name"
    assert refusal.value.message.params == {"name": "số tiền"}


def test_even_no_names_can_be_all_there_are():
    with pytest.raises(FeelError):
        feel.compile("x", is_strict=True)


def test_dotted_names_make_members_with_operators_known():
    expression = feel.compile("dossier.in-out + 1", names=("dossier.in-out",))

    assert expression.evaluate({"dossier": {"in-out": 2}}) == 3
    assert expression.free_paths == {"dossier.in-out"}


def test_the_longest_known_name_wins():
    context = {"a": 1, "b": 2, "a b": 3, "a b-c": 4, "c": 5}

    assert feel.compile("a b-c", names=context).evaluate(context) == 4
    assert feel.compile("a b - c", names=context).evaluate(context) == -2
    assert feel.compile("a b", names=context).evaluate(context) == 3


@pytest.mark.parametrize(
    ("text", "position", "key"),
    [
        ("", 0, "feel.expected"),
        ("1 +", 3, "feel.expected"),
        ("1 2", 2, "feel.unexpected"),
        ("a and", 5, "feel.expected"),
        ("(1", 2, "feel.expected"),
        ('"open', 0, "feel.open_string"),
        ("1 # 2", 2, "feel.character"),
        ("foo(1)", 0, "feel.unknown_function"),
        ("abs(1, 2)", 0, "feel.wrong_arguments"),
        ("abs(x: 1)", 0, "feel.wrong_arguments"),
        ("abs(n: 1, 2)", 10, "feel.expected"),
        ('@"2024-13-01"', 1, "feel.temporal"),
        ("{a: 1, a: 2}", 7, "feel.double_key"),
        ("1 instance of tWage", 14, "feel.unknown_type"),
        ("function(x) external {}", 12, "feel.external"),
        ("1e9999", 0, "feel.large_number"),
        (r'"\uD83D"', 0, "feel.escape"),
        ("? > 1", 0, "feel.expected"),
        ("x ==  1", 3, "feel.expected"),
        ("= 1 +", 5, "feel.expected"),
        ("(" * 80 + "1" + ")" * 80, 64, "feel.too_deep"),
        ("1" + " = 1" * 80, 68, "feel.too_deep"),
        ("1" * 4_001, 4_000, "feel.too_long"),
        ("a\ud800", 1, "feel.broken_text"),
    ],
)
def test_a_broken_expression_is_refused_with_its_place(text, position, key):
    with pytest.raises(FeelError) as refusal:
        feel.compile(text)

    assert (refusal.value.position, refusal.value.message.key) == (position, key)
    assert isinstance(refusal.value, ModelError)
    assert str(refusal.value)


@pytest.mark.parametrize("foreign", [object(), b"x", {1}, {1: 2}, 1j, float("nan"), Decimal("inf")])
def test_what_is_no_value_of_feel_is_refused(foreign):
    with pytest.raises(FeelError):
        feel.compile("x").evaluate({"x": foreign})


def test_what_the_host_hands_in_becomes_values_of_feel():
    class Facts(Mapping[str, object]):
        """Read only when asked for."""

        def __getitem__(self, key: str) -> object:
            return {"n": 1, "f": 0.1, "t": (1, "e\u0302\u0301"), "d": timedelta(hours=1)}[key]

        def __iter__(self):
            return iter(("n", "f", "t", "d"))

        def __len__(self):
            return 4

    found = feel.compile("[facts.n, facts.f, facts.t, facts.d]").evaluate({"facts": Facts()})

    assert found == [1, Decimal("0.1"), [1, "ế"], DayTimeDuration(3_600_000_000)]


def test_no_python_attribute_can_be_reached():
    class Open:
        secret = "x"

    with pytest.raises(FeelError):
        feel.compile("it.secret").evaluate({"it": Open()})
    for member in ("__class__", "keys", "tzinfo", "microseconds", "call", "real"):
        context = {"it": {"a": 1}, "n": 1, "d": timedelta(hours=1)}
        found = feel.compile(f"[it.{member}, n.{member}, d.{member}, abs.{member}]")
        assert found.evaluate(context) == [None, None, None, None]


def test_the_callers_values_are_not_changed():
    given = {"xs": [1, 2], "c": {"a": 1}}

    feel.compile('[append(xs, 3), context put(c, "b", 2), reverse(xs)]').evaluate(given)

    assert given == {"xs": [1, 2], "c": {"a": 1}}


def test_one_expression_serves_many_evaluations():
    expression = feel.compile("(for i in xs return i * n)[-1]")

    assert [expression.evaluate({"xs": [1, 2], "n": n}) for n in range(3)] == [0, 2, 4]


def test_the_text_of_an_expression_is_kept_without_the_sign_of_the_editor():
    assert feel.compile("= \u00a0a + 1 ").text == "a + 1"


def test_a_function_value_of_the_host_gives_values_and_takes_what_it_names():
    context = {"f": Function(("a",), lambda a: (1, a))}

    assert feel.compile("f(2)", names=("f",)).evaluate(context) == [1, 2]
    assert feel.compile("f(a: 2)", names=("f",)).evaluate(context) == [1, 2]
    assert feel.compile("f(2, 3)", names=("f",)).evaluate(context) is None
    assert feel.compile("sort([2, 1], f)", names=("f",)).evaluate(context) == [2, 1]
