"""A form is shown in either language with what was typed, its errors and its nominees."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from lxml import html

import forms
from engine.errors import InvalidData
from tests.forms.form_building import TODAY, component, form_of, option

TEMPLATES = Path(__file__).parents[2] / "web" / "templates"


@pytest.fixture(scope="module")
def draw():
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    # The extension adds it to the environment.
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals["icons_url"] = "/static/icons.svg"
    template = environment.from_string(
        '{% import "forms/form.html" as f %}<form>{{ f.form_errors(form, say) }}'
        '{{ f.form_fields(form, say, {"unit": "Đơn vị"}, "/nhap") }}</form>'
        "{{ f.form_answers(form) }}"
    )

    def page(view):
        return html.fromstring(f"<main>{template.render(form=view, say=str)}</main>")

    return page


def refused(definition, data, nominees):
    with pytest.raises(InvalidData) as refusal:
        forms.validate(definition, data, on=TODAY, rows=nominees)
    return refusal.value.errors


def by_key(view):
    return {shown.key: shown for shown in view.fields}


def test_answers_are_shown_as_people_write_them(appraisal, complete, nominees):
    checked = forms.validate(appraisal, complete, on=TODAY, rows=nominees)

    shown = by_key(forms.view(appraisal, checked.values, language="vi", files={"0192-a": "bb.pdf"}))

    assert shown["ngay_xet"].value == "08/11/2023"
    assert shown["ty_le"].value == "75,5"
    assert shown["so_nguoi"].value == "12"
    assert shown["doi_chieu"].value == "true"
    assert [o.label for o in shown["kenh"].options if o.chosen] == ["Loa", "Bảng"]
    assert [f.name for f in shown["tep"].files] == ["bb.pdf", "0192-b"]


def test_a_draft_is_shown_as_it_was_typed(appraisal):
    draft = {"ngay_xet": "31/11/2023", "so_nguoi": "mười hai"}

    shown = by_key(forms.view(appraisal, draft, language="vi"))

    assert shown["ngay_xet"].value == "31/11/2023"
    assert shown["so_nguoi"].value == "mười hai"


def test_english_is_shown_where_it_exists(appraisal):
    shown = by_key(forms.view(appraisal, {}, language="en"))

    assert shown["y_kien"].label == "Ý kiến (en)"
    assert shown["ket_luan_chung"].options[0].label == "Đủ điều kiện (en)"


def test_every_error_of_the_summary_leads_to_its_input(appraisal, nominees, draw):
    errors = refused(appraisal, {"y_kien": "Hồ sơ đủ.", "kenh": ["x"]}, nominees)

    page = draw(forms.view(appraisal, {}, language="vi", rows=nominees, errors=errors))

    targets = [link.get("href")[1:] for link in page.iter("a")]
    assert len(targets) == len(errors)
    for target in targets:
        [found] = page.xpath(f'//*[@id="{target}"]')
        assert found.tag in {"input", "select", "textarea"}
        assert found.get("aria-invalid") or found.getparent().getparent().getparent() is not None


def test_ids_on_a_page_are_unique(appraisal, nominees, draw):
    page = draw(forms.view(appraisal, {}, language="vi", rows=nominees))

    ids = page.xpath("//@id")

    assert len(ids) == len(set(ids))


def test_what_a_page_posts_is_what_was_filled_in(appraisal, complete, nominees, draw):
    checked = forms.validate(appraisal, complete, on=TODAY, rows=nominees)
    answers = forms.answers_of(appraisal, checked)

    form = draw(forms.view(appraisal, answers, language="vi", rows=nominees)).find(".//form")
    posted: dict[str, list[str]] = {}
    for name, value in form.form_values():
        posted.setdefault(name, []).append(value)

    data = forms.from_request(appraisal, posted | {"csrf_token": ["x"], "approved": ["1"]})
    assert "approved" not in data
    assert forms.validate(appraisal, data, on=TODAY, rows=nominees) == checked


def test_names_with_quotes_and_markup_stay_text(draw):
    name = """Nguyễn "Thị" O'Hà <script>alert(1)</script>"""
    definition = form_of(component("textfield", "ten", name), component("textarea", "y_kien"))

    page = draw(forms.view(definition, {"ten": name, "y_kien": name}, language="vi"))

    assert page.xpath("//script") == []
    assert page.xpath('//input[@name="ten"]')[0].value == name
    assert page.xpath('//textarea[@name="y_kien"]')[0].value.strip() == name
    assert name in page.xpath("//label")[0].text_content()


def test_a_locked_row_offers_no_input_and_says_why(appraisal, nominees, draw):
    own = [nominees[0], replace(nominees[1], locked="Không tự thẩm định cho mình")]

    page = draw(forms.view(appraisal, {}, language="vi", rows=own))

    names = page.xpath("//@name")
    assert "ket_luan.r-1.outcome" in names
    assert "ket_luan.r-2.outcome" not in names
    assert "Không tự thẩm định cho mình" in page.text_content()
    assert "Trạm Y tế" in page.text_content()


def test_a_finished_form_offers_no_input(appraisal, complete, nominees, draw):
    checked = forms.validate(appraisal, complete, on=TODAY, rows=nominees)
    answers = forms.answers_of(appraisal, checked)

    page = draw(forms.view(appraisal, answers, language="vi", rows=nominees, readonly=True))

    for control in page.xpath("//input[@type != 'hidden'] | //textarea | //select"):
        assert control.get("readonly") is not None or control.get("disabled") is not None


def test_a_box_left_empty_in_the_browser_is_an_answer():
    definition = form_of(
        component("checkbox", "a"),
        component("checklist", "b", values=[option("x", "X")]),
        component("filepicker", "c"),
        component("textfield", "d"),
    )

    assert forms.from_request(definition, {}) == {"a": False, "b": [], "c": [], "d": None}
