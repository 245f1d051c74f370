"""Expressions of a diagram on a live instance: variables, facts, loop locals, law and deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from engine import clocks
from engine.definitions import Definition
from engine.execution import Scalar
from engine.instances import Instance
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
    business = view.registry.business
    expression = definition.expression(text)
    context: dict[str, object] = {**instance.variables, **(locals or {})}
    if business.facts_root in expression.free_names:
        context[business.facts_root] = dict(business.facts(view, instance))

    def law(key: str) -> object:
        return business.law(view, instance, key).value

    def deadline(key: str) -> datetime:
        return clocks.due_from(view, instance, key, start=view.now)

    return expression.evaluate(context, functions={"law": law, "deadline": deadline})


def deadline_key(definition: Definition, text: str) -> str:
    """The law key of a timer that is just `deadline("key")`; empty for any other text."""
    expression = definition.expression(text)
    keys = expression.string_arguments_of("deadline")
    is_bare = text.lstrip(" =").startswith("deadline(") and text.rstrip().endswith(")")
    return next(iter(keys)) if is_bare and len(keys) == 1 else ""
