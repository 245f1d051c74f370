"""R-PROC-01: Giấy khen for yearly merit, from the unit's list to the archive."""

from __future__ import annotations

from datetime import date, time

from engine.journal import verify
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import EVERYBODY, Council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office


def published(office: Office, nominees: int = 3) -> Dossier:
    dossier = office.files(nominees=nominees)
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    return dossier


def before_the_council(office: Office, clock: CalendarClock, nominees: int = 3) -> Dossier:
    dossier = published(office, nominees)
    clock.passes(working_days=6)
    office.closes_publication(dossier)
    return dossier


def at_signature(office: Office, clock: CalendarClock, council: Council) -> Dossier:
    dossier = before_the_council(office, clock)
    council.decides(dossier)
    office.writes_minutes(dossier)
    return dossier


def test_a_list_becomes_a_published_decision(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = at_signature(office, clock, council)
    office.signs(dossier)
    office.issues(dossier)
    office.publishes_decision(dossier)
    office.hands_over(dossier)

    assert dossier.state == "finished"
    assert dossier.instance.state == "completed"
    assert dossier.outcomes == ["awarded"] * 3
    assert [row.reward for row in dossier.nominees] == [270_000] * 3
    assert dossier.incidents == []
    with office.world.engine.view() as view:
        assert verify(view.connection) is None


# -- gates: each shut, then open


def test_nobody_is_proposed_without_a_conclusion_on_everybody(office: Office) -> None:
    dossier = office.files(nominees=2)
    office.accepts(dossier)
    first, second = dossier.nominees

    form = office.appraisal(dossier)
    form["nominees"] = {first.id: {"outcome": "eligible"}}
    refusal = office.tries_to_complete(dossier, "appraise", by="officer", **form)

    assert refusal.fields == [f"nominees.{second.id}.outcome"]
    assert dossier.outcomes == ["proposed", "proposed"]
    office.appraises(dossier)
    assert dossier.waits_at("publish_list")


def test_an_appraisal_without_anybody_eligible_cannot_propose(office: Office) -> None:
    dossier = office.files(nominees=1)
    office.accepts(dossier)

    form = office.appraisal(dossier, ["ineligible"])
    refusal = office.tries_to_complete(dossier, "appraise", by="officer", **form)

    assert refusal.gates == {"nominees_concluded": "nobody_eligible"}


def test_a_supplement_is_asked_for_once(office: Office) -> None:
    dossier = office.files()
    office.asks_for_supplement(dossier)
    office.supplements(dossier)

    refusal = office.tries(lambda: office.asks_for_supplement(dossier))

    assert refusal.gates == {"one_supplement": "already_asked"}
    assert dossier.waits_at("check")
    assert "gate_closed" in dossier.journal("task.complete")
    office.accepts(dossier)
    assert dossier.waits_at("appraise")


def test_list_cannot_go_up_before_the_publication_period_ends(
    office: Office, clock: CalendarClock
) -> None:
    dossier = published(office)

    clock.passes(working_days=4)
    assert dossier.waits_at("publication_period")

    clock.passes(working_days=2)
    assert dossier.waits_at("close_publication")
    office.closes_publication(dossier)
    assert dossier.waits_at("council")


def test_minutes_need_a_vote_on_everybody(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = before_the_council(office, clock)

    refusal = office.tries(lambda: office.writes_minutes(dossier))
    assert refusal.gates == {"council_quorum": "not_met", "ballot_complete": "not_voted"}

    council.decides(dossier)
    office.writes_minutes(dossier)
    assert dossier.waits_at("sign")


def test_a_session_without_quorum_cannot_close(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = before_the_council(office, clock)
    council.meets(dossier)
    # 2/3 of nine members are six (R-COUN-06); four of them stay away.
    council.notes(vice_chairman="absent", member2="absent", member3="absent", member4="absent")
    council.agrees(dossier, ["chairman", "secretary", "officer", "head", "member1"])

    refusal = office.tries(council.closes)
    assert refusal.code == "no_quorum"

    council.notes(member2="present")
    council.votes(dossier, by="member2")
    council.closes()
    office.writes_minutes(dossier)
    assert dossier.waits_at("sign")


def test_who_the_council_votes_down_gets_no_award(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = before_the_council(office, clock, nominees=2)
    first, second = dossier.nominees
    council.meets(dossier)
    for name in EVERYBODY:
        council.votes(dossier, by=name, choices={first.id: "yes", second.id: "no"})
    council.closes()

    office.writes_minutes(dossier)
    office.signs(dossier)
    office.issues(dossier)

    assert dossier.outcomes == ["awarded", "rejected"]
    assert dossier.nominees[1].reward is None


def test_a_signature_needs_the_signed_paper(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = at_signature(office, clock, council)

    form = {**office.signature(), "scan": []}
    refusal = office.tries_to_complete(dossier, "sign", by="chairman", **form)

    assert refusal.fields == ["scan"]
    office.signs(dossier)
    assert dossier.waits_at("issue")


def test_a_vice_chairman_signs_for_the_chairman_only(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = at_signature(office, clock, council)

    form = {**office.signature("vice_chairman"), "signature_form": "chairman"}
    refusal = office.tries_to_complete(dossier, "sign", by="vice_chairman", **form)
    assert "signature_evidence" in refusal.gates

    office.signs(dossier, by="vice_chairman")
    assert dossier.waits_at("issue")


def test_nothing_late_is_signed_without_an_explanation(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = at_signature(office, clock, council)
    clock.passes(working_days=20)

    refusal = office.tries(lambda: office.signs(dossier))

    assert refusal.gates == {"lateness_explained": "not_explained"}
    assert dossier.clock.state == "overdue"
    office.explains_lateness(dossier)
    office.signs(dossier)
    assert dossier.waits_at("issue")


def test_what_is_paid_is_what_the_decision_gives(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = at_signature(office, clock, council)
    office.signs(dossier)
    office.issues(dossier)
    office.publishes_decision(dossier)

    short = office.handing_over(dossier, paid_total=500_000)
    refusal = office.tries_to_complete(dossier, "hand_over", by="officer", **short)
    assert refusal.fields == ["paid_total"]
    assert dossier.state == "decided"

    reason = "Một người từ chối nhận tiền, có đơn kèm theo"
    office.completes(dossier, "hand_over", by="officer", **{**short, "handed_over_note": reason})
    assert dossier.state == "finished"


# -- returns


def test_the_chairman_sends_back_and_the_way_is_gone_again(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = at_signature(office, clock, council)

    office.returns(dossier, "sign", to="appraise", by="chairman", reason="Kiểm tra lại thành tích")

    assert dossier.open_steps == ["appraise"]
    office.appraises(dossier, ["eligible", "eligible", "held"])
    assert dossier.outcomes == ["eligible", "eligible", "held"]


def test_a_step_is_only_sent_back_where_the_drawing_says(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = at_signature(office, clock, council)

    refusal = office.tries(
        lambda: office.returns(
            dossier, "sign", to="intake", by="chairman", reason="Làm lại từ đầu cho chắc"
        )
    )

    assert refusal.code == "no_return"
    assert dossier.open_steps == ["sign"]


def test_the_same_person_does_not_appraise_and_sign(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    office.world.gives("officer", "chairman")
    dossier = at_signature(office, clock, council)

    refusal = office.tries(lambda: office.signs(dossier, by="officer"))

    assert refusal.code == "four_eyes"


# -- deadlines: early, on the day, late


def test_the_limit_is_twenty_working_days_from_acceptance(office: Office) -> None:
    dossier = office.files()
    office.accepts(dossier)

    assert dossier.due_on == date(2023, 12, 18)
    assert dossier.clock.state == "on_track"


def test_received_in_the_last_working_hour_counts_from_the_next_day(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(date(2023, 11, 20), time(16, 30))
    dossier = office.files()
    office.accepts(dossier)

    assert dossier.due_on == date(2023, 12, 19)


def test_a_dossier_is_due_soon_then_due_then_overdue(office: Office, clock: CalendarClock) -> None:
    dossier = office.files()
    office.accepts(dossier)

    clock.reaches(date(2023, 12, 14))
    assert dossier.clock.state == "due_soon"
    clock.reaches(date(2023, 12, 18), time(17, 0))
    assert dossier.clock.state == "due_soon"
    clock.reaches(date(2023, 12, 19))
    assert dossier.clock.state == "overdue"


def test_a_supplement_stops_the_clock_and_restarts_it_from_zero(
    office: Office, clock: CalendarClock
) -> None:
    dossier = office.files()
    office.accepts(dossier)
    clock.passes(working_days=2)
    office.completes(
        dossier,
        "appraise",
        by="officer",
        appraisal_result="supplement",
        appraisal_opinion="Thiếu biên bản họp xét của đơn vị.",
        missing_papers="Biên bản xét khen thưởng của đơn vị",
    )
    assert dossier.state == "supplement"
    assert dossier.clock.state == "paused"
    assert dossier.due_on is None

    clock.passes(working_days=3)
    office.supplements(dossier)

    # Monday 27/11/2023 and twenty working days from the next.
    assert dossier.due_on == date(2023, 12, 25)
    assert dossier.waits_at("appraise")


def test_a_dossier_not_supplemented_in_time_is_closed(office: Office, clock: CalendarClock) -> None:
    dossier = office.files()
    office.asks_for_supplement(dossier)

    clock.passes(working_days=15)
    assert dossier.state == "supplement"
    clock.passes(working_days=1)

    assert dossier.state == "closed"
    assert dossier.open_steps == []


def test_what_is_not_within_the_authority_is_refused_with_a_reason(office: Office) -> None:
    dossier = office.files()
    office.refuses(dossier)

    assert dossier.state == "refused"
    assert dossier.record.state_reason.startswith("Không thuộc thẩm quyền")
    assert dossier.open_steps == []


# -- filing


def test_a_state_secret_stays_out_of_the_system(office: Office) -> None:
    """R-DOS-06."""
    refusal = office.tries(lambda: office.files(state_secret=True))

    assert refusal.code == "state_secret"


def test_a_dossier_carries_five_hundred_nominees(
    office: Office, clock: CalendarClock, council: Council
) -> None:
    dossier = office.files(nominees=500)
    office.accepts(dossier)
    office.appraises(dossier)

    assert len(dossier.nominees) == 500
    assert dossier.waits_at("publish_list")


def test_five_hundred_and_one_are_too_many(office: Office) -> None:
    refusal = office.tries(lambda: office.files(nominees=501))

    assert refusal.fields == ["rows"]


def test_a_unit_files_for_itself_only(office: Office) -> None:
    refusal = office.tries(lambda: office.files(by="stranger", unit_id=office.world.unit_id))

    assert refusal.code == "not_your_position"


def test_a_cancelled_dossier_is_late_no_more(office: Office, clock: CalendarClock) -> None:
    dossier = office.files()
    office.accepts(dossier)
    office.cancels(dossier, by="head", reason="Đơn vị xin rút hồ sơ để ghép đợt sau")

    clock.passes(working_days=30)

    assert dossier.state == "cancelled"
    assert dossier.open_steps == []
    assert dossier.clock.state == "stopped"
