"""Who is there: attendance, guests, and members who are represented."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from engine.errors import FieldError, InvalidData, Message
from web.pages.council.frame import (
    SHOWN_AGAIN,
    back,
    carry_out,
    pages,
    refused,
    seen,
    session_page,
)
from web.permissions import require
from web.requests import execute, signed_in
from web.security import takes_bytes
from web.uploads import store_file
from web.wording import gettext
from workflows.attachments import LARGEST_FILE
from workflows.council.attendance import Attendance, RecordAttendance
from workflows.council.invitees import Invite, Invitee
from workflows.council.proxies import NameProxy
from workflows.queries.council import Meeting

ATTENDANCE_FIELD = "co-mat."
OTHERS_PRESENT = "con-lai-co-mat"
"""The button that notes everybody who is left as present."""
ROOM_FOR_TEXT = 1024 * 1024


@pages.post("/<session_id>/co-mat")
@signed_in
def attend(session_id: str) -> ResponseReturnValue:
    """Note who is there; only what changed is sent on."""
    meeting = seen(session_id)
    require("council.attendance", meeting.session)
    known = {one.person_id: one.attendance.value for one in meeting.electors}
    noted = _all_others(meeting) | {
        name.removeprefix(ATTENDANCE_FIELD): value
        for name, value in request.form.items()
        if name.startswith(ATTENDANCE_FIELD) and value
    }
    changed = {key: value for key, value in noted.items() if known.get(key) != value}
    if changed:
        command = RecordAttendance(session_id=session_id, attendance=changed)
        if (told := carry_out(command, session_id)) is not None:
            return told
    flash(gettext("The attendance is noted."), "done")
    return back(session_id)


def _all_others(meeting: Meeting) -> dict[str, str]:
    """Everybody not noted yet is there, when that button was pressed."""
    if OTHERS_PRESENT not in request.form:
        return {}
    waiting = (one for one in meeting.electors if one.attendance is Attendance.EXPECTED)
    return {one.person_id: Attendance.PRESENT.value for one in waiting}


@pages.post("/<session_id>/khach-moi")
@signed_in
def invite(session_id: str) -> ResponseReturnValue:
    """Name the guests: one a line, what they are behind a comma."""
    invitees = [_invitee(line) for line in request.form.get("invitees", "").splitlines()]
    named = tuple(one for one in invitees if one.name)
    command = Invite(session_id=session_id, invitees=named)
    if (told := carry_out(command, session_id)) is not None:
        return told
    flash(gettext("The guests are noted."), "done")
    return back(session_id)


@pages.post("/<session_id>/uy-quyen")
@takes_bytes(LARGEST_FILE + ROOM_FOR_TEXT)
@signed_in
def represent(session_id: str) -> ResponseReturnValue:
    """Note that a member represents an absent one, with the scan of the mandate."""
    session = seen(session_id).session
    require("council.proxy", session)
    try:
        execute(
            NameProxy(
                session_id=session_id,
                person_id=request.form.get("person_id", ""),
                proxy_id=request.form.get("proxy_id", ""),
                mandate=_mandate(session.office_id),
            )
        )
    except SHOWN_AGAIN as refusal:
        return session_page(session_id, refused(refusal))
    flash(gettext("The mandate is noted."), "done")
    return back(session_id)


def _mandate(office_id: str) -> str:
    sent = request.files.get("mandate")
    if sent is None or not sent.filename:
        message = Message("mandate.missing", "Attach the written mandate.")
        raise InvalidData([FieldError("mandate", message)])
    return store_file(sent, office_id)


def _invitee(line: str) -> Invitee:
    name, _, title = line.partition(",")
    return Invitee(name.strip(), title.strip())
