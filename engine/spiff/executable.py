"""Process versions ready to run, made once per deployment and shared by all their instances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.errors import ModelError
from engine.execution import Adoption, Executable, Host, Route
from engine.model import ElementKind, Process
from engine.spiff.definition import Definition, define
from engine.spiff.execution import SpiffExecution
from engine.spiff.lossless import lost
from engine.spiff.scope import Instance
from engine.spiff.state import load
from engine.spiff.transfer import Transfer


class SpiffExecutable:
    """A process and what it calls (`engine.execution.Executable`)."""

    def __init__(
        self,
        process: Process,
        processes: Mapping[str, Process],
        definitions: Mapping[str, Definition],
    ) -> None:
        self.process = process
        self.processes = processes
        self._definitions = definitions

    def start(self, host: Host, at: str = "") -> SpiffExecution:
        """A new instance, begun at its plain start event or at the start event `at`."""
        definition = self._definitions[self.process.id]
        starts = {node.name for node in definition.entries}
        if at and at not in starts:
            raise ModelError("%(element)s is not a start event", element=at)
        execution = SpiffExecution(Instance(definition, self._definitions))
        execution.open_at(at or definition.entry.name, host)
        return execution

    def restore(self, state: bytes) -> SpiffExecution:
        return SpiffExecution(self._load(state))

    def adopt(self, state: bytes, source: Executable, route: Route, host: Host) -> Adoption:
        if not isinstance(source, SpiffExecutable):
            raise TypeError("a state is adopted from the executor that saved it")
        transfer = Transfer(source._load(state), route, host)
        return transfer.onto(self.process.id, self._definitions)

    def _load(self, state: bytes) -> Instance:
        return load(state, self.process.id, self._definitions)


def compile_set(
    processes: Iterable[Process], files: Mapping[str, bytes]
) -> Mapping[str, SpiffExecutable]:
    """Make a deployment set ready to run; raises `ModelError` if anything drawn would be lost."""
    by_id = {process.id: process for process in processes}
    definitions: dict[str, Definition] = {}
    for process in by_id.values():
        definitions.update(define(process))
    missing = lost(files, definitions)
    if missing:
        raise ModelError(
            "What is drawn is not what would run: %(missing)s", missing=", ".join(missing)
        )
    return {
        process.id: SpiffExecutable(process, _reached_from(process, by_id), definitions)
        for process in by_id.values()
    }


def _reached_from(process: Process, by_id: Mapping[str, Process]) -> Mapping[str, Process]:
    """The process and all it calls, directly or through others."""
    reached: dict[str, Process] = {}
    ahead = [process]
    while ahead:
        here = ahead.pop()
        if here.id in reached:
            continue
        reached[here.id] = here
        for element in here.elements.values():
            if element.kind is not ElementKind.CALL_ACTIVITY:
                continue
            if element.called_element not in by_id:
                raise ModelError(
                    "%(element)s calls %(called)s, which is not deployed",
                    element=element.name or element.id,
                    called=element.called_element,
                )
            ahead.append(by_id[element.called_element])
    return reached
