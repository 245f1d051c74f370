"""What an expression consists of: the frozen tree that the parser builds.

A node's `shape` is what is known of the members of its value while parsing; it only helps to tell
names apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Iterator as Iterating
from dataclasses import dataclass, field, fields

from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Shape:
    """The members a value is known to have; an open one may have others."""

    members: Mapping[str, Shape] = field(default_factory=dict)
    is_open: bool = True

    def member(self, name: str) -> Shape:
        return self.members.get(name, ANY_SHAPE)


ANY_SHAPE = Shape()
NO_MEMBERS = Shape(is_open=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One part of an expression."""

    position: int
    shape: Shape = field(default=ANY_SHAPE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Node):
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Node):
    name: str
    is_free: bool
    """Whether its value comes (or may come) from the caller's context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionName(Node):
    """A built-in or host function."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Node):
    """`target.member`."""

    target: Node
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Node):
    """`target[condition]`: an index or a condition on each element."""

    target: Node
    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """A function invoked, with arguments by position or by name."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()
    """Names of the arguments, when they are given by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation(Node):
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Node):
    """Operands of one precedence, worked off from the left."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Test(Node):
    """One test of a value: `> 5` has an operator, `[1..3]` or `"a"` has none."""

    operator: str
    operand: Node
    asks_input: bool = False
    """Whether the operand mentions the tested value itself, as `?`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Node):
    """`value in tests`."""

    value: Node
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Type(Node):
    """The name of a kind of values, with what its elements, members or result must be."""

    name: str
    parts: tuple[tuple[str, Type], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceOf(Node):
    value: Node
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Conjunction(Node):
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disjunction(Node):
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Iterator(Node):
    """`name in domain`; with `end` the whole numbers (or days) from one to the other."""

    name: str
    domain: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class For(Node):
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified(Node):
    is_every: bool
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLiteral(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextLiteral(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeLiteral(Node):
    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionLiteral(Node):
    parameters: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Tests(Node):
    """The content of a decision table's input cell."""

    tests: tuple[Test, ...]
    is_negated: bool = False
    is_any: bool = False


def children(node: Node) -> Iterating[Node]:
    """The parts a node is made of, in the order of the text."""
    for each in fields(node):
        yield from _nodes_in(getattr(node, each.name))


def _nodes_in(value: object) -> Iterable[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


def walk(root: Node) -> Iterating[tuple[Node, int]]:
    """Every node below (and with) the root, and its level; without recursion."""
    waiting = [(root, 1)]
    while waiting:
        node, level = waiting.pop()
        yield node, level
        waiting.extend((child, level + 1) for child in children(node))


def cost(node: Node) -> int:
    """The steps one round of a loop over this node is charged."""
    return sum(1 for _ in walk(node))


def depth(node: Node) -> int:
    return max(level for _, level in walk(node))
