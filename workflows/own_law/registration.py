"""The commands by which own values come to hold."""

from __future__ import annotations

from engine.registry import Registry
from workflows.own_law.deciding import ApproveLawValue, DeclineLawValue, approve, decline, locate
from workflows.own_law.proposing import ProposeLawValue, about_to_propose, propose


def register(registry: Registry) -> None:
    registry.command(
        ProposeLawValue,
        action="law.propose",
        locate=lambda context, command: about_to_propose(
            context, command.office_id, command.setter
        ),
        handle=propose,
    )
    registry.command(ApproveLawValue, action="law.approve", locate=locate, handle=approve)
    registry.command(DeclineLawValue, action="law.decline", locate=locate, handle=decline)
