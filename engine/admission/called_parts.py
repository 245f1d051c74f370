"""What rules find in processes that are called: each is looked into once for the whole set."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from engine.model import Process

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CalledParts:
    """The answers of rules about the processes of a set, however many ways lead to each."""

    processes: Mapping[str, Process]
    _known: dict[tuple[Hashable, str], object] = field(default_factory=dict)

    def ask(
        self, question: Hashable, called: Process, find: Callable[[Process], T], *, meanwhile: T
    ) -> T:
        """What `find` says of a process; what that calls is asked first, so that nothing runs deep.

        `meanwhile` stands for a process that leads back to itself: such a set is refused anyway.
        """
        if (question, called.id) not in self._known:
            fresh = [
                one for one in self._inner_first(called) if (question, one.id) not in self._known
            ]
            self._known.update({(question, one.id): meanwhile for one in fresh})
            for one in fresh:
                self._known[question, one.id] = find(one)
        return cast("T", self._known[question, called.id])

    def _inner_first(self, process: Process) -> list[Process]:
        """A process after all that it calls, directly or through a part."""
        found: dict[str, Process] = {}
        seen, ahead = {process.id}, [(process, False)]
        while ahead:
            here, is_done = ahead.pop()
            if is_done:
                found[here.id] = here
                continue
            ahead.append((here, True))
            for element in here.elements.values():
                called = self.processes.get(element.called_element)
                if called is not None and called.id not in seen:
                    seen.add(called.id)
                    ahead.append((called, False))
        return list(found.values())
