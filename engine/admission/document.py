"""One BPMN file as a document: its ids, the names behind references, and the problems found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.admission.names import bpmn, is_bpmn, line_of, local
from engine.model import Problem, Severity

LONGEST_ID = 200
"""Of ids and of names by which things are found; rows have no room for more."""

LONGEST_NAME = 1_000
"""Of what people read; what is longer is no name."""

MOST_TAILS = 20
"""As many of one wish are told apart by the length of a tail, the others by its number."""

UNFIT = re.compile(r"[\s:]")
"""In an id it would look like a prefix, or like several ids; the standard has neither."""

GLOBALS = ("message", "signal", "error", "escalation")


@dataclass(slots=True)
class Document:
    """A parsed file. Elements without an id are given one, so that nothing is passed over."""

    file: str
    root: etree._Element
    problems: list[Problem] = field(default_factory=list)
    globals: dict[str, str] = field(default_factory=dict)
    """Id of a message, signal, error or escalation to the name events are matched by."""
    _ids: dict[str, int] = field(default_factory=dict)
    _wished: Counter[str] = field(default_factory=Counter)
    """How many others had an id first that was wished for."""

    def __post_init__(self) -> None:
        nodes = list(_semantic(self.root))
        for node in nodes:
            self._note_id(node)
            self._note_name(node)
        for number, node in enumerate(nodes):
            if not node.get("id"):
                node.set("id", self._free_id(self._wish(node, number)))
        for kind in GLOBALS:
            for node in self.root.iter(bpmn(kind)):
                self.globals[node.get("id", "")] = _global_name(node)

    def _note_name(self, node: etree._Element) -> None:
        if len(node.get("name", "")) > LONGEST_NAME:
            self.problem(
                "long-name",
                "The name of “%(id)s” is longer than %(most)s characters",
                node,
                hint="Give it a shorter name, and say the rest in its documentation.",
                id=node.get("id", ""),
                most=LONGEST_NAME,
            )

    def _note_id(self, node: etree._Element) -> None:
        id_ = node.get("id")
        if not id_:
            return
        if len(id_) > LONGEST_ID:
            self.problem(
                "long-id",
                "The id %(id)s… is longer than %(most)s characters",
                node,
                hint="Give it a shorter id.",
                id=id_[:40],
                most=LONGEST_ID,
            )
        if UNFIT.search(id_):
            self.problem(
                "unfit-id",
                "The id “%(id)s” has a space or a colon in it, so that nothing can refer to it",
                node,
                hint="Give it an id of letters, digits, hyphens and underscores.",
                id=" ".join(id_.split())[:40],
            )
        if id_ in self._ids:
            self.problem(
                "duplicate-id",
                "The id %(id)s is given twice, in lines %(first)s and %(second)s",
                node,
                hint="Give one of the two another id; the modeler does so when you copy it anew.",
                id=id_,
                first=self._ids[id_],
                second=line_of(node),
            )
        self._ids.setdefault(id_, line_of(node))

    def _wish(self, node: etree._Element, number: int) -> str:
        """A flow is named after its ends, so that its id stays when something else is drawn."""
        if node.tag != bpmn("sequenceFlow"):
            return f"{local(node)}_{number}"
        ends = (self.refer(node.get("sourceRef")), self.refer(node.get("targetRef")))
        return f"Flow_{ends[0]}_{ends[1]}"[: LONGEST_ID - 20]

    def _free_id(self, wish: str) -> str:
        free, taken = wish, self._wished[wish]
        while free in self._ids:
            taken += 1
            free = wish + ("_" * taken if taken <= MOST_TAILS else f"_{taken}")
        self._wished[wish] = taken
        self._ids[free] = 0
        return free

    def refer(self, reference: str | None) -> str:
        """An id out of a reference, which may carry a namespace prefix."""
        if not reference:
            return ""
        if reference in self._ids or ":" not in reference:
            return reference
        return reference.rpartition(":")[2]

    def problem(
        self,
        rule: str,
        message: str,
        node: etree._Element | None = None,
        *,
        hint: str = "",
        severity: Severity = Severity.ERROR,
        **params: object,
    ) -> None:
        """Note a problem at a place in the file."""
        name = "" if node is None else node.get("name") or node.get("id") or local(node)
        self.problems.append(
            Problem(
                severity=severity,
                rule=rule,
                message=message,
                params={"name": " ".join(name.split())[:LONGEST_NAME], **params},
                hint=hint,
                element="" if node is None else node.get("id", ""),
                line=0 if node is None else line_of(node),
                file=self.file,
            )
        )


def _semantic(node: etree._Element) -> Iterator[etree._Element]:
    """BPMN elements that carry meaning: not what vendors put inside `extensionElements`."""
    stack = [node]
    while stack:
        here = stack.pop()
        if not is_bpmn(here) or local(here) == "extensionElements":
            continue
        yield here
        stack.extend(reversed(list(here.iterchildren(etree.Element))))


def _global_name(node: etree._Element) -> str:
    """Errors and escalations are matched by code, messages and signals by name."""
    for attribute in ("errorCode", "escalationCode", "name"):
        if node.get(attribute):
            return str(node.get(attribute))
    return str(node.get("id", ""))
