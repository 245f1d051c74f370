"""One cell of the list, read as what its column is about; or why that cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches

from engine.errors import Message
from engine.text import unwritable
from forms.answers import Unusable, day
from workflows.workbooks.cells import CellValue, lines_of, text_of, unescape
from workflows.workbooks.columns import (
    COLUMNS,
    GENDERS,
    KINDS,
    KINDS_ALSO,
    Column,
    Gender,
    NomineeKind,
    choice_key,
    heading_key,
)
from workflows.workbooks.nominations import WorkbookChoices

OLDEST = 130
"""Years: nobody lived longer by much; an older date of birth is a slip of the pen."""

_EXCEL_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
)
_ID_NUMBER = re.compile(r"0[0-9]{11}")

_ONE_LINE = 200

_PRIVATE = re.compile(
    r"""
      (?<!\d) 0\d{11} (?!\d)                                   # identity card
    | (?:cmnd|cmtnd|cmt|cccd|căn\ cước) \D{0,15} \d{9}         # an older one, called so
    | (?<!\d) (?:0|\+?84) [1-9] (?:[ .-]?\d){8,9} (?!\d)      # telephone
    | \bsinh\ (?:ngày\ )? \d{1,2} [/.-] \d{1,2} [/.-] \d{4}   # date of birth
    """,
    re.IGNORECASE | re.VERBOSE,
)

NEAR = 0.6
"""How alike a word has to be to be suggested."""

MOST_OFFERED = 12
_OTHER = re.compile(r"(?:khác|mới)\s*:\s*(\S.*)", re.IGNORECASE)


class Unfit(Exception):
    """The cell cannot be read as its column asks; says why to whoever filled it in."""

    def __init__(self, key: str, text: str, /, **params: object) -> None:
        self.message = Message(f"workbook.{key}", text, params)
        super().__init__(key)


def require_publishable(value: CellValue) -> None:
    """Refuse in a column that everybody will read what is never published of people."""
    found = _PRIVATE.search(text_of(value)) if isinstance(value, str) else None
    if found is not None:
        raise Unfit(
            "private",
            "Leave “%(found)s” out: the list is published, and identity numbers, telephones and "
            "dates of birth are not",
            found=found.group(),
        )


def is_empty(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def require_plain(value: CellValue) -> None:
    """Refuse what can be no answer in any column: Excel's own errors, unwritable characters."""
    if not isinstance(value, str):
        return
    if value.strip() in _EXCEL_ERRORS:
        raise Unfit("excel_error", "Excel shows an error here; type the value itself")
    # Excel keeps its own line ends as escapes; those are no fault of the unit.
    if bad := unwritable(unescape(value).replace("\r", "\n")):
        raise Unfit("unwritable", "A character that cannot be stored (%(code)s)", code=bad)


def text(value: CellValue, longest: int) -> str:
    """Numbers count as text; only long cells keep their line ends."""
    if isinstance(value, date | time | timedelta | bool):
        raise Unfit("not_text", "Text is needed here, not a date or a truth value")
    several_lines = isinstance(value, str) and longest > _ONE_LINE
    text = lines_of(str(value)) if several_lines else text_of(value)
    if len(text) > longest:
        raise Unfit(
            "too_long",
            "Too long: %(length)s of at most %(limit)s characters",
            length=len(text),
            limit=longest,
        )
    return text


def birth_date(value: CellValue, on: date) -> date:
    born = _day(value)
    if born > on:
        raise Unfit("future", "This date lies in the future")
    if born.year < on.year - OLDEST:
        raise Unfit("too_old", "The year %(year)s cannot be right", year=born.year)
    return born


def _day(value: CellValue) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise Unfit("date", "Write the whole date as dd/mm/yyyy, for example 08/03/1985")
    text = text_of(value)
    if re.fullmatch(r"[0-9]{4}", text):
        raise Unfit("only_year", "Write the whole date as dd/mm/yyyy, not only the year")
    try:
        return day(text)
    except Unusable as unusable:
        raise Unfit(
            unusable.message.key.removeprefix("form."),
            unusable.message.text,
            **unusable.message.params,
        ) from None


def id_number(value: CellValue) -> str:
    """Twelve digits. A number in Excel has no leading zeros, every identity number has one."""
    digits = re.sub(r"[\s.'-]", "", text_of(value))
    if lost_its_zero(value):
        digits = digits.zfill(12)
    if not _ID_NUMBER.fullmatch(digits):
        raise Unfit("id_number", "12 digits are needed, beginning with 0")
    if not 1 <= int(digits[:3]) <= 96:
        raise Unfit("id_province", "No province has the number %(code)s", code=digits[:3])
    return digits


def lost_its_zero(value: CellValue) -> bool:
    """Whether this is an identity number that Excel took for an amount."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 10 <= len(text_of(value)) <= 11
        and text_of(value).isdecimal()
    )


def award(value: CellValue, choices: WorkbookChoices) -> str:
    """The key of the award that the cell names, in Vietnamese, English or by its key."""
    asked = heading_key(text(value, COLUMNS[Column.AWARD].longest))
    for key, label in choices.awards.items():
        if asked and asked in {heading_key(key), heading_key(label.vi), heading_key(label.en)}:
            return key
    offered = ", ".join(label.vi for label in choices.awards.values())
    raise Unfit("award", "Not an award of this procedure; choose: %(offered)s", offered=offered)


def kind_of(value: CellValue) -> NomineeKind:
    said = text(value, _ONE_LINE)
    for kind, label in KINDS.items():
        if choice_key(said) in {choice_key(label.vi), choice_key(label.en)}:
            return kind
    if choice_key(said) in KINDS_ALSO:
        return KINDS_ALSO[choice_key(said)]
    raise _no_choice("kind", said, [label.vi for label in KINDS.values()])


def gender_of(value: CellValue) -> Gender:
    said = text(value, _ONE_LINE)
    for gender, label in GENDERS.items():
        if choice_key(said) in {choice_key(label.vi), choice_key(label.en)}:
            return gender
    raise _no_choice("gender", said, [label.vi for label in GENDERS.values()])


def place(value: CellValue, known: Sequence[str]) -> str:
    """A unit or residential unit by its name in the register, or one declared to be another."""
    said = text(value, _ONE_LINE)
    if other := declared_other(value):
        return other
    by_key = {heading_key(name): name for name in known}
    if not known or heading_key(said) in by_key:
        return by_key.get(heading_key(said), said)
    offered = _offered(heading_key(said), by_key)
    near = get_close_matches(heading_key(said), by_key, n=1, cutoff=NEAR)
    if near:
        raise Unfit(
            "place_near",
            "Not in the register; did you mean “%(near)s”? The register has: %(offered)s. For "
            "another place write “Khác: ” before its name",
            near=by_key[near[0]],
            offered=", ".join(offered),
        )
    raise Unfit(
        "place",
        "Not in the register, which has: %(offered)s. For another place write “Khác: ” before "
        "its name",
        offered=", ".join(offered),
    )


def _offered(wanted: str, by_key: Mapping[str, str]) -> Sequence[str]:
    """The whole register where it is short; of a long one what is most like the name written."""
    if len(by_key) <= MOST_OFFERED:
        return list(by_key.values())
    likest = get_close_matches(wanted, by_key, n=MOST_OFFERED, cutoff=0.0)
    return [*(by_key[key] for key in likest), "…"]


def declared_other(value: CellValue) -> str:
    """The name of a place that the unit says is not in the register; empty when it does not."""
    declared = _OTHER.fullmatch(text_of(value))
    return declared[1] if declared else ""


def _no_choice(key: str, said: str, offered: Sequence[str]) -> Unfit:
    by_key = {heading_key(choice): choice for choice in offered}
    near = get_close_matches(heading_key(said), by_key, n=1, cutoff=NEAR)
    choices = ", ".join(offered)
    if near:
        return Unfit(
            f"{key}_near",
            "Did you mean “%(near)s”? Choose one of: %(offered)s",
            near=by_key[near[0]],
            offered=choices,
        )
    return Unfit(key, "Choose one of: %(offered)s", offered=choices)
