"""The council in the stories: called together, opened, voting one after the other, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engine.calendar import instant
from workflows.council.attendance import RecordAttendance
from workflows.council.ballots import CastBallot, RecordWrittenBallot
from workflows.council.cancelling import CancelSession
from workflows.council.closing import CloseSession
from workflows.council.opening import OpenSession
from workflows.council.sessions import PlanSession
from workflows.demo.stage import Stage
from workflows.demo.stories import Meeting
from workflows.demo.township import OFFICERS
from workflows.queries.council import meeting_of

SECRETARY = "officer"
PLANNED_AT = time(16, 40)
OPENED_AFTER = timedelta(minutes=10)
BALLOTS_AFTER = timedelta(minutes=50)
BALLOT = "Phiếu biểu quyết"
BETWEEN_BALLOTS = timedelta(minutes=4)
CLOSED_AFTER = timedelta(minutes=110)
MEMBERS = tuple(officer.key for officer in OFFICERS if officer.council_role)
ON_PAPER = frozenset(officer.key for officer in OFFICERS if not officer.username)
"""Who cannot sign in: the secretary enters their ballots."""

Play = Callable[[], None]


@dataclass(slots=True)
class Council:
    """One session of the stories while it is played."""

    stage: Stage
    meeting: Meeting
    session_id: str = ""

    def acts(self) -> Iterator[tuple[datetime, Play]]:
        """When to do what, as far as the session has come."""
        meeting = self.meeting
        start = self.stage.days.instant(meeting.meets, meeting.at)
        yield self.stage.days.instant(meeting.planned, PLANNED_AT), self.plan
        if meeting.until == "cancelled":
            yield start + OPENED_AFTER, self.cancel
        if meeting.until not in ("open", "closed"):
            return
        yield start + OPENED_AFTER, self.open
        for place, member in enumerate(self._voting()):
            at = start + BALLOTS_AFTER + place * BETWEEN_BALLOTS
            yield at, lambda member=member: self.vote(member)  # type: ignore[misc]
        if meeting.until == "closed":
            yield start + CLOSED_AFTER, self.close

    def plan(self) -> None:
        meeting, stage = self.meeting, self.stage
        day = stage.days.day(meeting.meets)
        command = PlanSession(
            dossier_ids=tuple(stage.cases[key].dossier_id for key in meeting.dossiers),
            scheduled_at=instant(day, meeting.at),
            title=stage.wording.say(meeting.title),
            place=stage.wording.say("Phòng họp UBND thị trấn"),
            secret=meeting.secret,
        )
        self.session_id = str(stage.does(SECRETARY, command)["session"])

    def cancel(self) -> None:
        command = CancelSession(session_id=self.session_id, reason=self.meeting.reason)
        self.stage.does(SECRETARY, command)

    def open(self) -> None:
        """Open it, and note who is away, absent or asked in writing, and who votes on paper."""
        meeting, people = self.meeting, self.stage.town.people
        self.stage.does(SECRETARY, OpenSession(session_id=self.session_id))
        noted = {people[key]: "present" for key in self._voting() if key in ON_PAPER}
        noted |= {people[key]: "absent" for key in meeting.absent}
        noted |= {people[key]: "written" for key in meeting.written}
        if noted:
            command = RecordAttendance(session_id=self.session_id, attendance=noted)
            self.stage.does(SECRETARY, command)

    def vote(self, member: str) -> None:
        choices, notes = self._ballot(member)
        if member not in ON_PAPER and member not in self.meeting.written:
            self.stage.does(
                member, CastBallot(session_id=self.session_id, choices=choices, notes=notes)
            )
            return
        command = RecordWrittenBallot(
            session_id=self.session_id,
            person_id=self.stage.town.people[member],
            choices=choices,
            notes=notes,
            scan="" if self.meeting.secret else self.stage.scan(SECRETARY, BALLOT),
        )
        self.stage.does(SECRETARY, command)

    def close(self) -> None:
        self.stage.does(SECRETARY, CloseSession(session_id=self.session_id))

    def _voting(self) -> list[str]:
        away = {*self.meeting.absent, *self.meeting.waiting}
        return [key for key in MEMBERS if key not in away]

    def _ballot(self, member: str) -> tuple[dict[str, str], dict[str, str]]:
        """Agreement on everybody but oneself, unless the story tells of a dissent."""
        with self.stage.engine.view() as view:
            agenda = meeting_of(view, self.session_id).items
        person_id = self.stage.town.people[member]
        choices, notes = {}, {}
        for item in agenda:
            for row in item.rows:
                if row.needed is None or person_id in row.recused:
                    continue
                choices[row.nominee_id] = "yes"
                for dissent in self.meeting.dissent:
                    about = self.stage.cases[dissent.dossier].dossier_id, dissent.row
                    if member in dissent.by and about == (item.id, row.ordinal):
                        choices[row.nominee_id] = dissent.choice
                        if dissent.note and not self.meeting.secret:
                            notes[row.nominee_id] = dissent.note
        return choices, notes
