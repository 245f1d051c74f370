"""Answering requests until told to stop, and then those that were let in already."""

from __future__ import annotations

import threading
from collections.abc import MutableMapping
from time import monotonic
from typing import Protocol, cast

from waitress import wasyncore  # type: ignore[import-untyped]  # it has no types
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.server import BaseWSGIServer  # type: ignore[import-untyped]

LOOK_EVERY_SECONDS = 0.5
"""How soon a stop is noticed by a server that nobody asks anything."""

PATIENCE_SECONDS = 30
"""For requests that have begun; whoever is not answered by then asks another server."""

Sockets = MutableMapping[int, object]


class Dispatcher(Protocol):
    """The threads that answer."""

    def shutdown(self) -> object: ...


class Server(Protocol):
    """What we use of waitress, be it one socket or several."""

    task_dispatcher: Dispatcher

    def run(self) -> None: ...

    def close(self) -> None: ...


def answer_until(told: threading.Event, server: Server) -> None:
    """Answer until told; then let nobody new in, and return when everybody inside has an answer.

    waitress by itself drops whatever it has not sent when it is told.
    """
    sockets = _sockets(server)
    while not told.is_set():
        _turn(sockets)
    for listener in _only(BaseWSGIServer, sockets):
        wasyncore.dispatcher.close(listener)
    limit = monotonic() + PATIENCE_SECONDS
    while any(map(_is_busy, _only(HTTPChannel, sockets))) and monotonic() < limit:
        _turn(sockets)
    server.task_dispatcher.shutdown()


def _sockets(server: Server) -> Sockets:
    """By file descriptor: those that listen, those of the people inside, and the alarm clocks."""
    several = getattr(server, "map", None)
    return cast(Sockets, several if several is not None else vars(server)["_map"])


def _turn(sockets: Sockets) -> None:
    wasyncore.loop(timeout=LOOK_EVERY_SECONDS, use_poll=True, map=sockets, count=1)


def _only(kind: type, sockets: Sockets) -> list[object]:
    return [one for one in sockets.values() if isinstance(one, kind)]


def _is_busy(channel: object) -> bool:
    """Being asked, thinking, or not yet done with answering."""
    return any(getattr(channel, name) for name in ("request", "requests", "total_outbufs_len"))
