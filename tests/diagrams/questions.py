"""The forms that diagrams ask for, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DEFINITIONS = Path(__file__).parents[2] / "forms" / "definitions"
FORMS = {path.stem: path for path in sorted(DEFINITIONS.glob("*.form"))}

Component = dict[str, Any]  # what form-js writes


def form(key: str) -> Component:
    tree: Component = json.loads(FORMS[key].read_text("utf-8"))
    return tree


def components(of: Component) -> Iterator[Component]:
    """All components inside, those of groups and the columns of grids too."""
    for each in of.get("components", []) + of.get("columns", []):
        yield each
        yield from components(each)


def choices() -> dict[str, set[str]]:
    """What can be chosen, by field; fields of one name in several forms offer the same."""
    offered: dict[str, set[str]] = {}
    for key in FORMS:
        for each in components(form(key)):
            if each["type"] in {"radio", "select"}:
                values = {option["value"] for option in each["values"]}
                assert offered.setdefault(each["key"], values) == values, each["key"]
    return offered
