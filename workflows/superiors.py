"""The way up: the submission that leaves the office, and what the superior answers (R-AUTH-10).

The commune's product is a submission letter, never a decision. While the superior has it, the
office's own clock is paused (R-TIME-12). The answer comes on paper and is typed in, or through the
system and is stored beforehand; either way the same topic goes on with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import insert, select, update

from engine.calendar import end_of_day
from engine.context import Context
from engine.deadlines import EventKind
from engine.errors import ServiceTaskFailed
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from engine.view import View
from workflows import clock_events, evidence, honours, incoming
from workflows.decisions import Decision, hold
from workflows.dossiers import Dossier, DossierState, change, dossier_of
from workflows.editions import edition_of
from workflows.incoming import Received
from workflows.nominees import Nominee, Outcome, continuing, set_outcomes
from workflows.positions import holders_of
from workflows.registers import enter, symbol_of
from workflows.submission_content import Letter, content_of
from workflows.submissions import (
    day,
    handed_in,
    refuse,
    required_text,
    required_words,
    text,
    words,
)
from workflows.tables.offices import office
from workflows.tables.superiors import superior_answer, upward

SIGNING_FORM = "ky_to_trinh"
SENDING_FORM = "phat_hanh_to_trinh"
ANSWER_FORM = "ket_qua_cap_tren"

REGISTER = "submission"
"""The register that counts submissions, and the law's name of their symbol."""

THROUGH_SYSTEM = "system"
"""The way of delivery on which dossier and answer travel by themselves."""

ANSWER_COLUMN = "superior_answer"
"""The column of the answer's grid: awarded or rejected."""

ANSWER_MESSAGE = "ket_qua_trinh_khen"
"""The message by which whoever waits learns that an answer is there."""

RECEIVER = "intake_clerk"
"""Who takes submissions in at the superior."""

SIGNER = "superior"
"""The position of whoever signed a decision that is not of this office."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SentUp:
    """A submission under its number."""

    symbol: str
    dated: date
    sent_at: datetime
    sent_by: str


def register(registry: Registry) -> None:
    registry.topic(Topic("send_submission", "Number the submission", send_submission))
    registry.topic(
        Topic("record_answer", "Record the answer", record_answer, sets=("superior_result",))
    )


def send_submission(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Give the submission its number and stop the office's clock: it is with the superior now."""
    dossier = dossier_of(context, live.id)
    values, signed = handed_in(live, SENDING_FORM), handed_in(live, SIGNING_FORM)
    dated, addressee = day(values, "dated"), required_text(values, "addressee")
    delivery = required_text(values, "delivery")
    _require_signed_before(dated, day(signed, "signed_on"))
    if delivery == THROUGH_SYSTEM:
        _require_reachable(context, dossier)
    entry = enter(
        context,
        office_id=dossier.office_id,
        kind=REGISTER,
        period=str(dated.year),
        symbol=symbol_of(edition_of(context, dossier), REGISTER),
        summary=dossier.title,
        dossier_id=dossier.id,
    )
    rows = evidence.continuing(context, dossier.id)
    letter = Letter(id=context.new_id(), symbol=entry.symbol, dated=dated, addressee=addressee)
    context.connection.execute(
        insert(upward).values(
            id=letter.id,
            dossier_id=dossier.id,
            office_id=dossier.office_id,
            number=entry.number,
            symbol=entry.symbol,
            dated=dated,
            addressee=addressee,
            content_hash=evidence.list_hash(rows),
            scan=list(required_words(signed, "submission_scan")),
            delivery=delivery,
            content=content_of(context, dossier, letter, continuing(context, dossier.id)),
            sent_at=context.now,
            sent_by=context.actor.id,
        )
    )
    clock_events.append(context, live, EventKind.PAUSE, reason=addressee, document=entry.symbol)
    context.record(
        "submission.send",
        "dossier",
        dossier.id,
        office_id=dossier.office_id,
        instance_id=live.id,
        symbol=entry.symbol,
        addressee=addressee,
        delivery=delivery,
    )


def record_answer(context: Context, live: LiveInstance, _element: Element, _locals: Locals) -> None:
    """Go on with the answer: awarded by the superior, sent back, or refused."""
    dossier = dossier_of(context, live.id)
    rows = continuing(context, dossier.id)
    answer = _typed(live, rows) if ANSWER_FORM in live.submissions else _waiting(context, dossier)
    if ANSWER_FORM in live.submissions:
        receive(context, dossier, answer)
    _take(context, dossier)
    clock_events.append(
        context, live, EventKind.RESUME, reason=answer.authority, document=answer.symbol
    )
    if answer.result is Result.DECIDED:
        _award(context, live, dossier, answer, rows)
    else:
        change(context, dossier, state_reason=answer.note)
    live.set("superior_result", answer.result.value)
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


def receive(context: Context, dossier: Dossier, answer: Answer) -> None:
    """Keep an answer as it came, before the procedure goes on with it."""
    context.connection.execute(
        insert(superior_answer).values(
            id=context.new_id(),
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
    )
    paper = Received(
        sender=answer.authority, symbol=answer.symbol, dated=answer.dated, about=dossier.title
    )
    incoming.register(context, dossier.office_id, dossier.id, paper)


def with_files(answer: Answer, files: Sequence[str]) -> Answer:
    """The same answer with other copies of its papers."""
    return replace(answer, files=tuple(files))


def _typed(live: LiveInstance, rows: Sequence[Nominee]) -> Answer:
    """The answer as an officer typed it from the superior's paper."""
    values = live.submissions[ANSWER_FORM]
    result = Result(required_text(values, "superior_result"))
    given = {row.id: str(row.criteria.get(ANSWER_COLUMN) or "") for row in rows}
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


def newest_submission(view: View, dossier_id: str) -> SentUp | None:
    """What a dossier has sent up last."""
    row = view.connection.execute(
        select(upward.c.symbol, upward.c.dated, upward.c.sent_at, upward.c.sent_by)
        .where(upward.c.dossier_id == dossier_id)
        .order_by(upward.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return SentUp(symbol=row.symbol, dated=row.dated, sent_at=row.sent_at, sent_by=row.sent_by)


def reachable_superior(view: View, office_id: str) -> str | None:
    """The name of the office above, where somebody takes submissions in through this system."""
    upper = office.alias("upper")
    row = view.connection.execute(
        select(upper.c.id, upper.c.name)
        .join(office, office.c.superior_id == upper.c.id)
        .where(office.c.id == office_id)
    ).one_or_none()
    if row is None or not holders_of(view, [f"{RECEIVER}@{row.id}"]):
        return None
    name: str = row.name
    return name


def _waiting(context: Context, dossier: Dossier) -> Answer:
    """The answer that came through the system and was not gone on with yet."""
    row = context.connection.execute(
        select(superior_answer)
        .where(superior_answer.c.dossier_id == dossier.id, superior_answer.c.taken_at.is_(None))
        .order_by(superior_answer.c.received_at.desc(), superior_answer.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise ServiceTaskFailed("No answer of the superior has been received.")
    return Answer(
        result=Result(row.result),
        authority=row.authority,
        symbol=row.symbol,
        dated=row.dated,
        note=row.note,
        files=row.files,
        answers=row.answers,
    )


def _take(context: Context, dossier: Dossier) -> None:
    context.connection.execute(
        update(superior_answer)
        .where(superior_answer.c.dossier_id == dossier.id, superior_answer.c.taken_at.is_(None))
        .values(taken_at=context.now)
    )


def _award(
    context: Context,
    live: LiveInstance,
    dossier: Dossier,
    answer: Answer,
    rows: Sequence[Nominee],
) -> None:
    """The superior's decision is kept as what holds for the dossier, and enters the book."""
    outcomes = {row.id: Outcome(answer.answers.get(row.id) or Outcome.REJECTED) for row in rows}
    set_outcomes(context, dossier.id, {key: (found, "") for key, found in outcomes.items()})
    decision = Decision(
        id=context.new_id(),
        dossier_id=dossier.id,
        office_id=dossier.office_id,
        content_hash=evidence.list_hash(evidence.continuing(context, dossier.id)),
        signed_at=min(context.now, end_of_day(answer.dated)),
        signed_by=context.actor.id,
        signer_name=answer.authority,
        signer_position=SIGNER,
        scan=list(answer.files),
        number=_leading_number(answer.symbol),
        symbol=answer.symbol,
        dated=answer.dated,
        summary=dossier.title,
        issued_at=context.now,
        issued_by=context.actor.id,
    )
    hold(context, decision)
    awarded = [row for row in rows if outcomes[row.id] is Outcome.AWARDED]
    grant = honours.Grant(
        symbol=answer.symbol, dated=answer.dated, decided_by=answer.authority[:40]
    )
    honours.enter(context, dossier, awarded, grant, {})
    change(context, dossier, state=DossierState.DECIDED)
    clock_events.append(context, live, EventKind.STOP)


def _leading_number(symbol: str) -> int:
    """`123/QĐ-UBND` is number 123; a symbol without one counts as 0."""
    found = re.match(r"\s*(\d{1,9})", symbol)
    return int(found.group(1)) if found else 0


def _require_reachable(context: Context, dossier: Dossier) -> None:
    """The superior is in this installation, and somebody there takes submissions in."""
    if reachable_superior(context, dossier.office_id) is None:
        refuse(
            "delivery",
            "superior_elsewhere",
            "The superior does not work in this system; send it on paper or as a signed package.",
        )


def _require_signed_before(dated: date, signed_on: date) -> None:
    if dated < signed_on:
        refuse(
            "dated",
            "submission_before_signature",
            "The submission was signed on %(day)s; it cannot be dated before.",
            day=f"{signed_on:%d/%m/%Y}",
        )
