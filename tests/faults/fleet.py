"""An installation of several processes: web servers and workers that a test starts and kills."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.processes import dies_with_us
from web.requests import KEY_FIELD, TOKEN_COOKIE

ROOT = Path(__file__).parents[2]
GIVES_UP_AFTER = 60
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
_CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass
class Fleet:
    """Processes of one installation on one database."""

    database_url: str
    data_dir: Path
    _stack: ExitStack
    webs: dict[int, subprocess.Popen[str]] = field(default_factory=dict)
    """By port."""
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def starts_a_web(self) -> int:
        process = self._starts("serve", VINHDANH_PORT="0")
        port = int(_ADDRESS.search(_first_line(process))[1])  # type: ignore[index]  # it says so
        self.webs[port] = process
        return port

    def starts_a_worker(self) -> None:
        process = self._starts("worker")
        assert "running" in _first_line(process)
        self.workers.append(process)

    def kills_a_web(self) -> None:
        """As a power cut would: nothing is finished, nothing is said."""
        port = next(iter(self.webs))
        _kill(self.webs.pop(port))

    def kills_a_worker(self) -> None:
        _kill(self.workers.pop(0))

    def _starts(self, *words: str, **more: str) -> subprocess.Popen[str]:
        known = {k: v for k, v in os.environ.items() if not k.startswith("VINHDANH")}
        process = subprocess.Popen(
            [sys.executable, "-m", "web.cli", "--lang", "en", *words],
            cwd=ROOT,
            env={
                **known,
                "VINHDANH_DATABASE_URL": self.database_url,
                "VINHDANH_DATA_DIR": str(self.data_dir),
                "PYTHONUNBUFFERED": "1",
                **more,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            preexec_fn=dies_with_us(),
        )
        self._stack.callback(_kill, process)
        return process


@contextmanager
def fleet(database_url: str, data_dir: Path) -> Iterator[Fleet]:
    with ExitStack() as stack:
        yield Fleet(database_url, data_dir, stack)


@dataclass
class Client:
    """An officer's browser that does not give up: it asks another server with the same key."""

    fleet: Fleet
    session: str
    retries: int = 0

    def posts(self, path: str, form: Mapping[str, str], key: str) -> int:
        """The status of the answer, however often it had to be asked for."""
        until = time.monotonic() + GIVES_UP_AFTER
        while time.monotonic() < until:
            ports = list(self.fleet.webs)
            try:
                status = self._once(ports[self.retries % len(ports)], path, form, key)
            except (OSError, http.client.HTTPException):
                status = 0
            if status in (303, 409):
                return status
            self.retries += 1
            time.sleep(0.05)
        raise AssertionError(f"nobody answered {path}")

    def _once(self, port: int, path: str, form: Mapping[str, str], key: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVES_UP_AFTER)
        try:
            cookie = f"{TOKEN_COOKIE}={self.session}"
            connection.request("GET", "/tai-khoan", headers={"Cookie": cookie})
            answer = connection.getresponse()
            found = _CSRF.search(answer.read().decode())
            if found is None:
                return 0
            page = (answer.getheader("Set-Cookie") or "").partition(";")[0]
            body = urlencode({**form, "csrf_token": found[1], KEY_FIELD: key})
            headers = {
                "Cookie": f"{cookie}; {page}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        finally:
            connection.close()


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def _kill(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
