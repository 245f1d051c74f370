"""Regular expressions that never take more than linear time.

`matches`, `replace` and `split` take the expressions of XPath and XML Schema. They are run by a
simulation of all alternatives at once (after Thompson and Pike) instead of by trying one after the
other, so that no pattern can make a short text take for ever. References back to a group (`\\1`)
and looking ahead or behind cannot be run that way: such a pattern gives null, as does a broken one.
"""

from __future__ import annotations

from engine.feel.patterns.machine import Pattern, compiled

__all__ = ["Pattern", "compiled"]
