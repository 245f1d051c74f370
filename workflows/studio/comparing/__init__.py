"""Two versions of a file compared: what was added, removed and changed, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX
from engine.errors import Bilingual
from workflows.studio.comparing import diagrams, forms, tables
from workflows.studio.comparing.difference import Change, Difference

__all__ = ["Change", "Difference", "compare"]


def compare(
    name: str, old: bytes, new: bytes, law: Mapping[str, Bilingual] | None = None
) -> tuple[Difference, ...]:
    """What is different in the newer of two contents; `law` names the keys of time limits.

    What cannot be read has no differences to tell: the check says what is wrong with it.
    """
    if old == new:
        return ()
    if name.endswith(DIAGRAM_SUFFIX):
        return tuple(diagrams.compare(old, new, law or {}))
    if name.endswith(FORM_SUFFIX):
        return tuple(forms.compare(old, new))
    return tuple(tables.compare(old, new))
