"""Two versions of a file compared: what was added, removed and changed, as sentences."""

from __future__ import annotations

from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX
from workflows.studio.comparing import diagrams, forms, tables
from workflows.studio.comparing.difference import Change, Difference

__all__ = ["Change", "Difference", "compare"]


def compare(
    name: str, old: bytes, new: bytes, words: diagrams.Words | None = None
) -> tuple[Difference, ...]:
    """What is different in the newer of two contents; `words` names the keys of drawings.

    What cannot be read has no differences to tell: the check says what is wrong with it.
    """
    if old == new:
        return ()
    if name.endswith(DIAGRAM_SUFFIX):
        return tuple(diagrams.compare(old, new, words or {}))
    if name.endswith(FORM_SUFFIX):
        return tuple(forms.compare(old, new))
    return tuple(tables.compare(old, new))
