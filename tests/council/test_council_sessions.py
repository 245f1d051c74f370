"""Sessions: planned, opened with a frozen electorate, voted in, closed (R-COUN)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from engine.tables import journal
from tests.scenario.council import EVERYBODY, brought_to_the_council
from workflows.council.attendance import electorate
from workflows.council.ballots import CastBallot
from workflows.council.counting import Tally
from workflows.founding import Founder
from workflows.tables.council import council_member, open_vote
from workflows.tables.dossiers import nominee
from workflows.tables.offices import person


def make_member_a_nominee(world, dossier, member: str, ordinal: int = 1) -> None:
    """The human behind a member is the one a row names."""
    subject_id = dossier.nominees[ordinal - 1].subject_id
    with world.engine.database.write() as connection:
        connection.execute(
            update(person).where(person.c.id == world.people[member]).values(subject_id=subject_id)
        )


def test_a_session_opens_ahead_of_its_time_only_when_confirmed(office, council, world):
    dossier = brought_to_the_council(office, 1)
    tomorrow = world.clock.now() + timedelta(days=1)
    council.plans(dossier, scheduled_at=tomorrow)

    refusal = office.tries(council.opens)
    council.opens(ahead=True)

    assert refusal.code == "not_time_yet"
    assert council.session.held_at == world.clock.now() != tomorrow


def test_one_person_does_not_sit_in_the_council_twice(office, council, world):
    dossier = brought_to_the_council(office, 2)
    for member in ("member1", "member2"):
        make_member_a_nominee(world, dossier, member)
    council.plans(dossier)

    refusal = office.tries(council.opens)

    assert refusal.code == "twice_a_member"
    make_member_a_nominee(world, dossier, "member2", ordinal=2)
    council.opens()


def change_row(world, dossier, place: int) -> None:
    """Somebody corrects a row: it is not what was published or voted on any more."""
    row = dossier.nominees[place]
    with world.engine.database.write() as connection:
        connection.execute(
            update(nominee).where(nominee.c.id == row.id).values(content_hash="changed")
        )


def make_holder(world, name: str, position: str) -> None:
    with world.engine.database.write() as connection:
        Founder(connection, world.engine.ids, world.clock.now()).position(
            world.people[name],
            position,
            office_id=world.office_id,
            since=world.clock.now().date() - timedelta(days=1),
            decision="02/QĐ-UBND",
        )


# Planning


def test_a_session_is_planned_for_dossiers_of_the_office(office, council):
    dossier = brought_to_the_council(office)

    council.plans(dossier)

    assert council.session.state == "planned"
    assert council.session.title == "Họp xét Giấy khen"


def test_only_the_secretary_calls_the_council_together(office, council):
    dossier = brought_to_the_council(office)

    refusal = office.tries(lambda: council.plans(dossier, by="clerk"))

    assert refusal.code == "not_your_position"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"place": "a\x00b c"}, "place"),
    ],
)
def test_a_plan_says_what_and_where(office, council, values, field):
    dossier = brought_to_the_council(office)

    refusal = office.tries(lambda: council.plans(dossier, **values))

    assert refusal.fields == [field]


def test_a_session_is_not_planned_for_yesterday(office, council, world):
    dossier = brought_to_the_council(office)

    yesterday = world.clock.now() - timedelta(days=1)
    refusal = office.tries(lambda: council.plans(dossier, scheduled_at=yesterday))

    assert refusal.fields == ["scheduled_at"]


def test_a_plan_names_at_least_one_dossier(office, council):
    refusal = office.tries(lambda: council.plans())

    assert refusal.fields == ["dossier_ids"]


def test_a_dossier_stands_on_one_agenda_at_a_time(office, council):
    dossier = brought_to_the_council(office)
    council.plans(dossier)

    refusal = office.tries(lambda: council.plans(dossier))

    assert refusal.code == "already_planned"


def test_after_a_session_was_given_up_another_can_be_planned(office, council):
    dossier = brought_to_the_council(office)
    council.plans(dossier)
    council.gives_up("Không đủ thành viên dự họp")

    council.plans(dossier)

    assert council.session.state == "planned"


# Opening


def test_opening_freezes_the_members_of_the_day(office, council, world):
    """R-COUN-01."""
    dossier = brought_to_the_council(office)
    council.meets(dossier)
    with world.engine.database.write() as connection:
        connection.execute(
            insert(council_member).values(
                id="late",
                office_id=world.office_id,
                person_id=world.people["clerk"],
                role="member",
                valid_from=office.today,
                decision="13/QĐ-UBND",
            )
        )

    ballot = council.ballot(dossier)

    assert council.opening["members"] == 9
    assert (ballot.members, ballot.needed) == (9, 5)


def test_the_council_does_not_vote_before_the_publication_is_closed(office, council, clock):
    dossier = office.files()
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    council.plans(dossier)

    refusal = office.tries(council.opens)

    assert refusal.code == "not_yet_for_the_council"
    assert council.session.state == "planned"


def test_a_list_changed_after_its_publication_keeps_the_session_shut(office, council, world):
    dossier = brought_to_the_council(office)
    change_row(world, dossier, 0)
    council.plans(dossier)

    refusal = office.tries(council.opens)

    assert refusal.gates == {"publication_complete": "changed_since"}


def test_a_session_is_opened_once(office, council):
    dossier = brought_to_the_council(office)
    council.meets(dossier)

    refusal = office.tries(council.opens)

    assert refusal.code == "session_stands"


def test_held_and_ineligible_nominees_are_not_voted_on(office, council):
    dossier = brought_to_the_council(office, 3, outcomes=["eligible", "held", "ineligible"])

    council.meets(dossier)
    council.votes(dossier, by="chairman")

    assert len(council.choices_kept()) == 1


# Voting


def test_a_nominee_does_not_vote_on_self_but_counts_in_the_total(office, council, world):
    dossier = brought_to_the_council(office)
    make_member_a_nominee(world, dossier, "officer")
    council.meets(dossier)

    refusal = office.tries(lambda: council.votes(dossier, by="officer"))
    council.votes(dossier, by="officer", except_for=[1])

    assert refusal.code == "own_row"
    assert council.recusals() == [(world.people["officer"], "self")]
    assert council.ballot(dossier, 1).members == 9
    assert council.ballot(dossier, 1).tally.cast == 0
    assert council.ballot(dossier, 2).tally.yes == 1


def test_nobody_votes_twice(office, council):
    dossier = brought_to_the_council(office)
    council.meets(dossier)
    council.votes(dossier, "no", by="chairman")

    refusal = office.tries(lambda: council.votes(dossier, by="chairman"))

    assert refusal.code == "already_voted"
    assert council.ballot(dossier).tally.no == 1
    assert council.ballot(dossier).tally.yes == 0


def test_who_does_not_belong_to_the_council_does_not_vote(office, council, world):
    dossier = brought_to_the_council(office)
    council.meets(dossier)
    with world.engine.database.write() as connection:
        connection.execute(
            update(council_member)
            .where(council_member.c.person_id == world.people["member4"])
            .values(valid_to=office.today)
        )

    by_office = office.tries(lambda: council.votes(dossier, by="clerk"))
    council.votes(dossier, by="member4")

    assert by_office.code == "not_your_position"
    assert council.who_voted() == {"member4"}


def test_a_member_who_came_after_the_opening_does_not_vote_in_it(office, council, world):
    dossier = brought_to_the_council(office)
    council.meets(dossier)
    with world.engine.database.write() as connection:
        connection.execute(
            update(person).where(person.c.id == world.people["manager"]).values(title="Ủy viên mới")
        )
    make_holder(world, "manager", "council_member")

    refusal = office.tries(lambda: council.votes(dossier, by="manager"))

    assert refusal.code == "not_a_member"


@pytest.mark.parametrize("said", ["", "YES", "maybe", "yes "])
def test_a_ballot_says_yes_no_or_blank_on_everybody(office, council, said):
    dossier = brought_to_the_council(office)
    council.meets(dossier)
    rows = dossier.nominees
    choices = {rows[0].id: said, rows[1].id: "no", rows[2].id: "blank"}

    refusal = office.tries(lambda: council.votes(dossier, by="chairman", choices=choices))

    assert refusal.fields == [f"choices.{rows[0].id}"]
    assert council.who_voted() == set()


def test_a_ballot_names_nobody_from_elsewhere(office, council):
    dossier = brought_to_the_council(office)
    council.meets(dossier)
    choices = {row.id: "yes" for row in dossier.nominees} | {"somebody": "yes"}

    refusal = office.tries(lambda: council.votes(dossier, by="chairman", choices=choices))

    assert refusal.fields == ["choices.somebody"]


def test_blank_ballots_count_as_taking_part_and_not_as_agreement(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    for name in EVERYBODY[:4]:
        council.votes(dossier, "yes", by=name)
    for name in EVERYBODY[4:]:
        council.votes(dossier, "blank", by=name)

    council.closes()

    assert council.ballot(dossier).passed is False
    assert dossier.outcomes == ["rejected"]


def test_dissent_is_kept_with_an_open_ballot(office, council, world):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)

    council.votes(dossier, "no", by="head", notes={dossier.nominees[0].id: "Chưa đủ thành tích"})

    with world.engine.view() as view:
        kept = view.connection.execute(select(open_vote.c.note)).scalar_one()
    assert kept == "Chưa đủ thành tích"


def test_a_secret_ballot_leaves_totals_and_who_voted(office, council, world):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier, secret=True)

    council.votes(dossier, "no", by="chairman", key="request-1")
    council.votes(dossier, "yes", by="head")

    assert council.choices_kept() == []
    assert council.who_voted() == {"chairman", "head"}
    assert council.ballot(dossier).tally.cast == 0
    council.agrees(dossier, [name for name in EVERYBODY if name not in ("chairman", "head")])
    council.closes()
    assert council.ballot(dossier).tally == Tally(yes=8, no=1)


# R-COUN-11: the journal keeps a digest of the command, and a few choices can be guessed back.
def test_nothing_that_the_journal_digests_depends_on_the_choices():
    yes = CastBallot(session_id="s", choices={"n": "yes"}, notes={"n": "Đồng ý"})
    no = CastBallot(session_id="s", choices={"n": "no"})

    assert repr(yes) == repr(no)


def test_the_journal_tells_of_a_vote_without_its_choice(office, council, world):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier, secret=True)

    council.votes(dossier, "no", by="chairman", key="request-1")

    with world.engine.view() as view:
        details = view.connection.execute(
            select(journal.c.details).where(journal.c.request_id == "request-1")
        ).scalar_one()
    assert details.keys() == {"answer", "command"}
    assert details["answer"] == {
        "session": council.session_id,
        "voted": world.people["chairman"],
    }


def test_a_secret_ballot_carries_no_notes(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier, secret=True)
    row = dossier.nominees[0]

    refusal = office.tries(
        lambda: council.votes(dossier, by="head", notes={row.id: "Tôi không đồng ý"})
    )

    assert refusal.fields == [f"notes.{row.id}"]


# Attendance and closing


def test_members_asked_in_writing_vote_through_the_secretary(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(member4="written")

    council.votes_in_writing(dossier, member="member4")
    council.agrees(dossier, EVERYBODY[:-1])
    council.closes()

    assert council.ballot(dossier).tally.yes == 9


@pytest.mark.parametrize("secret", [False, True])
def test_who_is_there_without_an_account_votes_on_paper(office, council, secret):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier, secret=secret)
    council.notes(member4="present")

    council.votes_in_writing(dossier, member="member4")
    council.agrees(dossier, EVERYBODY[:-1])
    council.closes()

    assert council.ballot(dossier).tally.yes == 9


def test_the_paper_ballot_of_who_is_there_is_corrected(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(member4="present")
    council.votes_in_writing(dossier, "no", member="member4")

    council.corrects(dossier, "yes", member="member4")

    assert council.ballot(dossier).tally == Tally(yes=1)


def test_nobody_enters_the_ballot_of_who_is_there_and_can_cast_it(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(member3="present")
    council.gives_account("member3")

    with_account = office.tries(lambda: council.votes_in_writing(dossier, member="member3"))
    not_noted = office.tries(lambda: council.votes_in_writing(dossier, member="member4"))

    assert with_account.code == "not_in_writing"
    assert not_noted.code == "not_in_writing"


def test_who_is_absent_does_not_vote(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(head="absent")

    refusal = office.tries(lambda: council.votes(dossier, by="head"))

    assert refusal.code == "not_taking_part"


def test_who_has_voted_was_there(office, council, world):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.votes(dossier, by="head")

    refusal = office.tries(lambda: council.notes(head="absent", clerk="present"))

    assert sorted(refusal.fields) == sorted(
        [f"attendance.{world.people['head']}", f"attendance.{world.people['clerk']}"]
    )


def test_attendance_is_said_in_known_words(office, council, world):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)

    refusal = office.tries(lambda: council.notes(head="perhaps"))

    assert refusal.fields == [f"attendance.{world.people['head']}"]


# R-COUN-02: two thirds of nine are six.
@pytest.mark.parametrize("attending", [5, 6])
def test_a_session_is_closed_with_its_quorum_only(office, council, attending):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.agrees(dossier, EVERYBODY[:attending])

    if attending < 6:
        refusal = office.tries(council.closes)
        assert refusal.code == "no_quorum"
        assert council.session.state == "open"
    else:
        council.closes()
        assert council.session.state == "closed"


def test_written_votes_do_not_help_a_meeting_to_its_quorum(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.agrees(dossier, EVERYBODY[:5])
    council.notes(member3="written")
    council.votes_in_writing(dossier, member="member3")

    refusal = office.tries(council.closes)

    assert refusal.code == "no_quorum"


def test_a_written_round_may_decide_on_certificates(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(**dict.fromkeys(EVERYBODY, "written"))
    for name in EVERYBODY:
        council.votes_in_writing(dossier, member=name)

    council.closes()

    assert council.ballot(dossier).passed is True


def test_a_session_waits_for_everybody_who_takes_part(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.agrees(dossier, EVERYBODY[:8])
    council.notes(member4="present")

    refusal = office.tries(council.closes)

    assert refusal.code == "votes_missing"
    assert refusal.error.message.params["names"] == "Ủy viên 4"


def test_who_never_came_is_absent_in_the_end(office, council, world):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.agrees(dossier, EVERYBODY[:7])

    council.closes()

    with world.engine.view() as view:
        noted = {one.person_id: one.attendance for one in electorate(view, council.session_id)}
    assert noted[world.people["member4"]] == "absent"
    assert noted[world.people["chairman"]] == "present"


def test_who_is_voted_down_goes_no_further(office, council):
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier)
    rows = dossier.nominees
    for name in EVERYBODY:
        choices = {rows[0].id: "yes", rows[1].id: "no"}
        council.votes(dossier, by=name, choices=choices)

    council.closes()

    assert dossier.outcomes == ["eligible", "rejected"]
    assert dossier.nominees[1].outcome_note == "0/9"


def test_a_closed_session_takes_no_more_votes(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.agrees(dossier, EVERYBODY[:8])
    council.closes()

    refusal = office.tries(lambda: council.votes(dossier, by="member4"))
    again = office.tries(council.closes)

    assert refusal.code == again.code == "session_stands"


def test_one_session_decides_on_several_dossiers(office, council):
    first = brought_to_the_council(office, 1)
    second = brought_to_the_council(office, 1, title="Giấy khen chuyên đề")
    council.meets(first, second)
    for name in EVERYBODY:
        choices = {first.nominees[0].id: "yes", second.nominees[0].id: "no"}
        council.votes(first, by=name, choices=choices)

    council.closes()

    assert (first.outcomes, second.outcomes) == (["eligible"], ["rejected"])


# The gates at the step


def test_minutes_need_a_closed_session(office, council):
    dossier = brought_to_the_council(office)

    refusal = office.tries_to_complete(dossier, "council", by="secretary", **office.minutes())

    assert refusal.gates == {"council_quorum": "not_met", "ballot_complete": "not_voted"}


def test_minutes_open_the_way_to_the_signature(office, council):
    dossier = brought_to_the_council(office)
    council.decides(dossier)

    office.writes_minutes(dossier)

    assert dossier.waits_at("sign")


def test_a_row_changed_after_the_ballot_has_to_be_voted_on_again(office, council, world):
    dossier = brought_to_the_council(office)
    council.decides(dossier)
    office.writes_minutes(dossier)
    change_row(world, dossier, 1)

    refusal = office.tries(lambda: office.signs(dossier))

    assert refusal.gates["ballot_complete"] == "changed_since"
    assert refusal.gates["publication_complete"] == "changed_since"


def test_nobody_votes_again_until_the_outcome_is_another(office, council, world):
    dossier = brought_to_the_council(office)
    world.clock.pass_by(timedelta(hours=2))
    council.decides(dossier)
    council.plans(dossier)

    refusal = office.tries(council.opens)

    assert refusal.code == "voted_on_already"
    assert dossier.outcomes == ["eligible"] * 3


def test_only_who_has_no_ballot_yet_is_voted_on_in_another_session(office, council, world):
    dossier = brought_to_the_council(office, 2)
    held = dossier.nominees[1].id
    office.holds(held)
    world.clock.pass_by(timedelta(hours=2))
    council.decides(dossier)
    office.releases_nominee(held)

    council.meets(dossier)

    assert council.agenda() == [held]


def test_a_new_ballot_after_the_dossier_was_sent_back_replaces_the_old_one(office, council):
    dossier = brought_to_the_council(office, 1)
    council.decides(dossier)
    office.writes_minutes(dossier)
    office.returns(
        dossier, "sign", to="council", by="chairman", reason="Đề nghị Hội đồng xét lại thành tích"
    )
    council.meets(dossier)
    for name in EVERYBODY:
        council.votes(dossier, "no", by=name)
    council.closes()

    refusal = office.tries_to_complete(dossier, "council", by="secretary", **office.minutes())

    assert dossier.outcomes == ["rejected"]
    assert refusal.gates["ballot_complete"] == "nobody_left"


def test_everybody_voted_down_leaves_nothing_to_sign(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    for name in EVERYBODY:
        council.votes(dossier, "no", by=name)
    council.closes()

    refusal = office.tries_to_complete(dossier, "council", by="secretary", **office.minutes())

    assert set(refusal.gates.values()) == {"nobody_left"}


@pytest.mark.parametrize("given_up", [False, True])
def test_votes_that_were_never_counted_prove_nothing(office, council, given_up):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    council.agrees(dossier)
    if given_up:
        council.gives_up("Phiếu phát nhầm mẫu, bỏ phiếu lại")

    refusal = office.tries_to_complete(dossier, "council", by="secretary", **office.minutes())

    assert refusal.gates == {"council_quorum": "not_met", "ballot_complete": "not_voted"}


def test_who_was_voted_down_and_proposed_again_needs_a_new_ballot(office, council):
    dossier = brought_to_the_council(office, 1)
    council.meets(dossier)
    for name in EVERYBODY:
        council.votes(dossier, "no", by=name)
    council.closes()
    office.returns(
        dossier,
        "council",
        to="appraise",
        by="secretary",
        reason="Hội đồng đề nghị thẩm định lại thành tích",
    )
    office.appraises(dossier)
    office.publishes(dossier)
    office.closes_publication(dossier)

    refusal = office.tries_to_complete(dossier, "council", by="secretary", **office.minutes())
    council.decides(dossier)
    office.writes_minutes(dossier)

    assert refusal.gates == {"ballot_complete": "not_passed"}
    assert dossier.waits_at("sign")


def test_who_is_held_during_the_ballot_stays_held_and_what_was_voted_counts(office, council):
    dossier = brought_to_the_council(office, 3)
    council.meets(dossier)
    rows = dossier.nominees
    for name in EVERYBODY:
        choices = {rows[0].id: "yes", rows[1].id: "no", rows[2].id: "yes"}
        council.votes(dossier, by=name, choices=choices)
    office.holds(rows[1].id)
    office.holds(rows[2].id)

    council.closes()
    while_held = dossier.outcomes
    office.releases_nominee(rows[1].id)
    office.releases_nominee(rows[2].id)

    assert while_held == ["eligible", "held", "held"]
    assert dossier.outcomes == ["eligible", "rejected", "eligible"]


def test_a_written_round_in_the_minutes_is_one_that_the_law_allows(office, council):
    dossier = brought_to_the_council(office, 1)
    council.decides(dossier)

    minutes = office.minutes() | {"meeting_form": "written"}
    office.completes(dossier, "council", by="secretary", **minutes)

    assert dossier.waits_at("sign")
