"""Everything the office plugs into the engine, in one place."""

from __future__ import annotations

from engine.registry import Registry
from forms import DefinitionValidator
from workflows import (
    council,
    decisions,
    filing,
    gates,
    intake,
    lateness,
    notices,
    opinions,
    publications,
)
from workflows.business import AwardBusiness


def registry() -> Registry:
    """A registry with all commands, topics and gates of award dossiers."""
    filled = Registry(business=AwardBusiness(), forms=DefinitionValidator())
    for room in (
        filing,
        intake,
        publications,
        opinions,
        council,
        decisions,
        lateness,
        notices,
    ):
        room.register(filled)
    for gate in gates.ALL:
        filled.gate(gate)
    return filled
