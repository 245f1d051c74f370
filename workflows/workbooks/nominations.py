"""What a list is imported into, and what its cells may choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition import Caption
from workflows.workbooks.columns import Gender, NomineeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationRow:
    """One nomination of the list, ready to be filed."""

    ordinal: int
    kind: NomineeKind
    name: str
    birth_date: date | None
    gender: Gender | None
    id_number: str
    """Private: for matching one person across dossiers, never published."""
    title: str
    unit: str
    locality: str
    achievement: str
    award: str
    """Key of the award proposed."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookChoices:
    """What the lists of the workbook offer: the awards of the procedure, and known places."""

    awards: Mapping[str, Caption]
    units: Sequence[str] = ()
    localities: Sequence[str] = ()
