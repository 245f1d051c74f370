"""The council: who sits in it, its sessions, ballots, and what they prove."""

from __future__ import annotations

from engine.registry import Registry
from workflows.council import (
    attendance,
    ballots,
    closing,
    correcting,
    invitees,
    opening,
    proxies,
    repeating,
    sessions,
)


def register(registry: Registry) -> None:
    for room in (
        sessions,
        opening,
        attendance,
        invitees,
        proxies,
        ballots,
        correcting,
        closing,
        repeating,
    ):
        room.register(registry)
