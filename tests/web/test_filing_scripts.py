"""Handing in and looking at a dossier in a real browser, with scripts and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.scenario.council import brought_to_the_council
from tests.scenario.office import PDF
from tests.web.site import Site
from tests.web.test_filing_pages import TEACHER
from tests.workbooks.workbook_building import but, workbook

pytestmark = pytest.mark.slow

PATH = "/nop-ho-so/giay_khen_cong_trang"


@pytest.fixture
def site(served: tuple[Site, str]) -> Site:
    return served[0]


@pytest.fixture
def address(served: tuple[Site, str]) -> str:
    return served[1]


def signs_in(site: Site, address: str, page: Page, name: str) -> None:
    cookie = site.as_(name).client.get_cookie("vinhdanh")
    assert cookie is not None
    page.context.add_cookies([{"name": "vinhdanh", "value": cookie.value, "url": address}])


def fill(page: Page, folder: Path, data: bytes) -> None:
    (folder / "danh-sach.xlsx").write_bytes(data)
    (folder / "to-trinh.pdf").write_bytes(PDF)
    page.check("input[name=bi_mat][value=no]")
    page.fill("#f-ten", "Giấy khen nhà giáo tiêu biểu")
    page.fill("#f-so_van_ban", "14/TTr-THTT")
    page.fill("#f-ngay_van_ban", "18/11/2023")
    page.set_input_files("#f-danh_sach", str(folder / "danh-sach.xlsx"))
    page.set_input_files("#f-tep", str(folder / "to-trinh.pdf"))
    page.click("button[value=kiem-tra]")


def test_errors_and_preview_take_the_place_of_the_form(site, address, page, tmp_path):
    signs_in(site, address, page, "nominator")
    page.goto(address + PATH)

    fill(page, tmp_path, workbook(but(TEACHER, birth_date="31/02/1985")))
    expect(page.locator("#o-sai")).to_contain_text("Ngày sinh")
    expect(page.locator("#loi")).to_be_focused()
    (tmp_path / "danh-sach.xlsx").write_bytes(workbook(TEACHER))
    page.set_input_files("#f-danh_sach", str(tmp_path / "danh-sach.xlsx"))
    page.click("button[value=kiem-tra]")
    expect(page.locator("main")).to_contain_text("Lò Thị Biên")
    page.click("button[value=nop]")

    page.wait_for_url("**/bien-nhan")
    expect(page.locator(".v-slip__code")).to_be_visible()
    expect(page.locator(".v-square svg")).to_be_visible()


def test_a_lost_connection_is_told_and_nothing_is_lost(site, address, page, tmp_path):
    signs_in(site, address, page, "nominator")
    page.goto(address + PATH)
    page.route("**/*", lambda route: route.abort())

    fill(page, tmp_path, workbook(TEACHER))

    expect(page.locator("[data-upload-text]")).to_contain_text("mất kết nối")
    expect(page.locator("#f-ten")).to_have_value("Giấy khen nhà giáo tiêu biểu")


def test_what_was_typed_is_offered_again_until_it_is_sent(site, address, page, tmp_path):
    signs_in(site, address, page, "nominator")
    page.goto(address + PATH)
    page.fill("#f-ten", "Giấy khen nhà giáo tiêu biểu")

    page.goto(f"{address}/nop-ho-so")
    page.goto(address + PATH)
    page.get_by_role("button", name="Khôi phục").click()
    expect(page.locator("#f-ten")).to_have_value("Giấy khen nhà giáo tiêu biểu")
    fill(page, tmp_path, workbook(TEACHER))
    expect(page.locator("main")).to_contain_text("Lò Thị Biên")

    page.goto(address + PATH)
    expect(page.locator(".v-kept")).to_have_count(0)


def test_handing_in_works_without_scripts(site, address, browser: Browser, tmp_path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    signs_in(site, address, page, "nominator")
    page.goto(address + PATH)

    fill(page, tmp_path, workbook(TEACHER))
    expect(page.locator("main")).to_contain_text("Lò Thị Biên")
    page.click("button[value=nop]")

    page.wait_for_url("**/bien-nhan")
    context.close()


def test_the_drawing_shows_where_the_dossier_is(site, address, page):
    dossier = brought_to_the_council(site.office)
    signs_in(site, address, page, "officer")

    page.goto(f"{address}/ho-so/{dossier.record.code}?phan=so-do")

    expect(page.locator(".djs-shape.vd-current[data-element-id=council]")).to_be_visible()
    expect(page.locator(".djs-shape.vd-done[data-element-id=appraise]")).to_be_attached()


@pytest.mark.parametrize("width", [1366, 390])
def test_no_page_is_wider_than_the_window(site, address, page, width):
    code = brought_to_the_council(site.office).record.code
    page.set_viewport_size({"width": width, "height": 800})
    for name, paths in (
        ("officer", ["/ho-so", f"/ho-so/{code}", f"/ho-so/{code}?phan=can-cu", "/y-kien"]),
        ("officer", [f"/ho-so/{code}/quyet-dinh", f"/ho-so/{code}/bien-nhan"]),
        ("nominator", ["/nop-ho-so", PATH]),
    ):
        signs_in(site, address, page, name)
        for path in paths:
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
