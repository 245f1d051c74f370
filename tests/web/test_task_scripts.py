"""The desk of an officer in a real browser: preview, drafts, fields that come and go."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.web.site import Site

pytestmark = pytest.mark.slow


@pytest.fixture
def site(served: tuple[Site, str]) -> Site:
    return served[0]


@pytest.fixture
def address(served: tuple[Site, str]) -> str:
    return served[1]


@pytest.fixture
def dossier(site: Site) -> Dossier:
    filed = site.office.files(nominees=2)
    site.office.accepts(filed)
    return filed


@pytest.fixture
def desk(site: Site, address: str, dossier: Dossier, page: Page) -> Page:
    """The officer's browser, signed in."""
    _signs_in(site, address, page, "officer")
    page.goto(f"{address}/viec")
    page.wait_for_selector("[data-row][data-htmx-powered]")
    return page


def _signs_in(site: Site, address: str, page: Page, who: str) -> None:
    cookie = site.as_(who).client.get_cookie("vinhdanh")
    assert cookie is not None
    page.context.add_cookies([{"name": "vinhdanh", "value": cookie.value, "url": address}])


def test_going_down_the_list_shows_the_task_beside_it(desk: Page, dossier: Dossier) -> None:
    desk.keyboard.press("j")

    expect(desk.locator("#xem-truoc")).to_contain_text(dossier.record.code)
    expect(desk.locator("#xem-truoc")).to_contain_text("R-TIME-07")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(
        f"{desk.url.rpartition('/viec')[0]}/viec/{dossier.task('appraise').id}"
    )


def test_what_is_typed_is_kept_and_fields_come_as_they_are_needed(
    desk: Page, dossier: Dossier
) -> None:
    first = dossier.nominees[0]
    desk.goto(f"{desk.url}/{dossier.task('appraise').id}")

    desk.fill("[name=appraisal_opinion]", "Đang viết dở")
    desk.select_option(f"[name='nominees.{first.id}.outcome']", "held")

    note = desk.locator(f"[name='nominees.{first.id}.outcome_note']")
    expect(note).to_be_visible()
    expect(desk.locator("#cong")).to_contain_text("Còn 1 trường hợp")
    expect(desk.locator("[name=appraisal_opinion]")).to_have_value("Đang viết dở")
    expect(desk.locator("[data-draft-status]")).to_contain_text("08:00")
    desk.reload()
    expect(desk.locator("[name=appraisal_opinion]")).to_have_value("Đang viết dở")
    expect(note).to_be_visible()


def test_what_is_typed_while_the_form_is_redrawn_stays(
    site: Site, desk: Page, dossier: Dossier
) -> None:
    first, second = dossier.nominees
    desk.goto(f"{desk.url}/{dossier.task('appraise').id}")
    desk.select_option(f"[name='nominees.{second.id}.outcome']", "held")
    desk.fill(f"[name='nominees.{second.id}.outcome_note']", "Của người thứ hai")

    desk.eval_on_selector(
        "form[data-completes]",
        "form => form.insertAdjacentHTML('beforeend', '<input type=file name=kem-theo>')",
    )
    scan = FilePayload(name="quet.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7")
    desk.set_input_files("[name=kem-theo]", [scan])

    with desk.expect_request("**/lam-moi") as asked:
        desk.select_option(f"[name='nominees.{first.id}.outcome']", "held")
    desk.fill("[name=appraisal_opinion]", "Gõ trong lúc chờ")
    desk.check("[name=originals_checked]")

    note = desk.locator(f"[name='nominees.{first.id}.outcome_note']")
    expect(note).to_be_visible()
    expect(note).to_have_value("")
    expect(desk.locator(f"[name='nominees.{second.id}.outcome_note']")).to_have_value(
        "Của người thứ hai"
    )
    expect(desk.locator("[name=appraisal_opinion]")).to_have_value("Gõ trong lúc chờ")
    expect(desk.locator("[name=originals_checked]")).to_be_checked()
    # A chosen file travels with the form when that is handed in, not with every answer.
    sent = asked.value.post_data or ""
    assert "appraisal_opinion" in sent and "quet.pdf" not in sent


def test_control_enter_completes_and_says_where_it_went(desk: Page, dossier: Dossier) -> None:
    task = dossier.task("appraise")
    start = desk.url
    desk.goto(f"{start}/{task.id}")
    for row in dossier.nominees:
        desk.select_option(f"[name='nominees.{row.id}.outcome']", "eligible")
    desk.fill("[name=appraisal_opinion]", "Hồ sơ đủ thành phần, đúng đối tượng, đề nghị khen.")
    desk.check("[name=originals_checked]")
    desk.check("[name=appraisal_result][value=propose]")

    desk.keyboard.press("Control+Enter")

    expect(desk).to_have_url(start)
    expect(desk.locator("#thong-bao .v-toast")).to_be_visible()
    assert dossier.open_steps == ["publish_list"]


def test_a_gate_that_wants_the_signed_paper_sees_that_it_was_chosen(
    site: Site, address: str, page: Page
) -> None:
    signing = Journey(site.office).goes(site.office.files(nominees=1), until="sign")
    _signs_in(site, address, page, "chairman")
    page.goto(f"{address}/viec/{signing.task('sign').id}")
    gate = page.locator("#cong li", has_text="Người có thẩm quyền đã ký")
    page.get_by_label("Đã ký quyết định").check()
    expect(gate).to_contain_text("Chưa đính kèm")

    paper = FilePayload(name="da-ky.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7")
    page.locator("[name=scan]").set_input_files(paper)

    expect(gate).not_to_have_class("is-shut")
    expect(gate).to_contain_text("Tệp đã chọn được kiểm tra khi bấm Hoàn thành.")
    expect(page.locator("#cong-nhac")).to_be_hidden()


def test_several_tasks_are_taken_from_the_list(site: Site, desk: Page, dossier: Dossier) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press(" ")
    expect(desk.locator("[data-selected-count]")).to_have_text("1")

    desk.click("button[value=claim]")

    expect(desk.locator("#thong-bao .v-toast")).to_be_visible()
    assert dossier.task("appraise").assignee == site.world.people["officer"]
