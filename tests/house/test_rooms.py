"""What the linters do not see of the rooms' borders."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENGINE = sorted((ROOT / "engine").rglob("*.py"))

# Would it stay if the office handled licences instead of awards? Then the engine has no such word.
AWARD_WORDS = re.compile(r"award|dossier|nominee|ballot|khen|danh_hieu|ho_so", re.IGNORECASE)


def test_the_engine_never_says_award() -> None:
    said = [
        f"{module.relative_to(ROOT)}: {text[:80]}"
        for module in ENGINE
        for text in names_and_texts(ast.parse(module.read_text("utf-8")))
        if AWARD_WORDS.search(text)
    ]

    assert said == []


def test_names_and_texts_are_heard_and_docstrings_are_not() -> None:
    source = 'def open_dossier(award):\n    """Not a nominee."""\n    return f"ballot {award}"'

    said = set(names_and_texts(ast.parse(source)))

    assert {"open_dossier", "award", "ballot "} <= said
    assert "Not a nominee." not in said


def names_and_texts(tree: ast.Module) -> Iterator[str]:
    told = set(docstrings(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.alias(name=name):
                yield name
            case ast.Constant(value=str(text)) if id(node) not in told:
                yield text


def docstrings(tree: ast.Module) -> Iterator[int]:
    """Texts that stand alone: docstrings, also those that follow an attribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
