"""Who decides about the awards of a list: the chairman of the commune, or somebody above."""

from __future__ import annotations

from collections.abc import Mapping

from engine.context import Context
from engine.errors import WrongState
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from workflows.dossiers import dossier_of
from workflows.editions import edition_of
from workflows.nominees import continuing

DECIDER = "authority.decider"
OWN_CHAIR = "commune_chair"

COMMUNE, SUPERIOR = "commune", "superior"
"""What the topic says: a decision is signed here, or a submission goes up (R-AUTH-10)."""

Locals = Mapping[str, Scalar]


class MixedDeciders(WrongState):
    """Different offices decide about the awards on this list; file them as separate dossiers."""


def register(registry: Registry) -> None:
    registry.topic(Topic("name_decider", "Name who decides", name_decider, sets=("decider",)))


def name_decider(context: Context, live: LiveInstance, _element: Element, _locals: Locals) -> None:
    """By the law of the dossier: one decider for the whole list, else it has to be split."""
    dossier = dossier_of(context, live.id)
    edition = edition_of(context, dossier)
    rows = continuing(context, dossier.id)
    is_own = {edition.value(DECIDER, award=row.award).value == OWN_CHAIR for row in rows}
    if len(is_own) > 1:
        raise MixedDeciders()
    live.set("decider", COMMUNE if is_own == {True} else SUPERIOR)
