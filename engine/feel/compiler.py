"""Tree to closures: what can be decided once is decided here, so that running is quick."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from engine.feel.compiling import calls, constructs, loops, naming, operators, paths
from engine.feel.frames import Code
from engine.feel.syntax import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Conjunction,
    ContextLiteral,
    Disjunction,
    Filter,
    For,
    FunctionLiteral,
    FunctionName,
    If,
    InstanceOf,
    ListLiteral,
    Literal,
    Membership,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    RangeLiteral,
)
from engine.feel.values import Function

_CODE: Final[dict[type[Node], Callable[..., Code]]] = {
    Literal: constructs.literal,
    Name: naming.name,
    FunctionName: naming.function_name,
    Path: paths.path,
    Filter: loops.filter_,
    Call: calls.call,
    Negation: operators.negation,
    Arithmetic: operators.arithmetic,
    Comparison: operators.comparison,
    Between: operators.between,
    Membership: operators.membership,
    InstanceOf: operators.instance_of,
    Conjunction: operators.conjunction,
    Disjunction: operators.disjunction,
    If: constructs.if_,
    For: loops.for_,
    Quantified: loops.quantified,
    ListLiteral: constructs.list_,
    ContextLiteral: constructs.context,
    RangeLiteral: constructs.range_,
    FunctionLiteral: calls.function,
}


@dataclass(frozen=True, slots=True)
class Names:
    """The frames that will be there when the code runs, innermost first."""

    names: frozenset[str]
    is_element: bool = False
    outer: Names | None = None


class Compiler:
    """Compiles the nodes of one expression; `functions` are those of the host."""

    def __init__(self, functions: Mapping[str, Function | None]) -> None:
        self.functions = functions
        self.names: Names | None = None

    def code(self, node: Node) -> Code:
        return _CODE[type(node)](node, self)

    def within(self, names: frozenset[str], node: Node, *, is_element: bool = False) -> Code:
        """The code of a node that runs in a frame of its own, which has these names."""
        with self.frame(names, is_element=is_element):
            return self.code(node)

    @contextmanager
    def frame(
        self, names: frozenset[str], *, is_element: bool = False
    ) -> Generator[None, None, None]:
        """What is compiled inside runs in a frame that has these names."""
        outer, self.names = self.names, Names(names, is_element, self.names)
        yield
        self.names = outer
