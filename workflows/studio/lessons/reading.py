"""The lessons in `lessons.toml`, each read as two drawings that can be judged and shown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workflows.studio.lessons.notation import drawing

_FILE = Path(__file__).with_name("lessons.toml")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a rule asks, by example."""

    wrong: bytes
    right: bytes


@cache
def lesson(rule_id: str) -> Lesson | None:
    """The lesson of a rule; its pictures differ only in what the rule is about."""
    told = _told().get(rule_id)
    if told is None:
        return None
    both = f"{_told()['every']['both']}\n{told.get('both', '')}"
    return Lesson(
        wrong=drawing(f"{both}\n{told['wrong']}"), right=drawing(f"{both}\n{told['right']}")
    )


@cache
def _told() -> Mapping[str, Mapping[str, str]]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
