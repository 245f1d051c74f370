"""The pages of dossiers: what they tell, to whom, what they offer, and what they cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event, update
from werkzeug.test import TestResponse

from engine.actors import CITIZEN
from engine.tables import process_instance
from engine.tasks import ReturnTask
from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.scenario.office import nomination
from tests.statements import counted
from tests.web.site import Site, Visitor, opened
from workflows.documents.amounts import in_words, money
from workflows.documents.decision import decision
from workflows.editions import seed_book
from workflows.law.deadline_rules import typed
from workflows.opinions import SendOpinion
from workflows.parts import PARTS
from workflows.publications import publications_of
from workflows.queries.dossiers import PAGE
from workflows.tables.dossiers import nominee
from workflows.tables.offices import person
from workflows.workbooks import NomineeKind

FRONTEND = Path(__file__).parents[2] / "web" / "frontend"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Dossier]]:
    """One accepted dossier, only looked at."""
    made = opened(tmp_path_factory.mktemp("small"))
    dossier = made.office.files(title="Giấy khen nhà giáo")
    made.office.accepts(dossier)
    yield made, dossier
    made.world.engine.database.close()


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Dossier]]:
    """A dossier that waits for the council, only looked at."""
    made = opened(tmp_path_factory.mktemp("waiting"))
    yield made, brought_to_the_council(made.office)
    made.world.engine.database.close()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Dossier]]:
    """A dossier whose decision has its number, only looked at."""
    made = opened(tmp_path_factory.mktemp("done"))
    yield made, decided(made)
    made.world.engine.database.close()


@dataclass(frozen=True)
class Always:
    """Somebody who signs in anew each time: sessions end while scenarios let days pass."""

    site: Site
    name: str

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.site.as_(self.name).get(path, **options)

    def post(self, path: str, data: Mapping[str, Any]) -> TestResponse:
        return self.site.as_(self.name).post(path, data)


@pytest.fixture
def officer(site: Site) -> Always:
    return Always(site, "officer")


def page_of(visitor: Visitor | Always, dossier: Dossier, **query: str) -> str:
    answer = visitor.get(f"/ho-so/{dossier.record.code}", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.text


def within(pattern: str, text: str) -> str:
    """The one group of a pattern that has to be there."""
    found = re.search(pattern, text)
    assert found is not None, pattern
    return found[1]


def words(html: str) -> str:
    """The page as somebody reads it: no markup, single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def decided(site: Site) -> Dossier:
    """A dossier whose decision has its number."""
    dossier = brought_to_the_council(site.office)
    Council(site.world).decides(dossier)
    site.office.writes_minutes(dossier)
    site.office.signs(dossier)
    site.office.issues(dossier)
    return dossier


def opine(site: Site, dossier: Dossier) -> None:
    """A citizen says something about the list while it is public."""
    with site.world.engine.view() as view:
        key = publications_of(view, dossier.id)[-1].id
    site.world.engine.execute(
        SendOpinion(publication_id=key, text="Đề nghị xem lại hộ này.", author="Lừ Văn Kín"),
        CITIZEN,
    )


# -- the list


def test_the_list_shows_state_stage_and_deadline(site, officer):
    site.office.accepts(site.office.files(title="Giấy khen nhà giáo"))

    text = words(officer.get("/ho-so").text)

    for shown in ("Giấy khen nhà giáo", "Thẩm định", "Đang xử lý", "Còn 20 ngày"):
        assert shown in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=nha giao", True),
        ("q=NHÀ+GIÁO", True),
        ("q=xuan 2", True),
        ("q=truong tieu hoc", True),
        ("q=14/TTr", True),
        ("q=khong co", False),
        ("q=%25", False),
        ("trang-thai=dang-xu-ly", True),
        ("trang-thai=da-xong", False),
        ("trang-thai=khong-co", True),
        ("qua-han=1", False),
        ("nam=2023", True),
        ("nam=2022", False),
        ("nam=khong", True),
        ("thu-tuc=giay_khen_cong_trang", True),
        ("thu-tuc=giay_khen_dot_xuat", False),
        ("don-vi=khong-co", False),
    ],
)
def test_the_list_is_narrowed_by_what_stands_in_the_address(small, query, found):
    answer = small[0].as_("officer").get(f"/ho-so?{query}")

    assert answer.status_code == 200
    assert ("Giấy khen nhà giáo" in answer.text) is found


def test_a_decision_is_found_by_its_number(done):
    officer = done[0].as_("officer")

    assert "Giấy khen năm 2023" in officer.get("/ho-so?q=01/QĐ").text
    assert "Giấy khen năm 2023" not in officer.get("/ho-so?q=02/QĐ").text


def test_what_is_overdue_stands_in_its_own_list_with_its_number(site, officer, clock):
    late = site.office.files(title="Hồ sơ chậm")
    site.office.accepts(late)
    clock.passes(working_days=21)
    site.office.accepts(site.office.files(title="Hồ sơ mới"))

    text = officer.get("/ho-so?qua-han=1").text

    assert "Hồ sơ chậm" in text
    assert "Hồ sơ mới" not in text
    assert 'Quá hạn <span class="num">1</span>' in text


def test_pages_of_the_list_neither_skip_nor_repeat(site, officer):
    for number in range(PAGE + 3):
        site.world.clock.pass_by(timedelta(minutes=1))
        site.office.files(title=f"Hồ sơ số {number:03}", nominees=1)

    first = officer.get("/ho-so").text
    second = officer.get(within(r'href="(/ho-so\?sau=[^"]+)"', first)).text
    back = officer.get(within(r'href="(/ho-so\?truoc=[^"]+)"', second)).text

    titles = [re.findall(r"Hồ sơ số (\d{3})", text) for text in (first, second, back)]
    assert titles[0] + titles[1] == [f"{number:03}" for number in range(PAGE + 2, -1, -1)]
    assert titles[2] == titles[0]


def test_people_of_a_unit_see_what_the_unit_proposed_and_nothing_else(site):
    site.office.files(title="Của trường")
    other = site.office.files(title="Của tiểu khu", by="stranger", unit_id=site.world.other_unit_id)
    nominator = site.as_("nominator")

    listed = nominator.get("/ho-so").text

    assert "Của trường" in listed
    assert "Của tiểu khu" not in listed
    assert nominator.get(f"/ho-so/{other.record.code}").status_code == 404
    assert nominator.get(f"/ho-so/{other.record.code}/quyet-dinh").status_code == 404
    assert nominator.get(f"/ho-so/{other.record.code}/bien-nhan").status_code == 404
    assert nominator.get(f"/ho-so/{other.record.code}/so-do/cong_khai").status_code == 404


def test_nobody_sees_dossiers_without_signing_in(site):
    code = site.office.files().record.code

    for path in ("/ho-so", f"/ho-so/{code}", "/ho-so/tai-ve.xlsx", f"/ho-so/{code}/quyet-dinh"):
        answer = site.visitor().get(path)
        assert answer.status_code == 303
        assert answer.location.startswith("/dang-nhap")


def test_the_list_costs_the_same_whatever_its_length(site, officer):
    site.office.accepts(site.office.files())
    with counted(site.world.engine.database) as few:
        officer.get("/ho-so")
    for _ in range(12):
        site.office.files(nominees=1)

    with counted(site.world.engine.database) as many:
        officer.get("/ho-so")

    assert len(many) - many.for_sign_in <= 8, str(many)
    assert len(many) - len(few) <= 1, str(many)


def test_the_spreadsheet_has_the_rows_of_the_list_with_real_dates(site, officer):
    site.office.accepts(site.office.files(title="=HYPERLINK(1)", nominees=2))
    site.office.files(title="Không chọn")

    answer = officer.get("/ho-so/tai-ve.xlsx?trang-thai=dang-xu-ly")

    book = openpyxl.load_workbook(BytesIO(answer.data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][1] == "'=HYPERLINK(1)"
    assert rows[1][6] == 2
    assert str(rows[1][9]).startswith("2023-12-18")
    assert "Đang xử lý" in str(list(book.worksheets[1].iter_rows(values_only=True)))


# -- one dossier


def test_the_head_says_what_it_is_under_which_law_and_version(waiting):
    site, dossier = waiting
    officer = site.as_("officer")
    text = words(page_of(officer, dossier))

    for shown in (
        "Giấy khen năm 2023",
        "Trường Tiểu học thị trấn",
        "Luật 2003, Nghị định 91/2017",
        "14/TTr-THTT",
    ):
        assert shown in text


def test_every_gate_of_the_procedure_stands_there_with_its_reason_and_rule(waiting):
    site, dossier = waiting
    officer = site.as_("officer")
    text = page_of(officer, dossier)

    panel = text.split('id="cong"')[1].split("</section>")[0]
    assert panel.count("<li class=") == 11
    assert panel.count('class="is-open"') == 6
    assert panel.count('class="is-shut"') == 2
    assert panel.count('class="is-next"') == 3
    assert "Hội đồng chưa kết thúc phiên họp nào" in panel
    assert "R-COUN-02" in panel
    assert "Quyết định chưa được ký." in panel


def test_a_gate_that_opens_by_itself_says_when(site, officer):
    dossier = site.office.files()
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    site.office.publishes(dossier)

    panel = words(page_of(officer, dossier).split('id="cong"')[1].split("</section>")[0])

    assert "27/11/2023" in panel


def test_a_change_after_publication_shuts_the_gate_that_had_passed(site, officer):
    dossier = brought_to_the_council(site.office)
    with site.world.engine.database.write() as connection:
        connection.execute(
            update(nominee)
            .where(nominee.c.dossier_id == dossier.id, nominee.c.ordinal == 1)
            .values(content_hash="changed")
        )

    panel = page_of(officer, dossier).split('id="cong"')[1].split("</section>")[0]

    shut = [part for part in panel.split("<li ") if part.startswith('class="is-shut"')]
    assert any("R-PUB-04" in part for part in shut)


def test_the_strip_shows_a_returned_dossier_as_returned(site, officer):
    dossier = brought_to_the_council(site.office)
    task = dossier.task("council")
    site.world.engine.execute(
        ReturnTask(
            task_id=task.id, revision=task.revision, to="appraise", reason="Cần thẩm định lại"
        ),
        site.world.actor("secretary"),
    )

    text = page_of(officer, dossier)

    strip = text.split('class="v-steps"')[1].split("</ol>")[0]
    assert '<li class="is-back"' in strip
    assert "Trả lại từ" in words(text)
    drawn = page_of(officer, dossier, phan="so-do")
    assert "council" in within(r'data-returned="([^"]*)"', drawn)
    assert "appraise" in within(r'data-current="([^"]*)"', drawn)


def test_the_clock_is_explained_line_by_line(small):
    site, dossier = small
    officer = site.as_("officer")

    text = page_of(officer, dossier)

    how = words(text.split('id="cach-tinh"')[1].split("</details>")[0])
    assert "18/12/2023" in how
    assert "R-TIME-02" in how


def test_a_dossier_with_300_nominees_costs_no_more_than_one_with_three(site, officer):
    small = brought_to_the_council(site.office)
    large = brought_to_the_council(site.office, nominees=300)
    page_of(officer, small)
    costs = []
    for dossier in (small, large):
        with counted(site.world.engine.database) as statements:
            page_of(officer, dossier)
        costs.append(len(statements) - statements.for_sign_in)

    assert costs[0] == costs[1] <= 15


@pytest.mark.parametrize(
    "part", ["tai-lieu", "y-kien", "cong-khai", "bieu-quyet", "so-do", "can-cu", "khong-co"]
)
def test_every_part_stays_within_the_budget(done, part):
    site, dossier = done
    officer = site.as_("officer")
    page_of(officer, dossier, phan=part)

    with counted(site.world.engine.database) as statements:
        page_of(officer, dossier, phan=part)

    assert len(statements) - statements.for_sign_in <= 15, str(statements)


def test_no_instance_is_restored_for_a_page(waiting):
    site, dossier = waiting
    officer = site.as_("officer")
    read: list[str] = []

    def note(_c: object, _cursor: object, text: str, *_rest: object) -> None:
        if "snapshot" in text:
            read.append(text)

    event.listen(site.world.engine.database.engine, "before_cursor_execute", note)
    page_of(officer, dossier)

    assert read == []


def test_only_those_with_problems_are_shown_when_asked_for(site, officer):
    dossier = brought_to_the_council(site.office, outcomes=["eligible", "held", "ineligible"])

    text = page_of(officer, dossier, nguoi="vuong").split('id="nguoi"')[1].split("</section>")[0]

    assert "Lò Thị Xuân 2" in text and "Lò Thị Xuân 3" in text
    assert "Lò Thị Xuân 1" not in text
    assert "Đang chờ kết luận xác minh" in text


def test_a_long_list_is_shortened_until_all_are_asked_for(site, officer):
    dossier = site.office.files(nominees=30)

    few = page_of(officer, dossier)
    everybody = page_of(officer, dossier, nguoi="tat-ca")

    assert "Lò Thị Xuân 30" not in few
    assert "Lò Thị Xuân 30" in everybody


def test_the_look_up_code_is_for_the_office(small):
    site, dossier = small
    officer = site.as_("officer")
    code = dossier.record.lookup_code

    assert code not in page_of(officer, dossier)
    assert "bien-nhan" in page_of(officer, dossier)
    assert "bien-nhan" not in page_of(site.as_("nominator"), dossier)


def test_a_dossier_that_stands_still_says_so(site, officer):
    dossier = site.office.files()
    with site.world.engine.database.write() as connection:
        connection.execute(
            update(process_instance)
            .where(process_instance.c.id == dossier.instance_id)
            .values(snapshot=b"damaged")
        )
    refused = site.office.tries_to_complete(
        dossier,
        "check",
        by="clerk",
        papers=list(PARTS),
        intake_check="complete",
        list_matches=True,
    )

    text = words(page_of(officer, dossier))

    assert refused.code == "needs_admin"
    assert "quản trị" in text


@pytest.mark.parametrize("code", ["khong-co", "%00", "H52.1.1-231120-9999", "..", "a" * 300])
def test_a_code_that_is_none_finds_nothing(small, code):
    assert small[0].as_("officer").get(f"/ho-so/{code}").status_code == 404


# -- timeline


def test_the_timeline_tells_acts_of_people_in_sentences(done):
    site, dossier = done

    text = words(page_of(site.as_("officer"), dossier).split('id="cac-phan"')[1])

    for sentence in (
        "Nộp hồ sơ",
        "Tiếp nhận",
        "Thẩm định hồ sơ",
        "27/11/2023",
        "Hội đồng",
        "Lường Thị Hạnh",
        "Lò Văn Thắng",
    ):
        assert sentence in text, sentence
    assert "wait.wake" not in text
    assert "task." not in text


def test_the_timeline_has_pages(site, officer):
    dossier = site.office.files()
    for _ in range(30):
        site.office.claims(dossier, "check", by="clerk")
        site.office.releases(dossier, "check", by="clerk", reason="Chuyển sang việc khác gấp hơn")

    first = page_of(officer, dossier)
    older = within(r"truoc=(\d+)", first)
    second = page_of(officer, dossier, truoc=older)

    lines = [
        text.split('class="v-line"')[1].split("</ol>")[0].count("<li") for text in (first, second)
    ]
    assert lines == [50, 11]
    assert "Nộp hồ sơ" not in words(first.split('class="v-line"')[1])


def test_a_refused_act_stands_in_the_timeline(site, officer):
    dossier = brought_to_the_council(site.office)
    site.office.tries_to_complete(dossier, "council", by="secretary", **site.office.minutes())

    text = words(page_of(officer, dossier).split('id="cac-phan"')[1])

    assert "có cổng đang chặn" in text


# -- the drawing


def test_the_drawing_comes_as_xml_of_the_dossiers_own_version(small):
    site, dossier = small
    officer = site.as_("officer")
    code = dossier.record.code

    whole = officer.get(f"/ho-so/{code}/so-do/giay_khen_cong_trang")
    part = officer.get(f"/ho-so/{code}/so-do/cong_khai")

    assert whole.mimetype == part.mimetype == "application/xml"
    assert b'id="giay_khen_cong_trang"' in whole.data
    assert b'id="cong_khai"' in part.data
    assert officer.get(f"/ho-so/{code}/so-do/giay_khen_dot_xuat").status_code == 404


def test_the_outline_says_the_same_as_the_drawing_without_scripts(waiting):
    site, dossier = waiting
    officer = site.as_("officer")

    text = page_of(officer, dossier, phan="so-do")

    outline = text.split("data-bpmn-outline")[1].split("</ol>")[0]
    assert 'class="is-now"><a href="#council"' in outline
    assert 'class="is-done"><a href="#appraise"' in outline
    assert 'class="is-later"><a href="#sign"' in outline


# -- other parts


def test_the_law_of_the_dossier_stands_there_with_citation_and_mark(small):
    site, dossier = small
    officer = site.as_("officer")

    text = words(page_of(officer, dossier, phan="can-cu"))

    assert "R-TIME-05" in text
    assert "20 ngày làm việc" in text
    assert "chưa kiểm chứng" in text


def test_who_sent_an_opinion_is_seen_by_the_handler_alone(site, officer):
    dossier = site.office.files()
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    site.office.publishes(dossier)
    opine(site, dossier)

    handled = page_of(officer, dossier, phan="y-kien")
    seen = page_of(site.as_("registrar"), dossier, phan="y-kien")

    assert "Lừ Văn Kín" in handled
    assert "Đề nghị xem lại hộ này." in seen
    assert "Lừ Văn Kín" not in seen
    assert "Đề nghị xem lại" not in page_of(site.as_("nominator"), dossier, phan="y-kien")


def test_counts_of_a_ballot_are_shown_once_it_is_closed(site, officer):
    dossier = brought_to_the_council(site.office)
    council = Council(site.world)
    council.meets(dossier)
    council.votes(dossier, by="officer")

    during = page_of(officer, dossier, phan="bieu-quyet").split('id="cac-phan"')[1]
    council.agrees(dossier, ["chairman", "vice_chairman", "secretary", "head"])
    council.agrees(dossier, ["member1", "member2", "member3", "member4"])
    council.closes()
    after = page_of(officer, dossier, phan="bieu-quyet").split('id="cac-phan"')[1]

    assert "1/9" not in during
    assert "9/9" in after


# -- acts


def test_acts_that_are_not_possible_are_shown_with_the_reason(site):
    dossier = site.office.files()

    clerk = page_of(site.as_("clerk"), dossier)
    head = page_of(site.as_("head"), dossier)

    locked = clerk.split('data-menu><summary class="v-btn">')[1].split("</details>")[0]
    assert locked.count("is-locked") == 5
    assert f"/ho-so/{dossier.record.code}/huy" in head
    assert f"/ho-so/{dossier.record.code}/huy" not in clerk


def test_the_step_one_can_do_is_the_main_button(small):
    site, dossier = small
    officer = site.as_("officer")

    task = dossier.task("appraise")

    assert f'v-btn--main" href="/viec/{task.id}"' in page_of(officer, dossier)
    assert f'v-btn--main" href="/viec/{task.id}"' not in page_of(site.as_("clerk"), dossier)


def test_a_delay_is_explained_with_a_new_date(site, officer):
    dossier = site.office.files()
    site.office.accepts(dossier)
    path = f"/ho-so/{dossier.record.code}/giai-trinh-cham"

    assert officer.get(path).status_code == 200
    answer = officer.post(
        path,
        {"cause": "own", "reason": "Công chức đi công tác dài ngày", "new_due": "22/12/2023"},
    )

    assert answer.status_code == 303
    assert f"{dossier.due_on:%d/%m/%Y}" == "22/12/2023"


@pytest.mark.parametrize("new_due", ["31/11/2023", "hôm sau", "01/12/2023", ""])
def test_a_refused_explanation_keeps_what_was_typed(site, officer, new_due):
    dossier = site.office.files()
    site.office.accepts(dossier)

    answer = officer.post(
        f"/ho-so/{dossier.record.code}/giai-trinh-cham",
        {"cause": "own", "reason": "Công chức đi công tác dài ngày", "new_due": new_due},
    )

    assert answer.status_code == 422
    assert "Công chức đi công tác dài ngày" in answer.text
    assert 'value="own" checked' in answer.text
    assert str(dossier.due_on) == "2023-12-18"


def test_a_dossier_is_cancelled_with_a_reason_by_those_who_may(site):
    dossier = site.office.files()
    path = f"/ho-so/{dossier.record.code}/huy"
    form = {"reason": "Đơn vị rút toàn bộ đề nghị"}

    refused = site.as_("officer").post(path, form)
    short = site.as_("head").post(path, {"reason": "rút"})
    done = site.as_("head").post(path, form)

    assert (refused.status_code, short.status_code, done.status_code) == (403, 422, 303)
    assert dossier.state == "cancelled"
    assert "Đã hủy" in page_of(site.as_("head"), dossier)


def test_a_nominee_is_held_and_goes_on_again(site, officer):
    dossier = brought_to_the_council(site.office)
    base = f"/ho-so/{dossier.record.code}/nguoi/2"

    held = officer.post(
        f"{base}/giu-lai", {"reason": "Đang xác minh đơn phản ánh", "document": "CV 12"}
    )
    during = dossier.outcomes
    released = officer.post(
        f"{base}/cho-di-tiep", {"finding": "Không phát hiện vi phạm", "document": "KL 3"}
    )

    assert (held.status_code, released.status_code) == (303, 303)
    assert during == ["eligible", "held", "eligible"]
    assert dossier.outcomes == ["eligible", "eligible", "eligible"]
    assert officer.get(f"/ho-so/{dossier.record.code}/nguoi/9/giu-lai").status_code == 404


def test_nobody_is_offered_to_hold_their_own_row(site):
    rows = [nomination(1), nomination(2)]
    dossier = site.office.files(nominees=rows)
    named, officer_id = dossier.nominees[0].subject_id, site.world.people["officer"]
    with site.world.engine.database.write() as connection:
        connection.execute(update(person).where(person.c.id == officer_id).values(subject_id=named))

    text = page_of(site.as_("officer"), dossier)

    assert "/nguoi/1/giu-lai" not in text
    assert "/nguoi/2/giu-lai" in text


def test_a_collective_has_its_unit_under_its_name_and_not_as_the_place_where_it_lives(site):
    row = nomination(
        1,
        kind=NomineeKind.COLLECTIVE,
        name="Tổ 1",
        title="",
        locality="",
        birth_date=None,
        id_number="",
    )
    dossier = site.office.files(nominees=[row])

    text = page_of(site.as_("officer"), dossier)

    shown = text.partition('scope="row">Tổ 1')[2].partition("</tr>")[0]
    assert shown.startswith('<span class="v-under">Trường Tiểu học thị trấn</span></th>')
    assert '<td role="cell" class="is-short"></td>' in shown


# -- papers


def test_a_draft_of_the_decision_has_no_number_and_says_so(waiting):
    site, dossier = waiting
    officer = site.as_("officer")

    text = officer.get(f"/ho-so/{dossier.record.code}/quyet-dinh").text

    for shown in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN THỊ TRẤN YÊN CHÂU",
        "……/QĐ-UBND",
        "DỰ THẢO",
        "Căn cứ Nghị định 91/2017/NĐ-CP",
        "03 cá nhân",
        "810.000 đồng (Tám trăm mười nghìn đồng)",
        "CHỦ TỊCH</p>",
        "Lò Văn Thắng",
    ):
        assert shown in text, shown


def test_recipients_typed_on_lines_of_their_own_stand_on_lines_of_their_own(site, officer):
    dossier = at_the_registry(site)
    typed = {**site.office.issue(), "recipients": "Như Điều 3\nLưu VT"}
    site.office.completes(dossier, "issue", by="registrar", **typed)

    record = dossier.record
    with site.world.engine.view() as view:
        paper = decision(view, record, "")

    assert paper.recipients == ("Như Điều 3;", "Lưu VT.")


def test_a_vice_chairman_signs_for_the_chairman(site, officer):
    dossier = brought_to_the_council(site.office)
    Council(site.world).decides(dossier)
    site.office.writes_minutes(dossier)
    site.office.signs(dossier, by="vice_chairman")

    text = officer.get(f"/ho-so/{dossier.record.code}/quyet-dinh").text

    assert "KT. CHỦ TỊCH</p><p>PHÓ CHỦ TỊCH" in text
    assert "Nguyễn Thị Hoa" in text


def at_the_registry(site: Site) -> Dossier:
    dossier = brought_to_the_council(site.office)
    Council(site.world).decides(dossier)
    site.office.writes_minutes(dossier)
    site.office.signs(dossier)
    return dossier


def test_paper_margins_and_lettering_lie_within_what_the_law_says():
    style = (FRONTEND / "document.css").read_text("utf-8")
    paper = within(r"@page document \{ size: (\w+);", style)
    margins = within(r"@page document \{ size: \w+; margin: ([\d.m ]+);", style).split()
    law = seed_book().on(seed_book().regimes[0].since)

    sides = zip(("top", "right", "bottom", "left"), margins, strict=True)

    assert paper == law["document.paper"].value
    for side, margin in sides:
        millimetres = float(margin.removesuffix("mm"))
        least = typed(law.value("document.margin_least", subject=side), int)
        most = typed(law.value("document.margin_most", subject=side), int)
        assert least <= millimetres <= most, side
    for what, rule in (("p-state", "state_name"), ("p-motto", "motto")):
        size = float(within(rf"\.{what} \{{ font-size: ([\d.]+)pt", style))
        assert typed(law.value("document.size_least", subject=rule), int) <= size
        assert size <= typed(law.value("document.size_most", subject=rule), int)
    assert str(law["document.font"].value) in style


@pytest.mark.parametrize(
    ("amount", "spoken"),
    [
        (0, "Không đồng"),
        (270_000, "Hai trăm bảy mươi nghìn đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (21_015_000, "Hai mươi mốt triệu không trăm mười lăm nghìn đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (5_540_001_100, "Năm tỷ năm trăm bốn mươi triệu không trăm linh một nghìn một trăm đồng"),
    ],
)
def test_amounts_are_spoken_as_documents_do(amount, spoken):
    assert in_words(amount) == spoken


def test_amounts_are_grouped():
    assert money(1_380_000) == "1.380.000"


def test_the_receipt_has_both_codes_and_a_square_that_leads_to_the_look_up(small):
    site, dossier = small
    officer = site.as_("officer")
    record = dossier.record

    answer = officer.get(f"/ho-so/{record.code}/bien-nhan")

    assert record.code in answer.text
    assert record.lookup_code in answer.text
    assert "<h1>Giấy tiếp nhận hồ sơ và hẹn trả kết quả</h1>" in answer.text
    assert f"/cong-khai?ma={record.lookup_code}" in answer.text
    assert "<svg" in answer.text.split("v-square")[1]
    assert " style=" not in answer.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_read_in_both_languages(done, language):
    site, dossier = done
    officer = site.as_("officer")
    officer.client.set_cookie("vinhdanh_lang", language, domain="localhost")

    text = page_of(officer, dossier)

    assert ("Cổng kiểm soát" if language == "vi" else "Gates") in text
