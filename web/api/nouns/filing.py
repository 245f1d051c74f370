"""Handing a list in as JSON: its rows are judged by the rules that workbooks are judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from engine.canonical import digest
from engine.clock import local
from engine.errors import FieldError, InvalidData, NotFound
from web.api.bodies import Values
from web.requests import actor, view
from workflows.filing import FileDossier, faults_of
from workflows.nomination_choices import choices_for
from workflows.queries.filing import units_for
from workflows.workbooks import NominationRow
from workflows.workbooks.cells import CellValue
from workflows.workbooks.checking import check
from workflows.workbooks.columns import Column
from workflows.workbooks.sheet import RawRow, Remark, Sheet

LETTERS = {column: column.value for column in Column}
"""There are no letters without a sheet: places are named by field."""


def filing_command(asked: Values) -> FileDossier:
    """The command, or everything that is wrong with letter and list at once."""
    today = local(view().now).date()
    unit_id, procedure = cast(str, asked["unit"]), cast(str, asked["procedure"])
    office_id = _office_of(unit_id)
    rows, errors = _judged(
        cast(Sequence[Mapping[str, CellValue]], asked["rows"]),
        procedure=procedure,
        office_id=office_id,
        today=today,
    )
    command = FileDossier(
        procedure=procedure,
        unit_id=unit_id,
        title=cast(str, asked["title"]),
        letter_number=cast(str, asked["letter_number"]),
        letter_date=cast(date, asked["letter_date"]),
        event_date=cast("date | None", asked.get("event_date")),
        state_secret=cast(bool, asked["state_secret"]),
        rows=rows,
        fingerprint=digest([repr(row) for row in rows]),
    )
    if command.state_secret:
        return command  # Refused as a whole; nothing of it is looked at.
    faults = [one for one in faults_of(command, today=today) if rows or one.field != "rows"]
    if errors or faults:
        raise InvalidData([*faults, *errors])
    return command


def _office_of(unit_id: str) -> str:
    """Of a unit for which the caller may hand in; any other does not exist for them."""
    for unit in units_for(view(), actor()):
        if unit.id == unit_id:
            return unit.office_id
    raise NotFound()


def _judged(
    given: Sequence[Mapping[str, CellValue]], *, procedure: str, office_id: str, today: date
) -> tuple[tuple[NominationRow, ...], list[FieldError]]:
    choices = choices_for(view(), procedure=procedure, office_id=office_id, on=today)
    raw = tuple(RawRow(number=place, cells=_cells(row)) for place, row in enumerate(given, 1))
    sheet = Sheet(name="rows", header_row=0, letters=LETTERS, rows=raw)
    imported = check(sheet, choices=choices, on=today)
    return imported.rows, [_placed(error) for error in imported.errors]


def _cells(row: Mapping[str, CellValue]) -> dict[Column, CellValue]:
    """A row as it would stand in the sheet."""
    return {Column(name): value for name, value in row.items()}


def _placed(error: Remark) -> FieldError:
    """Where it stands in what was sent: `rows.3.name`."""
    place = [str(error.row - 1), error.column] if error.row else []
    return FieldError(".".join(["rows", *(part for part in place if part)]), error.message)
