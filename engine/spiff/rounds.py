"""Activities done more than once: standard loops and multi-instance, with the standard's counters.

The drawn activity becomes a token that stays while its rounds hang on it; boundary events and
flows belong to that token, so that an interruption closes all rounds and the way on is taken once.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.admission.rules.loops_planned import MOST_ROUNDS
from engine.errors import LimitExceeded, ModelError
from engine.execution import Scalar
from engine.model import Element, Loop, LoopKind
from engine.scalars import scalar
from engine.spiff.nodes import Node, host_of
from engine.spiff.token import Token

if TYPE_CHECKING:
    from engine.spiff.definition import Definition

ITEMS, DONE, TOTAL = "items", "done", "total"
COUNTER = "loopCounter"


class Rounds(Node):
    """The activity as drawn: opens its rounds and is complete when they are."""

    inner: Node
    """What one round does."""
    loop: Loop

    def __init__(self, definition: Definition, element: Element, loop: Loop) -> None:
        super().__init__(definition, element)
        self.loop = loop

    def _run_hook(self, token: Token) -> bool | None:
        items, total = self._planned(token)
        token.internal_data[DONE] = 0
        token.internal_data[TOTAL] = total
        if items:
            token.internal_data[ITEMS] = items
        if total == 0 or (self.loop.test_before and not self._again(token)):
            token.internal_data.clear()
            return True
        self.begin(token)
        opening = total if self.loop.kind is LoopKind.PARALLEL else 1
        for number in range(1, opening + 1):
            self._open(token, number)
        return None

    def round_done(self, token: Token) -> None:
        """One round is complete: open the next, or leave when there is no more to do."""
        token.internal_data[DONE] += 1
        if self._is_over(token):
            token.internal_data.clear()
            token.complete()
        elif self.loop.kind is not LoopKind.PARALLEL:
            self._open(token, token.internal_data[DONE] + 1)

    def _is_over(self, token: Token) -> bool:
        done, total = token.internal_data[DONE], token.internal_data[TOTAL]
        if self.loop.kind is LoopKind.STANDARD:
            return done == self.loop.maximum or not self._again(token)
        return done >= total or (bool(self.loop.condition) and self._holds_now(token))

    def _again(self, token: Token) -> bool:
        return not self.loop.condition or self._holds_now(token)

    def _holds_now(self, token: Token) -> bool:
        """The loop's condition, asked with the counters of the whole."""
        locals_ = {**token.locals_in_force(), **self._counters(token)}
        return host_of(token).evaluate(self.loop.condition, self.element, locals_) is True

    def _counters(self, token: Token) -> dict[str, Scalar]:
        done, total = token.internal_data[DONE], token.internal_data[TOTAL]
        if self.loop.kind is LoopKind.STANDARD:
            return {COUNTER: done}
        left = total - done
        return {
            "numberOfInstances": total,
            "numberOfCompletedInstances": done,
            "numberOfActiveInstances": left
            if self.loop.kind is LoopKind.PARALLEL
            else min(left, 1),
        }

    def _open(self, token: Token, number: int) -> None:
        round_ = token._add_child(self.inner)
        round_.data[COUNTER] = number
        items = token.internal_data.get(ITEMS)
        if items and self.loop.item:
            round_.data[self.loop.item] = items[number - 1]
        self.inner._update(round_)

    def _planned(self, token: Token) -> tuple[list[Scalar], int]:
        """The items of the rounds, if any, and how many rounds there are.

        A standard loop has no plan: it has at least one round unless its maximum is none.
        """
        if self.loop.kind is LoopKind.STANDARD:
            return [], 1 if self.loop.maximum is None else self.loop.maximum
        host, around = host_of(token), token.locals_in_force()
        if self.loop.collection:
            found = host.evaluate(self.loop.collection, self.element, around)
            if not isinstance(found, list | tuple):
                raise self._no_plan(self.loop.collection)
            self._check_count(len(found))
            return [scalar(item, self.loop.item, self.element) for item in found], len(found)
        count = host.evaluate(self.loop.cardinality, self.element, around)
        if not isinstance(count, int | Decimal) or isinstance(count, bool) or count != int(count):
            raise self._no_plan(self.loop.cardinality)
        self._check_count(int(count))
        return [], max(int(count), 0)

    def _check_count(self, count: int) -> None:
        if count > MOST_ROUNDS:
            raise LimitExceeded(
                "%(element)s would be done %(count)s times; at most %(limit)s are run",
                element=self.element.name or self.element.id,
                count=count,
                limit=MOST_ROUNDS,
            )

    def _no_plan(self, text: str) -> ModelError:
        return ModelError(
            "%(text)s does not say how often %(element)s is to be done",
            text=text,
            element=self.element.name or self.element.id,
        )
