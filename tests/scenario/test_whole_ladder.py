"""One CSTĐCS dossier from the nomination to the published decision: up to the district, or not."""

from __future__ import annotations

from datetime import date

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office
from tests.scenario.superior import Superior
from tests.scenario.test_xet_cap_tren import FITTING, Ladder
from tests.scenario.world import World
from workflows.queries.public.decisions import decision_of

BEFORE_THE_DISTRICT = ["check", "appraise", "publish_list", "close_publication", "council"]
AT_THE_DISTRICT = [*BEFORE_THE_DISTRICT, "sign", "issue", "publish_decision", "hand_over"]


def published(dossier: Dossier) -> tuple[str, int] | None:
    """The decision as citizens find it: its number and how many it awards."""
    with dossier.world.engine.view() as view:
        found = decision_of(view, dossier.id)
    return None if found is None else (found.symbol, found.awarded)


def steps(dossier: Dossier) -> list[str]:
    return [task.element_id for task in dossier.tasks if task.completed_by]


def hands(dossier: Dossier) -> dict[str, str]:
    """Who did each step, as the scenario calls them."""
    names = {key: name for name, key in dossier.world.people.items()}
    return {
        task.element_id: names[task.completed_by] for task in dossier.tasks if task.completed_by
    }


def test_in_regime_a_officer_council_and_chairman_submit_and_the_district_decides(
    office: Office, world: World
) -> None:
    ladder = Ladder(office, Superior.of(world), Journey(office, criteria=FITTING))

    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)
    assert published(below) is None
    ladder.superior.journey.goes(above)
    world.sweep()
    ladder.journey.goes(below)

    assert steps(below) == [
        *BEFORE_THE_DISTRICT,
        "sign_submission",
        "register_submission",
        "publish_decision",
        "hand_over",
    ]
    assert steps(above) == AT_THE_DISTRICT
    done = hands(below)
    assert (done["appraise"], done["council"], done["sign_submission"]) == (
        "officer",
        "secretary",
        "chairman",
    )
    assert hands(above)["sign"] == "chairman"
    assert published(below) == published(above) == ("01/QĐ-UBND", 1)


@pytest.mark.parametrize("day", [date(2025, 8, 4), date(2026, 10, 5)])
def test_in_regimes_c_and_d_the_commune_decides_and_nothing_goes_up(
    office: Office, world: World, clock: CalendarClock, day: date
) -> None:
    clock.reaches(day)
    ladder = Ladder(office, Superior.of(world), Journey(office, criteria=FITTING))
    rows = ladder.nominations()
    dossier = ladder.journey.goes(office.files("cstdcs", rows, title="CSTĐCS"))
    world.sweep()

    assert steps(dossier) == AT_THE_DISTRICT
    assert ladder.superior.dossiers_of(dossier) == []
    assert published(dossier) == ("01/QĐ-UBND", 1)
