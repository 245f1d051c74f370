"""A form file is read whole, or everything that is wrong with it is told with its place."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

import forms
from engine.errors import ModelError, NotFound
from engine.model import Severity
from forms import InvalidForm
from forms.catalogue import FormCatalogue
from forms.definition import FieldKind
from tests.forms.form_building import TODAY, component, option, text_of


def rules(text: str | bytes) -> dict[str, str]:
    """Rule to element of every error."""
    found = forms.check(text, "thu")
    return {p.rule: p.element for p in found if p.severity is Severity.ERROR}


def test_a_form_of_camundas_modeler_is_read_as_it_is():
    text = """{
      "type": "default", "id": "Form_1", "schemaVersion": 18, "executionPlatform": "Camunda Cloud",
      "exporter": {"name": "Camunda Modeler"},
      "components": [
        {"type": "text", "text": "# Phiếu"},
        {"type": "textfield", "key": "ten", "label": "Tên", "layout": {"row": "R1", "columns": 8},
         "validate": {"required": true, "minLength": 2, "maxLength": "80"}},
        {"type": "number", "key": "so", "label": "Số", "decimalDigits": 1,
         "validate": {"min": 0.5, "max": 10}},
        {"type": "datetime", "subtype": "date", "key": "ngay", "dateLabel": "Ngày",
         "disallowPassedDates": true},
        {"type": "group", "label": "Nhóm", "components": [
          {"type": "checkbox", "key": "dong_y", "label": "Đồng ý"},
          {"type": "separator"}]},
        {"type": "button", "action": "submit", "label": "Gửi"}
      ]}"""

    definition = forms.load(text, "phieu")

    assert list(definition.fields) == ["ten", "so", "ngay", "dong_y"]
    assert definition.fields["ten"].max_length == 80
    assert definition.fields["so"].minimum == Decimal("0.5")
    assert definition.fields["ngay"].earliest == "today"
    assert definition.fields["ngay"].label.vi == "Ngày"


def test_english_that_is_missing_is_a_warning():
    text = text_of({"type": "textfield", "key": "ten", "label": "Tên"})

    [problem] = forms.check(text, "thu")

    assert problem.severity is Severity.WARNING
    assert problem.rule == "form-english"
    assert problem.element == "ten"
    assert forms.load(text, "thu").fields["ten"].label.in_language("en") == "Tên"


def test_a_problem_names_file_and_line():
    text = '{"components": [\n\n{"type": "textfield", "key": "ô nhập", "label": "Tên"}]}'

    problem = next(p for p in forms.check(text, "phieu") if p.rule == "form-key")

    assert (problem.file, problem.element, problem.line) == ("phieu", "ô nhập", 3)


# Each of these would make the form mean something else than its author wrote
@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (component("slider", "o"), "form-component"),
        (component("textfield", ""), "form-key"),
        (component("textfield", "hai từ"), "form-key"),
        (component("textfield", "a.b"), "form-key"),
        (component("textfield", "_csrf"), "form-key"),
        (component("textfield", "dossier"), "form-key"),
        (component("textfield", "null"), "form-key"),
        (component("textfield", "satisfies"), "form-key"),
        (component("textfield", "o", validate={"minLength": 9, "maxLength": 2}), "form-bounds"),
        (component("textfield", "o", validate={"maxLength": 10**9}), "form-attribute"),
        (component("textfield", "o", validate={"required": "yes"}), "form-attribute"),
        (component("textfield", "o", validate=[]), "form-attribute"),
        (component("textfield", "o", validate={"pattern": "(a+)+$"}), "form-pattern"),
        (component("textfield", "o", properties={"pattern": "(a+)+$"}), "form-pattern"),
        (component("number", "o", validate={"min": 5, "max": 1}), "form-bounds"),
        (component("number", "o", validate={"min": "năm"}), "form-attribute"),
        (component("datetime", "o", subtype="time"), "form-subtype"),
        (component("datetime", "o", properties={"latest": "hôm qua"}), "form-bounds"),
        (component("select", "o"), "form-options"),
        (component("radio", "o", values=[option("a", "A"), option("a", "B")]), "form-options"),
        (component("radio", "o", values=[option("", "A")]), "form-options"),
        (component("radio", "o", values=[option(str(i), "A") for i in range(201)]), "form-options"),
        (component("nominees", "o", columns=[]), "form-columns"),
        (component("nominees", "o", columns=[component("filepicker", "t")]), "form-columns"),
        (component("group", "o", path="nhom", components=[]), "form-path"),
        (component("group", "o", components="x"), "form-attribute"),
        ({"type": "textfield", "key": "o"}, "form-label"),
        (component("textfield", "o", conditional={"hide": "=1 +"}), "form-condition"),
        (component("textfield", "o", conditional={"hide": "=lạ = 1"}), "form-condition-name"),
        (component("textfield", "o", conditional={"hide": "=o = null"}), "form-condition-circle"),
    ],
)
def test_a_broken_component_is_named(broken, rule):
    found = rules(text_of(broken))

    assert rule in found
    with pytest.raises(InvalidForm) as refused:
        forms.load(text_of(broken), "thu")
    assert rule in {problem.rule for problem in refused.value.problems}


def test_all_problems_are_told_at_once():
    text = text_of(component("slider", "a"), component("select", "b"), component("number", "b"))

    assert rules(text) == {"form-component": "a", "form-options": "b", "form-key-twice": "b"}


def test_fields_that_hide_one_another_in_a_circle_are_refused():
    text = text_of(
        component("checkbox", "a", conditional={"hide": "=b"}),
        component("checkbox", "b", conditional={"hide": "=a"}),
        component("checkbox", "c", conditional={"hide": "=not(d)"}),
        component("checkbox", "d"),
    )

    circle = [p.element for p in forms.check(text, "x") if p.rule == "form-condition-circle"]

    assert circle == ["a", "b"]


def test_two_grids_are_one_too_many():
    columns = [component("textfield", "note")]
    text = text_of(
        component("nominees", "a", columns=columns), component("nominees", "b", columns=columns)
    )

    assert "form-grids" in rules(text)


# Not UTF-8, not JSON, not an object, numbers and depths that break readers, members said twice
@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe\x00",
        b"",
        "",
        "null",
        "[]",
        '{"components": {}}',
        '{"components": [1]}',
        '{"components": [{"type": "textfield", "key": "a", "key": "b"}]}',
        '{"components": [{"type": "number", "validate": {"min": NaN}}]}',
        '{"components": [{"type": "number", "validate": {"min": 1e999}}]}',
        '{"components": [{"type": "number", "validate": {"min": %s}}]}' % ("9" * 5000),
        '{"components": ' + "[" * 100_000,
        '{"components": [' + '{"type":"group","label":"x","components":[' * 500 + "]}" * 500 + "]}",
        '{"components": [{"type": "textfield", "key": "\\ud800", "label": "\\u0000"}]}',
        " " * 600_000,
    ],
    ids=range(15),
)
def test_odd_bytes_are_problems_not_exceptions(text):
    assert any(p.severity is Severity.ERROR for p in forms.check(text, "thu"))
    with pytest.raises(ModelError):
        forms.load(text, "thu")


def test_a_catalogue_finds_forms_by_key(tmp_path):
    (tmp_path / "phieu.form").write_text(text_of(component("checkbox", "a")), encoding="utf-8")

    catalogue = FormCatalogue.from_directory(tmp_path)

    assert list(catalogue) == ["phieu"]
    assert catalogue["phieu"] is catalogue.form("phieu")
    with pytest.raises(NotFound):
        catalogue.form("khong_co")


def test_the_forms_of_the_product_are_without_fault_and_in_both_languages():
    catalogue = FormCatalogue.from_directory()

    found = [str(p) for key in catalogue for p in forms.check(catalogue.text(key), key)]

    assert len(catalogue) > 0
    assert found == []


def test_the_schema_is_built_once(appraisal):
    assert appraisal.schema() is appraisal.schema()
    assert set(appraisal.schema().fields) == set(appraisal.fields)


def test_only_kinds_without_free_text_are_scalars():
    kinds = [FieldKind.TEXT, FieldKind.TEXTAREA, FieldKind.FILES, FieldKind.CHECKLIST]
    options = [option("a", "A")]
    definition = forms.load(
        text_of(*(component(kind, kind.value, values=options) for kind in kinds)), "thu"
    )

    assert definition.scalar_fields() == frozenset()


def test_the_engine_validates_by_text(complete, nominees):
    validator = forms.DefinitionValidator()
    text = json.dumps({"components": [component("checkbox", "dong_y")]})

    checked = validator.validate(text, "thu", {"dong_y": True, "la": 1}, rows=nominees, on=TODAY)

    assert checked.scalars == {"dong_y": True}
    assert validator.scalar_fields(text, "thu") == {"dong_y"}
    with pytest.raises(ModelError):
        validator.validate("{}", "thu", {}, on=TODAY)
