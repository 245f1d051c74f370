"""What the project's files must not say."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written apart, so that this file does not say them itself.
FORBIDDEN = {
    "a path of somebody's machine": r"(?<![\w./])/(?:wor" + r"k|roo" + r"t|hom" + r"e)/\w",
    "a package registry's address": r"\b(?:registry\.npm" + r"js|registry\.yarn" + r"pkg|npm"
    r"mirror|pypi\.or" + r"g|python" + r"hosted|/simpl" + r"e/)",
    "work put off": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b",
}
BINARY = {".woff2", ".png", ".ico", ".ttf", ".gz", ".xz", ".zip", ".docx"}
OTHERS = ROOT / "tests" / "engine" / "admission" / "foreign"
"""Drawings of other people, kept byte for byte."""


def project_files() -> list[Path]:
    # The checkout may belong to somebody else than who runs the tests.
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    texts = [path for path in paths if path.is_file() and path.suffix not in BINARY]
    return [path for path in texts if path.parent != OTHERS]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_carries(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])

    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in project_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]

    assert found == []


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_patterns_find_what_they_are_for(what: str) -> None:
    said = {
        "a path of somebody's machine": "see /hom" + "e/lan/vinhdanh",
        "a package registry's address": "https://registry.npm" + "js.org/htmx",
        "work put off": "# TO" + "DO: later",
    }

    assert re.search(FORBIDDEN[what], said[what])


def test_every_text_ends_its_last_line_and_has_no_windows_line_ends() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in project_files()
        if (text := path.read_bytes()) and (b"\r\n" in text or not text.endswith(b"\n"))
    ]

    assert wrong == []
