"""What is known of a nominee beside the form: the honour book, and the other dossiers.

A table of criteria sees it as `nominee`; it names awards by the law's keys, so that no award is
named here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select

from engine.calendar import instant
from engine.clock import local
from engine.view import View
from workflows.awards import AWARDS
from workflows.dossiers import ENDED, Dossier, DossierState
from workflows.honours import Honour, achievement_key, honours_of
from workflows.nominees import CONTINUING, Nominee
from workflows.rewards import SubjectKind
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.dossiers import nominee as nominee_table

EXCELLENT_RATING = "excellent"
MERITS_OF_AN_INITIATIVE = ("initiative", "research", "accepted_research")
MERIT_OF_THE_RATING = "excellent_completion"
"""The words by which the law names grounds that a form asks for."""

DROPPED = frozenset(ENDED) - {DossierState.FINISHED}
"""Dossiers whose nominees count no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The same subject in another dossier of the same office."""

    award: str
    code: str
    is_over: bool
    """The dossier is finished: what it gave stands in the honour book."""
    initiative_key: str


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of the nominees of a dossier, read in two statements."""

    year: int
    honours: Mapping[str, Sequence[Honour]]
    """By subject: awards that stand."""
    elsewhere: Mapping[str, Sequence[Elsewhere]]
    """By subject."""


class OfUnit(Mapping[str, int]):
    """Whom the unit proposes this year, over all its dossiers, by award.

    Counted when a table first asks for a figure: few awards have a share of the unit.
    """

    def __init__(self, listed: Sequence[Nominee], others: Callable[[], Mapping[str, int]]) -> None:
        self._listed = listed
        self._others = others

    @cached_property
    def _counted(self) -> Mapping[str, int]:
        counted = Counter(self._others())
        counted.update(row.award for row in self._listed)
        return {award: counted[award] for award in AWARDS}

    def __getitem__(self, award: str) -> int:
        return self._counted[award]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counted)

    def __len__(self) -> int:
        return len(self._counted)


def known_of(view: View, dossier: Dossier, rows: Sequence[Nominee]) -> Known:
    """Read once a view."""
    return view.once(("known", dossier.id), lambda: _read(view, dossier, rows))


def of_unit(view: View, dossier: Dossier) -> Mapping[str, int]:
    """How many the unit proposes this year in its other dossiers, by award; read once a view."""
    return view.once(("of unit", dossier.id), lambda: _of_unit(view, dossier))


def of_the_list(
    rows: Iterable[Nominee], others: Callable[[], Mapping[str, int]]
) -> dict[str, object]:
    """What a table sees of every `nominee` alike: who else is proposed, here and by the unit."""
    listed = [row for row in rows if row.continues]
    return {"unit_total": OfUnit(listed, others), "on_list": _by_kind(listed)}


def by_subject(rows: Iterable[Nominee]) -> Mapping[str, Set[str]]:
    """For what each subject is proposed on a list."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.continues:
            found.setdefault(row.subject_id, set()).add(row.award)
    return found


def facts_of(known: Known, row: Nominee, listed: Mapping[str, Set[str]]) -> dict[str, object]:
    """What a table sees of one `nominee`: what the form says of it, and what is known of it.

    `listed` says for what each subject is proposed on this very list.
    """
    honours = known.honours.get(row.subject_id, ())
    elsewhere = known.elsewhere.get(row.subject_id, ())
    return {
        **row.criteria,
        "award": row.award,
        "kind": row.kind,
        "merits": _merits(row),
        "same_achievement": _same_achievement(row, honours),
        "proposed_elsewhere": next(
            (one.code for one in elsewhere if one.award == row.award and not one.is_over), None
        ),
        "initiative_used": _initiative_used(row, honours, elsewhere),
        "in_row": {award: _in_row(honours, award, known.year) for award in AWARDS},
        "this_year": sorted(
            {one.award for one in honours if one.year == known.year}
            | {one.award for one in elsewhere}
            | listed.get(row.subject_id, frozenset())
        ),
    }


def _merits(row: Nominee) -> list[str]:
    """The grounds that the form gives, in the law's words."""
    rated = [MERIT_OF_THE_RATING] if row.criteria.get("rating") == EXCELLENT_RATING else []
    return [*rated, *(MERITS_OF_AN_INITIATIVE if row.criteria.get("initiative") else ())]


def _same_achievement(row: Nominee, honours: Sequence[Honour]) -> str | None:
    key = achievement_key(row.achievement)
    return next((one.symbol for one in honours if one.achievement_key == key), None)


def _initiative_used(
    row: Nominee, honours: Sequence[Honour], elsewhere: Sequence[Elsewhere]
) -> str | None:
    key = achievement_key(str(row.criteria.get("initiative") or ""))
    if not key:
        return None
    booked = next((one.symbol for one in honours if one.initiative_key == key), None)
    return booked or next((one.code for one in elsewhere if one.initiative_key == key), None)


def _in_row(honours: Sequence[Honour], award: str, year: int) -> int:
    """Years in a row with the award, up to last year or this one."""
    years = {one.year for one in honours if one.award == award}
    latest = next((last for last in (year, year - 1) if last in years), None)
    if latest is None:
        return 0
    count = 0
    while latest - count in years:
        count += 1
    return count


def _by_kind(listed: Iterable[Nominee]) -> dict[str, int]:
    counted = Counter(row.kind for row in listed)
    return {kind.value: counted[kind.value] for kind in SubjectKind}


def _read(view: View, dossier: Dossier, rows: Sequence[Nominee]) -> Known:
    subjects = sorted({row.subject_id for row in rows})
    honours: dict[str, list[Honour]] = {}
    for one in honours_of(view, subjects):
        # What this very dossier gave says nothing against it.
        if one.stands and one.dossier_id != dossier.id:
            honours.setdefault(one.subject_id, []).append(one)
    return Known(local(dossier.filed_at).year, honours, _elsewhere(view, dossier, subjects))


def _elsewhere(
    view: View, dossier: Dossier, subjects: Sequence[str]
) -> Mapping[str, Sequence[Elsewhere]]:
    asked = {"dossier": dossier.id, "office": dossier.office_id, "subjects": subjects}
    found: dict[str, list[Elsewhere]] = {}
    for row in view.connection.execute(_ELSEWHERE, asked):
        found.setdefault(row.subject_id, []).append(_found(row))
    return found


def _of_unit(view: View, dossier: Dossier) -> Mapping[str, int]:
    year = local(dossier.filed_at).year
    begins, ends = (instant(date(each, 1, 1), time.min) for each in (year, year + 1))
    asked = {"dossier": dossier.id, "unit": dossier.unit_id, "begins": begins, "ends": ends}
    rows = view.connection.execute(_OF_UNIT, asked)
    return {row.award: row.number for row in rows}


def _in_others(*columns: ColumnElement[Any]) -> Select[Any]:
    """Nominees who continue in other dossiers that count."""
    table = dossier_table.c
    return (
        select(*columns)
        .join_from(nominee_table, dossier_table, table.id == nominee_table.c.dossier_id)
        .where(
            table.id != bindparam("dossier"),
            table.state.not_in([state.value for state in DROPPED]),
            nominee_table.c.outcome.in_([outcome.value for outcome in CONTINUING]),
        )
    )


_ELSEWHERE = _in_others(
    nominee_table.c.subject_id,
    nominee_table.c.award,
    nominee_table.c.criteria,
    dossier_table.c.code,
    dossier_table.c.state,
).where(
    nominee_table.c.subject_id.in_(bindparam("subjects", expanding=True)),
    dossier_table.c.office_id == bindparam("office"),
)

_OF_UNIT = (
    _in_others(nominee_table.c.award, func.count().label("number"))
    .where(
        dossier_table.c.unit_id == bindparam("unit"),
        dossier_table.c.filed_at.between(bindparam("begins"), bindparam("ends")),
    )
    .group_by(nominee_table.c.award)
)
"""Counted by the database: a unit with long lists would otherwise be read out of it each time."""


def _found(row: Row[Any]) -> Elsewhere:
    return Elsewhere(
        award=row.award,
        code=row.code,
        is_over=row.state == DossierState.FINISHED.value,
        initiative_key=achievement_key(str(row.criteria.get("initiative") or "")),
    )
