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

CHANGES = 6
MUTANTS = -(-2_000 // (CHANGES * len(DRAWINGS)))
"""For each drawing and kind of change; together two thousand."""

SPLINTERS = (
    b"", b"<", b"&", b'"', b"\x00", b"\xff\xfe", b"]]>", b"<!--", b"<!DOCTYPE x>", b"&lt;", b"id",
    b"bpmn:", b"${x}", b"P1X", b"R/PT0S", b"9" * 5_000, "\u0110".encode(), b"<bpmn:process>",
)  # fmt: skip


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


def cut(content: bytes, random: Random) -> bytes:
    start, end = sorted(random.randrange(len(content)) for _ in range(2))
    return content[:start] + content[min(end, start + 2_000) :]


def splinter(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content))
    return content[:place] + random.choice(SPLINTERS) + content[place + random.randrange(4) :]


def flip(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content))
    return (
        content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + content[place + 1 :]
    )


def shuffle(content: bytes, random: Random) -> bytes:
    """Lines in another order: references and nesting go wrong while the XML often stays right."""
    lines = content.split(b"\n")
    for _ in range(3):
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def rename(content: bytes, random: Random) -> bytes:
    """One id or reference becomes another: the XML stays right, the drawing does not."""
    quoted = content.split(b'"')
    one = random.randrange(1, len(quoted), 2)
    quoted[one] = quoted[random.randrange(1, len(quoted), 2)]
    return b'"'.join(quoted)


def drop_line(content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    del lines[random.randrange(len(lines))]
    return b"\n".join(lines)


ALL_CHANGES = [cut, splinter, flip, shuffle, rename, drop_line]
assert len(ALL_CHANGES) == CHANGES


@pytest.mark.parametrize("change", ALL_CHANGES)
@pytest.mark.parametrize("name", DRAWINGS)
def test_a_mutant_of_our_drawings_is_judged(name, change):
    for number in range(MUTANTS):
        random = Random(f"{name}.{change.__name__}.{number}")

        verdict({name: change(DRAWINGS[name], random)}, PARTS)


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
