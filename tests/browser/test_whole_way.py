"""R-PROC-01 in Chromium: from a unit's Excel list to the public register, desk by desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engine.clock import local
from tests.browser.served import Served
from tests.scenario.council import EVERYBODY
from tests.scenario.dossier import Dossier
from tests.workbooks.workbook_building import TEACHER, but, workbook
from workflows.tables.dossiers import dossier as dossier_table

pytestmark = pytest.mark.slow

TITLE = "Giấy khen nhà giáo tiêu biểu 2023"
SECOND = but(TEACHER, name="Cầm Văn Ín", id_number="014185001235")
NAMES = ("Lò Thị Biên", "Cầm Văn Ín")
ANSWER = "Đã xác minh, thành tích kê khai đúng với hồ sơ lưu của trường."


def test_an_excel_list_becomes_a_decision_in_the_public_register(town: Served, scan: Path) -> None:
    dossier, code = hand_in(town, scan)
    accept(town, dossier)
    appraise(town, dossier)
    post_the_list(town, dossier, scan)
    opinion_code = send_an_opinion(town)
    answer_the_opinion(town)
    assert_answered(town, opinion_code)
    wait_out_the_publication(town, dossier)
    close_the_publication(town, dossier, scan)
    meet_and_vote(town, dossier)
    write_the_minutes(town, dossier, scan)
    sign(town, dossier, scan)
    issue(town, dossier)
    publish_the_decision(town, dossier, scan)
    hand_over(town, dossier)

    register = town.at("", "/cong-khai/quyet-dinh")
    register.get_by_role("table").get_by_role("link").first.click()
    for name in NAMES:
        expect(register.get_by_role("main")).to_contain_text(name)
    status = town.at("", f"/cong-khai?ma={code}")
    expect(status.get_by_role("status")).to_contain_text(re.compile("hoàn thành|kết thúc", re.I))
    page = town.at("officer", f"/ho-so/{dossier.record.code}")
    expect(page.get_by_role("main")).to_contain_text("Hoàn thành")
    assert dossier.outcomes == ["awarded", "awarded"]
    assert dossier.incidents == []


def test_a_signature_that_comes_late_waits_for_the_explanation(town: Served, scan: Path) -> None:
    office = town.site.office
    dossier = office.files(nominees=2)
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    town.clock.passes(working_days=6)
    office.closes_publication(dossier)
    meet_and_vote(town, dossier)
    office.writes_minutes(dossier)
    town.clock.passes(working_days=20)

    page = fill_signature(town, dossier, scan)
    expect(page.locator("#loi")).to_contain_text("lý do chậm")
    assert dossier.waits_at("sign")

    page = town.at("officer", f"/ho-so/{dossier.record.code}/giai-trinh-cham")
    page.check("[name=cause][value=own]")
    page.fill("[name=reason]", "Hội đồng họp muộn do mưa lũ chia cắt đường vào.")
    with page.expect_navigation(url=f"**/ho-so/{dossier.record.code}"):
        page.click("form.l-form .v-btn--main")
    fill_signature(town, dossier, scan)
    assert dossier.waits_at("issue")


# -- the unit


def hand_in(town: Served, scan: Path) -> tuple[Dossier, str]:
    """The list is checked, looked at and handed in; the receipt bears the look-up code."""
    page = town.at("nominator", "/nop-ho-so/giay_khen_cong_trang")
    page.check("[name=bi_mat][value=no]")
    page.fill("[name=ten]", TITLE)
    page.fill("[name=so_van_ban]", "14/TTr-THTT")
    page.fill("[name=ngay_van_ban]", today(town))
    row = but(TEACHER, award="Giấy khen")
    page.set_input_files(
        "[name=danh_sach]",
        {
            "name": "danh-sach.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": workbook(row, but(SECOND, award="Giấy khen")),
        },
    )
    page.set_input_files("[name=tep]", scan)
    page.click("button[value=kiem-tra]")
    for name in NAMES:
        expect(page.get_by_role("main")).to_contain_text(name)
    page.click("button[value=nop]")
    page.wait_for_url("**/bien-nhan")
    code = page.locator(".v-slip__code").inner_text().strip()
    with town.site.world.engine.view() as view:
        filed = view.connection.execute(
            select(dossier_table.c.id, dossier_table.c.instance_id)
        ).one()
    return Dossier(town.site.world, filed.id, filed.instance_id), code


# -- the office


def accept(town: Served, dossier: Dossier) -> None:
    page = town.at("clerk", "/viec")
    page.locator("a[data-open]").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kiểm tra")
    for paper in page.locator("[name=papers]").all():
        paper.check()
    page.check("[name=intake_check][value=complete]")
    page.check("[name=list_matches]")
    complete(page)
    assert dossier.waits_at("appraise")
    expect_next(page, "Thẩm định")


def appraise(town: Served, dossier: Dossier) -> None:
    """Tried before everybody has a conclusion, then with one for each."""
    page = town.at_task("officer", dossier, "appraise")
    first, second = dossier.nominees
    page.select_option(f"[name='nominees.{first.id}.outcome']", "eligible")
    page.fill("[name=appraisal_opinion]", "Hồ sơ đủ thành phần, đúng đối tượng, đề nghị khen.")
    page.check("[name=originals_checked]")
    page.check("[name=appraisal_result][value=propose]")
    complete(page, despite_the_browser=True)
    expect(page.get_by_role("alert").first).to_contain_text(second.name)
    assert dossier.waits_at("appraise")

    page.select_option(f"[name='nominees.{second.id}.outcome']", "eligible")
    complete(page)
    assert dossier.waits_at("publish_list")
    expect_next(page, "Niêm yết")


def post_the_list(town: Served, dossier: Dossier, scan: Path) -> None:
    page = town.at_task("officer", dossier, "publish_list")
    fill_posting(page, town, scan)
    complete(page)
    assert dossier.waits_at("publication_period")


def fill_posting(page: Page, town: Served, scan: Path) -> None:
    page.check("[name=channels][value=board]")
    page.check("[name=channels][value=loudspeaker]")
    fill(page, place="Bảng tin UBND", starts_on=today(town), poster="Lường Thị Hạnh")
    page.set_input_files("[name=evidence]", scan)


def close_the_publication(town: Served, dossier: Dossier, scan: Path) -> None:
    page = town.at_task("officer", dossier, "close_publication")
    fill(
        page,
        ended_on=today(town),
        taken_down_by="Lường Thị Hạnh",
        opinions_summary="Có một ý kiến, đã trả lời.",
    )
    page.set_input_files("[name=evidence]", scan)
    complete(page)
    assert dossier.waits_at("council")


# -- the public


def send_an_opinion(town: Served) -> str:
    page = town.at("", "/cong-khai")
    page.get_by_role("link", name=TITLE).click()
    for name in NAMES:
        expect(page.get_by_role("main")).to_contain_text(name)
    page.fill("[name=text]", "Đề nghị kiểm tra lại sáng kiến của bà Biên.")
    page.click("form[aria-labelledby=yk-ten] button")
    return page.locator(".v-note b.v-code").inner_text().strip()


def answer_the_opinion(town: Served) -> None:
    page = town.at("officer", "/y-kien")
    page.locator("a[data-open]").first.click()
    page.click("button[value=admit]")
    page.fill("[name=answer]", ANSWER)
    page.click("form[aria-labelledby=tl-ten] button.v-btn--main")
    expect(page.get_by_role("main")).to_contain_text(ANSWER)


def assert_answered(town: Served, code: str) -> None:
    page = town.at("", f"/cong-khai/y-kien?ma={code}")
    expect(page.get_by_role("status")).to_contain_text(ANSWER)


def wait_out_the_publication(town: Served, dossier: Dossier) -> None:
    town.clock.passes(working_days=4)
    assert dossier.waits_at("publication_period")
    page = town.at("", "/cong-khai/danh-sach")
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    town.clock.passes(working_days=2)
    assert dossier.waits_at("close_publication")


# -- the council


def meet_and_vote(town: Served, dossier: Dossier) -> None:
    page = town.at("secretary", "/hoi-dong")
    page.check(f"[name=dossier_ids][value='{dossier.id}']")
    fill(page, place="Phòng họp UBND", day=today(town), at="08:00")
    page.get_by_role("button", name="Lên lịch").or_(page.locator(".v-submit button")).first.click()
    page.wait_for_url(re.compile(r"/hoi-dong/[0-9a-f-]{36}$"))
    session = page.url
    page.click("form[action$='/mo'] button")
    for name in EVERYBODY:
        vote(town.at(name, session.removeprefix(town.url) + "/phieu"))
    page.goto(session)
    page.click("a[href$='/dong']")
    page.click("form[action$='/dong'] button")
    expect(page.get_by_role("main")).to_contain_text("9")


def vote(page: Page) -> None:
    for choice in page.locator("input[type=radio][value=yes]").all():
        choice.check()
    page.click("button[data-irreversible]")
    page.locator("dialog[open] .v-btn--main").click()
    page.wait_for_url(re.compile(r"/hoi-dong/[0-9a-f-]{36}$"))


def write_the_minutes(town: Served, dossier: Dossier, scan: Path) -> None:
    page = town.at_task("secretary", dossier, "council")
    page.check("[name=meeting_form][value=meeting]")
    fill(
        page,
        minutes_number="03/BB-HĐTĐKT",
        meeting_date=today(town),
        meeting_place="Phòng họp UBND",
        council_conclusion="Hội đồng nhất trí đề nghị tặng Giấy khen.",
    )
    page.set_input_files("[name=minutes_file]", scan)
    complete(page)
    assert dossier.waits_at("sign")


# -- signature, registry, hand-over


def sign(town: Served, dossier: Dossier, scan: Path) -> None:
    """Without the paper it is not signed."""
    page = fill_signature(town, dossier, None)
    expect(page.get_by_role("alert").first).to_contain_text("Bản quyết định đã ký")
    assert dossier.waits_at("sign")
    page = fill_signature(town, dossier, scan)
    assert dossier.waits_at("issue")


def fill_signature(town: Served, dossier: Dossier, scan: Path | None) -> Page:
    page = town.at_task("chairman", dossier, "sign")
    page.check("[name=signature_result][value=signed]")
    page.wait_for_load_state("networkidle")
    page.select_option("[name=signature_form]", "chairman")
    fill(page, signed_on=today(town))
    if scan:
        page.set_input_files("input[type=file][name=scan]", scan)
    complete(page, despite_the_browser=scan is None)
    return page


def issue(town: Served, dossier: Dossier) -> None:
    page = town.at_task("registrar", dossier, "issue")
    fill(page, dated=today(town), copies="5", recipients="Như Điều 3; Lưu VT")
    page.check("[name=format_checked]")
    page.check("[name=sealed]")
    complete(page)
    assert dossier.waits_at("publish_decision")


def publish_the_decision(town: Served, dossier: Dossier, scan: Path) -> None:
    page = town.at_task("officer", dossier, "publish_decision")
    fill_posting(page, town, scan)
    page.set_input_files("[name=issued_file]", scan)
    complete(page)
    assert dossier.waits_at("hand_over")


def hand_over(town: Served, dossier: Dossier) -> None:
    page = town.at_task("officer", dossier, "hand_over")
    fill(
        page,
        handed_over_on=today(town),
        handed_over_place="Hội trường UBND",
        paid_total="0",
        file_reference="HS-KT-2023-07",
        file_place="Kho lưu trữ UBND",
    )
    page.select_option("[name=retention]", "permanent")
    complete(page)
    expect(page.locator("main")).to_contain_text("Quyết định chi")
    assert dossier.waits_at("hand_over")

    fill(page, handed_over_note="Chi trả tại buổi lễ sau, theo bảng kê")
    complete(page)
    assert dossier.state == "finished"


# -- hands


def today(town: Served) -> str:
    return f"{local(town.site.world.clock.now()):%d/%m/%Y}"


def fill(page: Page, **values: str) -> None:
    filled: Mapping[str, str] = values
    for name, value in filled.items():
        page.fill(f"[name={name}]", value)


def complete(page: Page, *, despite_the_browser: bool = False) -> None:
    """Press the button; what cannot be undone is asked once."""
    if despite_the_browser:
        # The server decides: a browser that checks nothing must not get further.
        page.locator("form[data-completes]").evaluate("form => { form.noValidate = true; }")
    button = page.locator("[data-complete]")
    asks = bool(button.get_attribute("data-irreversible"))
    # The answer itself: a navigation alone may be one within the page before.
    with page.expect_response("**/hoan-thanh"), page.expect_navigation():
        button.click()
        if asks:
            page.locator("dialog[open] .v-btn--main").click()


def expect_next(page: Page, step: str) -> None:
    """The answer names where it went."""
    expect(page.locator("#thong-bao")).to_contain_text(step)
