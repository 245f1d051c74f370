"""Which rule and provision stand behind a refusal, for programs that ask."""

from __future__ import annotations

from typing import Any

from flask import g

from engine.gates import Gate
from web.requests import view
from web.wording import in_language
from workflows.dossiers import Dossier
from workflows.queries.rules import rule_seen


def remember_dossier(dossier: Dossier) -> None:
    """The dossier that this request is about: its law says what a shut gate rests on."""
    g.about_dossier = dossier


def provision_of(gate: Gate) -> dict[str, Any]:
    """Rule and, where the request is about a dossier, its citation in the dossier's law."""
    dossier: Dossier | None = g.get("about_dossier")
    if dossier is None:
        return {"rule": gate.rule}
    seen = rule_seen(view(), dossier, gate.rule, key=gate.law)
    citation = in_language(seen.citation, seen.citation_en)
    return {"rule": gate.rule, "mark": seen.mark, "citation": citation}
