"""The road of a draft in the browser: hand in, send back, approve, publish, give up; and rights."""

from __future__ import annotations

from datetime import datetime, time

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import VIETNAM
from engine.deploying import NotAdmitted
from engine.errors import FieldError, InvalidData, Message
from web.days import day_or_none
from web.pages.studio.drafts import draft_page
from web.pages.studio.frame import draft_for, pages, seen_draft
from web.requests import execute, see_other, signed_in, view
from web.wording import gettext
from workflows.studio.drafts import draft_of
from workflows.studio.rights import GrantEditing, RevokeEditing
from workflows.studio.road import (
    ApproveDraft,
    BeyondRights,
    DiscardDraft,
    NotRehearsed,
    PublishDraft,
    ReturnDraft,
    SubmitDraft,
    WithdrawDraft,
)

OPENING = time(0, 0)
"""A procedure takes effect with the beginning of its day."""


@pages.post("/<draft_id>/trinh")
@signed_in
def submit(draft_id: str) -> ResponseReturnValue:
    draft_for(draft_id)
    command_of = {
        "reason": request.form.get("ly_do", ""),
        "warnings_reason": request.form.get("ly_do_canh_bao", ""),
    }
    try:
        execute(SubmitDraft(draft_id=draft_id, effective_at=_effective(), **command_of))
    except InvalidData as invalid:
        return _again(draft_id, invalid)
    except NotRehearsed as refusal:
        return _again(draft_id, InvalidData([FieldError("kich_ban", refusal.message)]))
    except (NotAdmitted, BeyondRights) as refusal:
        return _again(draft_id, InvalidData([FieldError("van_de", refusal.message)]))
    flash(gettext("Handed in for review."), "done")
    return see_other(url_for("studio.show", draft_id=draft_id))


@pages.post("/<draft_id>/tra")
@signed_in
def send_back(draft_id: str) -> ResponseReturnValue:
    seen_draft(draft_id)
    try:
        execute(ReturnDraft(draft_id=draft_id, note=request.form.get("y_kien", "")))
    except InvalidData as invalid:
        return _again(draft_id, invalid)
    flash(gettext("Sent back to whoever draws it."), "done")
    return see_other(url_for("studio.show", draft_id=draft_id))


@pages.post("/<draft_id>/rut")
@signed_in
def withdraw(draft_id: str) -> ResponseReturnValue:
    draft_for(draft_id)
    execute(WithdrawDraft(draft_id=draft_id))
    return see_other(url_for("studio.show", draft_id=draft_id))


@pages.post("/<draft_id>/duyet")
@signed_in
def approve(draft_id: str) -> ResponseReturnValue:
    seen_draft(draft_id)
    command = ApproveDraft(
        draft_id=draft_id,
        digest=request.form.get("noi_dung", ""),
        note=request.form.get("y_kien", ""),
    )
    try:
        execute(command)
    except InvalidData as invalid:
        return _again(draft_id, invalid)
    flash(gettext("Approved."), "done")
    return see_other(url_for("studio.show", draft_id=draft_id))


@pages.post("/<draft_id>/ban-hanh")
@signed_in
def publish(draft_id: str) -> ResponseReturnValue:
    seen_draft(draft_id)
    try:
        execute(PublishDraft(draft_id=draft_id))
    except NotRehearsed as refusal:
        return _again(draft_id, InvalidData([FieldError("kich_ban", refusal.message)]))
    except NotAdmitted as refusal:
        return _again(draft_id, InvalidData([FieldError("van_de", refusal.message)]))
    flash(gettext("Published. Running dossiers stay on their version until you move them."), "done")
    return see_other(url_for("studio.show", draft_id=draft_id))


@pages.post("/<draft_id>/bo")
@signed_in
def discard(draft_id: str) -> ResponseReturnValue:
    draft_for(draft_id)
    execute(DiscardDraft(draft_id=draft_id))
    flash(gettext("Given up."), "done")
    return see_other(url_for("studio.index"))


@pages.post("/quyen/<key>")
@signed_in
def rights(key: str) -> ResponseReturnValue:
    """Give the right to draw a procedure to somebody, or take it back."""
    person_id = request.form.get("nguoi", "")
    if request.form.get("lam") == "thu-hoi":
        execute(RevokeEditing(key=key, person_id=person_id))
    else:
        execute(GrantEditing(key=key, person_id=person_id))
    return see_other(url_for("procedures.show", key=key))


def _effective() -> datetime | None:
    """The beginning of the day that was typed; none when it is to be published by hand."""
    typed = request.form.get("hieu_luc", "").strip()
    if not typed:
        return None
    day = day_or_none(typed)
    if day is None:
        text = "Write the day as dd/mm/yyyy."
        raise InvalidData([FieldError("hieu_luc", Message("bad_day", text))])
    return datetime.combine(day, OPENING, VIETNAM)


def _again(draft_id: str, invalid: InvalidData) -> ResponseReturnValue:
    typed = {
        name: request.form.get(name, "")
        for name in ("ly_do", "ly_do_canh_bao", "hieu_luc", "y_kien")
    }
    return draft_page(draft_of(view(), draft_id), invalid=invalid, typed=typed), 422
