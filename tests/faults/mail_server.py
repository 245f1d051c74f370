"""A mail server that falls silent once it has read the first letter, and takes every later one."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a sender needs."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.letters: list[str] = []
        self.has_first = threading.Event()
        self.has_second = threading.Event()
        self.silence = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def takes(self, letter: str) -> None:
        self.letters.append(letter)
        if len(self.letters) == 1:
            self.has_first.set()
            self.silence.wait()
        self.has_second.set()


class Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._says("220 here")
        while line := self.rfile.readline().decode():
            word = line[:4].upper().strip()
            if word == "DATA":
                self._says("354 go on")
                self.server.takes(self._letter())
            self._says("221 bye" if word == "QUIT" else "250 ok")

    def _letter(self) -> str:
        lines: list[str] = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line)
        return "".join(lines)

    def _says(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.silence.set()
            server.shutdown()
            thread.join()
