"""The list before the council: put up with evidence, for the whole period (R-PUB-04, R-PUB-06)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from engine.budgets import Budget
from engine.clock import local
from tests.scenario.council import brought_to_the_council, pass_period
from workflows.calendar_years import calendar_of
from workflows.publications import period_end, publications_of
from workflows.tables.dossiers import nominee
from workflows.tables.publicity import published_nominee

CALENDAR = calendar_of()


def publications(world, dossier):
    with world.engine.view() as view:
        return publications_of(view, dossier.id)


def up_to_publishing(office, **filed):
    dossier = office.files(**filed)
    office.accepts(dossier)
    office.appraises(dossier)
    return dossier


# How long


# Put up on Monday 20/11/2023; 5 wd end on Monday 27/11, 10 d on Thursday 30/11.
@pytest.mark.parametrize(
    ("period", "last_day"),
    [
        ("0wd", date(2023, 11, 20)),
        ("3wd", date(2023, 11, 23)),
        ("5wd", date(2023, 11, 27)),
        ("10d", date(2023, 11, 30)),
        ("5d", date(2023, 11, 27)),
        ("8wh", date(2023, 11, 21)),
    ],
)
def test_the_day_it_went_up_is_not_counted(period, last_day):
    started_at = datetime(2023, 11, 20, 2, 0, tzinfo=UTC)

    assert local(period_end(started_at, Budget.parse(period), CALENDAR)).date() == last_day


def test_days_off_do_not_count_as_publicity():
    before_tet = datetime(2023, 1, 18, 2, 0, tzinfo=UTC)

    ends_at = period_end(before_tet, Budget.parse("3wd"), CALENDAR)

    assert local(ends_at).date() == date(2023, 1, 30)


@given(
    start=st.integers(0, 1400 * 24 * 60),
    amount=st.integers(0, 30),
    unit=st.sampled_from(["wd", "d", "wh"]),
)
def test_a_longer_period_never_ends_earlier(start, amount, unit):
    started_at = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=start)

    ends = [
        period_end(started_at, Budget.parse(f"{amount + more}{unit}"), CALENDAR) for more in (0, 1)
    ]

    assert started_at <= ends[0] <= ends[1]


# What is kept


def test_a_publication_keeps_its_evidence_and_the_content_of_every_row(office, world):
    dossier = up_to_publishing(office)

    office.publishes(dossier)

    (kept,) = publications(world, dossier)
    assert kept.kind == "list"
    assert kept.channels == ["board", "loudspeaker"]
    assert kept.place == "Bảng tin UBND thị trấn"
    assert len(kept.evidence) == 1
    # 20 wd in all, so that the list stays up for 5 wd.
    assert local(kept.ends_at).date() == date(2023, 11, 27)
    hashes = {row.id: row.content_hash for row in dossier.nominees}
    with world.engine.view() as view:
        rows = view.connection.execute(select(published_nominee))
        assert {row.nominee_id: row.content_hash for row in rows} == hashes


def test_held_nominees_are_not_put_up(office, world):
    dossier = office.files(nominees=3)
    office.accepts(dossier)
    office.appraises(dossier, ["eligible", "held", "ineligible"])

    office.publishes(dossier)

    with world.engine.view() as view:
        shown = view.connection.execute(select(published_nominee.c.nominee_id)).scalars().all()
    assert shown == [dossier.nominees[0].id]


def test_a_list_was_not_up_before_it_was_made(office, clock):
    dossier = up_to_publishing(office)

    posting = office.posting() | {"starts_on": "2023-11-17"}
    refusal = office.tries_to_complete(dossier, "publish_list", by="officer", **posting)

    assert refusal.fields == ["starts_on"]
    assert dossier.waits_at("publish_list")


def test_evidence_is_a_file_that_is_really_there(office):
    dossier = up_to_publishing(office)

    posting = office.posting() | {"evidence": ["018bea3d-0000-7000-8000-000000000000"]}
    refusal = office.tries_to_complete(dossier, "publish_list", by="officer", **posting)

    assert refusal.code == "invalid_data"


def test_what_was_put_up_yesterday_may_be_entered_today(office, world, clock):
    dossier = up_to_publishing(office)
    yesterday = office.today.isoformat()
    clock.passes(working_days=1)

    office.completes(
        dossier, "publish_list", by="officer", **(office.posting() | {"starts_on": yesterday})
    )

    (kept,) = publications(world, dossier)
    assert local(kept.started_at).date() == date(2023, 11, 20)
    assert local(kept.ends_at).date() == date(2023, 11, 27)


# The gate


def test_the_list_waits_until_the_last_day_is_over(office, clock):
    dossier = up_to_publishing(office)
    office.publishes(dossier)

    clock.reaches(date(2023, 11, 27))
    on_the_last_day = dossier.open_steps
    clock.reaches(date(2023, 11, 28))

    assert on_the_last_day == ["publication_period"]
    assert dossier.open_steps == ["close_publication"]


def test_the_end_of_a_publication_is_kept(office, world):
    dossier = up_to_publishing(office)
    office.publishes(dossier)
    pass_period(office, dossier)

    office.closes_publication(dossier)

    (kept,) = publications(world, dossier)
    assert kept.closed_at is not None
    assert kept.closing is not None
    assert kept.closing["taken_down_by"] == "Lường Thị Hạnh"


def test_a_list_that_was_taken_down_early_has_to_go_up_again(office, world):
    dossier = up_to_publishing(office)
    office.publishes(dossier)
    pass_period(office, dossier)

    refusal = office.tries_to_complete(
        dossier,
        "close_publication",
        by="officer",
        ended_on="2023-11-24",
        taken_down_by="Lường Thị Hạnh",
        opinions_summary="Không có ý kiến nào khác",
        evidence=[office.file("officer")],
    )
    office.returns(
        dossier,
        "close_publication",
        to="publish_list",
        by="officer",
        reason="Bảng tin bị mưa làm hỏng ngày 24/11",
    )
    office.publishes(dossier)

    assert refusal.gates == {"publication_complete": "taken_down_early"}
    first, second = publications(world, dossier)
    assert first.withdrawn_at is not None
    assert second.withdrawn_at is None
    assert dossier.waits_at("publication_period")


def test_after_a_return_the_list_that_was_closed_still_counts(office, world):
    dossier = brought_to_the_council(office)
    office.returns(
        dossier,
        "council",
        to="appraise",
        by="secretary",
        reason="Cần xem lại một trường hợp trong danh sách",
    )
    office.appraises(dossier, ["eligible", "eligible", "ineligible"])

    office.publishes(dossier)

    assert dossier.waits_at("close_publication")
    assert [one.withdrawn_at for one in publications(world, dossier)] == [None, None]


def test_only_what_changed_has_to_be_public_anew(office, world):
    dossier = brought_to_the_council(office)
    changed = dossier.nominees[1].id
    with world.engine.database.write() as connection:
        connection.execute(
            update(nominee).where(nominee.c.id == changed).values(content_hash="corrected")
        )
    office.returns(
        dossier, "council", to="publication", by="secretary", reason="Sửa tên trong danh sách"
    )

    office.publishes(dossier)
    waiting = dossier.open_steps
    pass_period(office, dossier)

    assert waiting == ["publication_period"]
    assert dossier.waits_at("close_publication")


def test_an_unexpected_achievement_is_decided_without_a_list(office):
    dossier = office.files("giay_khen_dot_xuat", event_date=office.today - timedelta(days=2))
    office.accepts(dossier)

    office.appraises(
        dossier,
        element="appraise_short",
        simplified_ground="unexpected_deed",
        event_date=(office.today - timedelta(days=2)).isoformat(),
    )

    assert dossier.waits_at("sign")
