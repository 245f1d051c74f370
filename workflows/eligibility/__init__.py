"""Eligibility (R-ELIG): what the table of criteria says of each nominee, and the gate on it."""

from __future__ import annotations

from workflows.eligibility.gate import CRITERIA_MET, EXCEPTION
from workflows.eligibility.judging import judged, know, law_of
from workflows.eligibility.verdicts import Criterion, Verdict

__all__ = ["CRITERIA_MET", "EXCEPTION", "Criterion", "Verdict", "judged", "know", "law_of"]
