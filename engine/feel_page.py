"""The page `docs/feel.md`: what FEEL knows here, out of the functions themselves."""

from __future__ import annotations

from collections.abc import Iterable

from engine.feel.budget import Budget
from engine.feel.builtins import BUILTINS
from engine.host_functions import HOST_FUNCTIONS

HEAD = """# FEEL

Made from `engine/feel` by `python -m engine.feel_page`; a test keeps it current. Conditions,
timers, inputs and the cells of decision tables are FEEL as in DMN 1.3, with what 1.4 and 1.5 added
to its functions. Names may have spaces and diacritics. Numbers are decimals of 34 digits; comparing
what cannot be compared is null, and a condition holds only where it is true.
"""

LEFT_OUT = {
    "now, today": "What a case is told depends on what it knows and on the law, not on the moment "
    "of asking: the same question twice has the same answer. Time comes by timers and "
    "`deadline(…)`.",
    "external functions (Java, PMML)": "Nothing outside is called.",
    "conditional, filter and iterator as boxes (DMN 1.4)": "Written as text they run: `if`, "
    "`[…]`, `for`.",
}

HOST = {
    "law": "a value of the law that the case follows, by key",
    "deadline": "the instant at which a time limit of the case ends, by key",
    "working days": "how many working days lie between two dates",
    "add working days": "the date so many working days later, or earlier",
}

GROUPS = {
    "conversions": "Making values of others",
    "logic": "Truth",
    "strings": "Texts",
    "numbers": "Numbers",
    "dates": "Dates, times, durations",
    "lists": "Lists",
    "statistics": "Sums and counts",
    "contexts": "Contexts",
    "ranges": "Ranges",
}


def page() -> str:
    return "\n".join(
        [
            HEAD,
            "## What is left out\n",
            "| what | why |",
            "|---|---|",
            *(f"| {what} | {why} |" for what, why in LEFT_OUT.items()),
            "\n## Beside the standard\n",
            "| function | what it gives |",
            "|---|---|",
            *(
                f"| `{name}({', '.join(function.parameters)})` | {HOST[name]} |"
                for name, function in HOST_FUNCTIONS.items()
            ),
            "\n## Built-in functions\n",
            "A null, or an argument of another kind, makes the result null. `?` may be left out, "
            "`...` takes all that follow.",
            *_groups(),
            "\n## Limits\n",
            "An expression that wants more than this is stopped, and its case waits for an "
            "administrator.\n",
            "| of | at most |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in _limits()),
            "",
        ]
    )


def _groups() -> Iterable[str]:
    for module, title in GROUPS.items():
        yield f"\n### {title}\n"
        for overloads in BUILTINS.values():
            for overload in overloads:
                if overload.call.__module__.endswith(f".{module}"):
                    yield f"- `{overload.signature}`"


def _limits() -> Iterable[tuple[str, object]]:
    budget = Budget()
    return ((name.replace("_", " "), getattr(budget, name)) for name in Budget.__slots__)


if __name__ == "__main__":
    from pathlib import Path

    Path("docs/feel.md").write_text(page(), encoding="utf-8")
