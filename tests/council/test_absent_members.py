"""Members who cannot come: ballots in writing, their scans and corrections, proxies, guests."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from engine.tables import journal
from tests.council.test_quotas_and_ties import publish_law
from tests.scenario.council import EVERYBODY, Council, brought_to_the_council
from tests.scenario.office import Office
from tests.scenario.world import World
from workflows.council.attendance import electorate, keeping_minutes, presiding
from workflows.council.invitees import Invitee, invitees_of

OTHERS = tuple(name for name in EVERYBODY if name != "head")


def elector(world: World, council: Council, name: str):
    with world.engine.view() as view:
        found = {one.person_id: one for one in electorate(view, council.session_id)}
    return found[world.people[name]]


# Written ballots


def test_a_written_ballot_is_kept_with_its_scan(
    office: Office, council: Council, world: World
) -> None:
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(head="written")
    scan = office.file("secretary")

    council.votes_in_writing(dossier, member="head", scan=scan)

    assert elector(world, council, "head").scan == scan


def test_a_scan_is_a_file_of_whoever_enters_the_ballot(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(head="written")
    foreign = office.file("officer")

    refusal = office.tries(lambda: council.votes_in_writing(dossier, member="head", scan=foreign))

    assert refusal.fields == ["scan"]


def test_nobody_enters_an_open_ballot_without_the_paper(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(head="written", member4="present")

    refusals = [
        office.tries(partial(council.votes_in_writing, dossier, member=member, scan=""))
        for member in ("head", "member4")
    ]

    assert [refusal.fields for refusal in refusals] == [["scan"], ["scan"]]
    assert council.who_voted() == set()


def test_a_scan_would_break_a_secret_ballot(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier, secret=True)
    council.notes(head="written")
    scan = office.file("secretary")

    refusal = office.tries(lambda: council.votes_in_writing(dossier, member="head", scan=scan))

    assert refusal.code == "scan_breaks_secrecy"


def test_a_written_ballot_is_corrected_until_the_session_closes(
    office: Office, council: Council, world: World
) -> None:
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(head="written")
    scan = office.file("secretary")
    council.votes_in_writing(dossier, "no", member="head", scan=scan)

    council.corrects(dossier, "yes", member="head")

    tally = council.ballot(dossier).tally
    assert (tally.yes, tally.no, tally.blank) == (1, 0, 0)
    assert council.choices_kept() == ["yes"]
    assert elector(world, council, "head").scan == scan
    with world.engine.view() as view:
        told = view.connection.execute(
            select(journal.c.details).where(journal.c.action == "council.correct_written_vote")
        ).scalar_one()
    assert told["reason"] == "Đọc nhầm phiếu của thành viên"
    assert told["before"] == {dossier.nominees[0].id: "no"}


def test_a_correction_needs_a_reason_a_ballot_and_an_open_session(
    office: Office, council: Council
) -> None:
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(head="written")

    early = office.tries(lambda: council.corrects(dossier, "yes", member="head"))
    council.votes_in_writing(dossier, member="head")
    silent = office.tries(lambda: council.corrects(dossier, "no", member="head", reason=" "))
    council.gives_account("officer")
    council.votes(dossier, by="officer")
    not_on_paper = office.tries(lambda: council.corrects(dossier, "no", member="officer"))
    council.agrees(dossier, [name for name in OTHERS if name != "officer"])
    council.closes()
    late = office.tries(lambda: council.corrects(dossier, "no", member="head"))

    assert early.code == "nothing_to_correct"
    assert silent.fields == ["reason"]
    assert not_on_paper.code == "not_in_writing"
    assert late.code == "session_stands"


def test_a_secret_ballot_cannot_be_corrected(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier, secret=True)
    council.notes(head="written")
    council.votes_in_writing(dossier, "no", member="head")

    refusal = office.tries(lambda: council.corrects(dossier, "yes", member="head"))

    assert refusal.code == "secret_cannot_be_corrected"


# Proxies


def test_without_a_rule_of_the_council_nobody_votes_for_another(
    office: Office, council: Council
) -> None:
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    mandate = office.file("secretary")

    refusal = office.tries(
        lambda: council.names_proxy(absent="head", proxy="officer", mandate=mandate)
    )

    assert refusal.code == "no_proxies"


def test_with_a_written_mandate_a_member_votes_for_an_absent_one(
    office: Office, council: Council, world: World
) -> None:
    publish_law(world, "council.proxy_allowed", "true")
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    mandate = office.file("secretary")

    council.names_proxy(absent="head", proxy="officer", mandate=mandate)
    council.agrees(dossier, OTHERS)
    own = office.tries(lambda: council.votes(dossier, by="head"))
    stranger = office.tries(lambda: council.votes(dossier, by="member1", on_behalf_of="head"))
    council.votes(dossier, "no", by="officer", on_behalf_of="head")
    council.closes()

    assert own.code == "not_taking_part"
    assert stranger.code == "not_your_mandate"
    assert council.ballot(dossier).tally.no == 1
    assert elector(world, council, "head").mandate == mandate


@pytest.mark.parametrize(
    ("absent", "proxy", "field"),
    [
        # not a member
        ("clerk", "officer", "person_id"),
        # has voted already
        ("member1", "officer", "person_id"),
        # nobody represents themselves
        ("head", "head", "proxy_id"),
        # is not there either
        ("head", "member2", "proxy_id"),
        # represents somebody else already
        ("head", "member4", "proxy_id"),
    ],
)
def test_a_proxy_is_another_member_who_is_there_for_one_who_is_not(
    office: Office, council: Council, world: World, absent: str, proxy: str, field: str
) -> None:
    """R-COUN-08."""
    publish_law(world, "council.proxy_allowed", "true")
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.votes(dossier, by="member1")
    council.notes(member2="absent")
    council.names_proxy(absent="member3", proxy="member4", mandate=office.file("secretary"))

    mandate = office.file("secretary")
    refusal = office.tries(lambda: council.names_proxy(absent=absent, proxy=proxy, mandate=mandate))

    assert refusal.fields == [field]


# Guests, and who signs


def test_guests_are_named_and_do_not_vote(office: Office, council: Council, world: World) -> None:
    """R-COUN-08."""
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)

    council.invites(Invitee("Lò Thị Mười", "Trưởng tiểu khu 5"), Invitee("Cầm Văn Hặc"))
    council.invites(Invitee("Lò Thị Mười", "Trưởng tiểu khu 5"))
    refusal = office.tries(lambda: council.votes(dossier, by="clerk"))

    with world.engine.view() as view:
        assert invitees_of(view, council.session_id) == [
            Invitee("Lò Thị Mười", "Trưởng tiểu khu 5")
        ]
    assert refusal.code == "not_your_position"


def test_nobody_is_invited_to_a_session_that_is_over(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 1)
    council.decides(dossier)

    refusal = office.tries(lambda: council.invites(Invitee("Lò Thị Mười")))

    assert refusal.code == "invitation_over"


def test_in_the_absence_of_the_chair_a_vice_chair_presides(
    office: Office, council: Council, world: World
) -> None:
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(chairman="absent", vice_chairman="present", secretary="present")

    with world.engine.view() as view:
        electors = electorate(view, council.session_id)

    chair, secretary = presiding(electors), keeping_minutes(electors)
    assert chair is not None and chair.person_id == world.people["vice_chairman"]
    assert secretary is not None and secretary.person_id == world.people["secretary"]
