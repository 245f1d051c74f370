"""The start page of a proposing unit: useful when there is nothing, and when something waits."""

from __future__ import annotations

import pytest

from tests.statements import counted
from tests.web.site import Site


def test_a_unit_begins_on_its_own_page_and_an_officer_with_the_tasks(site: Site) -> None:
    assert site.as_("nominator").get("/").location == "/don-vi"
    assert site.as_("officer").get("/").location == "/viec"


def test_who_only_supervises_begins_with_the_supervision(site: Site) -> None:
    assert site.as_("manager").get("/").location == "/dieu-hanh"
    assert site.as_("chairman").get("/").location == "/viec"


def test_an_empty_page_says_what_to_do_and_offers_every_list(site: Site) -> None:
    text = site.as_("nominator").get("/don-vi").text

    assert "Đơn vị chưa nộp hồ sơ nào" in text
    assert text.count("/mau.xlsx") >= 4
    assert "Nộp hồ sơ" in text
    assert "Can thiệp" not in text
    assert "Thôn, tổ dân phố văn hóa" not in text, "the law has that title from 2024 on"
    assert "Tiếp nhận hồ sơ</span>" not in text


def test_what_the_office_asks_for_stands_on_top_with_its_deadline(site: Site) -> None:
    dossier = site.office.files(title="Giấy khen <i>năm học</i>")
    site.office.asks_for_supplement(dossier)

    text = site.as_("nominator").get("/don-vi").text

    waits = text.partition('id="cho-ten"')[2].partition("</section>")[0]
    assert dossier.task("supply").id in waits
    own = text.partition('id="ho-so-ten"')[2].partition("</section>")[0]
    assert "Giấy khen &lt;i&gt;năm học&lt;/i&gt;" in own
    assert f"/ho-so/{dossier.record.code}/bien-nhan" in own


def test_dossiers_of_other_units_do_not_stand_there(site: Site) -> None:
    dossier = site.office.files(by="clerk", unit_id=site.world.other_unit_id)

    text = site.as_("nominator").get("/don-vi").text

    assert dossier.record.code not in text


@pytest.mark.parametrize("who", ["officer", "chairman", "clerk"])
def test_it_is_for_those_who_hand_in(site: Site, who: str) -> None:
    assert site.as_(who).get("/don-vi").status_code == 403
    assert site.visitor().get("/don-vi").location.startswith("/dang-nhap")


def test_the_number_of_dossiers_costs_nothing(site: Site) -> None:
    unit = site.as_("nominator")
    costs = []
    for more in (1, 8):
        for _ in range(more):
            site.office.asks_for_supplement(site.office.files())
        unit.get("/don-vi")
        with counted(site.world.engine.database) as statements:
            unit.get("/don-vi")
        costs.append(statements.of_page)

    assert costs[0] == costs[1] <= 12, str(statements)
