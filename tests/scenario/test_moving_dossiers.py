"""Dossiers move to another version of their procedure, with their clocks and without a shortcut."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from engine import migration
from engine.actors import OPERATOR
from engine.deploying import deploy
from engine.errors import Forbidden, NotFound
from engine.migration import MigrateInstances, Plan, UndoMigration, Verdict, VerdictKind
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from tests.scenario.world import SINCE, World
from workflows.assemble import delivered_files
from workflows.founding import Founder
from workflows.queries.procedures import versions_of

KEY = "giay_khen_cong_trang"
REASON = "The procedure was drawn anew"

Change = Callable[[bytes], bytes]


@pytest.fixture
def admin(world: World) -> str:
    world.gives("head", "admin")
    return "head"


def redrawn(world: World, changes: Mapping[str, Change]) -> Plan:
    """A second version of the procedure with its parts as changed; the plan to move to it."""
    delivered = delivered_files()
    drawing = delivered[f"{KEY}.bpmn"].replace(b"<bpmn:process ", b"<!-- anew --><bpmn:process ", 1)
    files = {f"{KEY}.bpmn": drawing}
    files |= {name: change(delivered[name]) for name, change in changes.items()}
    world.engine.execute(deploy(files, REASON), OPERATOR)
    with world.engine.view() as view:
        new, old = versions_of(view, KEY)[:2]
    return Plan.of(old.id, new.id)


def moves(world: World, plan: Plan, by: str) -> str:
    answer = world.engine.execute(MigrateInstances(plan=plan, reason=REASON), world.actor(by))
    assert isinstance(answer, dict)
    while migration.run_migrations(world.engine):
        pass
    return str(answer["migration"])


def verdict_on(world: World, plan: Plan, dossier: Dossier) -> Verdict:
    found = migration.verdicts(world.engine, plan, instances=[dossier.instance_id])
    return found[0]


def test_dossiers_move_wherever_they_stand(office: Office, world: World, admin: str) -> None:
    filed, accepted, appraised = office.files(), office.files(), office.files()
    for one in (accepted, appraised):
        office.accepts(one)
    office.appraises(appraised)
    steps = [one.open_steps for one in (filed, accepted, appraised)]
    due = accepted.due_on
    plan = redrawn(world, {})

    found = migration.verdicts(world.engine, plan)
    moves(world, plan, admin)

    assert [one.name for one in found] == [d.record.code for d in (filed, accepted, appraised)]
    assert {one.kind for one in found} == {VerdictKind.MOVES}
    assert [one.open_steps for one in (filed, accepted, appraised)] == steps
    assert {one.record.definition_id for one in (filed, accepted, appraised)} == {plan.target}
    assert accepted.due_on == due
    office.appraises(accepted)
    assert accepted.waits_at("publish_list")


def test_a_shorter_limit_of_a_step_counts_from_its_start(
    office: Office, world: World, admin: str
) -> None:
    dossier = office.files()
    office.accepts(dossier)
    before = dossier.task("appraise").due_at

    def shorter(drawing: bytes) -> bytes:
        assert b'vd:deadline="step.appraise"' in drawing
        return drawing.replace(b'vd:deadline="step.appraise"', b'vd:deadline="8wh"')

    plan = redrawn(world, {f"{KEY}.bpmn": shorter})
    verdict = verdict_on(world, plan, dossier)
    moves(world, plan, admin)

    after = dossier.task("appraise").due_at
    assert before is not None and after is not None
    assert after < before
    assert verdict.moved is not None
    (step,) = [one for one in verdict.moved.steps if one.task_id]
    assert (step.due_before, step.due_after) == (before, after)


def test_only_an_administrator_moves_dossiers_and_takes_it_back(
    office: Office, world: World, admin: str
) -> None:
    dossier = office.files()
    plan = redrawn(world, {})

    for name in ("clerk", "officer", "chairman"):
        with pytest.raises(Forbidden):
            world.engine.execute(MigrateInstances(plan=plan, reason=REASON), world.actor(name))
    made = moves(world, plan, admin)
    with pytest.raises(Forbidden):
        world.engine.execute(UndoMigration(migration_id=made, reason=REASON), world.actor("clerk"))
    world.engine.execute(UndoMigration(migration_id=made, reason=REASON), world.actor(admin))
    migration.run_migrations(world.engine)

    assert dossier.record.definition_id == plan.source
    assert dossier.journal("migration.move") == ["done"]
    assert dossier.journal("migration.move_back") == ["done"]
    office.accepts(dossier)


def test_an_administrator_of_another_office_moves_and_sees_nothing_of_this_one(
    office: Office, world: World, admin: str
) -> None:
    dossier = office.files()
    plan = redrawn(world, {})
    elsewhere = administrator_elsewhere(world)

    for chosen in ((), (dossier.instance_id,)):
        with pytest.raises(NotFound):
            world.engine.execute(
                MigrateInstances(plan=plan, reason=REASON, instances=chosen),
                world.actor("elsewhere"),
            )
    made = moves(world, plan, admin)
    with pytest.raises(NotFound):
        world.engine.execute(
            UndoMigration(migration_id=made, reason=REASON), world.actor("elsewhere")
        )

    assert dossier.journal("migration.move") == ["done"]
    assert migration.verdicts(world.engine, plan.reversed(), office_id=elsewhere) == []
    with world.engine.view() as view:
        ids = [plan.source]
        assert migration.migrations_of(view, ids, office_id=elsewhere) == []
        assert migration.migrations_of(view, ids, office_id=world.office_id) == [made]


def administrator_elsewhere(world: World) -> str:
    """Another commune, with an administrator of its own; returns its id."""
    with world.engine.database.write() as connection:
        founder = Founder(connection, world.engine.ids, world.clock.now())
        office_id = founder.office(
            "UBND xã Chiềng Pằn",
            short_name="UBND",
            agency_code="H52.1.2",
            level="commune",
            place="Chiềng Pằn",
        )
        person = founder.person(office_id, "Lò Thị Xa")
        founder.position(person, "admin", office_id=office_id, since=SINCE, decision="1/QĐ-UBND")
    world.people["elsewhere"] = person
    return office_id


def test_the_way_back_later_is_the_plan_reversed(office: Office, world: World, admin: str) -> None:
    dossier = office.files()
    plan = redrawn(world, {})
    moves(world, plan, admin)
    office.accepts(dossier)

    moves(world, plan.reversed(), admin)

    assert dossier.record.definition_id == plan.source
    office.appraises(dossier)
    assert dossier.waits_at("publish_list")
