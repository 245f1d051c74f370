"""The pages for everybody: what they tell, and all that they must not tell."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import nomination
from tests.statements import counted
from tests.web.site import Site, Visitor
from workflows.publications import publications_of
from workflows.tables.publicity import opinion, publication


@pytest.fixture
def citizen(site: Site) -> Visitor:
    return site.visitor()


def published(site: Site, **options: object) -> tuple[Dossier, str]:
    """A dossier whose list is up, and the list's key."""
    dossier = site.office.files(**options)  # type: ignore[arg-type]
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    site.office.publishes(dossier)
    with site.world.engine.database.read() as connection:
        key = connection.execute(
            select(publication.c.id).where(publication.c.dossier_id == dossier.id)
        ).scalar_one()
    return dossier, str(key)


def decided(site: Site, clock: CalendarClock) -> Dossier:
    """A dossier whose decision has its number; not yet published."""
    dossier, _ = published(site)
    clock.passes(working_days=6)
    site.office.closes_publication(dossier)
    Council(site.world).decides(dossier)
    site.office.writes_minutes(dossier)
    site.office.signs(dossier)
    site.office.issues(dossier)
    return dossier


# -- look-up


def test_the_receipts_code_shows_status_and_due_date(site, citizen):
    dossier = site.office.files()
    site.office.accepts(dossier)

    answer = citizen.get(f"/cong-khai?ma={dossier.record.lookup_code}")

    assert answer.status_code == 200
    assert f"{dossier.due_on:%d/%m/%Y}" in answer.text
    assert "Thẩm định" in answer.text


def test_a_stage_that_the_dossier_did_not_take_is_not_called_passed(site, citizen, clock):
    """From July 2025 the commune decides on this title: nothing went to the superior."""
    clock.reaches(date(2025, 8, 4))
    rows = [nomination(1, award="cstdcs")]
    journey = Journey(site.office, criteria={"rating": "excellent", "discipline": "none"})
    dossier = journey.goes(site.office.files("cstdcs", rows), until="issue")

    strip = citizen.get(f"/cong-khai?ma={dossier.record.lookup_code}").text

    above = strip.partition("<b>Trình cấp trên</b>")[2].partition("</li>")[0]
    assert "bỏ qua" in above
    assert "đã qua" in strip.partition("<b>Hội đồng</b>")[2].partition("</li>")[0]


def test_the_receipts_code_tells_neither_names_nor_the_matter(site, citizen):
    dossier = site.office.files()

    text = citizen.get(f"/cong-khai?ma={dossier.record.lookup_code}").text

    for secret in ("Lò Thị Xuân", "Giấy khen năm 2023", "Trường Tiểu học", dossier.record.code):
        assert secret not in text


@pytest.mark.parametrize("typed", ["{lower}", " {spaced} ", "{joined}"])
def test_the_code_is_found_however_it_was_typed(site, citizen, typed):
    code = site.office.files().record.lookup_code
    text = typed.format(
        lower=code.lower(), spaced=code.replace("-", " "), joined=code.replace("-", "")
    )

    answer = citizen.get("/cong-khai", query_string={"ma": text})

    assert answer.status_code == 200


def test_the_code_of_the_dossier_alone_finds_nothing(site, citizen):
    dossier = site.office.files()

    answer = citizen.get("/cong-khai", query_string={"ma": dossier.record.code})

    assert answer.status_code == 404
    assert "v-result" not in answer.text


def test_guessing_codes_is_slowed_down_per_address(site, citizen):
    answers = [citizen.get("/cong-khai?ma=ABCDE-FGHJK-LMNPQ").status_code for _ in range(40)]

    assert answers[0] == 404
    assert answers[-1] == 429


@pytest.mark.parametrize("typed", ["\x00", "%", "'; drop", "Ω" * 500, "🙂🙂🙂🙂🙂🙂🙂🙂"])
def test_any_text_may_be_looked_up(citizen, typed):
    """R-PUB-09."""
    answer = citizen.get("/cong-khai", query_string={"ma": typed})

    assert answer.status_code in (200, 404)


# -- lists


def test_a_list_shows_the_minimum_and_nothing_private(site, citizen):
    """R-PUB-07."""
    rows = [nomination(1, achievement="Vận động 32 hộ", id_number="014085099999")]
    _, key = published(site, nominees=rows)

    text = citizen.get(f"/cong-khai/danh-sach/{key}").text

    for shown in ("Lò Thị Xuân 1", "Tiểu khu 2", "Vận động 32 hộ", "Giấy khen"):
        assert shown in text
    for hidden in ("014085099999", "1985", "02/01/1985"):
        assert hidden not in text


def test_lists_that_are_up_stand_on_the_start_page_with_the_time_left(site, citizen):
    published(site)

    text = citizen.get("/cong-khai").text

    assert "Giấy khen năm 2023" in text
    assert "ngày làm việc" in text


def test_a_list_that_is_not_published_is_not_there(site, citizen):
    dossier = site.office.files()
    site.office.accepts(dossier)

    assert "Giấy khen năm 2023" not in citizen.get("/cong-khai").text
    assert citizen.get(f"/cong-khai/danh-sach/{dossier.id}").status_code == 404


def test_a_long_list_has_pages(site, citizen):
    _, key = published(site, nominees=60)

    first = citizen.get(f"/cong-khai/danh-sach/{key}").text
    second = citizen.get(f"/cong-khai/danh-sach/{key}?sau=50").text

    assert "Lò Thị Xuân 50<" in first and "Lò Thị Xuân 51<" not in first
    assert "Lò Thị Xuân 51<" in second and "Lò Thị Xuân 50<" not in second


def test_names_disappear_when_the_period_is_over(site, citizen, clock):
    _, key = published(site)
    clock.passes(working_days=20)

    text = citizen.get(f"/cong-khai/danh-sach/{key}").text

    assert "Lò Thị Xuân" not in text


def test_a_list_costs_the_same_whatever_its_length(site, citizen):
    _, short = published(site, nominees=1)
    _, long = published(site, nominees=40, by="stranger", unit_id=site.world.other_unit_id)

    costs = []
    for key in (short, long):
        with counted(site.world.engine.database) as statements:
            citizen.get(f"/cong-khai/danh-sach/{key}")
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 8


# -- opinions


def test_an_opinion_is_taken_and_its_code_shows_what_became_of_it(site, citizen):
    dossier, key = published(site)

    answer = citizen.post(
        f"/cong-khai/danh-sach/{key}/y-kien",
        {
            "nominee_id": dossier.nominees[0].id,
            "text": "Gia đình không tham gia buổi dọn vệ sinh nào.",
            "author": "Lừ Văn Kín",
            "contact": "0912 345 678",
        },
    )

    assert answer.status_code == 303
    page = citizen.get(answer.location)
    assert page.status_code == 200
    assert "0912 345 678" not in page.text and "Lừ Văn Kín" not in page.text
    with site.world.engine.database.read() as connection:
        kept = connection.execute(select(opinion)).one()
    assert kept.receipt in page.text
    assert (kept.author, kept.contact) == ("Lừ Văn Kín", "0912 345 678")


def test_a_form_sent_twice_is_one_opinion(site, citizen):
    _, key = published(site)
    form = {"text": "Đề nghị xem lại thành tích này.", "request_key": "0190aaaa-bbbb-7ccc-8ddd"}

    first = citizen.post(f"/cong-khai/danh-sach/{key}/y-kien", form)
    second = citizen.post(f"/cong-khai/danh-sach/{key}/y-kien", form)

    assert first.location == second.location


def test_a_refused_opinion_keeps_what_was_typed(site, citizen):
    _, key = published(site)

    answer = citizen.post(
        f"/cong-khai/danh-sach/{key}/y-kien", {"text": "ngắn", "author": "Lừ Văn Kín"}
    )

    assert answer.status_code == 422
    assert "ngắn" in answer.text and "Lừ Văn Kín" in answer.text
    assert "Lò Thị Xuân 1" in answer.text


def test_an_opinion_needs_the_token_of_a_page(site, citizen):
    _, key = published(site)

    answer = citizen.client.post(
        f"/cong-khai/danh-sach/{key}/y-kien", data={"text": "Không có mã bảo vệ."}
    )

    assert answer.status_code == 403


def test_opinions_are_slowed_down_per_address(site, citizen):
    _, key = published(site)
    path = f"/cong-khai/danh-sach/{key}/y-kien"

    codes = [
        citizen.post(path, {"text": f"Ý kiến lặp lại lần thứ {i} từ một máy."}).status_code
        for i in range(8)
    ]

    assert codes[0] == 303
    assert codes[-1] == 429


def test_what_comes_after_the_period_says_that_it_is_a_petition(site, citizen, clock):
    _, key = published(site)
    clock.passes(working_days=20)

    page = citizen.get(f"/cong-khai/danh-sach/{key}")
    answer = citizen.post(
        f"/cong-khai/danh-sach/{key}/y-kien", {"text": "Tôi biết quá muộn, xin kiến nghị."}
    )

    assert "kiến nghị" in page.text.lower()
    assert answer.status_code == 303
    with site.world.engine.database.read() as connection:
        assert connection.execute(select(opinion.c.state)).scalar_one() == "petition"


def test_markup_in_an_opinions_answer_is_text(site, citizen):
    rows = [nomination(1, achievement="<script>alert(1)</script>")]
    _, key = published(site, nominees=rows)

    text = citizen.get(f"/cong-khai/danh-sach/{key}").text

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


# -- decisions


def test_a_decision_is_public_once_it_was_published(site, citizen, clock):
    dossier = decided(site, clock)
    before = citizen.get("/cong-khai/quyet-dinh").text
    site.office.publishes_decision(dossier)

    text = citizen.get("/cong-khai/quyet-dinh").text

    assert "01/QĐ-UBND" not in before
    assert "01/QĐ-UBND" in text
    assert "số ở giữa là của quyết định chưa công khai" in text


def test_the_page_of_a_decision_names_the_awarded_the_article_and_the_class(site, citizen, clock):
    dossier = decided(site, clock)
    site.office.publishes_decision(dossier)
    listed = citizen.get("/cong-khai/quyet-dinh").text
    path = listed.split('<a href="/cong-khai/quyet-dinh/')[1].split('"')[0]

    text = citizen.get(f"/cong-khai/quyet-dinh/{path}").text

    assert "Lò Thị Xuân 1" in text
    assert "Lò Văn Thắng" in text
    assert "Luật Thi đua, khen thưởng" in text or "Nghị định" in text
    assert "1985" not in text and "0140850" not in text
    assert "R-AUTH" not in text, "citizens read the law's name, not our number of its rule"


@pytest.mark.parametrize(
    ("query", "found"),
    [("xuan 2", True), ("01/QĐ", True), ("trường", True), ("%", False), ("\x00", False)],
)
def test_decisions_are_found_by_number_unit_and_awarded_name(site, citizen, clock, query, found):
    site.office.publishes_decision(decided(site, clock))

    text = citizen.get("/cong-khai/quyet-dinh", query_string={"nam": "2023", "q": query}).text

    assert ("01/QĐ-UBND" in text) is found


def test_spelling_does_not_matter_and_a_name_is_that_of_one_person(site, citizen, clock):
    people = [nomination(1, name="Hoàng Văn Phanh"), nomination(2, name="Trần Hữu Đa")]
    dossier = site.office.files(nominees=people, title="Giấy khen phong trào Đoàn kết")
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    site.office.publishes(dossier)
    clock.passes(working_days=6)
    site.office.closes_publication(dossier)
    Council(site.world).decides(dossier)
    site.office.writes_minutes(dossier)
    site.office.signs(dossier)
    site.office.issues(dossier)
    site.office.publishes_decision(dossier)

    def finds(query: str) -> bool:
        return "01/QĐ-UBND" in citizen.get("/cong-khai/quyet-dinh", query_string={"q": query}).text

    for query in ("Đoàn kết", "ĐOÀN KẾT", "doan ket", "01/qđ-ubnd", "hoang van phanh", "Đa"):
        assert finds(query), query
    assert finds("Hoàng Phanh đoàn kết")
    assert not finds("Hoàng Văn Đa")


def test_who_was_proposed_but_not_awarded_cannot_be_searched_for(site, citizen, clock):
    dossier = site.office.files(nominees=[nomination(1), nomination(2, name="Tòng Văn Loại")])
    site.office.accepts(dossier)
    site.office.appraises(dossier, ["eligible", "ineligible"])
    site.office.publishes(dossier)
    clock.passes(working_days=6)
    site.office.closes_publication(dossier)
    Council(site.world).decides(dossier)
    site.office.writes_minutes(dossier)
    site.office.signs(dossier)
    site.office.issues(dossier)
    site.office.publishes_decision(dossier)

    text = citizen.get("/cong-khai/quyet-dinh", query_string={"q": "Tòng Văn Loại"}).text

    assert "01/QĐ-UBND" not in text


@pytest.mark.parametrize("path", ["quyet-dinh?nam=0", "quyet-dinh?nam=99999999&truoc=-1", "y-kien"])
def test_strange_addresses_still_show_a_page(citizen, path):
    assert citizen.get(f"/cong-khai/{path}").status_code == 200


def test_the_throttle_refills_with_time(site, citizen):
    for _ in range(40):
        citizen.get("/cong-khai?ma=ABCDE-FGHJK-LMNPQ")
    site.world.clock.pass_by(timedelta(minutes=1))

    assert citizen.get("/cong-khai?ma=ABCDE-FGHJK-LMNPQ").status_code == 404


# -- what the receipt leads to, and the issued paper


def test_the_receipts_code_leads_to_the_list_that_is_up(site, citizen):
    dossier, key = published(site)

    answer = citizen.get(f"/cong-khai?ma={dossier.record.lookup_code}")

    found = answer.text.partition('class="v-result"')[2].partition("</section>")[0]
    assert f'href="/cong-khai/danh-sach/{key}"' in found


def test_the_receipts_code_names_the_decision_once_it_is_public(site, citizen, clock):
    dossier = decided(site, clock)
    address = f"/cong-khai?ma={dossier.record.lookup_code}"
    before = citizen.get(address).text.partition('class="v-result"')[2].partition("</section>")[0]

    site.office.publishes_decision(dossier)
    after = citizen.get(address).text.partition('class="v-result"')[2].partition("</section>")[0]

    assert "01/QĐ-UBND" not in before
    assert "01/QĐ-UBND" in after
    assert 'href="/cong-khai/quyet-dinh/' in after
    assert "Tiếp theo là công khai và trao kết quả." in before
    assert "Quyết định đã công khai; tiếp theo là trao kết quả." in after


def test_everybody_may_have_the_issued_decision_and_no_other_file(site, citizen, clock):
    dossier = decided(site, clock)
    site.office.publishes_decision(dossier)
    page = citizen.get(f"/cong-khai?ma={dossier.record.lookup_code}").text
    decision = page.partition("/cong-khai/quyet-dinh/")[2].partition('"')[0]

    shown = citizen.get(f"/cong-khai/quyet-dinh/{decision}").text
    href = f"/cong-khai/quyet-dinh/{decision}/ban-phat-hanh/1"
    assert f'href="{href}"' in shown

    with site.world.engine.view() as view:
        kept = publications_of(view, dossier.id)[-1]
    assert len(kept.papers or ()) == 1
    assert set(kept.papers or ()).isdisjoint(kept.evidence)
    assert [citizen.get(href[:-1] + number).status_code for number in ("0", "2", "9")] == [404] * 3


def test_an_issued_decision_is_handed_out_as_a_download(site, citizen, clock):
    dossier = decided(site, clock)
    task = dossier.task("publish_decision")
    officer = site.as_("officer")
    officer.post(
        f"/viec/{task.id}/hoan-thanh",
        {
            "revision": task.revision,
            "issued_file": (io.BytesIO(b"%PDF-1.7 sealed\n%%EOF\n"), "totrinh.pdf"),
            "channels": "board",
            "place": "Bảng tin UBND thị trấn",
            "starts_on": f"{site.office.today:%d/%m/%Y}",
            "poster": "Lường Thị Hạnh",
            "evidence": (io.BytesIO(b"%PDF-1.7 photo\n%%EOF\n"), "anh.pdf"),
        },
        content_type="multipart/form-data",
    )
    page = citizen.get(f"/cong-khai?ma={dossier.record.lookup_code}").text
    decision = page.partition("/cong-khai/quyet-dinh/")[2].partition('"')[0]

    answer = citizen.get(f"/cong-khai/quyet-dinh/{decision}/ban-phat-hanh/1")

    assert answer.data == b"%PDF-1.7 sealed\n%%EOF\n"
    disposition = answer.headers["Content-Disposition"]
    assert "attachment" in disposition
    assert "01-Q%C4%90-UBND.pdf" in disposition and "totrinh" not in disposition
    assert "totrinh" not in citizen.get(f"/cong-khai/quyet-dinh/{decision}").text
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_opinions_that_are_refused_cost_nobody_a_word(site, citizen):
    _, key = published(site)
    address = f"/cong-khai/danh-sach/{key}/y-kien"

    refused = [citizen.post(address, {"text": ""}).status_code for _ in range(12)]
    taken = citizen.post(address, {"text": "Đề nghị xem lại thành tích năm nay"})

    assert set(refused) == {422}
    assert taken.status_code == 303


def test_refusals_have_an_end_of_their_own(site, citizen):
    _, key = published(site)
    address = f"/cong-khai/danh-sach/{key}/y-kien"

    answers = [citizen.post(address, {"text": ""}).status_code for _ in range(25)]

    assert answers[0] == 422
    assert answers[-1] == 429
