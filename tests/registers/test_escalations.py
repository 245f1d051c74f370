"""What runs out of time is told to its holder, the head of office, the chairman (R-TIME-08, 11)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select, update

from engine.actors import OPERATOR, SYSTEM
from engine.deploying import deploy
from engine.process_engine import ProcessEngine
from engine.tables import journal, outbox
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from tests.scenario.world import World, found
from workflows.apology_drafts import waiting_draft
from workflows.assemble import delivered_files
from workflows.escalating import EscalateClock, escalate_due
from workflows.lateness import ExplainLateness
from workflows.tables.escalations import escalation
from workflows.tables.offices import person

FAILING = ' camunda:type="external" camunda:topic="notify_proposer"'
"""What cannot be done yet: there is no decision to tell of."""


@pytest.fixture
def dossier(office: Office) -> Dossier:
    """Accepted on 20/11/2023; the appraisal is due on 29/11, the whole on 18/12/2023."""
    return accepted(office)


def accepted(office: Office) -> Dossier:
    with office.world.engine.database.write() as connection:
        for name, person_id in office.world.people.items():
            connection.execute(
                update(person).where(person.c.id == person_id).values(email=f"{name}@x.example")
            )
    filed = office.files()
    office.accepts(filed)
    assert filed.due_on == date(2023, 12, 18)
    return filed


def letters(world: World) -> list[tuple[str, list[str]]]:
    """Letters about time with those they go to, in order."""
    keys = ("due_soon", "past_due", "apology_drafted", "second_failure")
    with world.engine.view() as view:
        rows = view.connection.execute(
            select(outbox.c.payload).where(outbox.c.kind == "mail").order_by(outbox.c.id)
        ).scalars()
        told = [(row["mail"], [one.partition("@")[0] for one in row["to"]]) for row in rows]
    return [one for one in told if one[0].startswith(keys)]


def told(world: World) -> list[tuple[str, str]]:
    with world.engine.view() as view:
        rows = view.connection.execute(
            select(escalation.c.level, escalation.c.told).order_by(escalation.c.id)
        )
        return [(row.level, row.told) for row in rows]


def reach(clock: CalendarClock, day: date) -> None:
    clock.reaches(day)
    escalate_due(clock.world.engine)


def test_a_step_is_told_to_its_holders_then_the_head_then_the_chairman(
    dossier: Dossier, clock: CalendarClock, world: World
) -> None:
    due = dossier.task("appraise").due_at
    assert due is not None

    seen = []
    for day in (21, 28, 29, 30):
        reach(clock, date(2023, 11, day))
        seen.append(told(world))
    reach(clock, date(2023, 12, 4))

    assert seen[0] == []
    assert told(world)[:3] == [
        ("soon", "holders"),
        ("due", "head_of_office"),
        ("later", "chairman"),
    ]
    assert letters(world)[:3] == [
        ("due_soon", ["officer", "second_officer"]),
        ("past_due", ["head"]),
        ("past_due", ["chairman"]),
    ]


def journalled(world: World) -> list[tuple[str, str, bool]]:
    """Level, who was told, and whether the drawing heard it."""
    with world.engine.view() as view:
        rows = view.connection.execute(
            select(journal.c.details)
            .where(journal.c.action == "clock.escalate")
            .order_by(journal.c.seq)
        ).scalars()
        return [(row["level"], row["told"], row["drawn"]) for row in rows]


def test_what_is_drawn_beside_the_procedure_is_done_and_the_rest_in_the_usual_order(
    office: Office, clock: CalendarClock, world: World
) -> None:
    by_drawing = accepted(office)
    diagram = delivered_files()["giay_khen_cong_trang.bpmn"]
    late = b'<bpmn:escalation id="E" name="later" /><bpmn:process '
    only_late = diagram.replace(b"<bpmn:process ", late, 1).replace(
        b"<bpmn:escalationEventDefinition />",
        b'<bpmn:escalationEventDefinition escalationRef="E" />',
    )
    world.engine.execute(deploy({"giay_khen_cong_trang.bpmn": only_late}, "Hẹp lại"), OPERATOR)
    by_another = accepted(office)

    reach(clock, date(2023, 12, 4))

    assert set(journalled(world)) == {
        ("due", "head_of_office", True),
        ("due", "head_of_office", False),
        ("later", "chairman", True),
    }
    assert sorted(told(world)) == sorted((level, to) for level, to, _ in journalled(world))
    assert [one.incidents for one in (by_drawing, by_another)] == [[], []]
    assert by_another.waits_at("appraise")


def test_people_are_told_even_when_what_is_drawn_for_it_fails(
    office: Office, clock: CalendarClock, world: World
) -> None:
    diagram = delivered_files()["giay_khen_cong_trang.bpmn"].decode()
    call = re.search(r'<bpmn:callActivity id="escalate".*?</bpmn:callActivity>', diagram, re.DOTALL)
    assert call is not None
    too_early = re.sub(r' calledElement="\w+"', FAILING, call[0]).replace(
        "callActivity", "sendTask"
    )
    files = {"giay_khen_cong_trang.bpmn": diagram.replace(call[0], too_early).encode()}
    world.engine.execute(deploy(files, "Báo sai việc"), OPERATOR)
    dossier = accepted(office)

    reach(clock, date(2023, 12, 4))

    assert journalled(world) == [
        ("due", "head_of_office", False),
        ("later", "chairman", False),
    ]
    assert letters(world)[-1] == ("past_due", ["chairman"])
    assert dossier.waits_at("appraise")
    assert dossier.incidents == []


def test_each_level_is_told_once_however_often_it_is_swept(
    dossier: Dossier, clock: CalendarClock, world: World
) -> None:
    reach(clock, date(2023, 12, 4))
    before = letters(world)

    assert escalate_due(world.engine) == 0
    world.engine.execute(EscalateClock(dossier.task("appraise").id, "due"), SYSTEM)

    assert before
    assert letters(world) == before


def test_several_workers_tell_it_once(database_url: str) -> None:
    world = found(database_url)
    accepted(Office(world))
    CalendarClock(world).reaches(date(2023, 12, 4))

    if world.engine.database.is_sqlite:
        escalate_due(world.engine)
        escalate_due(world.engine)
    else:
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(_sweep, [world.engine] * 3))

    assert len(told(world)) == len(set(told(world))) == 2
    world.engine.database.close()


def _sweep(engine: ProcessEngine) -> int:
    return escalate_due(engine)


def test_the_apology_is_drafted_while_a_new_date_may_still_be_named(
    dossier: Dossier, clock: CalendarClock, world: World, office: Office
) -> None:
    office.appraises(dossier)
    reach(clock, date(2023, 12, 13))

    with world.engine.view() as view:
        draft = waiting_draft(view, dossier.id)
    assert draft is not None
    assert (draft.cause, draft.new_due) == ("own", date(2023, 12, 25))
    assert "Niêm yết danh sách công khai" in draft.reason
    assert ("apology_drafted", ["officer", "second_officer"]) in letters(world)

    world.engine.execute(
        ExplainLateness(
            dossier_id=dossier.id,
            cause=draft.cause.value,
            reason=draft.reason,
            new_due=draft.new_due,
        ),
        world.actor("officer"),
    )
    with world.engine.view() as view:
        assert waiting_draft(view, dossier.id) is None
    assert dossier.due_on == date(2023, 12, 25)


def test_a_new_date_that_is_missed_too_goes_to_the_chairman_and_is_drafted_no_more(
    dossier: Dossier, clock: CalendarClock, world: World, office: Office
) -> None:
    reach(clock, date(2023, 12, 13))
    office.explains_lateness(dossier, new_due=date(2023, 12, 25))

    reach(clock, date(2023, 12, 22))
    with world.engine.view() as view:
        assert waiting_draft(view, dossier.id) is None
    reach(clock, date(2023, 12, 26))

    assert letters(world)[-1] == ("past_due_whole", ["chairman"])


def test_a_paused_dossier_is_not_told_of(
    office: Office, dossier: Dossier, clock: CalendarClock, world: World
) -> None:
    office.completes(
        dossier,
        "appraise",
        by="officer",
        appraisal_result="supplement",
        appraisal_opinion="Cần bổ sung trước khi kết luận.",
        missing_papers="Thiếu biên bản xét khen thưởng",
    )
    clock.passes(working_days=2)

    escalate_due(world.engine)

    assert told(world) == []
