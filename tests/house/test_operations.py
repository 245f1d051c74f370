"""The papers for whoever runs an installation name commands, settings and files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PAPER = ROOT / "docs" / "operations.md"
EXAMPLES = sorted((ROOT / "docs" / "operations").iterdir())
CODE = "\n".join(path.read_text("utf-8") for path in (ROOT / "web").rglob("*.py"))


@pytest.mark.parametrize("path", [PAPER, *EXAMPLES], ids=lambda path: path.name)
def test_only_what_exists_is_named(path: Path) -> None:
    text = path.read_text("utf-8")

    settings = set(re.findall(r"VINHDANH_([A-Z_]+[A-Z])", text))
    commands = set(re.findall(r"(?:bin/|`|command: )vinhdanh ([a-z-]+)", text))

    assert {name for name in settings if name not in CODE} == set()
    assert commands <= COMMANDS.keys()


def test_every_example_is_explained_in_the_paper() -> None:
    text = PAPER.read_text("utf-8")
    timed = {"vinhdanh-verify.service"}  # Started by the timer of the same name.

    assert {path.name for path in EXAMPLES if f"operations/{path.name}" not in text} == timed


def test_gunicorn_is_told_a_factory_that_exists() -> None:
    from web import wsgi

    assert callable(wsgi.application)
    assert '"web.wsgi:application()"' in (ROOT / "docs/operations/compose.yaml").read_text("utf-8")
