"""The rows of a list, judged: nominations when all is well, else every error with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from engine.errors import FieldError, InvalidData, Message
from engine.text import unwritable
from forms.answers import Unusable, day
from forms.definition import Caption
from workflows.workbooks.columns import (
    COLUMNS,
    GENDERS,
    GENDERS_ALSO,
    KINDS,
    KINDS_ALSO,
    PERSONAL,
    REQUIRED,
    Column,
    Gender,
    NomineeKind,
    heading_key,
)
from workflows.workbooks.reading import (
    CellValue,
    Progress,
    RawRow,
    Remark,
    Sheet,
    WorkbookLimits,
    lines_of,
    read,
    text_of,
    unescape,
)

OLDEST = 130
"""Years: nobody lived longer by much; an older date of birth is a slip of the pen."""

_EXCEL_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
)
_ID_NUMBER = re.compile(r"0[0-9]{11}")

_ONE_LINE = 200

Found = TypeVar("Found")


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


class _Wrong(Exception):
    def __init__(self, key: str, text: str, /, **params: object) -> None:
        self.message = Message(f"workbook.{key}", text, params)
        super().__init__(key)


@dataclass(slots=True)
class _Judge:
    sheet: Sheet
    choices: WorkbookChoices
    on: date
    errors: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)

    def row(self, ordinal: int, raw: RawRow) -> NominationRow:
        """The row as far as it can be read; what cannot is an error and left empty."""
        kind = self._read(raw, Column.KIND, _kind)
        row = NominationRow(
            ordinal=ordinal,
            kind=kind or NomineeKind.INDIVIDUAL,
            name=self._text(raw, Column.NAME),
            birth_date=self._read(raw, Column.BIRTH_DATE, self._birth_date),
            gender=self._read(raw, Column.GENDER, _gender),
            id_number=self._read(raw, Column.ID_NUMBER, lambda v: self._id_number(raw, v)) or "",
            title=self._text(raw, Column.TITLE),
            unit=self._text(raw, Column.UNIT),
            locality=self._text(raw, Column.LOCALITY),
            achievement=self._text(raw, Column.ACHIEVEMENT),
            award=self._read(raw, Column.AWARD, self._award) or "",
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
        if _is_empty(value):
            return None
        try:
            _require_plain(value)
            found = reader(value)
        except _Wrong as wrong:
            self._error(raw, column, wrong.message)
            return None
        self._note_spelling(raw, column, value)
        return found

    def _text(self, raw: RawRow, column: Column) -> str:
        return self._read(raw, column, lambda value: _text(value, COLUMNS[column].longest)) or ""

    def _find_missing(self, raw: RawRow, kind: NomineeKind | None) -> None:
        if kind is None:
            # Which cells are needed depends on the kind; without it only the common ones are known.
            needed = frozenset.intersection(*REQUIRED.values())
            if _is_empty(raw.cells.get(Column.KIND)):
                needed |= {Column.KIND}
        else:
            needed = REQUIRED[kind]
        for column in COLUMNS:
            if column in needed and _is_empty(raw.cells.get(column)):
                missing = Message("workbook.missing", "This is missing")
                self._error(raw, column, missing)
            elif (
                column in PERSONAL
                and kind not in {None, NomineeKind.INDIVIDUAL}
                and not _is_empty(raw.cells.get(column))
            ):
                message = Message("workbook.not_personal", "Only for individuals; leave it empty")
                self._error(raw, column, message)

    def _birth_date(self, value: CellValue) -> date:
        born = _date(value)
        if born > self.on:
            raise _Wrong("future", "This date lies in the future")
        if born.year < self.on.year - OLDEST:
            raise _Wrong("too_old", "The year %(year)s cannot be right", year=born.year)
        return born

    def _id_number(self, raw: RawRow, value: CellValue) -> str:
        digits = re.sub(r"[\s.'-]", "", text_of(value))
        if isinstance(value, int | float) and digits.isascii() and 9 < len(digits) < 12:
            # A number in Excel has no leading zeros, every identity number has one.
            digits = digits.zfill(12)
            self._notice(
                raw, Column.ID_NUMBER, "zero_restored", "The zero in front was put back: %(value)s"
            )
        if not _ID_NUMBER.fullmatch(digits):
            raise _Wrong("id_number", "12 digits are needed, beginning with 0")
        if not 1 <= int(digits[:3]) <= 96:
            raise _Wrong("id_province", "No province has the number %(code)s", code=digits[:3])
        return digits

    def _award(self, value: CellValue) -> str:
        asked = heading_key(_text(value, COLUMNS[Column.AWARD].longest))
        for key, label in self.choices.awards.items():
            if asked in {heading_key(key), heading_key(label.vi), heading_key(label.en)}:
                return key
        offered = ", ".join(label.vi for label in self.choices.awards.values())
        raise _Wrong(
            "award", "Not an award of this procedure; choose: %(offered)s", offered=offered
        )

    def _note_spelling(self, raw: RawRow, column: Column, value: CellValue) -> None:
        if isinstance(value, str) and not unicodedata.is_normalized("NFC", value):
            self._notice(
                raw, column, "composed", "Vietnamese marks were put together into single letters"
            )

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


def _is_empty(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _require_plain(value: CellValue) -> None:
    if not isinstance(value, str):
        return
    if value.strip() in _EXCEL_ERRORS:
        raise _Wrong("excel_error", "Excel shows an error here; type the value itself")
    # Excel keeps its own line ends as escapes; those are no fault of the unit.
    if bad := unwritable(unescape(value).replace("\r", "\n")):
        raise _Wrong("unwritable", "A character that cannot be stored (%(code)s)", code=bad)


def _text(value: CellValue, longest: int) -> str:
    if isinstance(value, date | time | timedelta | bool):
        raise _Wrong("not_text", "Text is needed here, not a date or a truth value")
    several_lines = isinstance(value, str) and longest > _ONE_LINE
    text = lines_of(str(value)) if several_lines else text_of(value)
    if len(text) > longest:
        raise _Wrong(
            "too_long",
            "Too long: %(length)s of at most %(limit)s characters",
            length=len(text),
            limit=longest,
        )
    return text


def _date(value: CellValue) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise _Wrong("date", "Write the whole date as dd/mm/yyyy, for example 08/03/1985")
    text = text_of(value)
    if re.fullmatch(r"[0-9]{4}", text):
        raise _Wrong("only_year", "Write the whole date as dd/mm/yyyy, not only the year")
    try:
        return day(text)
    except Unusable as unusable:
        raise _Wrong(
            unusable.message.key.removeprefix("form."),
            unusable.message.text,
            **unusable.message.params,
        ) from None


def _kind(value: CellValue) -> NomineeKind:
    asked = heading_key(_text(value, 200))
    for kind, label in KINDS.items():
        if asked in {kind.value, heading_key(label.vi), heading_key(label.en)}:
            return kind
    if asked in KINDS_ALSO:
        return KINDS_ALSO[asked]
    raise _Wrong(
        "kind", "Choose one of: %(offered)s", offered=", ".join(k.vi for k in KINDS.values())
    )


def _gender(value: CellValue) -> Gender:
    asked = heading_key(_text(value, 200))
    for gender, label in GENDERS.items():
        if asked in {gender.value, heading_key(label.vi), heading_key(label.en)}:
            return gender
    if asked in GENDERS_ALSO:
        return GENDERS_ALSO[asked]
    raise _Wrong(
        "gender", "Choose one of: %(offered)s", offered=", ".join(g.vi for g in GENDERS.values())
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
