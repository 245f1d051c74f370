"""Judging diagrams and forms before they are deployed, with no installation at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import PurePath

import structlog

from engine import compiled
from engine.admission import Catalogue, read
from engine.clock import SystemClock, local
from engine.database import Database
from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX, TABLE_SUFFIX
from engine.judging import form_key, judge
from engine.model import Problem, Severity
from engine.registry import Registry
from engine.view import View
from workflows.assemble import delivered_files
from workflows.registration import registry
from workflows.sent_messages import sent_by
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
        registry_, catalogue = _known_on(local(SystemClock().now()).date())
        self._catalogue = replace(
            catalogue,
            forms=_form_keys(delivered) | _form_keys(files),
            sent_elsewhere=lambda name: name in sent_by([*delivered.items(), *files.items()]),
        )
        self._contents = {**delivered, **files}
        self._homes = (_homes(files), _homes(delivered))
        self._forms = registry_.forms

    def judgements(self) -> list[Judgement]:
        """One judgement a file, in the order given."""
        found: dict[str, dict[object, Problem]] = {name: {} for name in self._files}
        for name in self._files:
            for problem in self._judge(name):
                if problem.file in found:
                    found[problem.file].setdefault(_said(problem), problem)
        return [_judgement(name, problems.values()) for name, problems in found.items()]

    def judgement_of(self, name: str) -> Judgement:
        """What is to be said about one of the files, judged with all that it calls."""
        return _judgement(name, [one for one in self._judge(name) if one.file == name])

    def _judge(self, name: str) -> list[Problem]:
        try:
            return judge(self._together(name), self._catalogue, self._forms)
        except Exception:  # one file is one job: the others must be judged all the same
            log.exception("check_broke", file=name)
            return [_broke(name)]

    def _together(self, name: str) -> dict[str, bytes]:
        """The file with the files of everything it calls and decides by, however deep."""
        together = {name: self._files[name]}
        while True:
            reading = read(_diagrams(together))
            wanted = {
                key
                for process in reading.processes
                for element in process.elements.values()
                for key in (element.called_element, _table_of(element.decision_ref))
                if key
            }
            here = {key for each in together.items() for key in _keys(*each)}
            added = {self._home(key, name) for key in wanted - here} - {""} - together.keys()
            if not added:
                return together
            together |= {home: self._contents[home] for home in sorted(added)}

    def _home(self, key: str, caller: str) -> str:
        """The file with a process or decision: beside the caller, else anywhere, else delivered."""
        given, delivered = self._homes
        homes = given.get(key, ()) or delivered.get(key, ())
        folder = PurePath(caller).parent
        beside = (home for home in homes if PurePath(home).parent == folder)
        return next(beside, next(iter(homes), ""))


@lru_cache(maxsize=2)
def _known_on(day: date) -> tuple[Registry, Catalogue]:
    """What the delivered product knows on a day; put together once, however much is judged."""
    names = registry()
    return names, delivered_catalogue(names)


def _judgement(name: str, problems: Iterable[Problem]) -> Judgement:
    return Judgement(name, tuple(sorted(problems, key=lambda p: (p.line, p.rule, p.element))))


def delivered_catalogue(names: Registry) -> Catalogue:
    """What drawings may name in an office that has published no law values of its own."""
    database = Database("sqlite://")
    try:
        with database.write() as connection:
            metadata.create_all(connection)
            return names.business.catalogue(View(connection, SystemClock().now(), names))
    finally:
        database.close()


def _said(problem: Problem) -> tuple[object, ...]:
    """What a problem says: the same is told once, however many files call the one it is in."""
    place = (problem.element, problem.line, problem.file)
    said = (problem.severity, problem.rule, problem.message, problem.hint)
    return (*place, *said, *sorted((name, repr(value)) for name, value in problem.params.items()))


def _homes(files: Files) -> dict[str, tuple[str, ...]]:
    """Key of a process or decision to the files that draw it."""
    homes: dict[str, tuple[str, ...]] = {}
    for name, content in files.items():
        for key in _keys(name, content):
            homes[key] = (*homes.get(key, ()), name)
    return homes


def _keys(name: str, content: bytes) -> Iterable[str]:
    """The processes that a file draws, by id; its decisions, marked as such."""
    return _keys_of(name, content)


@lru_cache(maxsize=256)
def _keys_of(name: str, content: bytes) -> tuple[str, ...]:
    try:
        if _is_table(name):
            shapes = compiled.examined(name, content).shapes
            return tuple(_table_of(id_) for id_ in shapes)
        if _is_form(name):
            return ()
        return tuple(process.id for process in read({name: content}).processes)
    except Exception:  # said again, with its place, when the file itself is judged
        return ()


def _table_of(decision_id: str) -> str:
    """A space cannot stand in an XML id, so that no process is called like this."""
    return f"decision {decision_id}" if decision_id else ""


def _diagrams(files: Files) -> Files:
    return {n: c for n, c in files.items() if not _is_form(n) and not _is_table(n)}


def _form_keys(files: Files) -> frozenset[str]:
    return frozenset(form_key(name) for name in files if _is_form(name))


def _is_form(name: str) -> bool:
    return name.endswith(FORM_SUFFIX)


def _is_table(name: str) -> bool:
    return name.endswith(TABLE_SUFFIX)


def _broke(name: str) -> Problem:
    return Problem(
        severity=Severity.ERROR,
        rule="check-failed",
        message="The file could not be judged",
        hint="Send the file to those who maintain the product.",
        file=name,
    )
