"""Delays in the inbox: the drafted apology for the officer, what was told to head and chairman."""

from __future__ import annotations

from datetime import date

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.web.site import Site
from workflows.escalating import escalate_due


@pytest.fixture
def dossier(site: Site) -> Dossier:
    """Accepted on 20/11/2023, due on 18/12; the appraisal on 29/11."""
    filed = site.office.files(title="Giấy khen chậm")
    site.office.accepts(filed)
    return filed


def reach(site: Site, day: date) -> None:
    CalendarClock(site.world).reaches(day)
    escalate_due(site.world.engine)


def test_the_officer_finds_the_drafted_apology_and_sends_it_from_its_page(
    site: Site, dossier: Dossier
) -> None:
    reach(site, date(2023, 12, 13))
    officer = site.as_("officer")

    inbox = officer.get("/viec").text
    assert "Phiếu xin lỗi cần kiểm tra, gửi" in inbox
    form = officer.get(f"/ho-so/{dossier.record.code}/giai-trinh-cham").text
    assert 'value="25/12/2023"' in form
    assert "Hồ sơ đang ở bước Thẩm định hồ sơ" in form


@pytest.mark.parametrize(
    ("day", "who", "is_told"),
    [
        (date(2023, 11, 30), "head", True),
        (date(2023, 11, 30), "chairman", False),
        (date(2023, 12, 4), "chairman", True),
    ],
)
def test_a_delay_stands_in_the_inbox_of_whoever_it_was_told_to(
    site: Site, dossier: Dossier, day: date, who: str, is_told: bool
) -> None:
    reach(site, day)

    inbox = site.as_(who).get("/viec").text

    assert ("Hồ sơ quá hạn đã báo" in inbox) is is_told
    assert ("Giấy khen chậm" in inbox) is (is_told or who == "head")


def test_however_many_delays_are_told_the_tasks_below_them_stay_in_sight(site: Site) -> None:
    for number in range(7):
        site.office.accepts(site.office.files(title=f"Giấy khen chậm {number}", nominees=1))
    reach(site, date(2023, 12, 4))

    inbox = site.as_("chairman").get("/viec").text

    told = inbox.partition('id="bao-tre"')[2].partition("</section>")[0]
    at_once, _, unfolded = told.partition("<details")
    assert '<span class="num">7</span>' in at_once
    assert (at_once.count("<li "), unfolded.count("<li ")) == (5, 2)
    assert "Còn 2 nữa" in unfolded
