"""The office's rows, on the engine's metadata so that one migration history covers both."""

from __future__ import annotations

from engine.tables import metadata
from workflows.tables import accounts, council, dossiers, law, offices, publicity, registers

__all__ = [
    "accounts",
    "council",
    "dossiers",
    "law",
    "metadata",
    "offices",
    "publicity",
    "registers",
]
