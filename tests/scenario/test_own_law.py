"""Values that the office or its province sets itself: proposed, looked at, approved by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.budgets import Budget
from engine.tables import journal
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.office import Office
from tests.scenario.world import World, found
from workflows import editions
from workflows.founding import Founder
from workflows.law import LawBook
from workflows.own_law.deciding import ApproveLawValue, DeclineLawValue
from workflows.own_law.effects import Effects, effects_of
from workflows.own_law.proposing import ProposeLawValue
from workflows.own_law.stored import OwnValue, get_own_value

MERIT = "giay_khen_cong_trang"
LIMIT: dict[str, Any] = {"key": "procedure.limit", "procedure": MERIT}
C = date(2025, 8, 4)
"""Regime C: the law leaves the limits to the provinces (R-PROC-20)."""


def proposal(office: Office, value: str, **changed: object) -> ProposeLawValue:
    said: dict[str, object] = {
        "office_id": office.world.office_id,
        "setter": "office",
        "value": value,
        "valid_from": office.today,
        "document": "Quyết định số 118/QĐ-UBND ngày 15/11/2023",
        "mark": "c",
        "reason": "Rút ngắn thời gian giải quyết cho người dân",
        **LIMIT,
        **changed,
    }
    return ProposeLawValue(**said)  # type: ignore[arg-type]


def proposes(office: Office, value: str, *, by: str = "admin", **changed: Any) -> str:
    answer = office.world.engine.execute(proposal(office, value, **changed), office.world.actor(by))
    assert isinstance(answer, Mapping)
    return str(answer["value"])


def approves(office: Office, value_id: str, *, by: str = "head") -> None:
    office.world.engine.execute(ApproveLawValue(value_id=value_id), office.world.actor(by))


def sets(office: Office, value: str, **changed: Any) -> str:
    value_id = proposes(office, value, **changed)
    approves(office, value_id)
    return value_id


def law_now(office: Office, key: str = "procedure.limit", procedure: str = MERIT) -> object:
    with office.world.engine.view() as view:
        edition = editions.book(view).on(office.today, procedure, office=office.world.office_id)
        return edition[key].value


def stored(office: Office, value_id: str) -> OwnValue:
    with office.world.engine.view() as view:
        return get_own_value(view, value_id)


def effects(office: Office, value_id: str) -> Effects:
    with office.world.engine.view() as view:
        return effects_of(view, get_own_value(view, value_id))


def test_a_value_holds_once_a_second_person_agrees_and_older_dossiers_keep_theirs(
    office: Office, clock: CalendarClock
) -> None:
    """R-TIME-09, R-REG-01: a shorter limit of one's own, from a day on."""
    earlier = office.files(MERIT)
    office.accepts(earlier)
    tomorrow = office.today + timedelta(days=1)

    value_id = proposes(office, "12wd", valid_from=tomorrow)
    clock.passes(days=1)
    unmoved = law_now(office)
    approves(office, value_id)
    later = office.files(MERIT)
    office.accepts(later)

    assert unmoved == Budget.parse("20wd")
    assert earlier.clock.due is not None and earlier.due_on == date(2023, 12, 18)
    assert later.due_on == date(2023, 12, 7)
    assert stored(office, value_id).approved_by == office.world.people["head"]


def test_what_is_bound_to_the_limit_changes_with_it_and_is_told_before(office: Office) -> None:
    """R-PUB-04, R-TIME-09: steps and publication of a shorter procedure are shorter."""
    waiting, running = office.files(MERIT), office.files(MERIT)
    office.accepts(running)

    told = effects(office, proposes(office, "12wd"))

    changed = {one.after.key: str(one.after.value) for one in told.changed if one.after}
    assert changed["procedure.limit"] == "12wd"
    assert changed["publication.period"] == "3wd"
    assert changed["step.appraise"] == "16wh"
    assert (told.keep, told.follow) == (1, 1)
    assert told.broken == ()
    assert waiting.state == "filed"


def test_a_value_that_a_deployed_procedure_would_founder_on_is_told_and_not_approved(
    office: Office,
) -> None:
    """R-TIME-09: what could not be deployed under the value is mended first."""
    value_id = proposes(office, "4wd")

    told = effects(office, value_id)
    refusal = office.tries(lambda: approves(office, value_id))

    assert [one.key for one in told.broken] == [MERIT]
    assert refusal.code == "would_break"
    assert law_now(office) == Budget.parse("20wd")


def test_longer_steps_are_refused_where_they_exceed_the_limit(office: Office) -> None:
    value_id = proposes(office, "100wh", key="step.appraise")

    told = effects(office, value_id)

    assert [problem.rule for problem in told.broken[0].problems] == ["step-budgets"]
    assert office.tries(lambda: approves(office, value_id)).code == "would_break"


def test_a_list_is_not_public_longer_than_its_step(office: Office) -> None:
    value_id = proposes(office, "6wd", key="publication.period")

    assert [one.rule for one in effects(office, value_id).broken[0].problems] == [
        "publication-fits"
    ]


@pytest.mark.parametrize(
    ("changed", "value", "refused"),
    [
        # Limits become shorter, never longer, whoever sets them where the law is confirmed.
        (LIMIT, "19wd", ""),
        (LIMIT, "21wd", "entry.beyond"),
        ({**LIMIT, "setter": "province"}, "21wd", "entry.beyond"),
        (LIMIT, "30d", "entry.beyond"),
        (LIMIT, "0wd", "entry.senseless"),
        (LIMIT, "mười ngày", "entry.not_readable"),
        (LIMIT, "", "entry.too_short"),
        # Periods for the public become longer, never shorter.
        ({"key": "publication.period"}, "4wd", "entry.beyond"),
        ({"key": "decision.board_display", "procedure": ""}, "45d", ""),
        # A share of the council may be raised, and is at most everybody.
        ({"key": "council.quorum", "procedure": ""}, "80%", ""),
        ({"key": "council.quorum", "procedure": ""}, "1/2", "entry.beyond"),
        ({"key": "council.quorum", "procedure": ""}, "120%", "entry.senseless"),
        # A word among those offered.
        ({"key": "council.majority_of", "procedure": ""}, "present", ""),
        ({"key": "council.majority_of", "procedure": ""}, "everybody", "entry.no_choice"),
        # What only the law sets; the ways of counting are no office's own.
        ({"key": "supplement.requests", "procedure": ""}, "2", "entry.not_yours"),
        ({"key": "clock.last_hour", "procedure": ""}, "17:00", "entry.not_yours"),
        ({"key": "superior.limit", "procedure": "trinh_huyen"}, "10wd", "entry.not_yours"),
        # What nobody has verified is set by whoever has the document.
        (
            {"key": "document.symbol", "procedure": "", "subject": "decision"},
            "{number}/QĐ-KT",
            "",
        ),
        # Steps differ by the length of the procedure: one value for all of them means nothing.
        ({"key": "step.sign", "procedure": ""}, "8wh", "entry.one_procedure"),
        ({"key": "step.sign", "procedure": "no_such"}, "8wh", "entry.no_choice"),
        ({"key": "procedure.limit", "award": "no_such"}, "10wd", "entry.no_choice"),
        ({"key": "procedure.limit", "subject": "no_such"}, "10wd", "entry.no_choice"),
        ({"valid_from": date(1999, 1, 1)}, "10wd", "entry.day_far"),
        # Within ten years, and before there is any law in the book.
        ({"valid_from": date(2015, 1, 1)}, "10wd", "entry.day_far"),
        ({"mark": "d"}, "10wd", "entry.no_choice"),
        # What stands in for confirmed law is confirmed: its gates stay beyond an override.
        ({"mark": "p"}, "10wd", "entry.weaker"),
        ({"mark": "p", "key": "publication.period"}, "6wd", ""),
        ({"document": "QĐ"}, "10wd", "entry.too_short"),
        ({"reason": "vì thế"}, "10wd", "entry.too_short"),
    ],
)
def test_whose_value_it_is_and_how_far_it_may_go(
    office: Office, changed: Mapping[str, Any], value: str, refused: str
) -> None:
    if not refused:
        assert proposes(office, value, **changed)
        return
    refusal = office.tries(lambda: proposes(office, value, **changed))

    assert [one.message.key for one in getattr(refusal.error, "errors", ())] == [refused]


@pytest.mark.parametrize("key", ["no.such.key", "procedure.limit'; --"])
def test_a_key_that_there_is_not_is_not_found(office: Office, key: str) -> None:
    refusal = office.tries(lambda: proposes(office, "10wd", key=key))

    assert refusal.code == "not_found"


def test_where_the_law_is_silent_the_province_sets_the_limit_and_the_office_shortens_it(
    office: Office, clock: CalendarClock
) -> None:
    """R-PROC-20, R-REG-02: 20 working days only until the province's number is entered."""
    clock.reaches(C)

    too_long = office.tries(lambda: proposes(office, "25wd"))
    sets(office, "22wd", setter="province", key="procedure.limit")
    longer = office.tries(lambda: proposes(office, "23wd"))
    sets(office, "15wd")

    assert too_long.fields == longer.fields == ["value"]
    assert law_now(office) == Budget.parse("15wd")
    with office.world.engine.view() as view:
        elsewhere = editions.book(view).on(C, MERIT, office="another")["procedure.limit"]
    assert (str(elsewhere.value), elsewhere.rule) == ("22wd", "R-PROC-20")


def test_a_value_of_the_province_outlives_a_change_of_the_law_that_it_keeps_to(
    office: Office, clock: CalendarClock
) -> None:
    """R-REG-04: what the province has set is not lost when the next regime begins."""
    clock.reaches(C)
    sets(office, "15wd", setter="province")

    clock.reaches(date(2026, 10, 5))

    assert law_now(office) == Budget.parse("15wd")


def test_values_are_closed_by_newer_ones_and_never_written_over(
    office: Office, clock: CalendarClock
) -> None:
    first = sets(office, "15wd")
    again = office.tries(lambda: proposes(office, "14wd"))
    tomorrow = office.today + timedelta(days=1)
    second = sets(office, "16wd", valid_from=tomorrow)
    before = law_now(office)

    clock.passes(days=1)

    assert [one.message.key for one in again.error.errors] == ["entry.closed"]  # type: ignore[attr-defined]
    assert (before, law_now(office)) == (Budget.parse("15wd"), Budget.parse("16wd"))
    assert [stored(office, one).value for one in (first, second)] == ["15wd", "16wd"]
    with office.world.engine.view() as view:
        rows = [row for row in editions.book(view).rows() if row.office]
    assert [(row.since, row.until) for row in rows] == [
        (tomorrow - timedelta(days=1), tomorrow - timedelta(days=1)),
        (tomorrow, None),
    ]


def test_one_proposal_at_a_time_and_one_decision_about_it(office: Office) -> None:
    value_id = proposes(office, "15wd")

    twice = office.tries(lambda: proposes(office, "14wd"))
    approves(office, value_id)
    late = office.tries(lambda: approves(office, value_id, by="chairman"))

    assert [one.message.key for one in twice.error.errors] == ["entry.waits"]  # type: ignore[attr-defined]
    assert late.code == "decided_already"


def test_a_declined_value_stays_readable_and_holds_nowhere(office: Office) -> None:
    value_id = proposes(office, "15wd")

    office.world.engine.execute(
        DeclineLawValue(value_id=value_id, note="Chưa có văn bản của Chủ tịch"),
        office.world.actor("chairman"),
    )

    assert stored(office, value_id).note == "Chưa có văn bản của Chủ tịch"
    assert law_now(office) == Budget.parse("20wd")
    assert proposes(office, "14wd")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("admin", "own_proposal"),
        ("officer", "not_your_position"),
        ("nominator", "not_your_position"),
    ],
)
def test_nobody_approves_alone_or_without_the_position(office: Office, who: str, code: str) -> None:
    value_id = proposes(office, "15wd")

    assert office.tries(lambda: approves(office, value_id, by=who)).code == code
    assert law_now(office) == Budget.parse("20wd")


def test_whoever_has_two_accounts_does_not_approve_alone(office: Office) -> None:
    value_id = proposes(office, "15wd")
    office.world.are_one_person("admin", "head")

    assert office.tries(lambda: approves(office, value_id, by="head")).code == "own_proposal"
    assert law_now(office) == Budget.parse("20wd")


def test_only_administrators_propose_and_what_was_proposed_stands_in_the_journal(
    office: Office,
) -> None:
    refusal = office.tries(lambda: proposes(office, "15wd", by="head"))
    sets(office, "15wd")

    with office.world.engine.view() as view:
        acts = view.connection.execute(
            select(journal.c.action, journal.c.outcome)
            .where(journal.c.action.startswith("law."))
            .order_by(journal.c.seq)
        ).all()
    assert refusal.code == "not_your_position"
    assert [tuple(act) for act in acts] == [
        ("law.propose", "not_your_position"),
        ("law.propose", "done"),
        ("law.approve", "done"),
    ]


def test_what_the_province_decides_is_entered_by_its_own_office_where_it_has_one(
    world: World, office: Office
) -> None:
    with world.engine.database.write() as connection:
        Founder(connection, world.engine.ids, world.clock.now()).office(
            "UBND tỉnh Sơn La",
            short_name="UBND",
            agency_code="H52",
            level="province",
            place="Sơn La",
        )

    refusal = office.tries(lambda: proposes(office, "15wd", setter="province"))

    assert refusal.code == "province_sets"
    assert sets(office, "15wd")


def test_it_works_the_same_way_on_both_databases(database_url: str) -> None:
    world = found(database_url)
    office = Office(world)
    sets(office, "15wd")
    dossier = office.files(MERIT)
    office.accepts(dossier)

    assert dossier.due_on == date(2023, 12, 11)
    world.engine.database.close()


# The office may set what nobody has verified under the law of 2003; from 01/01/2024 on
# the law is certain about it.
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("eligibility.one_award_per_achievement", "false"),
        ("eligibility.hold_reasons", "discipline_considered"),
    ],
)
def test_what_was_set_while_nothing_was_certain_gives_way_to_a_law_that_is(
    office: Office, clock: CalendarClock, key: str, value: str
) -> None:
    without = LawBook.load().on(date(2024, 1, 2), MERIT)[key].value
    sets(office, value, key=key, procedure="")

    set_here = law_now(office, key)
    clock.reaches(date(2024, 1, 2))

    assert set_here != without
    assert law_now(office, key) == without


def test_what_may_be_set_goes_on_whatever_regime_comes(
    office: Office, clock: CalendarClock
) -> None:
    sets(office, "15wd")

    clock.reaches(date(2025, 8, 4))

    assert law_now(office) == Budget.parse("15wd")
