"""The decision as a paper (R-DOC-06): what is written in it, taken from the dossier's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import select

from engine.clock import local
from engine.instances import UserTask, tasks_of_instance
from engine.lifecycle import TaskState
from engine.view import View
from workflows import editions
from workflows.awards import award_name
from workflows.decisions import Decision, signed_decision
from workflows.dossiers import Dossier
from workflows.law import Edition, LawBook, Mark
from workflows.nominees import Nominee, Outcome, nominees_of
from workflows.positions import holders_of
from workflows.queries.dossier_page import regime_of
from workflows.registers import NUMBER, symbol_of
from workflows.rewards import Money, SubjectKind, reward
from workflows.signing import CHAIRMAN, FOR_CHAIRMAN, POSITIONS
from workflows.submissions import text
from workflows.tables.offices import office

MINUTES_FORM = "bien_ban_hop"
ISSUE_FORM = "phat_hanh"
DECISION = "decision"

VICE = POSITIONS[FOR_CHAIRMAN]

GIVES = "document.gives"
PLAINLY = "tặng"
"""How an award form is given: Giấy khen "of the chairman"; a title belongs to nobody."""

SHORT_BODY, WHOLE_BODY = "UBND", "Ủy ban nhân dân"


@dataclass(frozen=True, slots=True, kw_only=True)
class Awarded:
    """One line of the list that goes with the decision."""

    ordinal: int
    name: str
    title: str
    unit: str
    locality: str
    achievement: str
    award: str
    reward: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardLine:
    """How many receive the same, and what that comes to."""

    award: str
    kind: str
    count: int
    each: int | None
    """None where the law of the dossier gives no money."""
    mark: Mark
    """How sure the law is of it: the weaker of multiplier and base salary."""

    @property
    def sum(self) -> int:
        return self.count * (self.each or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The council's minutes, as the secretary wrote them down."""

    number: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPaper:
    """Everything that stands in the decision; a draft until it has its number."""

    dossier: Dossier
    body: str
    """The issuing body, written out: Ủy ban nhân dân thị trấn Yên Châu."""
    place: str
    symbol: str
    dated: date | None
    year: int
    is_signed: bool
    norms: Sequence[str]
    """The legal texts of the dossier's regime, by which it is decided."""
    minutes: Minutes | None
    gives: str
    """`tặng`, or `tặng danh hiệu` where the whole list is given titles."""
    awards: Sequence[str]
    awarded: Sequence[Awarded]
    kinds: Mapping[str, int]
    rewards: Sequence[RewardLine]
    signed_as: Sequence[str]
    """The lines above the signature: CHỦ TỊCH, or KT. CHỦ TỊCH and PHÓ CHỦ TỊCH."""
    signer: str
    recipients: str

    @property
    def is_draft(self) -> bool:
        return self.dated is None

    @property
    def total(self) -> int:
        return sum(line.sum for line in self.rewards)

    @property
    def given(self) -> str:
        """What the decision does: `tặng danh hiệu Chiến sĩ thi đua cơ sở`."""
        return f"{self.gives} {', '.join(self.awards) or 'Giấy khen'}"

    @property
    def gives_title(self) -> bool:
        return self.gives != PLAINLY


def decision_paper(view: View, dossier: Dossier) -> DecisionPaper:
    """The decision on those who go on, or who have been awarded."""
    edition = editions.edition_of(view, dossier)
    signed = signed_decision(view, dossier.id)
    tasks = tasks_of_instance(view.connection, dossier.instance_id)
    rows = _rows(view, dossier)
    dated = signed.dated if signed is not None else None
    on = dated or local(view.now).date()
    money = _money(edition, editions.book(view), rows, on)
    form = FOR_CHAIRMAN if signed is not None and signed.signer_position == VICE else CHAIRMAN
    return DecisionPaper(
        dossier=dossier,
        body=_written_out(dossier.office_name),
        place=_place(view, dossier.office_id),
        symbol=_symbol(edition, signed),
        dated=dated,
        year=on.year,
        is_signed=signed is not None,
        norms=regime_of(edition).norms,
        minutes=_minutes(tasks),
        gives=_gives(edition, rows),
        awards=sorted({award_name(row.award) for row in rows}),
        awarded=[_awarded(row, money) for row in rows],
        kinds=_counted(rows),
        rewards=_reward_lines(rows, money),
        signed_as=_signed_as(edition, form),
        signer=_signer(view, dossier, signed),
        recipients=text(_newest(tasks, ISSUE_FORM), "recipients"),
    )


Rewards = Mapping[tuple[str, str], Money | None]
"""By award and kind of those who receive it."""

SURE_FIRST = (Mark.CONFIRMED, Mark.DEFAULT, Mark.PARTLY, Mark.UNVERIFIED)


def _rows(view: View, dossier: Dossier) -> Sequence[Nominee]:
    everybody = nominees_of(view, dossier.id)
    awarded = [row for row in everybody if row.outcome is Outcome.AWARDED]
    return awarded or [row for row in everybody if row.continues]


def _money(edition: Edition, book: LawBook, rows: Sequence[Nominee], on: date) -> Rewards:
    found: dict[tuple[str, str], Money | None] = {}
    for award, kind in {(row.award, row.kind) for row in rows}:
        has_money = edition.get("reward.multiplier", award=award, subject=kind) is not None
        found[award, kind] = (
            reward(edition, book, award, SubjectKind(kind), on) if has_money else None
        )
    return found


def _gives(edition: Edition, rows: Sequence[Nominee]) -> str:
    """As the law has it for every award on the list, plainly where they differ."""
    ways = {given_as(edition, row.award) for row in rows}
    return ways.pop() if len(ways) == 1 else PLAINLY


def given_as(edition: Edition, award: str) -> str:
    """How documents say that this award is given; editions frozen long ago do not say."""
    found = edition.get(GIVES, award=award)
    return str(found.value) if found is not None else PLAINLY


def _awarded(row: Nominee, money: Rewards) -> Awarded:
    return Awarded(
        ordinal=row.ordinal,
        name=row.name,
        title=row.title,
        unit=row.unit_name,
        locality=row.locality,
        achievement=row.achievement,
        award=award_name(row.award),
        reward=_amount(row, money),
    )


def _amount(row: Nominee, money: Rewards) -> int | None:
    """What was fixed when the decision was entered, else what it comes to now."""
    known = money[row.award, row.kind]
    return row.reward if row.reward is not None or known is None else known.amount


def _reward_lines(rows: Sequence[Nominee], money: Rewards) -> Sequence[RewardLine]:
    groups = Counter((row.award, row.kind, _amount(row, money)) for row in rows)
    return [
        RewardLine(
            award=award_name(award),
            kind=kind,
            count=count,
            each=each,
            mark=_weakest(money[award, kind]),
        )
        for (award, kind, each), count in groups.items()
    ]


def _weakest(known: Money | None) -> Mark:
    marks = [] if known is None else [known.multiplier.mark, known.base.mark]
    return max(marks, key=SURE_FIRST.index, default=Mark.CONFIRMED)


def _counted(rows: Sequence[Nominee]) -> Mapping[str, int]:
    counts = {kind.value: sum(row.kind == kind for row in rows) for kind in SubjectKind}
    return {kind: count for kind, count in counts.items() if count}


def _written_out(name: str) -> str:
    """Documents bear the body's whole name; short ones are for pages."""
    first, _, rest = name.partition(" ")
    return f"{WHOLE_BODY} {rest}" if first == SHORT_BODY and rest else name


def _place(view: View, office_id: str) -> str:
    place: str = view.connection.execute(
        select(office.c.place).where(office.c.id == office_id)
    ).scalar_one()
    return place


def _symbol(edition: Edition, signed: Decision | None) -> str:
    if signed is not None and signed.symbol:
        return signed.symbol
    return symbol_of(edition, DECISION).replace(NUMBER, "……")


def _minutes(tasks: Sequence[UserTask]) -> Minutes | None:
    said = _newest(tasks, MINUTES_FORM)
    number = text(said, "minutes_number")
    if not number:
        return None
    on = text(said, "meeting_date")
    return Minutes(number=number, on=date.fromisoformat(on) if on else None)


def _newest(tasks: Sequence[UserTask], form_key: str) -> Mapping[str, object]:
    """What was last handed in with a form; nothing when it has not been."""
    for task in reversed(tasks):
        if task.form_key == form_key and task.state is TaskState.COMPLETED:
            return task.submission or {}
    return {}


def _signed_as(edition: Edition, form: str) -> Sequence[str]:
    """The form of signing in the law (R-DOC-04); a deputy's own office stands under it."""
    position = POSITIONS[form]
    lead = cast(str, edition.value("document.signed_as", subject=position).value)
    return [lead, "PHÓ CHỦ TỊCH"] if position == VICE else [lead]


def _signer(view: View, dossier: Dossier, signed: Decision | None) -> str:
    if signed is not None:
        return signed.signer_name
    chairs = holders_of(view, [f"{POSITIONS[CHAIRMAN]}@{dossier.office_id}"])
    return next(iter(chairs.values()), "")
