"""Where letters go: a folder of `.eml` files, or a mail server."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
import tempfile
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from workflows.outbox import TransportFailed

_MESSAGE_ID = re.compile(r"<([0-9A-Za-z-]{1,64})@[^<>@]+>")

WAIT_SECONDS = 30


class FolderTransport:
    """Letters as files: what the demo and an installation without a mail server have."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write `<id>.eml`; a letter that goes twice is the same file."""
        found = _MESSAGE_ID.fullmatch(str(message["Message-ID"]))
        if found is None:
            raise TransportFailed("the letter has no id")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".incoming-")
            with os.fdopen(handle, "wb") as file:
                file.write(message.as_bytes())
            Path(temporary).replace(self._folder / f"{found[1]}.eml")
        except OSError as failure:
            raise TransportFailed(str(failure)) from failure


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """The mail server of an office."""

    host: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = True


class SmtpTransport:
    """Letters through the office's mail server."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings

    def send(self, message: EmailMessage) -> None:
        settings = self._settings
        try:
            with smtplib.SMTP(settings.host, settings.port, timeout=WAIT_SECONDS) as server:
                if settings.starttls:
                    server.starttls(context=ssl.create_default_context())
                if settings.user:
                    server.login(settings.user, settings.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as failure:
            raise TransportFailed(f"{type(failure).__name__}: {failure}") from failure
