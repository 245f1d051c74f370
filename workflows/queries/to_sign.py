"""What a signatory decides on: the list with its outcomes, the votes, the money, the delay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.view import View
from workflows.council.sessions import Session, SessionState
from workflows.dossiers import Dossier
from workflows.lateness import Explanation, explanations
from workflows.nominees import Nominee, nominees_of
from workflows.opinions import Opinion, opinions_of
from workflows.queries.decision_paper import RewardLine, decision_paper
from workflows.queries.dossier_parts import SessionVotes, Vote, votes_on


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """Everything that has to be known before a decision is signed."""

    nominees: Sequence[Nominee]
    """All of them: who fell out stands on the list too, with the reason."""
    votes: Mapping[str, Vote]
    """Nominee id to the newest vote of a closed session on them."""
    sessions: Sequence[Session]
    """The closed sessions that voted, newest first; none in a procedure without a council."""
    rewards: Sequence[RewardLine]
    money: Mapping[int, int | None]
    """Number on the list to what that row receives."""
    total: int
    late: Sequence[Explanation]
    opinions: Sequence[Opinion]
    """What citizens said of the published list, petitions after its period too."""

    @property
    def going_on(self) -> int:
        return sum(row.continues for row in self.nominees)


def to_sign(view: View, dossier: Dossier) -> ToSign:
    """What stands before the signatory, as it would be decided today."""
    paper = decision_paper(view, dossier)
    nominees = nominees_of(view, dossier.id)
    closed = [
        one
        for one in votes_on(view, dossier.id, nominees)
        if one.session.state is SessionState.CLOSED
    ]
    return ToSign(
        nominees=nominees,
        votes=_newest(closed),
        sessions=[one.session for one in closed],
        rewards=paper.rewards,
        money={row.ordinal: row.reward for row in paper.awarded},
        total=paper.total,
        late=explanations(view, dossier.id),
        opinions=opinions_of(view, dossier.id),
    )


def _newest(closed: Sequence[SessionVotes]) -> Mapping[str, Vote]:
    found: dict[str, Vote] = {}
    for session in closed:
        for vote in session.votes:
            found.setdefault(vote.nominee.id, vote)
    return found
