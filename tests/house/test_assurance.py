"""No promise outlives its proof: every test that the paper names exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAPER = ROOT / "docs" / "assurance.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_the_paper_names_exists() -> None:
    named = NAMED.findall(PAPER.read_text("utf-8"))

    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file() or f"def {name}(" not in (ROOT / file).read_text("utf-8")
    ]

    assert len(named) > 25
    assert missing == []


def test_every_promise_has_its_row() -> None:
    rows = re.findall(r"^\| ([AS]\d+) \|.*`tests/", PAPER.read_text("utf-8"), re.MULTILINE)

    assert [one for one in rows if one.startswith("A")] == [f"A{n}" for n in range(1, 18)]
    assert len(rows) == len(set(rows))
