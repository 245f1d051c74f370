"""Proposing a value of one's own: what, for which procedures, from when, by which document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import insert, select

from engine.clock import local
from engine.context import Context
from engine.errors import NotFound
from engine.tables import process_definition
from engine.view import View
from workflows import editions
from workflows.awards import AWARDS
from workflows.entries import Entries
from workflows.law import LawBook, Mark, Setter
from workflows.own_law.permitted import require_permitted
from workflows.own_law.stored import OwnValue, law_row, own_values_of, stands_in_for
from workflows.tables.law import law_value
from workflows.tables.offices import office
from workflows.two_people import State

LEAST_REASON, LONGEST_REASON = 10, 2000
LEAST_DOCUMENT, LONGEST_DOCUMENT = 5, 300

YEAR = timedelta(days=366)
EARLIEST, LATEST = 10 * YEAR, 5 * YEAR
"""How far from today a value may begin: further off it is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeLawValue:
    """Propose that a value of the law is another one here, from a day on."""

    office_id: str
    setter: str
    """`office` or `province`: whose value it is."""
    key: str
    value: str
    """As typed."""
    valid_from: date
    document: str
    """Number, date and issuer of the act that says so."""
    mark: str
    """How far the document confirms it: c, p or u."""
    reason: str
    procedure: str = ""
    award: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Proposing:
    """What `may` is asked about a proposal."""

    office_id: str
    setter: Setter
    province_has_office: bool
    """Whether another office here is the province's own, and so enters what that decides."""


def about_to_propose(view: View, office_id: str, setter: str) -> Proposing:
    """Whose value somebody at an office is about to propose."""
    try:
        whose = Setter(setter)
    except ValueError:
        raise NotFound() from None
    provinces = set(
        view.connection.execute(select(office.c.id).where(office.c.level == "province")).scalars()
    )
    return Proposing(office_id, whose, bool(provinces - {office_id}) and office_id not in provinces)


def propose(context: Context, command: ProposeLawValue, about: Proposing) -> object:
    """Written down, and without any effect until a second person agrees."""
    entries = Entries()
    own = _typed(context, command, about.setter, entries)
    book = editions.book(context)
    _require_readable(book, own, entries)
    entries.require_sound()
    _require_place(context, book, own, entries)
    _require_free_day(context, own, entries)
    entries.require_sound()
    require_permitted(entries, book, own, law_row(book, own))
    entries.require_sound()
    _store(context, own)
    context.record(
        "law.propose",
        "law_value",
        own.id,
        office_id=own.office_id,
        key=own.key,
        procedure=own.procedure,
        award=own.award,
        value=own.value,
        valid_from=own.valid_from,
        document=own.document,
        setter=own.setter.value,
    )
    return {"value": own.id}


def _typed(
    context: Context, command: ProposeLawValue, setter: Setter, entries: Entries
) -> OwnValue:
    today = local(context.now).date()
    # Before the first regime there is no law that a value could stand in for.
    first = max(today - EARLIEST, min(one.since for one in LawBook.load().regimes))
    if not first <= command.valid_from <= today + LATEST:
        entries.refuse(
            "valid_from",
            "day_far",
            "Choose a day from %(first)s to %(last)s.",
            first=first,
            last=today + LATEST,
        )
    mark = command.mark if command.mark in ("c", "p", "u") else ""
    if not mark:
        entries.refuse("mark", "no_choice", "Choose one of the values offered.")
    return OwnValue(
        id=context.new_id(),
        office_id=command.office_id,
        setter=setter,
        key=command.key,
        procedure=command.procedure,
        award=command.award,
        subject=command.subject,
        value=entries.line("value", command.value, least=1, most=500),
        valid_from=command.valid_from,
        document=entries.line(
            "document", command.document, least=LEAST_DOCUMENT, most=LONGEST_DOCUMENT
        ),
        mark=Mark(mark or "u"),
        reason=entries.text("reason", command.reason, least=LEAST_REASON, most=LONGEST_REASON),
        proposed_by=context.actor.id,
        proposed_at=context.now,
        approved_by="",
        approved_at=None,
        declined_by="",
        declined_at=None,
        note="",
    )


def _require_readable(book: LawBook, own: OwnValue, entries: Entries) -> None:
    stands_in_for(book, own)
    if not own.value:
        return
    try:
        book.read(own.key, own.value)
    except ValueError:
        entries.refuse("value", "not_readable", "Write it as the value in force is written.")


def _require_place(context: Context, book: LawBook, own: OwnValue, entries: Entries) -> None:
    """What it is about has to exist; steps of any length have no one value for all procedures."""
    rows = book.rows()
    if own.procedure not in {"", *(row.procedure for row in rows), *deployed_procedures(context)}:
        entries.refuse("procedure", "no_choice", "Choose one of the values offered.")
    if own.award not in {"", *AWARDS, *(row.award for row in rows)}:
        entries.refuse("award", "no_choice", "Choose one of the values offered.")
    mine = [row for row in rows if row.key == own.key]
    if own.subject not in {"", *(row.subject for row in mine)}:
        entries.refuse("subject", "no_choice", "Choose one of the values offered.")
    for_all = any(not row.procedure and row.limit is None for row in mine)
    if not own.procedure and not for_all:
        entries.refuse("procedure", "one_procedure", "Choose the procedure for which it holds.")


def _require_free_day(context: Context, own: OwnValue, entries: Entries) -> None:
    """Values are closed by newer ones, never written over; one proposal for a thing at a time."""
    for other in own_values_of(context, own.office_id):
        if _thing(other) != _thing(own) or other.state is State.DECLINED:
            continue
        if other.state is State.PROPOSED:
            entries.refuse("value", "waits", "A proposal for this waits for a decision already.")
            return
        if other.valid_from >= own.valid_from:
            entries.refuse(
                "valid_from",
                "closed",
                "A value of %(day)s stands already and is not written over; choose a later day.",
                day=other.valid_from,
            )
            return


def _thing(own: OwnValue) -> tuple[str, ...]:
    return (own.key, own.procedure, own.award, own.subject, own.place)


def deployed_procedures(view: View) -> frozenset[str]:
    """The procedures that drawings of this installation say they are."""
    return frozenset(
        view.connection.execute(
            select(process_definition.c.procedure)
            .where(process_definition.c.procedure != "")
            .distinct()
        ).scalars()
    )


def _store(context: Context, own: OwnValue) -> None:
    like = stands_in_for(editions.book(context), own)
    context.connection.execute(
        insert(law_value).values(
            id=own.id,
            key=like.key,
            office_id=own.place,
            home_id=own.office_id,
            procedure=own.procedure,
            award=own.award,
            subject=own.subject,
            valid_from=own.valid_from,
            value=own.value,
            document=own.document,
            mark=own.mark.value,
            reason=own.reason,
            proposed_by=own.proposed_by,
            proposed_at=own.proposed_at,
        )
    )
