"""How many members have to take part in a session, and how many do so far (R-COUN-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.clock import local
from engine.view import View
from workflows.council import rules
from workflows.council.attendance import Attendance, Elector
from workflows.council.counting import is_quorate, share_of
from workflows.council.members import members_on
from workflows.council.sessions import Session
from workflows.dossiers import Dossier
from workflows.editions import edition_of
from workflows.law import LawValue
from workflows.law.deadline_rules import typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """The share of members who have to take part, and how many of them do."""

    law: LawValue
    """What asks for it."""
    members: int
    attending: int

    @property
    def share(self) -> Fraction:
        return typed(self.law, Fraction)

    @property
    def needed(self) -> int:
        return share_of(self.share, self.members)

    @property
    def is_reached(self) -> bool:
        return is_quorate(self.share, attending=self.attending, members=self.members)


def quorum_of(
    view: View, session: Session, dossiers: Sequence[Dossier], electors: Sequence[Elector]
) -> Quorum:
    """The quorum of a session; before it opens, of the members in office on its day."""
    if electors:
        return quorum_among(view, dossiers, electors)
    day = local(session.scheduled_at).date()
    members = len(members_on(view, session.office_id, day))
    return Quorum(law=_law(view, dossiers), members=members, attending=0)


def quorum_among(view: View, dossiers: Sequence[Dossier], electors: Sequence[Elector]) -> Quorum:
    """Of a frozen electorate; written votes count only when nobody met."""
    return Quorum(
        law=_law(view, dossiers),
        members=len(electors),
        attending=_number(electors, Attendance.PRESENT) or _number(electors, Attendance.WRITTEN),
    )


def _law(view: View, dossiers: Sequence[Dossier]) -> LawValue:
    """The strictest law of all dossiers on the agenda."""
    asked = (rules.quorum_law(edition_of(view, dossier)) for dossier in dossiers)
    return max(asked, key=lambda one: typed(one, Fraction))


def _number(electors: Sequence[Elector], attendance: Attendance) -> int:
    return sum(1 for one in electors if one.attendance is attendance)
