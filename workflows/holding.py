"""Holding a nominee while something is looked into, and the written finding that releases them.

A serious opinion, an inspection or a complaint holds one row (R-PUB-08, R-ELIG-14) while the others
go on. The dossier's clock is paused only when nobody is left to go on.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.context import Context
from engine.deadlines import EventKind
from engine.errors import NotFound, WrongState
from engine.instances import tasks_of_instance
from engine.jobs import require_carried_out
from engine.reasons import SHORTEST_REASON
from engine.registry import Registry
from workflows import clock_events, evidence
from workflows.dossiers import Dossier, DossierState, get_dossier
from workflows.entries import Entries
from workflows.interests import require_disinterested
from workflows.nominees import Nominee, Outcome, continuing, nominees_of, set_outcomes
from workflows.submitting import SENDING_FORM
from workflows.superiors import ANSWER_FORM
from workflows.tables.dossiers import nominee as nominee_table

LONGEST_REASON = 2000
LONGEST_DOCUMENT = 200
HELD_IN = (DossierState.FILED, DossierState.PROCESSING, DossierState.SUPPLEMENT)
"""A dossier that is decided or ended has nobody left to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldNominee:
    """Keep a nominee back while something is being looked into."""

    nominee_id: str
    reason: str
    document: str
    """What it rests on: the receipt of an opinion, number and date of a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseNominee:
    """Let a held nominee go on, by a written finding that nothing was found."""

    nominee_id: str
    finding: str
    document: str


@dataclass(frozen=True, slots=True)
class NomineeCase:
    """A nominee with the dossier it stands in: what `may` is asked about."""

    nominee: Nominee
    dossier: Dossier

    @property
    def id(self) -> str:
        return self.nominee.id

    @property
    def office_id(self) -> str:
        return self.dossier.office_id

    @property
    def instance_id(self) -> str:
        return self.dossier.instance_id


class TooLateToHold(WrongState):
    """The dossier is %(state)s; nobody on its list can be held any more."""


class NotGoingOn(WrongState):
    """This nominee does not go on anyway: the outcome is %(outcome)s."""


class SignedWithout(WrongState):
    """The submission is signed without %(name)s; propose them in a dossier of their own."""


class NotHeld(WrongState):
    """This nominee is not held."""


def register(registry: Registry) -> None:
    registry.command(HoldNominee, action="nominee.hold", locate=_case, handle=hold)
    registry.command(ReleaseNominee, action="nominee.release", locate=_case, handle=release)


def hold(context: Context, command: HoldNominee, about: NomineeCase) -> object:
    require_disinterested(context.actor, about.nominee.subject_id)
    if about.dossier.state not in HELD_IN:
        raise TooLateToHold(state=about.dossier.state)
    if not about.nominee.continues:
        raise NotGoingOn(outcome=about.nominee.outcome)
    # Between a number and what follows from it the list is the one that was signed.
    require_carried_out(context, about.instance_id)
    reason, document = _texts("reason", command.reason, command.document)
    _rewrite(context, about, Outcome.HELD, reason, action="nominee.hold", document=document)
    if not continuing(context, about.dossier.id) and not _is_paused(context, about):
        clock_events.append(
            context,
            context.instance(about.instance_id),
            EventKind.PAUSE,
            reason=reason,
            document=document,
        )
    return {"nominee": about.id, "outcome": Outcome.HELD.value}


def release(context: Context, command: ReleaseNominee, about: NomineeCase) -> object:
    require_disinterested(context.actor, about.nominee.subject_id)
    if about.nominee.outcome is not Outcome.HELD:
        raise NotHeld()
    if about.dossier.state not in HELD_IN:
        raise TooLateToHold(state=about.dossier.state)
    require_carried_out(context, about.instance_id)
    if _is_signed_to_go_up(context, about):
        raise SignedWithout(name=about.nominee.name)
    finding, document = _texts("finding", command.finding, command.document)
    outcome = _without_hold(context, about)
    _rewrite(context, about, outcome, finding, action="nominee.release", document=document)
    # In a supplement the clock is paused for the proposer's sake, which no finding ends.
    if about.dossier.state is not DossierState.SUPPLEMENT and _is_paused(context, about):
        clock_events.append(
            context,
            context.instance(about.instance_id),
            EventKind.RESUME,
            reason=finding,
            document=document,
        )
    return {"nominee": about.id, "outcome": outcome.value}


def _is_signed_to_go_up(context: Context, about: NomineeCase) -> bool:
    """Whether the list is on its way up: nobody joins it whom the chairman has not signed for."""
    return any(
        task.is_open and task.form_key in (SENDING_FORM, ANSWER_FORM)
        for task in tasks_of_instance(context.connection, about.instance_id)
    )


def _without_hold(context: Context, about: NomineeCase) -> Outcome:
    """What a nominee is once nothing was found: voted down, where the council met meanwhile."""
    (proof,) = [
        one for one in evidence.proofs(context, about.dossier.id) if one.nominee_id == about.id
    ]
    return Outcome.REJECTED if proof.was_voted_down else Outcome.ELIGIBLE


def _texts(field: str, reason: str, document: str) -> tuple[str, str]:
    entries = Entries()
    said = entries.text(field, reason, least=SHORTEST_REASON, most=LONGEST_REASON)
    paper = entries.line("document", document, least=1, most=LONGEST_DOCUMENT)
    entries.require_sound()
    return said, paper


def _rewrite(
    context: Context,
    about: NomineeCase,
    outcome: Outcome,
    note: str,
    *,
    action: str,
    document: str,
) -> None:
    set_outcomes(context, about.dossier.id, {about.id: (outcome, f"{note} ({document})")})
    context.touch(about.instance_id)
    context.record(
        action,
        "nominee",
        about.id,
        office_id=about.office_id,
        instance_id=about.instance_id,
        document=document,
    )


def _is_paused(context: Context, about: NomineeCase) -> bool:
    ledger = context.clocks.of_instance(context.instance(about.instance_id).record)
    return ledger is not None and ledger.is_paused


def _case(context: Context, command: HoldNominee | ReleaseNominee) -> NomineeCase:
    """The nominee, its case locked: a step that asks the gates may run at the same moment."""
    dossier_id = context.connection.execute(
        select(nominee_table.c.dossier_id).where(nominee_table.c.id == command.nominee_id)
    ).scalar_one_or_none()
    if dossier_id is None:
        raise NotFound()
    context.instance(get_dossier(context, dossier_id).instance_id)
    dossier = get_dossier(context, dossier_id)
    row = next(row for row in nominees_of(context, dossier_id) if row.id == command.nominee_id)
    return NomineeCase(row, dossier)
