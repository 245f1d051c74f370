"""Incidents: what failed in the background, which dossiers stand still, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.errors import FieldError, InvalidData, Message, Rejected
from engine.execution import Scalar
from engine.lifecycle import LIVE_INSTANCE, InstanceState
from engine.process_engine import Hidden
from engine.repairs import (
    CloseInstance,
    CorrectVariable,
    ResolveIncident,
    RestoreInstance,
    RetryIncident,
)
from web.access import require
from web.errors import sentences_of, status_of
from web.journal_words import ACTORS, ENDINGS, INCIDENTS
from web.permissions import may
from web.requests import actor, close_view, execute, page, see_other, signed_in, view
from web.wording import gettext, say
from workflows.queries.incidents import Incident, get_incident, incidents

pages = Blueprint("incidents", __name__, url_prefix="/su-co")

YES, NO = "true", "false"

DONE: Mapping[str, str] = {
    "retry": "It is tried again.",
    "resolve": "The incident is over.",
    "correct": "The fact is put right.",
    "restore": "The stored state is restored; the dossier goes on.",
    "close": "The dossier is closed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was typed into a form of the page, and why it was refused."""

    act: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    require("incident.see")
    found = incidents(view(), actor().office_id)
    return page(
        "incidents/index.html",
        incidents=[_shown(one) for one in found],
        open=sum(one.is_open for one in found),
    )


@pages.get("/<incident_id>")
@signed_in
def show(incident_id: str) -> ResponseReturnValue:
    return _show(_seen(incident_id), Answered())


@pages.post("/<incident_id>/thu-lai")
@signed_in
def retry(incident_id: str) -> ResponseReturnValue:
    return _carry_out("retry", RetryIncident(incident_id=incident_id), incident_id)


@pages.post("/<incident_id>/xong")
@signed_in
def resolve(incident_id: str) -> ResponseReturnValue:
    command = ResolveIncident(incident_id=incident_id, reason=_reason())
    return _carry_out("resolve", command, incident_id)


@pages.post("/<incident_id>/khoi-phuc")
@signed_in
def restore(incident_id: str) -> ResponseReturnValue:
    command = RestoreInstance(incident_id=incident_id, reason=_reason())
    return _carry_out("restore", command, incident_id)


@pages.post("/<incident_id>/dong")
@signed_in
def close(incident_id: str) -> ResponseReturnValue:
    command = CloseInstance(incident_id=incident_id, reason=_reason())
    return _carry_out("close", command, incident_id)


@pages.post("/<incident_id>/sua")
@signed_in
def correct(incident_id: str) -> ResponseReturnValue:
    found = _seen(incident_id)
    name = request.form.get("name", "")
    try:
        value = _value(request.form.get("value", ""), found.variables.get(name))
    except InvalidData as invalid:
        return _refused("correct", found, invalid)
    command = CorrectVariable(incident_id=incident_id, name=name, value=value, reason=_reason())
    return _carry_out("correct", command, incident_id)


def _carry_out(act: str, command: object, incident_id: str) -> ResponseReturnValue:
    found = _seen(incident_id)
    try:
        execute(command)
    except Rejected as refusal:
        return _refused(act, found, refusal)
    flash(gettext(DONE[act]), "done")
    return see_other(url_for("incidents.show", incident_id=incident_id))


def _refused(act: str, found: Incident, refusal: Rejected) -> ResponseReturnValue:
    close_view()
    if isinstance(refusal, InvalidData):
        errors = {one.field: say(one.message) for one in refusal.errors}
    else:
        errors = {"": " ".join(sentences_of(refusal))}
    return _show(
        _seen(found.id),
        Answered(act=act, values=request.form, errors=errors, status=status_of(refusal)),
    )


def _seen(incident_id: str) -> Incident:
    found = get_incident(view(), incident_id)
    if found.office_id != actor().office_id:
        raise Hidden()
    require("incident.see", found)
    return found


def _show(found: Incident, answered: Answered) -> ResponseReturnValue:
    return page(
        "incidents/show.html",
        one=_shown(found),
        acts=_acts(found),
        facts=[
            {"name": name, "value": _spelled(value)}
            for name, value in sorted(found.variables.items())
        ],
        act=answered.act,
        typed=answered.values,
        wrong=answered.errors,
    ), answered.status


def _acts(found: Incident) -> frozenset[str]:
    """What the person at the page may do and makes sense; the door decides again."""
    if not found.is_open:
        return frozenset()
    stands = found.state == InstanceState.INCIDENT.value
    is_live = found.state in LIVE_INSTANCE
    sensible = {
        "retry": True,
        "resolve": not stands,
        "correct": is_live and bool(found.variables),
        "restore": stands and found.kind == "unreadable_state",
        "close": is_live,
    }
    return frozenset(
        act
        for act, makes_sense in sensible.items()
        if makes_sense and may(f"incident.{act}", found)
    )


def _shown(one: Incident) -> dict[str, Any]:
    return {
        "id": one.id,
        "url": url_for("incidents.show", incident_id=one.id),
        "kind": gettext(INCIDENTS[one.kind]) if one.kind in INCIDENTS else one.kind,
        "message": one.message,
        "at": f"{local(one.created_at):%d/%m/%Y %H:%M}",
        "open": one.is_open,
        "stands": one.is_open and one.state == InstanceState.INCIDENT.value,
        "ended": f"{local(one.resolved_at):%d/%m/%Y %H:%M}" if one.resolved_at else "",
        "ending": gettext(ENDINGS[one.resolution]) if one.resolution in ENDINGS else "",
        "by": gettext(ACTORS[one.resolved_by]) if one.resolved_by in ACTORS else one.resolved_by,
        "reason": one.reason,
        "code": one.code,
        "title": one.title,
        "stage": one.stage,
        "job": one.job,
        "is_letter": one.is_letter,
        "tries": one.tries,
        "href": _dossier_url(one.code),
    }


def _dossier_url(code: str) -> str:
    if not code or "dossiers.show" not in current_app.view_functions:
        return ""
    return url_for("dossiers.show", code=code)


def _reason() -> str:
    return request.form.get("reason", "")


# -- facts as people type them


def _spelled(value: Scalar) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value)


def _value(text: str, before: Scalar) -> Scalar:
    """What was typed, as the kind of value that stands there now."""
    text = text.strip()
    if isinstance(before, bool):
        if text not in (YES, NO):
            raise _unreadable()
        return text == YES
    if isinstance(before, int):
        try:
            return int(text)
        except ValueError:
            raise _unreadable() from None
    return text


def _unreadable() -> InvalidData:
    message = Message("variable_wrong", "This is not a value of the same kind.")
    return InvalidData([FieldError("value", message)])
