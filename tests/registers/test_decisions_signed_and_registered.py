"""Decisions: who may sign what, what the register gives, what the nominees get (R-DOC-03, 04)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from engine.tables import journal
from tests.scenario.council import brought_to_the_council
from workflows.decisions import signed_decision
from workflows.delegations import Delegate
from workflows.publications import publications_of
from workflows.tables.dossiers import nominee
from workflows.tables.offices import holding, person
from workflows.tables.registers import register_entry


def brought_to_the_chairman(office, council, nominees: int = 2, **filed):
    dossier = brought_to_the_council(office, nominees, **filed)
    council.decides(dossier)
    office.writes_minutes(dossier)
    return dossier


def decision_of(world, dossier):
    with world.engine.view() as view:
        return signed_decision(view, dossier.id)


def name_on_the_list(world, dossier, people: str) -> None:
    subject_id = dossier.nominees[0].subject_id
    with world.engine.database.write() as connection:
        connection.execute(
            update(person).where(person.c.id == world.people[people]).values(subject_id=subject_id)
        )


# Signing


def test_a_signature_is_kept_with_what_was_signed(office, council, world):
    dossier = brought_to_the_chairman(office, council)

    office.signs(dossier)

    kept = decision_of(world, dossier)
    assert (kept.signer_name, kept.signer_position) == ("Lò Văn Thắng", "chairman")
    assert len(kept.scan) == 1
    assert kept.number is None
    assert dossier.waits_at("issue")


def test_a_vice_chairman_signs_for_the_chairman(office, council, world):
    dossier = brought_to_the_chairman(office, council)

    office.signs(dossier, by="vice_chairman")

    assert decision_of(world, dossier).signer_position == "vice_chairman"


@pytest.mark.parametrize(
    ("by", "form"), [("vice_chairman", "chairman"), ("chairman", "for_chairman")]
)
def test_nobody_signs_in_the_form_of_another_position(office, council, by, form):
    dossier = brought_to_the_chairman(office, council)

    signature = office.signature(by) | {"signature_form": form}
    refusal = office.tries_to_complete(dossier, "sign", by=by, **signature)

    assert refusal.gates == {"signature_evidence": "not_authorised"}


def test_a_scan_is_a_file_that_is_really_there(office, council, world):
    dossier = brought_to_the_chairman(office, council)

    signature = office.signature() | {"scan": ["018bea3d-0000-7000-8000-000000000000"]}
    refusal = office.tries_to_complete(dossier, "sign", by="chairman", **signature)

    assert refusal.code == "invalid_data"
    assert decision_of(world, dossier) is None


def test_a_signatory_who_is_on_the_list_leaves_it_to_the_other(office, council, world):
    dossier = brought_to_the_chairman(office, council)
    name_on_the_list(world, dossier, "chairman")

    refusal = office.tries(lambda: office.signs(dossier))
    office.signs(dossier, by="vice_chairman")

    assert refusal.gates == {"signature_evidence": "names_signatory"}
    assert dossier.waits_at("issue")


def test_where_nobody_else_may_sign_the_signatory_does(office, council, world):
    dossier = brought_to_the_chairman(office, council)
    name_on_the_list(world, dossier, "chairman")
    with world.engine.database.write() as connection:
        connection.execute(
            update(holding)
            .where(holding.c.person_id == world.people["vice_chairman"])
            .values(valid_to=office.today - timedelta(days=1))
        )

    office.signs(dossier)

    assert dossier.waits_at("issue")
    with world.engine.view() as view:
        details = view.connection.execute(
            select(journal.c.details).where(journal.c.action == "decision.sign")
        ).scalar_one()
    assert details["names_signatory"] is True


def test_nobody_delegates_the_signature_to_themselves(office, world):
    world.gives("vice_chairman", "admin")
    to_vice_chairman = Delegate(
        office_id=world.office_id,
        person_id=world.people["vice_chairman"],
        number="09/QĐ-UBND",
        scope="Ký thay Chủ tịch",
        valid_from=office.today,
        valid_to=office.today,
    )

    refusal = office.tries(
        lambda: world.engine.execute(to_vice_chairman, world.actor("vice_chairman"))
    )
    world.engine.execute(to_vice_chairman, world.actor("head"))

    assert refusal.code == "own_delegation"


# Accepted on 20/11/2023, the council met on 28/11/2023.
@pytest.mark.parametrize("signed_on", ["2023-11-19", "2023-11-27"])
def test_nothing_is_signed_before_the_council_met(office, council, signed_on):
    dossier = brought_to_the_chairman(office, council)

    signature = office.signature() | {"signed_on": signed_on}
    refusal = office.tries_to_complete(dossier, "sign", by="chairman", **signature)

    assert refusal.fields == ["signed_on"]


# The council meets on 28/11/2023.
@pytest.mark.parametrize("said", ["2023-11-20", "2023-11-27", "2020-02-29"])
def test_minutes_bear_the_day_on_which_the_council_met(office, council, said):
    dossier = brought_to_the_council(office)
    council.decides(dossier)

    minutes = office.minutes() | {"meeting_date": said}
    refusal = office.tries_to_complete(dossier, "council", by="secretary", **minutes)
    office.writes_minutes(dossier)

    assert refusal.gates == {"council_quorum": "other_day"}
    assert refusal.findings[0].facts["day"] == "28/11/2023"


def test_sending_back_is_open_whatever_is_missing(office, council, world):
    dossier = brought_to_the_chairman(office, council)
    with world.engine.database.write() as connection:
        connection.execute(update(nominee).values(content_hash="changed"))

    office.completes(
        dossier,
        "sign",
        by="chairman",
        signature_result="returned",
        return_reason="Đề nghị xem lại danh sách đã sửa",
    )

    assert dossier.waits_at("appraise")
    assert decision_of(world, dossier) is None


# The number


def test_the_register_gives_number_symbol_and_date(office, council, world):
    dossier = brought_to_the_chairman(office, council)
    office.signs(dossier)

    office.issues(dossier)

    kept = decision_of(world, dossier)
    assert (kept.number, kept.symbol, kept.dated) == (1, "01/QĐ-UBND", office.today)
    with world.engine.view() as view:
        entry = view.connection.execute(
            select(register_entry).where(register_entry.c.kind == "decision")
        ).one()
    assert (entry.symbol, entry.dossier_id) == ("01/QĐ-UBND", dossier.id)
    assert entry.summary == "Giấy khen năm 2023"


def test_decisions_of_a_year_follow_each_other_whatever_was_refused_between(office, council, world):
    numbers = []
    for title in ("Một", "Hai", "Ba"):
        dossier = brought_to_the_chairman(office, council, 1, title=title)
        office.signs(dossier)
        too_early = office.issue() | {"dated": "2023-11-20"}
        office.tries_to_complete(dossier, "issue", by="registrar", **too_early)
        office.issues(dossier)
        numbers.append(decision_of(world, dossier).number)

    assert numbers == [1, 2, 3]


def test_a_decision_is_not_dated_before_its_signature(office, council, clock):
    dossier = brought_to_the_chairman(office, council)
    office.signs(dossier)

    issue = office.issue() | {"dated": (office.today - timedelta(days=1)).isoformat()}
    refusal = office.tries_to_complete(dossier, "issue", by="registrar", **issue)

    assert refusal.fields == ["dated"]
    assert dossier.waits_at("issue")


def test_whoever_is_still_on_the_list_is_awarded(office, council):
    dossier = brought_to_the_council(office, 3, outcomes=["eligible", "ineligible", "eligible"])
    council.decides(dossier)
    office.writes_minutes(dossier)
    office.signs(dossier)

    office.issues(dossier)

    assert dossier.outcomes == ["awarded", "ineligible", "awarded"]
    # 0.15 × 1 800 000, rounded up to 10 000.
    assert [row.reward for row in dossier.nominees] == [270_000, None, 270_000]
    assert dossier.state == "decided"


def test_the_number_stops_the_clock_and_settles_its_class(office, council):
    dossier = brought_to_the_chairman(office, council)
    office.signs(dossier)

    office.issues(dossier)

    assert dossier.clock.result == "early"


def test_a_list_changed_after_the_signature_is_not_issued(office, council, world):
    dossier = brought_to_the_chairman(office, council)
    office.signs(dossier)
    row = dossier.nominees[0]
    with world.engine.database.write() as connection:
        connection.execute(
            update(nominee).where(nominee.c.id == row.id).values(content_hash="changed")
        )

    refusal = office.tries(lambda: office.issues(dossier))

    assert refusal.gates == {"signature_evidence": "changed_since"}


# After it


def test_who_is_held_after_the_signature_is_left_out_and_the_list_signed_anew(office, council):
    dossier = brought_to_the_chairman(office, council)
    office.signs(dossier)
    office.holds(dossier.nominees[1].id)

    refusal = office.tries(lambda: office.issues(dossier))
    office.returns(
        dossier, "issue", to="sign", by="registrar", reason="Danh sách đã thay đổi sau khi ký"
    )
    office.signs(dossier)
    office.issues(dossier)

    assert refusal.gates == {"signature_evidence": "changed_since"}
    assert dossier.outcomes == ["awarded", "held"]


def test_the_decision_is_public_before_anything_is_handed_over(office, council, world):
    """R-PUB-05."""
    dossier = brought_to_the_chairman(office, council)
    office.signs(dossier)
    office.issues(dossier)

    office.publishes_decision(dossier)

    with world.engine.view() as view:
        shown = publications_of(view, dossier.id)[-1]
    assert shown.kind == "decision"
    # 30 d on the board from 28/11/2023: until 28/12/2023, a Thursday.
    assert shown.ends_at.date() == date(2023, 12, 28)
    assert dossier.waits_at("hand_over")


def test_a_decision_was_not_public_before_its_date(office, council):
    dossier = brought_to_the_chairman(office, council)
    office.signs(dossier)
    office.issues(dossier)

    posting = office.posting() | {"starts_on": "2023-11-20"}
    refusal = office.tries_to_complete(
        dossier,
        "publish_decision",
        by="officer",
        issued_file=[office.file("officer")],
        **posting,
    )

    assert refusal.fields == ["starts_on"]


def test_the_archive_ends_the_dossier(office, council, world):
    dossier = brought_to_the_chairman(office, council)
    office.signs(dossier)
    office.issues(dossier)
    office.publishes_decision(dossier)

    office.hands_over(dossier)

    assert dossier.state == "finished"
    assert dossier.record.ended_at == world.clock.now()
    assert dossier.instance.state == "completed"
