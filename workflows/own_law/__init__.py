"""Values of the law that an office or its province sets: one proposes them, another approves."""

from __future__ import annotations
