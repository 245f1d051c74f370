"""What the public has said, as whoever handles it finds it: what waits first, then the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, literal, select

from engine.errors import NotFound
from engine.view import View
from workflows.opinions import OpinionState
from workflows.queries.keyset import Cursor, Page, Turn, beyond, page_of
from workflows.tables.dossiers import dossier, nominee
from workflows.tables.offices import unit
from workflows.tables.publicity import opinion, publication

PAGE = 50

WAITING = (OpinionState.RECEIVED, OpinionState.ADMITTED, OpinionState.PETITION)
"""States in which somebody at the office has to act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandledOpinion:
    """An opinion with what it is about, for whoever handles it."""

    id: str
    office_id: str
    state: OpinionState
    text: str
    author: str
    contact: str
    sent_at: datetime
    reason: str
    answer: str
    handled_at: datetime | None
    dossier_id: str
    dossier_code: str
    dossier_title: str
    unit_name: str
    nominee_ordinal: int | None
    nominee_name: str
    published_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which opinions one wants to see: by default those that wait."""

    state: OpinionState | None = None
    turn: Turn = field(default_factory=Turn)


def opinions_page(view: View, office_id: str, asked: Asked) -> Page[HandledOpinion]:
    """One page: what waits with the oldest first, anything else with the newest first."""
    oldest_first = asked.state is None or asked.state in WAITING
    at, key = opinion.c.sent_at, opinion.c.id
    ascending = oldest_first is not asked.turn.backwards
    wanted = WAITING if asked.state is None else (asked.state,)
    query = _opinions().where(
        dossier.c.office_id == office_id, opinion.c.state.in_([state.value for state in wanted])
    )
    start = asked.turn.before or asked.turn.after
    if start is not None:
        query = query.where(beyond(start, literal(0), at, key, backwards=not ascending))
    order = (at.asc(), key.asc()) if ascending else (at.desc(), key.desc())
    rows = view.connection.execute(query.order_by(*order).limit(PAGE + 1)).all()
    return page_of(
        [(Cursor(0, row.sent_at, row.id), _record(row)) for row in rows], asked.turn, PAGE
    )


def counts_of(view: View, office_id: str) -> Mapping[OpinionState, int]:
    """How many there are of each state, in one query."""
    rows = view.connection.execute(
        select(opinion.c.state, func.count().label("found"))
        .join(dossier, dossier.c.id == opinion.c.dossier_id)
        .where(dossier.c.office_id == office_id)
        .group_by(opinion.c.state)
    )
    counts = dict.fromkeys(OpinionState, 0)
    return counts | {OpinionState(row.state): row.found for row in rows}


def get_opinion(view: View, opinion_id: str) -> HandledOpinion:
    """One opinion by its key; raises `NotFound`."""
    row = view.connection.execute(_opinions().where(opinion.c.id == opinion_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _record(row)


def _opinions() -> Select[Any]:
    return (
        select(
            opinion.c.id,
            opinion.c.state,
            opinion.c.text,
            opinion.c.author,
            opinion.c.contact,
            opinion.c.sent_at,
            opinion.c.reason,
            opinion.c.answer,
            opinion.c.handled_at,
            dossier.c.office_id,
            dossier.c.id.label("dossier_id"),
            dossier.c.code.label("dossier_code"),
            dossier.c.title.label("dossier_title"),
            unit.c.name.label("unit_name"),
            nominee.c.ordinal.label("nominee_ordinal"),
            nominee.c.name.label("nominee_name"),
            publication.c.ends_at.label("published_until"),
        )
        .join(dossier, dossier.c.id == opinion.c.dossier_id)
        .join(unit, unit.c.id == dossier.c.unit_id)
        .join(publication, publication.c.id == opinion.c.publication_id)
        .outerjoin(nominee, nominee.c.id == opinion.c.nominee_id)
    )


def _record(row: Row[Any]) -> HandledOpinion:
    values = dict(row._mapping)
    values["state"] = OpinionState(values["state"])
    values["nominee_name"] = values["nominee_name"] or ""
    return HandledOpinion(**values)
