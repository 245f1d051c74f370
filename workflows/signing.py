"""The step of signing: what its form says, and what stays open when the signatory sends back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps

from engine.gates import Finding, GateContext, not_yet
from workflows.submissions import refuse

FORM = "ky_quyet_dinh"
RESULT = "signature_result"
SIGNED, RETURNED = "signed", "returned"

CHAIRMAN, FOR_CHAIRMAN = "chairman", "for_chairman"
"""How the decision is signed: CHỦ TỊCH, or KT. CHỦ TỊCH by a vice chairman (R-DOC-04)."""

POSITIONS = {CHAIRMAN: "chairman", FOR_CHAIRMAN: "vice_chairman"}
"""Which position gives the right to sign in which form."""

Predicate = Callable[[GateContext], Finding]


def sends_back(context: GateContext) -> bool:
    """Whether the form being handed in does not sign but returns the dossier."""
    return context.submission.get(RESULT) == RETURNED


def unless_sent_back(predicate: Predicate) -> Predicate:
    """A gate that guards signing, not sending back: that is open, and judges nothing."""

    @wraps(predicate)
    def asked(context: GateContext) -> Finding:
        return not_yet() if sends_back(context) else predicate(context)

    return asked


def require_not_too_early(
    signed_on: date, accepted_on: date | None, proven_on: date | None
) -> None:
    """Nothing is signed before the dossier was accepted, public, and voted on by the council."""
    earliest = max((day for day in (accepted_on, proven_on) if day is not None), default=None)
    if earliest is not None and signed_on < earliest:
        refuse(
            "signed_on",
            "too_early_to_sign",
            "There was nothing to sign before %(day)s.",
            day=f"{earliest:%d/%m/%Y}",
        )
