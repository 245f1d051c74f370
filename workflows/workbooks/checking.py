"""The rows of a list, judged: nominations when all is well, else every error with its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from engine.errors import FieldError, InvalidData, Message
from workflows.workbooks import readers
from workflows.workbooks.cells import CellValue, text_of
from workflows.workbooks.columns import (
    COLUMNS,
    PERSONAL,
    PUBLISHED,
    REQUIRED,
    Column,
    NomineeKind,
)
from workflows.workbooks.nominations import NominationRow, WorkbookChoices
from workflows.workbooks.reading import Progress, WorkbookLimits, read
from workflows.workbooks.sheet import RawRow, Remark, Sheet

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a workbook: its rows when all is well, else none of them and the errors."""

    sheet: Sheet
    rows: tuple[NominationRow, ...]
    errors: tuple[Remark, ...]
    notices: tuple[Remark, ...]

    def require(self) -> tuple[NominationRow, ...]:
        """The rows; raises `InvalidData` naming row and column when anything needs mending."""
        if self.errors:
            raise InvalidData(
                FieldError(f"workbook.{e.place}" if e.row else "workbook", e.message, e.heading)
                for e in self.errors
            )
        return self.rows


def import_rows(
    data: bytes,
    *,
    choices: WorkbookChoices,
    on: date,
    limits: WorkbookLimits | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read a workbook handed in on that day and judge all of it at once.

    Raises `WorkbookRefused` only when there is no list to judge.
    """
    return check(read(data, limits, progress), choices=choices, on=on)


def check(sheet: Sheet, *, choices: WorkbookChoices, on: date) -> Imported:
    """Judge the rows of a sheet; pure, so it can be asked as often as one likes."""
    judge = _Judge(sheet, choices, on)
    rows = [judge.row(ordinal, raw) for ordinal, raw in enumerate(sheet.rows, start=1)]
    judge.find_duplicates(rows)
    errors = (*sheet.errors, *judge.errors)
    return Imported(
        sheet=sheet,
        rows=() if errors else tuple(rows),
        errors=tuple(sorted(errors, key=lambda e: (e.row, len(e.column), e.column))),
        notices=(*sheet.notices, *judge.notices),
    )


@dataclass(slots=True)
class _Judge:
    sheet: Sheet
    choices: WorkbookChoices
    on: date
    errors: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)

    def row(self, ordinal: int, raw: RawRow) -> NominationRow:
        """The row as far as it can be read; what cannot is an error and left empty."""
        kind = self._read(raw, Column.KIND, readers.kind_of)
        row = NominationRow(
            ordinal=ordinal,
            kind=kind or NomineeKind.INDIVIDUAL,
            name=self._text(raw, Column.NAME),
            birth_date=self._read(
                raw, Column.BIRTH_DATE, lambda value: readers.birth_date(value, self.on)
            ),
            gender=self._read(raw, Column.GENDER, readers.gender_of),
            id_number=self._read(raw, Column.ID_NUMBER, readers.id_number) or "",
            title=self._text(raw, Column.TITLE),
            unit=self._place(raw, Column.UNIT, self.choices.units),
            locality=self._place(raw, Column.LOCALITY, self.choices.localities),
            achievement=self._text(raw, Column.ACHIEVEMENT),
            award=self._read(raw, Column.AWARD, lambda value: readers.award(value, self.choices))
            or "",
            note=self._text(raw, Column.NOTE),
        )
        self._find_missing(raw, kind)
        return row

    def find_duplicates(self, rows: Sequence[NominationRow]) -> None:
        """The same person twice: by number, or by name, birth and unit."""
        first: dict[tuple[object, ...], int] = {}
        for raw, row in zip(self.sheet.rows, rows, strict=True):
            for column, mark in _marks(row):
                earlier = first.setdefault(mark, raw.number)
                if earlier != raw.number:
                    self._error(
                        raw,
                        column,
                        Message(
                            "workbook.duplicate",
                            "The same as in row %(row)s; keep one of them",
                            {"row": earlier},
                        ),
                    )
                    break

    def _read(
        self, raw: RawRow, column: Column, reader: Callable[[CellValue], Found]
    ) -> Found | None:
        value = raw.cells.get(column)
        if readers.is_empty(value):
            return None
        try:
            readers.require_plain(value)
            if column in PUBLISHED:
                readers.require_publishable(value)
            found = reader(value)
        except readers.Unfit as wrong:
            self._error(raw, column, wrong.message)
            return None
        self._note_spelling(raw, column, value)
        return found

    def _text(self, raw: RawRow, column: Column) -> str:
        longest = COLUMNS[column].longest
        return self._read(raw, column, lambda value: readers.text(value, longest)) or ""

    def _place(self, raw: RawRow, column: Column, known: Sequence[str]) -> str:
        found = self._read(raw, column, lambda value: readers.place(value, known)) or ""
        if found and readers.declared_other(raw.cells.get(column)):
            self._notice(raw, column, "other_place", "Not in the register, taken as written")
        return found

    def _find_missing(self, raw: RawRow, kind: NomineeKind | None) -> None:
        if kind is None:
            # Which cells are needed depends on the kind; without it only the common ones are known.
            needed = frozenset.intersection(*REQUIRED.values())
            if readers.is_empty(raw.cells.get(Column.KIND)):
                needed |= {Column.KIND}
        else:
            needed = REQUIRED[kind]
        for column in COLUMNS:
            if column in needed and readers.is_empty(raw.cells.get(column)):
                missing = Message("workbook.missing", "This is missing")
                self._error(raw, column, missing)
            elif (
                column in PERSONAL
                and kind not in {None, NomineeKind.INDIVIDUAL}
                and not readers.is_empty(raw.cells.get(column))
            ):
                message = Message("workbook.not_personal", "Only for individuals; leave it empty")
                self._error(raw, column, message)

    def _note_spelling(self, raw: RawRow, column: Column, value: CellValue) -> None:
        if isinstance(value, str) and not unicodedata.is_normalized("NFC", value):
            self._notice(
                raw, column, "composed", "Vietnamese marks were put together into single letters"
            )
        if column is Column.ID_NUMBER and readers.lost_its_zero(value):
            self._notice(raw, column, "zero_restored", "The zero in front was put back: %(value)s")

    def _error(self, raw: RawRow, column: Column, message: Message) -> None:
        self.errors.append(self._remark(raw, column, message))

    def _notice(self, raw: RawRow, column: Column, key: str, text: str) -> None:
        message = Message(f"workbook.{key}", text, {"value": text_of(raw.cells.get(column))})
        self.notices.append(self._remark(raw, column, message))

    def _remark(self, raw: RawRow, column: Column, message: Message) -> Remark:
        return Remark(
            row=raw.number,
            column=self.sheet.letters.get(column, ""),
            heading=COLUMNS[column].label.vi,
            message=message,
        )


def _marks(row: NominationRow) -> Iterator[tuple[Column, tuple[object, ...]]]:
    """What a row is known by; two rows that share one are the same person."""
    if row.id_number:
        yield Column.ID_NUMBER, ("number", row.id_number)
    name = row.name.casefold()
    if not name:
        return
    if row.kind is NomineeKind.HOUSEHOLD:
        yield Column.NAME, (row.kind, name, row.locality.casefold())
    else:
        yield Column.NAME, (row.kind, name, row.birth_date, row.unit.casefold())
