"""Who takes the places when more have passed than the quota allows (R-COUN-07). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.council.counting import Tally, has_passed


class Standing(StrEnum):
    """Where a count has put a nominee."""

    OPEN = ""
    """Not counted yet."""
    PASSED = "passed"
    BELOW = "below"
    """Not enough yes votes, whatever the quota."""
    OVER = "over"
    """Enough votes, but others had more and the quota is full."""
    TIED = "tied"
    """As many votes as others at the last place; nobody has decided between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A nominee at the count, with the word of whoever presided (None where it is not known)."""

    nominee_id: str
    tally: Tally
    needed: int
    chair_agreed: bool | None = None


def standings(
    contenders: Sequence[Contender], quota: int | None, *, by_chair: bool
) -> Mapping[str, Standing]:
    """Everybody's standing: by yes votes, and at the cut by the vote of the chair."""
    passed = [one for one in contenders if has_passed(one.tally, one.needed)]
    found = {one.nominee_id: Standing.BELOW for one in contenders if one not in passed}
    if quota is None or len(passed) <= quota:
        return found | {one.nominee_id: Standing.PASSED for one in passed}
    votes = sorted((one.tally.yes for one in passed), reverse=True)
    cut = votes[quota - 1] if quota else votes[0] + 1
    for one in passed:
        found[one.nominee_id] = Standing.PASSED if one.tally.yes > cut else Standing.OVER
    equal = [one for one in passed if one.tally.yes == cut]
    places = quota - sum(one.tally.yes > cut for one in passed)
    return found | _between(equal, places, by_chair=by_chair)


def places_left(standing: Sequence[Standing], quota: int) -> int:
    """How many places those who are tied contend for."""
    return quota - sum(one is Standing.PASSED for one in standing)


def _between(equal: Sequence[Contender], places: int, *, by_chair: bool) -> dict[str, Standing]:
    """Those with equal votes at the cut: all get in, or the chair's vote tells them apart."""
    if len(equal) <= places:
        return {one.nominee_id: Standing.PASSED for one in equal}
    favoured = [one for one in equal if by_chair and one.chair_agreed]
    others = [one for one in equal if one not in favoured]
    if not favoured or not others:
        return {one.nominee_id: Standing.TIED for one in equal}
    if len(favoured) > places:
        return _all(favoured, Standing.TIED) | _all(others, Standing.OVER)
    rest = Standing.OVER if len(favoured) == places else Standing.TIED
    return _all(favoured, Standing.PASSED) | _all(others, rest)


def _all(contenders: Sequence[Contender], standing: Standing) -> dict[str, Standing]:
    return {one.nominee_id: standing for one in contenders}
