"""Pictures of the main pages of a running demo, for people who have not started one.

    vinhdanh demo --port 8144
    python docs/screenshots.py http://127.0.0.1:8144

Every page is taken on a desk and on a phone, light and dark. The demo is only read.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.browsers import find_chromium, prepare_driver  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SIZES = {1366: 768, 390: 844}
THEMES = ("light", "dark")
COLOURS, EXACT = 256, 160


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: who looks at it, and how one gets there from where."""

    name: str
    title: str
    who: str
    start: str
    follow: str = ""
    """A link on the start page that leads to the page."""
    then: str = ""
    """A link on that page that leads on."""
    prepare: Callable[[Page], None] | None = None


def down_the_list(page: Page) -> None:
    """The second task, with its preview beside the list where there is room for it."""
    page.keyboard.press("j")
    page.keyboard.press("j")
    code = page.locator("[data-row].is-sel .code").inner_text()
    preview = page.locator("#xem-truoc")
    if preview.is_visible():
        preview.get_by_text(code).first.wait_for()


def drawn(page: Page) -> None:
    page.locator("svg[data-element-id], .djs-container svg").first.wait_for()


def task(step: str) -> str:
    """The link of the first task of a kind in somebody's list."""
    return f'a[data-open]:has-text("{step}")'


DOSSIER = 'main table th a[href^="/ho-so/"]'

PICTURES = (
    Picture("sign-in", "Vào bản trình diễn", "", "/dang-nhap"),
    Picture("worklist", "Việc của tôi", "thidua", "/viec", prepare=down_the_list),
    Picture("task", "Một việc: thẩm định", "thidua", "/viec", task("Thẩm định")),
    Picture("sign-task", "Một việc: ký quyết định", "chutich", "/viec", task("Ký quyết định")),
    Picture("dossiers", "Danh sách hồ sơ", "thidua", "/ho-so"),
    Picture("dossier", "Một hồ sơ", "thidua", "/ho-so", DOSSIER),
    Picture("filing", "Chọn thủ tục để nộp", "donvi", "/nop-ho-so"),
    Picture("filing-form", "Nộp hồ sơ", "donvi", "/nop-ho-so/giay_khen_cong_trang"),
    Picture("council", "Hội đồng", "thidua", "/hoi-dong"),
    Picture("session", "Một phiên họp", "thidua", "/hoi-dong", 'main tr:has-text("Đang họp") th a'),
    Picture("opinions", "Ý kiến về danh sách công khai", "thidua", "/y-kien"),
    Picture("overdue", "Điều hành", "vanphong", "/dieu-hanh"),
    Picture("procedures", "Quy trình", "quantri", "/quy-trinh"),
    Picture(
        "procedure", "Một quy trình", "quantri", "/quy-trinh/giay_khen_cong_trang", prepare=drawn
    ),
    Picture("law", "Quy định", "quantri", "/luat"),
    Picture("calendar", "Lịch làm việc", "quantri", "/lich"),
    Picture("journal", "Nhật ký", "quantri", "/nhat-ky"),
    Picture("incidents", "Sự cố", "quantri", "/su-co"),
    Picture("own-unit", "Trang của đơn vị", "donvi", "/don-vi"),
    Picture("honours", "Sổ vàng", "thidua", "/so-vang"),
    Picture("registers", "Sổ văn bản", "vanthu", "/so-van-ban"),
    Picture("templates", "Mẫu văn bản", "quantri", "/mau-van-ban"),
    Picture("people", "Nhân sự", "quantri", "/nhan-su"),
    Picture("studio", "Bản soạn quy trình", "quantri", "/soan-quy-trinh"),
    Picture("public", "Tra cứu và sổ công khai", "", "/cong-khai"),
    Picture("public-list", "Danh sách công khai", "", "/cong-khai/danh-sach", "main table th a"),
    Picture(
        "public-decision", "Quyết định công khai", "", "/cong-khai/quyet-dinh", "main table th a"
    ),
    Picture(
        "decision-paper",
        "Quyết định trên giấy",
        "thidua",
        "/ho-so?trang-thai=da-xong",
        DOSSIER,
        'a[href$="/quyet-dinh"]',
    ),
)


def main(address: str, only: set[str]) -> None:
    prepare_driver()
    with sync_playwright() as driver:
        browser = find_chromium().launch(driver)
        for picture, width, theme in wanted(only):
            take(browser, address, picture, width, theme)
        browser.close()


def wanted(only: set[str]) -> Iterator[tuple[Picture, int, str]]:
    for picture, width, theme in product(PICTURES, SIZES, THEMES):
        if not only or picture.name in only:
            yield picture, width, theme


def take(browser: Browser, address: str, picture: Picture, width: int, theme: str) -> None:
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": SIZES[width]},
        color_scheme="dark" if theme == "dark" else "light",
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if picture.who:
        page.goto("/dang-nhap")
        page.locator(f'form:has(input[value="{picture.who}"]) button').click()
    page.goto(picture.start)
    for link in (picture.follow, picture.then):
        if link:
            page.goto(str(page.locator(link).first.get_attribute("href")))
    page.wait_for_load_state("networkidle")
    if page.evaluate("document.styleSheets.length") == 0:
        raise SystemExit("The styles are gone: they were built anew; start the demo again.")
    if picture.prepare:
        picture.prepare(page)
    path = IMAGES / f"{picture.name}-{width}-{theme}.png"
    page.screenshot(path=path)
    context.close()
    make_small(path)


def make_small(path: Path) -> None:
    """A palette of colours is enough for pages; left as it is where Pillow is not installed."""
    try:
        image = importlib.import_module("PIL.Image")
    except ImportError:
        return
    with image.open(path) as taken:
        whole = taken.convert("RGB")
    # Grounds and states stand first, as they are; the soft edges of letters share the rest.
    often = sorted(whole.getcolors(whole.width * whole.height), reverse=True)[:EXACT]
    edges = whole.quantize(COLOURS - EXACT, image.Quantize.MAXCOVERAGE).getpalette()
    palette = image.new("P", (1, 1))
    palette.putpalette([part for _, colour in often for part in colour] + edges)
    whole.quantize(palette=palette, dither=image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1], set(sys.argv[2:]))
