"""A town's database as a release left it, with dossiers in every stage.

`python -m tests.golden.towns RELEASE` writes it, once, when the release is made.
"""

from __future__ import annotations

import lzma
import sys
import tempfile
from pathlib import Path
from random import Random

import pysqlite3

from tests.faults.random_days import RandomDays
from tests.scenario.world import found

FOLDER = Path(__file__).parent
SUFFIX = ".sqlite3.xz"
WEEKS = 24
"""Each with up to four dossiers of its own, left where they are after longer and longer work."""


def towns() -> list[Path]:
    return sorted(FOLDER.glob(f"*{SUFFIX}"))


def unpack(town: Path, target: Path) -> Path:
    target.write_bytes(lzma.decompress(town.read_bytes()))
    return target


def write(release: str) -> Path:
    town = FOLDER / f"{release}{SUFFIX}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "town.sqlite3")
        world = found(f"sqlite:///{file}")
        for seed in range(WEEKS):
            RandomDays(world, Random(seed)).pass_on(6 + 2 * seed)
        world.engine.database.close()
        connection = pysqlite3.connect(file)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
        connection.close()
        town.write_bytes(lzma.compress(file.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    return town


if __name__ == "__main__":
    sys.stdout.write(f"{write(sys.argv[1])}\n")
