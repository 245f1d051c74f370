"""Where rules act: the steps of deployed procedures that name them, by basis, gate or deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from engine.admission import read
from engine.gates import Gate
from engine.model import Element, Process
from engine.tables import resource
from engine.view import View
from workflows.editions import book
from workflows.law import LawBook
from workflows.queries.procedures import Version, procedures

_RULE = re.compile(r"R-[A-Z]+(?:-\d\dA?)?\b")


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A procedure or shared part in which a rule acts, with the names of the steps."""

    key: str
    name: str
    name_en: str
    steps: tuple[tuple[str, str], ...]
    """Vietnamese and English."""


def rule_uses(view: View) -> Mapping[str, tuple[RuleUse, ...]]:
    """Rule id to where it acts in the newest version of each procedure and part."""
    newest = tuple(
        (one.newest.deployment_id, one.newest.file, one.newest.key) for one in procedures(view)
    )
    known = _known.get(newest)
    if known is None:
        _known.clear()  # What was replaced is not asked for again.
        known = _known[newest] = _uses(view)
    return known


_known: dict[tuple[tuple[str, str, str], ...], Mapping[str, tuple[RuleUse, ...]]] = {}


def _uses(view: View) -> Mapping[str, tuple[RuleUse, ...]]:
    found: dict[str, list[RuleUse]] = {}
    rules_of_keys = _rules_of_keys(book(view))
    for one in procedures(view):
        process = _drawing(view, one.newest)
        if process is None:
            continue
        steps: dict[str, list[tuple[str, str]]] = {}
        for rule, element in _named(process, view.registry.gates, rules_of_keys):
            name = (element.name, element.name_en or element.name)
            if element.name and name not in steps.setdefault(rule, []):
                steps[rule].append(name)
        for rule, names in steps.items():
            use = RuleUse(process.id, process.name, process.name_en, tuple(names))
            found.setdefault(rule, []).append(use)
    return {rule: tuple(uses) for rule, uses in found.items()}


def _drawing(view: View, version: Version) -> Process | None:
    content = view.connection.execute(
        select(resource.c.content).where(
            resource.c.deployment_id == version.deployment_id, resource.c.name == version.file
        )
    ).scalar_one_or_none()
    if content is None:
        return None
    return next((one for one in _read(version.file, content) if one.id == version.key), None)


@lru_cache(maxsize=64)
def _read(name: str, content: bytes) -> tuple[Process, ...]:
    return tuple(read({name: content}).processes)


def _named(
    process: Process, gates: Mapping[str, Gate], rules_of_keys: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, Element]]:
    """Each rule that an element names, with the element."""
    for element in process.elements.values():
        rules = set(_RULE.findall(element.legal_basis))
        for gate in (gates[key] for key in element.gates if key in gates):
            rules |= {gate.rule, *rules_of_keys.get(gate.particular, ())}
        rules |= rules_of_keys.get(element.deadline, frozenset())
        for rule in sorted(rules):
            yield rule, element


def _rules_of_keys(known: LawBook) -> Mapping[str, frozenset[str]]:
    """By which rules each key has its values."""
    found: dict[str, set[str]] = {}
    for row in known.rows():
        found.setdefault(row.key, set()).add(row.rule)
    return {key: frozenset(rules) for key, rules in found.items()}
