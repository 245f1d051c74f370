"""The documents hold together."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_documents_render_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "docs" / "build.py"), str(tmp_path)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "docs/adr/0001-decisions-are-recorded.html").is_file()
    assert "0001 Decisions are recorded" in (tmp_path / "index.html").read_text()


def test_every_decision_has_its_number_once_and_its_four_headings() -> None:
    pages = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))
    numbers = [page.name[:4] for page in pages]

    assert len(set(numbers)) == len(numbers)
    for page in pages:
        text = page.read_text("utf-8")
        assert text.startswith(f"# {page.name[:4]} "), page.name
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == ["Context", "Decision", "Status", "Consequences"], page.name


def test_make_says_what_can_be_made() -> None:
    said = subprocess.run(
        ["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    for target in ("run", "test", "check", "bench", "soak", "docs", "help"):
        assert f"make {target} " in said


NAMED_FILE = re.compile(r"`((?:engine|workflows|forms|web|tests|docs|bpmn)/[\w./-]+\.\w+)`")
"""A file as a document names it; one in a listing or with a blank in it is meant otherwise."""


def test_every_file_that_a_document_names_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("bpmn/*.md"), *ROOT.glob("docs/**/*.md")]
    named = {(page.name, name) for page in pages for name in NAMED_FILE.findall(page.read_text())}

    assert len(named) > 10
    assert [(page, name) for page, name in sorted(named) if not (ROOT / name).exists()] == []
