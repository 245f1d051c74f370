"""What happened in the township in the autumn, a table a dossier in `stories.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from workflows.workbooks import NomineeKind

DEED = "giay_khen_dot_xuat"

LAST_DAY = date(2023, 11, 20)
"""The day on which the demo opens; another day shifts every date by as many days."""

SESSIONS = (
    date(2023, 9, 19),
    date(2023, 9, 27),
    date(2023, 10, 5),
    date(2023, 10, 13),
    date(2023, 10, 23),
    date(2023, 10, 31),
    date(2023, 11, 8),
    date(2023, 11, 16),
)
"""Days on which the council met and decided about all that waited for it."""

OPEN_SESSION = date(2023, 11, 17)
"""The council met, and not everybody has voted yet."""

DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A dossier: who filed what when, how it went, and at which step it stands today."""

    procedure: str
    unit: str
    title: str
    filed: str
    """Day and hour, `05/10 09:10`."""
    until: str = DONE
    """The step that nobody has taken yet."""
    nominees: int = 3
    kind: NomineeKind = NomineeKind.INDIVIDUAL
    deed: str = ""
    delays: Mapping[str, int] = field(default_factory=dict)
    """Working days that a step took, where it was not the usual time."""
    flags: frozenset[str] = frozenset()
    """What else happened: supplement, opinion, opinion_new, hold, returned, late, claim, draft."""


def _read(path: Path) -> tuple[Story, ...]:
    rows = tomllib.loads(path.read_text("utf-8"))["story"]
    return tuple(
        Story(
            **{
                **row,
                "kind": NomineeKind(row.get("kind", NomineeKind.INDIVIDUAL.value)),
                "flags": frozenset(row.get("flags", ())),
            }
        )
        for row in rows
    )


STORIES = _read(Path(__file__).with_name("stories.toml"))
