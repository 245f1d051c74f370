"""Supervision: numbers that are what the lists behind them hold, in few statements."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.deadlines import ClockState
from engine.instances import get_instance
from engine.ledgers import ledgers, projection_of
from engine.tables import journal, outbox
from tests.scenario.dossier import Dossier
from tests.statements import counted
from tests.web.site import Site, Visitor
from workflows.queries.keyset import Turn
from workflows.queries.overdue import Asked, board, listed
from workflows.queries.standing import Standing


class Manager:
    """Signs in anew for each page: days pass in these scenarios, sessions do not live so long."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @property
    def visitor(self) -> Visitor:
        return self._site.as_("manager")

    def get(self, path: str) -> TestResponse:
        return self.visitor.get(path)

    def post(self, path: str) -> TestResponse:
        return self.visitor.post(path)


@pytest.fixture
def manager(site: Site) -> Manager:
    return Manager(site)


def accepted(site: Site, count: int = 1) -> list[Dossier]:
    made = []
    for _ in range(count):
        dossier = site.office.files(nominees=1)
        site.office.accepts(dossier)
        made.append(dossier)
    return made


def tile(text: str, tone: str) -> int:
    found = re.search(rf'v-kpi--{tone}".*?v-kpi__n num">(\d+)<', text, re.S)
    assert found is not None
    return int(found[1])


def standing_by_ledger(site: Site, dossier: Dossier) -> Standing:
    """The same question asked of the ledger itself."""
    with site.world.engine.view() as view:
        whole = [one for one in ledgers(view, dossier.instance_id) if one.task_id is None][-1]
        seen = projection_of(view, get_instance(view.connection, dossier.instance_id), whole)
    return {
        ClockState.OVERDUE: Standing.OVERDUE,
        ClockState.DUE_SOON: Standing.AT_RISK,
        ClockState.PAUSED: Standing.PAUSED,
    }.get(seen.state, Standing.ON_TIME)


def test_every_dossier_stands_in_the_one_list_that_its_ledger_says(site, clock):
    dossiers = accepted(site)
    for days in (3, 8, 5, 4, 2):
        clock.passes(working_days=days)
        dossiers += accepted(site)
    waiting = site.office.files()
    site.office.asks_for_supplement(waiting)
    dossiers.append(waiting)
    asked = Asked(office_id=site.world.office_id)

    with site.world.engine.view() as view:
        found = {
            standing: {
                case.shown.dossier.id for case in listed(view, asked, standing, Turn())[0].rows
            }
            for standing in Standing
        }

    expected: dict[Standing, set[str]] = {standing: set() for standing in Standing}
    for dossier in dossiers:
        expected[standing_by_ledger(site, dossier)].add(dossier.id)
    assert all(expected.values()), "the scenario has to show every standing"
    assert found == expected


def test_a_dossier_is_at_risk_from_the_very_day_on_which_its_ledger_says_so(site, clock):
    [dossier] = accepted(site)
    seen = []

    for _ in range(24):
        clock.passes(working_days=1)
        with site.world.engine.view() as view:
            counts = board(view, Asked(office_id=site.world.office_id)).counts
        [standing] = [each for each, count in counts.items() if count]
        seen.append(standing)
        assert standing is standing_by_ledger(site, dossier)

    assert {Standing.ON_TIME, Standing.AT_RISK, Standing.OVERDUE} == set(seen)


def test_tiles_are_the_numbers_of_the_lists_behind_them(site, clock, manager):
    accepted(site, 2)
    clock.passes(working_days=25)
    accepted(site, 3)

    text = manager.get("/dieu-hanh").text
    late = manager.get("/dieu-hanh/ho-so?loai=qua-han").text

    assert tile(text, "late") == 2
    assert "2 hồ sơ" in late
    assert len(re.findall(r'<th role="rowheader"', late)) == 2
    assert tile(text, "done") == 3


def test_every_number_of_the_board_says_whether_it_counts_dossiers_or_steps(site, clock, manager):
    accepted(site, 2)
    clock.passes(working_days=25)

    text = manager.get("/dieu-hanh").text

    assert "Hồ sơ quá hạn</span>" in text
    assert "2 bước quá hạn" in text
    assert text.count("đếm theo bước") == 2
    assert "hồ sơ có kết quả trong tháng" in text


def test_ages_add_up_to_what_is_overdue(site, clock):
    for days in (2, 4, 20, 12):
        accepted(site)
        clock.passes(working_days=days)
    clock.passes(working_days=2)

    with site.world.engine.view() as view:
        seen = board(view, Asked(office_id=site.world.office_id))

    assert sum(seen.ages) == seen.counts[Standing.OVERDUE] > 0


@pytest.mark.parametrize("count", [1, 12])
def test_the_board_takes_twelve_statements_whatever_there_is(site, clock, manager, count):
    accepted(site, count)
    clock.passes(working_days=25)
    visitor = manager.visitor
    visitor.get("/dieu-hanh")

    with counted(site.world.engine.database) as statements:
        answer = visitor.get("/dieu-hanh")

    assert answer.status_code == 200
    assert len(statements) - statements.for_sign_in <= 12, statements


def test_narrowing_by_unit_narrows_every_number(site, clock, manager):
    accepted(site, 2)
    other = site.office.files(by="stranger", unit_id=site.world.other_unit_id)
    site.office.accepts(other)
    clock.passes(working_days=25)

    whole = manager.get("/dieu-hanh").text
    narrow = manager.get(f"/dieu-hanh?don-vi={site.world.other_unit_id}").text

    assert tile(whole, "late") == 3
    assert tile(narrow, "late") == 1
    assert f"don-vi={site.world.other_unit_id}" in narrow


@pytest.mark.parametrize(
    ("who", "status"), [("chairman", 200), ("head", 200), ("clerk", 403), ("nominator", 403)]
)
def test_only_supervisors_see_the_board(site, who, status):
    visitor = site.as_(who)

    for path in ("/dieu-hanh", "/dieu-hanh/ho-so", "/dieu-hanh/ho-so.xlsx"):
        assert visitor.get(path).status_code == status


def test_whoever_is_not_signed_in_is_sent_to_sign_in(site):
    assert site.visitor().get("/dieu-hanh").status_code == 303


def test_the_cause_is_whose_turn_it_is_until_somebody_explains(site, clock, manager):
    [dossier] = accepted(site)
    clock.passes(working_days=25)
    waiting = site.office.files()
    site.office.asks_for_supplement(waiting)
    before = manager.get("/dieu-hanh/ho-so").text
    site.office.explains_lateness(dossier)

    after = manager.get("/dieu-hanh/ho-so").text

    assert "Đơn vị đề nghị" in before
    assert "đã giải trình" not in before and "đã giải trình" in after


def test_a_reminder_reaches_the_holder_and_the_journal_once_a_day(site, clock, manager):
    [dossier] = accepted(site)
    clock.passes(working_days=25)

    first = manager.post(f"/dieu-hanh/nhac/{dossier.id}")
    second = manager.post(f"/dieu-hanh/nhac/{dossier.id}")

    assert (first.status_code, second.status_code) == (303, 409)
    assert dossier.journal("dossier.remind") == ["done", "already_reminded"]
    clock.passes(working_days=1)
    assert manager.post(f"/dieu-hanh/nhac/{dossier.id}").status_code == 303


def test_nobody_but_supervisors_reminds(site, clock):
    [dossier] = accepted(site)

    assert site.as_("clerk").post(f"/dieu-hanh/nhac/{dossier.id}").status_code == 403
    assert dossier.journal("dossier.remind") == ["not_your_position"]


def test_the_workbook_has_real_dates_and_no_formulas(site, clock, manager):
    dossier = site.office.files(title='=HYPERLINK("http://example.invalid")')
    site.office.accepts(dossier)
    clock.passes(working_days=25)

    answer = manager.get("/dieu-hanh/ho-so.xlsx?loai=qua-han")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    row = list(sheet[5])
    assert row[1].value == '\'=HYPERLINK("http://example.invalid")'
    assert row[1].data_type == "s"
    assert isinstance(row[6].value, datetime)
    assert isinstance(row[7].value, int) and row[7].value < 0


def test_a_long_list_has_pages_without_gaps(site, clock, manager, monkeypatch):
    from workflows.queries import overdue

    monkeypatch.setattr(overdue, "PAGE", 3)
    dossiers = accepted(site, 7)
    codes: list[str] = []
    path = "/dieu-hanh/ho-so"

    while path:
        text = manager.get(path).text
        codes += re.findall(r'scope="row" class="num">(?:<a [^>]*>)?([^<]+)<', text)
        following = re.search(r'href="([^"]+)" rel="next"', text)
        path = following[1].replace("&amp;", "&") if following else ""

    assert sorted(codes) == sorted(dossier.record.code for dossier in dossiers)


@pytest.mark.parametrize("query", ["loai=x", "sau=1", "sau=0~z~y", "don-vi=%25", "quy-trinh=%27"])
def test_made_up_addresses_still_show_a_page(site, manager, query):
    assert manager.get(f"/dieu-hanh/ho-so?{query}").status_code == 200


def test_letters_of_a_reminder_wait_in_the_outbox(site, clock, manager):
    [dossier] = accepted(site)
    manager.post(f"/dieu-hanh/nhac/{dossier.id}")

    with site.world.engine.database.read() as connection:
        notices = connection.execute(
            select(journal.c.details).where(journal.c.action == "notice.send")
        ).scalars()
        told = {"notice": "step_waits", "addresses": 0, "documents": 0}
        assert told in [dict(each) for each in notices]
        assert connection.execute(select(outbox)).first() is None  # nobody here has an address
