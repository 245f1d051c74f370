"""Gates of the council: it met with its quorum, and voted on every row as it stands."""

from __future__ import annotations

from engine.gates import Finding, Gate, GateContext, allow, refuse
from workflows import evidence
from workflows.council.rules import may_be_written
from workflows.dossiers import dossier_of
from workflows.editions import edition_of
from workflows.signing import unless_sent_back

WRITTEN = "written"
"""What the minutes say of a written round."""


def council_quorum(context: GateContext) -> Finding:
    """A session was closed on this list, which takes its quorum (R-COUN-02)."""
    dossier = dossier_of(context.view, context.instance.id)
    rows = evidence.continuing(context.view, dossier.id)
    if not rows:
        return refuse("nobody_left", who="award_officer")
    if not any(row.was_voted_on for row in rows):
        return refuse("not_met", who="council_secretary")
    return allow()


@unless_sent_back
def ballot_complete(context: GateContext) -> Finding:
    """The newest ballot on every row that goes on is on this content, and passed it (R-COUN-05)."""
    dossier = dossier_of(context.view, context.instance.id)
    rows = evidence.continuing(context.view, dossier.id)
    if not rows:
        return refuse("nobody_left", who="award_officer")
    missing = [row for row in rows if not row.was_voted_on]
    if missing:
        return refuse("not_voted", who="council_secretary", **evidence.named(missing))
    changed = [row for row in rows if row.has_passed is None]
    if changed:
        return refuse("changed_since", who="council_secretary", **evidence.named(changed))
    tied = [row for row in rows if row.is_tied]
    if tied:
        return refuse("tied", who="council_secretary", **evidence.named(tied))
    failed = [row for row in rows if not row.has_passed]
    if failed:
        return refuse("not_passed", who="council_secretary", **evidence.named(failed))
    if context.submission.get("meeting_form") == WRITTEN:
        edition = edition_of(context.view, dossier)
        unwritable = [row for row in rows if not may_be_written(edition, row.award)]
        if unwritable:
            return refuse("written_round", who="council_secretary", **evidence.named(unwritable))
    return allow(nominees=len(rows))


GATES = (
    Gate(
        key="council_quorum",
        title="Council met with its quorum",
        rule="R-COUN-02",
        law="council.quorum",
        predicate=council_quorum,
        absolute=frozenset({"nobody_left"}),
        reasons={
            "nobody_left": "Nobody is left on the list.",
            "not_met": "The council has not closed a session on this dossier yet.",
        },
    ),
    Gate(
        key="ballot_complete",
        title="Ballot on everybody on the list",
        rule="R-COUN-05",
        law="council.majority",
        particular="council.threshold",
        predicate=ballot_complete,
        # What the council has decided is not decided otherwise by two people.
        absolute=frozenset({"nobody_left", "tied", "not_passed"}),
        reasons={
            "nobody_left": "Nobody is left on the list.",
            "not_voted": "The council has not voted on %(count)s on the list: %(names)s.",
            "changed_since": "%(count)s rows were changed after the council voted on them: "
            "%(names)s.",
            "tied": "Equal votes leave %(count)s on the list undecided: %(names)s. "
            "The council votes once more, or the decider chooses.",
            "not_passed": "The newest ballot did not pass %(count)s on the list: %(names)s.",
            "written_round": "A written round cannot decide on %(count)s on the list: %(names)s.",
        },
    ),
)
