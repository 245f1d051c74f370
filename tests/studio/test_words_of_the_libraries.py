"""Every word that the drawing libraries may say on the board is known in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIBRARIES = ("bpmn-js", "diagram-js", "diagram-js-minimap", "diagram-js-direct-editing", "dmn-js*")
TABLE_ONLY = ("table-js",)

SAID = re.compile(
    r"""(?:translate\(\s*|_MSG\s*=\s*|<\w+ title=)(?:'((?:[^'\\\n]|\\.)+)'|"([^"\n]+)")"""
)
NOT_SAID = re.compile(r"^[^a-zA-Z]*x?[^a-zA-Z]*$|^HELLO|shift")
"""Movements of SVG, and the example in a comment."""


def said_by(*libraries: str) -> Iterator[str]:
    for pattern in libraries:
        for library in (ROOT / "node_modules").glob(pattern):
            for script in library.rglob("*.js"):
                inside = script.relative_to(library).parts
                if "node_modules" in inside or "test" in inside or "dist" in inside:
                    continue
                for one, other in SAID.findall(script.read_text(errors="ignore")):
                    if not NOT_SAID.search(one or other):
                        yield one or other


def test_every_word_of_the_libraries_is_known_in_vietnamese() -> None:
    known = "".join(
        (ROOT / "web/frontend/studio" / name).read_text()
        for name in ("vietnamese.js", "table/vietnamese.js")
    )
    said = set(said_by(*LIBRARIES, *TABLE_ONLY))

    unknown = {
        word
        for word in said
        if f"'{word}':" not in known and not re.search(rf"\b{re.escape(word)}:", known)
    }

    assert len(said) > 200
    assert unknown == set()
