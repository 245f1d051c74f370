"""Which rule and provision stand behind a refusal, for programs that ask."""

from __future__ import annotations

from typing import Any

from flask import g

from engine.gates import Gate
from web.requests import view
from web.wording import in_language
from workflows.dossiers import dossier_of
from workflows.queries.rules import rules_of_gate


def is_about(instance_id: str) -> None:
    """The case that this request is about: its law says what a shut gate rests on."""
    g.about_instance = instance_id


def provision_of(gate: Gate) -> dict[str, Any]:
    """Rule and, where the request is about a dossier, its citation in the dossier's law."""
    instance_id: str | None = g.get("about_instance")
    if instance_id is None:
        return {"rule": gate.rule}
    seen = rules_of_gate(view(), dossier_of(view(), instance_id), gate)[0]
    citation = in_language(seen.citation, seen.citation_en)
    return {"rule": seen.rule, "mark": seen.mark, "citation": citation}
