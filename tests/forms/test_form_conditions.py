"""Fields come and go with the answers; what is hidden is neither asked nor stored."""

from __future__ import annotations

import pytest

import forms
from engine.errors import InvalidData
from engine.forms import FormRow
from tests.forms.form_building import TODAY, component, form_of, option, text_of


@pytest.fixture
def intake():
    return form_of(
        component(
            "radio",
            "ket_qua",
            values=[option("du", "Đủ"), option("thieu", "Thiếu")],
            validate={"required": True},
        ),
        component(
            "group",
            "nhom",
            conditional={"hide": '=ket_qua != "thieu"'},
            components=[
                component("textarea", "giay_to_thieu", validate={"required": True}),
                component("checkbox", "co_han"),
                component(
                    "datetime",
                    "han",
                    validate={"required": True},
                    conditional={"hide": "=not(co_han)"},
                ),
            ],
        ),
    )


def fields_refused(definition, data, **how):
    with pytest.raises(InvalidData) as refused:
        forms.validate(definition, data, on=TODAY, **how)
    return {error.field for error in refused.value.errors}


def test_a_hidden_field_is_not_asked_and_not_taken(intake):
    data = {"ket_qua": "du", "giay_to_thieu": "x", "co_han": True, "han": "no date"}

    checked = forms.validate(intake, data, on=TODAY)

    assert checked.values == {"ket_qua": "du"}


def test_a_hidden_field_clears_its_variable(intake):
    checked = forms.validate(intake, {"ket_qua": "du", "co_han": True}, on=TODAY)

    assert checked.scalars == {"ket_qua": "du", "co_han": None, "han": None}


def test_a_shown_field_is_asked(intake):
    assert fields_refused(intake, {"ket_qua": "thieu"}) == {"giay_to_thieu"}
    assert fields_refused(intake, {"ket_qua": "thieu", "co_han": True}) == {"giay_to_thieu", "han"}


def test_what_depends_on_a_hidden_answer_sees_nothing(intake):
    """The tick under the closed group does not open the date."""
    shown = {
        f.key for f in forms.view(intake, {"ket_qua": "du", "co_han": True}, language="vi").fields
    }

    assert shown == {"ket_qua"}


def test_dates_and_numbers_are_compared_as_such():
    definition = form_of(
        component("datetime", "ngay"),
        component("number", "so", decimalDigits=1),
        component("textfield", "muon", conditional={"hide": '=ngay <= date("2023-11-20")'}),
        component("textfield", "lon", conditional={"hide": "=so < 9.5"}),
    )

    checked = forms.validate(definition, {"ngay": "21/11/2023", "so": "10"}, on=TODAY)

    assert set(checked.values) == {"ngay", "so", "muon", "lon"}


def test_a_condition_that_cannot_be_computed_keeps_the_field_in_sight():
    definition = form_of(
        component("number", "so"),
        component("textfield", "o", conditional={"hide": "=1 / so > 2"}),
    )

    assert "o" in forms.validate(definition, {"so": 0}, on=TODAY).values


def test_a_reason_is_asked_of_the_rows_that_need_one():
    definition = form_of(
        component("checkbox", "tra_lai"),
        component(
            "nominees",
            "ket_luan",
            columns=[
                component(
                    "select",
                    "outcome",
                    values=[option("du", "Đủ"), option("giu", "Giữ")],
                    validate={"required": True},
                    conditional={"hide": "=tra_lai"},
                ),
                component(
                    "textfield",
                    "note",
                    validate={"required": True},
                    conditional={"hide": '=outcome = null or outcome = "du"'},
                ),
            ],
        ),
    )
    rows = [FormRow(id=key, label=key) for key in ("a", "b")]
    data = {"ket_luan": {"a": {"outcome": "du", "note": "x"}, "b": {"outcome": "giu"}}}

    assert fields_refused(definition, data, rows=rows) == {"ket_luan.b.note"}

    data["ket_luan"]["b"]["note"] = "Chờ xác minh"
    checked = forms.validate(definition, data, on=TODAY, rows=rows)
    assert checked.rows == {"a": {"outcome": "du"}, "b": {"outcome": "giu", "note": "Chờ xác minh"}}


def test_a_row_is_asked_only_what_the_law_asks_of_its_kind():
    asked = '=row.kind != "person" or law("registration") != true'
    definition = form_of(
        component(
            "nominees",
            "ket_luan",
            columns=[
                component("checkbox", "registered", conditional={"hide": asked}),
                component("number", "members", conditional={"hide": '=row.kind = "person"'}),
            ],
        )
    )
    data = {"ket_luan": {key: {"registered": True, "members": "7"} for key in "ab"}}

    def answered(law):
        rows = [
            FormRow(id="a", label="1", about={"kind": "person"}, law=law),
            FormRow(id="b", label="2", about={"kind": "group"}, law=law),
        ]
        return forms.validate(definition, data, on=TODAY, rows=rows).rows

    demanding, silent = answered({"registration": True}.get), answered({}.get)

    assert demanding == {"a": {"registered": True}, "b": {"members": 7}}
    assert silent == {"a": {}, "b": {"members": 7}}
    # Where no law is at hand, nothing is kept from sight.
    assert answered(None)["a"] == {"registered": True}


def test_only_a_column_has_a_row_and_a_law_to_ask():
    hide = {"hide": '=law("registration") = true'}

    found = forms.check(text_of(component("textfield", "ten", conditional=hide)), "thu")

    assert [problem.rule for problem in found] == ["form-condition-law"]


def test_an_answer_that_was_hidden_comes_back_with_its_question(intake):
    kept = {"ket_qua": "thieu", "giay_to_thieu": "Biên bản", "co_han": True, "han": "01/12/2023"}

    posted = {"_shown": ["ket_qua"], "ket_qua": ["du"]}
    hidden = forms.from_request(intake, posted, kept)
    back = forms.from_request(intake, {"_shown": ["ket_qua"], "ket_qua": ["thieu"]}, hidden)

    assert hidden == {**kept, "ket_qua": "du"}
    assert back == kept


def test_a_page_knows_which_answers_make_fields_come_and_go(intake):
    view = forms.view(intake, {"ket_qua": "thieu"}, language="vi")

    [result, group] = view.fields
    assert view.refreshes
    assert result.refreshes
    assert {f.key: f.refreshes for f in group.fields} == {"giay_to_thieu": False, "co_han": True}
