"""An installation of several processes: web servers and workers that a test starts and kills."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.processes import dies_with_us
from web.api.operations import KEY_HEADER, PREFIX

ROOT = Path(__file__).parents[2]
GIVES_UP_AFTER = 60
LOOKS_AGAIN_AFTER = 0.02
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")


class Nursery:
    """Where processes come from, see `tests.faults.nursery`."""

    def __init__(self) -> None:
        known = {k: v for k, v in os.environ.items() if not k.startswith("VINHDANH")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            env={**known, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=dies_with_us(),
        )
        self._answer()  # It has imported everything.

    def starts(self, words: list[str], environment: Mapping[str, str], log: Path) -> int:
        """The pid of a new process."""
        order = {"words": words, "environment": dict(environment), "log": str(log)}
        return self._asks({"what": "start", **order})

    def waits(self, pid: int) -> int:
        """The exit code of one that ends."""
        return self._asks({"what": "wait", "pid": pid})

    def close(self) -> None:
        """Whoever is still there dies with it."""
        self._process.kill()
        self._process.communicate()

    def _asks(self, order: Mapping[str, object]) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@dataclass
class Running:
    """A process that was started, and what it says."""

    pid: int
    log: Path
    nursery: Nursery
    has_ended: bool = False

    def says(self, pattern: str | re.Pattern[str]) -> re.Match[str]:
        """What it said, as soon as it has said it."""
        until = time.monotonic() + GIVES_UP_AFTER
        while time.monotonic() < until:
            said = self.log.read_text("utf-8") if self.log.exists() else ""
            if found := re.search(pattern, said):
                return found
            time.sleep(LOOKS_AGAIN_AFTER)
        raise AssertionError(f"{self.log.name} never said {pattern}:\n{said}")

    def is_killed(self) -> None:
        """As a power cut would: nothing is finished, nothing is said."""
        os.kill(self.pid, signal.SIGKILL)
        self.ends()

    def is_asked_to_stop(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    def ends(self) -> int:
        """Its exit code, once it has ended by itself."""
        code = self.nursery.waits(self.pid)
        self.has_ended = True
        return code


@dataclass
class Fleet:
    """Processes of one installation on one database; used as a block, none outlives it."""

    database_url: str
    folder: Path
    nursery: Nursery
    webs: dict[int, Running] = field(default_factory=dict)
    """By port: gunicorn, which has web processes of its own, or `vinhdanh serve`, which is one."""
    workers: list[Running] = field(default_factory=list)
    _started: list[Running] = field(default_factory=list)

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            if not process.has_ended:
                process.is_killed()

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    def starts_gunicorn(self, processes: int = 2) -> int:
        """As `docs/operations` has it; the port."""
        address = ["--bind", "127.0.0.1:0", "--no-control-socket"]
        sizes = ["--workers", str(processes), "--threads", "4", "--graceful-timeout", "30"]
        return self._listens(["gunicorn", *sizes, *address, "web.wsgi:application()"])

    def starts_a_server(self) -> int:
        """`vinhdanh serve`, which does what is due as well; the port."""
        return self._listens(["vinhdanh", "--lang", "en", "serve"])

    def starts_a_worker(self, **settings: str) -> None:
        process = self._starts(["vinhdanh", "--lang", "en", "worker"], settings)
        process.says("running")
        self.workers.append(process)

    def web_processes(self, port: int) -> list[int]:
        """Pids of those that answer requests: the children of gunicorn's own process."""
        parent = self.webs[port].pid
        return [
            int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        ]

    def kills_a_web_process(self, port: int) -> None:
        """One of those of gunicorn, which then starts another."""
        with suppress(ProcessLookupError):
            os.kill(self.web_processes(port)[0], signal.SIGKILL)

    def kills_a_server(self) -> None:
        self.webs.pop(next(iter(self.webs))).is_killed()

    def kills_a_worker(self) -> None:
        self.workers.pop(0).is_killed()

    def stops(self) -> list[int]:
        """Everybody is asked to stop and does; their exit codes."""
        there = [*self.webs.values(), *self.workers]
        for process in there:
            process.is_asked_to_stop()
        return [process.ends() for process in there]

    def _listens(self, words: list[str]) -> int:
        process = self._starts(words)
        port = int(process.says(_ADDRESS)[1])
        self.webs[port] = process
        return port

    def _starts(self, words: list[str], settings: Mapping[str, str] | None = None) -> Running:
        log = self.folder / f"{len(self._started)}-{words[0]}.log"
        environment = {
            "VINHDANH_DATABASE_URL": self.database_url,
            "VINHDANH_DATA_DIR": str(self.data_dir),
            "VINHDANH_PORT": "0",
            **(settings or {}),
        }
        process = Running(self.nursery.starts(words, environment, log), log, self.nursery)
        self._started.append(process)
        return process


@dataclass
class Program:
    """A program of somebody's that does not give up: no answer, and it sends the same again."""

    fleet: Fleet
    token: str
    asked_again: int = 0
    _connection: http.client.HTTPConnection | None = None

    def posts(self, path: str, body: object, key: str) -> Any:
        """The answer, however often it had to be asked for; a refusal is none that was expected."""
        until = time.monotonic() + GIVES_UP_AFTER
        while time.monotonic() < until:
            try:
                status, answer = self.once(path, body, key)
            except (OSError, http.client.HTTPException):
                self._hangs_up()
            else:
                if status < 300:
                    return json.loads(answer)
                assert status >= 500, f"{path}: {status} {answer}"
            self.asked_again += 1
            time.sleep(LOOKS_AGAIN_AFTER)
        raise AssertionError(f"nobody answered {path}")

    def once(self, path: str, body: object, key: str) -> tuple[int, str]:
        """Status and text of the answer, if there is one."""
        if self._connection is None:
            ports = list(self.fleet.webs)
            port = ports[self.asked_again % len(ports)]
            self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVES_UP_AFTER)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            KEY_HEADER: key,
        }
        self._connection.request("POST", PREFIX + path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()

    def _hangs_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
