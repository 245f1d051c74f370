"""Packages between offices of different installations: taken out, taken in, and who is trusted.

A package that comes in is verified inside the transaction that believes it. What begins or answers
by it goes the same way as within one installation.
"""

from __future__ import annotations

from engine.registry import Registry
from workflows.package_exchange import partners, receiving, taking_out


def register(registry: Registry) -> None:
    partners.register(registry)
    receiving.register(registry)
    taking_out.register(registry)
