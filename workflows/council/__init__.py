"""The council: who sits in it, its sessions, ballots, and what they prove."""

from __future__ import annotations

from engine.registry import Registry
from workflows.council import (
    attendance,
    ballot_box,
    ballots,
    cancelling,
    closing,
    composing,
    correcting,
    invitees,
    opening,
    proxies,
    repeating,
    sessions,
)
from workflows.council.box_keys import BoxKeys


def register(registry: Registry, keys: BoxKeys) -> None:
    box = ballot_box.BallotBox(keys)
    for room in (
        composing,
        sessions,
        opening,
        attendance,
        invitees,
        proxies,
        correcting,
        repeating,
    ):
        room.register(registry)
    for with_box in (ballots, closing, cancelling):
        with_box.register(registry, box)
