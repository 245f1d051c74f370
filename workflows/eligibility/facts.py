"""What a table of criteria sees as `nominee`: the form's answers, and what is known beside it.

It names awards by the law's keys, so that no award is named here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property

from workflows.awards import AWARDS
from workflows.eligibility.known import Booked, Elsewhere, Known
from workflows.honours import achievement_key
from workflows.nominees import Nominee
from workflows.rewards import SubjectKind

EXCELLENT_RATING = "excellent"
MERITS_OF_AN_INITIATIVE = ("initiative", "research", "accepted_research")
MERIT_OF_THE_RATING = "excellent_completion"
"""The words by which the law names grounds that a form asks for."""


class OfUnit(Mapping[str, int]):
    """Whom the unit proposes this year, over all its dossiers, by award.

    Counted when a table first asks for a figure: few awards have a share of the unit.
    """

    def __init__(self, listed: Sequence[Nominee], others: Callable[[], Mapping[str, int]]) -> None:
        self._listed = listed
        self._others = others

    @cached_property
    def _counted(self) -> Mapping[str, int]:
        counted = Counter(self._others())
        counted.update(row.award for row in self._listed)
        return {award: counted[award] for award in AWARDS}

    def __getitem__(self, award: str) -> int:
        return self._counted[award]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counted)

    def __len__(self) -> int:
        return len(self._counted)


def of_the_list(
    rows: Iterable[Nominee], others: Callable[[], Mapping[str, int]]
) -> dict[str, object]:
    """What a table sees of every `nominee` alike: who else is proposed, here and by the unit."""
    listed = [row for row in rows if row.continues]
    return {"unit_total": OfUnit(listed, others), "on_list": _by_kind(listed)}


def by_subject(rows: Iterable[Nominee]) -> Mapping[str, Set[str]]:
    """For what each subject is proposed on a list."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.continues:
            found.setdefault(row.subject_id, set()).add(row.award)
    return found


def facts_of(known: Known, row: Nominee, listed: Mapping[str, Set[str]]) -> dict[str, object]:
    """What a table sees of one `nominee`: what the form says of it, and what is known of it.

    `listed` says for what each subject is proposed on this very list.
    """
    honours = known.honours.get(row.subject_id, ())
    elsewhere = known.elsewhere.get(row.subject_id, ())
    return {
        **row.criteria,
        "award": row.award,
        "kind": row.kind,
        "merits": _merits(row),
        "same_achievement": _same_achievement(row, honours),
        "proposed_elsewhere": next(
            (one.code for one in elsewhere if one.award == row.award and not one.is_over), None
        ),
        "initiative_used": _initiative_used(row, honours, elsewhere),
        "in_row": {award: _in_row(honours, award, known.year) for award in AWARDS},
        "this_year": sorted(
            {one.award for one in honours if one.year == known.year}
            | {one.award for one in elsewhere}
            | listed.get(row.subject_id, frozenset())
        ),
    }


def _merits(row: Nominee) -> list[str]:
    """The grounds that the form gives, in the law's words."""
    rated = [MERIT_OF_THE_RATING] if row.criteria.get("rating") == EXCELLENT_RATING else []
    return [*rated, *(MERITS_OF_AN_INITIATIVE if row.criteria.get("initiative") else ())]


def _same_achievement(row: Nominee, honours: Sequence[Booked]) -> str | None:
    if not honours:
        return None
    key = achievement_key(row.achievement)
    return next((one.symbol for one in honours if one.achievement_key == key), None)


def _initiative_used(
    row: Nominee, honours: Sequence[Booked], elsewhere: Sequence[Elsewhere]
) -> str | None:
    key = achievement_key(str(row.criteria.get("initiative") or ""))
    if not key:
        return None
    booked = next((one.symbol for one in honours if one.initiative_key == key), None)
    return booked or next((one.code for one in elsewhere if one.initiative_key == key), None)


def _in_row(honours: Sequence[Booked], award: str, year: int) -> int:
    """Years in a row with the award, up to last year or this one."""
    years = {one.year for one in honours if one.award == award}
    latest = next((last for last in (year, year - 1) if last in years), None)
    if latest is None:
        return 0
    count = 0
    while latest - count in years:
        count += 1
    return count


def _by_kind(listed: Iterable[Nominee]) -> dict[str, int]:
    counted = Counter(row.kind for row in listed)
    return {kind.value: counted[kind.value] for kind in SubjectKind}
