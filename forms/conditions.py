"""When a field is shown: FEEL over the other fields of the same form."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine import feel

LAW, ROW = "law", "row"
"""How the column of a grid asks for a value of the law, and for a fact of its row."""

Law = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Condition:
    """`conditional.hide` of a component, compiled once."""

    text: str
    names: frozenset[str]
    """The fields it asks about."""
    law_keys: frozenset[str]
    """The values of the law that it asks for."""
    expression: feel.Expression = field(compare=False, repr=False)

    @property
    def asks_law(self) -> bool:
        return LAW in self.expression.called_functions

    def holds(self, values: Mapping[str, object], law: Law | None = None) -> bool:
        """Whether it is true of these values; a field that is hidden or empty counts as null.

        What cannot be computed is not true: the field then stays in sight, and is asked for.
        """
        known = {name: values.get(name) for name in self.names}
        functions = None if law is None else {LAW: law}
        try:
            return self.expression.evaluate(known, functions=functions) is True
        except (feel.FeelError, feel.FeelBudgetExceeded):
            return False


def compile_condition(text: str) -> Condition:
    """Compile the FEEL of a component, with or without form-js' leading `=`; raises FeelError."""
    body = text.strip().removeprefix("=").strip()
    expression = feel.compile(body, functions=(LAW,))
    keys = expression.string_arguments_of(LAW)
    return Condition(body, expression.free_names, keys, expression)


def can_be_named(key: str) -> bool:
    """Whether expressions can ask for a field with this key: no keyword, no two spellings."""
    try:
        return unicodedata.is_normalized("NFKC", key) and feel.compile(key).free_names == {key}
    except feel.FeelError:
        return False


def ordered(asks: Mapping[str, frozenset[str]]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Fields so that each comes after those it asks about, and the ones that wait in a circle."""
    done: list[str] = []
    seen: set[str] = set()
    waiting = dict(asks)
    while ready := [key for key, needs in waiting.items() if needs <= seen]:
        done += ready
        seen.update(ready)
        for key in ready:
            del waiting[key]
    return tuple(done), frozenset(waiting)
