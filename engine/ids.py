"""Identities and randomness, replayable from a seed."""

from __future__ import annotations

import random
import secrets
from datetime import datetime
from uuid import UUID

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""Letters and digits that cannot be mistaken for one another on a printed receipt."""


class Ids:
    """Gives keys (UUIDv7) and codes. Without a seed the randomness is the system's."""

    def __init__(self, seed: int | None = None) -> None:
        self._random: random.Random = (
            secrets.SystemRandom() if seed is None else random.Random(seed)
        )

    def new(self, at: datetime) -> str:
        """A new key: UUIDv7, so that keys made later sort later."""
        milliseconds = int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
        value = milliseconds << 80 | self._random.getrandbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        return str(UUID(int=value))

    def code(self, groups: int = 3, size: int = 5) -> str:
        """A random code to read aloud, such as a receipt's; 3 × 5 letters are 74 bits."""
        return "-".join(
            "".join(self._random.choice(CODE_ALPHABET) for _ in range(size)) for _ in range(groups)
        )

    def secret(self, size: int = 32) -> bytes:
        """Random bytes for session tokens and salts."""
        return self._random.getrandbits(size * 8).to_bytes(size, "big")
