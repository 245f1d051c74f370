"""From the bytes of a workbook to the rows of its list, each cell with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
from openpyxl.utils import get_column_letter

from engine.errors import Message
from engine.text import normalise, search_key, squeeze, unwritable
from workflows.workbooks.columns import (
    COLUMNS,
    NEEDED_COLUMNS,
    SHEET_NAME,
    Column,
    column_of,
    is_error_heading,
)
from workflows.workbooks.package import PackageLimits, WorkbookRefused, inspect

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""

CellValue = object
"""Text, a number, a truth value, a date, a time, or nothing: whatever Excel keeps in a cell."""

_HEADER_WITHIN = 30
WIDEST = 60
"""Columns looked at."""

_BLANK_ROWS_END_THE_LIST = 200
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FOOTERS = ("tổng", "cộng", "danh sách", "người lập", "ngày", "thủ trưởng", "xác nhận")
"""Compared with their marks: `Công` is a family name."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookLimits:
    """What a list may hold; `package` bounds the file."""

    rows: int = 500
    package: PackageLimits = field(default_factory=PackageLimits)


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


def read(
    data: bytes, limits: WorkbookLimits | None = None, progress: Progress | None = None
) -> Sheet:
    """The list in the workbook; raises `WorkbookRefused` when there is none to read.

    Titles may stand above the header, columns in any order; totals and signatures below the list
    are left out. Formulas count by the values that Excel stored for them.
    """
    limits = limits or WorkbookLimits()
    inspect(data, limits.package)
    last_row = _HEADER_WITHIN + 4 * limits.rows + _BLANK_ROWS_END_THE_LIST
    try:
        sheets = _sheets(data, last_row)
    except Exception:
        # The bytes are anyone's and the reader is not ours: whatever it raises, the file is broken.
        raise WorkbookRefused(
            "broken", "The workbook is damaged; open it in Excel, save it again and send that"
        ) from None
    return _Finder(limits, last_row, progress or _silent).list_in(sheets)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The cells of one sheet by row, and the places of formulas that Excel did not compute."""

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    uncomputed: frozenset[tuple[int, int]]


def _sheets(data: bytes, last_row: int) -> list[_Grid]:
    values = _cells(data, last_row, computed=True)
    if not _has_formulas(data):
        return [_Grid(name, rows, frozenset()) for name, rows in values.items()]
    formulas = _cells(data, last_row, computed=False)
    return [
        _Grid(name, rows, frozenset(_uncomputed(rows, formulas[name])))
        for name, rows in values.items()
    ]


def _cells(
    data: bytes, last_row: int, *, computed: bool
) -> dict[str, tuple[tuple[CellValue, ...], ...]]:
    book = openpyxl.load_workbook(
        BytesIO(data), read_only=True, data_only=computed, keep_links=False
    )
    try:
        # Bounds of our own: the size that a sheet declares for itself may be a lie, and hide rows.
        return {
            sheet.title: tuple(sheet.iter_rows(1, last_row, 1, WIDEST, values_only=True))
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        }
    finally:
        book.close()


def _has_formulas(data: bytes) -> bool:
    with ZipFile(BytesIO(data)) as package:
        names = (name for name in package.namelist() if name.startswith("xl/worksheets/"))
        return any(_FORMULA.search(package.read(name)) for name in names)


def _uncomputed(
    values: Sequence[Sequence[CellValue]], formulas: Sequence[Sequence[CellValue]]
) -> Iterator[tuple[int, int]]:
    for row, (computed, written) in enumerate(zip(values, formulas, strict=False)):
        for column, (value, formula) in enumerate(zip(computed, written, strict=False)):
            if value is None and formula is not None:
                yield row, column


def _silent(_done: int, _total: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class _Header:
    grid: _Grid
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

    def list_in(self, sheets: Sequence[_Grid]) -> Sheet:
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


def text_of(value: CellValue) -> str:
    """A cell's text on one line, in one spelling; whole numbers without a point."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        value = int(value)
    return squeeze(safe(str(value)))


def lines_of(text: str) -> str:
    """A long cell's text with its line ends, each line in one spelling."""
    lines = (squeeze(line) for line in safe(text).split("\n"))
    return "\n".join(line for line in lines if line)


def safe(text: str) -> str:
    """The text composed and without Excel's escapes; unwritable characters are dropped."""
    text = unescape(text)
    return normalise("".join(c for c in text if not unwritable(c)) if unwritable(text) else text)


def unescape(text: str) -> str:
    """Undo Excel's own spelling of odd characters, such as `_x000D_`."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)


def _header(grid: _Grid) -> _Header | None:
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


def _is_named_so(grid: _Grid) -> bool:
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
