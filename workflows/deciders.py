"""Who decides about the awards of a list: the chairman of the commune, or somebody above."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from engine.context import Context
from engine.errors import WrongState
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from engine.view import View
from workflows.dossiers import Dossier, dossier_of
from workflows.editions import edition_of
from workflows.nominees import continuing, nominees_of
from workflows.succession.acts import lineage
from workflows.tables.offices import office

DECIDER = "authority.decider"
OWN_DECIDER = {"commune": "commune_chair", "district": "district_chair", "province": "province"}
"""By the level of an office: what the law calls whoever decides there."""

COMMUNE, OWN, SUPERIOR = "commune", "own", "superior"
"""What the topic says: a decision is signed at the commune, at the office above it that has the
dossier, or a submission goes up (R-AUTH-10)."""

Locals = Mapping[str, Scalar]


class MixedDeciders(WrongState):
    """Different offices decide about the awards on this list; file them as separate dossiers."""


class DecidedAbove(WrongState):
    """Somebody above decides about this list: what is made here is the submission."""


def register(registry: Registry) -> None:
    registry.topic(Topic("name_decider", "Name who decides", name_decider, sets=("decider",)))


def name_decider(context: Context, live: LiveInstance, _element: Element, _locals: Locals) -> None:
    """By the law of the dossier: one decider for the whole list, else it has to be split."""
    dossier = dossier_of(context, live.id)
    edition = edition_of(context, dossier)
    rows = continuing(context, dossier.id)
    own = own_deciders(context, dossier.office_id)
    is_own = {edition.value(DECIDER, award=row.award).value in own for row in rows}
    if len(is_own) > 1:
        raise MixedDeciders()
    levels = _levels(context, dossier.office_id)
    here = COMMUNE if COMMUNE in levels else OWN
    live.set("decider", here if is_own == {True} else SUPERIOR)


def is_decided_here(view: View, dossier: Dossier) -> bool:
    """Whether a decision of the dossier's own office can stand (R-AUTH-10)."""
    edition = edition_of(view, dossier)
    own = own_deciders(view, dossier.office_id)
    known = [edition.get(DECIDER, award=row.award) for row in nominees_of(view, dossier.id)]
    return all(found is None or found.value in own for found in known)


def own_deciders(view: View, office_id: str) -> Collection[str]:
    """What the law calls those who decide at an office."""
    return {OWN_DECIDER[level] for level in _levels(view, office_id) if level in OWN_DECIDER}


def _levels(view: View, office_id: str) -> Collection[str]:
    """Of the office and of those it has succeeded: what they would have decided, it decides."""
    return view.once(("levels", office_id), lambda: _read_levels(view, office_id))


def _read_levels(view: View, office_id: str) -> Collection[str]:
    rows = view.connection.execute(
        select(office.c.level).where(office.c.id.in_(list(lineage(view, office_id))))
    )
    return frozenset(rows.scalars())
