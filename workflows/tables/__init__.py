"""The office's rows, on the engine's metadata so that one migration history covers both."""

from __future__ import annotations

from engine.migration import tables as migrations
from engine.tables import metadata
from workflows.tables import (
    accounts,
    calendar,
    council,
    documents,
    dossiers,
    escalations,
    honours,
    law,
    offices,
    packages,
    publicity,
    registers,
    studio,
    successions,
    superiors,
)

__all__ = [
    "accounts",
    "calendar",
    "council",
    "documents",
    "dossiers",
    "escalations",
    "honours",
    "law",
    "metadata",
    "migrations",
    "offices",
    "packages",
    "publicity",
    "registers",
    "studio",
    "successions",
    "superiors",
]
