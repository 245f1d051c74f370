"""Gates of the check and the appraisal: one supplement, and a conclusion on everybody."""

from __future__ import annotations

from engine.gates import Finding, Gate, GateContext, allow, refuse
from workflows import evidence
from workflows.dossiers import dossier_of
from workflows.editions import edition_of
from workflows.law.deadline_rules import typed
from workflows.nominees import Outcome, nominees_of

ASKS_FOR_SUPPLEMENT = {"intake_check": "incomplete", "appraisal_result": "supplement"}
"""Answers of the forms by which a supplement is asked for."""

RESULT, PROPOSE = "appraisal_result", "propose"


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
    if context.submission.get(RESULT, PROPOSE) != PROPOSE:
        return allow()
    dossier = dossier_of(context.view, context.instance.id)
    rows = nominees_of(context.view, dossier.id)
    waiting = [f"{row.ordinal}. {row.name}" for row in rows if row.outcome is Outcome.PROPOSED]
    if waiting:
        return refuse("not_concluded", who="award_officer", **evidence.shortened(waiting))
    if not any(row.continues for row in rows):
        return refuse("nobody_eligible", who="award_officer")
    return allow(nominees=len(rows))


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
        rule="R-ELIG-10",
        law="",
        predicate=nominees_concluded,
        reasons={
            "not_concluded": "%(count)s on the list have no conclusion yet: %(names)s.",
            "nobody_eligible": "Nobody on the list is eligible, so there is nothing to propose.",
        },
    ),
)
