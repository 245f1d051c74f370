"""What every release has stored is read by this one, waits where it waited, and reaches its end."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest

from engine.model import ElementKind
from engine.spiff import SpiffExecutable
from tests.golden.states import drawings_of, executables, goldens, load, moves_on, waits_of

MOST_MOVES = 400


@cache
def compiled(golden: Path, file: str) -> dict[str, SpiffExecutable]:
    return dict(executables(drawings_of(load(golden)[0], file)))


@pytest.fixture(params=goldens(), ids=lambda golden: golden.stem)
def golden(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


# A12: every procedure × every place where it waits.
def test_every_state_that_a_release_stored_restores_and_is_played_to_its_end(golden: Path) -> None:
    _, states = load(golden)

    assert len(states) > 300
    for number, stored in enumerate(states):
        executable = compiled(golden, stored.file)[stored.process]
        state: bytes | None = stored.state.encode()
        random = Random(number)

        assert waits_of(executable, stored.state.encode()) == stored.waits, stored
        for _ in range(MOST_MOVES):
            if state is None:
                break
            state = moves_on(executable, state, random)
        assert state is None, f"{stored} does not end"


def test_a_release_left_a_state_for_every_step_of_its_procedures(golden: Path) -> None:
    files, states = load(golden)
    waited = {(one.process, element) for one in states for _, element in one.waits if not one.file}

    steps = {
        (name, element.id)
        for name, executable in compiled(golden, "").items()
        for element in executable.process.elements.values()
        if element.kind is ElementKind.USER_TASK
    }

    assert files and len(steps) > 40
    assert {one for one in steps if one not in waited} == set()
