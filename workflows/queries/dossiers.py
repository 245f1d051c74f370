"""The list of dossiers: those a person may see, narrowed by what stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    UnaryExpression,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)

from engine.actors import Actor
from engine.calendar import end_of_day, instant
from engine.clock import local
from engine.database import Instant
from engine.days import CALENDAR_REVISION, calendar_revision
from engine.deadlines import Projection
from engine.instances import INSTANCE_COLUMNS, Instance
from engine.ledgers import Ledger, ledgers_of, projection_of
from engine.lifecycle import InstanceState
from engine.rows import labelled
from engine.tables import clock, process_definition, process_instance
from engine.text import search_key, unwritable
from engine.view import View
from workflows.dossiers import COLUMNS, SOURCE, Dossier, DossierState, Origin, know
from workflows.queries.keyset import Cursor, Page, Turn, beyond, page_of
from workflows.tables.dossiers import dossier
from workflows.tables.offices import unit
from workflows.tables.registers import decision

PAGE = 50
LONGEST_SEARCH = 100
MOST_EXPORTED = 10_000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person wants to see of the dossiers."""

    state: DossierState | None = None
    overdue: bool = False
    procedure: str = ""
    unit_id: str = ""
    year: int | None = None
    """The year in which they were handed in."""
    text: str = ""
    turn: Turn = field(default_factory=Turn)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRow:
    """One dossier in a list, with the clock of the whole of it."""

    dossier: Dossier
    stage: str
    stage_en: str
    instance_state: InstanceState
    deadline: Projection | None = None
    ledger: Ledger | None = None
    """What the deadline was derived from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many there are by state and past due, under everything asked but the state."""

    states: Mapping[DossierState, int]
    overdue: int
    years: Sequence[int]
    """Years in which dossiers were handed in, the newest first."""

    @property
    def all(self) -> int:
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which the list can be narrowed."""

    value: str
    label: str
    label_en: str


def dossiers_page(view: View, actor: Actor, asked: Asked) -> Page[DossierRow]:
    """One page, the newest first."""
    at, key = dossier.c.filed_at, dossier.c.id
    forwards = not asked.turn.backwards
    chosen = _keys(view, actor, asked)
    start = asked.turn.before or asked.turn.after
    if start is not None:
        # The newest stand first: going on means going back in time.
        chosen = chosen.where(beyond(start, literal(0), at, key, backwards=forwards))
    order = (at.desc(), key.desc()) if forwards else (at.asc(), key.asc())
    rows = _read(view, chosen.order_by(*order).limit(PAGE + 1), order)
    made = [(Cursor(0, row.dossier_filed_at, row.dossier_id), row) for row in rows]
    page = page_of(made, asked.turn, PAGE)
    return Page(with_deadlines(view, page.rows), page.earlier, page.later)


def every_dossier(view: View, actor: Actor, asked: Asked) -> Iterator[DossierRow]:
    """Everything asked for, the newest first, up to what a spreadsheet is read for."""
    order = (dossier.c.filed_at.desc(), dossier.c.id.desc())
    chosen = _keys(view, actor, asked).order_by(*order).limit(MOST_EXPORTED)
    rows = _read(view, chosen, order)
    for first in range(0, len(rows), _AT_ONCE):
        yield from with_deadlines(view, rows[first : first + _AT_ONCE])


def counts_of(view: View, actor: Actor, asked: Asked) -> Counts:
    """All numbers in one query: states along their index, what is late by its clocks."""
    first_filed = select(func.min(dossier.c.filed_at)).where(visible_to(actor)).scalar_subquery()
    wide = replace(asked, state=None, overdue=False)
    narrowed = (visible_to(actor), *_conditions(wide, view.now))
    # From the few clocks to their dossiers, not from all dossiers there ever were to their clocks.
    late = (
        select(func.count())
        .select_from(_source(asked).join(clock, clock.c.instance_id == dossier.c.instance_id))
        .where(*_is_late(view.now, actor), *narrowed)
        .scalar_subquery()
    )
    rows = view.connection.execute(
        select(
            dossier.c.state,
            func.count().label("found"),
            late.label("late"),
            first_filed.label("first_filed"),
        )
        .select_from(_source(asked))
        .where(*narrowed)
        .group_by(dossier.c.state)
    ).all()
    states = dict.fromkeys(DossierState, 0)
    for row in rows:
        states[DossierState(row.state)] += row.found
    this_year = local(view.now).year
    first = min((local(row.first_filed).year for row in rows), default=this_year)
    return Counts(
        states=states,
        overdue=max((row.late for row in rows), default=0),
        years=tuple(range(this_year, first - 1, -1)),
    )


def choices_of(view: View, actor: Actor) -> tuple[Sequence[Choice], Sequence[Choice]]:
    """(procedures, units) by which the list can be narrowed, in one query."""
    offices = {held.office_id for held in actor.held}
    procedures = (
        select(
            literal("procedure").label("kind"),
            process_definition.c.procedure.label("value"),
            func.max(process_definition.c.name).label("label"),
            func.max(process_definition.c.name_en).label("label_en"),
            func.max(process_definition.c.name).label("place"),
        )
        .where(process_definition.c.procedure != "")
        .group_by(process_definition.c.procedure)
    )
    units = select(literal("unit"), unit.c.id, unit.c.name, unit.c.name, unit.c.sort_key).where(
        unit.c.office_id.in_(sorted(offices))
    )
    found = procedures.union_all(units).subquery()
    rows = view.connection.execute(select(found).order_by(found.c.place)).all()
    made = [(row.kind, Choice(row.value, row.label, row.label_en)) for row in rows]
    return (
        [choice for kind, choice in made if kind == "procedure"],
        [choice for kind, choice in made if kind == "unit"],
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that a person may see a dossier: it is of their office, or of their unit."""
    offices = sorted({held.office_id for held in actor.held if held.at == held.office_id})
    units = sorted({held.at for held in actor.held if held.at != held.office_id})
    return or_(
        false(),
        *(dossier.c.office_id == office_id for office_id in offices),
        *(dossier.c.unit_id == unit_id for unit_id in units),
    )


# -- the rows

_DOSSIER = tuple(column.label(f"dossier_{column.name}") for column in COLUMNS)
_INSTANCE = tuple(column.label(f"instance_{column.name}") for column in INSTANCE_COLUMNS)


def rows_with_instances() -> Select[tuple[object, ...]]:
    """Dossiers with their instances, as `with_deadlines` reads them."""
    query: Select[tuple[object, ...]] = select(
        *_DOSSIER, *_INSTANCE, calendar_revision().label("calendar")
    ).select_from(SOURCE.join(process_instance, process_instance.c.id == dossier.c.instance_id))
    return query


def with_deadlines(view: View, rows: Sequence[Row[tuple[object, ...]]]) -> tuple[DossierRow, ...]:
    """The rows as records, each with its clock: one query for all."""
    if not rows:
        return ()
    view.once(CALENDAR_REVISION, lambda: str(rows[0].calendar))
    records = [(dossier_in(row), instance_in(row)) for row in rows]
    ledgers = _newest(ledgers_of(view, [one.instance_id for one, _ in records], whole=True))
    made = []
    for record, instance_record in records:
        know(view, record)
        ledger = ledgers.get(instance_record.id)
        made.append(
            DossierRow(
                dossier=record,
                stage=instance_record.stage,
                stage_en=instance_record.stage_en,
                instance_state=instance_record.state,
                deadline=None if ledger is None else projection_of(view, instance_record, ledger),
                ledger=ledger,
            )
        )
    return tuple(made)


def dossier_in(row: Row[tuple[object, ...]]) -> Dossier:
    """The dossier of a row of `rows_with_instances`."""
    values = labelled(row, COLUMNS, "dossier_")
    told = {"state": DossierState(values["state"]), "origin": Origin(values["origin"])}
    return Dossier(**{**values, **told})


def instance_in(row: Row[tuple[object, ...]]) -> Instance:
    """The instance of a row of `rows_with_instances`."""
    values = labelled(row, INSTANCE_COLUMNS, "instance_")
    return Instance(**{**values, "state": InstanceState(values["state"])})


def _newest(ledgers: Iterable[Ledger]) -> dict[str, Ledger]:
    """By instance: the clock started last counts, the provisional one before it no longer does."""
    return {ledger.instance_id: ledger for ledger in ledgers}


def _keys(view: View, actor: Actor, asked: Asked) -> Select[tuple[str]]:
    """The dossiers asked for by key alone: what is not on the page is not read."""
    return (
        select(dossier.c.id)
        .select_from(_source(asked))
        .where(visible_to(actor), *_conditions(asked, view.now))
    )


def _source(asked: Asked) -> FromClause:
    """Words are also looked for in the unit's name; otherwise dossiers alone are enough."""
    return dossier.join(unit, unit.c.id == dossier.c.unit_id) if asked.text else dossier


def _read(
    view: View, chosen: Select[tuple[str]], order: Sequence[UnaryExpression[Any]]
) -> Sequence[Row[tuple[object, ...]]]:
    query = rows_with_instances().where(dossier.c.id.in_(chosen)).order_by(*order)
    return view.connection.execute(query).all()


def _conditions(asked: Asked, now: datetime) -> Iterator[ColumnElement[bool]]:
    if asked.state is not None:
        yield dossier.c.state == asked.state.value
    if asked.overdue:
        yield dossier.c.instance_id.in_(_late(now))
    if asked.procedure:
        yield dossier.c.procedure == asked.procedure
    if asked.unit_id:
        yield dossier.c.unit_id == asked.unit_id
    if asked.year is not None:
        first, last = _year(asked.year)
        yield dossier.c.filed_at.between(first, last)
    yield from _has_words(asked.text)


def _is_late(now: datetime, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    offices = sorted({held.office_id for held in actor.held})
    return (
        clock.c.office_id.in_(offices),
        clock.c.task_id.is_(None),
        clock.c.stopped_at.is_(None),
        clock.c.due_at < literal(now, Instant()),
    )


def _late(now: datetime) -> Select[tuple[str]]:
    """Instances whose clock as a whole runs and is past due."""
    return select(clock.c.instance_id).where(
        clock.c.task_id.is_(None),
        clock.c.stopped_at.is_(None),
        clock.c.due_at < literal(now, Instant()),
    )


def _year(year: int) -> tuple[datetime, datetime]:
    first = instant(date(year, 1, 1), time.min)
    return first, end_of_day(date(year, 12, 31))


def _has_words(text: str) -> Iterator[ColumnElement[bool]]:
    """Every word stands in code, title, names, unit, or the number of a decision."""
    words = "".join(c for c in text[:LONGEST_SEARCH] if not unwritable(c)).split()
    for word in words:
        key = search_key(word)
        signed = exists().where(
            decision.c.dossier_id == dossier.c.id,
            decision.c.symbol.contains(word, autoescape=True),
        )
        yield or_(
            dossier.c.search_key.contains(key, autoescape=True),
            unit.c.search_key.contains(key, autoescape=True),
            signed,
        )
