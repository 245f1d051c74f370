"""`/gates`: every gate there is, with its rule and the reasons for which it may be shut."""

from __future__ import annotations

from collections.abc import Mapping

from engine.clock import local
from engine.errors import NotFound
from engine.gates import Gate
from web.access import require
from web.api.bodies import Values
from web.api.operations import reads
from web.api.shapes import gates as shapes
from web.requests import view
from web.wording import gettext, in_language
from workflows import editions


@reads("/gates", shapes.Gates, summary="Every gate, with its rule and citation")
def list_gates(asked: Values) -> object:
    require("law.see")
    return {"items": [_told(gate) for _, gate in sorted(view().registry.gates.items())]}


@reads("/gates/<key>", shapes.Gate, summary="One gate")
def get_gate(key: str, asked: Values) -> object:
    require("law.see")
    gate = view().registry.gates.get(key)
    if gate is None:
        raise NotFound()
    return _told(gate)


def _told(gate: Gate) -> Mapping[str, object]:
    edition = editions.book(view()).on(local(view().now).date())
    law = edition.get(gate.law) if gate.law else None
    return {
        "key": gate.key,
        "title": gettext(gate.title),
        "rule": gate.rule,
        "mark": law.mark.value if law else "",
        "citation": in_language(law.citation, law.citation_en) if law else "",
        "reasons": {name: gettext(sentence) for name, sentence in gate.reasons.items()},
    }
