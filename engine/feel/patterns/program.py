"""The instructions a regular expression is turned into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

LARGEST_PROGRAM = 1_000
"""Instructions of a pattern; `(a{99}){99}` is refused before it is built."""

Accepts: TypeAlias = Callable[[str], bool]


class Unsupported(Exception):
    """The pattern is broken, too large, or cannot be run in linear time."""


class Place(Enum):
    """A condition on where the text stands, without taking a character."""

    START = "^"
    END = "$"
    LINE_START = "(?m)^"
    LINE_END = "(?m)$"
    WORD = r"\b"
    NO_WORD = r"\B"


@dataclass(frozen=True, slots=True)
class Take:
    """Take one character of a kind."""

    accepts: Accepts


@dataclass(frozen=True, slots=True)
class Split:
    """Go on at both places, the first preferred."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Save:
    """Remember where a group begins or ends."""

    slot: int


@dataclass(frozen=True, slots=True)
class At:
    place: Place


@dataclass(frozen=True, slots=True)
class Done:
    """The pattern is matched."""


Instruction: TypeAlias = Take | Split | Save | At | Done


# What the parser builds; `emit` turns it into instructions.


@dataclass(frozen=True, slots=True)
class Single:
    """One instruction on its own."""

    instruction: Take | At


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Group:
    number: int
    inner: Part


@dataclass(frozen=True, slots=True)
class Repeat:
    inner: Part
    least: int
    most: int | None
    is_greedy: bool


Part: TypeAlias = Single | Sequence | Choice | Group | Repeat


def program_of(part: Part) -> tuple[Instruction, ...]:
    """The instructions for a whole pattern, which is group 0."""
    emitter = _Emitter()
    emitter.emit(Group(0, part))
    emitter.add(Done())
    return tuple(emitter.program)


class _Emitter:
    def __init__(self) -> None:
        self.program: list[Instruction] = []

    def add(self, instruction: Instruction) -> int:
        if len(self.program) >= LARGEST_PROGRAM:
            raise Unsupported
        self.program.append(instruction)
        return len(self.program) - 1

    def emit(self, part: Part) -> None:
        match part:
            case Single(instruction):
                self.add(instruction)
            case Sequence(parts):
                for each in parts:
                    self.emit(each)
            case Choice(options):
                self._choice(options)
            case Group(number, inner):
                self.add(Save(2 * number))
                self.emit(inner)
                self.add(Save(2 * number + 1))
            case Repeat():
                self._repeat(part)

    def _choice(self, options: tuple[Part, ...]) -> None:
        exits: list[int] = []
        for option in options[:-1]:
            split = self.add(Done())
            self.emit(option)
            exits.append(self.add(Done()))
            self.program[split] = Split(split + 1, len(self.program))
        self.emit(options[-1])
        for each in exits:
            self.program[each] = _jump(len(self.program))

    def _repeat(self, part: Repeat) -> None:
        for _ in range(part.least):
            self.emit(part.inner)
        if part.most is None:
            self._loop(part)
            return
        splits: list[int] = []
        for _ in range(part.most - part.least):
            splits.append(self.add(Done()))
            self.emit(part.inner)
        for split in splits:
            self.program[split] = _split(split + 1, len(self.program), part.is_greedy)

    def _loop(self, part: Repeat) -> None:
        start = self.add(Done())
        self.emit(part.inner)
        self.add(_jump(start))
        self.program[start] = _split(start + 1, len(self.program), part.is_greedy)


def _jump(target: int) -> Split:
    return Split(target, target)


def _split(inside: int, outside: int, is_greedy: bool) -> Split:
    return Split(inside, outside) if is_greedy else Split(outside, inside)
