"""Every sentence of forms and workbooks has its Vietnamese, with the same places to fill in."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
SENTENCE_AT = {
    "Message": 1,
    "Unusable": 1,
    "Unfit": 1,
    "WorkbookRefused": 1,
    "_error": 3,
    "_notice": 3,
    "error": 1,
    "warning": 1,
    "Unreadable": 1,
    "_shape": 2,
    "_wrong": 1,
    "NotFound": 0,
}
"""Calls that carry a sentence, and which of their arguments it is."""


def sentences(folder: str) -> set[str]:
    found: set[str] = set()
    for path in (ROOT / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found.update(_texts(node))
    return found


def _texts(call: ast.Call):
    name = str(getattr(call.func, "id", None) or getattr(call.func, "attr", ""))
    candidates = [k.value for k in call.keywords if k.arg == "hint"]
    at = SENTENCE_AT.get(name)
    if at is not None:
        candidates += call.args[at : at + 1]
    for node in candidates:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def catalogue(part: str) -> dict[str, str]:
    with (ROOT / "web" / "translations" / "vi" / f"{part}.po-part").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


@pytest.mark.parametrize(
    ("folder", "parts", "least"),
    [("forms", ["forms"], 60), ("workflows/workbooks", ["forms", "workbooks"], 30)],
)
def test_every_sentence_has_its_vietnamese(folder, parts, least):
    said = sentences(folder)
    known = {english: word for part in parts for english, word in catalogue(part).items()}

    assert len(said) >= least
    assert said - known.keys() == set()
    for english, vietnamese in known.items():
        assert vietnamese
        assert places(english) == places(vietnamese)
