"""The verdict on a deployment: every problem of every file at once, whatever the bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from engine.admission.called_parts import CalledParts
from engine.admission.case import Case
from engine.admission.catalogue import Catalogue
from engine.admission.exploring import Exploration
from engine.admission.graph import Graph
from engine.admission.reading import Reading, read
from engine.admission.rules import OF_LAW, PLACES, SHAPE, WAYS, Rule
from engine.admission.rules.process_size import is_too_large
from engine.model import Problem, Process, Severity

NOT_DIAGRAMS = (".form", ".dmn")
"""Files that travel with diagrams and are judged by those who own them."""

MOST_PROCESSES = 300
"""Of one deployment; more are no procedure with its parts, and each is seen with all others."""


def check(files: Mapping[str, bytes], catalogue: Catalogue) -> list[Problem]:
    """All that is wrong with the diagrams of a deployment, in the order of files and lines."""
    diagrams = {name: text for name, text in files.items() if not name.endswith(NOT_DIAGRAMS)}
    reading = read(diagrams)
    processes = {process.id: process for process in reading.processes}
    problems = list(reading.problems)
    broken = {problem.file for problem in problems if problem.severity is Severity.ERROR}
    if len(processes) > MOST_PROCESSES:
        return [*problems, _too_many(reading)]
    callers, exploration = _callers(processes), Exploration()
    parts = CalledParts(processes)
    for process in reading.processes:
        case = _case(process, reading, processes, callers, catalogue, exploration, parts)
        problems += _judge(case, is_whole=case.file not in broken)
    order = {name: place for place, name in enumerate(diagrams)}
    return sorted(problems, key=lambda p: (order.get(p.file, 0), p.line, p.rule, p.element))


def _too_many(reading: Reading) -> Problem:
    first = reading.processes[MOST_PROCESSES]
    return Problem(
        severity=Severity.ERROR,
        rule="too-many-processes",
        message="There are more than %(most)s processes",
        params={"most": MOST_PROCESSES},
        hint="Deploy them in several parts: what calls each other together.",
        element=first.id,
        line=first.line,
        file=reading.file_of(first.id),
    )


def check_law(
    reading: Reading, catalogue: Catalogue, keys: Collection[str]
) -> dict[str, list[Problem]]:
    """Of these procedures, which were admitted before, what the law of the catalogue finds wrong in
    them or in a part that they call."""
    processes = {process.id: process for process in reading.processes}
    found: dict[str, list[Problem]] = {}
    callers, parts = _callers(processes), CalledParts(processes)
    for process in (processes[key] for key in sorted(processes.keys() & set(keys))):
        cases = (
            replace(
                _case(part, reading, processes, callers, catalogue, Exploration(), parts),
                procedures=(process,),
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
    callers: Mapping[str, Collection[str]],
    catalogue: Catalogue,
    exploration: Exploration,
    parts: CalledParts,
) -> Case:
    return Case(
        process=process,
        graph=Graph.of(process),
        processes=processes,
        catalogue=catalogue,
        file=reading.file_of(process.id),
        procedures=tuple(_procedures_of(process, processes, callers)),
        exploration=exploration,
        parts=parts,
    )


def _callers(processes: Mapping[str, Process]) -> Mapping[str, Collection[str]]:
    """Which processes call a process, by id."""
    callers: dict[str, set[str]] = {}
    for process in processes.values():
        for element in process.elements.values():
            if element.called_element:
                callers.setdefault(element.called_element, set()).add(process.id)
    return callers


def _procedures_of(
    process: Process, processes: Mapping[str, Process], callers: Mapping[str, Collection[str]]
) -> Iterator[Process]:
    """The procedures that a process is or is called by; their rules hold in their parts."""
    around, ahead = {process.id}, [process.id]
    while ahead:
        fresh = set(callers.get(ahead.pop(), ())) - around
        around |= fresh
        ahead += fresh
    return (processes[id_] for id_ in sorted(around) if processes[id_].procedure)


def _judge(case: Case, *, is_whole: bool) -> list[Problem]:
    """Ways are judged last: with a piece missing they would only repeat that in other words.

    What nobody could oversee has to be split first; places and ways are judged in its parts.
    """
    problems = list(_apply(SHAPE, case))
    hangs_together = not any(problem.severity is Severity.ERROR for problem in problems)
    if is_too_large(case.process):
        return problems
    problems += _apply(PLACES, case)
    if is_whole and hangs_together:
        problems += _apply(WAYS, case)
    return problems


def _apply(rules: Iterable[Rule], case: Case) -> Iterator[Problem]:
    for rule in rules:
        yield from rule.check(case)
