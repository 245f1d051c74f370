"""Which rule is carried by what: law rows, code, diagrams, and the scenarios that show it.

Run `python -m workflows.law.coverage` in a source checkout to write `coverage.json` and the page of
the documents anew; a test compares them. An installed product only reads the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from workflows.law.book import LawBook

REPORT = Path(__file__).with_name("coverage.json")
PAGE = Path("docs/law-coverage.md")
"""Within the source tree."""

_CARRIERS = ("bpmn", "engine", "forms", "workflows", "web")
_CARRIER_SUFFIXES = {".py", ".bpmn", ".dmn", ".form", ".html"}
_RULE = re.compile(r"R-[A-Z]+(?:-\d\d[A]?)?\b")


MOST_PLACES = 4
"""Places named on the page; the report has all."""


class Status(StrEnum):
    COVERED = "covered"
    """Carried, and a scenario or test names it."""
    ENCODED = "encoded"
    """Carried, but no scenario names it yet."""
    OPEN = "open"
    """Known, not yet carried."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One rule and where it stands; places are paths in the source tree."""

    rule: str
    encoded_in: tuple[str, ...]
    scenario: tuple[str, ...]
    status: Status


def stored() -> list[dict[str, object]]:
    """The report the product is delivered with: what `law coverage` shows."""
    return cast("list[dict[str, object]]", json.loads(REPORT.read_text("utf-8")))


def survey(root: Path) -> list[Coverage]:
    """The report as the source tree says it now."""
    book = LawBook.load()
    carried: dict[str, set[str]] = {rule: set() for rule in book.rules}
    shown: dict[str, set[str]] = {rule: set() for rule in book.rules}
    for row in book.rows():
        carried[row.rule].add(f"workflows/law/{row.pack}#{row.key}")
    for room in _CARRIERS:
        _note(carried, root, _files(root / room, _CARRIER_SUFFIXES))
    _note(shown, root, filter(_shows, _files(root / "tests", {".py", ".toml", ".json", ".yaml"})))
    return [
        Coverage(rule, tuple(sorted(carried[rule])), tuple(sorted(shown[rule])), _status(*both))
        for rule, both in ((rule, (carried[rule], shown[rule])) for rule in book.rules)
    ]


def written(rows: Iterable[Coverage]) -> str:
    """The text of the file."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n"


def page(rows: Iterable[Coverage]) -> str:
    """The same for people who read the documents: where, shown by what, or why not."""
    rules = LawBook.load().rules
    lines = [
        *("# Where each rule stands", ""),
        "> Every rule of the domain: what carries it, and the scenario or test that shows it;",
        "> else why there is none. Written by `python -m workflows.law.coverage`; a test keeps it",
        "> current.",
        *("", "| Rule | What it is about | Carried by | Shown by |", "|---|---|---|---|"),
    ]
    for row in rows:
        rule = rules[row.rule]
        shown = _places(row.scenario) or f"*{rule.why_en}*"
        lines.append(
            f"| {rule.id} ({', '.join(rule.marks)}) | {rule.title_en} |"
            f" {_places(row.encoded_in) or '–'} | {shown} |"
        )
    return "\n".join(lines) + "\n"


def _places(places: Sequence[str]) -> str:
    """The first few of them, each as code, and how many more there are."""
    named = [f"`{place}`" for place in places[:MOST_PLACES]]
    more = len(places) - len(named)
    return ", ".join([*named, *([f"{more} more"] if more > 0 else [])])


def _status(carried: set[str], shown: set[str]) -> Status:
    if not carried:
        return Status.OPEN
    return Status.COVERED if shown else Status.ENCODED


def _files(folder: Path, suffixes: set[str]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = set(path.parts)
        if path.suffix in suffixes and not parts & {"node_modules", "dist", "__pycache__"}:
            yield path


def _shows(path: Path) -> bool:
    """Tests and the cases they read; what only helps them shows nothing."""
    return path.suffix != ".py" or path.name.startswith("test_")


def _note(places: dict[str, set[str]], root: Path, files: Iterable[Path]) -> None:
    for path in files:
        if path.name == "test_law_coverage.py":
            continue
        for rule in set(_RULE.findall(path.read_text("utf-8"))) & places.keys():
            places[rule].add(path.relative_to(root).as_posix())


if __name__ == "__main__":
    tree = Path(__file__).parents[2]
    found = survey(tree)
    REPORT.write_text(written(found), "utf-8")
    (tree / PAGE).write_text(page(found), "utf-8")
