"""How the places of one version are found on another: by the plan, else by the same id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from engine.definitions import Definition
from engine.errors import ModelError
from engine.migration.crossing import Ways
from engine.migration.plan import Place, Plan, check_plan
from engine.model import Element

if TYPE_CHECKING:
    from engine.context import Context


@dataclass(frozen=True)
class Routing:
    """A plan that was checked, with both its versions (`engine.execution.Route`)."""

    plan: Plan
    source: Definition
    target: Definition
    explicit: Mapping[Place, Place]

    @classmethod
    def of(cls, plan: Plan, source: Definition, target: Definition) -> Routing:
        """Raises `InvalidData` with everything that is wrong with the plan."""
        return cls(plan, source, target, check_plan(plan, source, target))

    def element(self, process_id: str, element_id: str, *, within: str) -> str | None:
        named = self.explicit.get(Place(process_id, element_id))
        if named is not None:
            return named.element if named.process == within else None
        around = self.target.executable.processes.get(within)
        return element_id if around is not None and element_id in around.elements else None

    def flow(self, process_id: str, flow_id: str, *, within: str) -> str | None:
        """Its own id, when it leads to the same place; else what joins the same two elements."""
        drawn = self.source.executable.processes[process_id].flows[flow_id]
        source = self.element(process_id, drawn.source, within=within)
        target = self.element(process_id, drawn.target, within=within)
        flows = self.target.executable.processes[within].flows
        same = flows.get(flow_id)
        if same is not None and same.target == target:
            return flow_id
        joining = [f.id for f in flows.values() if (f.source, f.target) == (source, target)]
        return joining[0] if len(joining) == 1 else None

    def keeps(self, old: Element, new: Element) -> bool:
        """Whether what was begun on a step still fits: its form is the same, letter by letter."""
        if old.form_key != new.form_key:
            return False
        return not old.form_key or self._forms_are_equal(old.form_key)

    def _forms_are_equal(self, key: str) -> bool:
        try:
            return self.source.form(key) == self.target.form(key)
        except ModelError:
            return False

    @cached_property
    def ways_before(self) -> Ways:
        return Ways(self.source)

    @cached_property
    def ways_after(self) -> Ways:
        return Ways(self.target)

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """Elements that the plan calls otherwise, by id."""
        return {old.element: new.element for old, new in self.explicit.items()}


def routing_of(context: Context, plan: Plan) -> Routing:
    """The way of a plan through the two versions it names."""
    definitions = context.definitions
    return Routing.of(
        plan, definitions.get(context, plan.source), definitions.get(context, plan.target)
    )
