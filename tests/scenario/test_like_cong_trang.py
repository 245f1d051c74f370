"""R-PROC-02 and R-PROC-04: campaigns and households go the way of yearly merit."""

from __future__ import annotations

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.office import Office, nomination
from workflows.workbooks import NomineeKind

HOUSEHOLD = nomination(
    1,
    kind=NomineeKind.HOUSEHOLD,
    name="Hộ ông Tòng Văn Ín",
    birth_date=None,
    id_number="",
    achievement="Hiến 60 m² đất mở đường tiểu khu",
)


@pytest.mark.parametrize(
    ("procedure", "rows"),
    [("giay_khen_chuyen_de", [nomination(1)]), ("giay_khen_ho_gia_dinh", [HOUSEHOLD])],
)
def test_from_the_list_to_the_archive(
    office: Office, clock: CalendarClock, council: Council, procedure: str, rows: list[object]
) -> None:
    dossier = office.files(procedure, rows)  # type: ignore[arg-type]
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    clock.passes(working_days=6)
    office.closes_publication(dossier)
    council.meets(dossier, secret=True)
    council.agrees(dossier)
    council.closes()
    office.writes_minutes(dossier)
    office.signs(dossier)
    office.issues(dossier)
    office.publishes_decision(dossier)
    office.hands_over(dossier)

    assert dossier.state == "finished"
    assert dossier.outcomes == ["awarded"]
