"""What a gate rests on in one dossier: values of its own law, the surest of them first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.gates import Gate
from engine.view import View
from workflows.dossiers import Dossier
from workflows.editions import edition_of
from workflows.law import Edition, LawValue, Mark
from workflows.nominees import nominees_of

_SUREST_FIRST = tuple(Mark)


def provisions_of(view: View, dossier: Dossier, gate: Gate) -> Sequence[LawValue]:
    """For those who go on, or for the whole list when nobody does."""
    edition = edition_of(view, dossier)
    if not gate.particular:
        return provisions(edition, gate)
    rows = nominees_of(view, dossier.id)
    going_on = [row for row in rows if row.continues]
    return provisions(edition, gate, (row.award for row in going_on or rows))


def provisions(edition: Edition, gate: Gate, awards: Iterable[str] = ()) -> Sequence[LawValue]:
    """Of each award what an edition says of it in particular, else what it says in general.

    The surest come first, among equals what is said in particular.
    """
    general = edition[gate.law] if gate.law and gate.law in edition else None
    particular = [edition.get(gate.particular, award=award) for award in awards if gate.particular]
    values = [one or general for one in particular] or [general]
    told = {one.entry: one for one in values if one is not None}
    return sorted(
        told.values(),
        key=lambda one: (_SUREST_FIRST.index(one.mark), one is general, one.entry),
    )
