"""Who is proposed in the demo, all of them invented: the same person for the same place in a list.

Their identity numbers begin with a code that no province has, so that they can be nobody's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

from workflows.demo.names import LONG_NAMES, name_of
from workflows.demo.stories import Named, Story, Wording
from workflows.demo.township import UNITS
from workflows.workbooks import Gender, NominationRow, NomineeKind

NOBODYS_PROVINCE = "013"
DAYS_OF_YEAR = 365


@dataclass(frozen=True, slots=True)
class Calling:
    """What a kind of people does, and what they are honoured for."""

    women: int
    """Of a hundred."""
    ages: tuple[int, int]
    titles: tuple[str, ...]
    achievements: tuple[str, ...]
    collectives: tuple[tuple[str, str], ...]
    """Groups of such people, each with its achievement."""

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Calling:
        youngest, oldest = table["ages"]
        return cls(
            women=table["women"],
            ages=(youngest, oldest),
            titles=tuple(table["titles"]),
            achievements=tuple(table["achievements"]),
            collectives=tuple((name, deed) for name, deed in table["collectives"]),
        )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a unit."""

    number: int
    name: str
    is_woman: bool
    born: date

    @property
    def id_number(self) -> str:
        century = 2 if self.born.year >= 2000 else 0
        return f"{NOBODYS_PROVINCE}{century + self.is_woman}{self.born:%y}{self.number:06}"


class Cast:
    """Gives every dossier its list; people of a unit come back in its later dossiers."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._people: dict[tuple[str, str, int], Person] = {}
        self._names: set[str] = set()
        self._numbers = count(1)

    def rows(self, story: Story) -> tuple[NominationRow, ...]:
        """The nominations of a dossier: collectives first, those named in the story next."""
        ordinals = count(1)
        return tuple(
            row
            for rows in (
                self._collectives(story, ordinals),
                (self._named(story, one, next(ordinals)) for one in story.named),
                self._people_of(story, ordinals),
            )
            for row in rows
        )

    @cached_property
    def _callings(self) -> dict[str, Calling]:
        text = Path(__file__).with_name("callings.toml").read_text("utf-8")
        return {key: Calling.of(table) for key, table in tomllib.loads(text).items()}

    def _collectives(self, story: Story, ordinals: Iterator[int]) -> Iterator[NominationRow]:
        known, first = self._callings[story.who].collectives, _place_of(story.unit)
        for place in range(first, first + story.collectives):
            name, deed = known[place % len(known)]
            yield self._row(
                story,
                next(ordinals),
                kind=NomineeKind.COLLECTIVE,
                name=name,
                achievement=deed,
                locality=_home(story.unit, len(name)),
            )

    def _people_of(self, story: Story, ordinals: Iterator[int]) -> Iterator[NominationRow]:
        calling = self._callings[story.who]
        is_household = story.procedure == "giay_khen_ho_gia_dinh"
        for place in range(story.skip, story.skip + story.people):
            person = self._person(story, calling, place)
            deeds, titles = calling.achievements, calling.titles
            # With the day in it: one achievement is honoured once, whoever comes back (R-ELIG-11).
            deed = deeds[(person.number * 3 + place - story.filed) % len(deeds)]
            if is_household:
                yield self._row(
                    story,
                    next(ordinals),
                    kind=NomineeKind.HOUSEHOLD,
                    name=f"Hộ {'bà' if person.is_woman else 'ông'} {person.name}",
                    achievement=deed,
                    locality=_home(story.unit, person.number),
                )
                continue
            yield self._row(
                story,
                next(ordinals),
                kind=NomineeKind.INDIVIDUAL,
                name=person.name,
                title=titles[place % len(titles)],
                achievement=deed,
                person=person,
                locality=_home(story.unit, person.number),
            )

    def _named(self, story: Story, one: Named, ordinal: int) -> NominationRow:
        """Somebody with a name of their own; an officer is known to the registry by name alone."""
        person = None
        if not one.is_officer:
            number = next(self._numbers)
            person = Person(number, one.name, one.is_woman, self._birth(number, one.age))
        return self._row(
            story,
            ordinal,
            kind=NomineeKind.INDIVIDUAL,
            name=one.name,
            title=one.title,
            achievement=one.achievement,
            person=person,
            locality=_home(story.unit, ordinal),
        )

    def _row(
        self,
        story: Story,
        ordinal: int,
        *,
        kind: NomineeKind,
        name: str,
        achievement: str,
        locality: str,
        title: str = "",
        person: Person | None = None,
    ) -> NominationRow:
        say = self._wording.say
        return NominationRow(
            ordinal=ordinal,
            kind=kind,
            name=say(name),
            birth_date=person.born if person else None,
            gender=(Gender.FEMALE if person.is_woman else Gender.MALE) if person else None,
            id_number=person.id_number if person else "",
            title=say(title),
            unit=say(unit_name(story.unit)),
            locality=locality,
            achievement=say(achievement),
            award=story.award,
            note="",
        )

    def _person(self, story: Story, calling: Calling, place: int) -> Person:
        key = (story.unit, story.who, place)
        if key not in self._people:
            self._people[key] = self._new_person(calling)
        return self._people[key]

    def _new_person(self, calling: Calling) -> Person:
        number = next(self._numbers)
        is_woman = number * 37 % 100 < calling.women
        name, long_is_woman = LONG_NAMES.get(number, ("", is_woman))
        if not name:
            spellings = [name_of(number + step * 10, is_woman=is_woman) for step in range(20)]
            name = next((one for one in spellings if one not in self._names), spellings[0])
        self._names.add(name)
        youngest, oldest = calling.ages
        age = youngest + number * 11 % (oldest - youngest + 1)
        return Person(number, name, long_is_woman, self._birth(number, age))

    def _birth(self, number: int, age: int) -> date:
        return date(self._wording.year - age, 1, 1) + timedelta(days=number * 97 % DAYS_OF_YEAR)


def unit_name(key: str) -> str:
    return next(name for known, name, _ in UNITS if known == key)


def _place_of(unit: str) -> int:
    return next(place for place, (key, _, _) in enumerate(UNITS) if key == unit)


def _home(unit: str, number: int) -> str:
    """Where somebody lives: people of a tiểu khu there, others anywhere in the township."""
    is_residential = any(key == unit and kind == "residential" for key, _, kind in UNITS)
    return unit_name(unit) if is_residential else f"Tiểu khu {number % 7 + 1}"
