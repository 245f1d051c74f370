"""Forks the processes of an installation: `python -m tests.faults.nursery`, orders on its input.

Each is a process of its own that runs the program's own `main` and can be killed like any other;
only the two seconds that importing takes are spent once and not for each.
"""

from __future__ import annotations

import json
import os
import sys
from typing import NoReturn, TextIO

from tests.processes import dies_with_us

LOG, INPUT = (1, 2), 0


def main(orders: TextIO, answers: TextIO) -> None:
    """One JSON order a line, one number a line back: `start` gives a pid, `wait` its exit code."""
    _import_everything()
    _say(answers, os.getpid())
    for line in orders:
        order = json.loads(line)
        if order["what"] == "wait":
            _, status = os.waitpid(order["pid"], 0)
            _say(answers, os.waitstatus_to_exitcode(status))
            continue
        pid = os.fork()
        if pid == 0:
            _become(order)
        _say(answers, pid)


def _import_everything() -> None:
    import gunicorn.app.wsgiapp  # type: ignore[import-untyped]
    import gunicorn.workers.gthread  # type: ignore[import-untyped]  # noqa: F401
    import psycopg  # noqa: F401

    import web.cli
    import web.commands.running
    import web.serving
    import web.wsgi  # noqa: F401


def _become(order: dict[str, object]) -> NoReturn:
    """The program that was ordered, in this very process; it never comes back."""
    dies_with_us()()
    log = os.open(str(order["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in LOG:
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), INPUT)
    environment = order["environment"]
    assert isinstance(environment, dict)
    os.environ.update(environment)
    sys.argv = [str(word) for word in order["words"]]  # type: ignore[attr-defined]
    try:
        _run(sys.argv[0])
    except SystemExit as end:
        sys.stdout.flush()
        os._exit(end.code if isinstance(end.code, int) else 0 if end.code is None else 1)
    os._exit(0)


def _run(program: str) -> None:
    if program == "gunicorn":
        from gunicorn.app.wsgiapp import run

        run()
    else:
        from web.cli import main as vinhdanh

        vinhdanh()


def _say(answers: TextIO, number: int) -> None:
    answers.write(f"{number}\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
