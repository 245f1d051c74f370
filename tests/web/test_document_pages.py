"""Pages of documents: made on request, looked at, taken along, signed, checked by anybody."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.documents.certificates import PASSWORD
from tests.documents.conftest import Papers, at_signature, issued
from tests.documents.signing_town import sign_with_files, sign_with_tokens
from tests.documents.soft_token import LABEL, PIN, needs_soft_token
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.web.site import Site
from workflows.attachments import BlobStore
from workflows.documents.bringing import BringDocument
from workflows.documents.kinds import DocumentKind
from workflows.documents.store import documents_of
from workflows.documents.word import DELIVERED

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def papers(site: Site, tmp_path: Path) -> Papers:
    return Papers(site.world, BlobStore(tmp_path))


@pytest.fixture
def dossier(site: Site) -> Dossier:
    found = site.office.files(nominees=2)
    site.office.accepts(found)
    return found


@pytest.fixture
def decided(site: Site, papers: Papers) -> Dossier:
    found = issued(site.office, CalendarClock(site.world), Council(site.world))
    papers.work()
    return found


def url(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.record.code}/van-ban"


def test_an_officer_has_a_decision_made_looks_at_it_and_takes_it_along(
    site: Site, papers: Papers, dossier: Dossier
):
    officer = site.as_("officer")

    officer.post(url(dossier), {"kind": "decision"})
    before = officer.get(url(dossier)).text
    papers.work()

    assert "Đang lập" in before
    assert '<progress value="0" max="4"' in before and "Đang chờ đến lượt" in before

    version = papers.holding(papers.find(dossier, DocumentKind.DECISION)).id
    looked_at = officer.get(f"/van-ban/{version}").text
    assert f'href="{url(dossier)}"' in looked_at  # the way back
    assert officer.get(f"/van-ban/{version}/trang/1").data.startswith(b"\x89PNG")
    assert officer.get(f"/van-ban/{version}/trang/99").status_code == 404
    pdf = officer.get(f"/van-ban/{version}/pdf")
    assert pdf.data.startswith(b"%PDF-") and "du thao" in pdf.headers["Content-Disposition"]
    assert officer.get(f"/van-ban/{version}/word").data.startswith(b"PK")
    assert len(dossier.journal("document.open")) == 3


def test_everything_comes_in_one_archive_and_one_print(
    site: Site, papers: Papers, decided: Dossier
):
    officer = site.as_("officer")

    archive = officer.get(f"{url(decided)}/tat-ca.zip")
    printed = officer.get(f"{url(decided)}/in-tat-ca.pdf")

    names = zipfile.ZipFile(io.BytesIO(archive.data)).namelist()
    assert any("01-QĐ-UBND" in name and name.endswith(".pdf") for name in names)
    assert any(name.endswith(".docx") for name in names)
    assert printed.data.startswith(b"%PDF-")


def test_the_decision_on_paper_is_the_issued_one_as_soon_as_its_pages_are_made(
    site: Site, papers: Papers, decided: Dossier
):
    officer = site.as_("officer")
    version = papers.holding(papers.find(decided, DocumentKind.DECISION)).id

    answer = officer.get(f"/ho-so/{decided.record.code}/quyet-dinh")

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/van-ban/{version}")
    assert f"/van-ban/{version}/pdf" in officer.get(f"/van-ban/{version}").text


def test_until_its_pages_are_made_an_issued_decision_is_not_printed_without_its_square(
    site: Site, papers: Papers, dossier: Dossier
):
    decided = issued(site.office, CalendarClock(site.world), Council(site.world))
    officer = site.as_("officer")

    draft = officer.get(f"/ho-so/{dossier.record.code}/quyet-dinh")
    answer = officer.get(f"/ho-so/{decided.record.code}/quyet-dinh", follow_redirects=True)

    assert draft.status_code == 200 and "DỰ THẢO" in draft.text.upper()
    assert answer.request.path == url(decided)
    assert "Đang lập" in answer.text


def test_an_edited_file_brought_back_is_the_one_that_holds(
    site: Site, papers: Papers, dossier: Dossier
):
    officer = site.as_("officer")
    version = papers.prepare(dossier, DocumentKind.DECISION)
    document = papers.document(version)

    wrong = officer.post(
        f"{url(dossier)}/{document.id}/ban-sua",
        {"word": (io.BytesIO(b"%PDF-1.7"), "sua.docx")},
        content_type="multipart/form-data",
    )
    roomless = officer.post(
        f"{url(dossier)}/{document.id}/ban-sua",
        {"word": (io.BytesIO(DELIVERED.read_bytes()), "sua.docx", WORD)},
        content_type="multipart/form-data",
    )
    answer = officer.post(
        f"{url(dossier)}/{document.id}/ban-sua",
        {"word": (io.BytesIO(papers.word(version)), "sua.docx", WORD)},
        content_type="multipart/form-data",
    )

    assert wrong.status_code == 422
    assert roomless.status_code == 422 and "còn “……/QĐ-UBND” ở chỗ ghi số" in roomless.text
    assert answer.status_code == 303
    assert papers.holding(document).origin == "edited"


def test_a_pdf_that_cannot_be_read_is_not_taken_and_never_spoils_the_print_of_all(
    site: Site, papers: Papers, dossier: Dossier
):
    officer = site.as_("officer")
    version = papers.prepare(dossier, DocumentKind.DECISION)
    document = papers.document(version)
    junk, size, _ = papers.blobs.put(io.BytesIO(b"%PDF-1.7\njunk"))

    refused = officer.post(
        f"{url(dossier)}/{document.id}/ban-sua",
        {"pdf": (io.BytesIO(b"%PDF-1.7\njunk"), "sua.pdf")},
        content_type="multipart/form-data",
    )
    papers.world.engine.execute(
        BringDocument(
            document_id=document.id, word_sha256="", word_size=0, pdf_sha256=junk, pdf_size=size
        ),
        papers.world.actor("officer"),
    )
    printed = officer.get(f"{url(dossier)}/in-tat-ca.pdf")

    assert refused.status_code == 422 and "Không đọc được hết tệp PDF" in refused.text
    assert printed.status_code == 200
    pages = PdfReader(io.BytesIO(printed.data)).pages
    assert "Hãy tải riêng tệp này" in " ".join(
        " ".join(page.extract_text() for page in pages).split()
    )


def test_people_of_a_unit_see_their_slips_and_no_drafts(
    site: Site, papers: Papers, dossier: Dossier
):
    papers.work()
    draft = papers.prepare(dossier, DocumentKind.DECISION)
    nominator = site.as_("nominator")

    shown = nominator.get(url(dossier)).text

    assert "Giấy tiếp nhận" in shown and "Quyết định khen thưởng" not in shown
    assert nominator.get(f"/van-ban/{draft.id}/pdf").status_code == 404
    assert site.as_("stranger").get(url(dossier)).status_code == 404
    assert site.visitor().get(f"/van-ban/{draft.id}/pdf").status_code == 303


def test_anybody_checks_an_issued_document_by_its_code(
    site: Site, papers: Papers, decided: Dossier
):
    citizen = site.visitor()
    document = papers.find(decided, DocumentKind.DECISION)
    pdf = papers.pdf(papers.holding(document))
    address = f"/kiem-tra/{document.code}"

    shown = citizen.get(address)
    same = citizen.post(
        address, {"file": (io.BytesIO(pdf), "a.pdf")}, content_type="multipart/form-data"
    )
    other = citizen.post(
        address, {"file": (io.BytesIO(pdf + b" "), "a.pdf")}, content_type="multipart/form-data"
    )

    assert shown.status_code == 200 and "01/QĐ-UBND" in shown.text
    assert "đúng là văn bản đã phát hành" in same.text
    assert "không phải văn bản đã phát hành" in other.text


def test_anybody_sees_whom_a_certificate_names(site: Site, papers: Papers, decided: Dossier):
    citizen = site.visitor()
    code = papers.find(decided, DocumentKind.DECISION).code
    with site.world.engine.view() as view:
        known = documents_of(view, decided.id)
    (receipt,) = (one.code for one in known if one.kind is DocumentKind.RECEIPT)

    shown = citizen.get(f"/kiem-tra/{code}/02")

    assert shown.status_code == 200
    assert decided.nominees[1].name in shown.text and "Quyết định số 01/QĐ-UBND" in shown.text
    assert decided.nominees[0].name not in shown.text
    for wrong in (f"{code}/99", f"{code}/x", f"{receipt}/01", "AAAAA-BBBBB-CCCCC/01"):
        assert citizen.get(f"/kiem-tra/{wrong}").status_code == 404


def test_whoever_checked_a_decision_gets_to_its_public_page_once_there_is_one(
    site: Site, papers: Papers, decided: Dossier
):
    citizen = site.visitor()
    address = f"/kiem-tra/{papers.find(decided, DocumentKind.DECISION).code}"
    before = citizen.get(address).text.partition('id="vb-ten"')[2].partition("</section>")[0]

    site.office.publishes_decision(decided)
    after = citizen.get(address).text.partition('id="vb-ten"')[2].partition("</section>")[0]

    assert "/cong-khai/quyet-dinh/" not in before
    (path,) = re.findall(r'href="(/cong-khai/quyet-dinh/[^"]+)"', after)
    assert "01/QĐ-UBND" in citizen.get(path).text


def test_a_draft_has_nothing_to_check(site: Site, papers: Papers, dossier: Dossier):
    document = papers.document(papers.prepare(dossier, DocumentKind.DECISION))

    answer = site.visitor().get(f"/kiem-tra/{document.code}")

    assert answer.status_code == 404
    assert dossier.record.title not in answer.text


def test_a_cancelled_number_stays_with_its_reason_and_withdraws_the_document(
    site: Site, papers: Papers, decided: Dossier
):
    registrar = site.as_("registrar")
    page = registrar.get("/so-van-ban?so=decision&nam=2023").text
    (entry,) = re.findall(r"/so-van-ban/([0-9a-f-]{36})/huy", page)

    short = registrar.post(f"/so-van-ban/{entry}/huy", {"reason": "sai"})
    registrar.post(
        f"/so-van-ban/{entry}/huy", {"reason": "Ban hành nhầm danh sách", "so": "decision"}
    )

    assert short.status_code == 422
    assert "Ban hành nhầm danh sách" in registrar.get("/so-van-ban?so=decision&nam=2023").text
    code = papers.find(decided, DocumentKind.DECISION).code
    assert "Đã thu hồi" in site.visitor().get(f"/kiem-tra/{code}").text
    certificate = site.visitor().get(f"/kiem-tra/{code}/01").text
    assert "đã bị thu hồi: Ban hành nhầm danh sách" in certificate
    assert (
        site.as_("officer").post(f"/so-van-ban/{entry}/huy", {"reason": "x" * 20}).status_code
        == 422
    )


def test_numbers_and_delegations_take_days_as_the_fields_write_them(
    site: Site, papers: Papers, decided: Dossier
):
    submission = papers.document(papers.prepare(decided, DocumentKind.SUBMISSION))
    registrar, admin = site.as_("registrar"), site.as_("admin")
    page = registrar.get(url(decided)).text
    form = page.partition(f"{submission.id}/cap-so")[2].partition("</form>")[0]
    (proposed,) = re.findall(r'name="dated" value="([^"]+)"', form)

    given = registrar.post(f"{url(decided)}/{submission.id}/cap-so", {"dated": proposed})
    wrong = registrar.post(f"{url(decided)}/{submission.id}/dinh-chinh", {"dated": "31/02/2023"})
    deputy = {"person": site.world.people["vice_chairman"], "scope": "Quyết định khen thưởng"}
    days = {"valid_from": "01/12/2023", "valid_to": "31/12/2023"}
    admin.post("/chu-ky-so/uy-quyen", {**deputy, **days, "number": "19/QĐ-UBND"})

    assert proposed == f"{site.office.today:%d/%m/%Y}"
    assert given.status_code == 303
    assert papers.find(decided, DocumentKind.SUBMISSION).symbol == "01/TTr-UBND"
    assert wrong.status_code == 422
    assert "31/12/2023" in admin.get("/chu-ky-so").text


def test_a_wrong_decision_is_replaced_on_its_page_and_the_public_is_told(
    site: Site, papers: Papers, decided: Dossier
):
    old = papers.find(decided, DocumentKind.DECISION)
    asked = {
        "wrong": "Lò Thị Xuân 1",
        "right": "Lò Thị Xuyên",
        "reason": "Sai họ tên trong danh sách",
    }
    officer, chairman = site.as_("officer"), site.as_("chairman")

    unknown = officer.post(f"{url(decided)}/{old.id}/thay-the", {**asked, "wrong": "không có"})
    officer.post(f"{url(decided)}/{old.id}/thay-the", {**asked, "form": "chairman"})
    papers.work()
    new = papers.find(decided, DocumentKind.DECISION, old.id)
    without = chairman.post(f"{url(decided)}/{new.id}/ky", {"form": "chairman"})
    chairman.post(
        f"{url(decided)}/{new.id}/ky",
        {"form": "chairman", "pdf": (io.BytesIO(b"%PDF-1.7 a scan\n%%EOF\n"), "quet.pdf")},
        content_type="multipart/form-data",
    )
    site.as_("registrar").post(
        f"{url(decided)}/{new.id}/cap-so", {"dated": site.office.today.isoformat()}
    )

    assert unknown.status_code == 422 and without.status_code == 422
    assert "Thay thế bằng 02/QĐ-UBND" in site.visitor().get(f"/kiem-tra/{old.code}").text
    assert "02/QĐ-UBND" in site.visitor().get(f"/kiem-tra/{new.code}").text
    assert "bản thay thế" in officer.get(url(decided)).text


def test_slips_have_registers_of_their_own_by_kind_and_year(site: Site, dossier: Dossier):
    site.office.refuses(site.office.files(nominees=1))
    clerk = site.as_("clerk")

    receipts = clerk.get("/so-van-ban?so=receipt").text
    refusals = clerk.get("/so-van-ban?so=refusal&nam=2023").text

    assert dossier.record.code in receipts and dossier.record.unit_name in receipts
    assert "/huy" not in receipts
    assert dossier.record.code not in refusals and refusals.count("H52.1.1-") >= 1


def test_a_bad_template_is_refused_by_the_name_of_its_field_and_a_good_one_holds(
    site: Site, papers: Papers, dossier: Dossier
):
    admin = site.as_("admin")

    bad = admin.post(
        "/mau-van-ban/decision",
        {
            "note": "thử trường lạ",
            "file": (io.BytesIO(changed("{{ number }}", "{{ luong }}")), "m.docx"),
        },
        content_type="multipart/form-data",
    )
    good = admin.post(
        "/mau-van-ban/decision",
        {
            "note": "đổi chữ ở đầu",
            "file": (io.BytesIO(changed("Nơi nhận:", "Nơi gửi đến:")), "m.docx"),
        },
        content_type="multipart/form-data",
    )
    version = papers.prepare(dossier, DocumentKind.DECISION)

    assert bad.status_code == 422 and "luong" in bad.text
    assert good.status_code == 303
    assert "Nơi gửi đến:" in text_of(papers.word(version))
    assert site.as_("officer").get("/mau-van-ban").status_code == 403


def test_a_printer_is_set_up_in_millimetres(site: Site):
    officer = site.as_("officer")

    wrong = officer.post("/may-in", {"name": "Canon", "right_mm": "xa"})
    officer.post("/may-in", {"name": "Canon", "right_mm": "1,5", "down_mm": "-0.5"})

    assert wrong.status_code == 422
    assert "1.5" in officer.get("/may-in").text and "-0.5" in officer.get("/may-in").text
    assert officer.get("/may-in/to-thu.pdf").data.startswith(b"%PDF-")


def test_the_chairman_signs_several_decisions_with_one_confirmation(
    site: Site, papers: Papers, tmp_path: Path
):
    chairman = sign_with_files(site, tmp_path)
    clock, council = CalendarClock(site.world), Council(site.world)
    waiting = [at_signature(site.office, clock, council, nominees=1) for _ in range(3)]
    browser = site.as_("chairman")

    browser.post("/ky-so/chuan-bi", {"chon": [one.id for one in waiting]})
    papers.work()
    shown = browser.get("/ky-so").text
    unread = browser.post(
        "/ky-so",
        {
            "chon": [one.id for one in waiting],
            "file": (io.BytesIO(chairman), "k.p12"),
            "password": PASSWORD,
        },
        content_type="multipart/form-data",
    )
    done = browser.post(
        "/ky-so",
        {
            "chon": [one.id for one in waiting],
            "file": (io.BytesIO(chairman), "k.p12"),
            "password": PASSWORD,
            "read": "1",
        },
        content_type="multipart/form-data",
    )

    assert shown.count("Sẵn sàng để ký") == 3
    assert unread.status_code == 422
    assert done.text.count("Đã ký") >= 3
    assert all(one.waits_at("issue") for one in waiting)


@needs_soft_token
def test_the_chairman_signs_with_the_token_that_is_plugged_in(
    site: Site, papers: Papers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    sign_with_tokens(site, tmp_path, monkeypatch)
    dossier = at_signature(site.office, CalendarClock(site.world), Council(site.world), 1)
    browser = site.as_("chairman")
    browser.post("/ky-so/chuan-bi", {"chon": [dossier.id]})
    papers.work()
    said = {"chon": [dossier.id], "token": LABEL, "read": "1"}

    shown = browser.get("/ky-so").text
    wrong = browser.post("/ky-so", {**said, "password": "0000"})
    done = browser.post("/ky-so", {**said, "password": PIN})

    assert LABEL in shown and 'name="file"' not in shown
    assert wrong.status_code == 422 and "Mã PIN của thiết bị không đúng" in wrong.text
    assert "Đã ký" in done.text and dossier.waits_at("issue")


def changed(before: str, after: str) -> bytes:
    """The delivered template with some words replaced."""
    source, target = zipfile.ZipFile(DELIVERED), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for item in source.infolist():
            content = source.read(item.filename)
            if item.filename == "word/document.xml":
                assert before.encode() in content
                content = content.replace(before.encode(), after.encode())
            archive.writestr(item, content)
    return target.getvalue()


def text_of(word: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
