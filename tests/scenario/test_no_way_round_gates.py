"""For every gate of every procedure that is drawn: no way round it, whichever way is tried.

The cases come from the drawings. A gate is shut by hand where it stands, and then everything that
could carry a case past it is tried on copies: the form, the API, acts on many tasks at once, a
batch that is signed, passing time, messages, acts of administrators, returns, and moves to another
version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from engine import migration
from engine.actors import OPERATOR
from engine.definitions import DIAGRAM_SUFFIX
from engine.deploying import deploy
from engine.errors import GateClosed, Rejected
from engine.gates import Finding, GateContext
from engine.incidents import open_incident
from engine.messages import SendMessage
from engine.migration import MigrateInstances, Plan
from engine.repairs import CaseWaits, ResolveIncident, RetryIncident
from engine.returning import return_targets
from engine.tables import incident, wait
from engine.tasks import ReturnTask
from tests.api.caller import Programs
from tests.documents.certificates import PASSWORD, authority
from tests.documents.conftest import Papers
from tests.documents.test_digital_signatures import Signatures
from tests.scenario.every_procedure import Noting, Walk, drawn, procedures, recipes
from tests.scenario.world import World, found
from tests.web.site import Site
from workflows import signing
from workflows.assemble import delivered_files
from workflows.attachments import BlobStore
from workflows.digital_signatures.mode import Mode, SetSignatureMode
from workflows.documents.signing_keys import FileKey
from workflows.queries.procedures import versions_of
from workflows.signing_desk import sign_all

REASON = "Tried by a test that must not succeed"
LONG = timedelta(days=400)

Place = tuple[str, str]


@contextmanager
def shut(world: World, *keys: str) -> Iterator[None]:
    """These gates refuse, for a reason of theirs, whatever is the case."""
    gates = world.engine.registry.gates
    before = {key: gates[key] for key in keys}
    for key, gate in before.items():
        liftable = (one for one in gate.reasons if one not in gate.absolute)
        reason = next(liftable, next(iter(gate.reasons)))
        facts = dict.fromkeys(re.findall(r"%\((\w+)\)", gate.reasons[reason]), 1)

        def refusing(
            _context: GateContext, reason: str = reason, facts: dict[str, int] = facts
        ) -> Finding:
            return Finding(passed=False, reason=reason, facts=facts)

        gates[key] = replace(gate, predicate=refusing)
    try:
        yield
    finally:
        gates.update(before)


@pytest.mark.parametrize("procedure", procedures())
def test_no_gate_can_be_gone_round(procedure: str, tmp_path: Path) -> None:
    tried: set[Place] = set()
    is_moved = False

    for recipe in recipes(procedure):
        walk = Walk.of(procedure, Noting(found()), recipe)
        programs = Programs(Site(walk.world, tmp_path))
        for step in walk.stops():
            for place in set(walk.places) - tried:
                if place[1] == step and walk.element(place).gates:
                    _try_everything(walk, place, programs)
                    if "lateness_explained" in walk.element(place).gates and not is_moved:
                        _move_to_another_version(walk, place)
                        is_moved = True
                    tried.add(place)
        assert walk.dossier.incidents == []
        walk.world.engine.database.close()

    assert tried == _gated_places(procedure)
    assert is_moved


def _gated_places(procedure: str) -> set[Place]:
    """Where gates stand in the drawing and in the parts that it calls."""
    gated, ahead = set(), [procedure]
    for key in ahead:
        for element in drawn()[key].elements.values():
            if element.gates:
                gated.add((key, element.id))
            if element.called_element in drawn() and element.called_element not in ahead:
                ahead.append(element.called_element)
    return gated


# -- the ways


_tried_parts: set[Place] = set()
"""Places in parts that procedures share: what needs a copy of everything is tried there once."""

_acted_on_many: set[str] = set()
"""Steps on which the acts on many were tried: they are the same in every procedure."""


def _try_everything(walk: Walk, place: Place, programs: Programs) -> None:
    gates = walk.element(place).gates
    is_task = any(task.element_id == place[1] for task in walk.tasks)
    if is_task:
        for gate in gates:
            _hand_the_form_in(walk, place, gate)
        _hand_in_by_api(walk, place, gates, programs)
    if place in _tried_parts:
        return
    if place[0] != walk.dossier.record.procedure:
        _tried_parts.add(place)
    if is_task:
        _give_it_back(walk, place, gates)
        if place[1] not in _acted_on_many:
            _acted_on_many.add(place[1])
            _act_on_many(walk, place, gates, programs)
    else:
        _ask_an_administrator(walk, place, gates)
    _let_time_pass(walk, place, gates)
    _send_every_message(walk, place, gates)


def _hand_the_form_in(walk: Walk, place: Place, gate: str) -> None:
    """Each gate by itself refuses the form with which everybody else would go on."""
    with shut(walk.world, gate):
        refusal = walk.office.tries(lambda: walk.does(place[1]))

    assert isinstance(refusal.error, GateClosed), (place, gate, refusal.error)
    assert gate in refusal.gates
    assert place in walk.places


def _hand_in_by_api(walk: Walk, place: Place, gates: tuple[str, ...], programs: Programs) -> None:
    assert isinstance(walk.office, Noting)
    element, by, data = walk.office.told
    task = walk.dossier.task(element)
    body = {"revision": task.revision, "data": data}
    with shut(walk.world, *gates):
        answer = programs.as_(by).post(f"/tasks/{task.id}/complete", body)

    assert answer.status_code == 409, answer.text
    assert answer.json["code"] == "gate_closed"
    assert place in walk.places


def _act_on_many(walk: Walk, place: Place, gates: tuple[str, ...], programs: Programs) -> None:
    """Several tasks are taken and given back at once, and several decisions signed: none passes."""
    there = walk.elsewhere()
    assert isinstance(walk.office, Noting)
    by = walk.office.told[1]
    site = Site(there.world, programs.site.data_dir)
    with shut(there.world, *gates):
        for act in ({"act": "claim"}, {"act": "release", "reason": REASON}):
            task = there.dossier.task(place[1])
            chosen = {**act, "chon": [f"{task.id}:{task.revision}"]}
            assert site.as_(by).post("/viec/hang-loat", chosen).status_code in (200, 303)
            assert there.dossier.task(place[1]).revision > task.revision
        assert not _went_past(walk, there, place)
    if walk.element(place).form_key == signing.FORM:
        _sign_in_a_batch(there, gates, programs.site.data_dir)


def _sign_in_a_batch(there: Walk, gates: tuple[str, ...], folder: Path) -> None:
    """A decision signed by the right certificate, among several: each gate by itself refuses it."""
    (folder / "trust").mkdir(exist_ok=True)
    (folder / "trust" / "root.pem").write_bytes(authority().pem)
    admin = there.world.actor("admin")
    there.world.engine.execute(
        SetSignatureMode(office_id=there.world.office_id, mode=Mode.DIGITAL), admin
    )
    papers = Papers(there.world, BlobStore(folder))
    signatures = Signatures(there.office, papers, folder / "trust")
    key = FileKey(signatures.knows(authority().certify("Lò Văn Thắng")).file, PASSWORD)
    signatures.prepared(there.dossier)
    for gate in gates:
        with shut(there.world, gate):
            (one,) = sign_all(signatures.desk(), [there.dossier.id], key)
        assert one.refusal is not None and one.refusal.key.startswith(f"{gate}."), (gate, one)
        assert there.dossier.waits_at("sign")
    (one,) = sign_all(signatures.desk(), [there.dossier.id], key)
    assert one.refusal is None  # So it was the gates that refused.


def _let_time_pass(walk: Walk, place: Place, gates: tuple[str, ...]) -> None:
    """Timers and jobs may do what is drawn for them, but not what the gate holds back."""
    there = walk.elsewhere()
    with shut(there.world, *gates):
        there.world.clock.set(there.world.clock.now() + LONG)
        for _ in range(3):
            there.world.sweep()

        assert not _went_past(walk, there, place)


def _send_every_message(walk: Walk, place: Place, gates: tuple[str, ...]) -> None:
    there = walk.elsewhere()
    names = {element.event_ref for process in drawn().values() for element in _events(process)}
    record = there.dossier.record
    with shut(there.world, *gates):
        for name in sorted(names):
            for key in ("", record.code, record.id, record.instance_id):
                there.world.engine.execute(SendMessage(name=name, key=key), OPERATOR)
        there.world.sweep()

        assert not _went_past(walk, there, place)


def _events(process: Any) -> Iterator[Any]:
    return (element for element in process.elements.values() if element.event_ref)


def _give_it_back(walk: Walk, place: Place, gates: tuple[str, ...]) -> None:
    """A return leads to where it is drawn to, and never to what lies behind the gate."""
    for target in (one.id for one in return_targets(walk.definition, *place)):
        there = walk.elsewhere()
        task = there.dossier.task(place[1])
        assert isinstance(walk.office, Noting)
        actor = there.world.actor(walk.office.told[1])
        with shut(there.world, *gates):
            there.world.engine.execute(
                ReturnTask(task_id=task.id, revision=task.revision, to=target, reason=REASON),
                actor,
            )
            assert not _went_past(walk, there, place)


def _ask_an_administrator(walk: Walk, place: Place, gates: tuple[str, ...]) -> None:
    """An event that is stuck is tried again or the case closed; nobody takes it past its gate."""
    there = walk.elsewhere()
    engine = there.world.engine
    with engine.database.write() as connection:
        wait_id = connection.execute(
            select(wait.c.id).where(
                wait.c.instance_id == there.dossier.instance_id,
                wait.c.element_id == place[1],
                wait.c.state == "open",
            )
        ).scalar_one()
        # As it is after the third try that failed.
        connection.execute(update(wait).where(wait.c.id == wait_id).values(state="failed"))
        open_incident(
            connection,
            there.dossier.instance_id,
            "gate",
            "It was shut by a test",
            ids=engine.ids,
            now=there.world.clock.now(),
            wait_id=wait_id,
        )
        key = connection.execute(select(incident.c.id)).scalar_one()
    admin = there.world.actor("admin")
    with shut(there.world, *gates):
        refusal = there.office.tries(
            lambda: engine.execute(ResolveIncident(incident_id=key, reason=REASON), admin)
        )
        with suppress(Rejected):
            engine.execute(RetryIncident(incident_id=key), admin)
        there.world.sweep()

        assert isinstance(refusal.error, CaseWaits), refusal.error
        assert not _went_past(walk, there, place)


def _move_to_another_version(walk: Walk, place: Place) -> None:
    """A version drawn anew keeps the gates where the case stands; once for each procedure, as
    deploying takes longer than all else."""
    gates = walk.element(place).gates
    there = walk.elsewhere()
    engine, key = there.world.engine, walk.dossier.record.procedure
    with engine.view() as view:
        old = next(one for one in versions_of(view, key))
    text = delivered_files()[old.file].replace(b"<bpmn:process ", b"<!-- anew --><bpmn:process ", 1)
    engine.execute(deploy({old.file: text}, REASON), OPERATOR)
    with engine.view() as view:
        new = versions_of(view, key)[0]
    with shut(there.world, *gates):
        engine.execute(MigrateInstances(plan=Plan.of(old.id, new.id), reason=REASON), OPERATOR)
        while migration.run_migrations(engine):
            pass
        there.world.sweep()

        assert not _went_past(walk, there, place)
        assert place in there.places
        if any(task.element_id == place[1] for task in there.tasks):
            refusal = there.office.tries(lambda: there.does(place[1]))
            assert set(refusal.gates) == set(gates)


def _went_past(before: Walk, after: Walk, place: Place) -> bool:
    """Whether the gated element was left in the drawn way since."""
    return any(element == place[1] for _, element in after.passed() - before.passed())


def test_the_procedures_are_those_that_are_delivered() -> None:
    """So that no drawing is forgotten: every file with a procedure is walked above."""
    files = [name for name in delivered_files() if name.endswith(DIAGRAM_SUFFIX)]

    assert len(procedures()) >= 12
    assert len(files) > len(procedures())
