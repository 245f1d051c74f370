"""The visible sheets of a workbook as grids of values, bounded in every direction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import openpyxl

from workflows.workbooks.cells import CellValue

WIDEST = 60
"""Columns looked at."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet by row, and the places of formulas that Excel did not compute."""

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    uncomputed: frozenset[tuple[int, int]]


def sheets_of(data: bytes, last_row: int) -> list[Grid]:
    values = _cells(data, last_row, computed=True)
    if not _has_formulas(data):
        return [Grid(name, rows, frozenset()) for name, rows in values.items()]
    formulas = _cells(data, last_row, computed=False)
    return [
        Grid(name, rows, frozenset(_uncomputed(rows, formulas[name])))
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
