"""Reads the sentences that a module of Python carries for people.

What looks like a sentence is taken for one, unless it stands where nobody reads it; missing one
is worse than taking one too many.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ROOT_ERROR = "VinhDanhError"

UNREAD_FILES = (
    "web/api/document.py",
    "web/bench/",
    "web/commands/bench.py",
    "web/component_samples.py",
    "workflows/demo/",
    "workflows/documents/fonts/",
    "workflows/documents/templates/",
    "workflows/journal_guard.py",
    "workflows/migrations/",
    "engine/feel_page.py",
    "engine/journal_triggers.py",
    "engine/tables.py",
)
"""Made-up data, measurements, and what programs and databases are told."""

WORD_LISTS = ("web/words.py",)
"""Files whose every text is translated, capital or not."""

UNREAD = frozenset(
    {
        "cast",
        "TypeVar",
        "ParamSpec",
        "ValueError",
        "TypeError",
        "KeyError",
        "AssertionError",
        "RuntimeError",
        "NotImplementedError",
        "Column",
        "CheckConstraint",
        "text",
        "execute",
        "exec_driver_sql",
        "option",
        "argument",
        "command",
        "group",
        "Regexp",
        "Caption",
        "captions",
        "Actor",
        "compile",
        "startswith",
    }
)
"""Calls whose texts are for programmers, databases and logs, or bring their own Vietnamese."""

LOGS = frozenset({"log", "logger"})

NAMES = frozenset({"Vinh Danh", "Times New Roman", "Excel", "Idempotency-Key"})
"""The same in every language."""

SAYING = {"_": (0,), "gettext": (0,), "ngettext": (0, 1), "sentence": (0,), "Message": (1,)}
"""Calls, and which of their texts are translated whatever they look like."""

DOCUMENTED = {"Support": (1,), "_beside": (0, 1, 3)}
"""Calls some of whose texts stand only in the documents, which are English."""

_SENTENCE = re.compile(r"(?:[A-Z0-9“]|%\(\w+\)s).* |.*%\(\w+\)s", re.DOTALL)
_WORD = re.compile(r"[A-Z][a-z]+(?:[ .…-].*)?\Z", re.DOTALL)
_TABLE = re.compile(r"[A-Z_]*(?:WORDS|SENTENCES)\Z")
_WORDY = re.compile(r"[A-Za-z].* .*|[A-Z].*", re.DOTALL)
_FOREIGN = re.compile(r"[À-ỹĐđ]")


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """An English text to translate; `plural` when it counts something."""

    text: str
    plural: str = ""


def read_code(sources: Mapping[str, str]) -> Iterator[tuple[Sentence, str]]:
    """What modules say, given by file name, and where they say it."""
    trees = {file: ast.parse(text) for file, text in sources.items()}
    yield from _of_errors(trees)
    for file, tree in trees.items():
        if not file.startswith(UNREAD_FILES):
            reader = _Reader(file)
            reader.visit(tree)
            yield from reader.found


# -- errors say the first line of their docstring


@dataclass(frozen=True, slots=True)
class _Class:
    file: str
    node: ast.ClassDef


def _of_errors(trees: Mapping[str, ast.Module]) -> Iterator[tuple[Sentence, str]]:
    classes = {
        node.name: _Class(file, node)
        for file, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    for name, declared in classes.items():
        said = (ast.get_docstring(declared.node) or "").partition("\n")[0]
        if said and ROOT_ERROR in _above(name, classes):
            yield Sentence(said), f"{declared.file}:{declared.node.lineno}"


def _above(name: str, classes: Mapping[str, _Class]) -> set[str]:
    """The class and all it descends from, by name."""
    names = {name}
    if name in classes:
        for base in classes[name].node.bases:
            called = base.id if isinstance(base, ast.Name) else ""
            if called != name:
                names |= _above(called, classes)
    return names


# -- everything else in code


class _Reader(ast.NodeVisitor):
    """Reads one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[tuple[Sentence, str]] = []
        self._in_web = name.startswith("web/") and not name.startswith("web/commands/")
        self._has_words = name.endswith("words.py")
        self._depth = 0
        self._constants: dict[str, str] = {}

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # Else a docstring.
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._depth += 1
        for child in node.body:
            self.visit(child)
        self._depth -= 1

    def visit_Assign(self, node: ast.Assign) -> None:
        self._visit_value(node.targets[0], node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._visit_value(node.target, node.value)

    def _visit_value(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name) and isinstance(value, ast.Dict):
            for said in filter(None, map(_text, value.values)):
                if self._is_word_of(target.id, said):
                    self._take(Sentence(said), value)
        self.visit(value)

    def _is_word_of(self, table: str, text: str) -> bool:
        if _is_foreign(text):
            return False
        has_words = self._has_words and table.isupper()
        return bool(_TABLE.match(table) or (has_words and _WORDY.match(text)))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def visit_Call(self, node: ast.Call) -> None:
        called = _called(node)
        if called in UNREAD or _is_log(node):
            return
        places = [place for place in SAYING.get(called, ()) if place < len(node.args)]
        said = [text for text in (self._said_by(node.args[place]) for place in places) if text]
        if said:
            self._take(Sentence(*said), node)
        passed = {*DOCUMENTED.get(called, ()), *(places if said else ())}
        rest = [child for place, child in enumerate(node.args) if place not in passed]
        for child in (node.func, *rest, *node.keywords):
            self.visit(child)

    def _said_by(self, node: ast.expr) -> str | None:
        """The text, also of a constant of this file that is called by its name."""
        return self._constants.get(node.id) if isinstance(node, ast.Name) else _text(node)

    def visit_Module(self, node: ast.Module) -> None:
        for child in node.body:
            if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Name):
                self._constants[child.targets[0].id] = _text(child.value) or ""
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and self._is_said(node.value):
            self._take(Sentence(node.value), node)

    def _is_said(self, text: str) -> bool:
        if self.name in WORD_LISTS:
            return True
        if _is_foreign(text) or text.isupper() or text in NAMES:
            return False
        is_word = self._in_web and self._depth == 0 and _WORD.match(text)
        return bool(_SENTENCE.match(text) or is_word)

    def _take(self, sentence: Sentence, node: ast.expr) -> None:
        if sentence.text:
            self.found.append((sentence, f"{self.name}:{node.lineno}"))


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _is_log(node: ast.Call) -> bool:
    function = node.func
    owner = function.value if isinstance(function, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in LOGS


def _text(node: ast.expr) -> str | None:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text and isinstance(node, ast.Constant) else None


def _is_foreign(text: str) -> bool:
    """Vietnamese already; an English sentence may still quote a word of it."""
    words = text.split()
    foreign = sum(bool(_FOREIGN.search(word)) for word in words)
    return foreign * 2 > len(words) or (foreign > 0 and len(words) == 2)
