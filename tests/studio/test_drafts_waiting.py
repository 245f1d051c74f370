"""A draft waits for the right person at each step of its road, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenario.world import World, found
from tests.studio.drawing import Drawer
from workflows.queries.beside_tasks import TO_MEND, TO_PUBLISH, TO_REVIEW, beside_tasks
from workflows.studio.neighbours import neighbours
from workflows.studio.road import ReturnDraft


@pytest.fixture
def office(database_url: str) -> Iterator[World]:
    made = found(database_url)
    yield made
    made.engine.database.close()


def waiting(world: World, name: str) -> list[int]:
    with world.engine.view() as view:
        return [one.step for one in beside_tasks(view, world.actor(name)).drafts]


def test_a_draft_waits_for_the_reviewer_then_for_the_publisher_and_never_for_its_author(office):
    draft = Drawer.of(office, "admin", "giay_khen_dot_xuat.bpmn")
    draft.draws("Thẩm định nhanh", "Thẩm định trong ngày")
    assert waiting(office, "admin") == waiting(office, "head") == []

    draft.submits()
    assert (waiting(office, "head"), waiting(office, "admin")) == ([TO_REVIEW], [])

    note = "Còn thiếu căn cứ ở bước ký"
    draft.handed_to("head").does(ReturnDraft(draft_id=draft.draft_id, note=note))
    assert (waiting(office, "head"), waiting(office, "admin")) == ([], [TO_MEND])

    draft.submits()
    draft.handed_to("head").approves()
    assert (waiting(office, "head"), waiting(office, "admin")) == ([], [TO_PUBLISH])

    draft.publishes()
    assert waiting(office, "admin") == []
    with office.engine.view() as view:
        assert neighbours(view, office.office_id, ["giay_khen_dot_xuat"]) == ()
