"""The ways of a set of drawings, tried out within one budget for all of them together."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.admission.graph import Graph
from engine.admission.outside import OUTSIDE, Game, Outside
from engine.admission.token_game import MAX_TRIES, Played, play

MOST_TRIES = 60_000
"""Outcomes for a whole set: drawings of an office need some hundreds."""

MOST_TRIES_HERE = 2_000
"""What is soon tried out is tried here; the rest in a process of its own."""


@dataclass(slots=True)
class Exploration:
    """What is left of the budget."""

    left: int = MOST_TRIES
    outside: Outside = field(default_factory=lambda: OUTSIDE)

    def play(self, graph: Graph, at: str) -> Played:
        """Play from one token that is about to run an element, as far as the budget goes."""
        if self.left <= 0:
            return Played(complete=False)
        played = play(graph, at, max_tries=min(self.left, MOST_TRIES_HERE))
        self.left -= played.tried
        if played.complete or self.left <= 0:
            return played
        most = min(self.left, MAX_TRIES)
        longer = self.outside.play(Game(graph.process, at, most))
        self.left -= most if longer is None else longer.tried
        return longer or Played(played.stuck, played.swarming, complete=False)
