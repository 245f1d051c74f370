"""What people type is text everywhere: no markup of theirs becomes part of a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.scenario.council import EVERYBODY, Council, pass_period
from tests.scenario.dossier import Dossier
from tests.scenario.office import nomination
from workflows.council.invitees import Invitee

pytestmark = pytest.mark.slow

IMAGE = "<img src=x onerror=alert(1) class=hostile>"
BREAKOUT = "\"'><script class=hostile>alert(2)</script>"
TEMPLATE = "{{7*7}} {% raise %} ${7*7} %(name)s"
TAGS = (
    "</title></textarea><svg class=hostile onload=alert(3)>"
    "<style class=hostile>*{display:none}</style>"
)
OPINION = f"Ý kiến {IMAGE} {BREAKOUT} {TAGS}"


@pytest.fixture
def dossier(town: Served) -> Dossier:
    office = town.site.office
    rows = (
        nomination(1, name=f"Lò {IMAGE}", achievement=BREAKOUT, title=TEMPLATE),
        nomination(2, name=f"Cầm {BREAKOUT}"[:100], achievement=IMAGE, locality=TEMPLATE),
    )
    return office.files(nominees=rows, title=f"Giấy khen {IMAGE} {TEMPLATE}")


def test_texts_of_units_and_citizens_stay_texts(town: Served, dossier: Dossier) -> None:
    office = town.site.office
    code = dossier.record.code

    worklist = town.at("clerk", "/viec")
    worklist.keyboard.press("j")
    expect(worklist.locator("#xem-truoc")).to_contain_text(IMAGE)
    assert_plain(worklist, IMAGE)
    for who, path in (
        ("clerk", f"/viec/{dossier.task('check').id}"),
        ("clerk", f"/ho-so?q={BREAKOUT}"),
        ("clerk", f"/ho-so/{code}"),
        ("clerk", f"/ho-so/{code}/bien-nhan"),
    ):
        assert_plain(town.at(who, path), IMAGE)

    office.accepts(dossier)
    assert_plain(town.at_task("officer", dossier, "appraise"), BREAKOUT)
    office.appraises(dossier)
    office.publishes(dossier)

    public = town.at("", "/cong-khai")
    assert_plain(public, IMAGE)
    public.locator("#danh-sach th a").first.click()
    assert_plain(public, BREAKOUT)
    public.fill("[name=text]", OPINION)
    public.fill("[name=author]", IMAGE)
    public.click("form[aria-labelledby=yk-ten] button")
    assert_plain(public)

    officer = town.at("officer", "/y-kien")
    assert_plain(officer, IMAGE)
    officer.locator("a[data-open]").first.click()
    assert_plain(officer, OPINION)
    officer.click("button[value=admit]")
    officer.fill("[name=answer]", f"Đã trả lời {TAGS}")
    officer.click("form[aria-labelledby=tl-ten] button.v-btn--main")
    assert_plain(officer, TAGS)

    pass_period(office, dossier)
    office.closes_publication(dossier)
    council = Council(town.site.world)
    council.plans(dossier, title=f"Họp {TAGS}", place=BREAKOUT)
    council.opens()
    for who, path, shown in (
        ("secretary", "/hoi-dong", TAGS),
        ("secretary", f"/hoi-dong/{council.session_id}", TAGS),
        ("member1", f"/hoi-dong/{council.session_id}/phieu", IMAGE),
    ):
        assert_plain(town.at(who, path), shown)
    council.agrees(dossier)
    council.closes()
    assert_plain(town.at("secretary", f"/hoi-dong/{council.session_id}/bien-ban"), BREAKOUT)

    office.writes_minutes(dossier)
    assert_plain(town.at("officer", f"/ho-so/{code}/quyet-dinh"), BREAKOUT)
    office.signs(dossier)
    office.issues(dossier)
    office.publishes_decision(dossier)
    assert_plain(town.at("officer", f"/ho-so/{code}/van-ban"), IMAGE)
    register = town.at("", "/cong-khai/quyet-dinh")
    assert_plain(register, IMAGE)
    register.get_by_role("table").get_by_role("link").first.click()
    assert_plain(register, BREAKOUT)
    assert_plain(town.at("manager", "/dieu-hanh"))
    assert_plain(town.at("admin", "/nhat-ky"))


def assert_plain(page: Page, shown: str = "") -> None:
    """Nothing of it became an element; what was typed can be read as it was typed."""
    page.wait_for_load_state("networkidle")
    assert page.locator(".hostile").count() == 0, page.url
    text = " ".join((page.locator("body").text_content() or "").split())
    assert shown in text, f"{shown} is not on {page.url}: {text[-3000:]}"


PAYLOADS = (
    "<script class=hostile>alert(1)</script>",
    "<img class=hostile src=x onerror=alert(1)>",
    "<svg class=hostile onload=alert(1)>",
    "<iframe class=hostile src=javascript:alert(1)>",
    "<object class=hostile data=x>",
    "<embed class=hostile src=x>",
    "<link class=hostile rel=stylesheet href=//x>",
    "<meta class=hostile http-equiv=refresh content=0>",
    "<base class=hostile href=//x>",
    "<form class=hostile action=//x><input>",
    "<a class=hostile href=javascript:alert(1)>x</a>",
    "<style class=hostile>*{display:none}</style>",
    "</textarea><b class=hostile>",
    "</title><b class=hostile>",
    "</select><b class=hostile>",
    "--><b class=hostile>",
    "]]><b class=hostile>",
    "'\" autofocus onfocus=alert(1) class=hostile x='",
    "<math class=hostile><mi xlink:href=data:x>",
    "<template class=hostile><b>",
    "&lt;b class=hostile&gt; &#60;b&#62;",
    "{{ 7*7 }} ${7*7} #{7*7} %(name)s %s",
    "<b class=hostile style=width:expression(1)>",
    "\u202e<b class=hostile>\u2066",
)
"""One of each way in which a text could become markup, script, style or template."""


def test_every_payload_in_every_field_is_shown_as_it_was_typed(town: Served) -> None:
    office = town.site.office
    rows = tuple(
        nomination(
            number,
            name=f"Lò Văn {payload}",
            title=payload,
            locality=payload,
            achievement=f"Thành tích {payload}",
        )
        for number, payload in enumerate(PAYLOADS, start=1)
    )
    dossier = office.files(nominees=rows, title="Giấy khen có nhiều ký hiệu")
    office.accepts(dossier)
    assert_all(town.at_task("officer", dossier, "appraise"))
    office.appraises(dossier)
    office.publishes(dossier)
    public = town.at("", "/cong-khai")
    public.locator("#danh-sach th a").first.click()
    assert_all(public)
    pass_period(office, dossier)
    office.closes_publication(dossier)

    council = Council(town.site.world)
    council.meets(dossier)
    council.invites(*(Invitee(payload, payload) for payload in PAYLOADS))
    notes = {row.id: row.achievement for row in dossier.nominees}
    council.votes(dossier, "no", by="head", notes=notes)
    assert_plain(town.at("officer", f"/ho-so/{dossier.record.code}"), PAYLOADS[0])
    for who, path in (
        ("secretary", f"/hoi-dong/{council.session_id}"),
        ("member1", f"/hoi-dong/{council.session_id}/phieu"),
    ):
        assert_all(town.at(who, path))
    council.agrees(dossier, [name for name in EVERYBODY if name != "head"])
    council.closes()
    assert_all(town.at("secretary", f"/hoi-dong/{council.session_id}/bien-ban"))


def assert_all(page: Page) -> None:
    assert_plain(page)
    text = " ".join((page.locator("body").text_content() or "").split())
    missing = [one for one in PAYLOADS if " ".join(one.split()) not in text]
    assert missing == [], page.url
