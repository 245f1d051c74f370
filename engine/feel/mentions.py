"""What an expression asks of those around it: variables, paths, functions and their keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.feel.compiling.paths import dotted
from engine.feel.syntax import Call, FunctionName, Literal, Name, Node, Path, walk


@dataclass(frozen=True, slots=True)
class Mentions:
    """The names taken from the context, and the functions called with the texts given to them."""

    names: frozenset[str]
    paths: frozenset[str]
    functions: Mapping[str, frozenset[str]]


def mentions_of(root: Node) -> Mentions:
    nodes = [node for node, _ in walk(root)]
    names = frozenset(node.name for node in nodes if isinstance(node, Name) and node.is_free)
    functions: dict[str, frozenset[str]] = {}
    for node in nodes:
        if isinstance(node, FunctionName):
            functions.setdefault(node.name, frozenset())
        if isinstance(node, Call) and isinstance(node.function, FunctionName):
            known = functions.get(node.function.name, frozenset())
            functions[node.function.name] = known | frozenset(_texts(node))
    return Mentions(names, frozenset(_paths(nodes)), functions)


def _texts(call: Call) -> Iterator[str]:
    for argument in call.arguments:
        if isinstance(argument, Literal) and isinstance(argument.value, str):
            yield argument.value


def _paths(nodes: list[Node]) -> Iterator[str]:
    """The longest paths only: of `a.b.c` not also `a.b`."""
    inner = {id(node.target) for node in nodes if isinstance(node, Path)}
    for node in nodes:
        root, members = dotted(node)
        if id(node) not in inner and isinstance(root, Name) and root.is_free:
            yield ".".join((root.name, *members))
