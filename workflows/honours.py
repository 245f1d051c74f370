"""The honour book (sổ vàng, R-DOC-09): one row a recipient and decision, never taken out again.

It is written right after a decision has got its number, and feeds the checks of years in
a row and of one award for one achievement. A revoked award stays in it, marked with the decision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, bindparam, insert, null, select, union_all, update

from engine.context import Context
from engine.gates import Finding, Gate, GateContext, allow, not_yet, refuse
from engine.text import search_key
from engine.view import View
from workflows import evidence
from workflows.appraisal import PROPOSE, RESULT
from workflows.dossiers import Dossier, DossierState, dossier_of
from workflows.editions import edition_of, frozen
from workflows.law import Edition, Mark
from workflows.nominees import CONTINUING, Nominee, continuing
from workflows.signing import unless_sent_back
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.dossiers import nominee
from workflows.tables.honours import honour
from workflows.tables.registers import decision

EFFECT, REVOKES = "decision.effect", "revoke"
"""The value of the law that says what a decision does, and the word for taking an award back."""

ONE_AWARD = "eligibility.one_award_per_achievement"

COMMUNE = "commune"
"""Who decided, when it was the chairman of this office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Honour:
    """One line of the book."""

    id: str
    office_id: str
    subject_id: str
    dossier_id: str | None
    nominee_id: str | None
    award: str
    kind: str
    name: str
    unit_name: str
    locality: str
    achievement: str
    achievement_key: str
    initiative_key: str
    year: int
    place: int
    decided_by: str
    symbol: str
    dated: date
    reward: int | None
    revoked_at: datetime | None
    revoked_symbol: str

    @property
    def stands(self) -> bool:
        """Whether the award was not revoked."""
        return self.revoked_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The decision by which awards were given, as the book quotes it."""

    symbol: str
    dated: date
    decided_by: str = COMMUNE


def enter(
    context: Context,
    dossier: Dossier,
    rows: Sequence[Nominee],
    grant: Grant,
    rewards: Mapping[str, int | None],
    *,
    by: str,
) -> None:
    """Write those whom a decision awards, in the order in which it names them."""
    context.connection.execute(
        insert(honour),
        [
            {
                "id": context.new_id(),
                "office_id": dossier.office_id,
                "dossier_id": dossier.id,
                "nominee_id": row.id,
                "place": place,
                "reward": rewards.get(row.id),
                **_of_nominee(row),
                **_of_grant(grant),
                "entered_at": context.now,
                "entered_by": by,
            }
            for place, row in enumerate(rows, 1)
        ],
    )
    context.forget(("honours", dossier.id))


def revoke(context: Context, office_id: str, rows: Sequence[Nominee], symbol: str) -> None:
    """Mark what stands of these awards of these recipients as revoked by a decision."""
    context.connection.execute(
        update(honour)
        .where(
            honour.c.office_id == office_id,
            honour.c.subject_id == bindparam("subject"),
            honour.c.award == bindparam("given"),
            honour.c.decided_by == COMMUNE,
            honour.c.revoked_at.is_(None),
        )
        .values(revoked_at=context.now, revoked_symbol=symbol),
        [{"subject": row.subject_id, "given": row.award} for row in rows],
    )


def honours_of(view: View, subject_ids: Iterable[str]) -> Sequence[Honour]:
    """Everything the book says of some recipients, newest first."""
    rows = view.connection.execute(_OF_SUBJECTS, {"subjects": sorted(set(subject_ids))})
    return [record_of(row) for row in rows]


def honoured_meanwhile(view: View, dossier: Dossier) -> Collection[str]:
    """Ids of the rows that another decision has honoured since the appraisal looked at the book.

    Empty where the law of the dossier does not say for certain that one achievement has one award.
    """
    edition = edition_of(view, dossier)
    once = edition.get(ONE_AWARD)
    if once is None or once.mark is not Mark.CONFIRMED or revokes(edition):
        return ()
    return given_for_the_same(view, dossier, continuing(view, dossier.id))


def given_for_the_same(view: View, dossier: Dossier, rows: Sequence[Nominee]) -> Collection[str]:
    """Ids of the rows whose very achievement another decision has honoured (R-ELIG-11)."""
    asked = {"subjects": sorted({row.subject_id for row in rows}), "dossier": dossier.id}
    known = {
        (one.subject_id, achievement_key(one.achievement))
        for one in view.connection.execute(_GIVEN, asked)
        if one.edition is None or not revokes(frozen(view, one.edition))
    }
    return {row.id for row in rows if (row.subject_id, achievement_key(row.achievement)) in known}


def revokes(edition: Edition) -> bool:
    """Whether the decision of a dossier takes awards back instead of giving them."""
    found = edition.get(EFFECT)
    return found is not None and found.value == REVOKES


_IN_THE_BOOK = select(honour.c.subject_id, honour.c.achievement, null().label("edition")).where(
    honour.c.subject_id.in_(bindparam("subjects", expanding=True)),
    honour.c.revoked_at.is_(None),
    honour.c.dossier_id.is_distinct_from(bindparam("dossier")),
)
_NUMBERED = (
    select(nominee.c.subject_id, nominee.c.achievement, dossier_table.c.law_edition_id)
    .join(dossier_table, dossier_table.c.id == nominee.c.dossier_id)
    .join(decision, decision.c.dossier_id == nominee.c.dossier_id)
    .where(
        nominee.c.subject_id.in_(bindparam("subjects", expanding=True)),
        nominee.c.outcome.in_([outcome.value for outcome in CONTINUING]),
        nominee.c.dossier_id != bindparam("dossier"),
        dossier_table.c.state == DossierState.PROCESSING.value,
        decision.c.number.is_not(None),
        decision.c.superseded_at.is_(None),
    )
)
_GIVEN = union_all(_IN_THE_BOOK, _NUMBERED)
"""Also by decisions that have their number, and are entered in the book right after."""


_OF_SUBJECTS = (
    select(honour)
    .where(honour.c.subject_id.in_(bindparam("subjects", expanding=True)))
    .order_by(honour.c.dated.desc(), honour.c.id.desc())
)


def record_of(row: Row[tuple[object, ...]]) -> Honour:
    return Honour(**{name: row._mapping[name] for name in Honour.__slots__})


def achievement_key(text: str) -> str:
    """By which the same achievement is known again, however it is spaced or marked."""
    return " ".join(search_key(text).split())[:400]


def _of_nominee(row: Nominee) -> dict[str, object]:
    return {
        "subject_id": row.subject_id,
        "award": row.award,
        "kind": row.kind,
        "name": row.name,
        "search_key": search_key(f"{row.name} {row.unit_name} {row.locality}"),
        "unit_name": row.unit_name,
        "locality": row.locality,
        "achievement": row.achievement,
        "achievement_key": achievement_key(row.achievement),
        "initiative_key": achievement_key(str(row.criteria.get("initiative") or "")),
    }


def _of_grant(grant: Grant) -> dict[str, object]:
    return {
        "year": grant.dated.year,
        "decided_by": grant.decided_by,
        "symbol": grant.symbol,
        "dated": grant.dated,
    }


# -- the gate of a revocation


@unless_sent_back
def award_in_book(context: GateContext) -> Finding:
    """What is to be revoked was given by this office, and stands (R-PROC-12)."""
    if context.submission.get(RESULT, PROPOSE) != PROPOSE:
        return not_yet()
    dossier = dossier_of(context.view, context.instance.id)
    rows = evidence.continuing(context.view, dossier.id)
    known = {
        (one.subject_id, one.award)
        for one in honours_of(context.view, {row.subject_id for row in rows})
        if one.stands and one.decided_by == COMMUNE and one.office_id == dossier.office_id
    }
    strangers = [row for row in rows if (row.subject_id, row.award) not in known]
    if strangers:
        return refuse("not_given_here", who="award_officer", **evidence.named(strangers))
    return allow(nominees=len(rows))


AWARD_IN_BOOK = Gate(
    key="award_in_book",
    title="Award given by this office",
    rule="R-PROC-12",
    law="decision.effect",
    predicate=award_in_book,
    reasons={
        "not_given_here": "The honour book has no such award of this office that still stands for "
        "%(count)s on the list: %(names)s. Only who granted an award can revoke it.",
    },
)
