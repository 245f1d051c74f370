"""Letting a dossier pass a shut gate: one person proposes it with a reason, another agrees."""

from __future__ import annotations

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from engine.errors import NotFound, Rejected
from engine.overriding import ConfirmOverride, OverrideGate, WithdrawOverride
from web.errors import sentences_of
from web.pages.dossiers.acts import REASON, Asking, again, answered, ask, typed_in
from web.pages.dossiers.frame import pages
from web.requests import actor, close_view, execute, see_other, signed_in, view
from web.wording import gettext
from workflows.queries.dossier_page import seen_dossier

WAIVING = Asking(
    title="Let the dossier pass: %(name)s",
    submit="Propose it",
    effects=(
        "A second authorised person has to agree before the gate lets the dossier pass.",
        "Names, day and reason stay on the dossier for ever, and in the journal.",
        "Should the gate be shut for another reason later, it is shut.",
    ),
    fields=(REASON,),
    done="Proposed: a second authorised person has to agree.",
    grave=True,
)


@pages.get("/ho-so/<code>/cong/<gate>/cho-qua")
@signed_in
def waive(code: str, gate: str) -> ResponseReturnValue:
    return ask(WAIVING, seen_dossier(view(), actor(), code), name=_title(gate))


@pages.post("/ho-so/<code>/cong/<gate>/cho-qua")
@signed_in
def waive_now(code: str, gate: str) -> ResponseReturnValue:
    found = seen_dossier(view(), actor(), code)
    typed = typed_in(WAIVING)
    try:
        execute(OverrideGate(instance_id=found.instance_id, gate=gate, reason=typed["reason"]))
    except Rejected as refusal:
        return again(WAIVING, found, typed, refusal, name=_title(gate))
    return answered(WAIVING, found)


@pages.post("/ho-so/<code>/cho-qua/<override_id>/dong-y")
@signed_in
def confirm_waiver(code: str, override_id: str) -> ResponseReturnValue:
    done = gettext("Agreed: the gate lets the dossier pass.")
    return _told(code, ConfirmOverride(override_id=override_id), done)


@pages.post("/ho-so/<code>/cho-qua/<override_id>/bo")
@signed_in
def withdraw_waiver(code: str, override_id: str) -> ResponseReturnValue:
    done = gettext("The proposal is withdrawn; it stays on record.")
    return _told(code, WithdrawOverride(override_id=override_id), done)


def _told(code: str, command: object, done: str) -> ResponseReturnValue:
    try:
        execute(command)
    except NotFound:
        raise
    except Rejected as refusal:
        flash(" ".join(sentences_of(refusal)), "late")
        close_view()
    else:
        flash(done, "done")
    return see_other(url_for("dossiers.show", code=code, _anchor="cong"))


def _title(key: str) -> str:
    gate = view().registry.gates.get(key)
    if gate is None:
        raise NotFound()
    return gettext(gate.title)
