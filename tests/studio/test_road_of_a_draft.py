"""From draft to published version: checked, explained, looked at by a second person, journalled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.deploying import NotAdmitted
from engine.errors import Forbidden, InvalidData
from engine.process_engine import Hidden
from engine.tables import journal
from tests.studio.drawing import BPMN, REASON
from workflows.queries.procedures import versions_of
from workflows.studio.draft_files import add_file, remove_file, set_aside
from workflows.studio.draft_past import MOST_PAST, PAST_EVERY, past_of
from workflows.studio.drafts import DraftState
from workflows.studio.rights import GrantEditing, RevokeEditing
from workflows.studio.road import (
    ApproveDraft,
    BeyondRights,
    DraftElsewhere,
    ReturnDraft,
    SubmitDraft,
    WithdrawDraft,
    publish_due,
)

STEP = "Thẩm định nhanh"
ROLE = 'camunda:candidateGroups="award_officer" '


@pytest.fixture
def changed(admin):
    admin.draws(STEP, "Thẩm định trong ngày")
    return admin


def versions(drawer):
    key = drawer.draft.key
    with drawer.world.engine.view() as view:
        return [one.number for one in versions_of(view, key)]


def acts(drawer):
    with drawer.world.engine.view() as view:
        rows = view.connection.execute(
            select(journal.c.action, journal.c.details)
            .where(journal.c.object_id == drawer.draft_id, journal.c.outcome == "done")
            .order_by(journal.c.seq)
        )
        return [(row.action, row.details) for row in rows]


def test_a_draft_becomes_a_version_when_a_second_person_agreed(changed):
    changed.submits()
    changed.handed_to("head").approves()

    changed.publishes()

    assert versions(changed) == [2, 1]
    assert changed.draft.state is DraftState.PUBLISHED
    told = acts(changed)
    assert [action for action, _ in told] == [
        "procedure.submit",
        "procedure.approve",
        "procedure.publish",
    ]
    assert told[0][1]["reason"] == REASON
    assert told[2][1]["reviewed_by"] == changed.world.people["head"]


def test_nobody_approves_what_they_drew_or_handed_in(changed):
    changed.world.gives("second_officer", "admin")
    second = changed.handed_to("second_officer")
    second.draws("Hoàn thành", "Đã xong")
    changed.submits()

    for author in (changed, second):
        with pytest.raises(Forbidden):
            author.approves()
    assert changed.draft.state is DraftState.IN_REVIEW


def test_who_drew_long_ago_never_becomes_the_reviewer(admin):
    world, drawn = admin.world, admin.content.decode().replace(STEP, "Thẩm định trong ngày")
    admin.handed_to("head").saves(drawn)
    for number in range(MOST_PAST + 3):
        world.clock.pass_by(PAST_EVERY)
        admin.saves(drawn + "\n" * (number % 2))
    for number in range(3):
        with world.engine.database.write() as connection:
            set_aside(
                connection,
                draft_id=admin.draft_id,
                name=admin.file,
                content=b"<x>%d</x>" % number,
                person_id=world.people["chairman"],
                now=world.clock.now(),
            )
    admin.submits()

    with world.engine.view() as view:
        past = past_of(view, admin.draft_id, admin.file)
    assert len(past) == MOST_PAST
    assert world.people["head"] not in {one.saved_by for one in past}
    for name in ("head", "chairman"):
        with pytest.raises(Forbidden):
            admin.handed_to(name).approves()


def test_who_took_a_file_out_is_not_the_reviewer(changed):
    world = changed.world
    with world.engine.database.write() as connection:
        about = {"draft_id": changed.draft_id, "name": "x.form", "now": world.clock.now()}
        add_file(connection, content=b"{}", person_id=world.people["admin"], **about)
        remove_file(connection, person_id=world.people["chairman"], **about)
    changed.submits()

    with pytest.raises(Forbidden):
        changed.handed_to("chairman").approves()
    changed.handed_to("head").approves()


def test_what_has_errors_is_not_handed_in_whoever_asks(changed):
    changed.draws(ROLE, "")

    with pytest.raises(NotAdmitted) as refusal:
        changed.submits()

    assert {(p.rule, p.element) for p in refusal.value.problems} >= {
        ("human-steps", "appraise_short")
    }
    assert changed.draft.state is DraftState.EDITING


def test_warnings_want_a_reason(changed):
    changed.draws(' vd:nameEn="Quick appraisal"', "")

    with pytest.raises(InvalidData) as refusal:
        changed.submits(warnings_reason="")

    assert [error.field for error in refusal.value.errors] == ["ly_do_canh_bao"]
    changed.submits()
    assert "english-names" in acts(changed)[0][1]["warnings"]


@pytest.mark.parametrize("reason", ["", "ngắn", "x" * 2001])
def test_a_change_says_why(changed, reason):
    with pytest.raises(InvalidData):
        changed.submits(reason=reason)


def test_only_the_content_that_was_looked_at_is_approved(changed):
    changed.submits()

    with pytest.raises(DraftElsewhere):
        changed.handed_to("head").does(ApproveDraft(draft_id=changed.draft_id, digest="0" * 64))


def test_a_draft_is_not_published_without_a_review(changed):
    with pytest.raises(DraftElsewhere):
        changed.publishes()
    changed.submits()
    with pytest.raises(DraftElsewhere):
        changed.publishes()


def test_the_reviewer_sends_a_draft_back_with_what_is_to_be_mended(changed):
    changed.submits()

    changed.handed_to("head").does(
        ReturnDraft(draft_id=changed.draft_id, note="Còn thiếu căn cứ ở bước ký")
    )

    assert changed.draft.state is DraftState.EDITING
    assert changed.draft.review_note == "Còn thiếu căn cứ ở bước ký"
    changed.draws("Hoàn thành", "Đã xong")


def test_a_draft_taken_back_has_to_be_approved_again(changed):
    changed.submits()
    changed.handed_to("head").approves()
    changed.does(WithdrawDraft(draft_id=changed.draft_id))

    with pytest.raises(DraftElsewhere):
        changed.publishes()


def test_an_approved_draft_takes_effect_on_its_day_by_itself(changed):
    world = changed.world
    changed.submits(effective_at=world.clock.now() + timedelta(days=3))
    changed.handed_to("head").approves()

    assert publish_due(world.engine) == 0
    world.clock.pass_by(timedelta(days=3))

    assert publish_due(world.engine) == 1
    assert versions(changed) == [2, 1]
    assert publish_due(world.engine) == 0


def test_the_day_it_takes_effect_cannot_lie_in_the_past(changed):
    with pytest.raises(InvalidData):
        changed.submits(effective_at=changed.world.clock.now() - timedelta(days=1))


def test_what_the_law_no_longer_knows_on_its_day_is_held_and_says_why(changed):
    world = changed.world
    changed.submits(effective_at=world.clock.now() + timedelta(days=3))
    changed.handed_to("head").approves()
    world.clock.pass_by(timedelta(days=3))
    world.engine.registry.gates.pop("signature_evidence")

    assert publish_due(world.engine) == 0

    assert changed.draft.state is DraftState.APPROVED
    assert changed.draft.effective_at is None
    assert changed.draft.review_note


def test_an_older_version_comes_back_along_the_same_road(changed):
    changed.submits()
    changed.handed_to("head").approves()
    changed.publishes()

    back = type(changed).of(changed.world, "admin", changed.file)
    back.submits()
    back.handed_to("head").approves()
    back.publishes()

    assert versions(changed) == [3, 2, 1]


def test_an_officer_draws_only_the_procedure_that_was_given_to_them(changed):
    officer = changed.handed_to("officer")
    submission = SubmitDraft(draft_id=changed.draft_id, reason=REASON, warnings_reason=REASON)
    with pytest.raises(Forbidden):
        officer.does(submission)

    person = changed.world.people["officer"]
    changed.does(GrantEditing(key=changed.draft.key, person_id=person))
    officer.does(submission)
    officer.does(WithdrawDraft(draft_id=changed.draft_id))

    changed.does(RevokeEditing(key=changed.draft.key, person_id=person))
    with pytest.raises(Forbidden):
        officer.does(submission)


def test_who_was_given_one_procedure_hands_in_no_other_with_it(changed):
    world, person = changed.world, changed.world.people["officer"]
    changed.does(GrantEditing(key=changed.draft.key, person_id=person))
    officer = changed.handed_to("officer")
    other = (BPMN / "thu_hoi.bpmn").read_bytes().replace("Thẩm định".encode(), "Xem xét".encode())
    about = {"draft_id": changed.draft_id, "name": "thu_hoi.bpmn", "now": world.clock.now()}
    with world.engine.database.write() as connection:
        add_file(connection, content=other, person_id=person, **about)

    with pytest.raises(BeyondRights):
        officer.submits()

    with world.engine.database.write() as connection:
        remove_file(connection, person_id=person, **about)
    officer.submits()


def test_units_are_told_nothing_of_drafts(changed):
    with pytest.raises(Hidden):
        changed.handed_to("nominator").submits()


def test_rights_are_given_only_to_people_of_the_office_and_by_administrators(changed):
    nominator = changed.world.people["nominator"]
    with pytest.raises(InvalidData):
        changed.does(GrantEditing(key="giay_khen_dot_xuat", person_id=nominator))
    with pytest.raises(Forbidden):
        changed.handed_to("head").does(
            GrantEditing(key="giay_khen_dot_xuat", person_id=changed.world.people["officer"])
        )
