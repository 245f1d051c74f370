"""What an instance answers while its drawing is executed: values, work, what is thrown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import deciding, expressions, messages
from engine.errors import ServiceTaskFailed
from engine.execution import Scalar
from engine.model import Element, EventKind

if TYPE_CHECKING:
    from engine.live import LiveInstance


@dataclass(frozen=True, slots=True)
class InstanceHost:
    """The `engine.execution.Host` of one live instance."""

    live: LiveInstance

    def new_id(self) -> str:
        return self.live.context.new_id()

    def evaluate(self, text: str, element: Element, locals: Mapping[str, Scalar]) -> object:
        live = self.live
        return expressions.evaluate(live.context, live.definition, live.record, text, locals=locals)

    def perform(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        if element.decision_ref and not element.topic:
            deciding.decide(self.live, element, locals)
            return
        context = self.live.context
        topic = context.registry.topics.get(element.topic)
        if topic is None:
            raise ServiceTaskFailed("There is no service %(topic)s.", topic=element.topic)
        with self._undone_if_caught():
            topic.perform(context, self.live, element, locals)

    def throw(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        """Messages and signals leave by the outbox; an escalation stays inside the instance."""
        if element.event is not EventKind.ESCALATION:
            kind = messages.SIGNAL if element.event is EventKind.SIGNAL else messages.MESSAGE
            messages.throw(self.live, element, kind, locals)

    def passed(self, process_id: str, places: Sequence[str]) -> None:
        """Nobody is told at an office; a run that is tried out shows where it went."""
        if (watcher := self.live.context.registry.watcher) is not None:
            watcher(process_id, places)

    @contextmanager
    def _undone_if_caught(self) -> Iterator[None]:
        """Where an error event may go on after a failure, nothing of the failed work stays."""
        live = self.live
        if not live.definition.catches_errors:
            yield
            return
        before, told = dict(live.variables), len(live.context.entries)
        try:
            with (
                live.context.clocks.undone_on_failure(),
                live.context.changes.undone_on_failure(),
                live.context.connection.begin_nested(),
            ):
                yield
        except ServiceTaskFailed:
            live.variables = before
            del live.context.entries[told:]
            live.context.forget_all()
            raise
