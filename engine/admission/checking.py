"""The verdict on a deployment: every problem of every file at once, whatever the bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.admission.case import Case
from engine.admission.catalogue import Catalogue
from engine.admission.graph import Graph
from engine.admission.reading import Reading, read
from engine.admission.rules import PLACES, SHAPE, WAYS, Rule
from engine.model import Problem, Process, Severity

NOT_DIAGRAMS = (".form", ".dmn")
"""Files that travel with diagrams and are judged by those who own them."""


def check(files: Mapping[str, bytes], catalogue: Catalogue) -> list[Problem]:
    """All that is wrong with the diagrams of a deployment, in the order of files and lines."""
    diagrams = {name: text for name, text in files.items() if not name.endswith(NOT_DIAGRAMS)}
    reading = read(diagrams)
    processes = {process.id: process for process in reading.processes}
    problems = list(reading.problems)
    broken = {problem.file for problem in problems if problem.severity is Severity.ERROR}
    for process in reading.processes:
        case = _case(process, reading, processes, catalogue)
        problems += _judge(case, is_whole=case.file not in broken)
    order = {name: place for place, name in enumerate(diagrams)}
    return sorted(problems, key=lambda p: (order.get(p.file, 0), p.line, p.rule, p.element))


def _case(
    process: Process, reading: Reading, processes: Mapping[str, Process], catalogue: Catalogue
) -> Case:
    return Case(
        process=process,
        graph=Graph.of(process),
        processes=processes,
        catalogue=catalogue,
        file=reading.file_of(process.id),
        procedures=tuple(_procedures_of(process, processes)),
    )


def _procedures_of(process: Process, processes: Mapping[str, Process]) -> Iterator[Process]:
    """The procedures that a process is or is called by; their rules hold in their parts."""
    around, ahead = {process.id}, [process.id]
    while ahead:
        here = ahead.pop()
        for other in processes.values():
            calls = any(e.called_element == here for e in other.elements.values())
            if calls and other.id not in around:
                around.add(other.id)
                ahead.append(other.id)
    return (processes[id_] for id_ in sorted(around) if processes[id_].procedure)


def _judge(case: Case, *, is_whole: bool) -> list[Problem]:
    """Ways are judged last: with a piece missing they would only repeat that in other words."""
    problems = list(_apply(SHAPE, case))
    hangs_together = not any(problem.severity is Severity.ERROR for problem in problems)
    problems += _apply(PLACES, case)
    if is_whole and hangs_together:
        problems += _apply(WAYS, case)
    return problems


def _apply(rules: Iterable[Rule], case: Case) -> Iterator[Problem]:
    for rule in rules:
        yield from rule.check(case)
