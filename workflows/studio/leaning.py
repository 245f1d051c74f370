"""What leans on the files of a draft: drawings in force that are published anew along with it.

A version keeps its parts, forms and tables for life. Published alone, another form would change
nothing for anybody; so whatever uses it gets a new version with it, and is judged with it before.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePath

from engine import compiled
from engine.admission import read
from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX, TABLE_SUFFIX
from engine.model import Process
from engine.view import View
from workflows.studio.offers import newest_files

Files = Mapping[str, bytes]


def with_leaning(view: View, files: Files) -> dict[str, bytes]:
    """The files, and the drawings that lean on those which are not in force as they stand."""
    in_force = newest_files(view)
    changed = {name: text for name, text in files.items() if in_force.get(name) != text}
    if not changed:
        return dict(files)
    own = {process.id for process in processes_in(files)}
    others = {
        name: drawn
        for name, drawn in ((n, _drawn(n, text)) for n, text in in_force.items() if n not in files)
        if own.isdisjoint(one.id for one in drawn)
    }
    touched, along = _named_in(changed), set[str]()
    while leaning := {
        name
        for name, drawn in others.items()
        if name not in along and any(not touched.isdisjoint(_uses(one)) for one in drawn)
    }:
        along |= leaning
        touched |= {one.id for name in leaning for one in others[name]}
    return dict(files) | {name: in_force[name] for name in sorted(along)}


def processes_in(files: Files) -> tuple[Process, ...]:
    """What the drawings among some files draw."""
    return tuple(one for name, text in files.items() for one in _drawn(name, text))


@lru_cache(maxsize=64)
def _drawn(name: str, text: bytes) -> tuple[Process, ...]:
    """The processes of one file; what is in force is read once however often one draws."""
    return read({name: text}).processes if name.endswith(DIAGRAM_SUFFIX) else ()


def _named_in(files: Files) -> set[str]:
    """What drawings may call by name: processes and decisions by id, forms by their file."""
    named = {process.id for process in processes_in(files)}
    named |= {PurePath(name).name for name in files if name.endswith(FORM_SUFFIX)}
    for name, text in files.items():
        if name.endswith(TABLE_SUFFIX):
            named |= set(compiled.examined(name, text).shapes)
    return named


def _uses(process: Process) -> set[str]:
    """Processes, forms and decisions that a process names; each kind has its own spelling."""
    used: set[str] = set()
    for element in process.elements.values():
        used |= {element.called_element, element.decision_ref}
        if element.form_key:
            used.add(element.form_key + FORM_SUFFIX)
    return used - {""}
