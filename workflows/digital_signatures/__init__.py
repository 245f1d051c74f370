"""Digital signatures: whose certificate it is, what a signed file was found to be, and the verdict.

Files are examined when they come in, outside every transaction; the gate decides on what was found.
"""

from __future__ import annotations

from engine.registry import Registry
from workflows.digital_signatures import certificates, mode


def register(registry: Registry) -> None:
    certificates.register(registry)
    mode.register(registry)
