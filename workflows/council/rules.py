"""What the law of a dossier says about its council: quorum, thresholds, ballots (R-COUN)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction

from workflows.council.counting import Base, Threshold
from workflows.law import Edition, LawValue
from workflows.law.deadline_rules import typed

SHARE, MAJORITY = "council.threshold", "council.majority"
"""Keys of the law: the share of yes votes that some awards need, and what decides on others."""

CHAIR_VOTE = "chair_vote"
"""The value of `council.tie_by` that gives ties to the chair."""


def quorum_law(edition: Edition) -> LawValue:
    """What asks for so many members; where a locality asks more, that (R-COUN-02)."""
    asked = [edition["council.quorum"]]
    local = edition.get("council.award_attendance")
    if local is not None:
        asked.append(local)
    return max(asked, key=lambda one: typed(one, Fraction))


def threshold(edition: Edition, award: str) -> Threshold:
    """The votes an award needs: its share, else the majority (R-COUN-04, R-COUN-05)."""
    law = threshold_law(edition, award)
    if law.key != SHARE:
        return Threshold(None, Base(str(edition["council.majority_of"].value)))
    base = edition.value("council.threshold_of", award=award)
    return Threshold(typed(law, Fraction), Base(str(base.value)))


def threshold_law(edition: Edition, award: str) -> LawValue:
    """What says how many votes an award needs."""
    return edition.get(SHARE, award=award) or edition[MAJORITY]


def has_to_be_secret(edition: Edition, award: str) -> bool:
    """Whether the ballot on an award may only be secret (R-COUN-03)."""
    return _is_true(edition, "council.ballot_secret", award)


def may_be_written(edition: Edition, award: str) -> bool:
    """Whether a written round may stand for a meeting (R-COUN-09)."""
    return _is_true(edition, "council.written_round", award)


def ballots_per_round(edition: Edition) -> int:
    """How often the council votes on the same before the decider chooses (R-COUN-07)."""
    return typed(edition["council.ballots_per_round"], int)


def next_meeting(law: LawValue, last: date) -> date:
    """The day by which the council meets again: so many months after it met last (R-COUN-12)."""
    months = last.month - 1 + typed(law, int)
    year, month = last.year + months // 12, months % 12 + 1
    return date(year, month, min(last.day, monthrange(year, month)[1]))


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
