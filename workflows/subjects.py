"""The registry of those who can be honoured: one identity across dossiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, or_, select

from engine.context import Context
from engine.text import search_key, sort_key
from engine.view import View
from workflows.tables.dossiers import subject
from workflows.workbooks import NominationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An individual, a collective or a household, as the office knows it."""

    id: str
    kind: str
    name: str
    birth_date: date | None
    id_number: str | None
    unit_name: str
    locality: str


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A known subject that a nomination may mean although nothing proves it."""

    ordinal: int
    name: str
    known: Subject


@dataclass(frozen=True, slots=True)
class Recognition:
    """Who of a list of nominations the office knows already."""

    same: Mapping[int, Subject]
    """By ordinal: proven to be this one."""
    resembling: Sequence[Resemblance]
    """Others that somebody should look at."""


def recognise(view: View, office_id: str, rows: Sequence[NominationRow]) -> Recognition:
    """Find the nominated in the registry; nothing is written.

    The same ID number is the same person; without one, the same name, birth date and unit is.
    """
    known = _Index(_candidates(view, office_id, rows))
    same: dict[int, Subject] = {}
    resembling: list[Resemblance] = []
    for row in rows:
        maybe = known.like(row)
        found = next((one for one in maybe if _is_same(row, one)), None)
        if found is not None:
            same[row.ordinal] = found
            continue
        resembling += [
            Resemblance(row.ordinal, row.name, one) for one in maybe if _resembles(row, one)
        ]
    return Recognition(same, resembling)


def match_or_add(
    context: Context, office_id: str, rows: Sequence[NominationRow]
) -> tuple[dict[int, str], tuple[Resemblance, ...]]:
    """(subject id by ordinal, resemblances somebody should look at) of a list of nominations."""
    known = recognise(context, office_id, rows)
    found = {ordinal: one.id for ordinal, one in known.same.items()}
    fresh: list[dict[str, object]] = []
    for row in rows:
        if row.ordinal not in found:
            found[row.ordinal] = context.new_id()
            fresh.append(_values(found[row.ordinal], office_id, row))
    if fresh:
        context.connection.execute(insert(subject), fresh)
    return found, tuple(known.resembling)


class _Index:
    """Known subjects by number and by name: lists of hundreds meet registries of hundreds."""

    def __init__(self, known: Sequence[Subject]) -> None:
        self._by_number: dict[str, list[Subject]] = {}
        self._by_name: dict[str, list[Subject]] = {}
        for one in known:
            self._by_name.setdefault(search_key(one.name), []).append(one)
            if one.id_number:
                self._by_number.setdefault(one.id_number, []).append(one)

    def like(self, row: NominationRow) -> Sequence[Subject]:
        """Those with the number or the name of a nomination, each once."""
        found = [
            *self._by_number.get(row.id_number, []),
            *self._by_name.get(search_key(row.name), []),
        ]
        return list({one.id: one for one in found}.values())


def _candidates(view: View, office_id: str, rows: Sequence[NominationRow]) -> list[Subject]:
    numbers = [row.id_number for row in rows if row.id_number]
    keys = [search_key(row.name) for row in rows]
    query = select(subject).where(
        subject.c.office_id == office_id,
        or_(subject.c.id_number.in_(numbers), subject.c.search_key.in_(keys)),
    )
    return [
        Subject(
            id=row.id,
            kind=row.kind,
            name=row.name,
            birth_date=row.birth_date,
            id_number=row.id_number,
            unit_name=row.unit_name,
            locality=row.locality,
        )
        for row in view.connection.execute(query)
    ]


def _is_same(row: NominationRow, known: Subject) -> bool:
    if row.kind != known.kind:
        return False
    if row.id_number and known.id_number:
        return row.id_number == known.id_number
    return (
        search_key(row.name) == search_key(known.name)
        and row.birth_date == known.birth_date
        and search_key(row.unit) == search_key(known.unit_name)
    )


def _resembles(row: NominationRow, known: Subject) -> bool:
    """The same name, and no two ID numbers or birth dates that tell them apart."""
    if row.kind != known.kind or search_key(row.name) != search_key(known.name):
        return False
    if row.id_number and known.id_number:
        return False
    return row.birth_date is None or known.birth_date in (None, row.birth_date)


def _values(subject_id: str, office_id: str, row: NominationRow) -> dict[str, object]:
    return {
        "id": subject_id,
        "office_id": office_id,
        "kind": row.kind.value,
        "name": row.name,
        "search_key": search_key(row.name),
        "sort_key": sort_key(row.name),
        "birth_date": row.birth_date,
        "gender": row.gender.value if row.gender else "",
        "id_number": row.id_number or None,
        "title": row.title,
        "unit_name": row.unit,
        "locality": row.locality,
    }
