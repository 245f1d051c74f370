"""What becomes of the drawings in `foreign`: `python -m tests.engine.admission.foreign_fates`."""

from __future__ import annotations

from pathlib import Path

from engine.admission import Catalogue
from engine.judging import judge
from engine.model import Severity
from forms import DefinitionValidator

FOLDER = Path(__file__).parent / "foreign"
FATES = FOLDER / "fates.toml"


def fates() -> dict[str, str]:
    """By file: `accepted`, or the rules by which it is refused, each with how often."""
    return {path.name: fate(path) for path in sorted(FOLDER.glob("*.bpmn"))}


def fate(path: Path) -> str:
    problems = judge({path.name: path.read_bytes()}, Catalogue(), DefinitionValidator())
    rules = [problem.rule for problem in problems if problem.severity is Severity.ERROR]
    told = sorted(f"{rule} {rules.count(rule)}" for rule in set(rules))
    return ", ".join(told) or "accepted"


if __name__ == "__main__":
    lines = [f'"{name}" = "{what}"\n' for name, what in fates().items()]
    FATES.write_text("".join(lines), encoding="utf-8")
