"""A quota on the list: ranking, the chair's vote, the second ballot, the decider (R-COUN-07)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from tests.scenario.council import EVERYBODY, Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from tests.scenario.world import World
from workflows.nominees import Outcome
from workflows.tables.law import law_value

SIX = EVERYBODY[:6]


def votes(council: Council, dossier: Dossier, agreed: dict[int, int], *, chair: str = "") -> None:
    """Everybody votes; on each ordinal so many agree, the chair last unless it is in `chair`."""
    others = [name for name in EVERYBODY if name != "chairman"]
    for place, name in enumerate([*others, "chairman"]):
        choices = {}
        for row in dossier.nominees:
            if row.ordinal not in agreed:
                continue
            yes = place < agreed[row.ordinal]
            if name == "chairman" and chair:
                yes = str(row.ordinal) in chair
            choices[row.id] = "yes" if yes else "no"
        council.votes(dossier, by=name, choices=choices)


def outcomes(dossier: Dossier) -> list[str]:
    return [row.outcome.value for row in dossier.nominees]


def publish_law(world: World, key: str, value: str) -> None:
    """The office publishes a value of its own; a second person agreed to it."""
    with world.engine.database.write() as connection:
        connection.execute(
            insert(law_value).values(
                id=world.engine.ids.new(world.clock.now()),
                key=key,
                office_id=world.office_id,
                valid_from=date(2023, 1, 1),
                value=value,
                document="Quy chế Hội đồng",
                mark="p",
                proposed_by=world.people["admin"],
                approved_by=world.people["head"],
                approved_at=world.clock.now(),
            )
        )


def test_over_quota_the_most_votes_take_the_places(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 3)
    council.meets(dossier, quotas={dossier.id: 2})

    votes(council, dossier, {1: 6, 2: 8, 3: 7})
    council.closes()

    assert outcomes(dossier) == ["rejected", "eligible", "eligible"]
    assert [council.ballot(dossier, at).standing for at in (1, 2, 3)] == [
        "over",
        "passed",
        "passed",
    ]
    office.writes_minutes(dossier)
    assert dossier.waits_at("sign")


def test_at_the_cut_the_vote_of_the_chair_decides(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier, quotas={dossier.id: 1})

    # Of the others six agree to the first and seven to the second; the chair to the first only.
    votes(council, dossier, {1: 6, 2: 7}, chair="1")
    council.closes()

    assert [council.ballot(dossier, at).tally.yes for at in (1, 2)] == [7, 7]
    assert outcomes(dossier) == ["eligible", "rejected"]


def test_where_the_council_s_rules_keep_the_chair_out_of_it_the_votes_stay_equal(
    office: Office, council: Council, world: World
) -> None:
    publish_law(world, "council.tie_by", "second_ballot")
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier, quotas={dossier.id: 1})

    votes(council, dossier, {1: 6, 2: 7}, chair="1")
    council.closes()

    assert {council.ballot(dossier, at).standing for at in (1, 2)} == {"tied"}


def test_equal_votes_hold_the_dossier_until_they_are_decided(
    office: Office, council: Council
) -> None:
    dossier = brought_to_the_council(office, 3)
    council.meets(dossier, quotas={dossier.id: 2})

    votes(council, dossier, {1: 9, 2: 7, 3: 7})
    council.closes()

    refusal = office.tries(lambda: office.writes_minutes(dossier))
    assert refusal.gates["ballot_complete"] == "tied"
    assert outcomes(dossier) == ["eligible", "eligible", "eligible"]


def test_a_second_ballot_is_on_the_equal_ones_alone(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 3)
    council.meets(dossier, quotas={dossier.id: 2})
    votes(council, dossier, {1: 9, 2: 7, 3: 7})
    council.closes()

    council.votes_again()
    votes(council, dossier, {2: 4, 3: 3})
    council.closes()

    # It ranks: neither needs the majority once more.
    assert council.session.ballot == 2
    assert outcomes(dossier) == ["eligible", "eligible", "rejected"]
    office.writes_minutes(dossier)
    assert dossier.waits_at("sign")


def test_the_second_ballot_is_called_once_and_while_votes_are_equal(
    office: Office, council: Council
) -> None:
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier, quotas={dossier.id: 1})
    early = office.tries(council.votes_again)
    votes(council, dossier, {1: 7, 2: 7})
    council.closes()
    first = council.session_id

    council.votes_again()
    council.session_id = first
    again = office.tries(council.votes_again)

    assert early.code == "nothing_tied"
    assert again.code == "repeated_already"


def test_after_two_ballots_the_decider_chooses(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier, quotas={dossier.id: 1})
    votes(council, dossier, {1: 7, 2: 7})
    council.closes()
    early = office.tries(lambda: council.chooses(dossier, 1))
    council.votes_again()
    votes(council, dossier, {1: 5, 2: 5})
    council.closes()

    third = office.tries(council.votes_again)
    by_another = office.tries(lambda: council.chooses(dossier, 2, by="secretary"))
    too_many = office.tries(lambda: council.chooses(dossier, 1, 2))
    council.chooses(dossier, 2)

    assert early.code == "ballots_left"
    assert third.code == "ballots_used_up"
    assert by_another.code == "not_your_position"
    assert too_many.fields == ["nominee_ids"]
    assert outcomes(dossier) == ["rejected", "eligible"]
    office.writes_minutes(dossier)
    assert dossier.waits_at("sign")


def test_how_many_ballots_there_are_is_the_law_s(
    office: Office, council: Council, world: World
) -> None:
    publish_law(world, "council.ballots_per_round", "1")
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier, quotas={dossier.id: 1})
    votes(council, dossier, {1: 7, 2: 7})
    council.closes()

    refusal = office.tries(council.votes_again)
    council.chooses(dossier, 1)

    assert refusal.code == "ballots_used_up"
    assert outcomes(dossier) == ["eligible", "rejected"]


def test_a_secret_ballot_does_not_tell_how_the_chair_voted(
    office: Office, council: Council
) -> None:
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier, secret=True, quotas={dossier.id: 1})

    votes(council, dossier, {1: 6, 2: 7}, chair="1")
    council.closes()

    assert {council.ballot(dossier, at).standing for at in (1, 2)} == {"tied"}


def test_equal_votes_are_not_escaped_by_planning_anew(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier, quotas={dossier.id: 1})
    votes(council, dossier, {1: 7, 2: 7})
    council.closes()

    refusal = office.tries(lambda: council.plans(dossier))

    assert refusal.code == "ties_open"


@pytest.mark.parametrize("quota", [0, 3, -1])
def test_a_quota_is_a_number_of_those_nominated(
    office: Office, council: Council, quota: int
) -> None:
    dossier = brought_to_the_council(office, 2)

    refusal = office.tries(lambda: council.plans(dossier, quotas={dossier.id: quota}))

    assert refusal.fields == [f"quotas.{dossier.id}"]


def test_who_has_too_few_votes_does_not_take_a_place(office: Office, council: Council) -> None:
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier, quotas={dossier.id: 2})

    votes(council, dossier, {1: 9, 2: 4})
    council.closes()

    assert [row.outcome for row in dossier.nominees] == [Outcome.ELIGIBLE, Outcome.REJECTED]
