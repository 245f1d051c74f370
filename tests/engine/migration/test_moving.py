"""Running instances move to another version of their drawing, or it is said why they cannot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import Forbidden, InvalidData
from engine.migration import VerdictKind
from engine.migration.planning import NothingToMove, NothingToUndo
from tests.engine.core.plain_business import MoveReply
from tests.engine.core.plain_drawings import LEAVE, form, service, task, timer
from tests.engine.migration.moving_office import ASK, MovingOffice
from tests.engine.spiff.drawing import chain, document, event, flow, node, process

DAY = timedelta(days=1)


def row(*elements: tuple[str, str], id_: str = "row") -> bytes:
    """start → the given elements, each (id, XML), → end."""
    body = node("startEvent", "start") + "".join(xml for _, xml in elements)
    ids = [id_ for id_, _ in elements]
    return document(process(body + node("endEvent", "end") + chain("start", *ids, "end"), id_))


def step(id_: str, attributes: str = "", form_key: str = "") -> tuple[str, str]:
    return id_, task(id_, "employee", attributes, form_key=form_key)


def test_a_step_of_the_same_id_goes_on_with_its_task_and_its_holder(
    office_on_disk: MovingOffice,
) -> None:
    office = office_on_disk
    old = office.draws(row(step("write"), step("sign")))
    request = office.asks("row")
    before = office.task(request, "write")
    office.claims(before, by="an")
    new = office.draws(
        row(step("write", 'vd:taskTitle="Write it well"'), step("check"), step("sign"))
    )

    verdict = office.judges_one(old, new)
    office.moves(old, new)

    assert verdict.kind is VerdictKind.MOVES
    assert verdict.name == f"leave {request[-4:]}"
    after = office.task(request, "write")
    assert (after.id, after.assignee, after.title) == (before.id, "an", "Write it well")
    assert office.version(request) == new
    office.completes(request, "write", by="an")
    assert office.open_steps(request) == ["check"]


def test_a_dry_run_changes_nothing(office_on_disk: MovingOffice) -> None:
    office = office_on_disk
    old = office.draws(row(step("write", 'vd:deadline="2wd"')))
    office.asks("row")
    new = office.draws(row(step("write", 'vd:deadline="5wd"')))
    before = office.contents()

    office.judges(old, new)

    assert office.contents() == before


def test_a_renamed_step_follows_the_plan(office: MovingOffice) -> None:
    old = office.draws(row(step("write")))
    request = office.asks("row")
    new = office.draws(row(step("compose")))

    assert office.judges_one(old, new).kind is VerdictKind.CANNOT
    office.moves(old, new, {"row/write": "row/compose"})

    assert office.open_steps(request) == ["compose"]
    office.completes(request, "compose", by="an")
    assert office.instance(request).state == "completed"


def test_a_removed_step_where_somebody_waits_keeps_the_instance_back(office: MovingOffice) -> None:
    old = office.draws(row(step("write"), step("sign")))
    stays, moves = office.asks("row"), office.asks("row")
    office.completes(moves, "write", by="an")
    new = office.draws(row(step("sign")))

    made = office.moves(old, new)

    assert office.counts(made) == {"moved": 1, "refused": 1}
    assert office.reasons(made) == ["migration_gone"]
    assert (office.version(stays), office.version(moves)) == (old, new)
    assert office.open_steps(stays) == ["write"]


def test_another_form_issues_the_task_anew(office_on_disk: MovingOffice) -> None:
    office = office_on_disk
    old = office.draws(row(step("ask", form_key="ask")), ASK)
    request = office.asks("row")
    before = office.task(request, "ask")
    office.claims(before, by="an")
    new = office.draws(row(step("ask", form_key="ask")), {"ask.form": form({"days": "int"})})

    verdict = office.judges_one(old, new)
    office.moves(old, new)

    assert verdict.kind is VerdictKind.REISSUES
    assert verdict.moved is not None and verdict.moved.steps[0].is_reissued
    after = office.task(request, "ask")
    assert after.id != before.id
    assert (after.state, after.assignee) == ("open", None)
    assert [one.state for one in office.tasks(request)] == ["cancelled", "open"]
    office.hands_in(after, by="an", days=3)
    assert office.instance(request).state == "completed"


def test_a_clock_keeps_its_start_and_takes_the_new_limit(office_on_disk: MovingOffice) -> None:
    office = office_on_disk
    old = office.draws(row(step("write", 'vd:deadline="2wd"')))
    request = office.asks("row")
    first_due = office.task(request, "write").due_at
    new = office.draws(row(step("write", 'vd:deadline="5wd"')))
    office.clock.pass_by(DAY)

    verdict = office.judges_one(old, new)
    office.moves(old, new)

    assert first_due is not None
    due = office.task(request, "write").due_at
    # Monday's start is kept: five working days later is the next Monday, two were Wednesday.
    assert due == first_due + 5 * DAY
    assert verdict.moved is not None
    assert [(s.due_before, s.due_after) for s in verdict.moved.steps] == [(first_due, due)]


def test_a_task_issued_anew_keeps_the_time_that_it_has_taken(office: MovingOffice) -> None:
    old = office.draws(row(step("ask", 'vd:deadline="2wd"', "ask")), ASK)
    request = office.asks("row")
    due = office.task(request, "ask").due_at
    new = office.draws(
        row(step("ask", 'vd:deadline="2wd"', "ask")), {"ask.form": form({"days": "int"})}
    )
    office.clock.pass_by(DAY)

    office.moves(old, new)

    assert office.task(request, "ask").due_at == due


def test_a_task_issued_anew_keeps_its_new_date(office: MovingOffice) -> None:
    old = office.draws(LEAVE)
    request = office.asks_fully()
    task_before = office.task(request, "decide")
    later = office.clock.now() + 9 * DAY
    office.engine.execute(MoveReply(task_id=task_before.id, to=later), office.people["chi"])
    due = office.task(request, "decide").due_at
    new = office.draws(LEAVE, {"decide.form": form({"decision": ["yes", "no"], "note": "text"})})

    office.moves(old, new)

    after = office.task(request, "decide")
    assert after.id != task_before.id
    assert after.due_at == due == office.due(request, "late")


@pytest.mark.parametrize(
    ("old_limit", "new_limit", "expected"),
    [("", 'vd:deadline="2wd"', 2 * DAY), ('vd:deadline="2wd"', "", None)],
    ids=["gets a limit", "loses its limit"],
)
def test_a_step_may_get_or_lose_its_limit(
    office: MovingOffice, old_limit: str, new_limit: str, expected: timedelta | None
) -> None:
    old = office.draws(row(step("write", old_limit)))
    request = office.asks("row")
    new = office.draws(row(step("write", new_limit)))
    before = office.state_hash(request)

    made = office.moves(old, new)

    due = office.task(request, "write").due_at
    assert (due is None) == (expected is None)
    if due is not None and expected is not None:
        assert due.date() == (office.clock.now() + expected).date()
    office.takes_back(made)
    assert office.state_hash(request) == before


def test_timers_beside_a_step_follow_its_clock(office: MovingOffice) -> None:
    old = office.draws(LEAVE)
    request = office.asks_fully()
    due = office.due(request, "late")
    new = office.draws(LEAVE.replace(b"leave.reply", b"leave.long_reply"))
    office.clock.pass_by(DAY)

    office.moves(old, new)

    assert due is not None
    assert office.due(request, "late") == office.task(request, "decide").due_at == due + 2 * DAY


def test_events_beside_a_step_end_and_begin_with_the_version(office: MovingOffice) -> None:
    def beside(*timers: tuple[str, str]) -> bytes:
        body = node("startEvent", "start") + task("write", "employee") + node("endEvent", "end")
        for id_, after in timers:
            body += timer(id_, after, 'attachedToRef="write" cancelActivity="false"')
            body += service(f"{id_}_remind", "remind") + node("endEvent", f"{id_}_end")
            body += chain(id_, f"{id_}_remind", f"{id_}_end")
        return document(process(body + chain("start", "write", "end"), "beside"))

    old = office.draws(beside(("first", "P1D"), ("second", "P3D")))
    request = office.asks("beside")
    new = office.draws(beside(("second", "P3D"), ("third", "P5D")))

    verdict = office.judges_one(old, new)
    office.moves(old, new)

    assert verdict.moved is not None
    assert [one.element for one in verdict.moved.began] == ["third"]
    assert [one.element for one in verdict.moved.ended] == ["first"]
    assert office.open_steps(request) == ["second", "third", "write"]
    office.sweeps(after=4 * DAY)
    assert office.effects("remind") == 1


def test_a_reminder_that_has_come_does_not_come_again(office: MovingOffice) -> None:
    old = office.draws(LEAVE)
    request = office.asks_fully()
    office.sweeps(after=4 * DAY)
    assert office.effects("remind") == 1
    new = office.draws(LEAVE.replace(b'name="decide"', b'name="decide now"'))

    office.moves(old, new)
    office.sweeps(after=4 * DAY)

    assert office.effects("remind") == 1
    assert office.open_steps(request) == ["decide"]


CALLER = document(
    process(
        node("startEvent", "start")
        + node("callActivity", "part", 'name="part" calledElement="helper"')
        + node("endEvent", "end")
        + chain("start", "part", "end"),
        "caller",
    )
)


def called(*elements: tuple[str, str], id_: str = "helper") -> bytes:
    return row(*elements, id_=id_)


def test_a_part_is_bound_anew_and_its_steps_move_with_it(office_on_disk: MovingOffice) -> None:
    office = office_on_disk
    office.deploys({"helper.bpmn": called(step("inside"), step("after"))})
    old = office.draws(CALLER)
    request = office.asks("caller")
    office.deploys({"helper.bpmn": called(step("inside"), step("between"), step("after"))})
    new = office.draws(CALLER.replace(b'name="part"', b'name="a part"'))

    office.moves(old, new)
    office.completes(request, "inside", by="an")

    assert office.open_steps(request) == ["between"]


def test_a_part_may_become_another_process(office: MovingOffice) -> None:
    office.deploys({"helper.bpmn": called(step("inside"))})
    old = office.draws(CALLER)
    request = office.asks("caller")
    office.deploys({"aide.bpmn": called(step("inside"), step("more"), id_="aide")})
    new = office.draws(CALLER.replace(b'"helper"', b'"aide"'))

    office.moves(old, new)
    office.completes(request, "inside", by="an")

    assert office.open_steps(request) == ["more"]


def test_a_part_that_is_gone_keeps_the_instance_back(office: MovingOffice) -> None:
    office.deploys({"helper.bpmn": called(step("inside"))})
    old = office.draws(CALLER)
    office.asks("caller")
    new = office.draws(row(step("inside"), id_="caller"))

    verdict = office.judges_one(old, new)

    assert verdict.kind is VerdictKind.CANNOT
    assert {one.message.params["element"] for one in verdict.obstacles} == {"part"}


def branches(*names: str, joined: bool = True) -> bytes:
    body = node("startEvent", "start") + node("parallelGateway", "split")
    body += node("parallelGateway", "join") + node("endEvent", "end")
    body += chain("start", "split") + chain("join", "end")
    for name in names:
        body += task(name, "employee") + chain("split", name, "join")
    return document(process(body, "branches"))


def test_branches_that_have_arrived_stay_arrived(office_on_disk: MovingOffice) -> None:
    office = office_on_disk
    old = office.draws(branches("left", "right"))
    request = office.asks("branches")
    office.completes(request, "left", by="an")
    new = office.draws(branches("right", "left").replace(b'id="left_join"', b'id="other_id"'))

    office.moves(old, new)
    office.completes(request, "right", by="an")

    assert office.instance(request).state == "completed"


def test_a_join_that_would_wait_for_ever_keeps_the_instance_back(office: MovingOffice) -> None:
    old = office.draws(branches("left", "right"))
    office.asks("branches")
    new = office.draws(branches("left", "middle", "right"))

    verdict = office.judges_one(old, new)

    assert [one.message.key for one in verdict.obstacles] == ["migration_hangs"]


def test_a_branch_that_arrived_by_a_flow_that_is_gone_keeps_the_instance_back(
    office: MovingOffice,
) -> None:
    old = office.draws(branches("left", "right"))
    request = office.asks("branches")
    office.completes(request, "left", by="an")
    new = office.draws(branches("other", "right"))

    verdict = office.judges_one(old, new)

    assert [one.message.key for one in verdict.obstacles] == ["migration_flow_gone"]


def rounds(count: int, inner: str = "vote") -> bytes:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>"
        f"{count}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )
    body = node("startEvent", "start") + node(
        "userTask", inner, f'name="{inner}" camunda:candidateGroups="employee"', loop
    )
    body += task("sum_up", "employee") + node("endEvent", "end")
    return document(process(body + chain("start", inner, "sum_up", "end"), "rounds"))


def test_rounds_go_on_where_they_are(office: MovingOffice) -> None:
    old = office.draws(rounds(3))
    request = office.asks("rounds")
    office.completes(request, "vote", by="an")
    new = office.draws(rounds(5, "ballot"))

    office.moves(old, new, {"rounds/vote": "rounds/ballot"})

    # Three were planned when they began, and stay three.
    assert office.open_steps(request) == ["ballot", "ballot"]
    for one in office.tasks(request):
        if one.is_open:
            office.hands_in(one, by="an")
    assert office.open_steps(request) == ["sum_up"]


def test_one_step_does_not_become_a_step_done_many_times(office: MovingOffice) -> None:
    old = office.draws(row(step("vote"), step("sum_up"), id_="rounds"))
    office.asks("rounds")
    new = office.draws(rounds(3))

    verdict = office.judges_one(old, new)

    assert [one.message.key for one in verdict.obstacles] == ["migration_other_kind"]


# -- gates


def gated(id_: str, gate: str) -> tuple[str, str]:
    return id_, event("intermediateCatchEvent", id_, "conditional", f'vd:gate="{gate}"')


def test_nobody_is_carried_past_a_gate(office: MovingOffice) -> None:
    old = office.draws(row(step("write"), gated("bookable", "may_book"), step("book")))
    office.asks("row")
    new = office.draws(row(gated("bookable", "may_book"), step("write"), step("book")))

    verdict = office.judges_one(old, new)
    renamed = office.judges_one(old, new, {"row/write": "row/book"})

    assert [one.gate for one in verdict.obstacles] == ["may_book"]
    assert [one.message.key for one in renamed.obstacles] == ["migration_jumps_gate"]


def test_a_gate_that_only_the_new_version_has_is_asked(office: MovingOffice) -> None:
    old = office.draws(row(step("write")))
    office.asks("row")
    new = office.draws(row(gated("bookable", "may_book"), step("write")))

    office.business.budget_frozen = True
    shut = office.judges_one(old, new)
    office.business.budget_frozen = False
    open_ = office.judges_one(old, new)

    assert [(o.gate, o.message.key) for o in shut.obstacles] == [("may_book", "may_book.frozen")]
    assert open_.kind is VerdictKind.MOVES
    assert open_.moved is not None and open_.moved.asked == ("may_book",)


def test_a_gate_within_a_part_counts(office: MovingOffice) -> None:
    office.deploys({"helper.bpmn": called(step("inside"), gated("bookable", "may_book"))})
    with_part = row(
        ("part", node("callActivity", "part", 'name="part" calledElement="helper"')),
        step("after"),
        id_="caller",
    )
    old = office.draws(with_part)
    office.asks("caller")
    flat = office.draws(
        row(
            ("part", node("callActivity", "part", 'name="part" calledElement="helper"')),
            step("after"),
            step("last"),
            id_="caller",
        )
    )
    office.deploys({"helper.bpmn": called(gated("bookable", "may_book"), step("inside"))})
    turned = office.draws(with_part.replace(b'name="part"', b'name="a part"'))

    assert office.judges_one(old, flat).kind is VerdictKind.MOVES
    assert [one.gate for one in office.judges_one(old, turned).obstacles] == ["may_book"]


def test_a_gate_that_waits_is_asked_again_on_the_new_version(office: MovingOffice) -> None:
    office.business.budget_frozen = True
    old = office.draws(row(gated("bookable", "may_book"), step("book")))
    request = office.asks("row")
    assert office.open_steps(request) == ["bookable"]
    always = event(
        "intermediateCatchEvent",
        "bookable",
        "conditional",
        inside="<bpmn:condition>1 = 1</bpmn:condition>",
    )
    new = office.draws(row(("bookable", always), step("book")))

    office.moves(old, new)
    office.sweeps()

    assert office.open_steps(request) == ["book"]


def test_what_cannot_be_undone_is_not_done_twice(office: MovingOffice) -> None:
    old = office.draws(row(step("sign", 'vd:irreversible="true"'), step("hand_over")))
    request = office.asks("row")
    office.completes(request, "sign", by="an")
    new = office.draws(row(step("prepare"), step("sign", 'vd:irreversible="true"')))

    verdict = office.judges_one(old, new, {"row/hand_over": "row/prepare"})

    assert [one.message.key for one in verdict.obstacles] == ["migration_repeats"]


# -- facts


def test_facts_by_which_the_new_version_routes_are_read_from_earlier_forms(
    office: MovingOffice,
) -> None:
    old = office.draws(row(step("ask", form_key="ask"), step("book")), ASK)
    request = office.asks("row")
    office.completes(request, "ask", by="an", days=12, cover="binh", why="x")
    body = node("startEvent", "start") + task("ask", "employee", form_key="ask")
    body += task("book", "employee") + task("long", "employee") + node("endEvent", "end")
    body += node("exclusiveGateway", "how", 'name="Long?" default="how_end"')
    body += chain("start", "ask", "book", "how", "end") + flow("how", "long", "days > 10")
    new = office.draws(document(process(body + chain("long", "end"), "row")), ASK)

    verdict = office.judges_one(old, new)
    office.moves(old, new)
    office.completes(request, "book", by="an")

    assert verdict.moved is not None and dict(verdict.moved.variables) == {"days": 12}
    assert office.open_steps(request) == ["long"]


# -- plans and who may


def test_a_plan_is_judged_whole(office: MovingOffice) -> None:
    old = office.draws(row(step("write")))
    office.asks("row")
    new = office.draws(row(step("compose"), gated("bookable", "may_book")))
    mapping = {"row/write": "row/bookable", "nothing": "row/compose", "row/gone": "row/compose"}

    with pytest.raises(InvalidData) as refused:
        office.judges(old, new, mapping)

    assert {(e.field, e.message.key) for e in refused.value.errors} == {
        ("row/write", "other_kind"),
        ("nothing", "no_such_element"),
        ("row/gone", "no_such_element"),
    }


def test_instances_move_between_versions_of_one_process_only(office: MovingOffice) -> None:
    old, other = office.draws(row(step("write"))), office.draws(row(step("write"), id_="other"))

    for target, key in ((old, "same_version"), (other, "other_process")):
        with pytest.raises(InvalidData) as refused:
            office.judges(old, target)
        assert [error.message.key for error in refused.value.errors] == [key]


def test_only_an_administrator_moves_instances(office: MovingOffice) -> None:
    old = office.draws(row(step("write")))
    office.asks("row")
    new = office.draws(row(step("write"), step("sign")))

    with pytest.raises(Forbidden):
        office.plans(old, new, by="chi")
    made = office.moves(old, new)
    with pytest.raises(Forbidden):
        office.takes_back(made, by="chi")


def test_there_must_be_something_to_move(office: MovingOffice) -> None:
    old, new = office.draws(row(step("write"))), office.draws(row(step("sign")))

    with pytest.raises(NothingToMove):
        office.plans(old, new)
    office.asks("row")
    with pytest.raises(NothingToMove):
        office.plans(old, new)


# -- many, and taking back


def test_each_moves_for_itself_and_one_that_broke_off_is_resumed(
    office_on_disk: MovingOffice,
) -> None:
    from engine.migration import run_migrations

    office = office_on_disk
    old = office.draws(row(step("write"), step("sign")))
    requests = [office.asks("row") for _ in range(5)]
    new = office.draws(row(step("write")))
    made = office.plans(old, new)

    assert run_migrations(office.engine, limit=2) == 2
    assert office.counts(made) == {"moved": 2, "pending": 3}
    office.cancels(requests[3])
    while run_migrations(office.engine, limit=2):
        pass

    assert office.counts(made) == {"moved": 4, "refused": 1}
    assert office.reasons(made) == ["not_on_this_version"]
    assert office.outcomes("migration.move") == ["done", "done", "done", "cannot_move", "done"]


def test_a_move_is_taken_back_whole(office_on_disk: MovingOffice) -> None:
    office = office_on_disk
    old = office.draws(row(step("ask", 'vd:deadline="2wd"', "ask")), ASK)
    request = office.asks("row")
    office.claims(office.task(request, "ask"), by="an")
    before = office.state_hash(request)
    new = office.draws(
        row(step("ask", 'vd:deadline="5wd"', "ask")), {"ask.form": form({"days": "int"})}
    )
    made = office.moves(old, new)
    assert office.state_hash(request) != before

    office.takes_back(made)

    assert office.counts(made) == {"undone": 1}
    assert office.state_hash(request) == before
    (ask,) = [task for task in office.tasks(request) if task.is_open]
    office.hands_in(ask, by="an", days=1, cover="binh", why="x")
    assert office.instance(request).state == "completed"


def test_what_somebody_has_worked_on_since_is_not_taken_back(office: MovingOffice) -> None:
    old = office.draws(row(step("write"), step("sign")))
    worked, untouched = office.asks("row"), office.asks("row")
    new = office.draws(row(step("write"), step("check"), step("sign")))
    made = office.moves(old, new)
    office.completes(worked, "write", by="an")

    office.takes_back(made)

    assert office.counts(made) == {"stays": 1, "undone": 1}
    assert office.reasons(made) == ["acted_since"]
    assert (office.version(worked), office.version(untouched)) == (new, old)
    with pytest.raises(NothingToUndo):
        office.takes_back(made)


def test_what_the_system_moved_since_goes_the_same_road_backwards(office: MovingOffice) -> None:
    pause = ("pause", timer("pause", "P1D"))
    old = office.draws(row(pause, step("sign")))
    request = office.asks("row")
    new = office.draws(row(pause, step("approve")))
    made = office.moves(old, new, {"row/sign": "row/approve"})
    office.sweeps(after=2 * DAY)
    assert office.open_steps(request) == ["approve"]

    office.takes_back(made)

    assert office.version(request) == old
    assert office.open_steps(request) == ["sign"]


def test_an_instance_with_a_damaged_state_stays(office: MovingOffice) -> None:
    from sqlalchemy import update

    from engine.tables import process_instance

    old = office.draws(row(step("write")))
    office.asks("row")
    new = office.draws(row(step("write"), step("sign")))
    with office.engine.database.write() as connection:
        connection.execute(update(process_instance).values(snapshot=b"{}"))

    verdict = office.judges_one(old, new)
    made = office.moves(old, new)

    assert [one.message.key for one in verdict.obstacles] == ["unreadable_state"]
    assert office.counts(made) == {"refused": 1}
