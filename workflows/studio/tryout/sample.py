"""Answers that a form accepts, made from its definition: the run fills in what nobody chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from forms import FieldKind, FormDefinition, FormField
from workflows.nominees import Nominee
from workflows.parts import PARTS

WORDS = "Nội dung chạy thử, chỉ để xem quy trình đi thế nào. "
SHAPES: Mapping[str, str] = {
    "digits": "1",
    "year": "2023",
    "citizen-id": "012345678901",
    "phone": "0912345678",
    "email": "thu@vidu.vn",
    "document-number": "01/QĐ-UBND",
    "web-address": "https://vidu.vn/tin-tuc",
}
LARGEST_NUMBER = 1_000_000_000


def answers_to(
    form: FormDefinition,
    *,
    chosen: Mapping[str, str],
    rows: Sequence[Nominee],
    today: date,
    scan: Callable[[str], str],
) -> dict[str, object]:
    """Everything the form may ask: what was chosen, else the first answer or a sample."""
    return {
        asked.key: _answer(asked, chosen.get(asked.key, ""), rows, today, scan)
        for asked in form.fields.values()
        if not asked.readonly
    }


def _answer(
    asked: FormField,
    chosen: str,
    rows: Sequence[Nominee],
    today: date,
    scan: Callable[[str], str],
) -> object:
    match asked.kind:
        case FieldKind.RADIO | FieldKind.SELECT:
            return chosen or (asked.options[0].value if asked.options else "")
        case FieldKind.CHECKLIST:
            return [option.value for option in asked.options] or list(PARTS)
        case FieldKind.CHECKBOX:
            return chosen != "false"
        case FieldKind.NUMBER:
            return _number(asked, chosen, rows)
        case FieldKind.DATE:
            return chosen or today.isoformat()
        case FieldKind.FILES:
            return [scan(asked.label.vi)]
        case FieldKind.NOMINEES:
            return {row.id: _row(asked, today) for row in rows if row.continues}
        case _:
            return _text(asked, chosen)


def _row(grid: FormField, today: date) -> dict[str, object]:
    """One nominee's answers: the first of each choice; what that hides stays empty."""
    return {
        column.key: column.options[0].value if column.options else None for column in grid.columns
    }


def _number(asked: FormField, chosen: str, rows: Sequence[Nominee]) -> object:
    if chosen.lstrip("-").isdigit() and abs(int(chosen)) < LARGEST_NUMBER:
        return int(chosen)
    if asked.minimum is not None and asked.minimum > 0:
        return int(asked.minimum)
    # A sum of money is that of the rewards, as it would be.
    return sum(row.reward or 0 for row in rows) or 1


def _text(asked: FormField, chosen: str) -> str:
    if chosen:
        return chosen
    if asked.pattern:
        return SHAPES.get(asked.pattern, "1")
    text = WORDS.strip()
    while len(text) < asked.min_length:
        text += " " + WORDS.strip()
    return text[: asked.max_length or len(text)]
