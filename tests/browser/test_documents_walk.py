"""From the chairman's signature to the citizen's check in Chromium: five decisions, 60 sheets."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from engine.clock import local
from tests.browser.served import Served
from tests.browser.test_whole_way import complete, fill
from tests.documents.certificates import PASSWORD, authority
from tests.documents.signing_town import sign_with_files
from tests.documents.squares import read_from
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from workflows.attachments import BlobStore
from workflows.documents.making import render_due
from workflows.documents.rendering import Press
from workflows.documents.signing_keys import FileKey

pytestmark = pytest.mark.slow

NOMINEES = (60, 1, 1, 1, 1)


def test_five_decisions_are_signed_at_once_numbered_printed_and_checked(
    town: Served, tmp_path: Path
) -> None:
    key_file = tmp_path / "chu-tich.p12"
    key_file.write_bytes(sign_with_files(town.site, tmp_path))
    dossiers = all_at_signature(town)

    sign_all(town, tmp_path, key_file)
    assert all(one.waits_at("issue") for one in dossiers)
    for number, dossier in enumerate(dossiers, 1):
        issue(town, dossier, f"0{number}/QĐ-UBND")
    work(town, tmp_path)
    assert_in_register(town, len(dossiers))
    assert len(PdfReader(certificates(town, tmp_path, dossiers[0])).pages) == NOMINEES[0]
    decision = download(town.at("officer", papers_url(dossiers[0])), "Quyết định khen thưởng")
    on_decision = square_on_page(town, dossiers[0], "Quyết định khen thưởng")
    assert_checked_by_anybody(town, on_decision, decision)
    on_certificate = square_on_page(town, dossiers[0], "Giấy khen")
    assert_given(town, on_certificate, dossiers[0].nominees[0].name)


def all_at_signature(town: Served) -> list[Dossier]:
    """Five dossiers on the chairman's desk on the same day, all of them in time."""
    office, council = town.site.office, Council(town.site.world)
    dossiers = [office.files(nominees=number) for number in NOMINEES]
    for dossier in dossiers:
        office.accepts(dossier)
        office.appraises(dossier)
        office.publishes(dossier)
    town.clock.passes(working_days=6)
    for dossier in dossiers:
        office.closes_publication(dossier)
        council.decides(dossier)
        office.writes_minutes(dossier)
    return dossiers


# -- the chairman


def sign_all(town: Served, folder: Path, key_file: Path) -> None:
    page = town.at("chairman", "/ky-so")
    page.get_by_role("button", name="Lập bản trình ký").click()
    expect(page.get_by_text("Đang lập…")).to_have_count(len(NOMINEES))
    work(town, folder)
    # The note asks by itself; the list stays as it is until somebody wants the new one.
    page.get_by_role("link", name="Hiển thị").click()
    expect(page.get_by_text("Sẵn sàng để ký")).to_have_count(len(NOMINEES))
    page.set_input_files("[name=file]", key_file)
    fill(page, password=PASSWORD)
    page.check("[name=read]")
    page.get_by_role("button", name="Ký các quyết định đã chọn").click()
    expect(page.get_by_text("Đã ký", exact=True)).to_have_count(len(NOMINEES))


# -- the registry


def issue(town: Served, dossier: Dossier, symbol: str) -> None:
    page = town.at_task("registrar", dossier, "issue")
    today = f"{local(town.site.world.clock.now()):%d/%m/%Y}"
    fill(page, dated=today, copies="5", recipients="Như Điều 3; Lưu VT")
    page.check("[name=format_checked]")
    page.check("[name=sealed]")
    complete(page)
    expect(page.locator(".v-given")).to_contain_text(symbol)


def assert_in_register(town: Served, count: int) -> None:
    page = town.at("registrar", "/so-van-ban?so=decision")
    heads = page.get_by_role("rowheader")
    wanted = [f"0{number}/QĐ-UBND" for number in range(count, 0, -1)]
    expect(heads).to_have_text(wanted)


# -- the officer


def certificates(town: Served, folder: Path, dossier: Dossier) -> Path:
    page = town.at("officer", papers_url(dossier))
    page.select_option("[name=kind]", "certificate")
    page.get_by_role("button", name="Lập", exact=True).first.click()
    expect(page.get_by_text("Đang lập…").first).to_be_visible()
    work(town, folder)
    page.goto(town.url + papers_url(dossier))
    return download(page, "Giấy khen")


def download(page: Page, name: str) -> Path:
    line = page.locator("li", has=page.get_by_text(name, exact=True))
    with page.expect_download() as started:
        line.get_by_role("link", name="PDF").first.click()
    return Path(started.value.path())


def papers_url(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.record.code}/van-ban"


# -- the public


def square_on_page(town: Served, dossier: Dossier, name: str) -> str:
    """What a phone reads when it is held over the pages on the screen, one after the other."""
    page = town.at("officer", papers_url(dossier))
    line = page.locator("li", has=page.get_by_text(name, exact=True))
    file = line.get_by_role("link", name="PDF").first.get_attribute("href")
    page.goto(town.url + str(file).removesuffix("/pdf"))
    pictures = (one.screenshot() for one in page.locator(".d-pages img").all())
    address = next(words for picture in pictures for words in read_from(picture))
    assert address.startswith(f"{town.url}/kiem-tra/")
    return address.removeprefix(town.url)


def assert_checked_by_anybody(town: Served, address: str, file: Path) -> None:
    page = town.at("", address)
    expect(page.get_by_role("main")).to_contain_text("01/QĐ-UBND")
    expect(page.get_by_role("main")).to_contain_text("Có hiệu lực")
    page.set_input_files("[name=file]", file)
    page.get_by_role("main").locator("form[enctype] button").click()
    expect(page.get_by_role("main")).to_contain_text("đúng là văn bản đã phát hành")


def assert_given(town: Served, address: str, name: str) -> None:
    page = town.at("", address)
    expect(page.get_by_role("main")).to_contain_text(
        "Giấy này được tặng theo Quyết định số 01/QĐ-UBND"
    )
    expect(page.get_by_role("main")).to_contain_text(name)


# -- the worker


def work(town: Served, folder: Path) -> None:
    seal = FileKey(authority().certify("UBND thị trấn Yên Châu").file, PASSWORD)
    render_due(town.site.world.engine, Press(BlobStore(folder), town.url, seal))
