"""A name in an expression is a form field, something a topic sets, a local input or the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine import feel
from engine.admission.case import Case, problem
from engine.admission.expressions import Written, written_in
from engine.admission.rules.human_steps import HUMAN
from engine.as_feel import understood
from engine.model import Element, ElementKind, Problem

ID = "variables-known"

LOOP_LOCALS = (
    "loopCounter",
    "numberOfInstances",
    "numberOfActiveInstances",
    "numberOfCompletedInstances",
)
"""What the standard gives to activities done more than once."""


def check(case: Case) -> Iterator[Problem]:
    """Only in procedures: elsewhere nobody can say which variables an instance is given."""
    known = _known_names(case) if case.is_business else None
    if known is None:
        return
    for written in written_in(case.process):
        expression = understood(written.text)
        if isinstance(expression, feel.FeelError):
            continue
        for name in sorted(expression.free_names - known):
            yield problem(
                case,
                ID,
                written.place,
                "Nothing sets %(variable)s, which “%(name)s” asks for",
                "Use the key of a form field, or a variable that a topic sets.",
                variable=name,
            )
        yield from _unknown_facts(case, written, expression)
    for task in _deciding(case.elements):
        yield from _asked_by_decision(case, task, known)


def _deciding(elements: Iterable[Element]) -> Iterator[Element]:
    """What a business rule task decides is a variable; on a form step, the form is judged by it."""
    return (one for one in elements if one.kind is ElementKind.BUSINESS_RULE_TASK)


def _asked_by_decision(case: Case, task: Element, known: frozenset[str]) -> Iterator[Problem]:
    shape = case.catalogue.decisions.get(task.decision_ref)
    for name in sorted(shape.asks - known) if shape else ():
        yield problem(
            case,
            ID,
            task,
            "Nothing sets %(variable)s, for which the decision of “%(name)s” asks",
            "Use the key of a form field, or a variable that a topic sets.",
            variable=name,
        )


def _unknown_facts(case: Case, written: Written, expression: feel.Expression) -> Iterator[Problem]:
    root, known = case.catalogue.facts_root, case.catalogue.facts
    for path in sorted(expression.free_paths):
        first, _, rest = path.partition(".")
        fact = rest.partition(".")[0]
        if known is not None and first == root and fact and fact not in known:
            yield problem(
                case,
                ID,
                written.place,
                "There is no fact %(fact)s, for which “%(name)s” asks",
                "Known are: %(known)s",
                known=", ".join(f"{root}.{name}" for name in sorted(known)),
                fact=path,
            )


def _known_names(case: Case) -> frozenset[str] | None:
    """Names of the whole set; None when what a form sets, or which form, is not known here."""
    names = set(case.catalogue.variables)
    if case.catalogue.facts_root:
        names.add(case.catalogue.facts_root)
    for process in case.processes.values():
        for element in process.elements.values():
            names.update(element.inputs)
            if element.loop:
                names.update(LOOP_LOCALS, {element.loop.item})
            if element.form_key:
                fields = case.catalogue.fields(element.form_key)
                if fields is None:
                    return None
                names.update(fields)
            elif element.kind in HUMAN:
                return None
        for task in _deciding(process.elements.values()):
            shape = case.catalogue.decisions.get(task.decision_ref)
            names.update((task.result_variable,) if task.result_variable else ())
            names.update(shape.gives if shape and not task.result_variable else ())
    return frozenset(names)
