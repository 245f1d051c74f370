"""Gates of the check and the appraisal: one supplement, and a conclusion on everybody."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from engine.gates import Finding, Gate, GateContext, allow, not_yet, refuse
from workflows import evidence
from workflows.dossiers import dossier_of
from workflows.editions import edition_of
from workflows.law.deadline_rules import typed
from workflows.nominees import Outcome, answered, answers_typed, nominees_of

ASKS_FOR_SUPPLEMENT = {"intake_check": "incomplete", "appraisal_result": "supplement"}
"""Answers of the forms by which a supplement is asked for."""

RESULT, PROPOSE = "appraisal_result", "propose"

MEETING_QUORUM = "meeting.quorum"
MEETING_FIELDS = ("households_total", "households_present")
"""Fields of the appraisal of families: how many the residential unit has, and how many came."""


def proposes(submission: Mapping[str, object]) -> bool:
    """Whether the appraisal proposes the award, which it is taken to do until it says otherwise."""
    return (submission.get(RESULT) or PROPOSE) == PROPOSE


def one_supplement(context: GateContext) -> Finding:
    """A supplement is asked for as often as the law allows: once (R-TIME-05)."""
    submission = context.submission
    if not any(submission.get(field) == said for field, said in ASKS_FOR_SUPPLEMENT.items()):
        return allow()
    dossier = dossier_of(context.view, context.instance.id)
    most = typed(edition_of(context.view, dossier)["supplement.requests"], int)
    if dossier.supplements >= most:
        return refuse("already_asked", who="award_officer", most=most)
    return allow(asked=dossier.supplements)


def nominees_concluded(context: GateContext) -> Finding:
    """Who proposes has concluded on everybody, and somebody is eligible."""
    if not proposes(context.submission):
        return not_yet()
    dossier = dossier_of(context.view, context.instance.id)
    answers = answers_typed(context.submission) or {}
    rows = [answered(row, answers.get(row.id, {})) for row in nominees_of(context.view, dossier.id)]
    waiting = [f"{row.ordinal}. {row.name}" for row in rows if row.outcome is Outcome.PROPOSED]
    if waiting:
        return refuse("not_concluded", who="award_officer", **evidence.shortened(waiting))
    if not any(row.continues for row in rows):
        return refuse("nobody_eligible", who="award_officer")
    return allow(nominees=len(rows))


def residential_meeting(context: GateContext) -> Finding:
    """Enough households came to the meeting that chose the families (R-ELIG-20)."""
    if not proposes(context.submission):
        return not_yet()
    dossier = dossier_of(context.view, context.instance.id)
    share = typed(edition_of(context.view, dossier)[MEETING_QUORUM], Fraction)
    total, present = (context.submission.get(name) for name in MEETING_FIELDS)
    if not isinstance(total, int) or not isinstance(present, int):
        return refuse("not_stated", who="award_officer")
    needed = ceil(share * total)
    if present > total:
        return refuse("too_many", who="award_officer", present=present, total=total)
    if present < needed:
        return refuse("too_few", who="award_officer", present=present, total=total, needed=needed)
    return allow(present=present, needed=needed)


GATES = (
    Gate(
        key="one_supplement",
        title="One supplement only",
        rule="R-TIME-05",
        law="supplement.requests",
        predicate=one_supplement,
        reasons={
            "already_asked": "A supplement has been asked for already; the law allows %(most)s. "
            "Decide on what is there.",
        },
    ),
    Gate(
        key="nominees_concluded",
        title="Conclusion on everybody",
        # Of every regime: whoever is not eligible is refused, with a reason.
        rule="R-TIME-07",
        law="refusal.target",
        predicate=nominees_concluded,
        absolute=frozenset({"not_concluded", "nobody_eligible"}),
        reasons={
            "not_concluded": "Still without a conclusion (%(count)s): %(names)s.",
            "nobody_eligible": "Nobody on the list is eligible, so there is nothing to propose.",
        },
    ),
    Gate(
        key="residential_meeting",
        title="Meeting of the residential unit with its quorum",
        rule="R-ELIG-20",
        law=MEETING_QUORUM,
        predicate=residential_meeting,
        reasons={
            "not_stated": "Say how many households the unit has, and how many came to the meeting.",
            "too_many": "%(present)s of %(total)s households cannot have come.",
            "too_few": "%(present)s of %(total)s households came to the meeting; %(needed)s had "
            "to come.",
        },
    ),
)
