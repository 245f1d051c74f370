"""The signatory's page has everything on it; the registry is told the number it has given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.scenario.office import nomination
from tests.statements import counted
from tests.web.site import Site, opened


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = opened(tmp_path)
    yield made
    made.world.engine.database.close()


def brought_to_the_signatory(site: Site, nominees: int = 3) -> Dossier:
    dossier = brought_to_the_council(site.office, nominees=nominees)
    Council(site.world).decides(dossier)
    site.office.writes_minutes(dossier)
    return dossier


def panel(text: str) -> str:
    return text.partition('id="can-quyet-dinh"')[2].partition("</section>")[0]


def test_the_signatory_sees_list_votes_and_money_without_opening_another_page(site: Site) -> None:
    dossier = brought_to_the_signatory(site)

    text = site.as_("chairman").get(f"/viec/{dossier.task('sign').id}").text

    shown = panel(text)
    assert all(row.name in shown for row in dossier.nominees)
    assert "9/9" in shown
    assert "3 × 270.000 = 810.000" in shown
    assert f'href="/ho-so/{dossier.record.code}/quyet-dinh"' in shown


def test_the_reason_for_a_delay_stands_beside_the_deadline(site: Site) -> None:
    dossier = brought_to_the_signatory(site)
    CalendarClock(site.world).passes(working_days=40)
    site.office.explains_lateness(dossier)

    shown = panel(site.as_("chairman").get(f"/viec/{dossier.task('sign').id}").text)

    assert "Công chức phụ trách đi công tác đột xuất dài ngày" in shown


def test_a_procedure_without_a_council_says_that_nobody_voted(site: Site) -> None:
    dossier = site.office.files(
        "giay_khen_dot_xuat", nominees=[nomination(1)], event_date=site.office.today
    )
    site.office.accepts(dossier)
    site.office.appraises(
        dossier,
        element="appraise_short",
        simplified_ground="unexpected_deed",
        event_date=site.office.today.isoformat(),
    )

    shown = panel(site.as_("chairman").get(f"/viec/{dossier.task('sign').id}").text)

    assert "Không có phiên họp nào biểu quyết danh sách này." in shown
    assert "Phiếu đồng ý" not in shown


def test_the_length_of_the_list_costs_no_statements(site: Site) -> None:
    costs = []
    for nominees in (1, 1, 60):
        dossier = brought_to_the_signatory(site, nominees)
        chairman = site.as_("chairman")
        with counted(site.world.engine.database) as statements:
            chairman.get(f"/viec/{dossier.task('sign').id}")
        costs.append(len(statements))

    assert costs[1] == costs[2]
    assert costs[2] <= 34


def test_other_steps_show_no_decision(site: Site) -> None:
    dossier = site.office.files()

    text = site.as_("clerk").get(f"/viec/{dossier.task('check').id}").text

    assert panel(text) == ""


def test_the_registry_is_told_the_number_it_has_just_given(site: Site) -> None:
    dossier = brought_to_the_signatory(site)
    signing = dossier.task("sign")
    site.office.signs(dossier)
    task = dossier.task("issue")
    registry = site.as_("registrar")
    asked = registry.get(f"/viec/{task.id}").text

    answer = registry.post(
        f"/viec/{task.id}/hoan-thanh",
        {
            "revision": task.revision,
            "dated": f"{site.office.today:%d/%m/%Y}",
            "copies": "5",
            "recipients": "Như Điều 3; Lưu: VT",
            "format_checked": "1",
            "sealed": "1",
        },
    )
    told = registry.get(answer.location).text

    given = f"Đã cấp số 01/QĐ-UBND ngày {site.office.today:%d/%m/%Y}"
    assert answer.location == f"/viec/{task.id}"
    assert given in told
    # The number comes first: nobody says that a paper is sealed which has none yet.
    assert "Có số thì ghi vào văn bản rồi đóng dấu" in asked and "Đã đóng dấu" not in asked
    assert "Ghi số vào bản đã ký, đóng dấu, rồi phát hành." in told
    assert given not in site.as_("chairman").get(f"/viec/{signing.id}").text
