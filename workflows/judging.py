"""Judging diagrams and forms before they are deployed, with no installation at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

import structlog

import forms
from engine import decisions
from engine.admission import Catalogue, check, read
from engine.clock import SystemClock
from engine.database import Database
from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX, HOST_FUNCTIONS, TABLE_SUFFIX
from engine.model import Problem, Severity
from engine.registry import Registry
from engine.view import View
from workflows.assemble import delivered_files
from workflows.registration import registry
from workflows.tables import metadata

log = structlog.get_logger()

JUDGED = (DIAGRAM_SUFFIX, FORM_SUFFIX, TABLE_SUFFIX)
"""What a folder is searched for; a file named by itself is judged whatever it is called."""

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said about one file."""

    file: str
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether it would be deployed: warnings do not stand in the way."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


class Judge:
    """Judges files as the delivered product would; whatever the bytes, it answers and never raises.

    Each diagram is judged together with the parts it calls: those among the files, in the same
    folder first, else the delivered ones. Files that have nothing to do with one another may
    therefore use the same ids.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        delivered = delivered_files()
        self._catalogue = replace(
            delivered_catalogue(registry()),
            forms=_form_keys(delivered) | _form_keys(files),
        )
        self._delivered = _homes({n: c for n, c in delivered.items() if _is_diagram(n)})
        self._contents = {**delivered, **files}
        self._homes = _homes({name: c for name, c in files.items() if _is_diagram(name)})

    def judgements(self) -> list[Judgement]:
        """One judgement a file, in the order given."""
        found: dict[str, list[Problem]] = {name: [] for name in self._files}
        for name in self._files:
            for problem in self._judge(name):
                mine = found.get(problem.file)
                if mine is not None and problem not in mine:
                    mine.append(problem)
        return [
            Judgement(name, tuple(sorted(problems, key=lambda p: (p.line, p.rule, p.element))))
            for name, problems in found.items()
        ]

    def _judge(self, name: str) -> list[Problem]:
        try:
            if _is_form(name):
                return _judge_form(name, self._files[name])
            if _is_table(name):
                return decisions.check(self._files[name], functions=HOST_FUNCTIONS, file=name)
            return check(self._together(name), self._catalogue)
        except Exception:  # one file is one job: the others must be judged all the same
            log.exception("check_broke", file=name)
            return [_broke(name)]

    def _together(self, name: str) -> dict[str, bytes]:
        """The file with the files of everything it calls, however deep."""
        together = {name: self._files[name]}
        while True:
            reading = read(together)
            here = {process.id for process in reading.processes}
            called = {
                element.called_element
                for process in reading.processes
                for element in process.elements.values()
                if element.called_element
            }
            homes = {self._home(process, name) for process in called - here} - {""}
            added = homes - together.keys()
            if not added:
                return together
            together |= {home: self._contents[home] for home in sorted(added)}

    def _home(self, process_id: str, caller: str) -> str:
        homes = self._homes.get(process_id, ())
        folder = PurePath(caller).parent
        beside = next((home for home in homes if PurePath(home).parent == folder), "")
        if beside or homes:
            return beside or homes[0]
        return next(iter(self._delivered.get(process_id, ())), "")


def delivered_catalogue(names: Registry) -> Catalogue:
    """What drawings may name in an office that has published no law values of its own."""
    database = Database("sqlite://")
    try:
        with database.write() as connection:
            metadata.create_all(connection)
            return names.business.catalogue(View(connection, SystemClock().now(), names))
    finally:
        database.close()


def _homes(diagrams: Files) -> dict[str, tuple[str, ...]]:
    """Process id to the files that draw it."""
    homes: dict[str, tuple[str, ...]] = {}
    for name, content in diagrams.items():
        for process_id in _process_ids(name, content):
            homes[process_id] = (*homes.get(process_id, ()), name)
    return homes


def _process_ids(name: str, content: bytes) -> Iterable[str]:
    try:
        return [process.id for process in read({name: content}).processes]
    except Exception:  # said again, with its place, when the file itself is judged
        return ()


def _judge_form(name: str, content: bytes) -> list[Problem]:
    problems = forms.check(content, PurePath(name).name.removesuffix(FORM_SUFFIX))
    return [replace(problem, file=name) for problem in problems]


def _form_keys(files: Files) -> frozenset[str]:
    return frozenset(
        PurePath(name).name.removesuffix(FORM_SUFFIX) for name in files if _is_form(name)
    )


def _is_form(name: str) -> bool:
    return name.endswith(FORM_SUFFIX)


def _is_table(name: str) -> bool:
    return name.endswith(TABLE_SUFFIX)


def _is_diagram(name: str) -> bool:
    return not _is_form(name) and not _is_table(name)


def _broke(name: str) -> Problem:
    return Problem(
        severity=Severity.ERROR,
        rule="check-failed",
        message="The file could not be judged",
        hint="Send the file to those who maintain the product.",
        file=name,
    )
