"""What runs in the process of its own: it plays what it is asked until nobody asks any more."""

from __future__ import annotations

import resource
import sys

from engine.admission.graph import Graph
from engine.admission.outside import Game, received, send
from engine.admission.token_game import play

MEMORY = 512 * 1024 * 1024


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while isinstance(game := received(sys.stdin.buffer), Game):
        played = play(Graph.of(game.process), game.at, max_tries=game.max_tries)
        send(sys.stdout.buffer, played)


if __name__ == "__main__":
    main()
