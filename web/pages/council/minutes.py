"""The draft of the minutes for printing: who was there, every vote by name, two signatures."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from web.pages.council.frame import pages, seen
from web.requests import page, signed_in, view
from workflows.awards import award_name
from workflows.council.attendance import Attendance
from workflows.council.counting import Choice
from workflows.queries.minutes import minutes_of

CHOICES = {Choice.YES: "Đồng ý", Choice.NO: "Không đồng ý", Choice.BLANK: "Phiếu trắng"}
"""Vietnamese as documents are."""


@pages.get("/<session_id>/bien-ban")
@signed_in
def minutes(session_id: str) -> ResponseReturnValue:
    meeting = seen(session_id)
    return page(
        "council/minutes.html",
        meeting=meeting,
        minutes=minutes_of(view(), meeting),
        by_attendance={
            key.value: [one for one in meeting.electors if one.attendance is key]
            for key in Attendance
        },
        choices=[(choice.value, word) for choice, word in CHOICES.items()],
        award=award_name,
    )
