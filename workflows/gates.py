"""Every gate of the award procedures: what drawings may name in `vd:gate`."""

from __future__ import annotations

from engine.gates import Gate
from workflows import (
    appraisal,
    decision_publication,
    eligibility,
    honours,
    lateness,
    list_publication,
    opinions,
    parts,
    signatures,
)
from workflows.council import gates as council

ALL: tuple[Gate, ...] = (
    parts.PAPERS_COMPLETE,
    *appraisal.GATES,
    list_publication.PUBLICATION_COMPLETE,
    opinions.OPINIONS_ANSWERED,
    *council.GATES,
    lateness.LATENESS_EXPLAINED,
    signatures.SIGNATURE_EVIDENCE,
    decision_publication.DECISION_PUBLISHED,
    honours.AWARD_IN_BOOK,
    eligibility.CRITERIA_MET,
)
