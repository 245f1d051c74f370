"""The honour book on its page: found by name, award, year; what was revoked stays in it."""

from __future__ import annotations

import pytest

from tests.scenario.journey import Journey
from tests.scenario.office import nomination
from tests.statements import counted
from tests.web.site import Site
from workflows.queries.honours import PAGE


def award(site: Site, count: int = 2) -> None:
    rows = [nomination(number) for number in range(1, count + 1)]
    said = {"simplified_ground": "unexpected_deed", "event_date": site.office.today.isoformat()}
    dossier = site.office.files("giay_khen_dot_xuat", rows, event_date=site.office.today)
    Journey(site.office, appraisal=said).goes(dossier)


def test_whoever_is_awarded_stands_in_the_book(site: Site) -> None:
    """R-DOC-09."""
    officer = site.as_("officer")
    assert "Lò Thị Xuân 1" not in officer.get("/so-vang").text

    award(site)

    text = officer.get("/so-vang").text
    assert "Lò Thị Xuân 1" in text and "Lò Thị Xuân 2" in text
    assert "01/QĐ-UBND" in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=xuan+2", ["Xuân 2"]),
        ("khen=giay_khen", ["Xuân 1", "Xuân 2"]),
        ("khen=cstdcs", []),
        ("nam=2023", ["Xuân 1", "Xuân 2"]),
        ("nam=2022", []),
        ("nam=%C2%B2%C2%B3&q=%25&tu=~", []),
    ],
)
def test_the_book_is_narrowed(site: Site, asked: str, found: list[str]) -> None:
    award(site)

    answer = site.as_("officer").get(f"/so-vang?{asked}")

    assert answer.status_code == 200
    assert [name for name in ("Xuân 1", "Xuân 2") if name in answer.text] == found


def test_a_revoked_award_stays_and_says_by_which_decision(site: Site) -> None:
    award(site, 1)
    revoking = site.office.files("thu_hoi", [nomination(1)])
    Journey(site.office, appraisal={"finding_document": "07/KL-TTr"}).goes(revoking)

    text = site.as_("officer").get("/so-vang").text

    assert "Lò Thị Xuân 1" in text
    assert "02/QĐ-UBND" in text


def test_the_book_is_read_page_by_page(site: Site) -> None:
    award(site, PAGE + 1)
    officer = site.as_("officer")
    first = officer.get("/so-vang").text
    following = first.split('href="/so-vang?')[-1].split('"')[0].replace("&amp;", "&")

    with counted(site.world.engine.database) as statements:
        rest = officer.get(f"/so-vang?{following}").text

    assert first.count('role="rowheader"') == PAGE
    assert rest.count('role="rowheader"') == 1
    assert statements.of_page <= 6, str(statements)


def test_a_unit_does_not_read_the_book_of_the_office(site: Site) -> None:
    assert site.as_("nominator").get("/so-vang").status_code == 404
