"""The form in which an administrator proposes a value of the office's, or the province's, own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.budgets import Budget, Unit
from engine.clock import local
from engine.errors import FieldError, InvalidData, NotFound
from engine.registry import Access
from forms.answers import Unusable, day
from web.access import require
from web.pages.law.frame import pages, setters_of, shown_value
from web.requests import actor, close_view, execute, page, see_other, signed_in, view
from web.wording import gettext, language, say
from workflows.authority import may
from workflows.awards import AWARDS
from workflows.editions import book
from workflows.law import LawRow, Mark, Setter, spelled
from workflows.law.leeway import NONE, Bound
from workflows.law_words import law_word
from workflows.own_law.proposing import ProposeLawValue, about_to_propose, deployed_procedures
from workflows.own_law.stored import OwnValue, stands_in_for

UNIT_WORDS = {
    Unit.WORKING_DAYS: "working days",
    Unit.CALENDAR_DAYS: "calendar days",
    Unit.WORKING_HOURS: "working hours",
}
DOCUMENT_WORDS = {
    Mark.CONFIRMED: "confirmed: I have the signed document before me",
    Mark.PARTLY: "partly confirmed",
    Mark.UNVERIFIED: "unverified",
}
BOUNDS = {
    Bound.AT_MOST: "It may be shorter or less than the law says, never more.",
    Bound.AT_LEAST: "It may be longer or more than the law says, never less.",
    Bound.FREE: "It may be set freely.",
}
PLACES = {
    Setter.OFFICE: "This office alone, by its own document",
    Setter.PROVINCE: "All offices of the province, by its decision",
}
NAMES = {
    "khoa": "key",
    "quy_trinh": "procedure",
    "hinh_thuc": "award",
    "doi_tuong": "subject",
}
"""What the address says of which value is meant."""

TYPED = ("value", "unit", "valid_from", "document", "mark", "reason", "setter")


@pages.get("/gia-tri-rieng/moi")
@signed_in
def new_value() -> ResponseReturnValue:
    return _form({}, {})


@pages.post("/gia-tri-rieng/moi")
@signed_in
def propose_value() -> ResponseReturnValue:
    typed = {name: request.form.get(name, "") for name in TYPED}
    try:
        answer = execute(_command(typed))
    except InvalidData as invalid:
        close_view()
        return _form(typed, {one.field: say(one.message) for one in invalid.errors}), 422
    if not isinstance(answer, dict):
        raise NotFound()
    flash(gettext("Proposed. It waits for a second person."), "done")
    return see_other(url_for("law.own_value", value_id=answer["value"]))


def _command(typed: Mapping[str, str]) -> ProposeLawValue:
    try:
        valid_from = day(typed["valid_from"].strip())
    except Unusable as wrong:
        raise InvalidData([FieldError("valid_from", wrong.message)]) from wrong
    return ProposeLawValue(
        office_id=actor().office_id,
        setter=typed["setter"] or Setter.OFFICE.value,
        value=typed["value"].strip() + typed["unit"],
        valid_from=valid_from,
        document=typed["document"],
        mark=typed["mark"],
        reason=typed["reason"],
        **_meant(),
    )


def _meant() -> dict[str, str]:
    """Which value it is about, by the address and what the form narrowed it to."""
    return {name: request.values.get(arg, "") for arg, name in NAMES.items()}


def _form(typed: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    require("law.propose", about_to_propose(view(), actor().office_id, Setter.OFFICE.value))
    row = _like()
    setters = [one for one in setters_of(row) if _may_set(one)]
    if not setters:
        raise NotFound()
    shown = shown_value(row)
    return page(
        "law/new_value.html",
        row=shown,
        typed={**_beginning(row), **typed},
        wrong=wrong,
        setters=_options({one.value: gettext(PLACES[one]) for one in setters}),
        control=_control(row),
        bound=gettext(BOUNDS[book(view()).leeways.get(row.key, NONE).bound]),
        marks=[
            {"value": one.value, "label": gettext(word)} for one, word in DOCUMENT_WORDS.items()
        ],
        narrowing=_narrowing(row),
        chosen=_meant(),
    )


def _may_set(setter: Setter) -> bool:
    about = about_to_propose(view(), actor().office_id, setter.value)
    return may(view(), actor(), "law.propose", about).access is Access.ALLOWED


def _like() -> LawRow:
    """The value in force for which another one is proposed."""
    meant = _meant()
    nobody = {"proposed_by": "", "approved_by": "", "declined_by": "", "note": "", "reason": ""}
    return stands_in_for(
        book(view()),
        OwnValue(
            **meant,
            **nobody,
            id="",
            office_id=actor().office_id,
            setter=Setter.OFFICE,
            value="",
            valid_from=_today(),
            document="",
            mark=Mark.UNVERIFIED,
            proposed_at=None,
            approved_at=None,
            declined_at=None,
        ),
    )


def _today() -> date:
    return local(view().now).date()


def _beginning(row: LawRow) -> dict[str, str]:
    value = row.value
    if isinstance(value, Budget):
        return {"value": str(value.amount), "unit": value.unit.value, "mark": "c"}
    if isinstance(value, Fraction) and (value * 100).denominator == 1:
        return {"value": f"{value * 100}%", "unit": "", "mark": "c"}
    return {"value": spelled(value), "unit": "", "mark": "c"}


def _control(row: LawRow) -> dict[str, Any]:
    """How the value is typed: an amount with its unit, a word out of few, or as it is written."""
    choices = book(view()).leeways.get(row.key, NONE).choices
    if isinstance(row.value, Budget):
        units = {unit.value: gettext(word) for unit, word in UNIT_WORDS.items()}
        return {"kind": "budget", "options": _options(units)}
    if isinstance(row.value, bool):
        words = {"true": gettext("yes"), "false": gettext("no")}
        return {"kind": "select", "options": _options(words)}
    if choices:
        words = {word: law_word(word, language()) for word in choices}
        return {"kind": "select", "options": _options(words)}
    return {"kind": "text", "options": []}


def _narrowing(row: LawRow) -> list[dict[str, Any]]:
    """For which procedures, awards and subjects it may be said."""
    rows = [one for one in book(view()).rows() if one.key == row.key]
    narrow = [
        ("quy_trinh", gettext("Procedure"), {one.procedure for one in rows}, True),
        ("hinh_thuc", gettext("Award"), {one.award for one in rows}, bool(row.award)),
        ("doi_tuong", gettext("For"), {one.subject for one in rows}, bool(row.subject)),
    ]
    more = {"quy_trinh": deployed_procedures(view()), "hinh_thuc": frozenset(AWARDS)}
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": "", "label": gettext("all")},
                *_options(_named((found | more.get(name, frozenset())) - {""})),
            ],
        }
        for name, label, found, is_asked in narrow
        if is_asked
    ]


def _named(keys: set[str]) -> dict[str, str]:
    named = {key: law_word(key, language()) for key in keys}
    return dict(sorted(named.items(), key=lambda one: one[1]))


def _options(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in words.items()]
