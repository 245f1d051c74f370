"""WCAG 2.1 AA by axe-core: every main page, on a desk and on a phone, light and dark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.served import DESK, PHONE, Served, served
from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.studio.drawing import Drawer
from tests.web.site import opened
from workflows.documents.kinds import DocumentKind
from workflows.documents.store import find_document

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FRONTEND = ROOT / "web" / "frontend"
DARK = re.compile(r"(?:data-theme=dark\]|:not\(\[data-theme=light\]\))[^{]*\{([^}]*)\}")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": TAGS}
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that the dark can change, see below."""

GRAVE = {"serious", "critical"}

ASK_AXE = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
  return found.violations.map((one) => [one.impact, one.id, one.nodes.map((node) => node.html)]);
}"""


class Pages:
    """Where the pages are, and who opens them."""

    def __init__(self, town: Served) -> None:
        self.town = town
        self._open: dict[str, Page] = {}
        office = town.site.office
        council = Council(town.site.world)
        finished = brought_to_the_council(office, title="Giấy khen đã xong")
        council.decides(finished)
        office.writes_minutes(finished)
        office.signs(finished)
        office.issues(finished)
        office.publishes_decision(finished)
        office.hands_over(finished)
        voting = brought_to_the_council(office, title="Giấy khen đang biểu quyết")
        brought_to_the_council(office, title="Giấy khen chờ họp")
        council.meets(voting)
        listed = office.files(title="Giấy khen đang công khai")
        office.accepts(listed)
        office.appraises(listed)
        office.publishes(listed)
        appraised = office.files(title="Giấy khen chờ thẩm định")
        office.accepts(appraised)
        self.filed = office.files(title="Giấy khen mới nộp")
        self.paths = dict(self._paths(finished, appraised, council.session_id))

    def seen(self, name: str) -> Page:
        """A page as whoever it is for has it on the desk, by day, and axe in it."""
        who, path = self.paths[name]
        if who not in self._open:
            # Axe is no script of ours: only here the content policy stands aside.
            self._open[who] = self.town.context(who, bypass_csp=True).new_page()
        page = self._open[who]
        shown(page, DESK, "light")
        page.goto(self.town.url + path)
        page.add_script_tag(path=AXE)
        return page

    def _paths(
        self, finished: Dossier, appraised: Dossier, session: str
    ) -> Iterator[tuple[str, tuple[str, str]]]:
        done, code = finished.record.code, appraised.record.code
        yield "sign in", ("", "/dang-nhap")
        yield "worklist", ("officer", "/viec")
        yield "group's work", ("officer", "/viec?phan=nhom")
        yield "appraisal", ("officer", f"/viec/{appraised.task('appraise').id}")
        yield "intake", ("clerk", f"/viec/{self.filed.task('check').id}")
        yield "dossiers", ("officer", "/ho-so")
        yield "dossier", ("officer", f"/ho-so/{code}")
        yield "finished dossier", ("officer", f"/ho-so/{done}")
        yield "receipt", ("officer", f"/ho-so/{code}/bien-nhan")
        yield "decision on paper", ("officer", f"/ho-so/{code}/quyet-dinh")
        yield "holding back", ("officer", f"/ho-so/{code}/nguoi/1/giu-lai")
        yield "filing", ("nominator", "/nop-ho-so")
        yield "filing form", ("nominator", "/nop-ho-so/giay_khen_cong_trang")
        yield "council", ("secretary", "/hoi-dong")
        yield "members of the council", ("admin", "/hoi-dong/thanh-vien")
        yield "session", ("secretary", f"/hoi-dong/{session}")
        yield "ballot", ("member1", f"/hoi-dong/{session}/phieu")
        yield "opinions", ("officer", "/y-kien")
        yield "supervision", ("manager", "/dieu-hanh")
        yield "procedures", ("admin", "/quy-trinh")
        yield "procedure", ("admin", "/quy-trinh/giay_khen_cong_trang")
        yield "checking files", ("admin", "/quy-trinh/kiem-tra-tep")
        draft = Drawer.of(self.town.site.world, "admin", "giay_khen_dot_xuat.bpmn")
        drafted = f"/soan-quy-trinh/{draft.draft_id}"
        yield "draft", ("admin", drafted)
        yield "drawing board", ("admin", f"{drafted}/ve/{draft.file}")
        yield "coverage", ("admin", f"{drafted}/do-phu")
        yield "trying out", ("admin", f"{drafted}/chay-thu")
        for name, file in (("table", "tieu_chuan.dmn"), ("form", "tham_dinh_dot_xuat.form")):
            other = Drawer.of(self.town.site.world, "admin", file)
            yield f"{name} board", ("admin", f"/soan-quy-trinh/{other.draft_id}/ve/{file}")
        yield "rule for drawings", ("admin", "/soan-quy-trinh/quy-tac/human-steps")
        yield "law", ("admin", "/luat?q=R-TIME")
        yield "own law", ("admin", "/luat/gia-tri-rieng")
        yield "set own law", ("admin", "/luat/gia-tri-rieng/moi?khoa=procedure.limit")
        yield "calendar", ("admin", "/lich")
        yield "calendar year", ("admin", "/lich/2024/de-nghi")
        yield "signed packages", ("admin", "/goi-ho-so")
        yield "successor", ("admin", "/co-quan-ke-thua")
        yield "journal", ("admin", "/nhat-ky")
        yield "incidents", ("admin", "/su-co")
        yield "account", ("officer", "/tai-khoan")
        yield "people", ("admin", "/nhan-su")
        yield "person", ("admin", f"/nhan-su/{self.town.site.world.people['officer']}")
        yield "documents", ("registrar", f"/ho-so/{done}/van-ban")
        yield "registers", ("registrar", "/so-van-ban")
        yield "signing many", ("chairman", "/ky-so")
        yield "certificates", ("admin", "/chu-ky-so")
        yield "templates", ("admin", "/mau-van-ban")
        yield "checking a document", ("", "/kiem-tra")
        yield "checking a certificate", ("", _certificate(finished))
        yield "no such page", ("officer", "/khong-co")
        yield "public", ("", "/cong-khai")
        yield "public lists", ("", "/cong-khai/danh-sach")
        yield "public decisions", ("", "/cong-khai/quyet-dinh")
        yield "my opinion", ("", "/cong-khai/y-kien")


def _certificate(finished: Dossier) -> str:
    with finished.world.engine.view() as view:
        decision = find_document(view, finished.id, DocumentKind.DECISION)
    assert decision is not None
    return f"/kiem-tra/{decision.code}/01"


@pytest.fixture(scope="module")
def pages(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """A town with a dossier at every kind of page."""
    folder = tmp_path_factory.mktemp("axe")
    site = opened(folder, url=f"sqlite:///{folder / 'office.db'}")
    with served(site, browser) as running:
        yield Pages(running)


NAMES = (
    *("sign in", "worklist", "group's work", "appraisal", "intake", "dossiers", "dossier"),
    *("finished dossier", "receipt", "decision on paper", "holding back", "filing"),
    *("filing form", "council", "session", "ballot", "opinions", "supervision", "procedures"),
    "members of the council",
    *("draft", "drawing board", "table board", "form board", "trying out", "coverage"),
    "rule for drawings",
    *(
        "procedure",
        "checking files",
        "law",
        "own law",
        "set own law",
        "calendar",
        "calendar year",
        "signed packages",
        "successor",
    ),
    *("journal", "incidents", "account", "people", "person"),
    *("documents", "registers", "signing many", "certificates", "templates"),
    *(
        "checking a document",
        "checking a certificate",
        "no such page",
        "public",
        "public lists",
        "public decisions",
        "my opinion",
    ),
)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_shut_out_of_a_page(pages: Pages, name: str) -> None:
    page = pages.seen(name)

    grave = {
        f"{size['width']} {scheme}": found
        for size in (DESK, PHONE)
        for scheme, rules in (("light", EVERYTHING), ("dark", OF_COLOURS))
        if (found := violations(page, size, scheme, rules))
    }

    assert grave == {}, json.dumps(grave, indent=1, ensure_ascii=False)


def test_a_fault_would_be_found(pages: Pages) -> None:
    page = pages.seen("public")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    page.evaluate("document.querySelector('main h1').style.color = '#223'")

    by_day = violations(page, DESK, "light", EVERYTHING)
    at_night = violations(page, DESK, "dark", OF_COLOURS)

    assert [one[1] for one in by_day] == ["button-name"]
    assert [one[1] for one in at_night] == ["color-contrast"]


def test_in_the_dark_nothing_changes_but_colours() -> None:
    dark = {
        sheet.name: found
        for sheet in FRONTEND.glob("*.css")
        if (found := DARK.findall(sheet.read_text("utf-8")))
    }
    declared = [one.strip() for block in dark["tokens.css"] for one in block.split(";")]

    assert set(dark) <= {"tokens.css", "print.css"}
    assert len(dark["tokens.css"]) == 2
    assert {one for one in declared if one and not one.startswith("--")} == {"color-scheme: dark"}


def test_on_a_phone_no_entry_of_the_public_menu_is_out_of_sight(pages: Pages) -> None:
    context = pages.town.context("", viewport=PHONE)
    page = context.new_page()
    page.goto(pages.town.url + "/cong-khai")

    ends = page.evaluate(
        "[...document.querySelectorAll('.v-band__links a')]"
        ".map((entry) => entry.getBoundingClientRect().right)"
    )

    context.close()
    assert len(ends) == 5 and max(ends) <= PHONE["width"]


def test_every_page_of_the_town_is_tried(pages: Pages) -> None:
    assert set(pages.paths) == set(NAMES)


def violations(
    page: Page, size: dict[str, int], scheme: str, rules: Mapping[str, object]
) -> list[list[object]]:
    shown(page, size, scheme)
    return [one for one in page.evaluate(ASK_AXE, rules) if one[0] in GRAVE]


def shown(page: Page, size: dict[str, int], scheme: str) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
