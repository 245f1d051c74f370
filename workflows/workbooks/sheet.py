"""The list of a workbook as it was found, and remarks about its places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import Message
from workflows.workbooks.cells import CellValue
from workflows.workbooks.columns import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to say about a place of the workbook: an error to mend, or a notice."""

    row: int
    """As Excel numbers it; 0 for the file as a whole."""
    column: str
    """As Excel letters it; empty for the row as a whole."""
    heading: str
    """The column's heading in the template."""
    message: Message

    @property
    def place(self) -> str:
        return f"{self.column}{self.row}" if self.row else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One line of the list as it stands in the sheet."""

    number: int
    cells: Mapping[Column, CellValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The list of a workbook: where it stands and what its rows hold, unjudged."""

    name: str
    header_row: int
    letters: Mapping[Column, str]
    rows: tuple[RawRow, ...]
    errors: tuple[Remark, ...] = ()
    notices: tuple[Remark, ...] = ()

    @property
    def last_row(self) -> int:
        """As Excel numbers it: the last row of the list that says something or is wrong."""
        numbers = (*(row.number for row in self.rows), *(error.row for error in self.errors))
        return max(self.header_row, *numbers, 1)
