"""What anybody may know without an account: a receipt's status, published lists, decisions.

Nothing here reads an id number, a birth date, a contact or a file (R-PUB-07), and the code of a
dossier finds nothing: only the random code of its receipt does (R-PUB-09).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select

from engine.clock import local
from engine.clocks import Ledger, ledgers_of, projection_of
from engine.deadlines import ClockResult, ClockState, Projection
from engine.definitions import Definitions
from engine.errors import NotFound
from engine.ids import CODE_ALPHABET
from engine.instances import get_instance
from engine.model import Stage
from engine.text import normalise, search_key, unwritable
from engine.view import View
from workflows import editions
from workflows.dossiers import Dossier, DossierState, get_dossier
from workflows.law import LawValue
from workflows.nominees import Outcome
from workflows.publications import PublicationKind
from workflows.tables.dossiers import dossier, lateness, nominee, subject
from workflows.tables.offices import unit
from workflows.tables.publicity import publication, published_nominee
from workflows.tables.registers import decision

PAGE = 50
LISTS_SHOWN = 50
MOST_WORDS = 8
GROUP = 5
"""Letters of a receipt's code between two hyphens."""

DECIDER = "authority.decider"
_NOT_IN_CODES = re.compile(rf"[^{CODE_ALPHABET}]")


# -- the receipt's code


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where a dossier stands and when it is due: all that its receipt's code tells."""

    state: DossierState
    stages: tuple[Stage, ...]
    stage: str
    filed_on: date
    accepted_on: date | None
    due: datetime | None
    clock: ClockState | None
    result: ClockResult | None
    ended_on: date | None


def look_up(view: View, definitions: Definitions, code: str) -> Status | None:
    """The status behind a receipt's code; None when there is no such receipt."""
    normal = normalised_code(code)
    if normal is None:
        return None
    dossier_id = view.connection.execute(
        select(dossier.c.id).where(dossier.c.lookup_code == normal)
    ).scalar_one_or_none()
    return None if dossier_id is None else _status(view, definitions, get_dossier(view, dossier_id))


def normalised_code(typed: str) -> str | None:
    """The code as printed, however it was typed: small letters, spaces and other strokes too."""
    letters = _NOT_IN_CODES.sub("", normalise(typed[:100]).upper())
    if len(letters) != 3 * GROUP:
        return None
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def _status(view: View, definitions: Definitions, found: Dossier) -> Status:
    seen = _clock(view, found)
    return Status(
        state=found.state,
        stages=definitions.get(view, found.definition_id).stages,
        stage=get_instance(view.connection, found.instance_id).stage,
        filed_on=local(found.filed_at).date(),
        accepted_on=None if found.accepted_at is None else local(found.accepted_at).date(),
        due=None if seen is None else seen.due,
        clock=None if seen is None else seen.state,
        result=None if seen is None else seen.result,
        ended_on=None if found.ended_at is None else local(found.ended_at).date(),
    )


def _clock(view: View, found: Dossier) -> Projection | None:
    """The clock of the whole dossier as it stands, running or read for the last time."""
    known: Sequence[Ledger] = ledgers_of(view, [found.instance_id], whole=True)
    if not known:
        return None
    return projection_of(view, get_instance(view.connection, found.instance_id), known[-1])


# -- lists that are up


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenList:
    """A list that is being published."""

    id: str
    title: str
    unit: str
    nominees: int
    started_at: datetime
    ends_at: datetime
    days_left: int
    """Working days after today, up to and with the last one."""

    @property
    def last_day(self) -> date:
        return local(self.ends_at).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """What R-PUB-07 lets be published of a nominee."""

    id: str
    ordinal: int
    name: str
    unit: str
    locality: str
    award: str
    achievement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList:
    """One list: open with a page of its rows, or over and without names."""

    list: OpenList
    is_open: bool
    rows: tuple[ListRow, ...]
    first: int
    next: int | None
    """Ordinal after which the next page begins."""


def open_lists(view: View) -> tuple[OpenList, ...]:
    """Every list that is up today, the one that ends first in front."""
    rows = view.connection.execute(
        _lists()
        .where(publication.c.ends_at >= view.now, dossier.c.state == DossierState.PROCESSING.value)
        .order_by(publication.c.ends_at, publication.c.id)
        .limit(LISTS_SHOWN)
    )
    return tuple(_open_list(view, row) for row in rows)


def published_list(view: View, publication_id: str, *, after: int = 0) -> PublishedList:
    """A list by its key, with the rows after an ordinal; raises `NotFound`.

    Names are shown while the period runs and no longer.
    """
    row = view.connection.execute(_lists().where(publication.c.id == publication_id)).one_or_none()
    if row is None or row.state in (DossierState.CANCELLED.value, DossierState.CLOSED.value):
        raise NotFound()
    is_open = row.ends_at >= view.now and row.state == DossierState.PROCESSING.value
    rows = _rows(view, publication_id, after) if is_open else []
    shown = tuple(_list_row(each) for each in rows[:PAGE])
    return PublishedList(
        list=_open_list(view, row),
        is_open=is_open,
        rows=shown,
        first=after + 1,
        next=shown[-1].ordinal if len(rows) > PAGE else None,
    )


def _lists() -> Select[tuple[object, ...]]:
    count = (
        select(func.count())
        .where(published_nominee.c.publication_id == publication.c.id)
        .scalar_subquery()
    )
    query: Select[tuple[object, ...]] = (
        select(
            publication.c.id,
            publication.c.started_at,
            publication.c.ends_at,
            dossier.c.title,
            dossier.c.state,
            unit.c.name.label("unit"),
            count.label("nominees"),
        )
        .join(dossier, dossier.c.id == publication.c.dossier_id)
        .join(unit, unit.c.id == dossier.c.unit_id)
        .where(
            publication.c.kind == PublicationKind.LIST.value,
            publication.c.withdrawn_at.is_(None),
            publication.c.closed_at.is_(None),
        )
    )
    return query


def _open_list(view: View, row: Row[tuple[object, ...]]) -> OpenList:
    calendar = view.registry.business.calendar(view)
    today, last = local(view.now).date(), local(row.ends_at).date()
    return OpenList(
        id=row.id,
        title=row.title,
        unit=row.unit,
        nominees=row.nominees,
        started_at=row.started_at,
        ends_at=row.ends_at,
        days_left=calendar.working_days_between(today, last) if last > today else 0,
    )


def _rows(view: View, publication_id: str, after: int) -> list[Row[tuple[object, ...]]]:
    """Rows as they were put up: one that was changed since has to be published anew."""
    query: Select[tuple[object, ...]] = (
        select(
            nominee.c.id,
            nominee.c.ordinal,
            nominee.c.name,
            nominee.c.unit_name,
            nominee.c.locality,
            nominee.c.award,
            nominee.c.achievement,
        )
        .join(
            published_nominee,
            and_(
                published_nominee.c.nominee_id == nominee.c.id,
                published_nominee.c.content_hash == nominee.c.content_hash,
            ),
        )
        .where(published_nominee.c.publication_id == publication_id, nominee.c.ordinal > after)
        .order_by(nominee.c.ordinal)
        .limit(PAGE + 1)
    )
    return list(view.connection.execute(query))


def _list_row(row: Row[tuple[object, ...]]) -> ListRow:
    return ListRow(
        id=row.id,
        ordinal=row.ordinal,
        name=row.name,
        unit=row.unit_name,
        locality=row.locality,
        award=row.award,
        achievement=row.achievement,
    )


# -- decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDecision:
    """One line of the public register of decisions."""

    id: str
    symbol: str
    dated: date
    summary: str
    awarded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRegister:
    """A page of a year's decisions, the newest first."""

    year: int
    years: tuple[int, ...]
    rows: tuple[PublishedDecision, ...]
    next: int | None
    """Number below which the next page begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """A decision with a page of those it names, its provision, and whether it was in time."""

    decision: PublishedDecision
    signer_name: str
    signer_position: str
    unit: str
    accepted_on: date | None
    issued_on: date
    due: datetime | None
    result: ClockResult | None
    late_causes: tuple[str, ...]
    provision: LawValue | None
    rows: tuple[ListRow, ...]
    next: int | None


def decision_register(
    view: View, *, year: int | None = None, query: str = "", below: int | None = None
) -> DecisionRegister:
    """Decisions of a year, by default the newest that has any, searched by number, matter, name."""
    years = _years(view)
    chosen = year if year is not None else (years[0] if years else local(view.now).year)
    rows = list(
        view.connection.execute(
            _decisions()
            .where(
                decision.c.dated >= date(chosen, 1, 1),
                decision.c.dated <= date(chosen, 12, 31),
                *_matching(query),
                *([decision.c.number < below] if below is not None else []),
            )
            .order_by(decision.c.number.desc(), decision.c.id.desc())
            .limit(PAGE + 1)
        )
    )
    shown = rows[:PAGE]
    return DecisionRegister(
        year=chosen,
        years=years,
        rows=tuple(_published(row) for row in shown),
        next=shown[-1].number if len(rows) > PAGE else None,
    )


def decision_page(view: View, decision_id: str, *, after: int = 0) -> DecisionPage:
    """One published decision by its key; raises `NotFound`."""
    row = view.connection.execute(_decisions().where(decision.c.id == decision_id)).one_or_none()
    if row is None:
        raise NotFound()
    found = get_dossier(view, row.dossier_id)
    awarded = _awarded(view, found.id, after)
    shown = tuple(_list_row(each) for each in awarded[:PAGE])
    seen = _clock(view, found)
    return DecisionPage(
        decision=_published(row),
        signer_name=row.signer_name,
        signer_position=row.signer_position,
        unit=row.unit,
        accepted_on=None if found.accepted_at is None else local(found.accepted_at).date(),
        issued_on=local(row.issued_at).date(),
        due=None if seen is None else seen.due,
        result=None if seen is None else seen.result,
        late_causes=_causes(view, found.id),
        provision=_provision(view, found, shown),
        rows=shown,
        next=shown[-1].ordinal if len(awarded) > PAGE else None,
    )


def _decisions() -> Select[tuple[object, ...]]:
    """Decisions with a number that have been published and hold."""
    awarded = (
        select(func.count())
        .where(
            nominee.c.dossier_id == decision.c.dossier_id,
            nominee.c.outcome == Outcome.AWARDED.value,
        )
        .scalar_subquery()
    )
    query: Select[tuple[object, ...]] = (
        select(
            decision.c.id,
            decision.c.dossier_id,
            decision.c.number,
            decision.c.symbol,
            decision.c.dated,
            decision.c.summary,
            decision.c.issued_at,
            decision.c.signer_name,
            decision.c.signer_position,
            unit.c.name.label("unit"),
            awarded.label("awarded"),
        )
        .join(dossier, dossier.c.id == decision.c.dossier_id)
        .join(unit, unit.c.id == dossier.c.unit_id)
        .where(*_published_decisions())
    )
    return query


def _published_decisions() -> tuple[ColumnElement[bool], ...]:
    put_up = exists().where(
        publication.c.dossier_id == decision.c.dossier_id,
        publication.c.kind == PublicationKind.DECISION.value,
        publication.c.withdrawn_at.is_(None),
    )
    return (decision.c.number.is_not(None), decision.c.superseded_at.is_(None), put_up)


def _years(view: View) -> tuple[int, ...]:
    dates = view.connection.execute(
        select(func.min(decision.c.dated), func.max(decision.c.dated)).where(
            *_published_decisions()
        )
    ).one()
    if dates[0] is None:
        return ()
    return tuple(range(dates[1].year, dates[0].year - 1, -1))


def _matching(query: str) -> list[ColumnElement[bool]]:
    """Every word has to stand in the number, the matter, the unit or an awarded name.

    Never in the dossier's own search key: it also names those who were not awarded.
    """
    if unwritable(query):
        return [false()]
    return [_has_word(word) for word in normalise(query[:200]).split()[:MOST_WORDS]]


def _has_word(word: str) -> ColumnElement[bool]:
    key = search_key(word)
    named = exists().where(
        nominee.c.dossier_id == decision.c.dossier_id,
        nominee.c.outcome == Outcome.AWARDED.value,
        subject.c.id == nominee.c.subject_id,
        subject.c.search_key.contains(key, autoescape=True),
    )
    return or_(
        decision.c.symbol.contains(word, autoescape=True),
        decision.c.summary.contains(word, autoescape=True),
        unit.c.search_key.contains(key, autoescape=True),
        named,
    )


def _published(row: Row[tuple[object, ...]]) -> PublishedDecision:
    return PublishedDecision(
        id=row.id, symbol=row.symbol, dated=row.dated, summary=row.summary, awarded=row.awarded
    )


def _awarded(view: View, dossier_id: str, after: int) -> list[Row[tuple[object, ...]]]:
    query: Select[tuple[object, ...]] = (
        select(
            nominee.c.id,
            nominee.c.ordinal,
            nominee.c.name,
            nominee.c.unit_name,
            nominee.c.locality,
            nominee.c.award,
            nominee.c.achievement,
        )
        .where(
            nominee.c.dossier_id == dossier_id,
            nominee.c.outcome == Outcome.AWARDED.value,
            nominee.c.ordinal > after,
        )
        .order_by(nominee.c.ordinal)
        .limit(PAGE + 1)
    )
    return list(view.connection.execute(query))


def _causes(view: View, dossier_id: str) -> tuple[str, ...]:
    causes = view.connection.execute(
        select(lateness.c.cause).where(lateness.c.dossier_id == dossier_id).order_by(lateness.c.id)
    ).scalars()
    return tuple(dict.fromkeys(causes))


def _provision(view: View, found: Dossier, rows: Sequence[ListRow]) -> LawValue | None:
    """The article by which the office decides about the award, as the dossier's law has it."""
    edition = editions.edition_of(view, found)
    return edition.get(DECIDER, award=rows[0].award) if rows else None
