"""The council: who sits in it, its sessions, ballots, and what they prove."""

from __future__ import annotations

from engine.registry import Registry
from workflows.council import attendance, ballots, closing, opening, sessions


def register(registry: Registry) -> None:
    for room in (sessions, opening, attendance, ballots, closing):
        room.register(registry)
