"""From the bytes of a workbook to the rows of its list, each cell with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from openpyxl.utils import get_column_letter

from engine.errors import Message
from engine.text import search_key
from workflows.workbooks.cells import CellValue, text_of
from workflows.workbooks.columns import (
    COLUMNS,
    NEEDED_COLUMNS,
    SHEET_NAME,
    Column,
    column_of,
    is_error_heading,
)
from workflows.workbooks.grids import Grid, sheets_of
from workflows.workbooks.package import Counts, PackageLimits, WorkbookRefused, inspect
from workflows.workbooks.sheet import RawRow, Remark, Sheet

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""

_HEADER_WITHIN = 30
_BLANK_ROWS_END_THE_LIST = 200
_FOOTERS = ("tổng", "cộng", "danh sách", "người lập", "ngày", "thủ trưởng", "xác nhận")
"""Compared with their marks: `Công` is a family name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookLimits:
    """What a list may hold; `package` bounds the file."""

    rows: int = 500
    package: PackageLimits = field(default_factory=PackageLimits)


def read(
    data: bytes, limits: WorkbookLimits | None = None, progress: Progress | None = None
) -> Sheet:
    """The list in the workbook; raises `WorkbookRefused` when there is none to read.

    Titles may stand above the header, columns in any order; totals and signatures below the list
    are left out. Formulas count by the values that Excel stored for them.
    """
    limits = limits or WorkbookLimits()
    inspect(data, Counts(limits.package))
    last_row = _HEADER_WITHIN + 4 * limits.rows + _BLANK_ROWS_END_THE_LIST
    try:
        sheets = sheets_of(data, last_row)
    except Exception:
        # The bytes are anyone's and the reader is not ours: whatever it raises, the file is broken.
        raise WorkbookRefused(
            "broken", "The workbook is damaged; open it in Excel, save it again and send that"
        ) from None
    return _Finder(limits, last_row, progress or _silent).list_in(sheets)


def _silent(_done: int, _total: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class _Header:
    grid: Grid
    row: int
    """Index, from 0."""
    columns: Mapping[Column, int]


@dataclass(slots=True)
class _Finder:
    limits: WorkbookLimits
    last_row: int
    progress: Progress
    errors: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)

    def list_in(self, sheets: Sequence[Grid]) -> Sheet:
        headers = [h for h in (_header(grid) for grid in sheets) if h is not None]
        if not headers:
            raise WorkbookRefused(
                "no_header",
                "No sheet has headings such as “%(kind)s” and “%(name)s”; use the template",
                kind=COLUMNS[Column.KIND].label.vi,
                name=COLUMNS[Column.NAME].label.vi,
            )
        header = next((h for h in headers if _is_named_so(h.grid)), headers[0])
        for other in headers:
            if other is not header:
                self._notice(
                    0, "", "other_sheet", "Sheet “%(sheet)s” was not read", other.grid.name
                )
        self._check_columns(header)
        rows = tuple(self._rows(header))
        if not rows and not self.errors:
            self._error(header.row + 1, "", "no_rows", "There is no row below the headings")
        return Sheet(
            name=header.grid.name,
            header_row=header.row + 1,
            letters={c: get_column_letter(at + 1) for c, at in header.columns.items()},
            rows=rows,
            errors=tuple(self.errors),
            notices=tuple(self.notices),
        )

    def _check_columns(self, header: _Header) -> None:
        for column in COLUMNS:
            if column in NEEDED_COLUMNS and column not in header.columns:
                self._error(
                    header.row + 1,
                    "",
                    "missing_column",
                    "The column “%(column)s” is missing",
                    column=COLUMNS[column].label.vi,
                )
        taken = set(header.columns.values())
        for at, value in enumerate(header.grid.rows[header.row]):
            heading = text_of(value)
            if at in taken or not heading or is_error_heading(heading):
                continue
            letter = get_column_letter(at + 1)
            if column_of(heading):
                self._error(
                    header.row + 1,
                    letter,
                    "column_twice",
                    "A second column “%(column)s”; keep one",
                    column=heading[:80],
                )
            else:
                self._notice(
                    header.row + 1,
                    letter,
                    "unknown_column",
                    "Column “%(sheet)s” is unknown and was not read",
                    heading[:80],
                )

    def _rows(self, header: _Header) -> Iterator[RawRow]:
        below = [*enumerate(header.grid.rows)][header.row + 1 :]
        found = blank = 0
        for done, (index, values) in enumerate(below):
            row = self._row(header, index, values)
            if _is_blank(row):
                blank += 1
                if blank > _BLANK_ROWS_END_THE_LIST:
                    break
                continue
            if _is_footer(row, values):
                break
            found += 1
            # What lies past the last row that is looked at must not be lost unnoticed.
            if found > self.limits.rows or index + 1 + _BLANK_ROWS_END_THE_LIST >= self.last_row:
                self._too_many(index + 1)
                break
            blank = 0
            yield row
            if found % 50 == 0:
                self.progress(done + 1, len(below))
        self.progress(len(below), len(below))

    def _too_many(self, row: int) -> None:
        self._error(
            row,
            "",
            "too_many_rows",
            "More than %(limit)s rows, or wide gaps between them; split or close up the list",
            limit=self.limits.rows,
        )

    def _row(self, header: _Header, index: int, values: Sequence[CellValue]) -> RawRow:
        cells: dict[Column, CellValue] = {}
        for column, at in header.columns.items():
            cells[column] = values[at] if at < len(values) else None
            if (index, at) in header.grid.uncomputed:
                self.errors.append(
                    Remark(
                        row=index + 1,
                        column=get_column_letter(at + 1),
                        heading=COLUMNS[column].label.vi,
                        message=Message(
                            "workbook.formula",
                            "The formula has no stored value; type the value itself",
                        ),
                    )
                )
        return RawRow(number=index + 1, cells=cells)

    def _error(self, row: int, letter: str, key: str, text: str, **params: object) -> None:
        message = Message(f"workbook.{key}", text, params)
        self.errors.append(Remark(row=row, column=letter, heading="", message=message))

    def _notice(self, row: int, letter: str, key: str, text: str, name: str) -> None:
        message = Message(f"workbook.{key}", text, {"sheet": name})
        self.notices.append(Remark(row=row, column=letter, heading="", message=message))


def _header(grid: Grid) -> _Header | None:
    """The row among the first with the most known headings, at least the name and two more."""
    best: _Header | None = None
    for index, values in enumerate(grid.rows[:_HEADER_WITHIN]):
        columns: dict[Column, int] = {}
        for at, value in enumerate(values):
            column = column_of(text_of(value)) if isinstance(value, str) else None
            if column is not None and column not in columns:
                columns[column] = at
        if Column.NAME in columns and len(columns) >= 3 and _more(columns, best):
            best = _Header(grid, index, columns)
    return best


def _more(columns: Mapping[Column, int], best: _Header | None) -> bool:
    return best is None or len(columns) > len(best.columns)


def _is_named_so(grid: Grid) -> bool:
    return search_key(grid.name) == search_key(SHEET_NAME)


def _is_blank(row: RawRow) -> bool:
    return not any(
        text_of(value) for column, value in row.cells.items() if column is not Column.NUMBER
    ) and not any(isinstance(value, date | time | timedelta) for value in row.cells.values())


def _is_footer(row: RawRow, values: Sequence[CellValue]) -> bool:
    """Totals and signatures: a line that is no row of the list and begins as such lines do."""
    texts = [text for text in map(text_of, values) if text]
    if not texts or any(text_of(row.cells.get(c)) for c in (Column.KIND, Column.AWARD)):
        return False
    first = texts[0].casefold()
    return len(texts) <= 3 and any(
        first == f or first.startswith((f"{f} ", f"{f}:")) for f in _FOOTERS
    )
