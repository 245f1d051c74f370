"""From a DMN file to a model that decides, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection

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
from engine.model import Problem


def load(content: bytes, *, functions: Collection[str] = (), file: str = "") -> DecisionModel:
    """The decisions of a DMN file; UnusableDecisions with all problems when there is an error.

    `functions` are the host's that expressions may call, such as `law`.
    """
    model, findings = _understood(content, functions, file)
    if findings.has_errors:
        raise UnusableDecisions(findings.problems)
    return model


def check(content: bytes, *, functions: Collection[str] = (), file: str = "") -> list[Problem]:
    """All that is wrong with a DMN file, warnings included, in the order of its lines."""
    _, findings = _understood(content, functions, file)
    return sorted(findings.problems, key=lambda problem: problem.line)


def _understood(
    content: bytes, functions: Collection[str], file: str
) -> tuple[DecisionModel, Findings]:
    findings = Findings(file)
    definitions = read(content, file, findings)
    types = types_of(definitions, findings)
    requirements = requirements_of(definitions, findings)
    compiler = LogicCompiler(types, findings)
    logic = _logic(definitions, requirements, compiler, functions)
    tables = [each for each in logic.values() if isinstance(each, CompiledTable)]
    if not findings.has_errors:
        for table in tables:
            judge_coverage(table, findings)
    return DecisionModel(definitions, requirements, types, logic, compiler.compiled), findings


def _logic(
    definitions: Definitions,
    requirements: Requirements,
    compiler: LogicCompiler,
    functions: Collection[str],
) -> dict[str, CompiledTable | Code]:
    """The compiled logic of each decision and knowledge model, by its id."""
    logic: dict[str, CompiledTable | Code] = {}
    inputs = frozenset(item.name for item in definitions.inputs.values())
    for id_ in requirements.order:
        known = _known(id_, definitions, requirements, inputs, functions)
        if id_ in definitions.knowledge:
            knowledge = definitions.knowledge[id_]
            logic[id_] = compiler.function(knowledge.function, known)
            continue
        decision = definitions.decisions[id_]
        compiler.check_type(decision, decision.type_ref)
        logic[id_] = (
            compiler.table(decision.logic, known)
            if isinstance(decision.logic, Table)
            else compiler.code(decision.logic, known)
        )
    return logic


def _known(
    id_: str,
    definitions: Definitions,
    requirements: Requirements,
    inputs: frozenset[str],
    functions: Collection[str],
) -> Known:
    names = set(inputs)
    known: dict[str, Function | None] = dict.fromkeys(functions)
    for other in requirements.before(id_):
        if other in definitions.knowledge:
            knowledge = definitions.knowledge[other]
            known[knowledge.name] = Function(knowledge.function.parameters, _unbound)
        else:
            decision = definitions.decisions[other]
            names |= {decision.name, decision.variable, decision.id}
    return Known(frozenset(names), known)


def _unbound() -> None:
    """Stands for a knowledge model until a decision is being made."""
