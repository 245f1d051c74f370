"""Counting votes, in whole numbers: what is needed, what can be reached, what has passed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Base(StrEnum):
    """What a share of the votes is taken of."""

    MEMBERS = "members"
    """All members of the council, absent ones too."""
    PRESENT = "present"
    """Those who attended or voted in writing."""


class Choice(StrEnum):
    """A member's word on one nominee."""

    YES = "yes"
    NO = "no"
    BLANK = "blank"
    """Counts as taking part, not as agreement."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many yes votes a nominee needs: a share rounded up, or more than half."""

    share: Fraction | None
    """None where the law sets no share: then the majority decides."""
    base: Base

    def needed(self, members: int) -> int:
        """Yes votes needed of that many members (R-COUN-06: always rounded up)."""
        if self.share is None:
            return majority(members)
        return share_of(self.share, members)


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on one nominee."""

    yes: int = 0
    no: int = 0
    blank: int = 0

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.blank

    def plus(self, choice: Choice) -> Tally:
        """The tally after one more vote."""
        return Tally(
            yes=self.yes + (choice is Choice.YES),
            no=self.no + (choice is Choice.NO),
            blank=self.blank + (choice is Choice.BLANK),
        )


def share_of(share: Fraction, members: int) -> int:
    """ceil(share × members), without ever leaving whole numbers."""
    return -(-share.numerator * members // share.denominator)


def majority(members: int) -> int:
    """The least number that is more than half."""
    return members // 2 + 1


def is_quorate(share: Fraction, *, attending: int, members: int) -> bool:
    """Whether enough members take part (R-COUN-02); a council of nobody never meets."""
    return members > 0 and attending >= share_of(share, members)


def can_reach(needed: int, *, voters: int) -> bool:
    """Whether the yes votes needed can be had at all, when some may not vote (R-COUN-10)."""
    return voters >= needed


def has_passed(tally: Tally, needed: int) -> bool:
    """Whether the nominee has the votes. Nobody passes without a single yes."""
    return tally.yes >= max(needed, 1)
