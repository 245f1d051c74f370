"""One look at the data: a connection, one instant, and a memo so that nothing is read twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, cast

from sqlalchemy import Connection

if TYPE_CHECKING:
    from engine.registry import Registry

Value = TypeVar("Value")


class View:
    """What queries, gates and pages read from. `now` is read once and handed down."""

    def __init__(self, connection: Connection, now: datetime, registry: Registry) -> None:
        self.connection = connection
        self.now = now
        self.registry = registry
        self._memo: dict[Hashable, object] = {}

    def once(self, key: Hashable, load: Callable[[], Value]) -> Value:
        """The value of `load`, called at most once in this view for this key."""
        if key not in self._memo:
            self._memo[key] = load()
        return cast(Value, self._memo[key])

    def forget_all(self) -> None:
        """Drop every memo after changes in this transaction were taken back."""
        self._memo.clear()

    def forget(self, *keys: Hashable) -> None:
        """Drop memos after the rows behind them were changed in this transaction."""
        for key in keys:
            self._memo.pop(key, None)
