"""Decision tables and forms in the browser: every view, law from lists, tried on sample data."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import PHONE, Served
from tests.studio.drawing import BPMN
from tests.studio.meaning import meaning

pytestmark = pytest.mark.slow

TABLE, DECISION = "tieu_chuan.dmn", "Lao động tiên tiến"
INSERTED = '<text>law("eligibility.ldtt_min_months")</text>'
FORMS = BPMN.parent / "forms" / "definitions"
FORM = "tham_dinh_dot_xuat.form"


def opened(town: Served, file: str) -> Page:
    """The board of a form or table that is in force."""
    page = town.at("admin", "/soan-quy-trinh")
    page.select_option("#f-tep-don", file)
    page.locator("form:has(#f-tep-don) button").click()
    expect(page.locator("html[data-ready]")).to_be_attached()
    return page


def saved(town: Served, page: Page) -> str:
    """The file as it stands in the draft."""
    page.keyboard.press("Control+s")
    expect(page.locator("[data-save-status]")).to_contain_text("Đã lưu lúc")
    draft, _, name = page.url.removeprefix(town.url).partition("/ve/")
    return str(town.site.as_("admin").get(f"{draft}/tep/{name}").text)


def fits_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dictionary
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    narrow = "[...document.querySelectorAll('.s-board > *')].map((one) => one.offsetWidth)"
    assert wide[0] <= wide[1] and min(page.evaluate(narrow)) > PHONE["width"] * 0.9


def test_the_delivered_table_is_read_tried_and_given_a_value_of_the_law(town: Served) -> None:
    page = opened(town, TABLE)
    for view in page.locator("#t-bang button").all():
        view.click()
    page.locator("#t-bang button", has_text=DECISION).first.click()
    rating = page.get_by_label("Xếp loại (nominee.rating)")
    expect(rating).to_be_visible()
    expect(page.locator("th.output-cell", has_text="Kết luận")).to_be_visible()

    page.get_by_label("(nominee.award)").fill("lao_dong_tien_tien")
    rating.fill("failed")
    page.get_by_role("button", name="Tra bảng").click()
    expect(page.locator("[data-result]")).to_contain_text("Dòng khớp:")
    page.locator("td.input-cell").nth(2).click()
    page.select_option("#t-gia-tri", "eligibility.ldtt_min_months")
    page.locator("[data-insert-law]").click()

    text = saved(town, page)
    assert INSERTED in text
    before = (BPMN / TABLE).read_text()
    assert meaning(text.replace(INSERTED, "<text>-</text>", 1)) == meaning(before)
    expect(page.locator(".bjs-powered-by").first).to_be_visible()
    fits_a_phone(page)
    assert page.locator("html").get_attribute("data-untranslated") is None


def test_a_form_is_built_from_lists_and_shown_as_people_will_see_it(town: Served) -> None:
    page = opened(town, FORM)
    page.get_by_label("Thêm trường…").select_option("checklist")
    page.locator("#p-label").fill("Giấy tờ cần xem")
    page.locator("#p-labelEn").fill("Papers to look at")
    page.locator("#p-labelEn").press("Tab")
    page.select_option("#p-optionsFrom", "dossier.parts")
    hide = page.locator('[data-field="hide"]')
    hide.get_by_role("button", name="Thêm điều kiện").click()
    hide.get_by_label("Thông tin").select_option("appraisal_result")
    hide.get_by_label("Giá trị", exact=True).select_option("refuse")

    expect(hide.locator(".s-sentence")).to_contain_text("là “")
    expect(page.locator("#f-xem")).to_contain_text("Giấy tờ cần xem")
    text = saved(town, page)
    assert '"optionsFrom": "dossier.parts"' in text
    assert 'appraisal_result = \\"refuse\\"' in text
    *kept, _added = json.loads(text)["components"]
    assert kept == json.loads((FORMS / FORM).read_text())["components"]
    fits_a_phone(page)
    assert page.locator("html").get_attribute("data-untranslated") is None
