"""A host and a player for the token game, which saves and restores at every step."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.errors import ServiceTaskFailed
from engine.execution import Execution, Scalar, Wait, WaitKind
from engine.model import Element
from engine.spiff import SpiffExecutable


@dataclass
class FakeHost:
    """Counts keys, looks conditions up in `facts`, and notes what was performed and thrown."""

    facts: dict[str, object] = field(default_factory=dict)
    performed: list[tuple[str, Mapping[str, Scalar]]] = field(default_factory=list)
    thrown: list[str] = field(default_factory=list)
    went: list[tuple[str, ...]] = field(default_factory=list)
    failing: Callable[[Element], ServiceTaskFailed | None] = lambda element: None
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def new_id(self) -> str:
        return f"w{next(self._numbers)}"

    def evaluate(self, text: str, element: Element, locals: Mapping[str, Scalar]) -> object:
        if text.startswith('"') and text.endswith('"'):
            return text.strip('"')
        return {"true": True, "false": False, **self.facts, **locals}.get(text)

    def perform(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        failure = self.failing(element)
        if failure is not None:
            raise failure
        self.performed.append((element.id, dict(locals)))

    def throw(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        self.thrown.append(element.id)

    def passed(self, process_id: str, places: Sequence[str]) -> None:
        self.went.append((process_id, *places))


class Player:
    """Plays one instance; after each move it is saved, restored, and must be the same."""

    def __init__(
        self, executable: SpiffExecutable, host: FakeHost | None = None, at: str = ""
    ) -> None:
        self.executable = executable
        self.host = host or FakeHost()
        self.execution: Execution = executable.start(self.host, at)
        self._save_and_restore()

    def waiting(self) -> list[str]:
        """Elements that wait, in order of creation."""
        return [wait.element_id for wait in self.execution.waits()]

    def wait(self, element_id: str) -> Wait:
        found = [wait for wait in self.execution.waits() if wait.element_id == element_id]
        assert found, f"{element_id} does not wait; waiting are {self.waiting()}"
        return found[0]

    def completes(self, *element_ids: str) -> Player:
        for element_id in element_ids:
            self.execution.complete(self.wait(element_id).id, self.host)
            self._save_and_restore()
        return self

    def escalates(self, name: str, at: str = "") -> bool:
        wait_id = self.wait(at).id if at else ""
        is_heard = self.execution.escalate(wait_id, name, self.host)
        self._save_and_restore()
        return is_heard

    def returns(self, element_id: str, to: str) -> Player:
        self.execution.return_to(self.wait(element_id).id, to, self.host)
        self._save_and_restore()
        return self

    def throws(self, kind: str, name: str) -> int:
        taken = self.execution.throw_event(kind, name, self.host)
        self._save_and_restore()
        return taken

    def is_over(self) -> bool:
        return self.execution.is_completed()

    def _save_and_restore(self) -> None:
        waits, saved = self.execution.waits(), self.execution.snapshot()
        self.execution = self.executable.restore(saved)
        assert self.execution.snapshot() == saved
        assert list(self.execution.waits()) == list(waits)
        # Nothing is over that still waits, and nothing stays open with nothing to wait for.
        assert self.execution.is_completed() == (not waits)


__all__ = ["FakeHost", "Player", "Wait", "WaitKind"]
