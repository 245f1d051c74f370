"""What instances wait for besides people moves with them: messages, the first of several, parts."""

from __future__ import annotations

import threading
from datetime import timedelta

from engine.actors import OPERATOR
from engine.messages import SendMessage
from engine.migration import VerdictKind, run_migrations
from tests.engine.core.plain_drawings import RUNS_AWAY, service, task, timer
from tests.engine.core.plain_office import contents, seen_again
from tests.engine.migration.moving_office import MovingOffice
from tests.engine.spiff.drawing import chain, document, event, node, process

DAY = timedelta(days=1)


def hearing(name: str, key: str = "case_key") -> bytes:
    globals_ = f'<bpmn:message id="M" name="{name}"/>'
    catch = node(
        "intermediateCatchEvent",
        "hear",
        f'vd:correlationKey="{key}"',
        '<bpmn:messageEventDefinition messageRef="M"/>',
    )
    body = node("startEvent", "start") + catch + task("read", "employee") + node("endEvent", "end")
    return document(globals_, process(body + chain("start", "hear", "read", "end"), "hearing"))


def test_a_message_is_heard_by_the_name_of_the_new_version(office_on_disk: MovingOffice) -> None:
    office = office_on_disk
    old = office.draws(hearing("answered"))
    request = office.asks("hearing", case_key="A-1")
    new = office.draws(hearing("replied"))

    office.moves(old, new)
    office.engine.execute(SendMessage(name="replied", key="A-1"), OPERATOR)
    office.sweeps()

    assert office.open_steps(request) == ["read"]


def first_of(*ways: str, after: str = "P2D") -> bytes:
    """An event-based gateway before several timers, each with a step of its own."""
    body = node("startEvent", "start") + node("eventBasedGateway", "first")
    body += node("endEvent", "end") + chain("start", "first")
    for place, way in enumerate(ways):
        body += timer(way, after if place == 0 else "P9D") + task(f"after_{way}", "employee")
        body += chain("first", way, f"after_{way}", "end")
    return document(process(body, "first_of"))


def test_events_that_wait_together_are_those_of_the_new_version(office: MovingOffice) -> None:
    old = office.draws(first_of("soon", "late"))
    request = office.asks("first_of")
    new = office.draws(first_of("soon", "never"))
    office.clock.pass_by(DAY)

    office.moves(old, new)

    assert office.open_steps(request) == ["never", "soon"]
    office.sweeps(after=DAY)
    assert office.open_steps(request) == ["after_soon"]


def test_a_timer_counts_anew_from_when_it_began_to_wait(office: MovingOffice) -> None:
    old = office.draws(first_of("soon", after="P2D"))
    request = office.asks("first_of")
    began = office.clock.now()
    new = office.draws(first_of("soon", after="P5D"))
    office.clock.pass_by(DAY)

    office.moves(old, new)

    assert office.due(request, "soon") == began + 5 * DAY


def test_a_timer_that_is_tried_again_later_is_not_tried_sooner(office: MovingOffice) -> None:
    def then_books(name: str) -> bytes:
        body = node("startEvent", "start") + timer("day", "P1D") + service("book", "book")
        body += task("after", "employee", f'vd:taskTitle="{name}"') + node("endEvent", "end")
        return document(process(body + chain("start", "day", "book", "after", "end"), "books"))

    old = office.draws(then_books("one"))
    request = office.asks("books")
    office.business.broken = {"book"}
    office.sweeps(after=DAY)
    later = office.due(request, "day")
    assert later is not None and later > office.clock.now()
    new = office.draws(then_books("two"))

    office.moves(old, new)

    assert office.due(request, "day") == later


def inside(part: str, *steps: str, loop: str = "") -> bytes:
    content = node("startEvent", "in") + "".join(task(one, "employee") for one in steps)
    content += node("endEvent", "out") + chain("in", *steps, "out")
    body = node("startEvent", "start") + node("subProcess", part, f'name="{part}"', loop + content)
    body += task("after", "employee") + node("endEvent", "end")
    return document(process(body + chain("start", part, "after", "end"), "inside"))


THREE = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)


def test_steps_inside_a_part_that_is_renamed_move_with_it(office: MovingOffice) -> None:
    old = office.draws(inside("group", "one", "two"))
    request = office.asks("inside")
    new = office.draws(inside("set", "one", "more", "two"))

    assert office.judges_one(old, new).kind is VerdictKind.CANNOT
    office.moves(old, new, {"inside/group": "inside/set"})
    office.completes(request, "one", by="an")

    assert office.open_steps(request) == ["more"]


def test_parts_done_several_times_stay_apart(office: MovingOffice) -> None:
    old = office.draws(inside("group", "one", "two", loop=THREE))
    request = office.asks("inside")
    office.completes(request, "one", by="an")
    before = office.open_steps(request)
    new = office.draws(inside("group", "one", "two", "three", loop=THREE))

    office.moves(old, new)

    assert office.open_steps(request) == before == ["one", "one", "two"]
    for _ in range(8):
        step = next(one for one in office.tasks(request) if one.is_open)
        office.hands_in(step, by="an")
    assert office.open_steps(request) == ["after"]


def test_a_step_that_leaves_its_part_keeps_the_instance_back(office: MovingOffice) -> None:
    old = office.draws(inside("group", "one"))
    office.asks("inside")
    body = node("startEvent", "start") + task("one", "employee")
    body += node(
        "subProcess",
        "group",
        'name="group"',
        node("startEvent", "in")
        + task("two", "employee")
        + node("endEvent", "out")
        + chain("in", "two", "out"),
    )
    body += task("after", "employee") + node("endEvent", "end")
    new = office.draws(
        document(process(body + chain("start", "one", "group", "after", "end"), "inside"))
    )

    verdict = office.judges_one(old, new)

    assert [one.message.key for one in verdict.obstacles] == ["migration_elsewhere"]


def test_a_job_moves_and_is_done_once(office: MovingOffice) -> None:
    def does(topic: str) -> bytes:
        body = node("startEvent", "start") + service("work", topic, job=True)
        body += node("endEvent", "end") + chain("start", "work", "end")
        return document(process(body, "does"))

    old = office.draws(does("book"))
    request = office.asks("does")
    new = office.draws(does("tell"))

    office.moves(old, new)
    office.sweeps()

    assert (office.effects("book"), office.effects("tell")) == (0, 1)
    assert office.instance(request).state == "completed"


def test_an_event_that_interrupts_stays_beside_its_step(office: MovingOffice) -> None:
    def watched(name: str) -> bytes:
        body = node("startEvent", "start") + task(name, "employee") + node("endEvent", "end")
        body += timer("late", "P2D", f'attachedToRef="{name}"') + task("hurry", "manager")
        body += chain("late", "hurry", "end")
        return document(process(body + chain("start", name, "end"), "watched"))

    old = office.draws(watched("write"))
    request = office.asks("watched")
    new = office.draws(watched("compose"))

    office.moves(old, new, {"watched/write": "watched/compose"})
    assert office.open_steps(request) == ["compose", "late"]
    office.sweeps(after=3 * DAY)

    assert office.open_steps(request) == ["hurry"]


def test_an_instance_that_stands_still_moves_and_goes_on_standing(office: MovingOffice) -> None:
    old = office.draws(RUNS_AWAY)
    request = office.asks("runs_away")
    try:
        office.completes(request, "before", by="an")
    except Exception as trouble:
        assert "administrator" in str(trouble)
    assert office.instance(request).state == "incident"
    new = office.draws(RUNS_AWAY.replace(b">500<", b">2<"))

    made = office.moves(old, new)

    assert office.counts(made) == {"moved": 1}
    assert office.instance(request).state == "incident"
    assert office.version(request) == new


def test_two_processes_move_every_instance_once(office_on_disk: MovingOffice) -> None:
    office = office_on_disk
    body = node("startEvent", "start") + task("write", "employee") + node("endEvent", "end")
    old = office.draws(document(process(body + chain("start", "write", "end"), "row")))
    for _ in range(12):
        office.asks("row")
    body += task("sign", "employee")
    new = office.draws(document(process(body + chain("start", "write", "sign", "end"), "row")))
    made = office.plans(old, new)
    others = [office.engine, seen_again(office).engine]
    faults: list[BaseException] = []

    def run(place: int) -> None:
        try:
            while run_migrations(others[place], limit=3):
                pass
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    others[1].database.close()

    assert faults == []
    assert office.counts(made) == {"moved": 12}
    assert office.outcomes("migration.move") == ["done"] * 12


def test_a_plan_made_twice_moves_once(office: MovingOffice) -> None:
    old = office.draws(first_of("soon"))
    office.asks("first_of")
    new = office.draws(first_of("soon", "late"))

    first, second = office.plans(old, new), office.plans(old, new)
    while run_migrations(office.engine):
        pass

    assert office.counts(first) == {"moved": 1}
    assert office.counts(second) == {"refused": 1}


def test_what_has_not_moved_yet_stays_when_the_move_is_taken_back(office: MovingOffice) -> None:
    old = office.draws(first_of("soon"))
    office.asks("first_of")
    office.asks("first_of")
    new = office.draws(first_of("soon", "late"))
    made = office.plans(old, new)
    run_migrations(office.engine, limit=1)

    office.takes_back(made)

    assert office.counts(made) == {"undone": 2}
    assert not office.progress(made).is_running


def test_a_move_that_breaks_off_leaves_nothing_half_done(office: MovingOffice) -> None:
    old = office.draws(first_of("soon"))
    office.asks("first_of")
    # This version's timer has no instant: it is only found out when its row is written.
    new = office.draws(first_of("soon", "late").replace(b"P9D", b"some_name", 1))
    made = office.plans(old, new)
    before = contents(office.engine.database, but=("migration_item", "journal", "journal_head"))

    run_migrations(office.engine)

    after = contents(office.engine.database, but=("migration_item", "journal", "journal_head"))
    assert office.counts(made) == {"refused": 1}
    assert after == before


def test_a_new_gate_event_beside_a_step_waits(office: MovingOffice) -> None:
    def guarded(*more: str) -> bytes:
        body = node("startEvent", "start") + task("write", "employee") + node("endEvent", "end")
        body += "".join(more)
        return document(process(body + chain("start", "write", "end"), "guarded"))

    old = office.draws(guarded())
    office.business.budget_frozen = True
    request = office.asks("guarded")
    thaw = event(
        "boundaryEvent", "thaw", "conditional",
        'attachedToRef="write" cancelActivity="false" vd:gate="may_book"',
    )  # fmt: skip
    new = office.draws(
        guarded(
            thaw,
            task("spend", "employee"),
            node("endEvent", "spent"),
            chain("thaw", "spend", "spent"),
        )
    )

    office.moves(old, new)
    assert office.open_steps(request) == ["thaw", "write"]
    office.thaws(request)

    assert office.open_steps(request) == ["spend", "write"]
