"""Twenty members vote at the same moment: every vote is counted once, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.scenario.council import EVERYBODY, Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from tests.scenario.world import World, found
from workflows.council.ballots import AlreadyVoted
from workflows.council.sessions import AlreadyPlanned
from workflows.founding import Founder

MEMBERS = 20


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = found(database_url)
    yield made
    made.engine.database.close()


def enlarge(world: World) -> list[str]:
    """The council of nine gets eleven members more."""
    since = world.clock.now().date() - timedelta(days=1)
    names = [f"member{number}" for number in range(5, 5 + MEMBERS - len(EVERYBODY))]
    with world.engine.database.write() as connection:
        founder = Founder(connection, world.engine.ids, world.clock.now())
        for name in names:
            person = founder.person(world.office_id, f"Ủy viên {name}")
            world.people[name] = person
            founder.position(
                person,
                "council_member",
                office_id=world.office_id,
                since=since,
                decision="05/QĐ-UBND",
            )
            founder.council_member(
                person,
                office_id=world.office_id,
                role="member",
                since=since,
                decision="05/QĐ-UBND",
            )
    return [*EVERYBODY, *names]


def at_once(council: Council, dossier: Dossier, voters: list[str]) -> list[BaseException | None]:
    """All of them press the button when the last of them is ready; what each met."""
    ready = threading.Barrier(len(voters))
    choices = {row.id: "yes" for row in dossier.nominees}

    def vote(name: str) -> BaseException | None:
        ready.wait()
        try:
            council.votes(dossier, by=name, choices=choices)
        except AlreadyVoted as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(len(voters)) as pool:
        return list(pool.map(vote, voters))


@pytest.mark.parametrize("secret", [False, True])
def test_twenty_members_vote_at_once_and_nothing_is_lost(world: World, secret: bool) -> None:
    office, council = Office(world), Council(world)
    members = enlarge(world)
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier, secret=secret)

    met = at_once(council, dossier, members)

    assert met == [None] * MEMBERS
    assert council.who_voted() == set(members)
    council.closes()
    assert [council.ballot(dossier, at).tally.yes for at in (1, 2)] == [MEMBERS, MEMBERS]
    assert len(council.choices_kept()) == (0 if secret else 2 * MEMBERS)


def test_the_same_member_in_two_browsers_is_counted_once(world: World) -> None:
    office, council = Office(world), Council(world)
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)

    met = at_once(council, dossier, ["head"] * 6)

    assert met.count(None) == 1
    assert council.ballot(dossier).tally.yes == 1


def test_two_who_plan_at_once_put_a_dossier_on_one_agenda_only(world: World) -> None:
    dossier = brought_to_the_council(Office(world), 1)
    ready = threading.Barrier(2)

    def plan(_number: int) -> str:
        ready.wait()
        try:
            Council(world).plans(dossier)
        except AlreadyPlanned as refusal:
            return refusal.message.key
        return "planned"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(plan, range(2))) == ["already_planned", "planned"]
