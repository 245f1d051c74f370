"""A form of filing as it was sent: read, its files stored, judged as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import request

from engine.canonical import digest
from engine.clock import local
from engine.errors import FieldError, Message, NotFound, Rejected
from forms.answers import Unusable, day
from web.pages.filing.frame import files_asked, input_of, procedure, units
from web.requests import actor, blobs, view
from web.uploads import MOST_FILES, store_file
from web.wording import say
from workflows import attachments
from workflows.attachments import Attachment
from workflows.filing import FileDossier, faults_of
from workflows.nomination_choices import choices_for
from workflows.parts import LIST, PARTS
from workflows.queries.filing import FilingProcedure, FilingUnit
from workflows.workbooks import Imported, NominationRow, WorkbookRefused, import_rows

SECRET, NO_SECRET = "yes", "no"

NEEDED = Message("filing.needed", "This is needed.")
NO_LIST = Message("filing.no_list", "Choose the filled-in list.")
NO_ANSWER = Message("filing.no_answer", "Answer this question.")


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored file, and which part of the dossier it is; empty for any other paper."""

    part: str
    id: str

    @classmethod
    def parse(cls, text: str) -> Paper:
        """As the page carries it on: `minutes:<id>`."""
        part, _, key = text.rpartition(":")
        return cls(part if part in PARTS else "", key)

    def __str__(self) -> str:
        return f"{self.part}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form; files are stored already and named by their ids."""

    unit_id: str = ""
    title: str = ""
    letter_number: str = ""
    letter_date: str = ""
    event_date: str = ""
    secrecy: str = ""
    workbook: str = ""
    papers: tuple[Paper, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.papers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it is sent: the procedure, the units one may send for, the day."""

    procedure: FilingProcedure
    units: Sequence[FilingUnit]
    today: date

    @property
    def office_id(self) -> str:
        return self.units[0].office_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A form read: the command it means, else what has to be mended."""

    command: FileDossier | None = None
    imported: Imported | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def place_of(key: str) -> Place:
    """Where a form is sent; raises `NotFound` for what is no award procedure."""
    mine = units()
    chosen = procedure(key, mine[0].office_id)
    return Place(procedure=chosen, units=mine, today=local(view().now).date())


def received(place: Place) -> tuple[Typed, Sequence[FieldError]]:
    """What was typed, with the ids of the files that came along, and which were not taken.

    Files are stored only once it has been said that none of it is a state secret (R-DOS-06).
    """
    refused: list[FieldError] = []
    may_store = request.form.get("bi_mat") == NO_SECRET
    lists = list(_stored("danh_sach", place, refused)) if may_store else []
    brought = list(_brought(place, refused)) if may_store else []
    kept = [Paper.parse(text) for text in request.form.getlist("tep_da_co")[:MOST_FILES]]
    return Typed(
        unit_id=request.form.get("don_vi", ""),
        title=request.form.get("ten", ""),
        letter_number=request.form.get("so_van_ban", ""),
        letter_date=request.form.get("ngay_van_ban", ""),
        event_date=request.form.get("ngay_thanh_tich", ""),
        secrecy=request.form.get("bi_mat", ""),
        workbook=lists[-1] if lists else request.form.get("danh_sach_da_co", ""),
        papers=tuple({one.id: one for one in [*kept, *brought]}.values())[:MOST_FILES],
    ), refused


def _brought(place: Place, refused: list[FieldError]) -> Iterable[Paper]:
    """The papers that came along, each under the name of its part."""
    for part in (*files_asked(place.procedure.parts), ""):
        name = input_of(part)
        yield from (Paper(part, key) for key in _stored(name, place, refused))


def _stored(name: str, place: Place, refused: list[FieldError]) -> Iterable[str]:
    for file in request.files.getlist(name)[:MOST_FILES]:
        if not file.filename:
            continue
        try:
            yield store_file(file, place.office_id)
        except Rejected as refusal:
            refused.append(FieldError(name, refusal.message))


def own(attachment_id: str) -> Attachment:
    """A file that this person sent; raises `NotFound`.

    It may have become part of a dossier already: a form sent twice has to be read twice alike.
    """
    found = attachments.get(view(), attachment_id)
    if found.uploaded_by != actor().id:
        raise NotFound()
    return found


def content(kept: Attachment) -> bytes:
    """The bytes of a stored file."""
    path = blobs().path(kept.sha256)
    if not path.is_file():
        raise NotFound("The file %(name)s is missing in the store.", name=kept.name)
    return path.read_bytes()


def imported_from(place: Place, data: bytes) -> Imported:
    """The list as the procedure's choices judge it; raises `WorkbookRefused`."""
    choices = choices_for(
        view(), procedure=place.procedure.key, office_id=place.office_id, on=place.today
    )
    return import_rows(data, choices=choices, on=place.today)


# -- judging it


def judge(place: Place, typed: Typed, not_taken: Sequence[FieldError]) -> Judged:
    """Everything that is wrong with form, files and list at once, else the command."""
    errors = {one.field: say(one.message) for one in not_taken}
    letter_date = _date("ngay_van_ban", typed.letter_date, errors)
    event_date = None
    if place.procedure.is_simplified:
        event_date = _date("ngay_thanh_tich", typed.event_date, errors)
    if typed.secrecy != NO_SECRET:
        errors["bi_mat"] = say(NO_ANSWER)
    if typed.unit_id not in {one.id for one in place.units}:
        errors["don_vi"] = say(NEEDED)
    imported = _list(place, typed, errors)
    rows = imported.rows if imported is not None else ()
    command = FileDossier(
        procedure=place.procedure.key,
        unit_id=typed.unit_id,
        title=typed.title,
        letter_number=typed.letter_number,
        letter_date=letter_date or place.today,
        state_secret=False,
        rows=rows,
        attachments=tuple(one for one in (typed.workbook, *typed.files) if one),
        papers=((typed.workbook, LIST), *((one.id, one.part) for one in typed.papers)),
        event_date=event_date,
        fingerprint=digest([_plain(row) for row in rows]),
    )
    for fault in faults_of(command, today=place.today):
        name = FIELDS.get(fault.field, "")
        if name != "danh_sach" or (imported is not None and not imported.errors):
            errors.setdefault(name, say(fault.message))
    if errors or imported is None or imported.errors:
        return Judged(imported=imported, errors=errors)
    return Judged(command=command, imported=imported)


FIELDS = {
    "title": "ten",
    "letter_number": "so_van_ban",
    "letter_date": "ngay_van_ban",
    "event_date": "ngay_thanh_tich",
    "unit_id": "don_vi",
    "rows": "danh_sach",
    "attachments": "tep",
}
"""Fields of the command as the form calls them."""


def _date(name: str, text: str, errors: dict[str, str]) -> date | None:
    if not text.strip():
        errors[name] = say(NEEDED)
        return None
    try:
        return day(text.strip())
    except Unusable as wrong:
        errors[name] = say(wrong.message)
        return None


def _list(place: Place, typed: Typed, errors: dict[str, str]) -> Imported | None:
    if not typed.workbook:
        errors.setdefault("danh_sach", say(NO_LIST))
        return None
    try:
        return imported_from(place, content(own(typed.workbook)))
    except WorkbookRefused as refused:
        errors["danh_sach"] = say(refused.reason)
    except NotFound:
        errors["danh_sach"] = say(NO_LIST)
    return None


def _plain(row: NominationRow) -> list[object]:
    return [
        row.ordinal,
        row.kind.value,
        row.name,
        row.birth_date,
        row.gender.value if row.gender else "",
        row.id_number,
        row.title,
        row.unit,
        row.locality,
        row.achievement,
        row.award,
        row.note,
    ]
