"""The nouns of these tests: a `site` of its own, who uses it, and the time there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from tests.scenario.calendar_clock import CalendarClock
from tests.web.site import Site, Visitor, opened


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = opened(tmp_path)
    yield made
    made.world.engine.database.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Site, str]]:
    """A site that browsers reach, and its address; its rows are in a file, for many threads."""
    made = opened(tmp_path, url=f"sqlite:///{tmp_path / 'office.db'}")
    server = make_server("127.0.0.1", 0, made.app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    made.world.engine.database.close()


@pytest.fixture
def admin(site: Site) -> Visitor:
    return site.as_("admin")


@pytest.fixture
def officer(site: Site) -> Visitor:
    return site.as_("officer")


@pytest.fixture
def clock(site: Site) -> CalendarClock:
    return CalendarClock(site.world)
