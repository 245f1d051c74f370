"""Processes of an installation: they listen where they may, do what is due, and stop when asked."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.database import Database
from tests.processes import dies_with_us
from workflows import business_time
from workflows.business_time import DatabaseKind
from workflows.database import upgrade
from workflows.demo.origin import keep_origin

ROOT = Path(__file__).parents[2]


@contextmanager
def started(data_dir: Path, *words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A process of the command line; it is asked to stop at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "web.cli", "--lang", "en", *words],
        cwd=ROOT,
        env={
            **{
                name: value for name, value in os.environ.items() if not name.startswith("VINHDANH")
            },
            "VINHDANH_DATA_DIR": str(data_dir),
            "PYTHONUNBUFFERED": "1",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=dies_with_us(),
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_serve_answers_on_loopback_and_stops_cleanly(tmp_path):
    with started(tmp_path, "serve", VINHDANH_PORT="0") as process:
        address = re.search(r"http://127\.0\.0\.1:\d+/", first_line(process))
        assert address is not None
        with urllib.request.urlopen(address[0] + "healthz") as answer:
            assert answer.status == 200
        with urllib.request.urlopen(address[0] + "cong-khai") as answer:
            assert answer.headers["Server"] is None

        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def test_a_worker_runs_until_it_is_asked_to_stop(tmp_path):
    with started(tmp_path, "worker") as process:
        assert "running" in first_line(process)

        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


def test_a_port_that_is_taken_is_named(terminal):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        result = terminal.runs("serve", VINHDANH_PORT=port)

    assert result.exit_code == 1
    assert port in result.stderr and "VINHDANH_PORT" in result.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.invalid"])
def test_other_hosts_need_a_declared_proxy(terminal, host):
    result = terminal.runs("serve", VINHDANH_HOST=host)

    assert result.exit_code == 1
    assert "proxy" in result.stderr


def test_the_demo_is_for_this_machine_alone(terminal):
    result = terminal.runs("demo", VINHDANH_HOST="0.0.0.0", VINHDANH_PROXIES="1")

    assert result.exit_code == 1
    assert "this machine" in result.stderr


def test_the_demo_never_touches_a_real_installation(terminal):
    terminal.adds_user()

    result = terminal.runs("demo", "--build-only", VINHDANH_DATABASE_URL=terminal.database)

    assert result.exit_code == 1
    assert "real installation" in result.stderr
    assert len(terminal.answers("user", "list")) == 1


def test_a_demo_of_an_earlier_version_is_kept_and_told_of(terminal, tmp_path):
    url = f"sqlite:///{tmp_path / 'demo.sqlite'}"
    database = Database(url)
    upgrade(database)
    with database.write() as connection:
        business_time.mark(connection, DatabaseKind.DEMO)

    earlier = terminal.runs("demo", "--build-only", VINHDANH_DATABASE_URL=url)
    with database.write() as connection:
        keep_origin(connection)
    todays = terminal.runs("demo", "--build-only", VINHDANH_DATABASE_URL=url)
    database.close()

    assert (earlier.exit_code, todays.exit_code) == (0, 0)
    assert "vinhdanh demo --fresh" in earlier.stderr
    assert todays.stderr == ""


@pytest.mark.parametrize(("name", "value"), [("PORT", "x"), ("PORT", "99999"), ("PROXIES", "-1")])
def test_a_setting_that_makes_no_sense_is_named(terminal, name, value):
    result = terminal.runs("tick", **{f"VINHDANH_{name}": value})

    assert result.exit_code == 1
    assert f"VINHDANH_{name}" in result.stderr


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite:////nowhere/at/all.db"])
def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(terminal, url):
    result = terminal.runs("tick", VINHDANH_DATABASE_URL=url)

    assert result.exit_code == 1
    assert "Traceback" not in result.output and result.stderr.strip()
