"""A compiled expression: what it asks for, and its value in a context."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.feel.budget import DEPTH, Budget, Meter
from engine.feel.builtins import BUILTINS
from engine.feel.compiler import Compiler
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.frames import NOTHING, Code, Frame, HostCall, Run
from engine.feel.lexer import normalised
from engine.feel.mentions import Mentions, mentions_of
from engine.feel.parser import Parser
from engine.feel.parsing import scope
from engine.feel.parsing.cursor import too_deep
from engine.feel.syntax import Node, cost
from engine.feel.values import Function, Value

_USUAL = Budget()

COLLECTIONS = (list, dict)
"""What may hold more than it shows; asked for after each evaluation."""


class Compiled:
    """What an expression and the content of a decision table's cell have in common."""

    def __init__(
        self, text: str, root: Node, functions: Collection[str] | Mapping[str, Function | None]
    ) -> None:
        self.text = text.strip()
        self._mentions: Mentions = mentions_of(root)
        self._cost = cost(root)
        self._defaults = _calls(functions)

    @property
    def free_names(self) -> frozenset[str]:
        """The names it takes from the context."""
        return self._mentions.names

    @property
    def free_paths(self) -> frozenset[str]:
        """The dotted paths it takes from the context, as far as they go: `order.unit`."""
        return self._mentions.paths

    @property
    def called_functions(self) -> frozenset[str]:
        """The built-in and host functions it calls."""
        return frozenset(self._mentions.functions)

    def string_arguments_of(self, function: str) -> frozenset[str]:
        """The texts written out as arguments of a function: `law("key")`."""
        return self._mentions.functions.get(function, frozenset())

    def _run(
        self,
        context: Mapping[str, object],
        functions: Mapping[str, HostCall] | None,
        budget: Budget | Meter,
    ) -> Run:
        meter = budget if isinstance(budget, Meter) else Meter(budget)
        meter.spend(self._cost)
        return Run(context, functions or NOTHING, meter, self._defaults)


def _calls(functions: Collection[str] | Mapping[str, Function | None]) -> dict[str, HostCall]:
    if not isinstance(functions, Mapping):
        return {}
    return {name: function.call for name, function in functions.items() if function}


class Expression(Compiled):
    """A FEEL expression, ready to be evaluated any number of times."""

    def __init__(
        self,
        text: str,
        root: Node,
        code: Code,
        functions: Collection[str] | Mapping[str, Function | None],
    ) -> None:
        super().__init__(text, root, functions)
        self.root = root
        self._code = code

    def evaluate(
        self,
        context: Mapping[str, object],
        *,
        functions: Mapping[str, HostCall] | None = None,
        budget: Budget | Meter = _USUAL,
    ) -> Value:
        """Its value; FeelBudgetExceeded when it wants too much, FeelError for foreign values.

        Several expressions can share one budget by being given the same `Meter`.
        """
        return guarded(self._code, Frame(self._run(context, functions, budget), None, None))

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def compile(
    text: str,
    *,
    names: Collection[str] = (),
    functions: Collection[str] | Mapping[str, Function | None] = (),
    is_strict: bool | None = None,
) -> Expression:
    """Understand an expression; FeelError (with its position) when that is not possible.

    `names` are the variables there will be, with their members (`order.unit`); where any are
    given (or `is_strict` says so), another one is an error. `functions` are the host's.
    """
    source = normalised(text)
    parser = parser_of(source, names, functions, is_strict)
    try:
        root = parser.whole()
        code = Compiler(declared(functions)).code(root)
    except RecursionError:
        raise too_deep(0) from None
    return Expression(source, root, code, functions)


def parser_of(
    source: str,
    names: Collection[str],
    functions: Collection[str],
    is_strict: bool | None,
) -> Parser:
    strict = bool(names) if is_strict is None else is_strict
    callable_names = BUILTINS.keys() | set(functions)
    return Parser(source, scope.given(names), callable_names, is_strict=strict)


def declared(
    functions: Collection[str] | Mapping[str, Function | None],
) -> Mapping[str, Function | None]:
    return functions if isinstance(functions, Mapping) else dict.fromkeys(functions)


def guarded(code: Code, frame: Frame) -> Value:
    """Run the code; a result is bounded in depth and size, however it was put together."""
    try:
        result = code(frame)
    except RecursionError:
        raise FeelBudgetExceeded("depth", DEPTH) from None
    if isinstance(result, COLLECTIONS):
        _measure(result, frame.run.meter, 1)
    return result


def _measure(value: Value, meter: Meter, depth: int) -> None:
    if not isinstance(value, COLLECTIONS):
        return
    if depth > DEPTH:
        raise FeelBudgetExceeded("depth", DEPTH)
    meter.spend(len(value) // 8)
    for item in value.values() if isinstance(value, dict) else value:
        _measure(item, meter, depth + 1)
