"""Submissions are checked wholly, drafts kept as typed, everything wrong is told at once."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest

import forms
from engine.errors import InvalidData
from tests.forms.form_building import TODAY, component, form_of


def errors_of(definition, data, **how):
    with pytest.raises(InvalidData) as refused:
        forms.validate(definition, data, on=TODAY, **how)
    return {error.field: error.message.key for error in refused.value.errors}


def test_a_complete_form_becomes_plain_values(appraisal, complete, nominees):
    checked = forms.validate(appraisal, complete, on=TODAY, rows=nominees)

    assert checked.values == {
        "bien_ban": "05/BB-THTT",
        "y_kien": "Hồ sơ đủ, thành tích đúng với báo cáo.",
        "so_nguoi": 12,
        "ty_le": "75.5",
        "ngay_xet": "2023-11-08",
        "doi_chieu": True,
        "ket_luan_chung": "du",
        "kenh": ["loa", "bang"],
        "tep": ["0192-a", "0192-b"],
    }
    assert checked.rows == {
        "r-1": {"outcome": "du", "note": None},
        "r-2": {"outcome": "giu", "note": "Chờ xác minh"},
    }


def test_only_short_closed_answers_may_steer_the_flow(appraisal, complete, nominees):
    checked = forms.validate(appraisal, complete, on=TODAY, rows=nominees)

    assert checked.scalars == {
        "so_nguoi": 12,
        "ngay_xet": "2023-11-08",
        "doi_chieu": True,
        "ket_luan_chung": "du",
    }
    assert set(checked.scalars) == appraisal.scalar_fields()


def test_what_the_form_did_not_ask_for_is_not_taken(appraisal, complete, nominees):
    complete |= {"approved": True, "assignee": "me", 7: "x"}
    complete["ket_luan"]["r-1"] |= {"signed": True}

    checked = forms.validate(appraisal, complete, on=TODAY, rows=nominees)

    assert "approved" not in checked.values
    assert "approved" not in checked.scalars
    assert "signed" not in checked.rows["r-1"]


def test_a_read_only_field_keeps_what_the_product_says():
    definition = form_of(component("number", "tong", "Tổng", readonly=True))

    checked = forms.validate(definition, {"tong": 99}, on=TODAY)

    assert checked.values == {}
    assert checked.scalars == {}


def test_everything_wrong_is_told_at_once(appraisal, nominees):
    data = {
        "y_kien": "Hồ sơ đủ.",
        "so_nguoi": "501",
        "ngay_xet": "31/11/2023",
        "kenh": ["đài"],
        "ket_luan": {"r-1": {"outcome": "du"}},
    }

    assert errors_of(appraisal, data, rows=nominees) == {
        "y_kien": "form.too_short",
        "so_nguoi": "form.maximum",
        "ngay_xet": "form.date_day",
        "doi_chieu": "form.required_tick",
        "ket_luan_chung": "form.required_choice",
        "kenh": "form.choice",
        "ket_luan.r-2.outcome": "form.required_choice",
    }


def test_an_error_names_the_person_and_the_column(appraisal, complete, nominees):
    del complete["ket_luan"]["r-2"]

    with pytest.raises(InvalidData) as refused:
        forms.validate(appraisal, complete, on=TODAY, rows=nominees)

    assert [error.label for error in refused.value.errors] == ["2. Vì Văn Thắng: Kết luận"]


def test_a_row_that_left_the_list_is_refused(appraisal, complete, nominees):
    complete["ket_luan"]["r-9"] = {"outcome": "du"}

    assert errors_of(appraisal, complete, rows=nominees) == {"ket_luan": "form.unknown_rows"}


def test_nobody_answers_for_a_locked_row(appraisal, complete, nominees):
    from dataclasses import replace

    own = [nominees[0], replace(nominees[1], locked="Chính mình")]

    with pytest.raises(InvalidData) as refused:
        forms.validate(appraisal, complete, on=TODAY, rows=own)
    said = [(one.field, one.message.key, one.message.text) for one in refused.value.errors]
    assert said == [("ket_luan.r-2", "form.row_locked", "Chính mình")]
    del complete["ket_luan"]["r-2"]
    assert set(forms.validate(appraisal, complete, on=TODAY, rows=own).rows) == {"r-1"}


def test_the_day_of_the_submission_bounds_dates(appraisal, complete, nominees):
    tomorrow = TODAY + timedelta(days=1)
    complete["ngay_xet"] = tomorrow.isoformat()

    assert errors_of(appraisal, complete, rows=nominees) == {"ngay_xet": "form.latest"}
    forms.validate(appraisal, complete, on=tomorrow, rows=nominees)


def test_decomposed_text_is_stored_composed_and_trimmed():
    definition = form_of(component("textfield", "ten"), component("textarea", "y_kien"))
    typed = {"ten": unicodedata.normalize("NFD", "  Lò   Thị\u200b Biên "), "y_kien": "a\r\nb\n"}

    checked = forms.validate(definition, typed, on=TODAY)

    assert checked.values == {"ten": "Lò Thị Biên", "y_kien": "a\nb"}


def test_names_with_quotes_and_markup_are_only_text():
    definition = form_of(component("textfield", "ten"))
    name = """Nguyễn "Thị" O'Hà <script>alert(1)</script> {{7*7}} =1+1"""

    assert forms.validate(definition, {"ten": name}, on=TODAY).values == {"ten": name}


def nested(levels: int) -> object:
    tree: object = "x"
    for _ in range(levels):
        tree = [tree]
    return tree


# NUL, half a character, not a number, 5 000 digits, 3 000 levels, wrong kinds, far too long
@pytest.mark.parametrize("kind", ["textfield", "textarea", "number", "datetime", "filepicker"])
@pytest.mark.parametrize(
    "hostile",
    [
        "a\x00b",
        "a\ud800",
        float("nan"),
        float("inf"),
        10**5000,
        "9" * 5000,
        nested(3000),
        {"a": nested(3000)},
        object(),
        b"bytes",
        "x" * 1_000_000,
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("partial", [False, True])
def test_a_hostile_value_is_refused_by_name(kind, hostile, partial):
    definition = form_of(component(kind, "o"))
    if hostile == "9" * 5000 and (partial or kind == "textarea"):
        hostile = "9" * 100_000

    assert set(errors_of(definition, {"o": hostile}, partial=partial)) == {"o"}


@pytest.mark.parametrize("data", [None, [], "x", 7, nested(3000)])
def test_data_that_is_no_object_is_refused(data):
    assert errors_of(form_of(component("textfield", "o")), data) == {"": "form.data"}


@pytest.mark.parametrize("answer", [nested(3000), "du", {"outcome": nested(3000)}, None, 5])
def test_hostile_rows_are_refused_by_name(appraisal, complete, nominees, answer):
    complete["ket_luan"]["r-2"] = answer

    found = errors_of(appraisal, complete, rows=nominees)

    assert all(path.startswith("ket_luan.r-2") for path in found)


# As Vietnamese writes numbers, as HTML posts them, as JSON has them
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12", 12),
        (" 1.234.567 ", 1234567),
        ("1 234", 1234),
        ("-5", -5),
        (7, 7),
        (7.0, 7),
        ("12,0", 12),
        ("", None),
        (None, None),
    ],
)
def test_whole_numbers_are_read_as_people_write_them(typed, stored):
    checked = forms.validate(form_of(component("number", "so")), {"so": typed}, on=TODAY)

    assert checked.values == {"so": stored}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("12,5", "12.5"), ("12.50", "12.5"), ("1.234,5", "1234.5"), (0.1, "0.1"), ("1500", "1500")],
)
def test_decimals_are_exact_text(typed, stored):
    definition = form_of(component("number", "so", decimalDigits=2))

    assert forms.validate(definition, {"so": typed}, on=TODAY).values == {"so": stored}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("1.500", "form.number_point"),
        ("1,234", "form.decimals"),
        ("mười", "form.number"),
        ("1e9", "form.number"),
        ("٣", "form.number"),
        (True, "form.number"),
        ("9999999999999999", "form.number_size"),
    ],
)
def test_numbers_that_could_mean_two_things_are_refused(typed, key):
    definition = form_of(component("number", "so", decimalDigits=2))

    assert errors_of(definition, {"so": typed}) == {"so": key}


@pytest.mark.parametrize("typed", ["năm", "12,5", "1e3"])
def test_where_things_are_counted_whole_numbers_are_asked_for(typed):
    definition = form_of(component("number", "so"))

    assert errors_of(definition, {"so": typed}) == {"so": "form.whole"}


@pytest.mark.parametrize("typed", ["20/11/2023", "2023-11-20", "20-11-2023", "20.11.2023"])
def test_dates_are_read_in_both_orders(typed):
    checked = forms.validate(form_of(component("datetime", "ngay")), {"ngay": typed}, on=TODAY)

    assert checked.scalars == {"ngay": "2023-11-20"}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("29/02/2023", "form.date_day"),
        ("00/01/2023", "form.date_day"),
        ("01/13/2023", "form.date_month"),
        ("01/01/0001", "form.date_year"),
        ("01/01/9999", "form.date_year"),
        ("hôm nay", "form.date"),
        ("2023/11/20", "form.date"),
    ],
)
def test_a_wrong_date_says_what_is_wrong(typed, key):
    assert errors_of(form_of(component("datetime", "ngay")), {"ngay": typed}) == {"ngay": key}


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        ("citizen-id", "014085001234", "14085001234"),
        ("document-number", "45/QĐ-UBND", "45 QĐ"),
        ("web-address", "https://yenchau.sonla.gov.vn/tin?so=4", "abc def"),
        ("web-address", "http://vidu.vn", "javascript:alert(1)//vidu.vn"),
        ("year", "2023", "23"),
        ("phone", "0912345678", "12"),
        ("email", "ten@vidu.vn", "ten@vidu"),
        ("digits", "007", "7a"),
    ],
)
def test_a_named_pattern_is_asked_of_the_whole_text(pattern, right, wrong):
    definition = form_of(component("textfield", "o", properties={"pattern": pattern}))

    assert forms.validate(definition, {"o": right}, on=TODAY).values == {"o": right}
    assert errors_of(definition, {"o": wrong}) == {"o": f"form.pattern.{pattern}"}


def test_files_are_ids_of_stored_attachments():
    definition = form_of(component("filepicker", "tep", multiple=True, properties={"maxFiles": 2}))

    assert errors_of(definition, {"tep": ["../../etc/passwd"]}) == {"tep": "form.file"}
    assert errors_of(definition, {"tep": ["a", "b", "c"]}) == {"tep": "form.files"}
    twice = forms.validate(definition, {"tep": ["a", "a", ""]}, on=TODAY)
    assert twice.values == {"tep": ["a"]}


def test_a_draft_is_kept_as_typed_and_becomes_no_variable(appraisal, nominees):
    typed = {
        "approved": True,
        "y_kien": "Hồ",
        "so_nguoi": "mười hai",
        "ngay_xet": "31/11/2023",
        "ket_luan": {"r-1": {"note": "x" * 300}, "r-9": {"outcome": "du"}},
    }

    draft = forms.validate(appraisal, typed, on=TODAY, partial=True, rows=nominees)

    assert draft.values == {"y_kien": "Hồ", "so_nguoi": "mười hai", "ngay_xet": "31/11/2023"}
    assert draft.rows == {"r-1": {"note": "x" * 300}}
    assert draft.scalars == {}
