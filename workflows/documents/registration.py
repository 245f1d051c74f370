"""The commands about documents."""

from __future__ import annotations

from engine.registry import Registry
from workflows.documents import (
    bringing,
    issuing,
    keeping_files,
    preparing,
    replacing,
    sealing,
    word_templates,
)


def register(registry: Registry) -> None:
    for room in (preparing, keeping_files, issuing, replacing, sealing, bringing, word_templates):
        room.register(registry)
