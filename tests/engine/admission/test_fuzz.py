"""Mutated drawings: whatever the bytes, there is a verdict, and what is accepted runs whole."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.admission import Catalogue, check, read
from engine.errors import LimitExceeded, ModelError
from engine.model import Severity
from engine.spiff import compile_set
from tests.conftest import SCALE
from tests.engine.admission.foreign_fates import FOLDER
from tests.engine.admission.mutating import BYTES, drop_line, mutant, rename
from tests.engine.admission.test_foreign_drawings import judged
from tests.engine.spiff.blocks import random_drawing
from tests.engine.spiff.playing import FakeHost

DRAWINGS = {path.name: path.read_bytes() for path in sorted(Path("bpmn").glob("*.bpmn"))}
KEYS = frozenset(process.id for process in read(DRAWINGS).processes)
PARTS = {
    name: content
    for name, content in DRAWINGS.items()
    if not any(process.procedure for process in read({name: content}).processes)
}
"""What the procedures call."""

MUTANTS = -(-2_000 // (len(BYTES) * len(DRAWINGS)))
"""For each drawing and kind of change; together two thousand."""


def verdict(files: dict[str, bytes], leaning_on: dict[str, bytes] | None = None) -> None:
    """The files are refused with a place and words, or deploy whole with what they lean on."""
    problems = check(files, Catalogue(processes=KEYS))
    for problem in problems:
        assert problem.message % problem.params
        assert problem.file in files
    if any(problem.severity is Severity.ERROR for problem in problems):
        return
    whole = {**(leaning_on or {}), **files}
    try:
        compile_set(read(whole).processes, whole)
    except ModelError as error:
        raise AssertionError(f"accepted, but would not run whole: {error}") from error


@pytest.mark.parametrize("change", BYTES)
@pytest.mark.parametrize("name", DRAWINGS)
def test_a_mutant_of_our_drawings_is_judged(name, change):
    for number in range(MUTANTS):
        random = Random(f"{name}.{change.__name__}.{number}")

        verdict({name: change(DRAWINGS[name], random)}, PARTS)


FOREIGN = sorted(FOLDER.glob("*.bpmn"))
OF_EACH = 5 * SCALE


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.stem)
def test_a_mutant_of_a_foreign_drawing_is_judged_and_starts_or_is_refused_at_a_place(path):
    for number in range(OF_EACH):
        judged(path.name, mutant(path.read_bytes(), Random(f"{path.name}.{number}")))


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=400))
def test_any_bytes_are_judged(content):
    verdict({"p.bpmn": content})


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(min_value=0))
def test_a_mutant_that_is_accepted_starts(seed):
    random = Random(seed)
    content, _ = random_drawing(random)
    for _ in range(random.randrange(4)):
        content = random.choice([rename, drop_line])(content, random)
    files = {"p.bpmn": content}
    verdict(files)
    if any(p.severity is Severity.ERROR for p in check(files, Catalogue())):
        return

    executables = compile_set(read(files).processes, files)

    for executable in executables.values():
        try:
            execution = executable.start(FakeHost())
        except (ModelError, LimitExceeded) as error:
            # Conditions that never hold stop an instance loudly; they are data, not shape.
            assert "No way out" in str(error)
        else:
            assert execution.waits() or execution.is_completed()
