"""What the superior answers to a submission, and how the procedure goes on with it (R-AUTH-10).

The answer comes on paper and is typed in, or through the system; either way it is kept as it came,
under a number of the incoming register, before the procedure goes on with it. From then on the
office's own clock runs again (R-TIME-12).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Insert, ScalarSelect, exists, insert, select, update

from engine.calendar import end_of_day
from engine.context import Context
from engine.deadlines import EventKind
from engine.errors import ServiceTaskFailed, WrongState
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from engine.view import View
from workflows import clock_events, evidence, honours, incoming
from workflows.acts import Act
from workflows.decisions import Decision, hold
from workflows.dossiers import Dossier, DossierState, Origin, change, dossier_of
from workflows.incoming import Received
from workflows.nominees import Nominee, Outcome, continuing, set_outcomes
from workflows.submissions import day, refuse, required_text, rows_handed_in, text, words
from workflows.tables.dossiers import dossier as considering
from workflows.tables.offices import office
from workflows.tables.superiors import superior_answer, upward

ANSWER_FORM = "ket_qua_cap_tren"

ANSWER_COLUMN = "superior_answer"
"""The column of the answer's grid: awarded or rejected."""

ANSWER_MESSAGE = "ket_qua_trinh_khen"
"""The message by which whoever waits learns that an answer is there."""

SIGNER = "superior"
"""The position of whoever signed a decision that is not of this office."""

GIVEN_UP = (DossierState.CANCELLED.value, DossierState.CLOSED.value)
"""States of a dossier above from which no answer comes any more."""

_earlier = superior_answer.alias("earlier")

RESULT_VARIABLE = "superior_result"
"""The routing fact by which drawings go on: how it ended above."""

Locals = Mapping[str, Scalar]


class Result(StrEnum):
    """How a submission ends above."""

    DECIDED = "decided"
    RETURNED = "returned"
    """To be supplemented or thought over again."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the superior says about a submission."""

    result: Result
    authority: str
    symbol: str
    dated: date
    note: str = ""
    files: Sequence[str] = ()
    answers: Mapping[str, str]
    """`awarded` or `rejected` by nominee."""


@dataclass(frozen=True, slots=True)
class ReceivedAnswer:
    """An answer that is there, and by whose act."""

    answer: Answer
    act: Act


class ConsideredInTheSystem(WrongState):
    """%(office)s considers this in the system: the answer comes by itself, nobody enters it."""


def register(registry: Registry) -> None:
    registry.topic(Topic("take_in_answer", "Take in the answer", take_in_answer))
    registry.topic(
        Topic("follow_answer", "Go on with the answer", follow_answer, sets=(RESULT_VARIABLE,))
    )
    registry.topic(
        Topic(
            "record_answer",
            "Take in the answer and go on with it",
            record_answer,
            sets=(RESULT_VARIABLE,),
        )
    )


def take_in_answer(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Keep what was typed from the superior's paper; what came through the system is there."""
    dossier = dossier_of(context, live.id)
    if ANSWER_FORM in live.submissions:
        answer = _typed(context, live, continuing(context, dossier.id))
        _receive_paper(context, dossier, answer)
    else:
        answer = _waiting(context, dossier).answer
    context.record(
        "submission.answer",
        "dossier",
        dossier.id,
        office_id=dossier.office_id,
        instance_id=live.id,
        result=answer.result.value,
        authority=answer.authority,
        symbol=answer.symbol,
    )


def follow_answer(context: Context, live: LiveInstance, _element: Element, _locals: Locals) -> None:
    """Go on with the answer: awarded by the superior, sent back, or refused."""
    dossier = dossier_of(context, live.id)
    received = _waiting(context, dossier)
    answer = received.answer
    _take(context, dossier)
    clock_events.append(
        context,
        live,
        EventKind.RESUME,
        reason=answer.authority,
        document=answer.symbol,
        act=received.act,
    )
    if answer.result is Result.DECIDED:
        _award(context, live, dossier, received)
    else:
        change(context, dossier, state_reason=answer.note)
    live.set(RESULT_VARIABLE, answer.result.value)


def record_answer(context: Context, live: LiveInstance, element: Element, given: Locals) -> None:
    """Both at once, as drawings of earlier releases have it."""
    take_in_answer(context, live, element, given)
    follow_answer(context, live, element, given)


def receive(context: Context, dossier: Dossier, answer: Answer) -> None:
    """Keep an answer as it came, before the procedure goes on with it."""
    context.connection.execute(_row_of(context, dossier, answer, context.new_id()))
    _register(context, dossier, answer)


def _row_of(context: Context, dossier: Dossier, answer: Answer, key: str) -> Insert:
    return insert(superior_answer).values(
        id=key,
        dossier_id=dossier.id,
        result=answer.result.value,
        authority=answer.authority,
        symbol=answer.symbol,
        dated=answer.dated,
        note=answer.note,
        files=list(answer.files),
        answers=dict(answer.answers),
        received_at=context.now,
        received_by=context.actor.id,
    )


def _register(context: Context, dossier: Dossier, answer: Answer) -> None:
    paper = Received(
        sender=answer.authority, symbol=answer.symbol, dated=answer.dated, about=dossier.title
    )
    incoming.register(context, dossier.office_id, dossier.id, paper)


def _receive_paper(context: Context, dossier: Dossier, answer: Answer) -> None:
    """Keep what was typed, and refuse it where nothing was asked on paper.

    What it answers to is read by the statement that keeps it; a refusal undoes that.
    """
    key = context.new_id()
    asked = context.connection.execute(
        _row_of(context, dossier, answer, key).returning(
            _of_newest(dossier, upward.c.dated).label("asked_on"),
            _of_newest(dossier, _considering(but_for=key)).label("considered_by"),
        )
    ).one()
    if asked.asked_on is None:
        raise ServiceTaskFailed("Nothing has been sent up that could be answered.")
    if asked.considered_by is not None:
        raise ConsideredInTheSystem(office=asked.considered_by)
    if answer.dated < asked.asked_on:
        refuse(
            "answered_on",
            "before_it_was_asked",
            "The submission is of %(day)s; nothing was answered before.",
            day=f"{asked.asked_on:%d/%m/%Y}",
        )
    _register(context, dossier, answer)


def considered_by(view: View, dossier: Dossier) -> str | None:
    """The superior in this installation whose answer a dossier awaits; None where there is none."""
    name: str | None = view.connection.execute(
        select(_of_newest(dossier, _considering()))
    ).scalar_one()
    return name


def _considering(*, but_for: str = "") -> ScalarSelect[Any]:
    """Who considers a submission, unless an answer is there, but for the one with this key."""
    answered = exists().where(
        _earlier.c.dossier_id == upward.c.dossier_id,
        _earlier.c.received_at >= upward.c.sent_at,
        _earlier.c.id != but_for,
    )
    return (
        select(office.c.name)
        .join(considering, considering.c.office_id == office.c.id)
        .where(
            considering.c.upward_id == upward.c.id,
            considering.c.origin == Origin.SYSTEM.value,
            considering.c.state.not_in(GIVEN_UP),
            ~answered.correlate(upward),
        )
        .correlate(upward)
        .scalar_subquery()
    )


def _of_newest(dossier: Dossier, what: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Something of the submission that a dossier has sent up last."""
    return (
        select(what)
        .select_from(upward)
        .where(upward.c.dossier_id == dossier.id)
        .order_by(upward.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def with_files(answer: Answer, files: Sequence[str]) -> Answer:
    """The same answer with other copies of its papers."""
    return replace(answer, files=tuple(files))


def _typed(context: Context, live: LiveInstance, rows: Sequence[Nominee]) -> Answer:
    """The answer as an officer typed it from the superior's paper."""
    said = rows_handed_in(context, live.id, ANSWER_FORM)
    values = live.submissions[ANSWER_FORM]
    result = Result(required_text(values, "superior_result"))
    given = {row.id: str(said.get(row.id, {}).get(ANSWER_COLUMN) or "") for row in rows}
    if result is Result.DECIDED:
        for row in rows:
            if not given[row.id]:
                refuse(f"nominees.{row.id}.{ANSWER_COLUMN}", "needed", "This is needed.")
        if Outcome.AWARDED.value not in given.values():
            refuse("superior_result", "nobody_awarded", "Nobody on the list is awarded.")
    return Answer(
        result=result,
        authority=required_text(values, "authority"),
        symbol=required_text(values, "answer_symbol"),
        dated=day(values, "answered_on"),
        note=text(values, "refusal_reason") or text(values, "answer_note"),
        files=words(values, "answer_files"),
        answers=given,
    )


def _waiting(context: Context, dossier: Dossier) -> ReceivedAnswer:
    """The newest answer that the procedure has not gone on with yet."""
    row = context.connection.execute(
        select(superior_answer)
        .where(superior_answer.c.dossier_id == dossier.id, superior_answer.c.taken_at.is_(None))
        .order_by(superior_answer.c.received_at.desc(), superior_answer.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise ServiceTaskFailed("No answer of the superior has been received.")
    answer = Answer(
        result=Result(row.result),
        authority=row.authority,
        symbol=row.symbol,
        dated=row.dated,
        note=row.note,
        files=row.files,
        answers=row.answers,
    )
    return ReceivedAnswer(answer, Act(row.received_at, row.received_by))


def _take(context: Context, dossier: Dossier) -> None:
    context.connection.execute(
        update(superior_answer)
        .where(superior_answer.c.dossier_id == dossier.id, superior_answer.c.taken_at.is_(None))
        .values(taken_at=context.now)
    )


def _award(
    context: Context, live: LiveInstance, dossier: Dossier, received: ReceivedAnswer
) -> None:
    """The superior's decision is kept as what holds for the dossier, and enters the book."""
    answer, act = received.answer, received.act
    rows = continuing(context, dossier.id)
    outcomes = {row.id: Outcome(answer.answers.get(row.id) or Outcome.REJECTED) for row in rows}
    set_outcomes(context, dossier.id, {key: (found, "") for key, found in outcomes.items()})
    decision = Decision(
        id=context.new_id(),
        dossier_id=dossier.id,
        office_id=dossier.office_id,
        content_hash=evidence.list_hash(evidence.continuing(context, dossier.id)),
        signed_at=min(act.at, end_of_day(answer.dated)),
        signed_by=act.by,
        signer_name=answer.authority,
        signer_position=SIGNER,
        scan=list(answer.files),
        number=_leading_number(answer.symbol),
        symbol=answer.symbol,
        dated=answer.dated,
        summary=dossier.title,
        issued_at=act.at,
        issued_by=act.by,
    )
    hold(context, decision)
    awarded = [row for row in rows if outcomes[row.id] is Outcome.AWARDED]
    grant = honours.Grant(
        symbol=answer.symbol, dated=answer.dated, decided_by=answer.authority[:40]
    )
    honours.enter(context, dossier, awarded, grant, {}, by=act.by)
    change(context, dossier, state=DossierState.DECIDED)
    clock_events.append(context, live, EventKind.STOP, act=act)


def _leading_number(symbol: str) -> int:
    """`123/QĐ-UBND` is number 123; a symbol without one counts as 0."""
    found = re.match(r"\s*(\d{1,9})", symbol)
    return int(found.group(1)) if found else 0
