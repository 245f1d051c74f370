"""The register of decisions: what was decided, by which article, and what was late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, FromClause, Row, Select, exists, func, or_, select, tuple_

from engine.clock import local
from engine.deadlines import ClockResult
from engine.errors import NotFound
from engine.view import View
from workflows import attachments, editions
from workflows.attachments import Attachment
from workflows.dossiers import Dossier, get_dossier
from workflows.law import LawValue
from workflows.nominees import Outcome
from workflows.publications import PublicationKind
from workflows.queries.public.rows import PAGE, ListRow, list_row, page_of_rows, whole_clock
from workflows.queries.public.searching import matching
from workflows.superiors import SIGNER
from workflows.tables.dossiers import dossier, lateness, nominee
from workflows.tables.offices import office, unit
from workflows.tables.publicity import publication
from workflows.tables.registers import decision
from workflows.tables.superiors import upward

DECIDER = "authority.decider"

NEWEST_FIRST = (decision.c.dated, decision.c.number, decision.c.id)
"""By day: beside the township's own numbers stand those of offices that decide above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDecision:
    """One line of the public register of decisions."""

    id: str
    symbol: str
    dated: date
    summary: str
    awarded: int
    authority: str
    """The office whose decision it is: numbers of one office say nothing beside another's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRegister:
    """A page of a year's decisions, the newest first."""

    year: int
    years: tuple[int, ...]
    rows: tuple[PublishedDecision, ...]
    next: str | None
    """Key of the decision after which the next page begins."""


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
    papers: tuple[Attachment, ...]
    """The issued decision as it was made public."""


def decision_register(
    view: View, *, year: int | None = None, query: str = "", after: str = ""
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
                _is_original(),
                *matching(query),
                *_older_than(view, after),
            )
            .order_by(*(column.desc() for column in NEWEST_FIRST))
            .limit(PAGE + 1)
        )
    )
    shown = rows[:PAGE]
    return DecisionRegister(
        year=chosen,
        years=years,
        rows=tuple(_published(row) for row in shown),
        next=shown[-1].id if len(rows) > PAGE else None,
    )


def _older_than(view: View, decision_id: str) -> tuple[ColumnElement[bool], ...]:
    """What follows a decision in the register; everything where there is no such decision."""
    if not decision_id:
        return ()
    last = view.connection.execute(
        select(*NEWEST_FIRST).where(decision.c.id == decision_id)
    ).one_or_none()
    return () if last is None else (tuple_(*NEWEST_FIRST) < tuple_(*last),)


def decision_page(view: View, decision_id: str, *, after: int = 0) -> DecisionPage:
    """One published decision by its key; raises `NotFound`."""
    row = view.connection.execute(_decisions().where(decision.c.id == decision_id)).one_or_none()
    if row is None:
        raise NotFound()
    found = get_dossier(view, row.dossier_id)
    awarded = _awarded(view, found.id, after)
    shown = tuple(list_row(each) for each in awarded[:PAGE])
    seen = whole_clock(view, found)
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
        papers=_papers(view, found.id),
    )


def decision_of(view: View, dossier_id: str) -> PublishedDecision | None:
    """The decision on a dossier, once it was made public."""
    row = view.connection.execute(
        _decisions().where(decision.c.dossier_id == dossier_id)
    ).one_or_none()
    return None if row is None else _published(row)


def issued_paper(view: View, decision_id: str, number: int) -> Attachment:
    """One of the files of a published decision, counted from 1; raises `NotFound`."""
    row = view.connection.execute(_decisions().where(decision.c.id == decision_id)).one_or_none()
    papers = () if row is None else _papers(view, row.dossier_id)
    if not 1 <= number <= len(papers):
        raise NotFound()
    return papers[number - 1]


def _papers(view: View, dossier_id: str) -> tuple[Attachment, ...]:
    """Only what the form of the publication named as the issued decision: never evidence."""
    newest = view.connection.execute(
        select(publication.c.papers)
        .where(
            publication.c.dossier_id == dossier_id,
            publication.c.kind == PublicationKind.DECISION.value,
            publication.c.withdrawn_at.is_(None),
        )
        .order_by(publication.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    keys = [str(key) for key in newest or ()]
    known = {one.id: one for one in attachments.get_many(view, keys)} if keys else {}
    return tuple(known[key] for key in keys if key in known)


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
            office.c.name.label("office"),
            awarded.label("awarded"),
        )
        .join(dossier, dossier.c.id == decision.c.dossier_id)
        .join(unit, unit.c.id == dossier.c.unit_id)
        .join(office, office.c.id == decision.c.office_id)
        .where(*_published_decisions())
    )
    return query


def _published_decisions(which: FromClause = decision) -> tuple[ColumnElement[bool], ...]:
    put_up = exists().where(
        publication.c.dossier_id == which.c.dossier_id,
        publication.c.kind == PublicationKind.DECISION.value,
        publication.c.withdrawn_at.is_(None),
    )
    return (which.c.number.is_not(None), which.c.superseded_at.is_(None), put_up)


def _is_original() -> ColumnElement[bool]:
    """Not what an office below keeps of a decision that stands in this register itself."""
    above, original = dossier.alias(), decision.alias()
    same = exists().where(
        upward.c.dossier_id == decision.c.dossier_id,
        above.c.upward_id == upward.c.id,
        original.c.dossier_id == above.c.id,
        original.c.symbol == decision.c.symbol,
        *_published_decisions(original),
    )
    return or_(decision.c.signer_position != SIGNER, ~same)


def _years(view: View) -> tuple[int, ...]:
    dates = view.connection.execute(
        select(func.min(decision.c.dated), func.max(decision.c.dated)).where(
            *_published_decisions()
        )
    ).one()
    if dates[0] is None:
        return ()
    return tuple(range(dates[1].year, dates[0].year - 1, -1))


def _published(row: Row[tuple[object, ...]]) -> PublishedDecision:
    return PublishedDecision(
        id=row.id,
        symbol=row.symbol,
        dated=row.dated,
        summary=row.summary,
        awarded=row.awarded,
        authority=row.signer_name if row.signer_position == SIGNER else row.office,
    )


def _awarded(view: View, dossier_id: str, after: int) -> list[Row[tuple[object, ...]]]:
    query = page_of_rows(after).where(
        nominee.c.dossier_id == dossier_id, nominee.c.outcome == Outcome.AWARDED.value
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
