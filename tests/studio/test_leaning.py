"""What is published reaches new dossiers: parts, forms and tables take along whatever uses them."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from engine.actors import OPERATOR
from engine.deploying import NotAdmitted, deploy
from engine.tables import journal, process_instance
from tests.scenario.office import Office
from tests.scenario.world import World
from tests.studio.drawing import Drawer
from workflows.queries.procedures import versions_of
from workflows.studio.drafts import contents_of, drafts_of, note_rehearsal
from workflows.studio.keeping import KeepScenario
from workflows.studio.leaning import with_leaning
from workflows.studio.neighbours import OthersWorkByIt
from workflows.studio.offers import newest_files
from workflows.studio.road import NotRehearsed
from workflows.studio.scenarios import begin_run
from workflows.studio.tryout import rehearse

FORM = "tham_dinh_dot_xuat.form"
SIMPLIFIED = "giay_khen_dot_xuat"


def published(drawer: Drawer) -> None:
    drawer.submits()
    drawer.handed_to("head").approves()
    drawer.publishes()


def in_force(world: World, key: str) -> tuple[int, dict[str, bytes]]:
    """The number of the newest version, and the files that its dossiers live by."""
    with world.engine.view() as view:
        newest = versions_of(view, key)[0]
        return newest.number, dict(world.engine.definitions.get(view, newest.id).resources)


def test_another_form_comes_with_new_versions_of_what_uses_it_and_of_nothing_else(world):
    form = Drawer.of(world, "admin", FORM)
    form.draws("Ý kiến thẩm định", "Ý kiến của người thẩm định")

    published(form)

    number, files = in_force(world, SIMPLIFIED)
    assert number == 2
    assert "Ý kiến của người thẩm định" in files[FORM].decode()
    assert in_force(world, "giay_khen_cong_trang")[0] == 1
    with world.engine.view() as view:
        details = view.connection.execute(
            select(journal.c.details).where(journal.c.action == "procedure.publish")
        ).scalar_one()
        assert "giay_khen_dot_xuat.bpmn" in details["along"]
        assert "Ý kiến của người thẩm định" in newest_files(view)[FORM].decode()


def test_another_part_reaches_the_procedures_that_call_it(world):
    part = Drawer.of(world, "admin", "trao_luu.bpmn")
    part.draws("Trao thưởng, lưu hồ sơ", "Trao thưởng và lưu hồ sơ")

    published(part)

    assert in_force(world, "trao_luu")[0] == 2
    for key in (SIMPLIFIED, "giay_khen_cong_trang"):
        number, files = in_force(world, key)
        assert number == 2
        assert "Trao thưởng và lưu hồ sơ" in files["trao_luu.bpmn"].decode()


def test_a_form_without_a_field_that_a_drawing_asks_is_stopped_at_that_drawing(world):
    form = Drawer.of(world, "admin", FORM)
    form.draws("appraisal_result", "appraisal_end")

    with pytest.raises(NotAdmitted) as refusal:
        form.submits()

    assert "giay_khen_dot_xuat.bpmn" in {one.file for one in refusal.value.problems}


def test_what_is_in_force_as_it_stands_takes_nothing_along(world):
    with world.engine.view() as view:
        same = {FORM: newest_files(view)[FORM]}
        assert with_leaning(view, same) == same


def test_an_office_never_publishes_over_another_that_works_by_the_same_version(world):
    """Versions are shared: the operator publishes what more than one office lives by."""
    changed = Drawer.of(world, "admin", f"{SIMPLIFIED}.bpmn")
    changed.draws("Thẩm định nhanh", "Thẩm định trong ngày")
    changed.submits()
    changed.handed_to("head").approves()
    Office(world).files(SIMPLIFIED, 1)

    runs_at(world, world.superior_id)
    with pytest.raises(OthersWorkByIt):
        changed.publishes()

    runs_at(world, world.office_id)
    changed.publishes()


def test_what_the_operator_publishes_is_no_draft_that_waits_any_more(world):
    changed = Drawer.of(world, "admin", f"{SIMPLIFIED}.bpmn")
    changed.draws("Thẩm định nhanh", "Thẩm định trong ngày")
    changed.submits()
    changed.handed_to("head").approves()
    waiting = Drawer.of(world, "admin", FORM)
    with world.engine.view() as view:
        files = contents_of(view, changed.draft_id)

    world.engine.execute(deploy({**newest_of(world), **files}), OPERATOR)

    with world.engine.view() as view:
        assert [one.id for one in drafts_of(view, world.office_id)] == [waiting.draft_id]
    assert (changed.draft.state, changed.draft.published_at) == ("published", world.clock.now())
    with world.engine.database.read() as connection:
        told = connection.execute(
            select(journal.c.actor).where(
                journal.c.action == "procedure.publish", journal.c.object_id == changed.draft_id
            )
        ).scalars()
        assert list(told) == [OPERATOR.id]


def newest_of(world: World) -> dict[str, bytes]:
    with world.engine.view() as view:
        return dict(newest_files(view))


def runs_at(world: World, office_id: str) -> None:
    """As if every dossier had been handed in at this office."""
    with world.engine.database.write() as connection:
        connection.execute(update(process_instance).values(office_id=office_id))


def test_a_scenario_that_was_kept_after_the_review_is_played_before_publishing(world):
    changed = Drawer.of(world, "admin", f"{SIMPLIFIED}.bpmn")
    changed.draws("Thẩm định nhanh", "Thẩm định trong ngày")
    changed.submits()
    changed.handed_to("head").approves()
    with world.engine.database.write() as connection:
        about = {"draft_id": changed.draft_id, "person_id": world.people["admin"]}
        steps = [{"do": "start", "on": "2023-11-20", "nominees": 1, "kind": "individual"}]
        now, ids = world.clock.now(), world.engine.ids
        office = {"office_id": world.office_id, "key": SIMPLIFIED}
        run = begin_run(connection, ids, steps=steps, now=now, **office, **about)
    changed.does(KeepScenario(scenario_id=run, title="Nộp hồ sơ", steps=tuple(steps)))

    with pytest.raises(NotRehearsed):
        changed.publishes()

    draft = changed.draft
    with world.engine.view() as view:
        found = rehearse(view, draft)
    with world.engine.database.write() as connection:
        note_rehearsal(connection, draft_id=changed.draft_id, rehearsal=found)
    changed.publishes()
