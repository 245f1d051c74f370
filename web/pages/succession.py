"""An office ends: the dry run, the act that says so, and the second person who agrees to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.errors import FieldError, InvalidData, Message, Rejected
from forms.answers import Unusable, day
from web.access import Office, require
from web.errors import sentences_of, status_of
from web.permissions import may
from web.requests import actor, close_view, execute, page, see_other, signed_in, view
from web.wording import gettext, role_name, say
from workflows.positions import names_of
from workflows.queries.succession import effects_of
from workflows.succession.acts import Succession, acts_of, others_of
from workflows.succession.deciding import ApproveSuccession, DeclineSuccession, ProposeSuccession
from workflows.two_people import State

pages = Blueprint("succession", __name__, url_prefix="/co-quan-ke-thua")

FIELDS = ("successor", "takes_effect", "document")

STATES = {
    State.PROPOSED: ("soon", "waits for a second person"),
    State.APPROVED: ("done", "approved"),
    State.DECLINED: ("plain", "declined"),
}

MOVED = {
    "dossier": "Dossiers",
    "open_steps": "Open steps",
    "released": "Steps offered anew",
    "unit": "Units",
    "person": "People",
    "positions": "Positions",
    "council_session": "Council sessions",
    "honour": "Lines of the honour book",
    "joined": "People known to both registries",
    "upward": "Submissions",
    "offices_below": "Offices below",
}
"""What is told of an act that was carried out; English, the catalogue has the Vietnamese."""


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    """The acts so far; with a successor in the address, what would move to it."""
    return _shown({name: request.args.get(name, "") for name in FIELDS})


@pages.post("")
@signed_in
def propose() -> ResponseReturnValue:
    require("office.propose_succession")
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        execute(
            ProposeSuccession(
                office_id=actor().office_id,
                successor_id=typed["successor"],
                takes_effect=_day(typed["takes_effect"]),
                document=typed["document"],
            )
        )
    except Rejected as refusal:
        close_view()
        return _refused(typed, refusal)
    flash(gettext("The act waits for a second person."), "done")
    return see_other(url_for("succession.index"))


@pages.post("/<act_id>/dong-y")
@signed_in
def approve(act_id: str) -> ResponseReturnValue:
    try:
        execute(ApproveSuccession(act_id))
    except Rejected as refusal:
        close_view()
        return _refused({}, refusal)
    flash(gettext("Everything has moved to the successor."), "done")
    return see_other(url_for("succession.index"))


@pages.post("/<act_id>/bo")
@signed_in
def decline(act_id: str) -> ResponseReturnValue:
    execute(DeclineSuccession(act_id))
    flash(gettext("The act was turned down; nothing has moved."), "done")
    return see_other(url_for("succession.index"))


def _refused(typed: Mapping[str, str], refusal: Rejected) -> ResponseReturnValue:
    if isinstance(refusal, InvalidData):
        wrong = {one.field: say(one.message) for one in refusal.errors}
    else:
        wrong = {"": " ".join(sentences_of(refusal))}
    return _shown(typed, wrong), status_of(refusal)


def _shown(typed: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> str:
    require("office.see_succession")
    office_id, wrong = actor().office_id, wrong or {}
    acts = acts_of(view(), office_id)
    people = names_of(view(), {one.proposed_by for one in acts} | {one.decided_by for one in acts})
    others = others_of(view(), office_id)
    successor = typed.get("successor", "")
    return page(
        "succession/index.html",
        acts=[_act(one, people) for one in acts],
        may_propose=may("office.propose_succession", Office(office_id)),
        offices=[{"value": key, "label": name} for key, name in others],
        typed={name: typed.get(name, "") for name in FIELDS},
        wrong={name: wrong.get(name, "") for name in FIELDS},
        problem=wrong.get("", ""),
        effects=_effects(office_id, successor) if successor in dict(others) else None,
        successor=dict(others).get(successor, ""),
    )


def _effects(office_id: str, successor_id: str) -> dict[str, Any]:
    seen = effects_of(view(), office_id, successor_id)
    return {
        "numbers": [
            (gettext("Running dossiers"), seen.running),
            (gettext("Dossiers that have ended"), seen.ended),
            (gettext("Open steps"), seen.open_steps),
            (gettext("Units"), seen.units),
            (gettext("People"), seen.people),
            (gettext("Council sessions"), seen.sessions),
            (gettext("Dossiers that a superior has"), seen.waiting_above),
            (gettext("Offices below"), seen.offices_below),
            (gettext("People known to both registries"), seen.same_people),
            (gettext("Values of its own that end"), seen.own_values),
        ],
        "going_on": [role_name(one) for one in seen.going_on],
        "ending": [role_name(one) for one in seen.ending],
        "closed": sum(last for _, _, last in seen.registers),
    }


def _act(one: Succession, people: Mapping[str, str]) -> dict[str, Any]:
    tone, word = STATES[one.state]
    is_open = one.state is State.PROPOSED
    return {
        "office": one.office_name,
        "successor": one.successor_name,
        "on": f"{one.takes_effect:%d/%m/%Y}",
        "document": one.document,
        "tone": tone,
        "state": gettext(word),
        "proposed": f"{people.get(one.proposed_by, '')} · {local(one.proposed_at):%d/%m/%Y}",
        "decided": f"{people.get(one.decided_by, '')} · {local(one.decided_at):%d/%m/%Y}"
        if one.decided_at
        else "",
        "moved": [
            (gettext(words), one.moved[key]) for key, words in MOVED.items() if one.moved.get(key)
        ],
        "approve_url": url_for("succession.approve", act_id=one.id)
        if is_open and may("office.approve_succession", one)
        else "",
        "decline_url": url_for("succession.decline", act_id=one.id)
        if is_open and may("office.decline_succession", one)
        else "",
    }


def _day(text: str) -> date:
    try:
        return day(text.strip())
    except Unusable as wrong:
        needed = Message("submission.needed", "This is needed.")
        raise InvalidData(
            [FieldError("takes_effect", wrong.message if text.strip() else needed)]
        ) from wrong
