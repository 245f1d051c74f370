"""What the law of a dossier says about its council: quorum, thresholds, ballots (R-COUN)."""

from __future__ import annotations

from fractions import Fraction

from workflows.council.counting import Base, Threshold
from workflows.law import Edition
from workflows.law.deadline_rules import typed

CHAIR_VOTE = "chair_vote"
"""The value of `council.tie_by` that gives ties to the chair."""


def quorum(edition: Edition) -> Fraction:
    """The share of members who have to take part; where a locality asks more, that (R-COUN-02)."""
    shares = [typed(edition["council.quorum"], Fraction)]
    local = edition.get("council.award_attendance")
    if local is not None:
        shares.append(typed(local, Fraction))
    return max(shares)


def threshold(edition: Edition, award: str) -> Threshold:
    """The votes an award needs: its share, else the majority (R-COUN-04, R-COUN-05)."""
    share = edition.get("council.threshold", award=award)
    if share is None:
        return Threshold(None, Base(str(edition["council.majority_of"].value)))
    base = edition.value("council.threshold_of", award=award)
    return Threshold(typed(share, Fraction), Base(str(base.value)))


def has_to_be_secret(edition: Edition, award: str) -> bool:
    """Whether the ballot on an award may only be secret (R-COUN-03)."""
    return _is_true(edition, "council.ballot_secret", award)


def may_be_written(edition: Edition, award: str) -> bool:
    """Whether a written round may stand for a meeting (R-COUN-09)."""
    return _is_true(edition, "council.written_round", award)


def ballots_per_round(edition: Edition) -> int:
    """How often the council votes on the same before the decider chooses (R-COUN-07)."""
    return typed(edition["council.ballots_per_round"], int)


def chair_breaks_ties(edition: Edition) -> bool:
    """Whether the vote of the chair decides between equal votes at the cut (R-COUN-07)."""
    return edition["council.tie_by"].value == CHAIR_VOTE


def may_be_proxied(edition: Edition) -> bool:
    """Whether the rules of the council let a member vote for an absent one (R-COUN-08)."""
    return _is_true(edition, "council.proxy_allowed")


def votes_on_self(edition: Edition) -> bool:
    """Whether a nominee who is a member votes on their own row (R-COUN-10)."""
    return _is_true(edition, "council.self_vote")


def counts_self(edition: Edition) -> bool:
    """Whether such a member counts in the total all the same (R-COUN-10)."""
    return _is_true(edition, "council.self_counts")


def _is_true(edition: Edition, key: str, award: str = "") -> bool:
    found = edition.get(key, award=award)
    return found is not None and typed(found, bool)
