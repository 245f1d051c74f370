"""Setting the council up and renewing it: each seat with its role, days and act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import EVERYBODY, Council, brought_to_the_council
from tests.scenario.journey import Journey
from tests.scenario.office import Office
from tests.scenario.world import World, found
from workflows.council.composing import SeatMember, UnseatMember
from workflows.council.members import members_on, memberships_of
from workflows.staffing import EndPosition, GivePosition
from workflows.tables.council import council_member
from workflows.tables.offices import holding

ACT = "34/QĐ-UBND ngày 20/11/2023"


def seats(office: Office, name: str, role: str = "member", *, by: str = "head", **changed: Any):
    command: dict[str, Any] = {
        "office_id": office.world.office_id,
        "person_id": office.world.people[name],
        "role": role,
        "since": office.today,
        "decision": ACT,
        **changed,
    }
    office.world.engine.execute(SeatMember(**command), office.world.actor(by))


def unseats(office: Office, name: str, until: date, *, by: str = "head", decision: str = ACT):
    with office.world.engine.view() as view:
        (seat,) = (
            one.id
            for one in memberships_of(view, office.world.office_id)
            if one.person_id == office.world.people[name] and one.valid_to is None
        )
    office.world.engine.execute(
        UnseatMember(membership_id=seat, until=until, decision=decision), office.world.actor(by)
    )


def sitting(world: World, day: date) -> set[str]:
    with world.engine.view() as view:
        ids = {one.person_id for one in members_on(view, world.office_id, day)}
    return {name for name, person_id in world.people.items() if person_id in ids}


def test_a_council_is_set_up_where_there_was_none_and_decides(database_url: str) -> None:
    world = found(database_url)
    with world.engine.database.write() as connection:
        connection.execute(delete(council_member))
        connection.execute(delete(holding).where(holding.c.position.startswith("council_")))
    office, council = Office(world), Council(world)
    dossier = Journey(office).goes(office.files(nominees=1), until="close_publication")
    office.closes_publication(dossier)

    seats(office, "chairman", "chair")
    seats(office, "secretary", "secretary")
    for name in ("head", "officer", "member1"):
        seats(office, name)
    council.decides(dossier, ["chairman", "secretary", "head", "officer", "member1"])

    assert council.ballot(dossier).members == 5
    assert dossier.outcomes == ["eligible"]
    world.engine.database.close()


def test_who_has_left_is_asked_no_more_and_does_not_count(
    office: Office, council: Council, clock: CalendarClock
) -> None:
    last_day = office.today
    for name in ("member3", "member4"):
        unseats(office, name, last_day)
    assert sitting(office.world, last_day) == set(EVERYBODY)

    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    left = office.tries(lambda: council.votes(dossier, by="member4"))
    noted = office.tries(lambda: council.notes(member4="written"))
    council.agrees(dossier, EVERYBODY[:7])
    council.closes()

    # Nobody asks for a session of a council to which they do not belong any more.
    assert (left.code, noted.fields) == (
        "not_found",
        [f"attendance.{office.world.people['member4']}"],
    )
    assert council.ballot(dossier).members == 7


def test_a_session_that_is_open_keeps_its_members(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)

    unseats(office, "member4", office.today)
    seats(office, "manager", since=office.today)
    stranger = office.tries(lambda: council.votes(dossier, by="manager"))
    council.agrees(dossier)
    council.closes()

    assert stranger.code == "not_a_member"
    assert council.ballot(dossier).members == 9


@pytest.mark.parametrize(
    ("name", "role", "code"),
    [
        ("member1", "member", "seated_already"),
        ("manager", "chair", "role_taken"),
        ("manager", "secretary", "role_taken"),
    ],
)
def test_nobody_sits_twice_and_one_alone_is_chair(
    office: Office, name: str, role: str, code: str
) -> None:
    assert office.tries(lambda: seats(office, name, role)).code == code


def test_the_chair_passes_on_from_one_day_to_the_next(office: Office) -> None:
    tomorrow = office.today + timedelta(days=1)
    unseats(office, "chairman", office.today)
    unseats(office, "vice_chairman", office.today)

    seats(office, "vice_chairman", "chair", since=tomorrow)

    with office.world.engine.view() as view:
        roles = {
            one.person_id: one.role for one in members_on(view, office.world.office_id, tomorrow)
        }
    assert roles[office.world.people["vice_chairman"]] == "chair"
    assert office.world.people["chairman"] not in roles


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"role": "spectator"}, "role"),
        ({"decision": " "}, "decision"),
        ({"since": date(1900, 1, 1)}, "since"),
    ],
)
def test_a_seat_has_a_role_a_day_and_an_act(
    office: Office, changed: dict[str, Any], field: str
) -> None:
    assert office.tries(lambda: seats(office, "manager", **changed)).fields == [field]


def test_people_of_units_do_not_sit_in_it(office: Office) -> None:
    assert office.tries(lambda: seats(office, "nominator")).fields == ["person_id"]


def test_who_has_it_in_hand_does_not_compose_it(office: Office) -> None:
    refusals = [
        office.tries(lambda: seats(office, "manager", by="secretary")),
        office.tries(lambda: unseats(office, "member1", office.today, by="secretary")),
    ]

    assert [one.code for one in refusals] == ["not_your_position"] * 2


def test_a_seat_and_its_positions_come_and_end_together(office: Office) -> None:
    world = office.world
    give = GivePosition(
        person_id=world.people["manager"],
        position="council_member",
        since=office.today,
        decision=ACT,
    )
    alone = office.tries(lambda: world.engine.execute(give, world.actor("admin")))
    with world.engine.view() as view:
        held = view.connection.execute(
            select(holding.c.id).where(
                holding.c.person_id == world.people["member1"],
                holding.c.position == "council_member",
            )
        ).scalar_one()
    end = EndPosition(holding_id=held, until=office.today, decision=ACT)
    before = office.tries(lambda: world.engine.execute(end, world.actor("admin")))
    seats(office, "manager")
    unseats(office, "member1", office.today)

    assert (alone.code, before.code) == ("seat_in_council", "seat_in_council")
    assert world.actor("manager").holds("council_member")
    CalendarClock(world).passes(working_days=1)
    assert not world.actor("member1").holds("council_member")
