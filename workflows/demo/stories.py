"""What happened in the township, as data: dossiers and sessions, told in `stories.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any

from workflows.demo.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something somebody does on a working day after the filing; what it is stands in `acts`."""

    do: str
    on: int
    at: time | None = None
    """When it is not done at the usual hour."""
    by: str = ""
    """Who, where it is not the usual person."""
    says: str = ""
    row: int = 1
    """The nominee whom it is about, by place in the list."""
    due: int = 0
    """A new date, in working days after the filing."""
    ineligible: Mapping[str, str] = field(default_factory=dict)
    """Places in the list and why; the same for `held`."""
    held: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entry: str | Mapping[str, Any]) -> Act:
        """`accept 0`, `claim 1 10:15`, or a table."""
        if isinstance(entry, Mapping):
            at = entry.get("at", "")
            return cls(**{**entry, "at": time.fromisoformat(at) if at else None})
        do, on, *at = entry.split()
        return cls(do=do, on=int(on), at=time.fromisoformat(at[0]) if at else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A nominee with a story of their own."""

    name: str
    title: str
    achievement: str
    is_woman: bool = False
    age: int = 40
    is_officer: bool = False
    """Somebody of the office or its council, who is in the registry already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A dossier: who filed what for whom, and what was done about it, on which days."""

    key: str
    procedure: str
    unit: str
    title: str
    award: str = "giay_khen"
    """What is asked for everybody on the list."""
    filed: int
    """Working days before the demo opens, as a negative number."""
    at: time = time(8, 10)
    who: str
    """What its people do: a table of `callings.toml`."""
    people: int = 0
    skip: int = 0
    """So many of the unit's people are passed over: others than in its earlier dossiers."""
    collectives: int = 0
    named: tuple[Named, ...] = ()
    happened: int = 0
    """Days before the filing on which an unexpected deed was done."""
    officer: str = "officer"
    """Which of the two officers has the dossier."""
    acts: tuple[Act, ...] = ()

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Story:
        return cls(
            **{
                **table,
                "named": tuple(Named(**one) for one in table.get("named", ())),
                "acts": tuple(Act.of(entry) for entry in table["acts"]),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """Members who did not agree to one nominee."""

    dossier: str
    row: int
    by: tuple[str, ...]
    choice: str = "no"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A session of the council: called on one day, held on another, with what was unusual."""

    planned: int
    meets: int
    at: time = time(14, 0)
    title: str
    dossiers: tuple[str, ...]
    secret: bool = False
    absent: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    """Absent members who sent their ballot in writing."""
    dissent: tuple[Dissent, ...] = ()
    until: str = "closed"
    """How far it has come: `planned`, `open`, `closed`, or `cancelled`."""
    waiting: tuple[str, ...] = ()
    """Members of an open session who have not voted yet."""
    reason: str = ""
    """Why it was cancelled."""

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Meeting:
        lists = {
            name: tuple(table.get(name, ()))
            for name in ("dossiers", "absent", "written", "waiting")
        }
        dissent = tuple(
            Dissent(**{**one, "by": tuple(one["by"])}) for one in table.get("dissent", ())
        )
        return cls(**{**table, **lists, "dissent": dissent})


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts the words of a time into the texts of the stories: the place and the years."""

    place: Place
    year: int

    def say(self, text: str) -> str:
        for name, year in (("{last_year}", -1), ("{year}", 0), ("{next_year}", 1)):
            text = text.replace(name, str(self.year + year))
        return self.place.say(text)


def read_stories() -> tuple[tuple[Story, ...], tuple[Meeting, ...]]:
    """The dossiers in the order of the file, and the sessions."""
    told = tomllib.loads(Path(__file__).with_name("stories.toml").read_text("utf-8"))
    return tuple(map(Story.of, told["story"])), tuple(map(Meeting.of, told["meeting"]))
