"""Reward money: the multiplier of an award, times the base salary of the day, rounded up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from workflows.law import Edition, LawBook, LawValue
from workflows.law.deadline_rules import typed


class SubjectKind(StrEnum):
    """Who can be awarded."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    HOUSEHOLD = "household"


class AwardKind(StrEnum):
    """What an award is when several meet in one period."""

    TITLE = "title"
    """An emulation title: of several only the highest is paid where the law says so."""
    FORM = "form"
    """An award form such as Giấy khen: paid beside a title where the law says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in whole dong, and the law values it was counted from."""

    amount: int
    exact: Fraction
    """Before rounding."""
    multiplier: LawValue
    base: LawValue
    rounding: LawValue

    def __str__(self) -> str:
        return f"{self.amount:,}".replace(",", ".")


def reward(
    edition: Edition, book: LawBook, award: str, subject_kind: SubjectKind, on: date
) -> Money:
    """What one award brings its recipient when it is decided on that day.

    The multiplier comes from the edition, the base salary from the day of the decision. Raises
    `MissingLawValue` where the law of the edition sets no multiplier.
    """
    multiplier = edition.value("reward.multiplier", award=award, subject=str(subject_kind))
    base = book.value("base_salary", on=on)
    rounding = edition["reward.rounding"]
    exact = Fraction(typed(multiplier, Decimal)) * typed(base, int)
    step = typed(rounding, int)
    return Money(
        amount=-(-exact // step) * step,
        exact=exact,
        multiplier=multiplier,
        base=base,
        rounding=rounding,
    )


def payable(edition: Edition, rewards: Iterable[tuple[AwardKind, Money]]) -> tuple[Money, ...]:
    """Which rewards of one recipient for one period are paid.

    Where the law is silent on several titles, or on a title beside a form, all of them are: the
    product does not take away what no rule takes away.
    """
    found = list(rewards)
    titles = [money for kind, money in found if kind is AwardKind.TITLE]
    forms = [money for kind, money in found if kind is AwardKind.FORM]
    rule = edition.get("reward.titles_same_period")
    if titles and rule is not None and rule.value == "highest_only":
        titles = [max(titles, key=lambda money: money.amount)]
    return (*titles, *forms)
