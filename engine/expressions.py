"""Expressions of a diagram on a live instance: variables, facts, loop locals, law and deadlines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from engine.definitions import Definition
from engine.execution import Scalar
from engine.host_functions import working_days_on
from engine.instances import Instance
from engine.limits import due_from
from engine.view import View

if TYPE_CHECKING:
    from engine.feel import Value


def evaluate(
    view: View,
    definition: Definition,
    instance: Instance,
    text: str,
    *,
    locals: Mapping[str, Scalar] | None = None,
) -> Value:
    """The value of a FEEL text. Facts are read only when the text names them."""
    expression = definition.expression(text)
    context = context_of(view, instance, expression.free_names, locals or {})
    return expression.evaluate(context, functions=functions_of(view, instance))


def context_of(
    view: View, instance: Instance, names: frozenset[str], locals: Mapping[str, Scalar]
) -> dict[str, object]:
    """What an expression sees: variables and locals, and the facts if it names them."""
    business = view.registry.business
    context = _nested({**instance.variables, **locals})
    if business.facts_root in names:
        context[business.facts_root] = dict(business.facts(view, instance))
    return context


def _nested(variables: Mapping[str, Scalar]) -> dict[str, object]:
    """A decision's results are kept flat under dotted names and read as `leave.kind`."""
    if not any("." in name for name in variables):
        return dict(variables)
    nested: dict[str, object] = {name: v for name, v in variables.items() if "." not in name}
    for name, value in variables.items():
        root, dot, member = name.partition(".")
        members = nested.setdefault(root, {}) if dot else None
        if isinstance(members, dict):
            members[member] = value
    return nested


def functions_of(view: View, instance: Instance) -> Mapping[str, Callable[..., object]]:
    """The functions of ours that expressions and tables may call."""

    def law(key: str) -> object:
        return view.registry.business.law(view, instance, key).value

    def deadline(key: str) -> datetime:
        return due_from(view, instance, key, start=view.now)

    counting = working_days_on(lambda: view.registry.business.calendar(view))
    return {"law": law, "deadline": deadline, **counting}


def deadline_key(definition: Definition, text: str) -> str:
    """The law key of a timer that is just `deadline("key")`; empty for any other text."""
    expression = definition.expression(text)
    keys = expression.string_arguments_of("deadline")
    is_bare = text.lstrip(" =").startswith("deadline(") and text.rstrip().endswith(")")
    return next(iter(keys)) if is_bare and len(keys) == 1 else ""
