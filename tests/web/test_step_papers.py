"""What a step makes stands on its page: as it is, or what it lacks and where that is mended."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.documents.conftest import Papers, at_signature
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.scenario.test_trinh_cap_tren import filed, journey_of
from tests.statements import counted
from tests.web.site import Site
from workflows.attachments import BlobStore
from workflows.documents.kinds import OF_STEP, DocumentKind, papers_of_step
from workflows.procedures import REQUIRED_GATES
from workflows.tables.offices import holding


@pytest.fixture
def papers(site: Site, tmp_path: Path) -> Papers:
    return Papers(site.world, BlobStore(tmp_path))


@pytest.fixture
def dossier(site: Site) -> Dossier:
    return at_signature(site.office, CalendarClock(site.world), Council(site.world))


def panel(site: Site, name: str, dossier: Dossier, step: str) -> str:
    text = site.as_(name).get(f"/viec/{dossier.task(step).id}").text
    return text.partition('id="van-ban"')[2].partition("</section>")[0]


def test_every_paper_that_a_drawing_may_name_is_one_we_make() -> None:
    assert all(papers_of_step(name) for name in REQUIRED_GATES)
    assert papers_of_step("payment_list") == (DocumentKind.PAYMENTS,)
    assert papers_of_step("no such paper") == ()
    assert all(OF_STEP.values())


def test_an_officer_has_the_paper_of_a_step_made_on_its_page(
    site: Site, papers: Papers, dossier: Dossier
) -> None:
    task = dossier.task("sign").id

    before = panel(site, "officer", dossier, "sign")
    answer = site.as_("officer").post(
        f"/ho-so/{dossier.record.code}/van-ban", {"kind": "decision", "task": task}
    )
    waiting = panel(site, "officer", dossier, "sign")
    papers.work()
    after = panel(site, "chairman", dossier, "sign")

    assert "Phiếu trình" in before and "Quyết định khen thưởng" in before
    assert answer.headers["Location"].endswith(f"/viec/{task}#van-ban")
    assert "Đang lập" in waiting
    # While it is being made the list looks again by itself; afterwards it rests.
    assert 'hx-trigger="every' in waiting.partition('id="van-ban-ds"')[2].partition(">")[0]
    version = papers.holding(papers.find(dossier, DocumentKind.DECISION)).id
    assert f"/van-ban/{version}/pdf" in after and f"/van-ban/{version}/word" in after
    assert f"/van-ban/{version}/trang/1?mo=1" in after
    assert "Dự thảo" in after
    assert 'hx-trigger="every' not in after


def test_pages_looked_at_beside_the_name_are_kept_as_opened(
    site: Site, papers: Papers, dossier: Dossier
) -> None:
    version = papers.prepare(dossier, DocumentKind.PRESENTATION).id

    site.as_("chairman").get(f"/van-ban/{version}/trang/1?mo=1")

    assert len(dossier.journal("document.open")) == 1


def test_what_a_paper_lacks_is_named_with_the_way_to_where_it_is_mended(
    site: Site, dossier: Dossier
) -> None:
    engine, people = site.world.engine, site.world.people
    with engine.database.write() as connection:
        connection.execute(
            update(holding)
            .where(holding.c.person_id == people["chairman"])
            .values(valid_to=(engine.clock.now() - timedelta(days=2)).date())
        )

    seen = panel(site, "admin", dossier, "sign")

    assert "Chưa có Chủ tịch" in seen
    assert 'href="/nhan-su"' in seen


def test_a_paper_that_cannot_be_made_yet_is_not_offered(site: Site, papers: Papers) -> None:
    dossier = brought_to_the_council(site.office, nominees=2)

    seen = panel(site, "officer", dossier, "council")

    assert "Hội đồng chưa họp về hồ sơ này" in seen and 'href="/hoi-dong"' in seen
    assert "<button" not in seen


def test_the_registry_has_decision_and_certificates_at_hand_where_it_gives_the_number(
    site: Site, dossier: Dossier
) -> None:
    site.office.signs(dossier)

    seen = panel(site, "registrar", dossier, "issue")

    assert all(name in seen for name in ("Quyết định khen thưởng", "Giấy khen", "Bảng kê"))
    assert "Quyết định chưa có số" in seen and "Đến bước đó" not in seen


def test_what_the_superior_decided_gets_no_certificate_of_ours(site: Site) -> None:
    dossier = filed(site.office, "tnxp", "tnxp")
    journey_of(site.office, "tnxp").goes(dossier, until="hand_over")

    seen = panel(site, "officer", dossier, "hand_over")

    assert "giấy khen và tiền thưởng do cơ quan đó cấp" in seen
    assert "<button" not in seen


def test_people_of_a_unit_see_no_papers_of_a_step(site: Site, dossier: Dossier) -> None:
    site.as_("officer").post(f"/ho-so/{dossier.record.code}/van-ban", {"kind": "decision"})

    answer = site.as_("nominator").get(f"/viec/{dossier.task('sign').id}")

    assert "Văn bản của bước này" not in answer.text


def test_the_dossier_shows_its_documents_with_their_files(
    site: Site, papers: Papers, dossier: Dossier
) -> None:
    version = papers.prepare(dossier, DocumentKind.DECISION).id

    text = site.as_("officer").get(f"/ho-so/{dossier.record.code}?phan=tai-lieu").text

    assert "Giấy tiếp nhận hồ sơ" in text and f"/van-ban/{version}/pdf" in text


def test_the_length_of_the_list_costs_no_statements(site: Site) -> None:
    clock, council = CalendarClock(site.world), Council(site.world)
    dossiers = [at_signature(site.office, clock, council, nominees=n) for n in (1, 1, 30)]
    costs = []

    for one in dossiers:
        with counted(site.world.engine.database) as statements:
            site.as_("chairman").get(f"/viec/{one.task('sign').id}")
        costs.append(statements.of_page)

    assert costs[1] == costs[2] <= 45, str(statements)
