"""An office ends and its successor goes on by a dated act that two people make (R-REG-05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from engine.clock import local
from engine.errors import Rejected
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office
from tests.scenario.superior import Superior
from tests.scenario.test_own_law import proposes, sets, stored
from tests.scenario.test_xet_cap_tren import FITTING, Ladder
from tests.scenario.world import World, found
from workflows.editions import edition_of
from workflows.founding import Founder
from workflows.honours import honours_of
from workflows.queries.documents import slip_lines, slip_years
from workflows.queries.succession import effects_of
from workflows.succession.acts import lineage
from workflows.succession.deciding import ApproveSuccession, DeclineSuccession, ProposeSuccession
from workflows.succession.moving import KEPT, MOVED
from workflows.tables import metadata
from workflows.tables.offices import office as office_table
from workflows.tables.registers import register_entry

ACT = "1681/NQ-UBTVQH15 ngày 16/6/2025"
LAST_DAYS, FIRST_DAY = date(2025, 6, 16), date(2025, 7, 1)
ENGINES_OWN = {"process_instance", "user_task", "clock"}


@pytest.fixture
def successor(world: World) -> str:
    return successor_of(world)


def successor_of(world: World) -> str:
    """The commune that comes after the township: nobody works there yet."""
    with world.engine.database.write() as connection:
        founder = Founder(connection, world.engine.ids, world.clock.now())
        return founder.office(
            "UBND xã Yên Châu",
            short_name="UBND",
            agency_code="H52.9",
            level="commune",
            place="Yên Châu",
            superior_id=world.superior_id,
        )


def ends(world: World, successor: str, *, on: date = FIRST_DAY, by: str = "admin") -> str:
    """The admin puts the act forward, the head of office agrees to it on the day."""
    key = proposed(world, successor, on=on, by=by)
    CalendarClock(world).reaches(on)
    world.engine.execute(ApproveSuccession(key), world.actor("head"))
    return key


def proposed(world: World, successor: str, *, on: date = FIRST_DAY, by: str = "admin") -> str:
    answer = world.engine.execute(
        ProposeSuccession(
            office_id=world.office_id, successor_id=successor, takes_effect=on, document=ACT
        ),
        world.actor(by),
    )
    assert isinstance(answer, dict)
    return str(answer["succession"])


def refused(world: World, act: object, by: str) -> str:
    with pytest.raises(Rejected) as refusal:
        world.engine.execute(act, world.actor(by))
    return refusal.value.message.key


def numbers(world: World) -> list[tuple[str, str]]:
    """(name of the office, symbol) of every register entry."""
    with world.engine.view() as view:
        rows = view.connection.execute(
            select(office_table.c.name, register_entry.c.symbol)
            .join(office_table, office_table.c.id == register_entry.c.office_id)
            .order_by(register_entry.c.id)
        )
        return [(row.name, row.symbol) for row in rows]


def test_a_running_dossier_goes_on_at_the_successor_with_the_same_people(
    office: Office, world: World, clock: CalendarClock, successor: str
) -> None:
    clock.reaches(LAST_DAYS)
    dossier = Journey(office).goes(office.files(), until="sign")
    code, due = dossier.record.code, dossier.record.due_at
    law = dossier.record.law_edition_id

    ends(world, successor)

    assert dossier.record.office_name == "UBND xã Yên Châu"
    assert (dossier.record.code, dossier.record.due_at) == (code, due)
    assert dossier.record.law_edition_id == law
    there = replace(world, office_id=successor)
    Journey(Office(there)).goes(Dossier(there, dossier.id, dossier.instance_id))
    assert dossier.state == "finished"
    assert dossier.incidents == []


def test_numbers_stay_those_of_the_old_office_and_the_new_one_counts_from_one(
    office: Office, world: World, clock: CalendarClock, successor: str
) -> None:
    clock.reaches(date(2025, 6, 2))
    Journey(office).goes(office.files())
    open_dossier = Journey(office).goes(office.files(), until="sign")

    ends(world, successor)
    there = Office(replace(world, office_id=successor))
    Journey(there).goes(open_dossier)

    assert [one for one in numbers(world) if "QĐ" in one[1]] == [
        ("UBND thị trấn Yên Châu", "01/QĐ-UBND"),
        ("UBND xã Yên Châu", "01/QĐ-UBND"),
    ]
    with world.engine.view() as view:
        assert list(lineage(view, successor).values()) == ["", "UBND thị trấn Yên Châu"]


def test_slips_stay_in_the_register_of_the_office_that_numbered_them(
    office: Office, world: World, clock: CalendarClock, successor: str
) -> None:
    clock.reaches(LAST_DAYS)
    moved = Journey(office).goes(office.files(), until="appraise")
    office.explains_lateness(moved, new_due=date(2025, 7, 30))

    ends(world, successor)
    there = Office(replace(world, office_id=successor))
    new = there.files("giay_khen_cong_trang")
    there.accepts(new)

    expected = {world.office_id: [(1, moved.record.code)], successor: [(1, new.record.code)]}
    with world.engine.view() as view:
        for place, numbered in expected.items():
            lines = slip_lines(view, place, "receipt", "2025", below=None, most=9)
            assert [(one.number, one.dossier_code) for one in lines] == numbered
        assert slip_years(view, world.office_id, "apology") == ["2025"]
        assert slip_years(view, successor, "apology") == []


def test_values_of_its_own_end_with_the_office_and_accepted_dossiers_keep_them(
    office: Office, world: World, clock: CalendarClock, successor: str
) -> None:
    clock.reaches(date(2025, 6, 2))
    sets(office, "12wd")
    waiting = proposes(office, "10wd", valid_from=date(2025, 7, 10))
    accepted = Journey(office).goes(office.files(), until="appraise")
    with world.engine.view() as view:
        assert effects_of(view, world.office_id, successor).own_values == 1

    ends(world, successor)
    there = Office(replace(world, office_id=successor))
    new = there.files("giay_khen_cong_trang")
    there.accepts(new)

    assert law_of(accepted) == "12wd"
    assert law_of(new) != "12wd"
    assert stored(office, waiting).state == "declined"


def law_of(dossier: Dossier) -> str:
    record = dossier.record
    with dossier.world.engine.view() as view:
        return str(edition_of(view, record)["procedure.limit"].value)


def test_a_new_dossier_is_filed_at_the_successor_and_bears_its_code(
    office: Office, world: World, clock: CalendarClock, successor: str
) -> None:
    clock.reaches(LAST_DAYS)
    ends(world, successor)

    there = Office(replace(world, office_id=successor))
    dossier = there.files("giay_khen_cong_trang")

    assert dossier.record.code.startswith("H52.9-250701-")
    there.accepts(dossier)
    assert dossier.waits_at("appraise")


def test_what_the_superior_has_comes_back_to_the_successor(
    office: Office, world: World, clock: CalendarClock, successor: str
) -> None:
    clock.reaches(LAST_DAYS)
    ladder = Ladder(office, Superior.of(world), Journey(office, criteria=FITTING))
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)

    ends(world, successor)
    assert below.clock.state == "paused"
    ladder.superior.journey.goes(above)
    world.sweep()

    assert below.outcomes == ["awarded"]
    assert below.waits_at("publish_decision")
    (nominee,) = below.nominees
    with world.engine.view() as view:
        (row,) = honours_of(view, [nominee.subject_id])
    assert row.office_id == successor


def test_a_district_hands_its_submissions_to_the_province_whose_people_decide(
    office: Office, world: World, clock: CalendarClock
) -> None:
    clock.reaches(LAST_DAYS)
    ladder = Ladder(office, Superior.of(world), Journey(office, criteria=FITTING))
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)
    ladder.superior.journey.goes(above, until="appraise")
    province = province_of(world)

    district = ladder.superior.world
    ends(district, province.world.superior_id)
    assert above.record.office_name == "UBND tỉnh Sơn La"
    with pytest.raises(Rejected):
        ladder.superior.journey.goes(above)
    province.journey.goes(above)
    world.sweep()

    assert above.state == "finished"
    assert below.waits_at("publish_decision")


def province_of(world: World) -> Superior:
    """The province, with people and a council of its own."""
    with world.engine.database.write() as connection:
        founder = Founder(connection, world.engine.ids, world.clock.now())
        key = founder.office(
            "UBND tỉnh Sơn La",
            short_name="UBND",
            agency_code="H52",
            level="province",
            place="Sơn La",
        )
    return Superior.of(replace(world, superior_id=key))


def test_the_dry_run_counts_what_would_move_and_moves_nothing(
    office: Office, world: World, clock: CalendarClock, successor: str
) -> None:
    clock.reaches(LAST_DAYS)
    dossier = office.files()

    with world.engine.view() as view:
        seen = effects_of(view, world.office_id, successor)

    assert (seen.running, seen.ended, seen.open_steps) == (1, 0, 1)
    assert (seen.units, seen.offices_below) == (5, 0)
    assert "chairman" in seen.going_on and seen.ending == []
    assert dossier.record.office_id == world.office_id


def test_it_takes_two_people_and_the_day(
    world: World, clock: CalendarClock, successor: str
) -> None:
    clock.reaches(LAST_DAYS)
    world.gives("admin", "head_of_office")
    assert refused(world, _propose(world, successor), "officer") == "not_your_position"

    key = proposed(world, successor)
    assert refused(world, _propose(world, successor), "admin") == "open_act"
    assert refused(world, ApproveSuccession(key), "admin") == "own_act"
    assert refused(world, ApproveSuccession(key), "head") == "not_yet"
    clock.reaches(FIRST_DAY)
    world.engine.execute(ApproveSuccession(key), world.actor("head"))

    assert local(world.clock.now()).date() == FIRST_DAY
    assert world.actor("chairman").holds("chairman", office_id=successor)
    assert not world.actor("chairman").holds("chairman", office_id=world.office_id)
    assert refused(world, _propose(world, successor), "admin") == "not_found"


def test_whoever_has_two_accounts_does_not_hand_the_office_over_alone(
    world: World, clock: CalendarClock, successor: str
) -> None:
    clock.reaches(FIRST_DAY)
    key = proposed(world, successor)
    world.are_one_person("admin", "head")

    assert refused(world, ApproveSuccession(key), "head") == "own_act"
    assert world.actor("chairman").holds("chairman", office_id=world.office_id)


def _propose(world: World, successor: str) -> ProposeSuccession:
    return ProposeSuccession(
        office_id=world.office_id, successor_id=successor, takes_effect=FIRST_DAY, document=ACT
    )


def test_what_was_turned_down_moves_nothing(
    world: World, clock: CalendarClock, successor: str
) -> None:
    clock.reaches(FIRST_DAY)
    key = proposed(world, successor)

    world.engine.execute(DeclineSuccession(key), world.actor("chairman"))

    assert refused(world, ApproveSuccession(key), "head") == "decided_already"
    assert world.actor("chairman").holds("chairman", office_id=world.office_id)


def test_it_moves_the_same_on_both_databases(database_url: str) -> None:
    world = found(database_url)
    office, successor = Office(world), successor_of(world)
    CalendarClock(world).reaches(LAST_DAYS)
    dossier = Journey(office).goes(office.files(), until="council")

    ends(world, successor)

    assert dossier.record.office_id == successor
    assert dossier.task("council").office_id == successor
    world.engine.database.close()


def test_every_row_that_bears_an_office_is_moved_or_said_why_not() -> None:
    bearing = {name for name, table in metadata.tables.items() if "office_id" in table.c}

    moved = {table.name for table in MOVED}
    assert bearing == moved | set(KEPT) | ENGINES_OWN
    assert not moved & set(KEPT)
