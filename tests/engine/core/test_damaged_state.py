"""A damaged stored state stops its own instance and nothing else."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import Table, select, update

from engine.process_engine import NeedsAdmin
from engine.repairs import CloseInstance, NoSoundCopy, RestoreInstance, RetryIncident, StillDamaged
from engine.soundness import stop_unreadable, unsound
from engine.tables import incident, process_instance, user_task, wait
from tests.engine.core.plain_office import REASON, LeaveOffice


def damage(office: LeaveOffice, instance: str, state: bytes, *, forged: bool = False) -> None:
    """Write other bytes in place of the stored state; `forged` with a checksum that fits."""
    values: dict[str, object] = {"snapshot": state}
    if forged:
        values["snapshot_sha256"] = hashlib.sha256(state).hexdigest()
    with office.engine.database.write() as connection:
        connection.execute(
            update(process_instance).where(process_instance.c.id == instance).values(**values)
        )


def test_any_flipped_byte_is_found_before_it_is_believed(office: LeaveOffice, scale: int) -> None:
    random = Random(11)
    request, other = office.asks_fully(), office.asks_fully()
    sound = office.snapshot(request)

    for _ in range(200 * scale):
        place, bit = random.randrange(len(sound)), 1 << random.randrange(8)
        flipped = bytes([*sound[:place], sound[place] ^ bit, *sound[place + 1 :]])
        damage(office, request, flipped)
        with pytest.raises(NeedsAdmin):
            office.decides(request)

    assert office.incidents() == [(request, "unreadable_state")]
    assert office.instance(request).state == "incident"
    assert office.task(request, "decide").is_open
    office.decides(other)
    office.sweeps()
    assert office.instance(other).state == "completed"


@pytest.mark.parametrize(
    "state", [b"", b"{}", b"[]", b"\xff", b'{"v":2}', b"[" * 5000], ids=lambda state: state[:7]
)
def test_a_state_that_is_none_is_not_believed_for_its_checksum(
    office: LeaveOffice, state: bytes
) -> None:
    request = office.asks_fully()
    damage(office, request, state, forged=True)

    with pytest.raises(NeedsAdmin):
        office.decides(request)

    assert office.incidents() == [(request, "unreadable_state")]


def test_a_sweep_goes_round_a_damaged_instance(office: LeaveOffice) -> None:
    damaged, sound = office.asks_fully(), office.asks_fully()
    damage(office, damaged, b"{}")

    office.sweeps(after=timedelta(days=9))

    assert office.incidents() == [(damaged, "unreadable_state")]
    assert office.effects("remind") == 1
    assert office.open_steps(sound) == ["decide"]
    assert office.sweeps() == 0


def test_a_command_about_many_goes_round_a_damaged_one(office: LeaveOffice) -> None:
    office.business.budget_frozen = True
    damaged, sound = office.asks_fully(), office.asks_fully()
    for request in (damaged, sound):
        office.decides(request)
    damage(office, damaged, b"{}")

    office.thaws(damaged, sound)

    assert office.open_steps(sound) == ["book"]
    assert office.incidents() == [(damaged, "unreadable_state")]


def test_pages_of_a_damaged_instance_still_answer(office: LeaveOffice) -> None:
    request = office.asks_fully()
    damage(office, request, b"\x00")

    assert office.open_steps(request) == ["decide", "late"]
    assert office.instance(request).stage == "Decide"


@pytest.mark.parametrize("facts", ["{", "", "[]", "null", '"x"', '{"days": 3'])
def test_facts_that_cannot_be_read_stop_their_own_case_and_lists_answer(
    office: LeaveOffice, facts: str
) -> None:
    damaged, other = office.asks_fully(), office.asks_fully()
    with office.engine.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE process_instance SET variables = ? WHERE id = ?", (facts, damaged)
        )

    assert [one.kind for one in unsound(office.engine)] == ["unreadable_state"]
    with pytest.raises(NeedsAdmin):
        office.decides(damaged)
    office.decides(other)

    assert office.incidents() == [(damaged, "unreadable_state")]
    assert office.instance(damaged).state == "incident"
    assert [task.element_id for task in office.tasks(damaged)] == ["ask", "decide"]


def test_a_case_whose_facts_cannot_be_read_is_closed(office: LeaveOffice) -> None:
    damaged = office.asks_fully()
    with office.engine.database.write() as connection:
        connection.exec_driver_sql("UPDATE process_instance SET variables = '{'")
    with pytest.raises(NeedsAdmin):
        office.decides(damaged)
    with office.engine.view() as view:
        id_ = view.connection.execute(select(incident.c.id)).scalar_one()

    with pytest.raises(StillDamaged):
        office.engine.execute(RetryIncident(incident_id=id_), office.people["admin"])
    with pytest.raises(NoSoundCopy):
        office.engine.execute(
            RestoreInstance(incident_id=id_, reason=REASON), office.people["admin"]
        )
    office.engine.execute(CloseInstance(incident_id=id_, reason=REASON), office.people["admin"])

    assert office.instance(damaged).state == "cancelled"
    assert office.open_steps(damaged) == []


# -- states that there are not


def spoil(office: LeaveOffice, table: Table, instance: str) -> None:
    """Write a state that there is not into the rows of one instance."""
    own = table.c.id if table is process_instance else table.c.instance_id
    with office.engine.database.write() as connection:
        connection.execute(update(table).where(own == instance).values(state="opem"))


def restore(office: LeaveOffice) -> None:
    """An administrator restores what stands still."""
    with office.engine.view() as view:
        id_ = view.connection.execute(select(incident.c.id)).scalar_one()
    office.engine.execute(RestoreInstance(incident_id=id_, reason=REASON), office.people["admin"])


def test_an_instance_in_no_state_stands_still_with_its_incident_and_can_be_restored(
    office: LeaveOffice,
) -> None:
    request, other = office.asks_fully(), office.asks_fully()
    spoil(office, process_instance, request)

    assert office.instance(request).state == "incident"
    with pytest.raises(NeedsAdmin):
        office.decides(request)
    office.decides(other)

    assert office.incidents() == [(request, "unreadable_state")]
    restore(office)
    office.decides(request)
    office.sweeps()
    assert office.instance(request).state == "completed"


@pytest.mark.parametrize("table", [user_task, wait], ids=lambda table: table.name)
def test_rows_in_no_state_are_found_by_night_and_restored(
    office: LeaveOffice, table: Table
) -> None:
    request, other = office.asks_fully(), office.asks_fully()
    before = [task.state for task in office.tasks(request)]
    spoil(office, table, request)

    assert [task.state for task in office.tasks(request)] == before
    (found,) = unsound(office.engine)
    assert (found.instance_id, found.kind) == (request, "unreadable_state")
    stop_unreadable(office.engine, found)
    office.decides(other)
    assert office.instance(request).state == "incident"

    restore(office)
    assert list(unsound(office.engine)) == []
    office.decides(request)
    office.sweeps()
    assert office.instance(request).state == "completed"
