"""What the books hold of the nominees of a dossier: awards that stand, and the other dossiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from engine.calendar import instant
from engine.clock import local
from engine.view import View
from workflows.dossiers import ENDED, Dossier, DossierState
from workflows.honours import achievement_key
from workflows.nominees import CONTINUING
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.dossiers import nominee as nominee_table
from workflows.tables.honours import honour as honour_table

DROPPED = tuple(state for state in ENDED if state is not DossierState.FINISHED)
"""Dossiers whose nominees count no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An award of the honour book that stands, but for what this very dossier gave."""

    award: str
    symbol: str
    year: int
    achievement_key: str
    initiative_key: str


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
    """All that is known of the nominees of a dossier."""

    year: int
    honours: Mapping[str, Sequence[Booked]]
    """By subject, newest first."""
    elsewhere: Mapping[str, Sequence[Elsewhere]]
    """By subject."""


def known_of(view: View, dossier: Dossier) -> Known:
    """Read once a view."""
    return view.once(("known", dossier.id), lambda: _read(view, dossier))


def of_unit(view: View, dossier: Dossier) -> Mapping[str, int]:
    """How many the unit proposes this year in its other dossiers, by award; read once a view."""
    return view.once(("of unit", dossier.id), lambda: _of_unit(view, dossier))


def _read(view: View, dossier: Dossier) -> Known:
    asked = {"dossier": dossier.id, "office": dossier.office_id}
    honours: dict[str, list[Booked]] = {}
    elsewhere: dict[str, list[Elsewhere]] = {}
    for row in view.connection.execute(_KNOWN, asked):
        if row.state is None:
            honours.setdefault(row.subject_id, []).append(_booked(row))
        else:
            elsewhere.setdefault(row.subject_id, []).append(_elsewhere(row))
    return Known(local(dossier.filed_at).year, honours, elsewhere)


def _booked(row: Row[Any]) -> Booked:
    return Booked(
        award=row.award,
        symbol=row.name,
        year=row.year,
        achievement_key=row.achievement_key,
        initiative_key=row.initiative_key,
    )


def _elsewhere(row: Row[Any]) -> Elsewhere:
    return Elsewhere(
        award=row.award,
        code=row.name,
        is_over=row.state == DossierState.FINISHED.value,
        initiative_key=achievement_key(str(row.criteria.get("initiative") or "")),
    )


def _of_unit(view: View, dossier: Dossier) -> Mapping[str, int]:
    year = local(dossier.filed_at).year
    begins, ends = (instant(date(each, 1, 1), time.min) for each in (year, year + 1))
    asked = {"dossier": dossier.id, "unit": dossier.unit_id, "begins": begins, "ends": ends}
    rows = view.connection.execute(_OF_UNIT, asked)
    return {row.award: row.number for row in rows}


# -- statements, put together once; alternatives are written out, as a list is put into a statement
#    anew each time

_listed = nominee_table.alias("listed")
_SUBJECTS = select(_listed.c.subject_id).where(_listed.c.dossier_id == bindparam("dossier"))
"""Those whom the dossier itself proposes."""


def _in_the_book() -> Select[Any]:
    book = honour_table.c
    nothing = null().cast
    return select(
        book.subject_id,
        book.award,
        book.symbol.label("name"),
        book.year,
        book.achievement_key,
        book.initiative_key,
        book.dated,
        book.id,
        nothing(nominee_table.c.criteria.type).label("criteria"),
        nothing(dossier_table.c.state.type).label("state"),
    ).where(
        book.subject_id.in_(_SUBJECTS),
        book.revoked_at.is_(None),
        or_(book.dossier_id.is_(None), book.dossier_id != bindparam("dossier")),
    )


def _in_others(*columns: ColumnElement[Any]) -> Select[Any]:
    """Nominees who continue in other dossiers that count."""
    table = dossier_table.c
    return (
        select(*columns)
        .join_from(nominee_table, dossier_table, table.id == nominee_table.c.dossier_id)
        .where(
            table.id != bindparam("dossier"),
            and_(*(table.state != state.value for state in DROPPED)),
            or_(*(nominee_table.c.outcome == outcome.value for outcome in sorted(CONTINUING))),
        )
    )


_ELSEWHERE = _in_others(
    nominee_table.c.subject_id,
    nominee_table.c.award,
    dossier_table.c.code,
    null().cast(honour_table.c.year.type),
    literal(""),
    literal(""),
    null().cast(honour_table.c.dated.type),
    nominee_table.c.id,
    nominee_table.c.criteria,
    dossier_table.c.state,
).where(
    nominee_table.c.subject_id.in_(_SUBJECTS),
    # No plain column, lest SQLite begin with all dossiers of the office instead of the subjects.
    dossier_table.c.office_id.concat("") == bindparam("office"),
)

_book = _in_the_book()
_KNOWN = union_all(_book, _ELSEWHERE).order_by(
    _book.selected_columns.dated.desc(), _book.selected_columns.id.desc()
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
