"""What was decided above is shown as that: no page makes a decision of the township out of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.documents.conftest import Papers
from tests.scenario.dossier import Dossier
from tests.scenario.test_xet_cap_tren import Ladder
from tests.web.site import Site
from workflows.attachments import BlobStore
from workflows.deciders import DecidedAbove
from workflows.documents.kinds import DocumentKind

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
