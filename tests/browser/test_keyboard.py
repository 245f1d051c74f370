"""Without a mouse: signing in, going through the list, filling in, saving and completing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect
from playwright.sync_api import TimeoutError as PatienceLost

from tests.browser.served import Served
from tests.scenario.dossier import Dossier
from workflows import accounts

pytestmark = pytest.mark.slow

PASSWORD = "thi dua khen thuong"
OPINION = "Hồ sơ đủ thành phần, đúng đối tượng, đề nghị khen."

MOST_STEPS = 80
"""So many presses of Tab are enough to reach anything on a page."""

RING = """() => {
  const seen = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  };
  const { activeElement } = document;
  return seen(activeElement) || (activeElement.labels?.[0] ? seen(activeElement.labels[0]) : false);
}"""


@pytest.fixture
def dossiers(town: Served) -> list[Dossier]:
    """Two that wait for their appraisal."""
    filed = [town.site.office.files(nominees=2, title=f"Giấy khen đợt {n}") for n in (1, 2)]
    for one in filed:
        town.site.office.accepts(one)
    return filed


def test_a_dossier_is_appraised_without_a_mouse(town: Served, dossiers: list[Dossier]) -> None:
    page = signed_in_by_keys(town)
    first = open_first_task(page)
    dossier = next(one for one in dossiers if one.task("appraise").id == first)
    keys = page.keyboard

    for row in dossier.nominees:
        reach(page, f"[name='nominees.{row.id}.outcome']")
        choose(page, "eligible")
    reach(page, "[name=appraisal_opinion]")
    keys.type(OPINION)
    keys.press("Control+s")
    expect(page.locator("[data-draft-status]")).to_contain_text(re.compile(r"Đã lưu nháp lúc \d"))
    page.reload()
    expect(page.locator("[name=appraisal_opinion]")).to_have_value(OPINION)

    keys.press("Control+Enter")
    # Told by the page and in Vietnamese, not in a bubble in whatever language the browser has.
    expect(page.get_by_role("alert").first).to_contain_text("Chưa chuyển được")
    reach(page, "[name=originals_checked]")
    keys.press("Space")
    reach(page, "[name=appraisal_result]")
    keys.press("Space")
    expect(page.locator("[name=appraisal_result][value=propose]")).to_be_checked()
    keys.press("Control+Enter")
    page.wait_for_url("**/viec")
    expect(page.locator("#thong-bao .v-toast")).to_be_visible()
    assert dossier.open_steps == ["publish_list"]


def test_every_stop_of_the_tab_key_can_be_seen(town: Served, dossiers: list[Dossier]) -> None:
    page = town.at_task("officer", dossiers[0], "appraise")

    stops = walk(page)

    assert "Đến nội dung chính" in stops[0][0]
    assert [name for name, seen in stops if not seen] == []
    assert any("Hoàn thành" in name for name, _ in stops)


def test_a_slow_preview_does_not_cover_that_of_the_next_task(
    town: Served, dossiers: list[Dossier]
) -> None:
    page = town.at("officer", "/viec")
    first, second = (row.get_attribute("hx-get") for row in page.locator("[data-row]").all())
    late: list[Route] = []
    page.route(f"**{first}", lambda route: late.append(route))

    with page.expect_request(f"**{first}"):
        page.keyboard.press("j")
    with page.expect_response(f"**{second}"):
        page.keyboard.press("j")
    for held in late:
        held.continue_()
    page.wait_for_load_state("networkidle")

    code = page.locator("[data-row].is-sel .code").inner_text()
    expect(page.locator("#xem-truoc")).to_contain_text(code)


def test_completing_waits_until_the_fields_fit_the_last_answer(
    town: Served, dossiers: list[Dossier]
) -> None:
    dossier = dossiers[0]
    first, second = dossier.nominees
    page = town.at_task("officer", dossier, "appraise")
    page.fill("[name=appraisal_opinion]", OPINION)
    page.check("[name=originals_checked]")
    page.check("[name=appraisal_result][value=propose]")
    with page.expect_response("**/lam-moi"):
        page.select_option(f"[name='nominees.{first.id}.outcome']", "eligible")
    page.wait_for_load_state("networkidle")
    held: list[Route] = []
    page.route("**/lam-moi", lambda route: held.append(route))

    with page.expect_request("**/lam-moi"):
        page.select_option(f"[name='nominees.{second.id}.outcome']", "eligible")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-complete]")).to_have_attribute("aria-busy", "true")
    with page.expect_response("**/hoan-thanh"):
        held.pop().continue_()

    assert dossier.waits_at("publish_list")


def test_a_question_mark_shows_the_keys(town: Served, dossiers: list[Dossier]) -> None:
    page = town.at("officer", "/viec")

    page.keyboard.press("?")
    sheet = page.locator("#phim-tat")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("Ctrl")
    page.keyboard.press("Escape")

    expect(sheet).to_be_hidden()


def test_letters_typed_into_a_field_are_letters(town: Served, dossiers: list[Dossier]) -> None:
    page = town.at("officer", "/viec")

    page.keyboard.press("/")
    page.keyboard.type("jkc?")

    assert page.evaluate("document.activeElement.value") == "jkc?"
    expect(page.locator("#phim-tat")).to_be_hidden()
    expect(page.locator("[data-row].is-sel")).to_have_count(0)


def test_completing_too_early_by_keys_leads_to_what_is_missing(town: Served) -> None:
    office = town.site.office
    dossier = office.files(nominees=1)
    page = town.at_task("clerk", dossier, "check")

    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert dossier.waits_at("check")
    page.wait_for_function("document.activeElement.name === 'intake_check'")

    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=missing_papers]")).to_be_visible()
    assert page.evaluate("document.activeElement.name") == "intake_check"


# -- hands on the keys


def signed_in_by_keys(town: Served) -> Page:
    world = town.site.world
    with world.engine.database.write() as connection:
        accounts.add(
            connection,
            world.engine.ids,
            world.clock.now(),
            username="hanh",
            password=PASSWORD,
            person_id=world.people["officer"],
        )
    page = town.at("", "/viec")
    reach(page, "[name=username]")
    page.keyboard.type("hanh")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{town.url}/viec")
    return page


def open_first_task(page: Page) -> str:
    """Down, down, up, in: the task at which one arrives."""
    rows = page.locator("[data-row]")
    for key, at in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(rows.nth(at)).to_have_class(re.compile("is-sel"))
        assert_seen(page, "*")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/viec/[0-9a-f-]{36}$"))
    return page.url.rpartition("/")[2]


def reach(page: Page, selector: str) -> None:
    """Press Tab until a field has the focus."""
    for _ in range(MOST_STEPS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert_seen(page, selector)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector}")


def assert_seen(page: Page, selector: str) -> None:
    """One sees where one is, at the latest when a form that is being redrawn stands again."""
    at_once = f"selector => document.activeElement.matches(selector) && ({RING})()"
    try:
        page.wait_for_function(at_once, arg=selector)
    except PatienceLost:
        raise AssertionError(f"{selector} has the focus and does not show it") from None


def choose(page: Page, value: str) -> None:
    """Down the list of choices until the value is there."""
    for _ in range(10):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not offered")


def walk(page: Page) -> list[tuple[str, bool]]:
    """Every stop of the Tab key, and whether one sees where one is."""
    stops = []
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        name = page.evaluate(
            "document.activeElement.getAttribute('name') ?? document.activeElement.textContent"
        )
        stops.append((str(name).strip(), bool(page.evaluate(RING))))
    return stops
