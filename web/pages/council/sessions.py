"""One session: seen, opened, closed after a second look, called off."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from web.pages.council.frame import (
    SHOWN_AGAIN,
    Refused,
    back,
    carry_out,
    pages,
    refused,
    seen,
    session_page,
)
from web.pages.council.law import shown_quorum
from web.permissions import require
from web.requests import execute, page, see_other, signed_in, view
from web.wording import gettext
from workflows.council.cancelling import CancelSession
from workflows.council.closing import CloseSession
from workflows.council.opening import OpenSession
from workflows.council.quorum import quorum_of
from workflows.council.sessions import dossiers_of


@pages.get("/<session_id>")
@signed_in
def show(session_id: str) -> ResponseReturnValue:
    return session_page(session_id)


@pages.post("/<session_id>/mo")
@signed_in
def open_(session_id: str) -> ResponseReturnValue:
    command = OpenSession(session_id=session_id, ahead=request.form.get("ahead") == "yes")
    if (told := carry_out(command, session_id)) is not None:
        return told
    flash(gettext("The session is open: members can vote."), "done")
    return back(session_id)


@pages.get("/<session_id>/dong")
@signed_in
def confirm_closing(session_id: str) -> ResponseReturnValue:
    """Ask once more: what is counted stays counted."""
    return _closing(session_id, Refused())


@pages.post("/<session_id>/dong")
@signed_in
def close(session_id: str) -> ResponseReturnValue:
    try:
        execute(CloseSession(session_id=session_id))
    except SHOWN_AGAIN as refusal:
        return _closing(session_id, refused(refusal))
    flash(gettext("The session is closed and the votes are counted."), "done")
    return back(session_id)


@pages.post("/<session_id>/huy")
@signed_in
def cancel(session_id: str) -> ResponseReturnValue:
    command = CancelSession(session_id=session_id, reason=request.form.get("reason", ""))
    if (told := carry_out(command, session_id)) is not None:
        return told
    flash(gettext("The session is called off; its dossiers can be planned again."), "done")
    return see_other("/hoi-dong")


def _closing(session_id: str, told: Refused) -> ResponseReturnValue:
    meeting = seen(session_id)
    require("council.close", meeting.session)
    dossiers = dossiers_of(view(), session_id)
    body = page(
        "council/close.html",
        meeting=meeting,
        errors=told.summary,
        taking_part=[one for one in meeting.electors if one.takes_part],
        not_voted=[one.name for one in meeting.electors if one.takes_part and not one.has_voted],
        quorum=shown_quorum(quorum_of(view(), meeting.session, dossiers, meeting.electors)),
        not_noted=[one.name for one in meeting.electors if one.attendance.value == "expected"],
    )
    return body, told.status
