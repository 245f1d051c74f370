"""Two people let a dossier pass a shut gate: with a reason, on record, and not against the law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from engine.overrides import overrides_of
from engine.overriding import ConfirmOverride, OverrideGate, WithdrawOverride
from engine.tables import journal
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.scenario.every_procedure import WORKER
from tests.scenario.journey import Journey
from tests.scenario.office import Office, Refusal, nomination
from tests.scenario.world import World, found

REASON = "Lễ trao thưởng ngày mai, danh sách đã niêm yết ở cả ba nơi"
GATE = "publication_complete"


@pytest.fixture
def world() -> Iterator[World]:
    made = found()
    yield made
    made.engine.database.close()


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


@pytest.fixture
def waiting(office: Office) -> Dossier:
    """The list is up, and its period has only begun."""
    dossier = office.files()
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    return dossier


def proposes(
    office: Office, dossier: Dossier, *, by: str = "officer", gate: str = GATE, reason: str = REASON
) -> str:
    answer = office.world.engine.execute(
        OverrideGate(instance_id=dossier.instance_id, gate=gate, reason=reason),
        office.world.actor(by),
    )
    assert isinstance(answer, dict)
    return str(answer["override"])


def confirms(office: Office, override: str, *, by: str) -> None:
    office.world.engine.execute(ConfirmOverride(override_id=override), office.world.actor(by))


def test_with_two_people_the_event_gate_opens_at_once(office: Office, waiting: Dossier) -> None:
    assert waiting.open_steps == ["publication_period"]

    override = proposes(office, waiting)
    assert waiting.open_steps == ["publication_period"]
    confirms(office, override, by="head")

    assert waiting.open_steps == ["close_publication"]


def test_the_same_override_carries_the_dossier_through_the_steps_that_ask_again(
    office: Office, waiting: Dossier
) -> None:
    confirms(office, proposes(office, waiting), by="head")

    office.closes_publication(waiting)
    Council(office.world).decides(waiting)
    office.writes_minutes(waiting)

    assert waiting.waits_at("sign")
    with office.world.engine.database.read() as connection:
        said = connection.execute(
            select(journal.c.details)
            .where(journal.c.action == "task.complete")
            .order_by(journal.c.seq.desc())
        ).scalars()
        assert len(next(said)["overrides"]) == 1


def test_it_stays_on_record_with_names_and_reason(office: Office, waiting: Dossier) -> None:
    override = proposes(office, waiting)
    confirms(office, override, by="chairman")

    with office.world.engine.view() as view:
        (kept,) = overrides_of(view, waiting.instance_id)
        acts = view.connection.execute(
            select(journal.c.action).where(journal.c.object_id == override).order_by(journal.c.seq)
        ).scalars()
        assert list(acts) == ["gate.override", "gate.confirm"]
    people = office.world.people
    assert (kept.reason, kept.refusal) == (REASON, "period_running")
    assert (kept.proposed_by, kept.confirmed_by) == (people["officer"], people["chairman"])


def test_nobody_confirms_their_own_proposal(office: Office, waiting: Dossier) -> None:
    override = proposes(office, waiting, by="head")

    refusal = office.tries(lambda: confirms(office, override, by="head"))

    assert refusal.code == "same_person"
    assert waiting.open_steps == ["publication_period"]


def test_whoever_is_entered_twice_does_not_confirm_as_the_other(
    office: Office, waiting: Dossier
) -> None:
    override = proposes(office, waiting, by="officer")
    office.world.are_one_person("officer", "head")

    refusal = office.tries(lambda: confirms(office, override, by="head"))

    assert refusal.code == "same_person"
    confirms(office, override, by="chairman")


@pytest.mark.parametrize("by", ["clerk", "officer", "registrar", "nominator"])
def test_only_those_in_charge_confirm(office: Office, waiting: Dossier, by: str) -> None:
    override = proposes(office, waiting, by="head")

    refusal = office.tries(lambda: confirms(office, override, by=by))

    assert refusal.code in ("not_your_position", "not_found")


@pytest.mark.parametrize("by", ["clerk", "chairman", "nominator", "stranger"])
def test_only_those_at_work_on_it_propose(office: Office, waiting: Dossier, by: str) -> None:
    refusal = office.tries(lambda: proposes(office, waiting, by=by))

    assert refusal.code in ("not_your_position", "not_found")


def test_confirmed_law_is_not_overridden(office: Office) -> None:
    dossier = office.files()
    office.asks_for_supplement(dossier)
    office.supplements(dossier)

    assert _refused(office, dossier, "one_supplement").code == "nothing_to_override"
    late = _late_at_the_signatory(office)
    assert _refused(office, late, "lateness_explained").code == "confirmed_law"


@pytest.mark.parametrize(
    ("day", "is_confirmed"),
    # R-COUN-04: from 2024 on a decree asks for 80 % of all members; before, a majority decides.
    [(date(2023, 11, 20), False), (date(2024, 6, 3), True)],
)
def test_a_ballot_that_the_law_asks_for_is_not_overridden(
    office: Office, day: date, is_confirmed: bool
) -> None:
    CalendarClock(office.world).reaches(day)
    dossier = office.files("cstdcs", [nomination(1, award="cstdcs")])
    Journey(office, criteria=WORKER).goes(dossier, until="council")

    if is_confirmed:
        assert _refused(office, dossier, "ballot_complete").code == "confirmed_law"
    else:
        assert proposes(office, dossier, gate="ballot_complete")


@pytest.mark.parametrize("gate", ["signature_evidence", "ballot_complete", "made_up", ""])
def test_a_gate_that_is_not_shut_here_is_not_overridden(
    office: Office, waiting: Dossier, gate: str
) -> None:
    assert _refused(office, waiting, gate).code == "nothing_to_override"


def test_a_signature_cannot_be_done_without(office: Office) -> None:
    dossier = _late_at_the_signatory(office)

    assert _refused(office, dossier, "signature_evidence").code == "nothing_to_override"


def test_a_short_reason_is_no_reason(office: Office, waiting: Dossier) -> None:
    refusal = office.tries(lambda: proposes(office, waiting, reason="gấp"))

    assert refusal.fields == ["reason"]


def test_a_gate_is_proposed_once_and_again_when_it_was_turned_down(
    office: Office, waiting: Dossier
) -> None:
    override = proposes(office, waiting)
    assert _refused(office, waiting, GATE).code == "override_waits"

    office.world.engine.execute(
        WithdrawOverride(override_id=override), office.world.actor("chairman")
    )

    assert office.tries(lambda: confirms(office, override, by="head")).code == "override_is_over"
    confirms(office, proposes(office, waiting), by="head")
    assert waiting.open_steps == ["close_publication"]


def test_a_dossier_that_was_sent_back_has_to_wait_again(office: Office, waiting: Dossier) -> None:
    confirms(office, proposes(office, waiting), by="head")
    office.returns(
        waiting,
        "close_publication",
        to="publish_list",
        by="officer",
        reason="Danh sách in nhầm tên đơn vị",
    )
    office.publishes(waiting)

    assert waiting.open_steps == ["publication_period"]
    with office.world.engine.view() as view:
        (kept,) = overrides_of(view, waiting.instance_id)
    assert kept.confirmed_at is not None
    assert not kept.holds


def test_on_either_database(database_url: str) -> None:
    world = found(database_url)
    office = Office(world)
    dossier = office.files()
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)

    confirms(office, proposes(office, dossier), by="head")

    assert dossier.open_steps == ["close_publication"]
    world.engine.database.close()


def _refused(office: Office, dossier: Dossier, gate: str) -> Refusal:
    return office.tries(lambda: proposes(office, dossier, gate=gate))


def _late_at_the_signatory(office: Office) -> Dossier:
    dossier = brought_to_the_council(office)
    Council(office.world).decides(dossier)
    office.writes_minutes(dossier)
    CalendarClock(office.world).passes(working_days=40)
    return dossier
