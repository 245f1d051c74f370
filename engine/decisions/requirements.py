"""Which decisions and knowledge models need which others, and in which order they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.decisions.findings import Findings
from engine.decisions.syntax import Decision, Definitions, Knowledge


@dataclass(frozen=True, slots=True)
class Requirements:
    """All decisions and knowledge models, each after those it needs."""

    order: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]]

    def before(self, id_: str) -> list[str]:
        """What is to be made, in order, for one to be made; itself last."""
        wanted: set[str] = set()
        waiting = [id_]
        while waiting:
            current = waiting.pop()
            if current not in wanted:
                wanted.add(current)
                waiting.extend(self.needs.get(current, ()))
        return [each for each in self.order if each in wanted]


def requirements_of(definitions: Definitions, findings: Findings) -> Requirements:
    """The order of a file; references into nothing and circles go to the findings."""
    makers: dict[str, Decision | Knowledge] = {**definitions.knowledge, **definitions.decisions}
    needs: dict[str, tuple[str, ...]] = {}
    for id_, maker in makers.items():
        for required in maker.requires:
            if required not in makers and required not in definitions.inputs:
                findings.add(
                    "unknown-requirement",
                    maker,
                    "%(name)s requires %(required)s, which is not in the file",
                    name=maker.name,
                    required=required,
                )
        needs[id_] = tuple(each for each in maker.requires if each in makers)
    _check_services(definitions, findings)
    return Requirements(tuple(_ordered(makers, needs, findings)), needs)


def _check_services(definitions: Definitions, findings: Findings) -> None:
    for service in definitions.services.values():
        for output in service.outputs:
            if output not in definitions.decisions:
                findings.add(
                    "unknown-requirement",
                    service,
                    "%(name)s requires %(required)s, which is not in the file",
                    name=service.name,
                    required=output,
                )


def _ordered(
    makers: Mapping[str, Decision | Knowledge],
    needs: Mapping[str, tuple[str, ...]],
    findings: Findings,
) -> list[str]:
    order: list[str] = []
    done: set[str] = set()
    left = dict(makers)
    while left:
        ready = [id_ for id_ in left if done.issuperset(needs[id_])]
        if not ready:
            _refuse_circle(left, needs, findings)
            return order
        for id_ in ready:
            del left[id_]
        order += ready
        done.update(ready)
    return order


def _refuse_circle(
    left: Mapping[str, Decision | Knowledge],
    needs: Mapping[str, tuple[str, ...]],
    findings: Findings,
) -> None:
    """Follow needs that are not met until one comes again."""
    seen: list[str] = []
    current = next(iter(left))
    while current not in seen:
        seen.append(current)
        current = next(each for each in needs[current] if each in left)
    circle = seen[seen.index(current) :]
    findings.add(
        "requirement-circle",
        left[current],
        "These require each other in a circle: %(names)s",
        names=", ".join(left[each].name for each in circle),
    )
