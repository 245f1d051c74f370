"""A procedure from first stroke to moved dossiers, by mouse and again by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.served import Served
from workflows.queries.procedures import versions_of

pytestmark = pytest.mark.slow

KEY = "giay_khen_dot_xuat"
REASON = "Thêm bước rà soát theo kết luận giao ban"
ADDED = "Rà soát danh sách"


class Mouse:
    """Clicks."""

    def press(self, target: Locator) -> None:
        target.click()

    def selects(self, board: Page, element: str) -> None:
        board.get_by_role("button", name="Vừa khung").click()
        board.locator(f'.djs-shape[data-element-id="{element}"]').click(position={"x": 5, "y": 5})


class Keyboard:
    """Never touches the mouse: whatever is pressed takes the focus, as Tab would give it."""

    def press(self, target: Locator) -> None:
        target.focus()
        expect(target).to_be_focused()
        kind = target.get_attribute("type")
        target.press("Space" if kind in ("checkbox", "radio") else "Enter")

    def selects(self, board: Page, element: str) -> None:
        board.locator("#s-ve").focus()
        for _ in range(40):
            board.keyboard.press("n")
            if board.locator(f'.djs-shape.selected[data-element-id="{element}"]').count():
                return
        raise AssertionError(f"{element} is out of reach")


Hand = Mouse | Keyboard


@pytest.mark.parametrize("hand", [Mouse(), Keyboard()], ids=["mouse", "keyboard"])
def test_a_procedure_is_changed_tried_reviewed_published_and_dossiers_move(
    town: Served, hand: Hand
) -> None:
    stopped = twenty_dossiers_run(town)
    board = begins(town, hand)

    draws_a_step(board, hand)
    is_stopped_at_the_gate_and_mends_it(board, hand)
    address = board.url.partition("/ve/")[0]
    tries_it_across_tet(board, address, hand)
    compares(board, address)
    hands_it_in(board, address, hand)
    review(town, address, hand)
    publishes(town, address, hand)
    moves_and_takes_back(town, hand, stopped)


def twenty_dossiers_run(town: Served) -> list[str]:
    """Three wait for a signature and are late, seventeen have just been handed in."""
    office, clock = town.site.office, town.clock
    quickly = {"simplified_ground": "unexpected_deed", "event_date": office.today.isoformat()}
    late = [office.files(KEY, 1, event_date=office.today) for _ in range(3)]
    for one in late:
        office.accepts(one)
        office.appraises(one, element="appraise_short", **quickly)
    clock.passes(working_days=15)
    for _ in range(17):
        office.files(KEY, 1, event_date=office.today)
    return [one.record.code for one in late]


def begins(town: Served, hand: Hand) -> Page:
    board = town.at("admin", "/soan-quy-trinh")
    board.select_option("#f-quy_trinh", KEY)
    hand.press(board.get_by_role("button", name="Bắt đầu bản nháp"))
    expect(board.locator("html[data-ready]")).to_be_attached()
    expect(board.locator("[data-checked]")).to_be_attached()
    return board


def draws_a_step(board: Page, hand: Hand) -> None:
    hand.selects(board, "appraise_short")
    hand.press(board.locator('[data-block="step"]'))
    expect(board.locator(".s-panel__head")).to_contain_text("Bước: chưa có tên")
    types(board, "#p-name", ADDED)
    types(board, "#p-nameEn", "Look the list through")
    hand.press(board.locator("#p-role-award_officer"))
    board.select_option("#p-form", "tham_dinh_dot_xuat")
    board.select_option("#p-deadline", "own")
    types(board, "#p-deadline-amount", "1")
    basis = board.locator('[data-field="legalBasis"] select')
    basis.focus()
    basis.select_option("R-DOS-02")
    hand.press(board.locator("#p-gates-lateness_explained"))
    expect(board.locator("#s-van-de")).to_contain_text("Không có vấn đề nào.")


def is_stopped_at_the_gate_and_mends_it(board: Page, hand: Hand) -> None:
    hand.selects(board, "sign")
    gate = board.locator("#p-gates-signature_evidence")
    hand.press(gate)

    fault = board.locator('#s-van-de li[data-rule="gates-on-every-way"][data-element="sign"]')
    expect(fault).to_contain_text("Chủ tịch ký quyết định")
    hand.press(fault.locator("[data-mend]"))
    expect(board.locator('[data-field="gates"] input').first).to_be_focused()
    hand.press(gate)
    expect(board.locator("#s-van-de")).to_contain_text("Không có vấn đề nào.")
    board.keyboard.press("Control+s")
    expect(board.locator("[data-save-status]")).to_contain_text("Đã lưu lúc")


def tries_it_across_tet(page: Page, address: str, hand: Hand) -> None:
    page.goto(f"{address}/chay-thu")
    page.fill("#f-ngay", "05/02/2024")
    hand.press(page.locator("main form .v-btn--main").first)
    for _ in range(3):
        hand.press(page.locator('button[name="lam"][value="complete"]').first)
    expect(page.locator("#gio")).to_contain_text("Chủ tịch ký quyết định")
    hand.press(page.locator('form:has(input[name="den"][value="tet"]) button'))
    expect(page.locator("main")).to_contain_text("/02/2024")
    types(page, "#f-ten", "Qua Tết đến bước ký")
    hand.press(page.locator('form[action$="/ghi"] button'))
    expect(page.locator("#f-kich_ban")).to_contain_text("Đều đạt")


def compares(page: Page, address: str) -> None:
    page.goto(f"{address}/so-sanh/{KEY}.bpmn")
    expect(page.locator("main")).to_contain_text(ADDED)


def hands_it_in(page: Page, address: str, hand: Hand) -> None:
    page.goto(address)
    types(page, "#f-ly_do", REASON)
    if page.locator("#f-ly_do_canh_bao").count():
        types(page, "#f-ly_do_canh_bao", REASON)
    hand.press(page.locator("#trinh .v-btn--main"))
    expect(page.locator("form[action$='/rut'] button")).to_be_visible()
    expect(page.locator("form[action$='/duyet']")).to_have_count(0)


def review(town: Served, address: str, hand: Hand) -> None:
    page = town.at("head", address.removeprefix(town.url))
    hand.press(page.locator("form[action$='/duyet'] .v-btn--main"))
    expect(page.locator("main")).to_contain_text("Đã duyệt")


def publishes(town: Served, address: str, hand: Hand) -> None:
    page = town.at("admin", address.removeprefix(town.url))
    hand.press(page.locator("form[action$='/ban-hanh'] button"))
    expect(page.locator("main")).to_contain_text("Đã ban hành")
    with town.site.world.engine.view() as view:
        assert [one.number for one in versions_of(view, KEY)] == [2, 1]


def moves_and_takes_back(town: Served, hand: Hand, stopped: list[str]) -> None:
    page = town.at("admin", f"/quy-trinh/{KEY}/chuyen-ho-so")
    refused = page.locator('tr:has(input[name="ho_so"][disabled])')
    expect(refused).to_have_count(3)
    for code in stopped:
        expect(refused.filter(has_text=code).locator(".v-under").last).not_to_be_empty()
    types(page, "#f-ly_do", REASON)
    types(page, "#f-xac_nhan", "17")
    hand.press(page.locator("form[method=post] .v-btn--main").last)
    expect(page.locator(".v-lines li", has_text="đã chuyển")).to_have_count(17)
    hand.press(page.locator("details[data-confirm] > summary"))
    types(page, "[name=reason]", "Chuyển nhầm phiên bản, trả về như cũ")
    hand.press(page.locator("form[action$='/hoan-tac'] .foot button:not([data-close])"))
    expect(page.locator(".v-lines li", has_text="đã chuyển lại")).to_have_count(17)


def types(page: Page, field: str, text: str) -> None:
    page.locator(field).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Tab")
