"""What a rule is given: one process, all processes of its set, and the catalogue of names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.admission.called_parts import CalledParts
from engine.admission.catalogue import Catalogue
from engine.admission.exploring import Exploration
from engine.admission.graph import Graph
from engine.model import Element, Flow, Problem, Process, Severity


@dataclass(frozen=True, slots=True)
class Case:
    """One process under judgement."""

    process: Process
    graph: Graph
    processes: Mapping[str, Process]
    catalogue: Catalogue
    file: str
    procedures: tuple[Process, ...]
    """The procedures that this process is, or is a part of; business rules apply if any."""
    exploration: Exploration
    """Tries out ways, within what is left for the whole set."""
    parts: CalledParts
    """Keeps what rules find in called processes, for the whole set."""

    @property
    def is_business(self) -> bool:
        return bool(self.procedures)

    def lacks_law(self, key: str) -> str:
        """The procedure for which the law holds no value under a key, spelled; empty if none."""
        for process in self.procedures:
            if not self.catalogue.has_law(key, process.procedure):
                return process.procedure
        return ""

    @property
    def elements(self) -> Iterator[Element]:
        return iter(self.process.elements.values())


Check = Callable[[Case], Iterator[Problem]]


def problem(
    case: Case,
    rule: str,
    place: Element | Flow | Process,
    message: str,
    hint: str = "",
    severity: Severity = Severity.ERROR,
    **params: object,
) -> Problem:
    """A problem at an element, flow or process; `%(name)s` is the place's name."""
    return Problem(
        severity=severity,
        rule=rule,
        message=message,
        params={"name": place.name or place.id, **params},
        hint=hint,
        element=place.id,
        line=place.line,
        file=case.file,
    )


def warning(
    case: Case,
    rule: str,
    place: Element | Flow | Process,
    message: str,
    hint: str = "",
    **params: object,
) -> Problem:
    return problem(case, rule, place, message, hint, Severity.WARNING, **params)
