"""Runs a regular expression over a text: all alternatives at once, one character at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from engine.feel.budget import Meter
from engine.feel.patterns.characters import is_word
from engine.feel.patterns.program import (
    At,
    Done,
    Instruction,
    Place,
    Save,
    Split,
    Take,
    Unsupported,
    program_of,
)
from engine.feel.patterns.reader import read

LONGEST_PATTERN = 1_000
_THREADS_PER_STEP = 3
_REFERENCE = re.compile(r"\\([\\$])|\$([0-9])")

Saves: TypeAlias = tuple[int, ...]
Spans: TypeAlias = list[tuple[int, int] | None]
"""Where each group of a match stands; group 0 is the whole."""


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> Pattern | None:
    """The pattern, ready to run; None when it is broken or cannot be run in linear time."""
    if len(pattern) > LONGEST_PATTERN:
        return None
    try:
        return Pattern(program_of(read(pattern, flags)))
    except Unsupported:
        return None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression."""

    program: tuple[Instruction, ...]

    def search(self, text: str, start: int, meter: Meter) -> Spans | None:
        """The first match at or behind the start, the longest the pattern prefers."""
        saves = _Search(self.program, text, meter).first_from(start)
        return None if saves is None else _spans(saves)

    def all(self, text: str, meter: Meter) -> Iterator[Spans]:
        """All matches that do not overlap."""
        at = 0
        while at <= len(text):
            spans = self.search(text, at, meter)
            if spans is None or spans[0] is None:
                return
            yield spans
            begin, end = spans[0]
            at = end if end > begin else end + 1

    def split(self, text: str, meter: Meter) -> list[str]:
        """What stands between the matches."""
        pieces: list[str] = []
        at = 0
        for spans in self.all(text, meter):
            begin, end = spans[0] or (0, 0)
            if begin == end and begin in (0, len(text)):
                continue
            pieces.append(text[at:begin])
            meter.admit_length(len(pieces) + 1)
            at = end
        return [*pieces, text[at:]]

    def replaced(self, text: str, replacement: str, meter: Meter) -> str:
        """The text with each match replaced; `$1` stands for a group, `\\$` for a dollar."""
        pieces: list[str] = []
        at = size = 0
        for spans in self.all(text, meter):
            begin, end = spans[0] or (0, 0)
            pieces += [text[at:begin], _filled(replacement, text, spans)]
            size += len(pieces[-2]) + len(pieces[-1])
            meter.admit_text(size)
            at = end
        meter.admit_text(size + len(text) - at)
        return "".join(pieces) + text[at:]


def _filled(replacement: str, text: str, spans: Spans) -> str:
    def fill(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        group = int(match[2])
        span = spans[group] if group < len(spans) else None
        return text[span[0] : span[1]] if span else ""

    return _REFERENCE.sub(fill, replacement)


def _spans(saves: Saves) -> Spans:
    pairs = zip(saves[::2], saves[1::2], strict=True)
    return [(begin, end) if begin >= 0 and end >= 0 else None for begin, end in pairs]


class _Search:
    """One search; a thread is a place in the program and what its groups have saved so far."""

    def __init__(self, program: tuple[Instruction, ...], text: str, meter: Meter) -> None:
        self.program = program
        self.text = text
        self.meter = meter
        slots = max(i.slot for i in program if isinstance(i, Save)) + 1
        self.nothing_saved: Saves = (-1,) * slots

    def first_from(self, start: int) -> Saves | None:
        found: Saves | None = None
        threads: dict[int, Saves] = {}
        for at in range(start, len(self.text) + 1):
            if found is None:
                self._follow(0, self.nothing_saved, at, threads)
            elif not threads:
                break
            threads, done = self._step(threads, at)
            found = done or found
        return found

    def _step(self, threads: dict[int, Saves], at: int) -> tuple[dict[int, Saves], Saves | None]:
        """All threads take the character; one that is done ends those less preferred.

        Each place that was visited counts as a thread, so this charges for following too.
        """
        further: dict[int, Saves] = {}
        character = self.text[at : at + 1]
        self.meter.spend(1 + len(threads) // _THREADS_PER_STEP)
        for place, saves in threads.items():
            instruction = self.program[place]
            if isinstance(instruction, Done):
                return further, saves
            if isinstance(instruction, Take) and character and instruction.accepts(character):
                self._follow(place + 1, saves, at + 1, further)
        return further, None

    def _follow(self, place: int, saves: Saves, at: int, threads: dict[int, Saves]) -> None:
        """Go on until a character must be taken; each place is visited once, by the preferred."""
        waiting = [(place, saves)]
        while waiting:
            place, saves = waiting.pop()
            if place in threads:
                continue
            threads[place] = saves
            instruction = self.program[place]
            if isinstance(instruction, Split):
                waiting += [(instruction.second, saves), (instruction.first, saves)]
            elif isinstance(instruction, Save):
                slot = instruction.slot
                waiting.append((place + 1, (*saves[:slot], at, *saves[slot + 1 :])))
            elif isinstance(instruction, At) and self._stands(instruction.place, at):
                waiting.append((place + 1, saves))

    def _stands(self, place: Place, at: int) -> bool:
        text = self.text
        match place:
            case Place.START:
                return at == 0
            case Place.END:
                return at == len(text)
            case Place.LINE_START:
                return at == 0 or text[at - 1] == "\n"
            case Place.LINE_END:
                return at == len(text) or text[at] == "\n"
        before = at > 0 and is_word(text[at - 1])
        after = at < len(text) and is_word(text[at])
        return (before is not after) is (place is Place.WORD)
