"""Reads a DMN file (1.1 to 1.5) into what it says; what it does not understand it tells."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission import safe_xml
from engine.decisions.boxes import function, logic_in
from engine.decisions.findings import Findings
from engine.decisions.grid import feel_text
from engine.decisions.syntax import (
    Decision,
    Definitions,
    InputData,
    ItemType,
    Knowledge,
    Service,
    Written,
)
from engine.decisions.xml import (
    Element,
    child,
    children,
    id_of,
    is_dmn,
    line_of,
    local,
    type_of,
    written,
)
from engine.model import Problem

_FOR_READERS_ONLY = frozenset(
    {"description", "extensionElements", "knowledgeSource", "textAnnotation", "association"}
    | {"group", "performanceIndicator", "organizationUnit", "elementCollection"}
    | {"businessContextElement"}
)
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_REQUIRED = ("requiredInput", "requiredDecision", "requiredKnowledge")
_NEED_AN_ID = frozenset(
    {"decision", "businessKnowledgeModel", "inputData", "decisionService", "rule"}
    | {"decisionTable"}
)
_DEEPEST_TYPE = 20

MOST_MAKERS = 500
"""Of one file; each is looked at with all that it may lean on."""


def read(content: bytes, file: str, findings: Findings) -> Definitions:
    """What the file says; what is wrong with it goes to the findings."""
    root = safe_xml.parse(file, content)
    if isinstance(root, Problem):
        findings.problems.append(root)
        return Definitions()
    if local(root) != "definitions" or not is_dmn(root):
        findings.add(
            "not-dmn",
            written(root),
            "This is no DMN file: its outermost element is %(name)s",
            hint="Export the decision again from the modeler, as DMN 1.3.",
            name=local(root),
        )
        return Definitions()
    makers = list(children(root, "decision", "businessKnowledgeModel", "inputData"))
    if len(makers) > MOST_MAKERS:
        findings.add(
            "too-many-decisions",
            written(makers[MOST_MAKERS]),
            "The file has more than %(allowed)s decisions, models and inputs",
            hint="Split the file.",
            allowed=MOST_MAKERS,
        )
        return Definitions()
    _check_ids(root, findings)
    return _Reader(root, findings).definitions()


def _check_ids(root: Element, findings: Findings) -> None:
    """Tell of ids given twice, and give one to what has none and needs it."""
    seen: set[str] = set()
    nodes = [node for node in root.iter("{*}*") if is_dmn(node)]
    for node in nodes:
        id_ = node.get("id", "")
        if id_ and id_ in seen:
            findings.add("duplicate-id", written(node), "The id %(id)s is given twice", id=id_)
        seen.add(id_)
    for number, node in enumerate(nodes):
        if local(node) in _NEED_AN_ID and not node.get("id"):
            node.set("id", _free(f"{local(node)}_{number}", seen))


def _free(wish: str, taken: set[str]) -> str:
    while wish in taken:
        wish += "_"
    taken.add(wish)
    return wish


class _Reader:
    def __init__(self, root: Element, findings: Findings) -> None:
        self.root = root
        self.findings = findings

    def definitions(self) -> Definitions:
        for node in children(self.root):
            self._refuse_foreign(node)
        decisions = [self._decision(node) for node in children(self.root, "decision")]
        knowledge = [self._knowledge(n) for n in children(self.root, "businessKnowledgeModel")]
        inputs = [self._input(node) for node in children(self.root, "inputData")]
        services = [self._service(node) for node in children(self.root, "decisionService")]
        types = [self._type(node, 0) for node in children(self.root, "itemDefinition")]
        return Definitions(
            name=self.root.get("name", ""),
            inputs={each.id: each for each in inputs},
            decisions={each.id: each for each in decisions if each is not None},
            knowledge={each.id: each for each in knowledge if each is not None},
            services={each.id: each for each in services},
            types={each.name: each for each in types},
        )

    def _refuse_foreign(self, node: Element) -> None:
        known = {"decision", "businessKnowledgeModel", "inputData", "decisionService"}
        if local(node) in known | {"itemDefinition"} | _FOR_READERS_ONLY:
            return
        is_import = local(node) == "import"
        self.findings.add(
            "unsupported-element",
            written(node),
            "The element %(name)s is not understood",
            hint="Put everything the decision needs into one file." if is_import else "",
            name=local(node),
        )

    def _decision(self, node: Element) -> Decision | None:
        logic = logic_in(node, self.findings)
        variable = child(node, "variable")
        name = self._name(node)
        if logic is None:
            return None
        return Decision(
            id=id_of(node),
            line=line_of(node),
            name=name,
            variable=name if variable is None else variable.get("name", "").strip() or name,
            type_ref="" if variable is None else type_of(variable),
            logic=logic,
            requires=tuple(self._requirements(node)),
        )

    def _knowledge(self, node: Element) -> Knowledge | None:
        inner = child(node, "encapsulatedLogic")
        if inner is None:
            self.findings.add(
                "no-logic", written(node), "The %(kind)s has no decision logic", kind=local(node)
            )
            return None
        found = function(inner, self.findings)
        if found is None:
            return None
        variable = child(node, "variable")
        name = "" if variable is None else variable.get("name", "").strip()
        return Knowledge(
            id=id_of(node),
            line=line_of(node),
            name=name or self._name(node),
            function=found,
            requires=tuple(self._requirements(node)),
        )

    def _input(self, node: Element) -> InputData:
        variable = child(node, "variable")
        name = self._name(node)
        return InputData(
            id=id_of(node),
            line=line_of(node),
            name=name if variable is None else variable.get("name", "").strip() or name,
            type_ref="" if variable is None else type_of(variable),
        )

    def _service(self, node: Element) -> Service:
        outputs = [_target(each) for each in children(node, "outputDecision")]
        return Service(
            id=id_of(node), line=line_of(node), name=self._name(node), outputs=tuple(outputs)
        )

    def _type(self, node: Element, depth: int) -> ItemType:
        place = written(node)
        if depth > _DEEPEST_TYPE:
            self.findings.add("too-deep", place, "The type is nested too deep")
            return ItemType(id=place.id, line=place.line, name="")
        values = child(node, "allowedValues")
        components = [self._type(each, depth + 1) for each in children(node, "itemComponent")]
        return ItemType(
            id=place.id,
            line=place.line,
            name=self._name(node),
            type_ref=type_of(node),
            values=None if values is None else feel_text(values, self.findings),
            components=tuple(components),
            is_collection=node.get("isCollection", "").strip() == "true",
        )

    def _name(self, node: Element) -> str:
        return " ".join(node.get("name", "").split()) or node.get("id", "")

    def _requirements(self, node: Element) -> Iterator[str]:
        for requirement in children(node, *_REQUIREMENTS):
            for required in children(requirement, *_REQUIRED):
                yield self._within_file(required)

    def _within_file(self, node: Element) -> str:
        target = _target(node)
        if not node.get("href", "").startswith("#"):
            place: Written = written(node)
            self.findings.add(
                "import",
                place,
                "The requirement %(target)s lies in another file",
                hint="Put everything the decision needs into one file.",
                target=node.get("href", ""),
            )
        return target


def _target(node: Element) -> str:
    return node.get("href", "").rpartition("#")[2]
