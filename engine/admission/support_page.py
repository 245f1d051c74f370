"""The page `docs/bpmn-support.md`: what happens to each BPMN element, out of the code's tables."""

from __future__ import annotations

from collections.abc import Iterable

from engine.admission.beside import BESIDE, Beside
from engine.admission.rules import RULES
from engine.admission.support import (
    ELEMENTS,
    EVENTS,
    REFUSED_DEFINITIONS,
    SPECIAL,
    Support,
)
from engine.model import EventKind

HEAD = """# What happens to each BPMN element

Made from `engine/admission/support.py` by `python -m engine.admission.support_page`; a test keeps
it current. An element *runs*, or it is refused when the diagram is checked, with its line and what
to draw instead. Of what is no step, event or gateway, the last table says who reads it; nothing is
passed over in silence. [Drawings of other tools](foreign-drawings.md)
are judged by the same rules.
"""


def page() -> str:
    return "\n".join(
        [
            HEAD,
            "## Elements\n",
            "| element | in the file | verdict |",
            "|---|---|---|",
            *_rows(ELEMENTS.items()),
            "\n## Constructs\n",
            "| construct | verdict |",
            "|---|---|",
            *(f"| {support.what} | {_verdict(support)} |" for support in SPECIAL.values()),
            "\n## Events\n",
            *_event_table(),
            "",
            *(f"- `{name}` is refused. {instead}" for name, instead in REFUSED_DEFINITIONS.items()),
            "\nTimers, gates and conditions never fire by themselves: the engine ends them, on its "
            "own clock and inside a command. Only a boundary event that does not interrupt may "
            "carry a cycle.",
            "\n## Beside the steps\n",
            "| what | in the file | what becomes of it |",
            "|---|---|---|",
            *(_beside_row(kind) for kind in BESIDE),
            "\n## Rules\n",
            "| rule | what it is for |",
            "|---|---|",
            *(f"| `{rule.id}` | {rule.title} |" for rule in RULES),
            "",
        ]
    )


def _rows(elements: Iterable[tuple[str, Support]]) -> Iterable[str]:
    return (f"| {support.what} | `{name}` | {_verdict(support)} |" for name, support in elements)


def _beside_row(kind: Beside) -> str:
    names = ", ".join(f"`{name}`" for name in kind.names)
    return f"| {kind.what} | {names} | {kind.fate.value}. {kind.note or kind.instead} |"


def _verdict(support: Support) -> str:
    return f"runs. {support.note}" if support.runs else f"refused. {support.instead}"


def _event_table() -> Iterable[str]:
    yield "| event | " + " | ".join(EVENTS) + " |"
    yield "|---|" + "---|" * len(EVENTS)
    for event in EventKind:
        marks = ("runs" if event in allowed else "–" for allowed in EVENTS.values())
        yield f"| {event.value} | " + " | ".join(marks) + " |"


if __name__ == "__main__":
    from pathlib import Path

    Path("docs/bpmn-support.md").write_text(page(), encoding="utf-8")
