"""A DMN file, ready to decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from engine.admission.catalogue import DecisionShape
from engine.decisions.errors import InputNotAllowed
from engine.decisions.hit_policies import ONE_AT_MOST
from engine.decisions.item_types import Types
from engine.decisions.requirements import Requirements
from engine.decisions.scope import Code, HostCall, Scope
from engine.decisions.syntax import (
    ContextEntries,
    Decision,
    Definitions,
    InputData,
    Items,
    Logic,
    Relation,
    Table,
)
from engine.decisions.tables import CompiledTable, Outcome
from engine.errors import NotFound
from engine.feel import Budget, Function, Meter, Value
from engine.feel.expression import Compiled
from engine.feel.text import text_of
from engine.feel.values import from_host

USUAL_BUDGET: Final = Budget(steps=200_000)
"""What one decision may use, with all it requires: a table has many more cells than a condition."""


class NoSuchDecision(NotFound):
    """There is no decision %(name)s in this file."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The result of a decision, and the rules of its table that led to it."""

    result: Value
    matched: tuple[str, ...] = ()
    annotations: tuple[tuple[str, ...], ...] = ()
    """What the annotation columns say for each matched rule."""
    is_silent: bool = False
    """No rule matched where one has to say something, and there is no default."""


class DecisionModel:
    """The decisions of one file. Made by `load`; it is never changed and may be shared."""

    def __init__(
        self,
        definitions: Definitions,
        requirements: Requirements,
        types: Types,
        logic: Mapping[str, CompiledTable | Code],
        compiled: Mapping[str, Collection[Compiled]],
        asked: Mapping[str, frozenset[str]],
    ) -> None:
        self.definitions = definitions
        self._requirements = requirements
        self._types = types
        self._logic = logic
        self._compiled = compiled
        self._asked = asked

    @property
    def decisions(self) -> tuple[Decision, ...]:
        return tuple(self.definitions.decisions.values())

    def string_arguments_of(self, function: str) -> frozenset[str]:
        """The texts that any expression of the file hands to a function: `law("key")`."""
        return self._texts_given_to(function, self._compiled)

    def _texts_given_to(self, function: str, ids: Iterable[str]) -> frozenset[str]:
        compiled = (each for id_ in ids for each in self._compiled[id_])
        return frozenset[str]().union(*(each.string_arguments_of(function) for each in compiled))

    def shapes(self) -> Mapping[str, DecisionShape]:
        """The decisions and services of the file as others see them, by id."""
        ids = (*self.definitions.decisions, *self.definitions.services)
        return {id_: self.shape(id_) for id_ in ids}

    def shape(self, id_: str) -> DecisionShape:
        """What a decision (or a service) takes from outside, and what it gives."""
        service = self.definitions.services.get(id_)
        ids = (id_,) if service is None else service.outputs
        made = [self.definitions.decisions[each] for each in ids]
        only = made[0] if len(made) == 1 else None
        before = [other for each in ids for other in self._requirements.before(each)]
        return DecisionShape(
            asks=frozenset[str]().union(*(self._asked[each] for each in before)),
            gives=tuple(decision.variable for decision in made)
            if only is None
            else _outputs(only.logic),
            is_list=only is not None and _gives_list(only.logic),
            law_keys=self._texts_given_to("law", before) | self._texts_given_to("deadline", before),
        )

    def paths(self, id_: str) -> tuple[str, ...]:
        """What a decision takes from outside as dotted paths: `person.rating`, not `person`."""
        if id_ not in self.definitions.decisions:
            raise NoSuchDecision(name=id_)
        asked = self.shape(id_).asks
        found = {
            path
            for other in self._requirements.before(id_)
            for each in self._compiled[other]
            for path in each.free_paths
            if path.partition(".")[0] in asked
        }
        return tuple(
            sorted(one for one in found if not any(o.startswith(f"{one}.") for o in found))
        )

    def decide(
        self,
        name_or_id: str,
        context: Mapping[str, object],
        functions: Mapping[str, HostCall] | None = None,
        *,
        budget: Budget = USUAL_BUDGET,
    ) -> Decided:
        """Make a decision (or all of a service) and first those it requires.

        DecisionFailed when rules collide or an input is not allowed, NoSuchDecision for an
        unknown name.
        """
        making = _Making(self, context, functions or {}, Meter(budget))
        service = next(
            (s for s in self.definitions.services.values() if name_or_id in (s.id, s.name)), None
        )
        decision = self._find(name_or_id)
        if decision is None and service is not None and len(service.outputs) == 1:
            # DMN 1.3, 10.4: one output alone is the result, several are a context of theirs.
            decision = self.definitions.decisions[service.outputs[0]]
        if decision is not None:
            outcome = making.outcome(decision)
            return Decided(
                outcome.value, outcome.matched, outcome.annotations, _is_silent(decision, outcome)
            )
        if service is None:
            raise NoSuchDecision(name=name_or_id)
        outputs = [self.definitions.decisions[id_] for id_ in service.outputs]
        return Decided({each.variable: making.outcome(each).value for each in outputs})

    def _find(self, name_or_id: str) -> Decision | None:
        by_id = self.definitions.decisions.get(name_or_id)
        by_name = (d for d in self.decisions if name_or_id in (d.name, d.variable))
        return by_id or next(by_name, None)


class _Making:
    """One decision in the making: what is already decided is not decided again."""

    def __init__(
        self,
        model: DecisionModel,
        context: Mapping[str, object],
        functions: Mapping[str, HostCall],
        meter: Meter,
    ) -> None:
        self.model = model
        self.meter = meter
        self.values = dict(context)
        self.functions = dict(functions)
        self.outcomes: dict[str, Outcome] = {}
        for item in model.definitions.inputs.values():
            self._read(item)

    def _read(self, item: InputData) -> None:
        """An input as its type wants it: a text may stand for a date, a time or a duration."""
        if item.name not in self.values or not item.type_ref:
            return
        types = self.model._types
        value = types.read(from_host(self.values[item.name]), item.type_ref)
        if not types.fits(value, item.type_ref):
            shown = text_of(value, Meter(Budget()))
            raise InputNotAllowed(input=item.name, value=shown[:80])
        self.values[item.name] = value

    def outcome(self, decision: Decision) -> Outcome:
        for id_ in self.model._requirements.before(decision.id):
            self._make(id_)
        return self.outcomes[decision.id]

    def _make(self, id_: str) -> None:
        if id_ in self.outcomes:
            return
        definitions = self.model.definitions
        logic = self.model._logic[id_]
        scope = Scope(self.values, self.functions, self.meter)
        if id_ in definitions.knowledge:
            self._give_function(id_, logic, scope)
            return
        outcome = (
            logic.outcome(scope) if isinstance(logic, CompiledTable) else Outcome(logic(scope))
        )
        self.outcomes[id_] = outcome
        decision = definitions.decisions[id_]
        self.values |= dict.fromkeys((decision.id, decision.name, decision.variable), outcome.value)

    def _give_function(self, id_: str, logic: CompiledTable | Code, scope: Scope) -> None:
        function = None if isinstance(logic, CompiledTable) else logic(scope)
        if isinstance(function, Function):
            self.functions[self.model.definitions.knowledge[id_].name] = function.call


def _outputs(logic: Logic) -> tuple[str, ...]:
    if isinstance(logic, Table):
        return tuple(output.name for output in logic.outputs)
    if isinstance(logic, ContextEntries) and all(name for name, _ in logic.entries):
        return tuple(name for name, _ in logic.entries)
    return ()


def _gives_list(logic: Logic) -> bool:
    if isinstance(logic, Table):
        return logic.hit_policy not in ONE_AT_MOST and logic.aggregation is None
    return isinstance(logic, Items | Relation)


def _is_silent(decision: Decision, outcome: Outcome) -> bool:
    logic = decision.logic
    return (
        isinstance(logic, Table)
        and logic.hit_policy in ONE_AT_MOST
        and not outcome.matched
        and outcome.value is None
    )
