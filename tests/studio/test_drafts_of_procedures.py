"""Drafts of procedures: kept with a revision, never overwritten by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import InvalidData
from tests.studio.drawing import BPMN
from workflows.studio import draft_files, draft_past, pen
from workflows.studio.draft_files import DraftNotEditable, DraftOvertaken
from workflows.studio.pen import AnotherDraws

STEP = "Thẩm định nhanh"


def past(drawer):
    with drawer.world.engine.view() as view:
        return draft_past.past_of(view, drawer.draft_id, drawer.file)


def takes_pen(drawer, *, over=False):
    with drawer.world.engine.database.write() as connection:
        pen.take_pen(
            connection,
            draft_id=drawer.draft_id,
            person_id=drawer.world.people[drawer.name],
            wall=drawer.world.clock.wall(),
            over=over,
        )


def test_what_was_drawn_is_kept_under_the_next_revision(admin):
    revision = admin.draws(STEP, "Thẩm định trong ngày")

    assert revision == 2
    assert "Thẩm định trong ngày" in admin.content.decode()


def test_saving_the_same_again_counts_nothing(admin):
    assert admin.saves(admin.content.decode()) == 1


def test_two_people_never_overwrite_each_other(admin):
    other = admin.handed_to("head")
    other.draws(STEP, "Thẩm định của trưởng phòng")

    with pytest.raises(DraftOvertaken):
        admin.draws("Hoàn thành", "Xong", on=1)

    assert "Thẩm định của trưởng phòng" in admin.content.decode()


def test_what_one_kept_over_somebody_elses_stays_readable(admin):
    other = admin.handed_to("head")
    theirs = other.draws(STEP, "Thẩm định của trưởng phòng")

    admin.draws("Thẩm định của trưởng phòng", "Thẩm định của quản trị", on=theirs)

    assert any("trưởng phòng" in one.content.decode() for one in past(admin))


def test_of_ones_own_saves_one_is_kept_every_few_minutes(admin):
    for number in range(6):
        admin.saves(f"{BPMN.joinpath(admin.file).read_text()}<!-- {number} -->")
        admin.world.clock.pass_by(timedelta(seconds=10))

    assert len(past(admin)) == 1


def test_the_pen_is_with_one_person_until_it_is_taken_or_they_leave(admin):
    takes_pen(admin)
    other = admin.handed_to("head")

    with pytest.raises(AnotherDraws):
        takes_pen(other)
    takes_pen(other, over=True)
    assert admin.draft.drawn_by_another(admin.world.people["admin"], admin.world.clock.wall())

    admin.world.clock.pass_by(timedelta(minutes=1))
    takes_pen(admin)
    assert admin.draft.editor_id == admin.world.people["admin"]


def test_a_draft_under_review_is_not_drawn_any_more(admin):
    admin.submits()

    with pytest.raises(DraftNotEditable):
        admin.draws(STEP, "Sửa lén")


@pytest.mark.parametrize(
    "name", ["a.exe", "../a.bpmn", "", ".bpmn", "a\n.bpmn", "x" * 300 + ".form"]
)
def test_only_plain_names_of_our_kinds_are_kept(admin, name):
    with admin.world.engine.database.write() as connection, pytest.raises(InvalidData):
        draft_files.add_file(
            connection,
            draft_id=admin.draft_id,
            name=name,
            content=b"x",
            person_id=admin.world.people["admin"],
            now=admin.world.clock.now(),
        )


def test_a_file_of_the_same_name_gets_a_number(admin):
    with admin.world.engine.database.write() as connection:
        name = draft_files.add_file(
            connection,
            draft_id=admin.draft_id,
            name=admin.file,
            content=b"mine",
            person_id=admin.world.people["admin"],
            now=admin.world.clock.now(),
        )

    assert name == "giay_khen_dot_xuat_2.bpmn"
    assert STEP in admin.content.decode()
