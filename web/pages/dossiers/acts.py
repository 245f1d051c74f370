"""Acts on a dossier that ask for words: a page each, which keeps what was typed when refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import FieldError, InvalidData, NotFound, Rejected
from engine.reasons import SHORTEST_REASON
from engine.tasks import CancelInstance
from forms.answers import Unusable, day
from web.errors import sentences_of, status_of
from web.pages.dossiers.frame import pages
from web.requests import actor, close_view, execute, page, see_other, signed_in, view
from web.wording import gettext, say
from workflows.apology_drafts import may_name_a_date, waiting_draft
from workflows.dossiers import Dossier
from workflows.holding import HoldNominee, ReleaseNominee
from workflows.lateness import Cause, ExplainLateness
from workflows.nominees import Nominee, nominees_of
from workflows.queries.dossier_page import seen_dossier

LONGEST_REASON = 2000
LONGEST_DOCUMENT = 200

CAUSES = {
    Cause.OWN: "The office itself",
    Cause.APPLICANT: "The proposing unit",
    Cause.SUPERIOR: "The superior body",
    Cause.COUNCIL: "The council",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What an act's page says and asks; texts are English."""

    title: str
    submit: str
    effects: tuple[str, ...]
    fields: tuple[Mapping[str, Any], ...]
    done: str
    grave: bool = False
    irreversible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was typed, and why it was refused."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    """By field; under the empty name what is wrong as a whole."""
    status: int = 200


REASON: Mapping[str, Any] = {
    "name": "reason",
    "label": "Reason, at least %(count)s characters",
    "kind": "textarea",
    "attrs": {"minlength": SHORTEST_REASON, "maxlength": LONGEST_REASON, "rows": 4},
}

DOCUMENT: Mapping[str, Any] = {
    "name": "document",
    "label": "Document it rests on",
    "kind": "text",
    "hint": "Number and date of a letter, the receipt of an opinion",
    "attrs": {"maxlength": LONGEST_DOCUMENT},
}

LATENESS = Asking(
    title="Explain the delay",
    submit="Write the apology slip",
    effects=(
        "The apology slip is written and the proposing unit gets a letter with the reason.",
        "Before the due date the new date is announced with it and the clock gets that date.",
        "After the due date the dossier stays late; with the reason it may be signed and issued.",
    ),
    fields=(
        {"name": "cause", "label": "Whose doing it is", "kind": "radio"},
        REASON,
        {
            "name": "new_due",
            "label": "New date",
            "kind": "date",
            "optional": True,
            "hint": "Only before the due date",
        },
    ),
    done="The delay is on record.",
)

CANCELLING = Asking(
    title="Cancel the dossier",
    submit="Cancel the dossier",
    effects=(
        "Every open step ends and nobody can work on the dossier any more.",
        "What was done stays on record; the proposing unit sees that the dossier was cancelled.",
    ),
    fields=(REASON,),
    done="The dossier is cancelled.",
    grave=True,
    irreversible=True,
)

HOLDING = Asking(
    title="Hold back %(name)s",
    submit="Hold back",
    effects=(
        "The others on the list go on.",
        "When nobody is left to go on, the clock of the dossier stands still.",
    ),
    fields=(REASON, DOCUMENT),
    done="%(name)s is held back.",
)

RELEASING = Asking(
    title="Let %(name)s go on",
    submit="Let go on",
    effects=("The written finding stays with the dossier.",),
    fields=(
        {**REASON, "name": "finding", "label": "Finding, at least %(count)s characters"},
        DOCUMENT,
    ),
    done="%(name)s goes on.",
)


@pages.get("/ho-so/<code>/giai-trinh-cham")
@signed_in
def explain(code: str) -> ResponseReturnValue:
    found = seen_dossier(view(), actor(), code)
    return ask(LATENESS, found, said=_drafted(found))


@pages.post("/ho-so/<code>/giai-trinh-cham")
@signed_in
def explain_now(code: str) -> ResponseReturnValue:
    found = seen_dossier(view(), actor(), code)
    typed = typed_in(LATENESS)
    try:
        command = ExplainLateness(
            dossier_id=found.id,
            cause=typed["cause"],
            reason=typed["reason"],
            new_due=_day(typed["new_due"]),
        )
        execute(command)
    except Rejected as refusal:
        return again(LATENESS, found, typed, refusal)
    return answered(LATENESS, found)


def _drafted(found: Dossier) -> Answered:
    """What was drafted for the officer to check; the new date only while it may be announced."""
    draft = waiting_draft(view(), found.id)
    if draft is None:
        return Answered()
    in_time = may_name_a_date(view(), found, draft)
    return Answered(
        values={
            "cause": draft.cause.value,
            "reason": draft.reason,
            "new_due": f"{draft.new_due:%d/%m/%Y}" if in_time else "",
        }
    )


@pages.get("/ho-so/<code>/huy")
@signed_in
def cancel(code: str) -> ResponseReturnValue:
    return ask(CANCELLING, seen_dossier(view(), actor(), code))


@pages.post("/ho-so/<code>/huy")
@signed_in
def cancel_now(code: str) -> ResponseReturnValue:
    found = seen_dossier(view(), actor(), code)
    typed = typed_in(CANCELLING)
    try:
        execute(CancelInstance(instance_id=found.instance_id, reason=typed["reason"]))
    except Rejected as refusal:
        return again(CANCELLING, found, typed, refusal)
    return answered(CANCELLING, found)


@pages.get("/ho-so/<code>/nguoi/<int:ordinal>/giu-lai")
@signed_in
def hold(code: str, ordinal: int) -> ResponseReturnValue:
    found, row = _nominee(code, ordinal)
    return ask(HOLDING, found, row)


@pages.post("/ho-so/<code>/nguoi/<int:ordinal>/giu-lai")
@signed_in
def hold_now(code: str, ordinal: int) -> ResponseReturnValue:
    found, row = _nominee(code, ordinal)
    typed = typed_in(HOLDING)
    try:
        execute(HoldNominee(nominee_id=row.id, reason=typed["reason"], document=typed["document"]))
    except Rejected as refusal:
        return again(HOLDING, found, typed, refusal, row)
    return answered(HOLDING, found, row)


@pages.get("/ho-so/<code>/nguoi/<int:ordinal>/cho-di-tiep")
@signed_in
def release(code: str, ordinal: int) -> ResponseReturnValue:
    found, row = _nominee(code, ordinal)
    return ask(RELEASING, found, row)


@pages.post("/ho-so/<code>/nguoi/<int:ordinal>/cho-di-tiep")
@signed_in
def release_now(code: str, ordinal: int) -> ResponseReturnValue:
    found, row = _nominee(code, ordinal)
    typed = typed_in(RELEASING)
    try:
        execute(
            ReleaseNominee(nominee_id=row.id, finding=typed["finding"], document=typed["document"])
        )
    except Rejected as refusal:
        return again(RELEASING, found, typed, refusal, row)
    return answered(RELEASING, found, row)


def _nominee(code: str, ordinal: int) -> tuple[Dossier, Nominee]:
    found = seen_dossier(view(), actor(), code)
    row = next((row for row in nominees_of(view(), found.id) if row.ordinal == ordinal), None)
    if row is None:
        raise NotFound()
    return found, row


def typed_in(asking: Asking) -> dict[str, str]:
    """What was typed into the fields of an act."""
    return {each["name"]: request.form.get(each["name"], "") for each in asking.fields}


def _day(text: str) -> date | None:
    """The new date as typed; an empty one is none."""
    if not text.strip():
        return None
    try:
        return day(text.strip())
    except Unusable as wrong:
        raise InvalidData([FieldError("new_due", wrong.message)]) from wrong


def ask(
    asking: Asking,
    found: Dossier,
    row: Nominee | None = None,
    said: Answered | None = None,
    *,
    name: str = "",
) -> ResponseReturnValue:
    """The page of an act; `name` is what its title names beside a nominee."""
    said = said or Answered()
    name = row.name if row is not None else name
    return page(
        "dossiers/act.html",
        dossier=found,
        title=gettext(asking.title, name=name),
        submit=gettext(asking.submit),
        effects=[gettext(line) for line in asking.effects],
        fields=[_field(each, said) for each in asking.fields],
        errors=[
            {"id": f"f-{key}" if key else "", "message": text} for key, text in said.errors.items()
        ],
        nominee=row,
        grave=asking.grave,
        irreversible=asking.irreversible,
        back=url_for("dossiers.show", code=found.code),
    ), said.status


def _field(each: Mapping[str, Any], answered: Answered) -> dict[str, Any]:
    return {
        "name": each["name"],
        "label": gettext(each["label"], count=SHORTEST_REASON),
        "kind": each["kind"],
        "hint": gettext(each["hint"]) if "hint" in each else "",
        "attrs": each.get("attrs", {}),
        "required": not each.get("optional", False),
        "value": answered.values.get(each["name"], ""),
        "error": answered.errors.get(each["name"], ""),
        "options": [
            {"value": cause.value, "label": gettext(words)} for cause, words in CAUSES.items()
        ]
        if each["name"] == "cause"
        else [],
    }


def again(
    asking: Asking,
    found: Dossier,
    typed: Mapping[str, str],
    refusal: Rejected,
    row: Nominee | None = None,
    *,
    name: str = "",
) -> ResponseReturnValue:
    """The same page with everything typed, and what has to be mended."""
    close_view()
    if isinstance(refusal, InvalidData):
        errors = {one.field: say(one.message) for one in refusal.errors}
    else:
        errors = {"": " ".join(sentences_of(refusal))}
    said = Answered(values=typed, errors=errors, status=status_of(refusal))
    return ask(asking, found, row, said, name=name)


def answered(asking: Asking, found: Dossier, row: Nominee | None = None) -> ResponseReturnValue:
    """Back to the dossier, which says what was done."""
    flash(gettext(asking.done, name=row.name if row is not None else ""), "done")
    return see_other(url_for("dossiers.show", code=found.code))
