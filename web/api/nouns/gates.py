"""`/gates`: every gate there is, with its rule and the reasons for which it may be shut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.clock import local
from engine.errors import NotFound
from engine.gates import Gate
from web.access import require
from web.api.bodies import Values
from web.api.operations import reads
from web.api.shapes import gates as shapes
from web.requests import view
from web.wording import gettext, in_language
from workflows.queries.rules import RuleSeen, rule_of_gate


def told_rules(rules: Sequence[RuleSeen]) -> Mapping[str, object]:
    """The surest rule on which a gate rests, as everything that tells of a gate tells it."""
    surest = rules[0]
    return {
        "rule": surest.rule,
        "mark": surest.mark,
        "citation": in_language(surest.citation, surest.citation_en),
    }


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
    rule = rule_of_gate(view(), gate, local(view().now).date())
    return {
        "key": gate.key,
        "title": gettext(gate.title),
        **told_rules([rule]),
        "reasons": {name: gettext(sentence) for name, sentence in gate.reasons.items()},
    }
