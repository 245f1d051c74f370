"""What the public says about published lists: admitted or rejected, then answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import InvalidData, Rejected
from web.errors import sentences_of, status_of
from web.pages.dossiers.frame import shown_day, shown_instant
from web.pages.dossiers.parts import OPINION_WORDS
from web.permissions import may, require
from web.requests import actor, close_view, execute, page, see_other, signed_in, view
from web.shown_gates import shown_law
from web.wording import gettext, say
from workflows.dossiers import get_dossier
from workflows.opinions import (
    AnswerOpinion,
    ModerateOpinion,
    OpinionState,
    petition_due,
    petition_law,
)
from workflows.queries.keyset import Cursor, Turn
from workflows.queries.opinions import (
    WAITING,
    Asked,
    HandledOpinion,
    counts_of,
    get_opinion,
    opinions_page,
)

pages = Blueprint("opinions", __name__, url_prefix="/y-kien")

STATES = {
    "can-duyet": OpinionState.RECEIVED,
    "can-tra-loi": OpinionState.ADMITTED,
    "kien-nghi": OpinionState.PETITION,
    "da-tra-loi": OpinionState.ANSWERED,
    "khong-nhan": OpinionState.REJECTED,
}


@dataclass(frozen=True, slots=True)
class OfOffice:
    """What `may` is asked about for the list as a whole."""

    office_id: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was typed into a form of the page, and why it was refused."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@pages.get("")
@signed_in
def index() -> str:
    who = actor()
    require("opinion.answer", OfOffice(who.office_id))
    asked = Asked(
        state=STATES.get(request.args.get("trang-thai", "")),
        turn=Turn(
            after=Cursor.parse(request.args.get("sau")),
            before=Cursor.parse(request.args.get("truoc")),
        ),
    )
    found = opinions_page(view(), who.office_id, asked)
    return page(
        "opinions/index.html",
        tabs=_tabs(asked, counts_of(view(), who.office_id)),
        opinions=[_row(one) for one in found.rows],
        waits=asked.state is None,
        earlier=_turned(asked, found.earlier, "truoc"),
        later=_turned(asked, found.later, "sau"),
    )


@pages.get("/<opinion_id>")
@signed_in
def show(opinion_id: str) -> ResponseReturnValue:
    return _show(_seen(opinion_id), Answered())


@pages.post("/<opinion_id>/duyet")
@signed_in
def moderate(opinion_id: str) -> ResponseReturnValue:
    """Admit it, or reject it with a reason that its sender sees."""
    admits = request.form.get("act") == "admit"
    reason = "" if admits else request.form.get("reason", "")
    return _carry_out(
        ModerateOpinion(opinion_id=opinion_id, admit=admits, reason=reason),
        opinion_id,
        done="Opinion admitted; it waits for its answer." if admits else "Opinion not admitted.",
    )


@pages.post("/<opinion_id>/tra-loi")
@signed_in
def answer(opinion_id: str) -> ResponseReturnValue:
    return _carry_out(
        AnswerOpinion(opinion_id=opinion_id, answer=request.form.get("answer", "")),
        opinion_id,
        done="The answer is kept; the sender sees it with their code.",
    )


def _carry_out(command: object, opinion_id: str, *, done: str) -> ResponseReturnValue:
    found = _seen(opinion_id)
    try:
        execute(command)
    except InvalidData as invalid:
        close_view()
        errors = {one.field: say(one.message) for one in invalid.errors}
        return _show(found, Answered(values=request.form, errors=errors, status=422))
    except Rejected as refusal:
        close_view()
        errors = {"": " ".join(sentences_of(refusal))}
        return _show(
            _seen(opinion_id),
            Answered(values=request.form, errors=errors, status=status_of(refusal)),
        )
    flash(gettext(done), "done")
    return see_other(url_for("opinions.show", opinion_id=opinion_id))


def _seen(opinion_id: str) -> HandledOpinion:
    """The opinion, for those who handle opinions of its office."""
    found = get_opinion(view(), opinion_id)
    require("opinion.answer", found)
    return found


def _show(found: HandledOpinion, answered: Answered) -> ResponseReturnValue:
    return page(
        "opinions/show.html",
        opinion=found,
        shown=_row(found),
        handled=shown_instant(found.handled_at),
        due=_petition_due(found) if found.state is OpinionState.PETITION else None,
        until=shown_instant(found.published_until),
        hold_url=_hold_url(found),
        typed=answered.values,
        wrong=answered.errors,
        errors=[
            {"id": f"f-{name}" if name else "", "message": text}
            for name, text in answered.errors.items()
        ],
    ), answered.status


def _petition_due(found: HandledOpinion) -> dict[str, Any] | None:
    """By when it has to be answered, and by which law."""
    law = petition_law(view(), get_dossier(view(), found.dossier_id))
    if law is None:
        return None
    due = petition_due(view(), law, found.sent_at)
    return {"day": shown_day(due), "is_past": view().now > due, "law": shown_law(law)}


def _hold_url(found: HandledOpinion) -> str:
    """A serious opinion holds the nominee it is about (R-PUB-08)."""
    if found.nominee_ordinal is None or not may("nominee.hold", found):
        return ""
    return url_for("dossiers.hold", code=found.dossier_code, ordinal=found.nominee_ordinal)


def _row(one: HandledOpinion) -> dict[str, Any]:
    look, word = OPINION_WORDS[one.state]
    about = f"{one.nominee_ordinal}. {one.nominee_name}" if one.nominee_ordinal else ""
    return {
        "id": one.id,
        "href": url_for("opinions.show", opinion_id=one.id),
        "at": shown_instant(one.sent_at),
        "text": one.text,
        "about": about or gettext("The whole list"),
        "dossier": one.dossier_title,
        "code": one.dossier_code,
        "dossier_url": url_for("dossiers.show", code=one.dossier_code),
        "unit": one.unit_name,
        "state": {"state": look, "text": gettext(word)},
    }


def _tabs(asked: Asked, counts: Mapping[OpinionState, int]) -> list[dict[str, Any]]:
    waiting = sum(counts[state] for state in WAITING)
    tabs = [
        {
            "text": gettext("Waiting"),
            "href": url_for("opinions.index"),
            "count": waiting,
            "current": asked.state is None,
        }
    ]
    tabs += [
        {
            "text": gettext(OPINION_WORDS[state][1]),
            "href": url_for("opinions.index", **{"trang-thai": name}),  # type: ignore[arg-type]
            "count": counts[state],
            "current": asked.state is state,
        }
        for name, state in STATES.items()
    ]
    return tabs


def _turned(asked: Asked, cursor: Cursor | None, name: str) -> str:
    if cursor is None:
        return ""
    parts: dict[str, Any] = {name: str(cursor)}
    for key, state in STATES.items():
        if state is asked.state:
            parts["trang-thai"] = key
    return url_for("opinions.index", **parts)
