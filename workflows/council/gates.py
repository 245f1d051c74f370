"""Gates of the council: it met with its quorum, and voted on every row as it stands."""

from __future__ import annotations

from datetime import date

from engine.clock import local
from engine.gates import Finding, Gate, GateContext, allow, refuse
from workflows import evidence
from workflows.council.rules import MAJORITY, SHARE, may_be_written
from workflows.dossiers import dossier_of
from workflows.editions import edition_of
from workflows.evidence import Proof
from workflows.signing import unless_sent_back
from workflows.submissions import readable_day

MEETING_DATE = "meeting_date"
"""The day that the minutes bear."""

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
    written_of = readable_day(context.submission, MEETING_DATE)
    if written_of is not None and not any(_met_on(row, written_of) for row in rows):
        last = max(row.voted_from for row in rows if row.voted_from is not None)
        return refuse("other_day", who="council_secretary", day=f"{local(last):%d/%m/%Y}")
    return allow()


def _met_on(row: Proof, day: date) -> bool:
    """Whether the session that voted on a row was open on a day."""
    if row.voted_from is None or row.voted_until is None:
        return False
    return local(row.voted_from).date() <= day <= local(row.voted_until).date()


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
        absolute=frozenset({"nobody_left", "other_day"}),
        reasons={
            "nobody_left": "Nobody is left on the list.",
            "other_day": "The council met on %(day)s; the minutes bear the day on which it met.",
            "not_met": "The council has not closed a session on this dossier yet.",
        },
    ),
    Gate(
        key="ballot_complete",
        title="Ballot on everybody on the list",
        rule="R-COUN-05",
        law=MAJORITY,
        particular=SHARE,
        predicate=ballot_complete,
        # What the council has decided is not decided otherwise by two people.
        absolute=frozenset({"nobody_left", "tied", "not_passed"}),
        reasons={
            "nobody_left": "Nobody is left on the list.",
            "not_voted": "The council has not voted on %(count)s on the list: %(names)s.",
            "changed_since": "Changed after the council voted on them (%(count)s): %(names)s.",
            "tied": "Equal votes leave %(count)s on the list undecided: %(names)s. "
            "The council votes once more, or the decider chooses.",
            "not_passed": "The newest ballot did not pass %(count)s on the list: %(names)s.",
            "written_round": "A written round cannot decide on %(count)s on the list: %(names)s.",
        },
    ),
)
