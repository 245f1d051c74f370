"""What is known of a nominee beside the form: the honour book, and the other dossiers.

A table of criteria sees it as `nominee`; it names awards by the law's keys, so that no award is
named here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Row,
    Select,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

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

    subject_id: str
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
    elsewhere: Sequence[Elsewhere]
    of_unit: Mapping[str, int]
    """How many the unit proposes this year in its other dossiers, by award."""


def known_of(view: View, dossier: Dossier, rows: Sequence[Nominee]) -> Known:
    """Read once a view."""
    return view.once(("known", dossier.id), lambda: _read(view, dossier, rows))


def facts_of(known: Known, row: Nominee, rows: Iterable[Nominee]) -> dict[str, object]:
    """What a table sees as `nominee`: what the form says of the row, and what is known of it."""
    listed = [other for other in rows if other.continues]
    honours = known.honours.get(row.subject_id, ())
    elsewhere = [one for one in known.elsewhere if one.subject_id == row.subject_id]
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
            | {other.award for other in listed if other.subject_id == row.subject_id}
        ),
        "unit_total": _unit_total(known, listed),
        "on_list": _by_kind(listed),
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


def _unit_total(known: Known, listed: Iterable[Nominee]) -> dict[str, int]:
    """Whom the unit proposes this year, over all its dossiers, by award."""
    counted = Counter(known.of_unit)
    counted.update(row.award for row in listed)
    return {award: counted[award] for award in AWARDS}


def _by_kind(listed: Iterable[Nominee]) -> dict[str, int]:
    counted = Counter(row.kind for row in listed)
    return {kind.value: counted[kind.value] for kind in SubjectKind}


def _read(view: View, dossier: Dossier, rows: Sequence[Nominee]) -> Known:
    subjects = {row.subject_id for row in rows}
    by_subject: dict[str, list[Honour]] = {}
    for one in honours_of(view, subjects):
        # What this very dossier gave says nothing against it.
        if one.stands and one.dossier_id != dossier.id:
            by_subject.setdefault(one.subject_id, []).append(one)
    year = local(dossier.filed_at).year
    elsewhere, of_unit = _elsewhere(view, dossier, subjects, year)
    return Known(year, by_subject, elsewhere, of_unit)


def _elsewhere(
    view: View, dossier: Dossier, subjects: set[str], year: int
) -> tuple[Sequence[Elsewhere], Mapping[str, int]]:
    """The subjects in other dossiers, and the figures of the unit."""
    begins, ends = (instant(date(each, 1, 1), time.min) for each in (year, year + 1))
    asked = {
        "dossier": dossier.id,
        "office": dossier.office_id,
        "unit": dossier.unit_id,
        "subjects": sorted(subjects),
        "begins": begins,
        "ends": ends,
    }
    rows = view.connection.execute(_ASKED, asked).all()
    of_unit = {row.award: row.number for row in rows if not row.subject_id}
    return [_found(row) for row in rows if row.subject_id], of_unit


def _in_others(query: Select[Any]) -> Select[Any]:
    """Nominees who continue in other dossiers that count."""
    table = dossier_table.c
    return query.join_from(
        nominee_table, dossier_table, table.id == nominee_table.c.dossier_id
    ).where(
        table.id != bindparam("dossier"),
        table.state.not_in([state.value for state in DROPPED]),
        nominee_table.c.outcome.in_([outcome.value for outcome in CONTINUING]),
    )


def _query() -> CompoundSelect[Any]:
    """Put together once. The unit is counted by the database, which a unit with long lists would
    otherwise be read out of for each list anew."""
    nominee, table, nothing = nominee_table.c, dossier_table.c, literal("")
    others = (
        select(nominee.subject_id, nominee.award, nominee.criteria, table.code, table.state)
        .add_columns(literal(1).label("number"))
        .where(
            nominee.subject_id.in_(bindparam("subjects", expanding=True)),
            table.office_id == bindparam("office"),
        )
    )
    counted = (
        select(nothing, nominee.award, cast(null(), nominee.criteria.type), nothing, nothing)
        .add_columns(func.count().label("number"))
        .where(
            table.unit_id == bindparam("unit"),
            table.filed_at.between(bindparam("begins"), bindparam("ends")),
        )
        .group_by(nominee.award)
    )
    return union_all(_in_others(others), _in_others(counted))


_ASKED = _query()


def _found(row: Row[Any]) -> Elsewhere:
    return Elsewhere(
        subject_id=row.subject_id,
        award=row.award,
        code=row.code,
        is_over=row.state == DossierState.FINISHED.value,
        initiative_key=achievement_key(str(row.criteria.get("initiative") or "")),
    )
