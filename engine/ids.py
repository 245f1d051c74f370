"""Identities and randomness, replayable from a seed."""

from __future__ import annotations

import random
import secrets
import threading
from datetime import datetime
from uuid import UUID

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""Letters and digits that cannot be mistaken for one another on a printed receipt."""


def first_key(at: datetime) -> str:
    """No key that is given from this instant on sorts before it."""
    milliseconds = int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    return str(UUID(int=milliseconds << 80))


class Ids:
    """Gives keys (UUIDv7) and codes. Without a seed the randomness is the system's."""

    def __init__(self, seed: int | None = None) -> None:
        self._random: random.Random = (
            secrets.SystemRandom() if seed is None else random.Random(seed)
        )
        self._last = (-1, 0)
        self._lock = threading.Lock()

    def new(self, at: datetime) -> str:
        """A new key: UUIDv7, so that keys made later sort later.

        Keys of one millisecond go up too (RFC 9562 §6.2, monotonic random): the order of what one
        command wrote is the order of its keys.
        """
        milliseconds = int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
        with self._lock:
            tail = self._tail(milliseconds)
        high, low = tail >> 62, tail & (1 << 62) - 1
        return str(UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low))

    def _tail(self, milliseconds: int) -> int:
        """74 bits that grow within a millisecond; the first leaves room to grow."""
        if milliseconds == self._last[0]:
            tail = self._last[1] + 1 + self._random.getrandbits(32)
        else:
            tail = self._random.getrandbits(73)
        self._last = (milliseconds, tail)
        return tail

    def code(self, groups: int = 3, size: int = 5) -> str:
        """A random code to read aloud, such as a receipt's; 3 × 5 letters are 74 bits."""
        return "-".join(
            "".join(self._random.choice(CODE_ALPHABET) for _ in range(size)) for _ in range(groups)
        )

    def below(self, number: int) -> int:
        """Any number from 0 on below this one."""
        return self._random.randrange(number)

    def secret(self, size: int = 32) -> bytes:
        """Random bytes for session tokens and salts."""
        return self._random.getrandbits(size * 8).to_bytes(size, "big")
