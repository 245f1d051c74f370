"""How fluid the drawing board is with 300 elements: `python -m tests.browser.board_speed`.

Prints milliseconds, measured in a headless Chromium on this machine. Nothing here is a test:
seconds depend on who else is at work.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, expect, sync_playwright

from engine.drawing import drawn_whole
from tests.browser.served import Served, served
from tests.browsers import find_chromium, prepare_driver
from tests.web.site import opened
from workflows.studio import draft_files
from workflows.studio.lessons.notation import PROCESS, drawing

SHEET = """
title "Quy trình lớn | Large procedure"
start s "Bắt đầu | Begin"
end e "Xong | Done"
crowd 14 21
s > fork
join > e
"""
ELEMENTS = 14 * 21 + 4
STEPS = 30


@contextmanager
def board() -> Iterator[Page]:
    """A browser with the large drawing open."""
    prepare_driver()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = find_chromium().launch(driver)
        site = opened(Path(folder), url=f"sqlite:///{folder}/office.db")
        with served(site, browser) as town:
            yield _opened(town)


def _opened(town: Served) -> Page:
    world = town.site.world
    with world.engine.database.write() as connection:
        draft_id = draft_files.begin(
            connection,
            world.engine.ids,
            office_id=world.office_id,
            key=PROCESS,
            title="Quy trình lớn",
            based_on=0,
            files={"lon.bpmn": drawn_whole(drawing(SHEET))},
            person_id=world.people["admin"],
            now=world.clock.now(),
        )
    page = town.at("admin", f"/soan-quy-trinh/{draft_id}/ve/lon.bpmn")
    expect(page.locator("[data-checked]")).to_be_attached()
    return page


def measured(page: Page) -> dict[str, float]:
    """Milliseconds by what they are of."""
    found = {"elements": float(ELEMENTS), "ready to draw": _ready(page)}
    found["verdict of the server"] = _asked(page, "/kiem-tra", "duration")
    page.locator("#s-ve").focus()
    found["select a step, panel drawn"] = median(_timed(page, "n") for _ in range(STEPS))
    frames = _dragged(page)
    found["frame while dragging, median"] = median(frames)
    found["frame while dragging, worst"] = max(frames)
    frames = _zoomed(page)
    found["frame while zooming, median"] = median(frames)
    found["frame while zooming, worst"] = max(frames)
    return found


def _ready(page: Page) -> float:
    """From the address to a board that can be drawn on."""
    page.reload()
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator("[data-checked]")).to_be_attached()
    return _asked(page, "/but", "startTime")


def _asked(page: Page, ending: str, what: str) -> float:
    """Of the last request to an address: when the board made it, or how long it took."""
    return float(
        page.evaluate(
            """([ending, what]) => performance.getEntriesByType('resource')
              .filter((one) => one.name.endsWith(ending)).at(-1)[what]""",
            [ending, what],
        )
    )


def _timed(page: Page, key: str) -> float:
    """One key: until the panel shows what it selected."""
    return float(
        page.evaluate(
            """(key) => {
              const canvas = document.getElementById('s-ve');
              const begun = performance.now();
              canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
              document.querySelector('.s-panel__head').getBoundingClientRect();
              return performance.now() - begun;
            }""",
            key,
        )
    )


def _frames(page: Page) -> None:
    page.evaluate(
        """() => {
          window.speed = { frames: [], on: true };
          let before;
          const step = (now) => {
            if (before) window.speed.frames.push(now - before);
            before = now;
            if (window.speed.on) requestAnimationFrame(step);
          };
          requestAnimationFrame(step);
        }"""
    )


def _ended(page: Page) -> list[float]:
    return list(page.evaluate("() => { window.speed.on = false; return window.speed.frames; }"))


def _dragged(page: Page) -> list[float]:
    """A step in the middle is dragged about."""
    shape = page.locator(".djs-shape.selected")
    box = shape.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    _frames(page)
    for number in range(60):
        page.mouse.move(x + number * 2, y + number)
    frames = _ended(page)
    page.mouse.up()
    page.keyboard.press("Control+z")
    return frames


def _zoomed(page: Page) -> list[float]:
    box = page.locator("#s-ve").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.keyboard.down("Control")
    _frames(page)
    for number in range(40):
        page.mouse.wheel(0, -60 if number % 8 < 4 else 60)
    frames = _ended(page)
    page.keyboard.up("Control")
    return frames


if __name__ == "__main__":
    with board() as drawn:
        for what, value in measured(drawn).items():
            sys.stdout.write(f"{what}: {value:.1f}\n")
