"""What a person can do with a dossier: every act, those that are not possible with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.actors import Actor
from engine.deadlines import ClockState
from engine.errors import Message
from engine.lifecycle import LIVE_INSTANCE
from engine.registry import Access
from engine.view import View
from workflows import authority
from workflows.deciders import SUPERIOR, DecidedAbove
from workflows.decisions import signed_decision
from workflows.dossiers import Dossier
from workflows.holding import HELD_IN, NomineeCase
from workflows.nominees import Nominee, Outcome
from workflows.queries.dossier_page import DossierPage


class Act(StrEnum):
    """Acts on a dossier as a whole; those on a nominee are asked for by row."""

    EXPLAIN_LATENESS = "explain_lateness"
    MODERATE = "moderate"
    ANSWER = "answer"
    PRINT_DECISION = "print_decision"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An act and, when it is not possible now, why."""

    act: Act
    refusal: Message | None = None

    @property
    def is_possible(self) -> bool:
        return self.refusal is None


RULES: Mapping[Act, str] = {
    Act.EXPLAIN_LATENESS: "dossier.explain_lateness",
    Act.CANCEL: "instance.cancel",
    Act.MODERATE: "opinion.moderate",
    Act.ANSWER: "opinion.answer",
}

ENDED = Message("offer.ended", "The dossier has ended.")
NO_CLOCK = Message("offer.no_clock", "No time limit of this dossier runs any more.")
PAUSED = Message("offer.paused", "The time limit of this dossier is paused.")
NOTHING_TO_MODERATE = Message("offer.nothing_to_moderate", "No opinion waits to be admitted.")
NOTHING_TO_ANSWER = Message("offer.nothing_to_answer", "No admitted opinion waits for its answer.")
NOTHING_TO_DECIDE = Message(
    "offer.nothing_to_decide", "There is nothing to decide before the dossier is accepted."
)
DECIDED_ABOVE = DecidedAbove().message
NOT_GOING_ON = Message("offer.not_going_on", "This nominee does not go on anyway.")
TOO_LATE = Message("offer.too_late", "Nobody on this list can be held or released any more.")
NOT_HELD = Message("offer.not_held", "This nominee is not held.")
NAMES_YOU = Message("offer.names_you", "This row names you; somebody else has to decide about it.")


def offers(view: View, actor: Actor, page: DossierPage) -> Sequence[Offer]:
    """Everything that can be done with the dossier, in the order of the menu."""
    return [
        Offer(act=act, refusal=_forbidden(view, actor, act, page) or _untimely(view, act, page))
        for act in Act
    ]


def refusal_to_hold(view: View, actor: Actor, dossier: Dossier, row: Nominee) -> Message | None:
    """Why a nominee cannot be held by this person now; None when they can."""
    return next(_against_holding(view, actor, dossier, row, action="nominee.hold"), None) or (
        None if row.continues else NOT_GOING_ON
    )


def refusal_to_release(view: View, actor: Actor, dossier: Dossier, row: Nominee) -> Message | None:
    """Why a nominee cannot be released by this person now; None when they can."""
    return next(_against_holding(view, actor, dossier, row, action="nominee.release"), None) or (
        None if row.outcome is Outcome.HELD else NOT_HELD
    )


def may_handle_opinions(view: View, actor: Actor, dossier: Dossier) -> bool:
    """Whether the person sees who sent an opinion: only whoever handles it does."""
    return authority.may(view, actor, "opinion.answer", dossier).access is Access.ALLOWED


def _against_holding(
    view: View, actor: Actor, dossier: Dossier, row: Nominee, *, action: str
) -> Iterator[Message]:
    verdict = authority.may(view, actor, action, NomineeCase(row, dossier))
    if verdict.access is not Access.ALLOWED:
        yield verdict.reason or TOO_LATE
    if row.subject_id == actor.identity:
        yield NAMES_YOU
    if dossier.state not in HELD_IN:
        yield TOO_LATE


def _forbidden(view: View, actor: Actor, act: Act, page: DossierPage) -> Message | None:
    rule = RULES.get(act)
    if rule is None:
        return None
    about = page.instance if act is Act.CANCEL else page.dossier
    verdict = authority.may(view, actor, rule, about)
    if verdict.access is Access.ALLOWED:
        return None
    return verdict.reason or ENDED


def _untimely(view: View, act: Act, page: DossierPage) -> Message | None:
    if act is Act.EXPLAIN_LATENESS:
        return _no_lateness(page)
    if act is Act.CANCEL:
        return None if page.instance.state in LIVE_INSTANCE else ENDED
    if act is Act.MODERATE:
        return None if page.tallies.to_moderate else NOTHING_TO_MODERATE
    if act is Act.ANSWER:
        return None if page.tallies.to_answer else NOTHING_TO_ANSWER
    if page.instance.variables.get("decider") == SUPERIOR:
        return DECIDED_ABOVE
    if page.dossier.accepted_at is None and signed_decision(view, page.dossier.id) is None:
        return NOTHING_TO_DECIDE
    return None


def _no_lateness(page: DossierPage) -> Message | None:
    seen = page.deadline
    if page.dossier.is_ended:
        return ENDED
    if seen is None or seen.state is ClockState.STOPPED:
        return NO_CLOCK
    return PAUSED if seen.due is None else None
