"""Everything the office plugs into the engine, in one place."""

from __future__ import annotations

from engine.registry import Registry
from forms import DefinitionValidator
from workflows import (
    answering,
    archive,
    carrying_out,
    council,
    deciders,
    decision_publication,
    decisions,
    delegations,
    digital_signatures,
    escalating,
    filing,
    gates,
    holding,
    identities,
    intake,
    lateness,
    list_publication,
    notices,
    opinions,
    package_exchange,
    reminders,
    revocations,
    signatures,
    staffing,
    submitting,
    succession,
    superiors,
)
from workflows.business import AwardBusiness
from workflows.calendar_proposals import registration as calendar_proposals
from workflows.council.box_keys import BoxKeys, KeysInMemory
from workflows.documents import registration as documents
from workflows.own_law import registration as own_law
from workflows.studio import keeping, proposing, rights, road


def registry(box_keys: BoxKeys | None = None) -> Registry:
    """A registry with all commands, topics and gates of award dossiers."""
    filled = Registry(business=AwardBusiness(), forms=DefinitionValidator())
    for room in (
        filing,
        intake,
        list_publication,
        opinions,
        holding,
        signatures,
        staffing,
        identities,
        decisions,
        carrying_out,
        decision_publication,
        delegations,
        digital_signatures,
        lateness,
        escalating,
        notices,
        reminders,
        archive,
        deciders,
        submitting,
        superiors,
        answering,
        package_exchange,
        succession,
        revocations,
        documents,
        own_law,
        calendar_proposals,
        road,
        proposing,
        rights,
        keeping,
    ):
        room.register(filled)
    council.register(filled, box_keys or KeysInMemory())
    for gate in gates.ALL:
        filled.gate(gate)
    return filled
