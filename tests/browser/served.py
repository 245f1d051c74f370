"""A site on a port of this machine, and the browsers of its people."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect
from werkzeug.serving import make_server

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.web.site import Site

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@dataclass
class Served:
    """A site with its address; everybody has a browser of their own, as at real desks."""

    site: Site
    url: str
    browser: Browser
    faults: list[str] = field(default_factory=list)
    """Script errors, breaches of the content policy, dialogs and requests to anybody else."""
    _pages: dict[str, Page] = field(default_factory=dict)

    @property
    def clock(self) -> CalendarClock:
        return CalendarClock(self.site.world)

    def at(self, name: str, path: str) -> Page:
        """The desk of somebody ("" is a citizen), with a page open on it."""
        if name not in self._pages:
            self._pages[name] = self._watched(self.context(name).new_page())
        page = self._pages[name]
        self._sign_in(page.context, name)
        page.goto(self.url + path)
        # What loads parts of the page binds its elements a moment after everything has loaded.
        expect(page.locator("[hx-get]:not([data-htmx-powered])")).to_have_count(0)
        return page

    def at_task(self, name: str, dossier: Dossier, element: str) -> Page:
        return self.at(name, f"/viec/{dossier.task(element).id}")

    def context(self, name: str, **options: object) -> BrowserContext:
        """A browser in which somebody is signed in."""
        context = self.browser.new_context(
            **{  # type: ignore[arg-type]
                "locale": "vi-VN",
                "timezone_id": "Asia/Ho_Chi_Minh",
                "viewport": DESK,
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(45_000)
        self._sign_in(context, name)
        return context

    def _sign_in(self, context: BrowserContext, name: str) -> None:
        """Each time anew: days may have passed, and a session ends with its day."""
        if name:
            cookie = self.site.as_(name).client.get_cookie("vinhdanh")
            assert cookie is not None
            context.add_cookies([{"name": "vinhdanh", "value": cookie.value, "url": self.url}])

    def _watched(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self._note_breach(said.text))
        page.on("dialog", self._refuse)
        page.on("request", lambda asked: self._note_stranger(asked.url))
        return page

    def _note_stranger(self, address: str) -> None:
        """Everything works without internet: nobody but the site is asked for anything."""
        if not address.startswith((self.url, "data:", "blob:", "about:")):
            self.faults.append(f"asked of somebody else: {address}")

    def _note_breach(self, said: str) -> None:
        if "Content Security Policy" in said:
            self.faults.append(said)

    def _refuse(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self.faults.append(f"a dialog: {dialog.message}")
        dialog.accept()


@contextmanager
def served(site: Site, browser: Browser) -> Iterator[Served]:
    """Serve a site while it is needed; any fault seen on the way fails at the end."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    running = Served(site, f"http://127.0.0.1:{server.server_port}", browser)
    try:
        yield running
    finally:
        for context in list(browser.contexts):
            context.close()
        server.shutdown()
        thread.join()
        site.world.engine.database.close()
    assert running.faults == []
