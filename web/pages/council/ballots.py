"""Ballots: one's own, one for an absent member, and those that came in writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import InvalidData, NotFound, Rejected
from web.pages.council.frame import SHOWN_AGAIN, Refused, back, pages, refused, seen
from web.permissions import require
from web.requests import actor, execute, page, signed_in, view
from web.security import takes_bytes
from web.uploads import store_file
from web.wording import gettext, language, say
from workflows import attachments
from workflows.attachments import LARGEST_FILE
from workflows.awards import award_name
from workflows.council.ballots import CastBallot, RecordWrittenBallot
from workflows.council.correcting import CorrectWrittenBallot
from workflows.council.sessions import SessionState
from workflows.queries.council import Meeting, ballot_kept

CHOICES = (("yes", "Agree"), ("no", "Disagree"), ("blank", "Blank"))
CHOICE_FIELD = "phieu."
NOTE_FIELD = "y-kien."
VOTE = "choices."
"""How a refusal names the vote on a nominee."""
ROOM_FOR_TEXT = 2 * 1024 * 1024
ID_LENGTH = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A ballot as far as it was filled in."""

    choices: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    scan: str = ""
    """Id of a scan that was stored already."""
    reason: str = ""


@pages.get("/<session_id>/phieu")
@signed_in
def ballot(session_id: str) -> ResponseReturnValue:
    return _own(session_id, _absent_member(), Typed(), RefusedBallot())


@pages.post("/<session_id>/phieu")
@signed_in
def vote(session_id: str) -> ResponseReturnValue:
    """Cast one's own ballot, or one with a mandate; the answer does not say how."""
    typed, absent = _typed(), _absent_member()
    command = CastBallot(
        session_id=session_id, choices=typed.choices, notes=typed.notes, on_behalf_of=absent
    )
    try:
        execute(command)
    except SHOWN_AGAIN as refusal:
        return _own(session_id, absent, typed, _refused(refusal))
    flash(gettext("Your ballot is cast."), "done")
    return back(session_id)


@pages.get("/<session_id>/phieu-giay/<person_id>")
@signed_in
def written_ballot(session_id: str, person_id: str) -> ResponseReturnValue:
    return _written(session_id, person_id, Typed(), RefusedBallot())


@pages.post("/<session_id>/phieu-giay/<person_id>")
@takes_bytes(LARGEST_FILE + ROOM_FOR_TEXT)
@signed_in
def write_down(session_id: str, person_id: str) -> ResponseReturnValue:
    """Record the written ballot of a member who could not come, or correct it."""
    session = seen(session_id).session
    corrects = "reason" in request.form
    require("council.correct_written_vote" if corrects else "council.written_vote", session)
    typed = _typed()
    try:
        typed = _with_scan(typed, session.office_id)
        execute(_written_command(session_id, person_id, typed, corrects=corrects))
    except SHOWN_AGAIN as refusal:
        return _written(session_id, person_id, typed, _refused(refusal))
    done = "The written ballot is corrected." if corrects else "The written ballot is recorded."
    flash(gettext(done), "done")
    return back(session_id)


def _written_command(session_id: str, person_id: str, typed: Typed, *, corrects: bool) -> object:
    if corrects:
        return CorrectWrittenBallot(
            session_id=session_id,
            person_id=person_id,
            choices=typed.choices,
            notes=typed.notes,
            scan=typed.scan,
            reason=typed.reason,
        )
    return RecordWrittenBallot(
        session_id=session_id,
        person_id=person_id,
        choices=typed.choices,
        notes=typed.notes,
        scan=typed.scan,
    )


@dataclass(frozen=True, slots=True)
class RefusedBallot(Refused):
    """A ballot that was not taken, with the rows that say nothing yet."""

    rows: Mapping[str, str] = field(default_factory=dict)
    """Nominee id to what is wrong with the vote on them."""


def _refused(refusal: Rejected) -> RefusedBallot:
    told = refused(refusal)
    errors = refusal.errors if isinstance(refusal, InvalidData) else ()
    rows = {
        one.field.removeprefix(VOTE): say(one.message)
        for one in errors
        if one.field.startswith(VOTE)
    }
    others = [say(one.message) for one in errors if not one.field.startswith(VOTE)]
    return RefusedBallot(others if errors else told.errors, told.status, rows)


# -- what was typed


def _typed() -> Typed:
    return Typed(
        choices=_fields(CHOICE_FIELD),
        notes={key: text for key, text in _fields(NOTE_FIELD).items() if text.strip()},
        scan=request.form.get("scan_id", "")[:ID_LENGTH],
        reason=request.form.get("reason", ""),
    )


def _fields(prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): value
        for name, value in request.form.items()
        if name.startswith(prefix)
    }


def _with_scan(typed: Typed, office_id: str) -> Typed:
    """The scan that came with the form is kept, even when the ballot is refused then."""
    sent = request.files.get("scan")
    if sent is None or not sent.filename:
        return typed
    stored = store_file(sent, office_id)
    return Typed(choices=typed.choices, notes=typed.notes, scan=stored, reason=typed.reason)


def _absent_member() -> str:
    return request.values.get("thay", "")[:ID_LENGTH]


# -- the page


def _own(session_id: str, absent: str, typed: Typed, told: RefusedBallot) -> ResponseReturnValue:
    meeting = seen(session_id)
    person_id = absent or actor().id
    elector = next((one for one in meeting.electors if one.person_id == person_id), None)
    if absent and (elector is None or elector.proxy_id != actor().id):
        raise NotFound()
    return _page(
        session_id,
        person_id,
        typed,
        told,
        is_own=not absent,
        action=url_for("council.vote", session_id=session_id),
    )


def _written(
    session_id: str, person_id: str, typed: Typed, told: RefusedBallot
) -> ResponseReturnValue:
    meeting = seen(session_id)
    require("council.written_vote", meeting.session)
    elector = next((one for one in meeting.electors if one.person_id == person_id), None)
    corrects = elector is not None and elector.has_voted and not meeting.session.secret
    if corrects and not typed.choices:
        kept = ballot_kept(view(), session_id, person_id)
        typed = Typed(
            choices={key: one.choice for key, one in kept.items()},
            notes={key: one.note for key, one in kept.items()},
        )
    return _page(
        session_id,
        person_id,
        typed,
        told,
        on_paper=True,
        corrects=corrects,
        action=url_for("council.write_down", session_id=session_id, person_id=person_id),
    )


def _page(
    session_id: str,
    person_id: str,
    typed: Typed,
    told: RefusedBallot,
    *,
    action: str,
    is_own: bool = False,
    on_paper: bool = False,
    corrects: bool = False,
) -> ResponseReturnValue:
    meeting = seen(session_id)
    elector = next((one for one in meeting.electors if one.person_id == person_id), None)
    proxy = elector.proxy_id if elector is not None else None
    body = page(
        "council/ballot.html",
        meeting=meeting,
        elector=elector,
        not_voting={person_id, proxy} - {None},
        action=action,
        is_own=is_own,
        on_paper=on_paper,
        corrects=corrects,
        is_open=meeting.session.state is SessionState.OPEN,
        choices=[(value, gettext(word)) for value, word in CHOICES],
        choice_field=CHOICE_FIELD,
        note_field=NOTE_FIELD,
        typed=typed,
        scan_name=_scan_name(typed.scan),
        errors=[*_wrong_rows(meeting, told), *told.summary],
        wrong=told.rows,
        award=lambda key: award_name(key, language()),
    )
    return body, told.status


def _wrong_rows(meeting: Meeting, told: RefusedBallot) -> list[dict[str, str]]:
    """A line a nominee, in the order of the page, that leads to their row."""
    agenda = [row for item in meeting.items for row in item.rows if row.nominee_id in told.rows]
    lines = [
        {
            "id": f"phieu-{row.nominee_id}",
            "message": f"{row.ordinal}. {row.name}: {told.rows[row.nominee_id]}",
        }
        for row in agenda
    ]
    strangers = told.rows.keys() - {row.nominee_id for row in agenda}
    return [*lines, *({"id": "", "message": told.rows[one]} for one in sorted(strangers))]


def _scan_name(scan: str) -> str:
    """What a scan that is kept is called; nothing for one that is not there or another's."""
    found = attachments.get_many(view(), [scan]) if scan else ()
    return next((one.name for one in found if one.uploaded_by == actor().id), "")
