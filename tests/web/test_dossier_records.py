"""The tabs of a dossier that show what was handed in, and its rows of the journal."""

from __future__ import annotations

import pytest

from engine.actors import CITIZEN
from tests.scenario.dossier import Dossier
from tests.statements import counted
from tests.web.site import Site
from workflows.opinions import SendOpinion
from workflows.publications import publications_of


@pytest.fixture
def dossier(site: Site) -> Dossier:
    filed = site.office.files()
    site.office.accepts(filed)
    site.office.appraises(filed)
    site.office.publishes(filed)
    return filed


def part(site: Site, dossier: Dossier, name: str, who: str = "manager") -> str:
    text = site.as_(who).get(f"/ho-so/{dossier.record.code}?phan={name}").text
    return text.partition('id="cac-phan"')[2].partition("</main>")[0]


def test_every_completed_form_can_be_read_again_with_its_files(
    site: Site, dossier: Dossier
) -> None:
    shown = part(site, dossier, "bieu-mau")

    for said in (
        "Ý kiến thẩm định",
        "Hồ sơ đủ thành phần",
        "Bảng tin UBND thị trấn",
        "Lường Thị Hạnh",
    ):
        assert said in shown
    assert "<input" not in shown


def test_the_journal_of_the_dossier_has_refusals_too(site: Site, dossier: Dossier) -> None:
    other = site.office.files()
    site.office.tries(lambda: site.office.completes(other, "check", by="officer"))

    assert "not_candidate" in part(site, other, "nhat-ky")
    assert "not_candidate" not in part(site, dossier, "nhat-ky")
    assert "SHA-256" in part(site, dossier, "nhat-ky")


@pytest.mark.parametrize(
    ("who", "forms", "journal"),
    [("manager", True, True), ("officer", True, False), ("nominator", False, False)],
)
def test_parts_are_for_those_who_may_see_them(
    site: Site, dossier: Dossier, who: str, forms: bool, journal: bool
) -> None:
    text = site.as_(who).get(f"/ho-so/{dossier.record.code}?phan=nhat-ky").text

    assert ("phan=bieu-mau" in text) is forms
    assert ("phan=nhat-ky" in text.partition('id="cac-phan"')[2]) is journal
    assert ("SHA-256" in text) is journal


@pytest.mark.parametrize("name", ["bieu-mau", "nhat-ky"])
def test_they_keep_to_the_budget_of_the_page(site: Site, dossier: Dossier, name: str) -> None:
    manager = site.as_("manager")
    address = f"/ho-so/{dossier.record.code}?phan={name}"
    manager.get(address)

    with counted(site.world.engine.database) as statements:
        manager.get(address)

    assert len(statements) - statements.for_sign_in <= 15, str(statements)


def test_the_timeline_names_the_system_and_citizens_in_the_readers_words(
    site: Site, dossier: Dossier
) -> None:
    with site.world.engine.view() as view:
        list_id = publications_of(view, dossier.id)[-1].id
    site.world.engine.execute(
        SendOpinion(publication_id=list_id, text="Tôi đồng ý với danh sách này."), CITIZEN
    )

    shown = part(site, dossier, "dong-thoi-gian")

    assert "công dân" in shown
    assert "a citizen" not in shown
    assert "the system" not in shown
