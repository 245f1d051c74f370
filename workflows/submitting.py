"""The way up: the submission that leaves the office for whoever decides (R-AUTH-10).

The commune's product is a submission letter, never a decision. Its number is given to whoever sends
it off, in that very act; what goes along is put together right after, and then the office's own
clock is paused, for the superior has it (R-TIME-12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, insert, select, update

from engine.clock import local
from engine.context import Context
from engine.deadlines import EventKind
from engine.errors import ServiceTaskFailed
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from engine.view import View
from workflows import clock_events, evidence
from workflows.acts import Act
from workflows.documents.sent_up import issue_letter
from workflows.dossiers import Dossier, dossier_of
from workflows.editions import edition_of
from workflows.nominees import continuing
from workflows.positions import held_on
from workflows.registers import enter, entry_under, symbol_of
from workflows.submission_content import Letter, content_of
from workflows.submissions import day, handed_in, refuse, required_text, required_words
from workflows.tables.offices import holding, office
from workflows.tables.superiors import upward

SIGNING_FORM = "ky_to_trinh"
SENDING_FORM = "phat_hanh_to_trinh"

REGISTER = "submission"
"""The register that counts submissions, and the law's name of their symbol."""

THROUGH_SYSTEM = "system"
"""The way of delivery on which dossier and answer travel by themselves."""

RECEIVER = "intake_clerk"
"""Who takes submissions in at the superior."""

Locals = Mapping[str, Scalar]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentUp:
    """A submission under its number."""

    id: str
    number: int
    symbol: str
    dated: date
    addressee: str
    content_hash: str
    """Of the list that goes up."""
    sent_at: datetime
    sent_by: str


_SENT_UP = [upward.c[name] for name in SentUp.__slots__]


def register(registry: Registry) -> None:
    registry.topic(Topic("number_submission", "Number the submission", number_submission))
    registry.topic(Topic("hand_up_submission", "Send up what is submitted", hand_up_submission))
    registry.topic(
        Topic("send_submission", "Number the submission and send it up", send_submission)
    )


def number_submission(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Give the submission its number, in the act of whoever sends it off."""
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
    context.connection.execute(
        insert(upward).values(
            id=context.new_id(),
            dossier_id=dossier.id,
            office_id=dossier.office_id,
            number=entry.number,
            symbol=entry.symbol,
            dated=dated,
            addressee=addressee,
            content_hash=evidence.list_hash(evidence.continuing(context, dossier.id)),
            scan=list(required_words(signed, "submission_scan")),
            delivery=delivery,
            sent_at=context.now,
            sent_by=context.actor.id,
        )
    )
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


def hand_up_submission(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Put together what goes up, its letter finished, and stop the office's clock."""
    dossier = dossier_of(context, live.id)
    sent = newest_submission(context, dossier.id)
    if sent is None:
        raise ServiceTaskFailed("The submission has no number yet.")
    if sent.content_hash != evidence.list_hash(evidence.continuing(context, dossier.id)):
        raise ServiceTaskFailed("The list has changed since the submission got its number.")
    letter = Letter(id=sent.id, symbol=sent.symbol, dated=sent.dated, addressee=sent.addressee)
    definition = context.definitions.get(context, live.record.definition_id)
    content = content_of(context, dossier, definition, letter, continuing(context, dossier.id))
    context.connection.execute(update(upward).where(upward.c.id == sent.id).values(content=content))
    entry = entry_under(
        context,
        dossier_id=dossier.id,
        kind=REGISTER,
        period=str(sent.dated.year),
        number=sent.number,
    )
    issue_letter(context, dossier, sent.id, entry, sent.dated)
    clock_events.append(
        context,
        live,
        EventKind.PAUSE,
        reason=sent.addressee,
        document=sent.symbol,
        act=Act(sent.sent_at, sent.sent_by),
    )


def send_submission(context: Context, live: LiveInstance, element: Element, given: Locals) -> None:
    """Both at once, as drawings of earlier releases have it."""
    number_submission(context, live, element, given)
    hand_up_submission(context, live, element, given)


def newest_submission(view: View, dossier_id: str) -> SentUp | None:
    """What a dossier has sent up last."""
    row = view.connection.execute(
        select(*_SENT_UP)
        .where(upward.c.dossier_id == dossier_id)
        .order_by(upward.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else SentUp(**row._mapping)


def reachable_superior(view: View, office_id: str) -> str | None:
    """The name of the office above, where somebody takes submissions in through this system."""
    upper = office.alias("upper")
    takes_in = exists().where(
        holding.c.position == RECEIVER,
        holding.c.office_id == upper.c.id,
        holding.c.unit_id.is_(None),
        held_on(local(view.now).date()),
    )
    name: str | None = view.connection.execute(
        select(upper.c.name)
        .join(office, office.c.superior_id == upper.c.id)
        .where(office.c.id == office_id, takes_in)
    ).scalar_one_or_none()
    return name


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
