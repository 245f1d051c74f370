"""The council of the demo: it meets on its days and decides about all that waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from engine.calendar import instant
from workflows.council.attendance import RecordAttendance
from workflows.council.ballots import CastBallot
from workflows.council.closing import CloseSession
from workflows.council.opening import OpenSession
from workflows.council.sessions import PlanSession
from workflows.demo.stage import Stage
from workflows.demo.township import OFFICERS
from workflows.queries.council import meeting_of, waiting_dossiers

START = time(14, 0)
ABSENT = "police"
"""Who could not come, so that an attendance is never complete."""


def meet(stage: Stage, told: date, *, finish: bool) -> Iterator[datetime]:
    """One session; one that does not finish still waits for half of its ballots."""
    yield instant(stage.day(told), START)
    dossiers = _those_who_wait(stage)
    if not dossiers:
        return
    session_id = _plan(stage, dossiers)
    stage.does("officer", OpenSession(session_id=session_id))
    stage.does(
        "officer",
        RecordAttendance(session_id=session_id, attendance={stage.town.people[ABSENT]: "absent"}),
    )
    voters = [one.key for one in OFFICERS if one.council_role and one.key != ABSENT]
    for key in voters if finish else voters[: len(voters) // 2]:
        stage.does(key, CastBallot(session_id=session_id, choices=_choices(stage, session_id, key)))
    if finish:
        stage.does("officer", CloseSession(session_id=session_id))


def _those_who_wait(stage: Stage) -> Sequence[str]:
    with stage.engine.view() as view:
        return [one.id for one in waiting_dossiers(view, stage.town.office_id)]


def _plan(stage: Stage, dossiers: Sequence[str]) -> str:
    planned = stage.does(
        "officer",
        PlanSession(
            dossier_ids=tuple(dossiers),
            scheduled_at=stage.now,
            title=f"Phiên họp xét khen thưởng ngày {stage.today:%d/%m/%Y}",
            place="Phòng họp UBND thị trấn",
        ),
    )
    return str(planned["session"])


def _choices(stage: Stage, session_id: str, key: str) -> dict[str, str]:
    """Agreement on everybody but oneself; the Front's chairman leaves every seventh blank."""
    with stage.engine.view() as view:
        meeting = meeting_of(view, session_id)
    rows = [row for item in meeting.items for row in item.rows if row.needed is not None]
    mine = stage.town.people[key]
    return {
        row.nominee_id: "blank" if key == "front" and index % 7 == 6 else "yes"
        for index, row in enumerate(rows)
        if mine not in row.recused
    }
