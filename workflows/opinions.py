"""What the public says about a published list: received, moderated, answered (R-PUB-06, R-PUB-10).

Only an opinion sent within the period can hold the council up, and only until it is rejected with
a reason or answered. What comes later is kept as a petition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update

from engine.budgets import Budget
from engine.context import Context
from engine.errors import NotFound, WrongState
from engine.gates import Finding, Gate, GateContext, allow, refuse
from engine.reasons import SHORTEST_REASON
from engine.registry import Registry
from engine.view import View
from workflows.dossiers import Dossier, dossier_of, get_dossier
from workflows.editions import edition_of
from workflows.entries import Entries
from workflows.interests import require_disinterested
from workflows.law import LawValue
from workflows.law.deadline_rules import typed
from workflows.publications import Publication, PublicationKind, get_publication, period_end
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.dossiers import nominee as nominee_table
from workflows.tables.publicity import opinion as opinion_table
from workflows.tables.publicity import published_nominee

LONGEST_TEXT = 4000
LONGEST_NAME = 100
LONGEST_CONTACT = 200


class OpinionState(StrEnum):
    RECEIVED = "received"
    """Sent within the period, not yet moderated: holds the gate."""
    ADMITTED = "admitted"
    """About the matter: holds the gate until it is answered."""
    REJECTED = "rejected"
    """Not about the matter; the reason is kept."""
    ANSWERED = "answered"
    PETITION = "petition"
    """Sent after the period: handled as a petition, never holds the gate."""

    @classmethod
    def _missing_(cls, value: object) -> OpinionState:
        """A damaged row that says none of these is moderated once more, and holds the gate."""
        return cls.RECEIVED


HOLDING = (OpinionState.RECEIVED, OpinionState.ADMITTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One person's word on a list or on one nominee."""

    id: str
    publication_id: str
    dossier_id: str
    office_id: str
    instance_id: str
    nominee_id: str | None
    subject_id: str | None
    """Who the nominee is whom it is about."""
    receipt: str
    text: str
    author: str
    """Seen by the handler alone, like the contact."""
    contact: str
    sent_at: datetime
    state: OpinionState
    reason: str
    answer: str
    handled_at: datetime | None
    handled_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOpinion:
    """Say something about a published list; no account is needed, nor a name."""

    publication_id: str
    text: str
    nominee_id: str | None = None
    # Not in the command's digest in the journal: a name can be guessed back from a digest.
    author: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerateOpinion:
    """Admit an opinion, or reject it with a reason."""

    opinion_id: str
    admit: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOpinion:
    """Answer an admitted opinion, or a petition."""

    opinion_id: str
    answer: str


class NotOpen(WrongState):
    """This list is no longer public, so nothing can be said about it here."""


class NotToModerate(WrongState):
    """This opinion has been dealt with already: it is %(state)s."""


class NotToAnswer(WrongState):
    """Only an admitted opinion is answered; this one is %(state)s."""


def register(registry: Registry) -> None:
    registry.command(SendOpinion, action="opinion.send", locate=_publication, handle=send)
    registry.command(ModerateOpinion, action="opinion.moderate", locate=_opinion, handle=moderate)
    registry.command(AnswerOpinion, action="opinion.answer", locate=_opinion, handle=answer)


def send(context: Context, command: SendOpinion, about: Publication) -> object:
    dossier = get_dossier(context, about.dossier_id)
    if (
        about.kind != PublicationKind.LIST
        or about.withdrawn_at is not None
        or about.started_at > context.now
        or dossier.is_ended
    ):
        raise NotOpen()
    entries = Entries()
    text = entries.text("text", command.text, least=SHORTEST_REASON, most=LONGEST_TEXT)
    author = entries.line("author", command.author, most=LONGEST_NAME)
    contact = entries.line("contact", command.contact, most=LONGEST_CONTACT)
    if command.nominee_id is not None and not _is_on(context, about.id, command.nominee_id):
        entries.refuse("nominee_id", "not_on_list", "This person is not on the list.")
    entries.require_sound()
    in_time = context.now <= about.ends_at
    opinion_id, receipt = context.new_id(), context.ids.code()
    context.connection.execute(
        insert(opinion_table).values(
            id=opinion_id,
            publication_id=about.id,
            dossier_id=about.dossier_id,
            nominee_id=command.nominee_id,
            receipt=receipt,
            text=text,
            author=author,
            contact=contact,
            sent_at=context.now,
            state=(OpinionState.RECEIVED if in_time else OpinionState.PETITION).value,
        )
    )
    context.record(
        "opinion.send",
        "opinion",
        opinion_id,
        office_id=about.office_id,
        instance_id=dossier.instance_id,
        in_time=in_time,
    )
    return {"receipt": receipt, "in_time": in_time}


def moderate(context: Context, command: ModerateOpinion, about: Opinion) -> object:
    _require_of_others(context, about)
    if about.state is not OpinionState.RECEIVED:
        raise NotToModerate(state=about.state)
    entries = Entries()
    least = 0 if command.admit else SHORTEST_REASON
    reason = entries.text("reason", command.reason, least=least, most=LONGEST_TEXT)
    entries.require_sound()
    state = OpinionState.ADMITTED if command.admit else OpinionState.REJECTED
    _rewrite(context, about, state, action="opinion.moderate", reason=reason)
    return {"opinion": about.id, "state": state.value}


def answer(context: Context, command: AnswerOpinion, about: Opinion) -> object:
    _require_of_others(context, about)
    if about.state not in (OpinionState.ADMITTED, OpinionState.PETITION):
        raise NotToAnswer(state=about.state)
    entries = Entries()
    said = entries.text("answer", command.answer, least=SHORTEST_REASON, most=LONGEST_TEXT)
    entries.require_sound()
    _rewrite(context, about, OpinionState.ANSWERED, action="opinion.answer", answer=said)
    return {"opinion": about.id, "state": OpinionState.ANSWERED.value}


def opinions_of(view: View, dossier_id: str) -> Sequence[Opinion]:
    """Everything said about a dossier's lists, oldest first."""
    return [_record(row) for row in view.connection.execute(_opinions(dossier_id=dossier_id))]


def petition_law(view: View, dossier: Dossier) -> LawValue | None:
    """Within which time what came after the period has to be answered (R-PET-08)."""
    return edition_of(view, dossier).get("petition.answer_within")


def petition_due(view: View, law: LawValue, sent_at: datetime) -> datetime:
    """The day it was sent on is not counted."""
    calendar = view.registry.business.calendar(view)
    return period_end(sent_at, typed(law, Budget), calendar)


def find_by_receipt(view: View, receipt: str) -> Opinion:
    """What became of an opinion, for whoever holds its receipt; raises `NotFound`."""
    return _one(view, receipt=receipt.strip().upper())


# -- the rows


def _publication(context: Context, command: SendOpinion) -> Publication:
    return get_publication(context, command.publication_id)


def _opinion(context: Context, command: ModerateOpinion | AnswerOpinion) -> Opinion:
    """The opinion, its case locked: a step that asks the gate may run at the same moment."""
    found = _one(context, id=command.opinion_id)
    context.instance(found.instance_id)
    return _one(context, id=command.opinion_id)


def _require_of_others(context: Context, about: Opinion) -> None:
    """Nobody rejects, or answers, what was said about themselves."""
    if about.subject_id is not None:
        require_disinterested(context.actor, about.subject_id)


def _is_on(context: Context, publication_id: str, nominee_id: str) -> bool:
    found = context.connection.execute(
        select(published_nominee.c.nominee_id).where(
            published_nominee.c.publication_id == publication_id,
            published_nominee.c.nominee_id == nominee_id,
        )
    ).first()
    return found is not None


def _rewrite(
    context: Context, about: Opinion, state: OpinionState, *, action: str, **values: str
) -> None:
    context.connection.execute(
        update(opinion_table)
        .where(opinion_table.c.id == about.id)
        .values(state=state.value, handled_at=context.now, handled_by=context.actor.id, **values)
    )
    context.forget(("opinions", about.dossier_id))
    context.touch(about.instance_id)
    context.record(
        action,
        "opinion",
        about.id,
        office_id=about.office_id,
        instance_id=about.instance_id,
        state=state.value,
    )


def _one(view: View, **by: str) -> Opinion:
    row = view.connection.execute(_opinions(**by)).one_or_none()
    if row is None:
        raise NotFound()
    return _record(row)


def _opinions(**by: str) -> Select[Any]:
    return (
        select(
            opinion_table,
            dossier_table.c.office_id,
            dossier_table.c.instance_id,
            nominee_table.c.subject_id,
        )
        .join(dossier_table, dossier_table.c.id == opinion_table.c.dossier_id)
        .outerjoin(nominee_table, nominee_table.c.id == opinion_table.c.nominee_id)
        .where(*(opinion_table.c[name] == value for name, value in by.items()))
        .order_by(opinion_table.c.id)
    )


def _record(row: Row[Any]) -> Opinion:
    values = dict(row._mapping)
    values["state"] = OpinionState(values["state"])
    return Opinion(**values)


# -- the gate


def opinions_answered(context: GateContext) -> Finding:
    """Every opinion sent within the period is rejected with a reason or answered."""
    dossier = dossier_of(context.view, context.instance.id)
    waiting = waiting_on(context.view, dossier)
    if waiting.get(OpinionState.RECEIVED):
        return refuse("not_moderated", who="award_officer", count=waiting[OpinionState.RECEIVED])
    if waiting.get(OpinionState.ADMITTED):
        return refuse("not_answered", who="award_officer", count=waiting[OpinionState.ADMITTED])
    return allow()


def waiting_on(view: View, dossier: Dossier) -> Mapping[OpinionState, int]:
    """How many opinions hold the gate, by state; read once a view."""
    return view.once(("opinions", dossier.id), lambda: _count(view, dossier.id))


def _count(view: View, dossier_id: str) -> Mapping[OpinionState, int]:
    rows = view.connection.execute(
        select(opinion_table.c.state, func.count().label("found"))
        .where(
            opinion_table.c.dossier_id == dossier_id,
            opinion_table.c.state.in_([state.value for state in HOLDING]),
        )
        .group_by(opinion_table.c.state)
    )
    return {OpinionState(row.state): row.found for row in rows}


OPINIONS_ANSWERED = Gate(
    key="opinions_answered",
    title="Every opinion answered",
    rule="R-PUB-06",
    law="publication.opinions_answered",
    predicate=opinions_answered,
    reasons={
        "not_moderated": "Opinions neither admitted nor rejected yet: %(count)s.",
        "not_answered": "Admitted opinions without an answer yet: %(count)s.",
    },
)
