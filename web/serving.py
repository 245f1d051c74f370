"""Listening: waitress threads around the application, until somebody asks it to stop."""

from __future__ import annotations

import errno
from collections.abc import Callable

from flask import Flask
from waitress.server import create_server  # type: ignore[import-untyped]  # it has no types

from engine.errors import Conflict, Rejected
from engine.process_engine import ProcessEngine
from web.listening import Server, answer_until
from web.settings import Settings
from web.stopping import told_to_stop
from web.ticking import Post, ticking
from workflows.attachments import BlobStore

THREADS = 8


class PortTaken(Conflict):
    """Something already listens on %(host)s:%(port)s; stop it, or set VINHDANH_PORT to another."""


class CannotListen(Rejected):
    """It is not possible to listen on %(host)s:%(port)s: %(reason)s"""


def serve(
    app: Flask,
    engine: ProcessEngine,
    settings: Settings,
    post: Post,
    *,
    listening: Callable[[str], object] = lambda _url: None,
) -> None:
    """Answer requests and tick until SIGTERM or Ctrl+C; `listening` is told the address once."""
    server = _server(app, settings)
    try:
        with told_to_stop() as told, ticking(engine, post, BlobStore(settings.data_dir), told):
            # Told with the port that was really taken: 0 lets the system choose.
            listening(f"http://{_shown(settings.host)}:{_port(server)}/")
            answer_until(told, server)
    finally:
        server.close()


def work(
    engine: ProcessEngine,
    post: Post,
    blobs: BlobStore,
    *,
    started: Callable[[], object] = lambda: None,
) -> None:
    """Tick without listening, until SIGTERM or Ctrl+C; `started` is called once."""
    with told_to_stop() as told, ticking(engine, post, blobs, told):
        started()
        told.wait()


def _server(app: Flask, settings: Settings) -> Server:
    try:
        made: Server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            ident=None,
            # A declared proxy's headers are read by the application, which knows how many there
            # are; anybody else's are dropped here.
            clear_untrusted_proxy_headers=settings.proxies == 0,
        )
        return made
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host=settings.host, port=settings.port) from error
        raise CannotListen(
            host=settings.host, port=settings.port, reason=error.strerror or str(error)
        ) from error


def _port(server: Server) -> int:
    """A name such as localhost may stand for several addresses; they share the port."""
    several = getattr(server, "effective_listen", None)
    port: int = several[0][1] if several else getattr(server, "effective_port", 0)
    return port


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
