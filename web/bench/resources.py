"""P6: how large a stored case is, how soon a fresh process answers, how much memory it holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

from engine.errors import ModelError
from engine.tables import process_instance
from web.bench.measures import Measure, nearly_worst
from web.bench.place import Place

MOST_BYTES = 8 * 1024
MOST_SECONDS = 1.5
MOST_MEGABYTES = 160
_ADDRESS = re.compile(r"http://\S+/")
_MEMORY = re.compile(r"^VmRSS:\s+(\d+) kB", re.M)


def measure(place: Place, folder: Path) -> dict[str, Measure]:
    with place.engine.database.read() as connection:
        sizes = list(
            connection.execute(
                select(func.length(process_instance.c.snapshot)).where(
                    func.length(process_instance.c.snapshot) > 0
                )
            ).scalars()
        )
    start, memory = _served(folder)
    return {
        "P6": Measure(nearly_worst(sizes, 0.99), MOST_BYTES, "bytes of a stored case, p99"),
        "P6b": Measure(start, MOST_SECONDS, "s from start to first page"),
        "P6c": Measure(memory, MOST_MEGABYTES, "MB resident then"),
    }


def _served(folder: Path) -> tuple[float, float]:
    """(seconds from start to the first page, megabytes then) of `serve` on a ready database."""
    command = [sys.executable, "-m", "web.cli", "serve"]
    environment = {
        **os.environ,
        "VINHDANH_DATA_DIR": str(folder / "served"),
        "VINHDANH_DATABASE_URL": f"sqlite:///{folder / 'served.sqlite'}",
        "VINHDANH_HOST": "127.0.0.1",
        "VINHDANH_PORT": "0",
    }
    _answered(command, environment)  # prepares the database
    return _answered(command, environment)


def _answered(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    begun = perf_counter()
    process = subprocess.Popen(  # noqa: S603  our own command line
        command,
        env=environment,
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        if process.stdout is None:
            raise ModelError("The server says nothing.")
        found = _ADDRESS.search(process.stdout.readline())
        if found is None:
            raise ModelError("The server did not start.")
        with urllib.request.urlopen(found[0] + "cong-khai") as answer:  # noqa: S310  our own
            answer.read()
        taken = perf_counter() - begun
        status = Path("/proc", str(process.pid), "status").read_text()
    finally:
        process.terminate()
        process.wait()
    memory = _MEMORY.search(status)
    return round(taken, 2), round(int(memory[1]) / 1024, 1) if memory else 0.0
