"""What was decided above is shown as that: no page makes a decision of the township out of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from engine.instances import tasks_of_instance
from engine.text import squeeze
from tests.documents.conftest import Papers
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.test_xet_cap_tren import Ladder
from tests.web.site import Site
from workflows.attachments import BlobStore
from workflows.deciders import DecidedAbove
from workflows.documents.kinds import DocumentKind
from workflows.queries.after_steps import after_step
from workflows.tables.superiors import upward

PEOPLE_ABOVE = ("clerk", "officer")
DISTRICT_CHAIR = "Chủ tịch UBND huyện Yên Châu"


@pytest.fixture
def below(site: Site) -> Dossier:
    """A dossier of grassroots fighters under regime A, with the district."""
    return Ladder.of(site.world).submits()


def test_no_decision_is_drafted_where_somebody_above_decides(
    site: Site, below: Dossier, tmp_path: Path
) -> None:
    officer, code = site.as_("officer"), below.record.code

    draft = officer.get(f"/ho-so/{code}/quyet-dinh")
    page = officer.get(f"/ho-so/{code}").text

    assert draft.status_code == 409
    assert "do cấp trên quyết định" in draft.text
    assert f"/ho-so/{code}/quyet-dinh" not in page
    with pytest.raises(DecidedAbove):
        Papers(site.world, BlobStore(tmp_path)).prepare(below, DocumentKind.DECISION)


def test_who_decided_above_is_named_and_the_decision_is_not_printed_as_our_own(
    site: Site, below: Dossier
) -> None:
    ladder = Ladder.of(site.world)
    (above,) = ladder.superior.dossiers_of(below)
    ladder.superior.journey.goes(above)
    site.world.sweep()
    officer, code = site.as_("officer"), below.record.code

    page = officer.get(f"/ho-so/{code}").text
    printed = officer.get(f"/ho-so/{code}/quyet-dinh")

    assert f"{DISTRICT_CHAIR} ·" in page
    assert "superior" not in page.partition('id="qd-ten"')[2].partition("</section>")[0]
    assert printed.status_code == 409


def test_whoever_files_learns_who_decides_and_what_the_day_on_the_receipt_means(
    site: Site, below: Dossier
) -> None:
    filing = site.as_("nominator").get("/nop-ho-so/cstdcs").text
    receipt = site.as_("clerk").get(f"/ho-so/{below.record.code}/bien-nhan").text
    own = site.as_("nominator").get("/nop-ho-so/giay_khen_cong_trang").text

    assert "Chủ tịch UBND cấp huyện" in filing and "<dt>Cấp trên</dt><dd>20 ngày" in filing
    assert "đến khi trình" in receipt
    assert "Chủ tịch UBND cấp xã" in own and "<dt>Cấp trên</dt>" not in own


def test_the_officer_reads_what_the_superior_wants_at_the_step_that_is_asked_again(
    site: Site, below: Dossier
) -> None:
    ladder = Ladder.of(site.world)
    (above,) = ladder.superior.dossiers_of(below)
    ladder.superior.office.asks_for_supplement(above)
    site.world.sweep()

    page = site.as_("officer").get(f"/viec/{below.task('appraise').id}").text

    told = page.partition('id="tra-ve-ten"')[2].partition("</section>")[0]
    assert "UBND huyện Yên Châu trả lại tờ trình: phiếu số 02/" in told
    assert "Thiếu biên bản xét khen thưởng" in told
    timeline = site.as_("officer").get(f"/ho-so/{below.record.code}").text
    assert "Gửi tờ trình 01/TTr-UBND đến" in timeline
    assert "UBND huyện Yên Châu trả lại tờ trình: phiếu số 02/1" in timeline


def test_the_registry_finds_the_superior_named_and_is_told_the_number_of_the_submission(
    site: Site,
) -> None:
    ladder = Ladder.of(site.world)
    below = ladder.office.files("cstdcs", ladder.nominations())
    ladder.journey.goes(below, until="register_submission")
    registrar, task = site.as_("registrar"), below.task("register_submission")

    form = registrar.get(f"/viec/{task.id}").text
    sent = registrar.post(
        f"/viec/{task.id}/hoan-thanh",
        {
            "revision": str(task.revision),
            "dated": f"{ladder.office.today:%d/%m/%Y}",
            "addressee": "UBND huyện Yên Châu",
            "delivery": "system",
            "format_checked": "1",
            "sealed": "1",
        },
    )
    told = registrar.get(sent.headers["Location"]).text

    assert 'value="UBND huyện Yên Châu"' in form
    assert re.search(r'name="delivery"[^>]*value="system"[^>]*checked', form)
    assert "Đã cấp số 01/TTr-UBND" in told


def test_whoever_enters_the_answer_is_not_told_to_write_its_number_on_a_paper_of_ours(
    site: Site,
) -> None:
    ladder = Ladder.of(site.world)
    below = ladder.office.files("cstdcs", ladder.nominations())
    ladder.journey.goes(below, until="await_answer")
    task = below.task("await_answer")

    ladder.journey.is_answered(below)

    page = site.as_("officer").get(f"/viec/{task.id}").text
    with site.world.engine.view() as view:
        done = next(
            one for one in tasks_of_instance(view.connection, task.instance_id) if one.id == task.id
        )
        after = after_step(view, done)
    assert below.state == "decided"
    assert "Đã cấp số" not in page
    assert not after.gave_number


def test_those_above_see_how_each_was_appraised_below_and_every_paper_of_the_title(
    site: Site, below: Dossier
) -> None:
    ladder = Ladder.of(site.world)
    (above,) = ladder.superior.dossiers_of(below)
    clerk, officer = (Site(ladder.superior.world, site.data_dir).as_(n) for n in PEOPLE_ABOVE)
    check = clerk.get(f"/viec/{above.task('check').id}").text
    ladder.superior.office.accepts(above)

    appraisal = officer.get(f"/viec/{above.task('appraise').id}").text
    page = officer.get(f"/ho-so/{above.record.code}").text
    papers = officer.get(f"/ho-so/{above.record.code}?phan=tai-lieu").text

    # R-PROC-06: what the title asks for goes to the district, not only what every submission has.
    assert len(re.findall(r'name="papers"', check)) == 5
    for shown in (appraisal, page):
        said = shown.partition("Cấp dưới thẩm định:</b>")[2].partition("</")[0]
        assert "Xếp loại: Hoàn thành xuất sắc" in said
        assert "Đã đăng ký thi đua: có" in said
    assert "Cần lưu ý (R-ELIG-03)" in appraisal.partition("Cấp dưới thẩm định:</b>")[2]
    assert papers.count("Tờ trình đã ký") == 1


@pytest.mark.parametrize("content", [{}, {"nominees": 7}, {"nominees": [3, {"stated": [None, 2]}]}])
def test_what_cannot_be_read_of_those_below_is_left_out(
    site: Site, below: Dossier, content: dict[str, object]
) -> None:
    ladder = Ladder.of(site.world)
    (above,) = ladder.superior.dossiers_of(below)
    with site.world.engine.database.write() as connection:
        connection.execute(update(upward).values(content=content))
    officer = Site(ladder.superior.world, site.data_dir).as_("officer")

    assert "Cấp dưới thẩm định" not in officer.get(f"/ho-so/{above.record.code}").text


@pytest.mark.parametrize("is_over", [False, True])
def test_a_gate_on_a_way_that_was_not_taken_is_told_apart_and_not_counted(
    site: Site, below: Dossier, is_over: bool
) -> None:
    """The chairman here signs no decision; nothing is left for this gate to wait for."""
    ladder = Ladder.of(site.world)
    (above,) = ladder.superior.dossiers_of(below)
    ladder.superior.journey.goes(above)
    site.world.sweep()
    if is_over:
        ladder.journey.goes(below)

    page = site.as_("officer").get(f"/ho-so/{below.record.code}").text

    panel = page.partition('id="cong"')[2].partition("</section>")[0]
    assert ("10/10 đã qua" if is_over else "9/10 đã qua") in squeeze(panel)
    assert "1 không áp dụng" in panel
    assert "cấp trên quyết định, ở đây không có bước “Chủ tịch ký quyết định”" in panel


def test_a_dossier_that_was_refused_says_which_gates_it_never_came_to(site: Site) -> None:
    dossier = site.office.files()
    site.office.refuses(dossier)

    page = site.as_("officer").get(f"/ho-so/{dossier.record.code}").text

    panel = page.partition('id="cong"')[2].partition("</section>")[0]
    assert "hồ sơ không qua bước “Họp Hội đồng, biểu quyết”" in panel
    assert "is-shut" not in panel


def test_nobody_is_asked_to_enter_an_answer_that_comes_by_itself(
    site: Site, below: Dossier
) -> None:
    page = site.as_("officer").get(f"/viec/{below.task('await_answer').id}").text

    assert "UBND huyện Yên Châu đang xét trên hệ thống: kết quả tự về" in page
    assert "data-completes" not in page and "data-complete=" not in page


@pytest.mark.parametrize(("day", "signs"), [(date(2023, 11, 20), False), (date(2025, 8, 4), True)])
def test_no_gate_is_announced_on_the_way_that_the_law_leaves_out(
    site: Site, day: date, signs: bool
) -> None:
    CalendarClock(site.world).reaches(day)
    ladder = Ladder.of(site.world)
    dossier = ladder.office.files("cstdcs", ladder.nominations())
    ladder.journey.goes(dossier, until="council")

    step = site.as_("secretary").get(f"/viec/{dossier.task('council').id}").text
    page = site.as_("officer").get(f"/ho-so/{dossier.record.code}").text

    assert ("Người có thẩm quyền đã ký" in step) is signs
    left_out = re.findall(r'<b>([^<]*)</b><span class="sr"> bỏ qua</span>', page)
    assert left_out == ["Trình cấp trên" if signs else "Ký quyết định"]
    assert ("ở đây không có bước “Chủ tịch ký quyết định”" in page) is not signs
