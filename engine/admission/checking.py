"""The verdict on a deployment: every problem of every file at once, whatever the bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from engine.admission.case import Case
from engine.admission.catalogue import Catalogue
from engine.admission.exploring import Exploration
from engine.admission.graph import Graph
from engine.admission.reading import Reading, read
from engine.admission.rules import OF_LAW, PLACES, SHAPE, WAYS, Rule
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
    exploration = Exploration()
    for process in reading.processes:
        case = _case(process, reading, processes, catalogue, exploration)
        problems += _judge(case, is_whole=case.file not in broken)
    order = {name: place for place, name in enumerate(diagrams)}
    return sorted(problems, key=lambda p: (order.get(p.file, 0), p.line, p.rule, p.element))


def check_law(
    reading: Reading, catalogue: Catalogue, keys: Collection[str]
) -> dict[str, list[Problem]]:
    """Of these procedures, which were admitted before, what the law of the catalogue finds wrong in
    them or in a part that they call."""
    processes = {process.id: process for process in reading.processes}
    found: dict[str, list[Problem]] = {}
    for process in (processes[key] for key in sorted(processes.keys() & set(keys))):
        cases = (
            replace(
                _case(part, reading, processes, catalogue, Exploration()), procedures=(process,)
            )
            for part in _with_parts(process, processes)
        )
        found[process.id] = [problem for case in cases for problem in _apply(OF_LAW, case)]
    return found


def _with_parts(process: Process, processes: Mapping[str, Process]) -> list[Process]:
    """The process and all that it calls, directly or through a part."""
    whole = [process]
    for one in whole:
        called = {element.called_element for element in one.elements.values()}
        whole += [
            processes[key]
            for key in sorted(called & processes.keys())
            if processes[key] not in whole
        ]
    return whole


def _case(
    process: Process,
    reading: Reading,
    processes: Mapping[str, Process],
    catalogue: Catalogue,
    exploration: Exploration,
) -> Case:
    return Case(
        process=process,
        graph=Graph.of(process),
        processes=processes,
        catalogue=catalogue,
        file=reading.file_of(process.id),
        procedures=tuple(_procedures_of(process, processes)),
        exploration=exploration,
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
