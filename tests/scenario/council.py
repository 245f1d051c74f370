"""The council as a scenario sees it: meets, votes, closes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.scenario.dossier import Dossier
from tests.scenario.world import World
from workflows.council.attendance import RecordAttendance
from workflows.council.ballots import CastBallot, RecordWrittenBallot
from workflows.council.closing import CloseSession
from workflows.council.opening import OpenSession
from workflows.council.sessions import PlanSession

MEMBERS = (
    "chairman",
    "vice_chairman",
    "secretary",
    "officer",
    "head",
    "member1",
    "member2",
    "member3",
    "member4",
)


@dataclass
class Council:
    """Nine members; the scenario says who comes and how they vote."""

    world: World

    def meets(
        self,
        *dossiers: Dossier,
        present: Sequence[str] = MEMBERS,
        yes: Sequence[str] | None = None,
        secret: bool = False,
    ) -> str:
        """A whole session: planned, opened, attended, voted, closed. Returns its id."""
        session = self.convenes(*dossiers, secret=secret)
        self.records(session, present=present)
        for name in present:
            choice = "yes" if yes is None or name in yes else "no"
            self.votes(session, name, dossiers, choice)
        self.closes(session)
        return session

    def convenes(self, *dossiers: Dossier, secret: bool = False) -> str:
        planned = self._does(
            "secretary",
            PlanSession(
                dossier_ids=tuple(dossier.id for dossier in dossiers),
                scheduled_at=self.world.clock.now(),
                title="Phiên họp xét khen thưởng",
                place="Phòng họp UBND thị trấn",
                secret=secret,
            ),
        )
        session = str(planned["session"])
        self._does("secretary", OpenSession(session_id=session))
        return session

    def records(self, session: str, *, present: Sequence[str]) -> None:
        attendance = {
            self.world.people[name]: "present" if name in present else "absent" for name in MEMBERS
        }
        self._does("secretary", RecordAttendance(session_id=session, attendance=attendance))

    def votes(
        self, session: str, name: str, dossiers: Sequence[Dossier], choice: str = "yes"
    ) -> None:
        rows = [row for dossier in dossiers for row in dossier.nominees if row.continues]
        self.casts(session, name, {row.id: choice for row in rows})

    def casts(self, session: str, name: str, choices: Mapping[str, str]) -> None:
        self._does(name, CastBallot(session_id=session, choices=choices))

    def writes_down(self, session: str, name: str, choices: Mapping[str, str]) -> None:
        """The secretary records the written ballot of an absent member."""
        self._does(
            "secretary",
            RecordWrittenBallot(
                session_id=session, person_id=self.world.people[name], choices=choices
            ),
        )

    def closes(self, session: str) -> None:
        self._does("secretary", CloseSession(session_id=session))

    def _does(self, name: str, command: object) -> Mapping[str, object]:
        answer = self.world.engine.execute(command, self.world.actor(name))
        assert isinstance(answer, Mapping)
        return answer
