"""The drawing board in Chromium: faults at their fields, sentences, keys, clashes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served

KEY = "giay_khen_dot_xuat"
STEP = '.djs-shape[data-element-id="appraise_short"]'


@pytest.fixture
def board(town: Served) -> Page:
    return begun(town, KEY)


def test_a_fault_is_told_at_its_field_mended_undone_and_saved(board: Page) -> None:
    board.locator(STEP).click()
    role = board.locator('[data-field="role"]')
    role.get_by_label("Công chức thi đua, khen thưởng").uncheck()

    fault = board.locator('#s-van-de li[data-rule="human-steps"][data-element="appraise_short"]')
    expect(fault).to_contain_text("Thẩm định nhanh")
    board.locator(".djs-container svg").first.click(position={"x": 20, "y": 300})
    fault.locator("[data-mend]").click()
    expect(role.locator("input").first).to_be_focused()
    role.get_by_label("Công chức thi đua, khen thưởng").check()

    expect(board.locator("#s-van-de")).to_contain_text("Không có vấn đề nào.")
    expect(board.locator("[data-save-status]")).to_contain_text("Đã lưu lúc")
    assert board.locator("html").get_attribute("data-untranslated") is None


def test_conditions_are_sentences_and_the_watermark_is_there(board: Page) -> None:
    board.locator('.djs-connection[data-element-id="Flow_gate_appraisal_refuse_dossier"]').click(
        force=True
    )

    expect(board.locator(".s-sentence")).to_contain_text(re.compile("Kết luận là “.*từ chối.*”"))
    expect(board.locator(".bjs-powered-by")).to_be_visible()

    clause = board.locator(".s-clause").first
    clause.get_by_label("Thông tin").select_option("dossier.nominees")
    clause.get_by_label("Giá trị theo quy định").select_option("council.quorum")
    expect(board.locator(".s-sentence")).to_contain_text(re.compile(r"là .* theo quy định"))
    clause.get_by_label("Giá trị theo quy định").select_option("")
    expect(board.locator(".s-sentence")).not_to_contain_text("theo quy định")


def test_the_board_is_drawn_on_by_keyboard_alone_and_left_at_once_without_loss(board: Page) -> None:
    board.locator("#s-ve").focus()
    for _ in range(4):
        board.keyboard.press("n")
    board.keyboard.press("Enter")
    expect(board.locator("#p-name")).to_be_focused()
    board.keyboard.type("Thẩm định gấp")
    board.keyboard.press("Tab")
    expect(board.locator(".s-panel__head")).to_contain_text("Thẩm định gấp")
    board.keyboard.type("Urgent appraisal")
    expect(board.locator("#p-nameEn")).to_have_value("Urgent appraisal")

    board.locator('[data-block="step"]').focus()
    board.keyboard.press("Enter")

    expect(board.locator("#s-van-de li").filter(has_text="một bước")).not_to_have_count(0)

    board.locator("#p-name").fill("Bước vừa vẽ")
    board.get_by_role("link", name="Đối chiếu").press("Enter")
    expect(board.locator("main")).to_contain_text("Bước vừa vẽ")


def test_a_step_is_carried_to_another_drawing_found_and_taken_back_by_keyboard(
    town: Served, board: Page
) -> None:
    board.locator("#s-ve").focus()
    while not board.locator(".djs-shape.selected[data-element-id=appraise_short]").count():
        board.keyboard.press("n")
    board.keyboard.press("Control+c")
    other = begun(town, "giay_khen_cong_trang")
    before = other.locator(".djs-shape").count()

    other.locator("#s-ve").focus()
    other.keyboard.press("Control+v")

    expect(other.locator("#p-name")).to_have_value("Thẩm định nhanh")
    expect(other.locator("#p-role-award_officer")).to_be_checked()
    other.keyboard.press("Control+z")
    expect(other.locator(".djs-shape")).to_have_count(before)
    other.keyboard.press("Control+f")
    other.keyboard.type("Thẩm định")
    expect(other.locator(".djs-search-result").first).to_be_visible()
    other.keyboard.press("Escape")


def test_the_drawing_leaves_as_a_picture_is_searched_and_has_a_map(board: Page) -> None:
    for tool, head in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        with board.expect_download() as kept:
            board.locator(f'[data-tool="{tool}"]').click()
        assert kept.value.suggested_filename == f"{KEY}.{tool}"
        assert kept.value.path().read_bytes().startswith(head)

    board.locator('[data-tool="search"]').click()
    board.keyboard.type("Thẩm định")
    expect(board.locator(".djs-search-result").first).to_be_visible()
    board.keyboard.press("Escape")
    board.locator('[data-tool="map"]').click()
    expect(board.locator(".djs-minimap .map")).to_be_visible()
    assert board.locator("html").get_attribute("data-untranslated") is None


def test_a_quick_look_walks_along_the_flows_without_data(board: Page) -> None:
    board.locator('[data-tool="quick"]').click()
    look = board.locator(".s-quick")
    for _ in range(2):
        look.get_by_role("button", name="Đi tiếp").click()
    look.get_by_role("button", name="Được tiếp nhận").click()
    look.get_by_role("button", name="Đi tiếp").click()

    expect(board.locator(".vd-current[data-element-id=appraise_short]")).to_be_attached()
    look.get_by_role("button", name="Hết hạn").click()
    expect(look.locator("li")).to_have_count(2)
    look.get_by_role("button", name="Đi tiếp").first.click()
    look.get_by_role("button", name="Từ chối").click()
    expect(board.locator(".vd-current[data-element-id=refuse_dossier]")).to_be_attached()

    look.get_by_role("button", name="Thôi xem").click()
    expect(board.locator(".vd-current")).to_have_count(0)


def begun(town: Served, key: str) -> Page:
    """The board of a new draft, in the administrator's browser."""
    page = town.at("admin", "/soan-quy-trinh")
    page.select_option("#f-quy_trinh", key)
    page.get_by_role("button", name="Bắt đầu bản nháp").click()
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator("[data-checked]")).to_be_attached()
    return page


def test_two_desks_never_overwrite_each_other(town: Served, board: Page) -> None:
    draft, _, _name = board.url.removeprefix(town.url).partition("/ve/")
    saves_meanwhile(town, draft, "Hoàn thành", "Xong việc")

    board.locator(STEP).click()
    board.locator("#p-name").fill("Thẩm định của tôi")
    board.keyboard.press("Control+s")
    board.locator("#p-name").press("Tab")

    dialog = board.get_by_role("dialog")
    expect(dialog).to_contain_text("Thẩm định của tôi")
    dialog.locator('[data-keep="both"]').click()
    expect(dialog).to_have_count(0)
    expect(board.locator(".djs-element", has_text="Xong việc").first).to_be_attached()
    assert f"{KEY}_2.bpmn" in town.site.as_("admin").get(draft).text


def test_what_a_lost_connection_kept_comes_back_and_overwrites_nobody(
    town: Served, board: Page
) -> None:
    draft, _, _name = board.url.removeprefix(town.url).partition("/ve/")
    board.context.route("**/luu/**", lambda route: route.abort())
    board.locator(STEP).click()
    board.locator("#p-name").fill("Thẩm định trên máy này")
    board.locator("#p-name").press("Tab")
    board.keyboard.press("Control+s")
    expect(board.locator("[data-save-status]")).to_contain_text("mất kết nối")
    saves_meanwhile(town, draft, "Hoàn thành", "Xong việc")
    board.context.unroute("**/luu/**")

    board.goto("about:blank")
    board.go_back()
    expect(board.locator("#p-deadline")).to_have_value("procedure.limit")
    board.locator("[data-restore]").click()

    dialog = board.get_by_role("dialog")
    expect(dialog).to_contain_text("Thẩm định trên máy này")
    dialog.locator('[data-keep="mine"]').click()
    expect(board.locator("[data-save-status]")).to_contain_text("Đã lưu lúc")
    assert "Thẩm định trên máy này" in town.site.as_("admin").get(f"{draft}/tep/{KEY}.bpmn").text
    board.reload()
    expect(board.locator("html[data-ready]")).to_be_attached()
    expect(board.locator("[data-kept]")).to_have_count(0)


def saves_meanwhile(town: Served, draft: str, old: str, new: str) -> None:
    """Somebody else changes the drawing while the board is open."""
    other = town.site.as_("admin")
    theirs = other.get(f"{draft}/tep/{KEY}.bpmn").text.replace(old, new)
    saved = other.client.post(
        f"{draft}/luu/{KEY}.bpmn",
        json={"revision": 1, "content": theirs},
        headers={"X-CSRFToken": _token(other)},
    )
    assert saved.status_code == 200


def _token(visitor: object) -> str:
    visitor.get("/tai-khoan")  # type: ignore[attr-defined]  # a Visitor
    return str(visitor._csrf)  # type: ignore[attr-defined]  # the token of the page just seen
