"""A process of its own in which long token games are played, so that no page waits for one.

It is started at first need and kept warm for the next game. When a game takes too long, or the
process wants too much memory, it is ended and another takes its place.
"""

from __future__ import annotations

import os
import pickle
import select
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import IO

from engine.admission.token_game import Played
from engine.model import Process

SECONDS = 2.0
"""For one game; the budget of tries ends nearly all of them long before."""

PLAYER = "engine.admission.player"

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Game:
    """From which element of a process to play, and how many outcomes may be looked at."""

    process: Process
    at: str
    max_tries: int


class Outside:
    """The process that plays, as seen from here; one game at a time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._player: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def play(self, game: Game) -> Played | None:
        """How a game went; None if it was ended."""
        with self._lock:
            player = self._started()
            found = self._asked(player, game)
            if found is None:
                self._end(player)
            return found

    def _asked(self, player: subprocess.Popen[bytes], game: Game) -> Played | None:
        if player.stdin is None or player.stdout is None:
            return None
        try:
            send(player.stdin, game)
            ready, _, _ = select.select([player.stdout], [], [], self.seconds)
            found = received(player.stdout) if ready else None
        except OSError:
            return None  # It has ended by itself, and so has the game.
        return found if isinstance(found, Played) else None

    def _started(self) -> subprocess.Popen[bytes]:
        player = self._player
        # A web server may fork after a game was played: the player belongs to its parent.
        if player is not None and self._owner == os.getpid() and player.poll() is None:
            return player
        self._owner = os.getpid()
        self._player = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-m", PLAYER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._player

    def _end(self, player: subprocess.Popen[bytes]) -> None:
        player.kill()
        player.communicate()
        self._player = None


OUTSIDE = Outside()
"""The one of this process."""


def send(stream: IO[bytes], value: object) -> None:
    content = pickle.dumps(value)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def received(stream: IO[bytes]) -> object:
    """What the other end sent, None at the end. Both ends are ours and alike."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    return pickle.loads(stream.read(*_LENGTH.unpack(head)))  # noqa: S301
