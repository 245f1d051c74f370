"""The council in the browser: planned, opened, attended, voted, closed, written down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import EVERYBODY
from tests.scenario.dossier import Dossier
from tests.web.site import Site, opened


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = opened(tmp_path)
    yield made
    made.world.engine.database.close()


@pytest.fixture
def waiting(site: Site) -> Dossier:
    """A dossier that waits for the council."""
    dossier = site.office.files(nominees=2)
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    site.office.publishes(dossier)
    CalendarClock(site.world).passes(working_days=6)
    site.office.closes_publication(dossier)
    return dossier


PLAN = {"title": "Phiên họp tháng 11", "place": "Phòng họp", "day": "28/11/2023", "at": "14:00"}


def planned(site: Site, dossier: Dossier, *, secret: str = "no") -> str:
    answer = site.as_("secretary").post(
        "/hoi-dong", {**PLAN, "secret": secret, "dossier_ids": [dossier.id]}
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def ballot(dossier: Dossier, choice: str) -> dict[str, str]:
    return {f"phieu.{row.id}": choice for row in dossier.nominees}


def test_a_session_is_held_from_the_browser(site: Site, waiting: Dossier) -> None:
    address = planned(site, waiting)
    secretary = site.as_("secretary")
    assert secretary.post(f"{address}/mo").status_code == 303

    for name in EVERYBODY:
        member = site.as_(name)
        assert waiting.nominees[0].name in member.get(f"{address}/phieu").text
        assert member.post(f"{address}/phieu", ballot(waiting, "yes")).status_code == 303
    assert secretary.post(f"{address}/dong").status_code == 303

    assert "9/9" in secretary.get(f"{address}/bien-ban").text
    site.office.writes_minutes(waiting)
    assert waiting.waits_at("sign")


def test_what_was_typed_for_a_plan_comes_back_with_what_is_wrong(
    site: Site, waiting: Dossier
) -> None:
    answer = site.as_("secretary").post(
        "/hoi-dong", {**PLAN, "day": "31/02/2023", "dossier_ids": [waiting.id]}
    )

    assert answer.status_code == 422
    assert "31/02/2023" in answer.text
    assert "Phòng họp" in answer.text


def test_the_attendance_is_noted(site: Site, waiting: Dossier) -> None:
    address = planned(site, waiting)
    secretary = site.as_("secretary")
    secretary.post(f"{address}/mo")

    absent = site.world.people["member4"]
    secretary.post(f"{address}/co-mat", {f"co-mat.{absent}": "absent"})

    page = secretary.get(address).text
    row = page[page.index(f"co-mat.{absent}") :]
    assert re.search(r'value="absent" selected', row[:800])


def test_a_secret_ballot_shows_no_count_before_it_is_closed(site: Site, waiting: Dossier) -> None:
    address = planned(site, waiting, secret="yes")
    secretary = site.as_("secretary")
    secretary.post(f"{address}/mo")
    site.as_("member1").post(f"{address}/phieu", ballot(waiting, "no"))

    cells = re.findall(r'<td role="cell" class="ta-r num">1</td>', secretary.get(address).text)

    # The only figure one is the number of the first nominee in the list.
    assert len(cells) == 1


def test_a_member_votes_once(site: Site, waiting: Dossier) -> None:
    address = planned(site, waiting)
    site.as_("secretary").post(f"{address}/mo")
    member = site.as_("member1")
    member.post(f"{address}/phieu", ballot(waiting, "yes"))

    again = member.post(f"{address}/phieu", ballot(waiting, "no"))

    assert again.status_code == 409


def test_an_incomplete_ballot_is_not_cast_and_not_lost(site: Site, waiting: Dossier) -> None:
    address = planned(site, waiting)
    site.as_("secretary").post(f"{address}/mo")
    first, _second = waiting.nominees

    answer = site.as_("member1").post(f"{address}/phieu", {f"phieu.{first.id}": "yes"})

    assert answer.status_code == 422
    assert re.search(rf'name="phieu\.{first.id}" value="yes" required checked', answer.text)


@pytest.mark.parametrize("name", ["nominator", "stranger"])
def test_people_of_units_do_not_find_the_council(site: Site, waiting: Dossier, name: str) -> None:
    address = planned(site, waiting)

    assert site.as_(name).get(address).status_code in (403, 404)


def test_who_is_not_signed_in_is_asked_to(site: Site) -> None:
    answer = site.visitor().get("/hoi-dong")

    assert answer.status_code == 303
    assert "/dang-nhap" in answer.headers["Location"]
