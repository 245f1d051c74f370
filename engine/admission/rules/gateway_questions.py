"""A gateway that chooses asks a question, and its flows are the answers."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, warning
from engine.admission.rules.gateway_flows import CHOOSING
from engine.model import Problem

ID = "gateway-questions"


def check(case: Case) -> Iterator[Problem]:
    for gateway in case.elements:
        exits = case.graph.exits(gateway.id)
        if gateway.kind not in CHOOSING or len(exits) < 2:
            continue
        if not gateway.name.endswith("?"):
            yield warning(
                case,
                ID,
                gateway,
                "The gateway “%(name)s” asks no question",
                "Name it with the question it asks, such as “Is the file complete?”.",
            )
        for flow in exits:
            if not flow.name:
                yield warning(
                    case,
                    ID,
                    flow,
                    "The flow “%(name)s” out of “%(gateway)s” gives no answer",
                    "Name it with the answer, such as “Yes”.",
                    gateway=gateway.name or gateway.id,
                )
