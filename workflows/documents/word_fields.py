"""What may stand between braces in a template: show a field, choose, repeat. Nothing else.

A repetition within another repeats parts of what the outer one stands at. So however a template is
written, what it makes grows with what it is filled with and not faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflows.documents.word_package import BadTemplate

FIELDS = frozenset(
    {
        *("upper_body", "body", "number", "place_date", "type_name", "summary", "text"),
        *("signers", "authority", "bases", "resolves", "addressee", "recipients", "annexes"),
        *("square", "is_draft"),
    }
)
"""What a template may use; the rest of the content is for machines."""

SHOWN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const)
READ = (nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Filter)
CHOSEN = (nodes.If, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand)
ALLOWED = (*SHOWN, *READ, *CHOSEN, nodes.For, nodes.Test)

SIGNS: dict[type[nodes.Node], str] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Pow: "**",
    nodes.Neg: "-",
    nodes.Pos: "+",
    nodes.Concat: "~",
    nodes.Call: "( )",
    nodes.Slice: "[ : ]",
    nodes.List: "[ ]",
    nodes.Tuple: "( , )",
    nodes.Dict: "{ }",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
}
"""How what is not allowed is written, so that it can be found."""

FILTERS = frozenset({"upper", "lower", "title", "capitalize", "trim", "length", "default", "join"})
TESTS = frozenset({"defined", "undefined", "none", "equalto", "eq", "ne", "string", "mapping"})
OF_LOOP = frozenset({"index", "index0", "revindex", "first", "last", "length"})

DEEPEST_LOOP = 4
"""Annexes, their blocks, the rows of a table, the cells of a row."""

LONGEST_CONSTANT = 200
MOST_PARTS = 32
"""Compiled and kept; the delivered template has nine, and a foreign one is filled elsewhere."""

PLACE = 80
"""Letters of the paragraph that are shown to find the place by."""


class UnknownField(BadTemplate):
    """The template asks for a field that no document has: %(field)s"""


class UnsafePart(BadTemplate):
    """The template has a part that is not allowed in templates: %(part)s (in “%(place)s”)"""


class WrittenWrong(BadTemplate):
    """The template has a field that is not written rightly: %(why)s (in “%(place)s”)"""


class Fields(ImmutableSandboxedEnvironment):
    """Reads templates that only show, choose and repeat; whatever else is in one is refused."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self._compiled = lru_cache(maxsize=MOST_PARTS)(super().from_string)

    def from_string(
        self,
        source: str | nodes.Template,
        globals: MutableMapping[str, Any] | None = None,
        template_class: type[Template] | None = None,
    ) -> Template:
        """A part of a file, compiled once: most documents are made from the delivered one."""
        if globals is not None or template_class is not None:
            return super().from_string(source, globals, template_class)
        return self._compiled(source)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
            _Examination(source).of(tree)
        except TemplateSyntaxError as wrong:
            why, place = str(wrong.message), _place(source, wrong.lineno)
            raise WrittenWrong(why=why, place=place) from wrong
        except RecursionError as wrong:
            raise WrittenWrong(why="( ( (", place="…") from wrong
        return tree


class _Examination:
    """Walks a template once, knowing the repetitions it stands in."""

    def __init__(self, source: str) -> None:
        self._source = source

    def of(self, tree: nodes.Template) -> None:
        self._walk(tree, ())

    def _walk(self, node: nodes.Node, repeated: tuple[str, ...]) -> None:
        """`repeated` are the names that the repetitions around stand at, outermost first."""
        if not isinstance(node, ALLOWED):
            raise self._unsafe(node, SIGNS.get(type(node), type(node).__name__.lower()))
        if isinstance(node, nodes.For):
            self._examine_loop(node, repeated)
            inner = (*repeated, _target(node))
            for child in _parts(node):
                self._walk(child, inner)
            return
        self._examine(node, repeated)
        for child in node.iter_child_nodes():
            self._walk(child, repeated)

    def _examine_loop(self, loop: nodes.For, repeated: tuple[str, ...]) -> None:
        root = _root(loop.iter)
        if loop.recursive or not isinstance(loop.target, nodes.Name) or root is None:
            raise self._unsafe(loop, "for")
        if len(repeated) >= DEEPEST_LOOP or (repeated and root != repeated[-1]):
            raise self._unsafe(loop, "for … for …")
        if loop.target.name in FIELDS | {"loop"}:
            raise self._unsafe(loop, f"for {loop.target.name}")
        self._walk(loop.iter, repeated)

    def _examine(self, node: Any, repeated: tuple[str, ...]) -> None:
        match node:
            case nodes.Name():
                known = FIELDS | {*repeated} | ({"loop"} if repeated else set())
                if node.name not in known:
                    raise UnknownField(field=node.name)
            case nodes.Getattr() | nodes.Getitem() if _root(node) is None:
                raise self._unsafe(node, "' '.")
            case nodes.Getattr():
                if node.attr.startswith("_") or (_is_loop(node) and node.attr not in OF_LOOP):
                    raise self._unsafe(node, f".{node.attr}")
            case nodes.Getitem():
                if not isinstance(node.arg, nodes.Const) or str(node.arg.value).startswith("_"):
                    raise self._unsafe(node, "[ ]")
            case nodes.Filter():
                self._examine_filter(node)
            case nodes.Test():
                if node.name not in TESTS:
                    raise self._unsafe(node, f"is {node.name}")
            case nodes.Const():
                if len(str(node.value)) > LONGEST_CONSTANT:
                    raise self._unsafe(node, str(node.value)[:20] + "…")

    def _examine_filter(self, node: nodes.Filter) -> None:
        is_plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs) and len(node.args) <= 1
        if node.name not in FILTERS or not is_plain:
            raise self._unsafe(node, f"|{node.name}")

    def _unsafe(self, node: nodes.Node, part: str) -> UnsafePart:
        return UnsafePart(part=part, place=_place(self._source, node.lineno))


def _parts(loop: nodes.For) -> Iterator[nodes.Node]:
    """What is repeated, and on what condition; that over which it goes was looked at."""
    yield from loop.body
    yield from loop.else_
    if loop.test is not None:
        yield loop.test


def _target(loop: nodes.For) -> str:
    return str(loop.target.name) if isinstance(loop.target, nodes.Name) else ""


def _root(node: nodes.Node) -> str | None:
    """The name a path begins with; None for what is no path of names, such as a word in quotes."""
    while isinstance(node, (nodes.Getattr, nodes.Getitem)):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else None


def _is_loop(node: nodes.Getattr) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name == "loop"


def _place(source: str, line: int) -> str:
    """The paragraph as it is read: each stands on a line of its own."""
    lines = source.splitlines()
    found = lines[line - 1] if 0 < line <= len(lines) else ""
    return " ".join(re.sub(r"<[^>]*>", "", found).split())[:PLACE]
