"""P7: a completion as a browser sends it: a real server, session, token against forgery, form."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import cast
from urllib.parse import urlencode

from waitress.server import create_server  # type: ignore[import-untyped]  # it has no types

from engine.errors import ModelError
from web.app import create_app
from web.bench.measures import Measure, durations, middle, nearly_worst
from web.bench.place import Appraisal, Place
from web.listening import Server
from web.requests import TOKEN_COOKIE
from web.settings import Settings
from workflows import accounts
from workflows.tables.accounts import account

MOST_MS = 4.0
COMPLETIONS = 200

_CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')


def measure(place: Place) -> Measure:
    appraisals = place.appraisals(COMPLETIONS + 20)
    with _listening(place) as port:
        browser = Browser(port, _session(place))
        acts = [partial(browser.completes, appraisal) for appraisal in appraisals]
        durations(acts[:20])
        taken = durations(acts[20:])
        browser.closes()
    return Measure(middle(taken), MOST_MS, "ms p50", {"p95_ms": nearly_worst(taken)})


class Browser:
    """Keeps its connection, its session and its token, as browsers do."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookies = {TOKEN_COOKIE: session}
        found = _CSRF.search(self._ask("GET", "/tai-khoan", "", 200))
        if found is None:
            raise ModelError("The page has no token.")
        self._csrf = found[1]
        self._page_cookies = dict(self._cookies)

    def completes(self, appraisal: Appraisal) -> None:
        task, data = appraisal.task, dict(appraisal.data)
        rows = cast("Mapping[str, object]", data.pop("nominees"))
        form = {
            "csrf_token": self._csrf,
            "revision": str(task.revision),
            **{f"nominees.{row_id}.outcome": "eligible" for row_id in rows},
            **{name: "true" if value is True else str(value) for name, value in data.items()},
        }
        self._ask("POST", f"/viec/{task.id}/hoan-thanh", urlencode(form), 303)
        # The page that a person sees next says what was done and then forgets it.
        self._cookies = dict(self._page_cookies)

    def closes(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str, expected: int) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body or None, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        if answer.status != expected:
            raise ModelError("%(path)s answered %(status)s.", path=path, status=answer.status)
        return text


@contextmanager
def _listening(place: Place) -> Iterator[int]:
    settings = Settings(
        database_url=str(place.engine.database.url),
        data_dir=place.path.parent,
        secret=b"for this run only",
    )
    server = create_server(create_app(place.engine, settings), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.task_dispatcher.shutdown()
        server.close()


def _run(server: Server) -> None:
    # The loop waits on sockets that are closed under it when the measurement is over.
    with suppress(OSError):
        server.run()


def _session(place: Place) -> str:
    engine = place.engine
    with engine.database.write() as connection:
        account_id = (
            connection.execute(
                account.select().where(account.c.person_id == place.town.people["officer"])
            )
            .one()
            .id
        )
        return accounts.open_session(
            connection,
            engine.ids,
            engine.clock.wall(),
            account_id=account_id,
            user_agent="bench",
        )
