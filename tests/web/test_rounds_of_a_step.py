"""A step that is asked again: who sent the dossier back and why, and what was said before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.clock import local
from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.web.site import Site, opened

REASON = "Nêu rõ môn huấn luyện <i>theo ý kiến</i> của Hội đồng"


@pytest.fixture
def either(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """A site on each of the two databases."""
    made = opened(tmp_path, url=database_url)
    yield made
    made.world.engine.database.close()


def brought_to_the_signature(site: Site) -> Dossier:
    dossier = brought_to_the_council(site.office)
    Council(site.world).decides(dossier)
    site.office.writes_minutes(dossier)
    return dossier


def by_the_form(site: Site, dossier: Dossier) -> None:
    site.office.completes(
        dossier, "sign", by="chairman", signature_result="returned", return_reason=REASON
    )


def by_the_button(site: Site, dossier: Dossier) -> None:
    site.office.returns(dossier, "sign", to="appraise", by="chairman", reason=REASON)


@pytest.mark.parametrize("way", [by_the_form, by_the_button])
def test_whoever_does_a_step_again_reads_why_and_finds_what_was_said_before(either, way):
    dossier = brought_to_the_signature(either)
    way(either, dossier)

    page = either.as_("officer").get(f"/viec/{dossier.task('appraise').id}").text

    told = page.partition('aria-labelledby="tra-ve-ten"')[2].partition("</section>")[0]
    assert "Lò Văn Thắng trả lại hồ sơ ngày" in told
    assert "Chủ tịch ký quyết định" in told
    assert "Nêu rõ môn huấn luyện &lt;i&gt;theo ý kiến&lt;/i&gt; của Hội đồng" in told
    assert "được điền sẵn" in told
    form = page.partition('id="bieu-mau-o"')[2].partition("</form>")[0]
    assert form.count('value="eligible" selected') == len(dossier.nominees)
    assert "Hồ sơ đủ thành phần, đúng đối tượng, đề nghị khen." in form
    # Which way the dossier goes, and what is declared, is said anew.
    assert not re.search(r'name="(appraisal_result|originals_checked)"[^>]*checked', form)


def test_a_dossier_that_goes_on_as_drawn_says_nothing_of_earlier_rounds(site):
    dossier = brought_to_the_signature(site)

    page = site.as_("chairman").get(f"/viec/{dossier.task('sign').id}").text

    assert "tra-ve-ten" not in page


def test_the_reason_of_an_earlier_return_does_not_stand_in_the_form_of_the_next_signature(site):
    dossier = brought_to_the_signature(site)
    by_the_form(site, dossier)
    for step in (site.office.appraises, site.office.publishes, site.office.closes_publication):
        step(dossier)
    site.office.writes_minutes(dossier)

    shown = {"_shown": "signature_result", "signature_result": "returned"}
    task = dossier.task("sign")
    page = site.as_("chairman").post(f"/viec/{task.id}/lam-moi", shown).text

    form = page.partition('id="bieu-mau-o"')[2].partition("</form>")[0]
    assert 'name="return_reason"' in form
    assert "Nêu rõ môn huấn luyện" not in form


def test_the_check_after_a_supplement_shows_what_was_asked_and_what_was_answered(site):
    dossier = site.office.files()
    site.office.asks_for_supplement(dossier)
    supply = site.as_("nominator").get(f"/viec/{dossier.task('supply').id}").text
    asked = supply.index("Thiếu biên bản xét khen thưởng")
    # What has to be supplied comes first on the page: on a phone too.
    assert asked < supply.index('id="bieu-mau-ten"') < supply.index('id="cong"')

    site.office.completes(
        dossier,
        "supply",
        by="nominator",
        supplement_files=[site.office.file("nominator")],
        supplement_note="Biên bản họp ngày 15/11 kèm theo",
        supplement_complete=True,
    )

    page = site.as_("clerk").get(f"/viec/{dossier.task('check').id}").text
    told = page.partition('aria-labelledby="can-bo-sung"')[2].partition("</section>")[0]
    assert "Thiếu biên bản xét khen thưởng" in told
    assert "Biên bản họp ngày 15/11 kèm theo" in told


def test_the_timeline_does_not_call_a_return_by_the_form_a_signature(site):
    dossier = brought_to_the_signature(site)
    by_the_form(site, dossier)

    page = site.as_("officer").get(f"/ho-so/{dossier.record.code}").text

    assert "Trả lại từ bước: Chủ tịch ký quyết định" in page
    assert "Nêu rõ môn huấn luyện &lt;i&gt;" in page
    assert "Hoàn thành bước: Chủ tịch ký quyết định" not in page


def test_gates_beyond_a_returned_step_wait_again_and_none_of_them_is_said_to_stand_shut(site):
    dossier = brought_to_the_signature(site)
    by_the_form(site, dossier)

    page = site.as_("officer").get(f"/ho-so/{dossier.record.code}").text

    panel = page.split('id="cong"')[1].split("</section>")[0]
    rows = panel.split("<li ")[1:]
    signed = next(row for row in rows if "Người có thẩm quyền đã ký" in row)
    voted = next(row for row in rows if "Biểu quyết về tất cả trong danh sách" in row)
    assert signed.startswith('class="is-next"')
    assert voted.startswith('class="is-next"') and "hiện đang đạt" in voted
    assert "đang chặn" not in panel


def test_a_gate_that_guards_signing_is_not_called_open_for_a_form_that_sends_back(site):
    dossier = brought_to_the_signature(site)
    shown = {"_shown": "signature_result", "signature_result": "returned"}

    page = site.as_("chairman").post(f"/viec/{dossier.task('sign').id}/lam-moi", shown).text

    panel = page.partition('id="cong"')[2].partition("</section>")[0]
    signed = next(row for row in panel.split("<li ") if "Người có thẩm quyền đã ký" in row)
    assert signed.startswith('class="is-next"') and "chưa kiểm tra" in signed


def test_minutes_of_another_round_begin_with_what_the_council_said_where_that_holds(site):
    dossier = brought_to_the_signature(site)
    first = local(site.world.clock.now()).date()
    site.world.clock.pass_by(timedelta(days=1))
    site.office.returns(dossier, "sign", to="council", by="chairman", reason=REASON)

    begun = minutes_of(site, dossier)

    assert re.search(r'name="meeting_form" value="meeting"[^>]* checked', begun)
    assert f'name="meeting_date" value="{first:%d/%m/%Y}"' in begun
    assert "Hội đồng đề nghị khen thưởng: " in begun
    assert re.search(r'name="minutes_number"[^>]* value="03/BB-HĐTĐKT"', begun)

    Council(site.world).decides(dossier)
    begun = minutes_of(site, dossier)

    assert f'name="meeting_date" value="{first + timedelta(days=1):%d/%m/%Y}"' in begun
    assert not re.search(r'name="minutes_number"[^>]* value="03/BB-HĐTĐKT"', begun)


def minutes_of(site: Site, dossier: Dossier) -> str:
    page = site.as_("secretary").get(f"/viec/{dossier.task('council').id}").text
    return page.partition('id="bieu-mau-o"')[2].partition("</form>")[0]
