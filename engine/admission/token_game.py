"""A bounded play of the token game: can every way through a scope come to its end?

Tokens stand on flows. Each flow has one target, so elements never compete for tokens: it is enough
to try all choices of *one* element that can move, which keeps the play small. Inclusive joins and
ends that stop everything come last, as they do when the process runs.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.admission.graph import Graph
from engine.model import Element, ElementKind, EventKind

MAX_STATES = 5_000
MAX_TRIES = 20_000
"""Outcomes looked at in one play; a choice among many flows has many."""

MAX_TOKENS = 60
"""Tokens at once; a loop that splits without joining soon has more."""

MAX_FREE_CHOICES = 6
"""Outgoing flows of an inclusive choice of which every combination is tried."""

Marking = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Played:
    """The outcome: where tokens get stuck, whether they multiply, whether all was seen."""

    stuck: frozenset[str] = frozenset()
    swarming: bool = False
    complete: bool = True
    tried: int = field(default=0, compare=False)
    """Outcomes that were looked at."""


def play(
    graph: Graph, at: str, *, max_states: int = MAX_STATES, max_tries: int = MAX_TRIES
) -> Played:
    """Play from one token that is about to run an element."""
    return _Game(graph, max_states, max_tries).play_from(at)


def play_on(
    graph: Graph,
    working: Sequence[str],
    arrived: Mapping[str, int],
    *,
    max_states: int = MAX_STATES,
) -> Played:
    """Play on from where a running instance stands in one scope.

    `working` are the elements that are being done (twice, if two tokens stand there), `arrived`
    the tokens that wait on flows into a join.
    """
    return _Game(graph, max_states).play_on(working, arrived)


class _Game:
    def __init__(self, graph: Graph, max_states: int, max_tries: int = MAX_TRIES) -> None:
        self.graph = graph
        self.max_states = max_states
        self.max_tries = max_tries
        self.tried = 0
        self.seen: set[Marking] = set()
        self.stuck: set[str] = set()
        self.swarming = False
        self.coming: dict[tuple[str, str], frozenset[str]] = {}

    def play_from(self, at: str) -> Played:
        return self.play([Counter(after) for after in self.outcomes(self.graph.element(at))])

    def play_on(self, working: Sequence[str], arrived: Mapping[str, int]) -> Played:
        """From every combination of ways out of the elements at work."""
        ways = [list(self.outcomes(self.graph.element(at))) for at in working]
        if math.prod(len(one) for one in ways) > self.max_states:
            return Played(complete=False)
        return self.play(
            [
                Counter(arrived) + Counter(itertools.chain.from_iterable(some))
                for some in itertools.product(*ways)
            ]
        )

    def play(self, ahead: list[Counter[str]]) -> Played:
        while ahead and len(self.seen) < self.max_states and self.tried < self.max_tries:
            tokens = +ahead.pop()
            marking = frozenset(tokens.items())
            if marking in self.seen or not tokens:
                continue
            self.seen.add(marking)
            if tokens.total() > MAX_TOKENS:
                self.swarming = True
                continue
            moves = self.moves(tokens)
            self.tried += 1 + len(moves)
            ahead.extend(moves)
        return Played(frozenset(self.stuck), self.swarming, not ahead, self.tried)

    def moves(self, tokens: Counter[str]) -> list[Counter[str]]:
        """All outcomes of one element that can move, or note where tokens are stuck."""
        last: list[Element] = []
        for flow_id in tokens:
            element = self.target(flow_id)
            if _comes_last(element):
                last.append(element)
                continue
            taken = self.taken(element, flow_id, tokens)
            if taken:
                return self.moved(tokens, taken, element)
        for element in last:
            if element.kind is ElementKind.INCLUSIVE:
                taken = self.taken_by_inclusive(element, tokens)
                if taken:
                    return self.moved(tokens, taken, element)
        if any(_stops_all(element) for element in last):
            return []
        self.stuck.update(self.target(flow_id).id for flow_id in tokens)
        return []

    def moved(
        self, tokens: Counter[str], taken: Iterable[str], element: Element
    ) -> list[Counter[str]]:
        rest = tokens - Counter(taken)
        return [rest + Counter(after) for after in self.outcomes(element)]

    def target(self, flow_id: str) -> Element:
        return self.graph.element(self.graph.process.flows[flow_id].target)

    def taken(self, element: Element, flow_id: str, tokens: Counter[str]) -> list[str]:
        """The tokens an element takes when it runs; none when it must wait for others."""
        if element.kind is not ElementKind.PARALLEL:
            return [flow_id]
        entries = [flow.id for flow in self.graph.entries(element.id)]
        return entries if all(tokens[entry] for entry in entries) else []

    def taken_by_inclusive(self, join: Element, tokens: Counter[str]) -> list[str]:
        entries = [flow.id for flow in self.graph.entries(join.id)]
        filled = [entry for entry in entries if tokens[entry]]
        empty = {entry for entry in entries if not tokens[entry]}
        for flow_id in tokens:
            place = self.target(flow_id).id
            if place == join.id:
                continue
            coming = self.entries_reached(place, join.id)
            if coming & empty and not coming & set(filled):
                return []
        return filled

    def entries_reached(self, place: str, join: str) -> frozenset[str]:
        """By which flows of a join a token that is here may still come."""
        known = self.coming.get((place, join))
        if known is None:
            reached = self.graph.reached([place], without=[join])
            known = frozenset(f.id for f in self.graph.entries(join) if f.source in reached)
            self.coming[place, join] = known
        return known

    def outcomes(self, element: Element) -> Iterator[list[str]]:
        """Every set of flows that may carry a token after an element ran."""
        yield from self.exits(element)
        for boundary in self.graph.attached(element.id):
            for after in self.exits(boundary):
                if boundary.interrupting:
                    yield after

    def exits(self, element: Element) -> Iterator[list[str]]:
        flows = self.graph.exits(element.id)
        ids = [flow.id for flow in flows]
        if element.kind in (ElementKind.EXCLUSIVE, ElementKind.EVENT_BASED):
            yield from ([id_] for id_ in ids)
            if not ids:
                yield []
            return
        always = [f.id for f in flows if not f.condition and f.id != element.default_flow]
        asked = [f.id for f in flows if f.condition and f.id != element.default_flow]
        if not asked:
            yield ids
            return
        yield from self.combinations(always, asked, element.default_flow)

    def combinations(
        self, always: list[str], asked: list[str], default: str
    ) -> Iterator[list[str]]:
        """What an inclusive choice may take: some of the asked flows, else the default."""
        if len(asked) > MAX_FREE_CHOICES:
            yield [*always, *asked]
            yield from ([*always, one] for one in asked)
        else:
            for size in range(1, len(asked) + 1):
                for some in itertools.combinations(asked, size):
                    yield [*always, *some]
        if always:
            yield always
        elif default:
            yield [default]


def _stops_all(element: Element) -> bool:
    return element.kind is ElementKind.END and element.event in (
        EventKind.TERMINATE,
        EventKind.ERROR,
    )


def _comes_last(element: Element) -> bool:
    return element.kind is ElementKind.INCLUSIVE or _stops_all(element)
