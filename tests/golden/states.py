"""Stored states as a release left them, to be read by every later one.

`python -m tests.golden.states RELEASE` writes them.
A golden file is a zip of the drawings of its release and `states.json`: for each place at which an
instance of each of them may wait, the state as it stood in the database, and what it waited for. It
is written once, when a release is made, and never changed again.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from engine.admission import read
from engine.errors import VinhDanhError
from engine.model import ElementKind
from engine.spiff import SpiffExecutable, compile_set
from tests.engine.spiff.blocks import random_drawing
from tests.engine.spiff.playing import FakeHost
from workflows.assemble import delivered_files

FOLDER = Path(__file__).parent
STATES = "states.json"
WAYS = 150
MOST_MOVES = 150
MOST_STATES = 40
"""Of one process; each waits for something else."""

RANDOM_DRAWINGS = 12
"""Beside the delivered ones, so that every construct has been waited in."""


@dataclass(frozen=True)
class StoredState:
    """A state in the database of an earlier release."""

    file: str
    process: str
    waits: Sequence[Sequence[str]]
    """(kind, element) of each wait, in the order of its creation."""
    state: str


class Fickle(FakeHost):
    """Answers every question by chance, so that all ways are taken."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.random = random

    def evaluate(self, text: str, element: object, locals: object) -> object:
        return self.random.random() < 0.35


def executables(files: Mapping[str, bytes]) -> Mapping[str, SpiffExecutable]:
    """Drawings that depend on nothing else, ready to run."""
    return compile_set(read(files).processes, files)


def moves_on(executable: SpiffExecutable, state: bytes, random: Random) -> bytes | None:
    """The state after one of its waits has ended; None once it is over.

    Where chance opened no way at all, chance is asked again.
    """
    while True:
        execution = executable.restore(state)
        waits = execution.waits()
        if not waits:
            return None
        try:
            execution.complete(random.choice(waits).id, _host(random))
        except VinhDanhError:
            continue
        return execution.snapshot()


def waits_of(executable: SpiffExecutable, state: bytes) -> list[list[str]]:
    return [[one.kind.value, one.element_id] for one in executable.restore(state).waits()]


def goldens() -> list[Path]:
    return sorted(FOLDER.glob("*.zip"))


def load(golden: Path) -> tuple[Mapping[str, bytes], Sequence[StoredState]]:
    """The drawings of a release and the states that it stored."""
    with zipfile.ZipFile(golden) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != STATES}
        states = json.loads(archive.read(STATES))
    return files, [StoredState(**one) for one in states]


def drawings_of(files: Mapping[str, bytes], file: str) -> Mapping[str, bytes]:
    """What was deployed together: the delivered ones, or one random drawing by itself."""
    if file:
        return {file: files[file]}
    return {name: text for name, text in files.items() if not name.startswith("random")}


# -- making one


def write(release: str) -> Path:
    drawn = {name: text for name, text in delivered_files().items() if name.endswith(".bpmn")}
    random = {f"random_{n}.bpmn": random_drawing(Random(n))[0] for n in range(RANDOM_DRAWINGS)}
    states = [*_states("", drawn)]
    for name, text in random.items():
        states += _states(name, {name: text})
    golden = FOLDER / f"{release}.zip"
    with zipfile.ZipFile(golden, "x", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in {**drawn, **random}.items():
            archive.writestr(name, text)
        archive.writestr(STATES, json.dumps([asdict(one) for one in states], ensure_ascii=False))
    return golden


def _states(file: str, files: Mapping[str, bytes]) -> Iterator[StoredState]:
    for process, executable in executables(files).items():
        seen: dict[str, StoredState] = {}
        starts = [e.id for e in executable.process.elements.values() if e.kind is ElementKind.START]
        for way in range(WAYS):
            start = starts[way % len(starts)]
            for state in _played(executable, start, Random(f"{process}.{way}")):
                waits = waits_of(executable, state)
                seen.setdefault(repr(waits), StoredState(file, process, waits, state.decode()))
            if len(seen) >= MOST_STATES:
                break
        yield from seen.values()


def _played(executable: SpiffExecutable, start: str, random: Random) -> Iterator[bytes]:
    try:
        state: bytes | None = executable.start(_host(random), start).snapshot()
    except VinhDanhError:
        return  # The start of a part inside, or chance opened no way.
    for _ in range(MOST_MOVES):
        if state is None:
            return
        yield state
        state = moves_on(executable, state, random)


def _host(random: Random) -> Fickle:
    host = Fickle(random)
    host.new_id = lambda: f"w{random.getrandbits(40):010x}"  # type: ignore[method-assign]
    return host


if __name__ == "__main__":
    sys.stdout.write(f"{write(sys.argv[1])}\n")
