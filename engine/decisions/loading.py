"""From a DMN file to a model that decides, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engine.admission.catalogue import DecisionShape
from engine.decisions.compiling import Known, LogicCompiler
from engine.decisions.coverage import judge_coverage
from engine.decisions.decision_model import DecisionModel
from engine.decisions.errors import UnusableDecisions
from engine.decisions.findings import Findings
from engine.decisions.item_types import types_of
from engine.decisions.reading import read
from engine.decisions.requirements import Requirements, requirements_of
from engine.decisions.scope import Code
from engine.decisions.syntax import Definitions, Table
from engine.decisions.tables import CompiledTable
from engine.feel import Function
from engine.feel.expression import Compiled, declared
from engine.model import Problem

Functions = Collection[str] | Mapping[str, Function | None]
"""The host's, by name; with their parameters, wrong calls are found before they are made."""


def load(content: bytes, *, functions: Functions = (), file: str = "") -> DecisionModel:
    """The decisions of a DMN file; UnusableDecisions with all problems when there is an error.

    `functions` are the host's that expressions may call, such as `law`.
    """
    model, findings = _understood(content, functions, file)
    if findings.has_errors:
        raise UnusableDecisions(findings.problems)
    return model


@dataclass(frozen=True, slots=True)
class Examined:
    """What is wrong with a DMN file, and what its decisions look like to those who use them."""

    problems: tuple[Problem, ...]
    """Warnings included, in the order of lines."""
    shapes: Mapping[str, DecisionShape]
    """By id of the decision; none when the file has an error."""


def examine(content: bytes, *, functions: Functions = (), file: str = "") -> Examined:
    """Judge a DMN file, whatever the bytes."""
    model, findings = _understood(content, functions, file)
    problems = tuple(sorted(findings.problems, key=lambda problem: problem.line))
    return Examined(problems, {} if findings.has_errors else model.shapes())


def check(content: bytes, *, functions: Functions = (), file: str = "") -> list[Problem]:
    """All that is wrong with a DMN file, warnings included, in the order of its lines."""
    return list(examine(content, functions=functions, file=file).problems)


def _understood(content: bytes, functions: Functions, file: str) -> tuple[DecisionModel, Findings]:
    findings = Findings(file)
    definitions = read(content, file, findings)
    types = types_of(definitions, findings)
    requirements = requirements_of(definitions, findings)
    compiler = LogicCompiler(types, findings)
    logic: dict[str, CompiledTable | Code] = {}
    compiled: dict[str, tuple[Compiled, ...]] = {}
    asked: dict[str, frozenset[str]] = {}
    inputs = frozenset(item.name for item in definitions.inputs.values())
    for id_ in requirements.order:
        compiler.compiled, compiler.asked = [], set()
        known = _known(id_, definitions, requirements, inputs, functions)
        logic[id_] = _code(id_, definitions, compiler, known)
        compiled[id_], asked[id_] = tuple(compiler.compiled), frozenset(compiler.asked)
    tables = [each for each in logic.values() if isinstance(each, CompiledTable)]
    if not findings.has_errors:
        for table in tables:
            judge_coverage(table, findings)
    model = DecisionModel(definitions, requirements, types, logic, compiled, asked)
    return model, findings


def _code(
    id_: str, definitions: Definitions, compiler: LogicCompiler, known: Known
) -> CompiledTable | Code:
    if id_ in definitions.knowledge:
        return compiler.function(definitions.knowledge[id_].function, known)
    decision = definitions.decisions[id_]
    compiler.check_type(decision, decision.type_ref)
    if isinstance(decision.logic, Table):
        return compiler.table(decision.logic, known)
    return compiler.code(decision.logic, known)


def _known(
    id_: str,
    definitions: Definitions,
    requirements: Requirements,
    inputs: frozenset[str],
    functions: Functions,
) -> Known:
    made: set[str] = set()
    known: dict[str, Function | None] = dict(declared(functions))
    for other in requirements.before(id_):
        if other in definitions.knowledge:
            knowledge = definitions.knowledge[other]
            known[knowledge.name] = Function(knowledge.function.parameters, _unbound)
        else:
            decision = definitions.decisions[other]
            made |= {decision.name, decision.variable, decision.id}
    return Known(inputs | made, known, frozenset(made))


def _unbound() -> None:
    """Stands for a knowledge model until a decision is being made."""
