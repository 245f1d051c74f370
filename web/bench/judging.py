"""P8: judging a drawing of 300 nodes, and one comparison in FEEL."""

from __future__ import annotations

from functools import partial

from engine import feel
from engine.admission import check
from web.bench.measures import Measure, durations, middle
from workflows.judging import delivered_catalogue
from workflows.registration import registry

NODES = 300
MOST_MS = 300
COMPARISONS = 10_000
NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def measure() -> Measure:
    catalogue = delivered_catalogue(registry())
    files = {"long.bpmn": drawing(NODES)}
    judged = middle(durations([partial(check, files, catalogue)] * 7))
    compared = feel.compile("amount > limit")
    names = {"amount": 3, "limit": 2}
    [whole] = durations([partial(_compare, compared, names)])
    return Measure(
        judged, MOST_MS, "ms", {"feel_comparison_us": round(whole * 1000 / COMPARISONS, 2)}
    )


def _compare(expression: feel.Expression, names: dict[str, int]) -> None:
    for _ in range(COMPARISONS):
        expression.evaluate(names)


def drawing(nodes: int) -> bytes:
    """A sound process with gateways that split and join, of that many nodes."""
    elements, flows, last = ['<startEvent id="s" name="Bắt đầu"/>'], [], "s"
    for number in range((nodes - 2) // 5):
        split, join = f"x{number}", f"y{number}"
        steps = [f"t{number}_{branch}" for branch in range(3)]
        elements += [f'<exclusiveGateway id="{split}" name="Chọn?" default="{split}_0"/>']
        elements += [f'<exclusiveGateway id="{join}"/>']
        elements += [f'<task id="{step}" name="Việc {step}"/>' for step in steps]
        flows += [_flow(f"f{number}", last, split)]
        for branch, step in enumerate(steps):
            condition = "" if branch == 0 else f"again = {branch}"
            flows += [_flow(f"{split}_{branch}", split, step, condition)]
            flows += [_flow(f"{join}_{branch}", step, join)]
        last = join
    body = "\n".join(
        [*elements, *flows, _flow("last", last, "e"), '<endEvent id="e" name="Xong"/>']
    )
    return (
        f'<definitions xmlns="{NAMESPACE}" targetNamespace="b" id="d">'
        f'<process id="long" name="Dài" isExecutable="true">{body}</process></definitions>'
    ).encode()


def _flow(id_: str, source: str, target: str, condition: str = "") -> str:
    inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return (
        f'<sequenceFlow id="{id_}" name="{id_}" sourceRef="{source}" targetRef="{target}">'
        f"{inside}</sequenceFlow>"
    )
