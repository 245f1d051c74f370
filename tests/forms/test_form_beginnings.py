"""What stands in a form at its beginning, and rows that are filled in at once."""

from __future__ import annotations

import json
from datetime import date

import pytest

from engine.forms import FormRow
from forms import FormDefinition, check, fill_remaining, load, prefilled, take_back, view

TODAY = date(2023, 11, 23)
ROWS = [
    FormRow(id="a", label="1. Lò Thị Xuân"),
    FormRow(id="b", label="2. Tòng Thị Phương"),
    FormRow(id="c", label="3. Lường Thị Hạnh", locked="Your own row"),
]


def judging(**properties: str) -> str:
    """A form that asks for a day, a name, a verdict, and a conclusion on each row."""
    outcome = {
        "type": "select",
        "key": "outcome",
        "label": "Kết luận",
        "values": [{"label": "Đủ", "value": "yes"}, {"label": "Không", "value": "no"}],
        "conditional": {"hide": '= verdict = "back"'},
        "properties": {"fillRemaining": "yes", **properties},
    }
    return json.dumps(
        {
            "components": [
                {
                    "type": "datetime",
                    "subtype": "date",
                    "key": "on",
                    "dateLabel": "Ngày",
                    "properties": {"prefill": "today"},
                },
                {
                    "type": "textfield",
                    "key": "by",
                    "label": "Người",
                    "properties": {"prefill": "me"},
                },
                {"type": "textfield", "key": "verdict", "label": "Kết quả"},
                {"type": "nominees", "key": "list", "label": "Danh sách", "columns": [outcome]},
            ]
        }
    )


@pytest.fixture
def form() -> FormDefinition:
    return load(judging(), "judging")


def test_a_day_begins_with_today_and_a_name_with_me(form: FormDefinition) -> None:
    begun = prefilled(form, on=TODAY, me="Lường Thị Hạnh")

    assert begun == {"on": "2023-11-23", "by": "Lường Thị Hạnh"}


def test_filling_the_rest_leaves_answers_and_locked_rows_alone(form: FormDefinition) -> None:
    answers, filled = fill_remaining(form, {"list": {"a": {"outcome": "no"}}}, ROWS, "outcome")

    assert filled.rows == ("b",)
    assert answers["list"] == {"a": {"outcome": "no"}, "b": {"outcome": "yes"}}


def test_taking_back_empties_only_what_is_still_as_it_was_filled(form: FormDefinition) -> None:
    given = {"a": {"outcome": "no"}, "b": {"outcome": "yes"}, "c": {"outcome": "yes"}}

    answers = take_back(form, {"list": given}, "outcome", ["a", "b", "made-up"])

    assert answers["list"] == {**given, "b": {"outcome": None}}


@pytest.mark.parametrize("column", ["", "verdict", "made_up"])
def test_only_a_column_that_says_so_is_filled(form: FormDefinition, column: str) -> None:
    assert fill_remaining(form, {}, ROWS, column)[0] == {}
    assert take_back(form, {"list": {"a": {"outcome": "yes"}}}, column, ["a"]) == {
        "list": {"a": {"outcome": "yes"}}
    }


def test_rows_that_are_not_asked_are_not_filled(form: FormDefinition) -> None:
    answers, filled = fill_remaining(form, {"verdict": "back"}, ROWS, "outcome")

    assert (filled.rows, answers["list"]) == ((), {})


def test_a_page_offers_to_fill_as_long_as_rows_are_waiting(form: FormDefinition) -> None:
    def offered(answers: dict[str, object], *, readonly: bool = False) -> list[tuple[str, int]]:
        shown = view(form, answers, language="vi", rows=ROWS, readonly=readonly)
        return [(fill.label, fill.waiting) for fill in shown.fields[-1].fills]

    assert offered({}) == [("Đủ", 2)]
    assert offered({"list": {"a": {"outcome": "no"}, "b": {"outcome": "no"}}}) == []
    assert offered({}, readonly=True) == []


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        ({"type": "textfield", "prefill": "today"}, "form-prefill"),
        ({"type": "datetime", "subtype": "date", "prefill": "me"}, "form-prefill"),
        ({"type": "checkbox", "prefill": "me"}, "form-prefill"),
        ({"type": "textfield", "prefill": "tomorrow"}, "form-prefill"),
    ],
)
def test_a_beginning_that_does_not_fit_is_an_error(component: dict[str, str], rule: str) -> None:
    prefill = component.pop("prefill")
    text = json.dumps(
        {
            "components": [
                {**component, "key": "x", "label": "X", "properties": {"prefill": prefill}}
            ]
        }
    )

    assert [one.rule for one in check(text, "x") if one.rule == rule] == [rule]


def test_filling_with_an_answer_that_is_not_offered_is_an_error() -> None:
    found = check(judging(fillRemaining="maybe"), "judging")

    assert "form-fill" in [one.rule for one in found]


def test_a_choice_from_a_list_shows_what_the_list_has_and_what_is_chosen() -> None:
    text = json.dumps(
        {
            "components": [
                {
                    "type": "checklist",
                    "key": "papers",
                    "label": "Giấy tờ",
                    "values": [{"label": each, "value": each} for each in "abc"],
                    "properties": {"optionsFrom": "parts"},
                }
            ]
        }
    )
    form = load(text, "papers")

    def shown(**given: object) -> list[str]:
        return [o.value for o in view(form, language="vi", **given).fields[0].options]  # type: ignore[arg-type]

    assert shown(answers={}, offered={"parts": ["a"]}) == ["a"]
    assert shown(answers={"papers": ["c"]}, offered={"parts": ["a"]}) == ["a", "c"]
    assert shown(answers={}) == ["a", "b", "c"]
