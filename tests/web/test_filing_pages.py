"""Handing in through the browser: the list is taken whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.office import PDF, nomination
from tests.statements import counted
from tests.web.site import Site, Visitor, opened
from tests.workbooks.workbook_building import but, workbook
from workflows.tables.accounts import attachment
from workflows.tables.dossiers import dossier, nominee

PATH = "/nop-ho-so/giay_khen_cong_trang"

TEACHER = (
    1,
    "Cá nhân",
    "Lò Thị Biên",
    "08/03/1985",
    "Nữ",
    "014185001234",
    "Giáo viên lớp 1B",
    "Trường Tiểu học thị trấn",
    "Tiểu khu 2",
    "Sáng kiến dạy tiếng Việt cho học sinh dân tộc Thái",
    "Giấy khen",
    None,
)

LETTER = {
    "ten": "Giấy khen nhà giáo tiêu biểu",
    "so_van_ban": "14/TTr-THTT",
    "ngay_van_ban": "18/11/2023",
    "bi_mat": "no",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A town in which nothing is ever handed in."""
    made = opened(tmp_path_factory.mktemp("desk"))
    yield made
    made.world.engine.database.close()


@pytest.fixture
def unit(site: Site) -> Visitor:
    return site.as_("nominator")


def rows_of(site: Site, table: Any) -> int:
    with site.world.engine.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def send(
    visitor: Visitor,
    data: bytes | None,
    *,
    path: str = PATH,
    scan: bytes | None = PDF,
    step: str = "kiem-tra",
    **changes: str,
) -> TestResponse:
    """Post the form as a browser does."""
    unit_id = _unit_of(visitor)
    form: dict[str, Any] = {"don_vi": unit_id, **LETTER, "buoc": step, **changes}
    if data is not None:
        form["danh_sach"] = (BytesIO(data), "danh-sach.xlsx")
    if scan is not None:
        form["tep"] = [(BytesIO(scan), "to-trinh.pdf")]
    return visitor.post(path, form, content_type="multipart/form-data")


def _unit_of(visitor: Visitor) -> str:
    text = visitor.get(PATH).text
    found = re.search(r'name="don_vi" value="([^"]+)"', text)
    return found[1] if found else ""


def hidden(html: str) -> dict[str, Any]:
    """The fields that the preview carries on to the last step."""
    form = html.split('aria-label="Nộp"')[1].split("</form>")[0]
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        if name == "tep_da_co":
            found.setdefault(name, []).append(value)
        elif name != "csrf_token":
            found[name] = value
    return found


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


# -- choosing


def test_every_award_procedure_is_offered_with_its_papers_and_time(desk):
    unit = desk.as_("nominator")
    text = words(unit.get("/nop-ho-so").text)

    for shown in (
        "Tặng Giấy khen của Chủ tịch UBND cấp xã về thực hiện nhiệm vụ chính trị",
        "Biên bản xét khen thưởng",
        "20 ngày làm việc",
        "Thủ tục hành chính",
        "Báo cáo tóm tắt thành tích",
    ):
        assert shown in text
    assert "R-PROC" not in text, "units read the law's name, not our number of its rule"
    assert "Tiếp nhận hồ sơ" not in text


def test_a_title_is_offered_from_the_day_on_which_the_law_has_it_with_its_papers_and_time(site):
    village = "Tặng danh hiệu Thôn, tổ dân phố văn hóa"
    before = words(site.as_("nominator").get("/nop-ho-so").text)

    CalendarClock(site.world).passes(working_days=40)  # NĐ 86/2023 applies from 1 January 2024
    after = words(site.as_("nominator").get("/nop-ho-so").text)

    assert village not in before
    offered = after.partition(village)[2].partition("Danh sách mẫu")[0]
    assert "Giấy tờ Mẫu 04; Mẫu 05; Mẫu 06" in offered
    assert "Thời hạn 35 ngày" in offered
    assert "Hình thức Thôn, tổ dân phố văn hóa Chọn" in offered


def test_only_units_and_the_intake_desk_hand_in(desk):
    assert desk.as_("nominator").get("/nop-ho-so").status_code == 200
    assert desk.as_("clerk").get("/nop-ho-so").status_code == 200
    assert desk.as_("officer").get("/nop-ho-so").status_code == 403
    assert desk.visitor().get("/nop-ho-so").status_code == 303


@pytest.mark.parametrize("key", ["tiep_nhan", "khong_co", "%00"])
def test_what_is_no_award_procedure_cannot_be_chosen(desk, key):
    unit = desk.as_("nominator")
    assert unit.get(f"/nop-ho-so/{key}").status_code == 404


def test_the_empty_list_offers_the_awards_of_the_procedure(desk):
    unit = desk.as_("nominator")
    answer = unit.get(f"{PATH}/mau.xlsx")

    book = openpyxl.load_workbook(BytesIO(answer.data))
    texts = {
        str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    }
    assert "Giấy khen" in texts
    assert "Trường Tiểu học thị trấn" in texts
    assert "Huân chương" not in texts


# -- state secrets


def test_a_state_secret_stops_at_once_and_nothing_is_stored(site, unit):
    answer = send(unit, workbook(TEACHER), bi_mat="yes", ten="Việc tuyệt mật")

    assert answer.status_code == 422
    assert "bản giấy" in answer.text
    assert "Việc tuyệt mật" not in answer.text
    assert rows_of(site, attachment) == 0
    assert not (site.data_dir / "blobs").exists()
    assert rows_of(site, dossier) == 0


def test_without_an_answer_about_secrets_nothing_is_stored(site, unit):
    answer = send(unit, workbook(TEACHER), bi_mat="")

    assert answer.status_code == 422
    assert "Giấy khen nhà giáo tiêu biểu" in answer.text
    assert rows_of(site, attachment) == 0


# -- checking


def test_a_sound_list_is_shown_before_anything_is_handed_in(desk):
    unit = desk.as_("nominator")
    answer = send(
        unit, workbook(TEACHER, but(TEACHER, name="Cầm Văn Ín", id_number="014185001235"))
    )

    assert answer.status_code == 200
    text = words(answer.text)
    for shown in ("Lò Thị Biên", "Cầm Văn Ín", "08/03/1985", "Cá nhân: 2", "to-trinh.pdf"):
        assert shown in text
    assert rows_of(desk, dossier) == 0


def test_every_error_is_told_by_row_and_column(desk):
    unit = desk.as_("nominator")
    bad = workbook(
        but(TEACHER, birth_date="31/02/1985"),
        but(TEACHER, name="Cầm Văn Ín", id_number="12", award="Huân chương"),
    )

    answer = send(unit, bad)

    assert answer.status_code == 422
    table = answer.text.split('id="o-sai"')[1].split("</section>")[0]
    places = re.findall(r'num ta-r">(\d+)</td><td role="cell" class="num">(\w+)</td>', table)
    assert ("2", "D") in places
    assert {("3", "F"), ("3", "K")} <= set(places)
    assert f"còn {len(places)} chỗ cần sửa" in answer.text


def test_the_marked_copy_can_be_downloaded_by_its_sender_alone(desk):
    unit = desk.as_("nominator")
    answer = send(unit, workbook(but(TEACHER, birth_date="31/02/1985")))
    found = re.search(r'href="([^"]+/danh-dau/[^"]+\.xlsx)"', answer.text)
    assert found is not None

    mine = unit.get(found[1])
    theirs = desk.as_("stranger").get(found[1])

    assert mine.status_code == 200
    assert theirs.status_code == 404
    marked = openpyxl.load_workbook(BytesIO(mine.data))
    assert any(
        "Lỗi cần sửa" in str(cell.value)
        for sheet in marked.worksheets
        for row in sheet.iter_rows()
        for cell in row
    )


def test_a_refused_form_keeps_words_and_files(desk):
    unit = desk.as_("nominator")
    answer = send(unit, workbook(TEACHER), ngay_van_ban="31/11/2023", ten="")

    assert answer.status_code == 422
    assert "14/TTr-THTT" in answer.text
    assert "danh-sach.xlsx" in answer.text
    assert "to-trinh.pdf" in answer.text
    again = unit.post(
        PATH,
        {
            "don_vi": desk.world.unit_id,
            **LETTER,
            "danh_sach_da_co": _one(answer.text, "danh_sach_da_co"),
            "tep_da_co": _one(answer.text, "tep_da_co"),
        },
    )
    assert again.status_code == 200
    assert "to-trinh.pdf" in again.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ten": ""}, "f-ten"),
        ({"ten": "x" * 301}, "f-ten"),
        ({"so_van_ban": ""}, "f-so_van_ban"),
        ({"so_van_ban": "1\x01"}, "f-so_van_ban"),
        ({"ngay_van_ban": "hôm qua"}, "f-ngay_van_ban"),
        ({"ngay_van_ban": "21/11/2023"}, "f-ngay_van_ban"),
        ({"don_vi": "khong-co"}, "f-don_vi"),
    ],
)
def test_each_field_is_refused_where_it_stands(desk, changes, field):
    unit = desk.as_("nominator")
    answer = send(unit, workbook(TEACHER), **changes)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_what_is_wrong_is_told_by_the_names_of_the_fields_in_the_order_of_the_page(desk):
    told = desk.as_("nominator").post(PATH, {"don_vi": desk.world.unit_id}).text

    lines = told.partition('id="loi"')[2].partition("</section>")[0]
    assert re.findall(r'href="#f-(\w+)">([^<:]+):', lines) == [
        ("bi_mat", "Bí mật nhà nước"),
        ("ten", "Tên hồ sơ"),
        ("so_van_ban", "Số văn bản"),
        ("ngay_van_ban", "Ngày văn bản"),
        ("danh_sach", "Danh sách đã điền (Excel)"),
    ]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", PDF, b"<xml/>"])
def test_a_file_that_is_no_list_is_refused(desk, data):
    unit = desk.as_("nominator")
    answer = send(unit, data)

    assert answer.status_code == 422
    assert 'href="#f-danh_sach"' in answer.text
    assert rows_of(desk, dossier) == 0


def test_a_program_among_the_papers_is_refused_and_the_rest_kept(desk):
    unit = desk.as_("nominator")
    answer = send(unit, workbook(TEACHER), scan=b"MZ\x90\x00 a program")

    assert answer.status_code == 422
    assert 'href="#f-tep"' in answer.text
    assert "danh-sach.xlsx" in answer.text


def test_somebody_elses_file_cannot_be_named(desk):
    unit = desk.as_("nominator")
    foreign = desk.office.file("stranger")

    answer = unit.post(PATH, {"don_vi": desk.world.unit_id, **LETTER, "danh_sach_da_co": foreign})

    assert answer.status_code == 422


def test_a_known_person_and_a_running_nomination_are_pointed_out(site, unit):
    site.office.files(nominees=[nomination(1, name="Lò Thị Biên", id_number="014185001234")])
    code = site.office.files(nominees=[nomination(1, name="Cầm Văn Ín", id_number="")]).record.code

    answer = send(
        unit,
        workbook(TEACHER, but(TEACHER, name="Cầm Văn Ín", id_number="014185009999")),
    )

    text = words(answer.text)
    assert "Lò Thị Biên đang có trong hồ sơ" in text
    assert "Cầm Văn Ín" in text
    assert code


# -- handing in


def test_the_dossier_is_handed_in_with_all_its_files(site, unit):
    preview = send(unit, workbook(TEACHER))

    answer = unit.post(PATH, {**hidden(preview.text), "buoc": "nop"})

    assert answer.status_code == 303
    assert answer.location.endswith("/bien-nhan")
    receipt = unit.get(answer.location).text
    assert "<h1>Giấy xác nhận đã nộp hồ sơ</h1>" in receipt, "nobody has received it yet"
    with site.world.engine.database.read() as connection:
        filed = connection.execute(select(dossier)).one()
        files = connection.execute(
            select(attachment.c.name).where(attachment.c.instance_id == filed.instance_id)
        ).scalars()
        assert sorted(files) == ["danh-sach.xlsx", "to-trinh.pdf"]
    assert filed.code in receipt
    assert filed.lookup_code in receipt
    assert (filed.title, filed.letter_number) == ("Giấy khen nhà giáo tiêu biểu", "14/TTr-THTT")
    assert rows_of(site, nominee) == 1


def test_handing_in_twice_makes_one_dossier(site, unit):
    form = {**hidden(send(unit, workbook(TEACHER)).text), "buoc": "nop"}

    first = unit.post(PATH, form)
    second = unit.post(PATH, form)

    assert first.location == second.location
    assert rows_of(site, dossier) == 1


def test_going_back_from_the_preview_keeps_everything(desk):
    unit = desk.as_("nominator")
    preview = send(unit, workbook(TEACHER))

    answer = unit.post(PATH, {**hidden(preview.text), "buoc": "sua"})

    assert answer.status_code == 200
    for kept in ("Giấy khen nhà giáo tiêu biểu", "danh-sach.xlsx", "to-trinh.pdf", "18/11/2023"):
        assert kept in answer.text


def test_the_clerk_hands_in_for_a_unit_without_account(site):
    clerk = site.as_("clerk")

    preview = send(clerk, workbook(TEACHER), don_vi=site.world.other_unit_id)
    answer = clerk.post(PATH, {**hidden(preview.text), "buoc": "nop"})

    assert answer.status_code == 303
    with site.world.engine.database.read() as connection:
        assert connection.execute(select(dossier.c.unit_id)).scalar_one() == (
            site.world.other_unit_id
        )


def test_a_unit_cannot_hand_in_for_another(desk):
    unit = desk.as_("nominator")
    answer = send(unit, workbook(TEACHER), don_vi=desk.world.other_unit_id)

    assert answer.status_code == 422
    assert rows_of(desk, dossier) == 0


def test_an_unexpected_achievement_needs_its_day(site, unit):
    """R-TIME-15."""
    path = "/nop-ho-so/giay_khen_dot_xuat"

    without = send(unit, workbook(TEACHER), path=path)
    preview = send(unit, workbook(TEACHER), path=path, ngay_thanh_tich="15/11/2023")
    unit.post(path, {**hidden(preview.text), "buoc": "nop"})

    assert 'href="#f-ngay_thanh_tich"' in without.text
    with site.world.engine.database.read() as connection:
        assert str(connection.execute(select(dossier.c.event_date)).scalar_one()) == "2023-11-15"


def test_500_rows_are_checked_in_a_few_statements(site, unit):
    rows = [
        but(TEACHER, name=f"Lò Thị Biên {number}", id_number=f"0141{number:08}")
        for number in range(500)
    ]
    data = workbook(*rows)
    send(unit, workbook(TEACHER))

    with counted(site.world.engine.database) as statements:
        answer = send(unit, data)

    assert answer.status_code == 200
    assert len(statements) <= 40, str(statements)
    assert words(answer.text).count("Lò Thị Biên") >= 500


def test_501_rows_are_too_many(desk):
    unit = desk.as_("nominator")
    rows = [
        but(TEACHER, name=f"Lò Thị Biên {number}", id_number=f"0141{number:08}")
        for number in range(501)
    ]

    answer = send(unit, workbook(*rows))

    assert answer.status_code == 422
    assert rows_of(desk, dossier) == 0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_read_in_both_languages(desk, language):
    unit = desk.as_("nominator")
    unit.client.set_cookie("vinhdanh_lang", language, domain="localhost")

    text = unit.get(PATH).text

    assert ("Bí mật nhà nước" if language == "vi" else "State secrets") in text


def _one(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found is not None, name
    return found[1]


# -- which paper a file is


def test_a_dossier_without_its_papers_is_warned_about_before_it_is_handed_in(site, unit):
    page = send(unit, workbook(TEACHER), scan=None).text

    warned = words(page).partition("Chưa có tệp: ")[2].partition(". ")[0]
    assert warned == "Văn bản đề nghị, Báo cáo thành tích, Biên bản xét khen thưởng"
    assert "Nộp hồ sơ" in page


def test_files_keep_the_part_they_were_sent_as_and_the_lists_say_so(site, unit):
    form = {
        "don_vi": site.world.unit_id,
        **LETTER,
        "buoc": "kiem-tra",
        "danh_sach": (BytesIO(workbook(TEACHER)), "danh-sach.xlsx"),
        "tep-minutes": [(BytesIO(PDF), "quet-0001.pdf")],
        "tep-proposal": [(BytesIO(PDF), "quet-0002.pdf")],
        "tep": [(BytesIO(PDF), "khac.pdf")],
        "tep-made_up": [(BytesIO(PDF), "la.pdf")],
    }
    page = unit.post(PATH, form, content_type="multipart/form-data").text
    assert "Chưa có tệp: Báo cáo thành tích." in words(page)

    unit.post(PATH, {**hidden(page), "buoc": "nop"})

    with site.world.engine.database.read() as connection:
        kept = connection.execute(select(attachment.c.name, attachment.c.kind)).all()
    assert {row.name: row.kind for row in kept} == {
        "danh-sach.xlsx": "nominee_list",
        "quet-0001.pdf": "minutes",
        "quet-0002.pdf": "proposal",
        "khac.pdf": "",
    }
    task = site.as_("clerk").get("/viec").text.partition('href="/viec/')[2].partition('"')[0]
    beside = words(site.as_("clerk").get(f"/viec/{task}").text)
    assert "quet-0001.pdf · Biên bản xét khen thưởng" in beside


def test_what_a_form_asked_for_is_said_beside_its_file(site):
    dossier = site.office.files()
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    site.office.publishes(dossier)

    shown = words(site.as_("officer").get(f"/ho-so/{dossier.record.code}?phan=tai-lieu").text)

    assert "Ảnh chụp, tài liệu làm bằng chứng" in shown


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7 a scan", "tệp PDF"),
        (b"\x89PNG\r\n\x1a\n", "tệp ảnh"),
        (b"STT;Ho ten\n1;Lo Thi Bien", "tệp văn bản thuần hoặc loại tệp khác"),
    ],
)
def test_a_wrong_file_says_what_it_is_and_what_to_do(unit, data, found):
    text = words(send(unit, data).text)

    if found in text:
        assert f"Tệp này là {found}, không phải tệp Excel (.xlsx). Hãy mở danh sách mẫu" in text
    else:
        assert "PDF, Word, Excel, JPEG hoặc PNG" in text
