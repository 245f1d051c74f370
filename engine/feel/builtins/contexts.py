"""Built-in functions on contexts."""

from __future__ import annotations

from engine.feel.budget import DEPTH, Meter
from engine.feel.builtins.registry import builtin
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.values import Value


@builtin("get value(m: context, keys: list)")
@builtin("get value(m: context, key: string|list)")
def get_value(meter: Meter, context: dict[str, Value], keys: str | list[Value]) -> Value:
    """The entry with a key, or at the end of a path of keys."""
    if isinstance(keys, str):
        return context.get(keys)
    found: Value = context
    for key in keys:
        meter.spend(1)
        if not isinstance(found, dict) or not isinstance(key, str):
            return None
        found = found.get(key)
    return found if keys else None


@builtin("get entries(m: context)")
def get_entries(meter: Meter, context: dict[str, Value]) -> Value:
    meter.admit_list(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)")
def context_of(meter: Meter, entries: list[Value]) -> Value:
    """A context from entries with `key` and `value`; null when a key stands twice."""
    meter.admit_list(len(entries))
    made: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in made:
            return None
        made[key] = entry["value"]
    return made


@builtin("context put(context: context, keys: list, value: any)")
@builtin("context put(context: context, key: string|list, value: any)")
def context_put(
    meter: Meter, context: dict[str, Value], keys: str | list[Value], value: Value
) -> Value:
    """The context with a changed entry, or one changed at the end of a path of keys."""
    if isinstance(keys, str):
        meter.admit_list(len(context) + 1)
        return {**context, keys: value}
    if len(keys) > DEPTH:
        raise FeelBudgetExceeded("depth", DEPTH)
    if not keys or not isinstance(keys[0], str):
        return None
    if len(keys) == 1:
        return context_put(meter, context, keys[0], value)
    inner = context.get(keys[0], {})
    if not isinstance(inner, dict):
        return None
    changed = context_put(meter, inner, keys[1:], value)
    return None if changed is None else context_put(meter, context, keys[0], changed)


@builtin("context merge(items...: list)")
@builtin("context merge(contexts: list)")
def context_merge(meter: Meter, contexts: list[Value]) -> Value:
    """All entries; of equal keys the last stands."""
    merged: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        meter.admit_list(len(merged) + len(context))
        merged.update(context)
    return merged
