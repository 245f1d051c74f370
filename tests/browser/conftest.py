"""The township of the scenarios, served to a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.served import Served, served
from tests.web.site import opened

# Patience for a machine that is busy with other tests; nothing here measures speed.
expect.set_options(timeout=30_000)


@pytest.fixture
def town(browser: Browser, tmp_path: Path) -> Iterator[Served]:
    site = opened(tmp_path, url=f"sqlite:///{tmp_path / 'office.db'}")
    with served(site, browser) as running:
        yield running


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A paper as a scanner leaves it."""
    path = tmp_path / "ban-quet.pdf"
    path.write_bytes(b"%PDF-1.7 a scan\n%%EOF\n")
    return path
