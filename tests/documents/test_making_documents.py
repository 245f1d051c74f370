"""Documents are made of the dossier's rows, outside its transactions, and come out right."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from engine.errors import InvalidData, NotFound
from tests.documents.conftest import ADDRESS, Papers, at_signature, issued
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from workflows.documents import typesetting
from workflows.documents.bringing import OnlyPdf
from workflows.documents.certificates import NobodyAwarded
from workflows.documents.issuing import CancelNumber, CorrectDocument, HasNumber, IssueDocument
from workflows.documents.kinds import DocumentKind
from workflows.documents.letterhead import whereabouts, written_day
from workflows.documents.making import _lease
from workflows.documents.preparing import AlreadyIssued
from workflows.documents.rendering import Press, render
from workflows.documents.store import Origin, Step, VersionState, documents_of, versions_of
from workflows.documents.word_numbering import NoRoomForNumber, require_room
from workflows.documents.word_package import WORD
from workflows.queries.documents import checked_document, register_lines


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def words_of(word: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()


def test_the_draft_of_a_decision_names_acts_people_and_money(office: Office, papers: Papers):
    dossier = office.files(nominees=3)
    office.accepts(dossier)

    version = papers.prepare(dossier, DocumentKind.DECISION)

    text = text_of(papers.pdf(version))
    assert version.state is VersionState.READY and version.is_draft
    assert "DỰ THẢO" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Nghị định số 91/2017/NĐ-CP ngày 31 tháng 7 năm 2017" in " ".join(text.split())
    assert all(row.name in text for row in dossier.nominees)
    assert all(row.name in words_of(papers.word(version)) for row in dossier.nominees)


def test_slips_are_made_of_themselves_when_they_are_written(office: Office, papers: Papers):
    dossier = office.files(nominees=2)
    office.accepts(dossier)

    made = papers.work()

    assert made == 1
    with papers.world.engine.view() as view:
        (receipt,) = documents_of(view, dossier.id)
    text = text_of(papers.pdf(papers.holding(receipt)))
    assert receipt.kind is DocumentKind.RECEIPT
    assert dossier.record.lookup_code in text
    assert dossier.record.code in " ".join(text.split())
    assert papers.work() == 0


def test_what_is_asked_for_now_is_made_before_what_has_waited_long(office: Office, papers: Papers):
    for dossier in (office.files(nominees=1), office.files(nominees=1)):
        office.accepts(dossier)  # Each has a receipt made.
    office.world.clock.pass_by(timedelta(hours=1))
    wanted = office.files(nominees=1)
    office.accepts(wanted)

    assert papers.work(1) == 1

    with papers.world.engine.view() as view:
        [receipt] = documents_of(view, wanted.id)
        [version] = versions_of(view, [receipt.id])[receipt.id]
    assert version.state is VersionState.READY
    assert papers.work() == 2


def test_a_slip_bears_a_code_by_which_anybody_finds_it(office: Office, papers: Papers):
    dossier = office.files(nominees=1)
    office.refuses(dossier)
    papers.work()

    with papers.world.engine.view() as view:
        (slip,) = documents_of(view, dossier.id)
        found, _ = checked_document(view, slip.code)
    version = papers.holding(slip)

    assert (found.symbol, found.dated) == ("01", office.today)
    assert slip.code in text_of(papers.pdf(version))
    assert "Số: 01" in text_of(papers.pdf(version))


def test_papers_that_stay_in_the_office_bear_no_code(office: Office, papers: Papers):
    dossier = office.files(nominees=1)
    office.accepts(dossier)

    version = papers.prepare(dossier, DocumentKind.PRESENTATION)

    assert papers.document(version).code not in text_of(papers.pdf(version))


def test_a_decision_that_takes_awards_back_says_which_and_what_money(
    office: Office, papers: Papers
):
    event = {"simplified_ground": "unexpected_deed", "event_date": office.today.isoformat()}
    given = office.files("giay_khen_dot_xuat", [nomination(1)], event_date=office.today)
    Journey(office, appraisal=event).goes(given)
    dossier = office.files("thu_hoi", [nomination(1)], title="Thu hồi do khai gian thành tích")
    Journey(office, appraisal={"finding_document": "07/KL-TTr ngày 02/11/2023"}).goes(dossier)

    papers.work()

    document = papers.find(dossier, DocumentKind.DECISION)
    text = " ".join(text_of(papers.pdf(papers.holding(document))).split())
    assert document.symbol == "02/QĐ-UBND"
    assert "Hủy bỏ quyết định khen thưởng" in text
    assert "Tặng Giấy khen" not in text
    assert "Giấy khen, 01/QĐ" in text
    assert "270.000 đồng" in text
    for kind in (DocumentKind.CERTIFICATE, DocumentKind.PAYMENTS):
        with pytest.raises(NobodyAwarded):
            papers.prepare(dossier, kind)


def test_no_document_is_made_about_what_is_not_the_dossiers_own(
    office: Office, council: Council, papers: Papers, clock: CalendarClock
):
    elsewhere, dossier = issued(office, clock, council, 1), issued(office, clock, council, 1)
    session = papers.find(elsewhere, DocumentKind.DECISION).id

    for kind in (DocumentKind.MINUTES, DocumentKind.NOTICE, DocumentKind.CERTIFICATE):
        with pytest.raises(NotFound):
            papers.prepare(dossier, kind, session)
    with pytest.raises(InvalidData):
        papers.prepare(dossier, DocumentKind.REPORT, "x")
    with pytest.raises(InvalidData):
        papers.prepare(dossier, DocumentKind.MINUTES, "x" * 300)


def test_what_says_the_same_is_not_made_again(office: Office, papers: Papers):
    dossier = office.files(nominees=2)
    office.accepts(dossier)
    first = papers.prepare(dossier, DocumentKind.DECISION)

    again = papers.prepare(dossier, DocumentKind.DECISION)

    assert again.id == first.id


def test_files_made_twice_of_one_content_are_the_same(office: Office, papers: Papers):
    dossier = office.files(nominees=2)
    office.accepts(dossier)
    version = papers.prepare(dossier, DocumentKind.DECISION)

    rendered = render(papers.world.engine, Press(papers.blobs, ADDRESS), version)

    assert rendered.pdf == papers.pdf(version)


def test_what_was_edited_by_hand_is_what_is_issued_with_number_and_day_written_in(
    office: Office, council: Council, papers: Papers, clock: CalendarClock
):
    """R-DOC-05: the Word file is the document; its PDF comes when it bears the number."""
    dossier = at_signature(office, clock, council, nominees=1)
    draft = papers.prepare(dossier, DocumentKind.DECISION)
    document = papers.find(dossier, DocumentKind.DECISION)
    edited = in_pieces(papers.word(draft), "Điều 3.", "Điều 3 (sửa).")
    papers.brings(document, word=edited, pdf=b"%PDF-1.7 without a number")

    office.signs(dossier)
    office.issues(dossier)
    papers.work()

    held = papers.holding(document)
    said = lines_in(papers.word(held))
    assert (held.origin, held.is_draft, held.pdf_sha256) == (Origin.EDITED, False, "")
    assert "Điều 3 (sửa)." in said and "……" not in said
    assert "Số: 01/QĐ-UBND" in said
    today = written_day(office.today)
    assert f"Yên Châu, {today}" in said and f"Quyết định số 01/QĐ-UBND {today}" in said
    with pytest.raises(OnlyPdf):
        papers.brings(document, word=edited)
    papers.brings(document, pdf=b"%PDF-1.7 with its number")
    whole = papers.holding(document)
    assert papers.pdf(whole) == b"%PDF-1.7 with its number"
    assert whole.word_sha256 == held.word_sha256
    with pytest.raises(AlreadyIssued):
        papers.brings(document, pdf=b"%PDF-1.7 another")


def test_a_submission_edited_by_hand_is_what_gets_the_number(
    office: Office, papers: Papers, clock: CalendarClock, council: Council
):
    dossier = at_signature(office, clock, council, nominees=1)
    draft = papers.prepare(dossier, DocumentKind.SUBMISSION)
    document = papers.find(dossier, DocumentKind.SUBMISSION)
    papers.brings(document, word=in_pieces(papers.word(draft), "Kính", "Trân trọng kính"))

    papers.world.engine.execute(
        IssueDocument(document_id=document.id, dated=office.today), papers.world.actor("registrar")
    )
    papers.work()

    said = lines_in(papers.word(papers.holding(document)))
    assert "Số: 01/TTr-UBND" in said and "Trân trọng kính" in said


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("Giáo viên", "Trường Mầm non", "Tiểu khu 2"), "Giáo viên, Trường Mầm non, Tiểu khu 2"),
        (("Công dân", "Tiểu khu 4", "Tiểu khu 4"), "Công dân, Tiểu khu 4"),
        (("", "", ""), ""),
    ],
)
def test_a_residential_unit_is_named_once(parts: tuple[str, ...], line: str):
    assert whereabouts(*parts) == line


def in_pieces(word: bytes, wrong: str, right: str) -> bytes:
    """Edited as Word does it: the words that were changed, and the number cut into pieces."""
    found, target = docx.Document(io.BytesIO(word)), io.BytesIO()
    cells = [cell for table in found.tables for row in table.rows for cell in row.cells]
    for paragraph in [*found.paragraphs, *(one for cell in cells for one in cell.paragraphs)]:
        text = paragraph.text.replace(wrong, right)
        if text != paragraph.text or "……/" in text:
            for run in paragraph.runs:
                run.text = ""
            for letter in (text[:5], text[5:6], text[6:]):
                paragraph.add_run(letter)
    found.save(target)
    return target.getvalue()


def lines_in(word: bytes) -> str:
    paragraphs = docx.Document(io.BytesIO(word)).element.iter(f"{WORD}p")
    return "\n".join("".join(one.text or "" for one in p.iter(f"{WORD}t")) for p in paragraphs)


@pytest.mark.parametrize("edited", ["Số 45/QĐ-UBND", ""])
def test_a_word_file_without_room_for_its_number_is_refused(edited: str):
    made, target = docx.Document(), io.BytesIO()
    made.add_paragraph(edited)
    made.save(target)

    with pytest.raises(NoRoomForNumber, match="……/QĐ-UBND"):
        require_room(target.getvalue(), "……/QĐ-UBND")


def test_a_decision_that_is_entered_after_its_day_says_why(
    office: Office, council: Council, papers: Papers, clock: CalendarClock
):
    dossier = at_signature(office, clock, council, nominees=1)
    office.signs(dossier)
    signed_on = office.today
    clock.passes(working_days=1)
    answers = {**office.issue(), "dated": signed_on.isoformat()}

    with pytest.raises(InvalidData) as refused:
        office.completes(dossier, "issue", by="registrar", **answers)
    reason = "Hôm qua mất điện cả ngày"
    office.completes(dossier, "issue", by="registrar", **answers, late_reason=reason)

    assert [one.field for one in refused.value.errors] == ["late_reason"]
    with papers.world.engine.view() as view:
        (line,) = register_lines(
            view, office.world.office_id, "decision", "2023", below=None, most=2
        )
    assert line.late_reason == reason
    assert papers.find(dossier, DocumentKind.DECISION).dated == signed_on


def test_an_issued_decision_bears_its_number_and_is_no_draft(
    office: Office, council: Council, papers: Papers, clock: CalendarClock
):
    dossier = issued(office, clock, council)

    papers.work()

    document = papers.find(dossier, DocumentKind.DECISION)
    version = papers.holding(document)
    text = text_of(papers.pdf(version))
    assert document.symbol == "01/QĐ-UBND"
    assert "01/QĐ-UBND" in text and "DỰ THẢO" not in text
    assert f"{ADDRESS}/kiem-tra/{document.code}" in words_of(papers.word(version))


def test_what_cannot_be_made_is_tried_again_and_then_told_as_an_incident(
    office: Office, papers: Papers, clock: CalendarClock, monkeypatch: pytest.MonkeyPatch
):
    dossier = office.files(nominees=1)
    office.accepts(dossier)
    monkeypatch.setattr(typesetting, "FONTS", Path("/nowhere"))
    monkeypatch.setattr(typesetting, "TEMPLATES", Path("/nowhere"))

    for _ in range(4):
        papers.work()
        clock.passes(working_days=1)
    made_at_last = papers.work()

    assert made_at_last == 0
    assert len(dossier.incidents) == 1


def test_a_version_that_somebody_is_making_is_left_to_them(office: Office, papers: Papers):
    dossier = office.files(nominees=1)
    office.accepts(dossier)
    with papers.world.engine.view() as view:
        (document,) = documents_of(view, dossier.id)
        (version,) = versions_of(view, [document.id])[document.id]
    first = _lease(papers.world.engine, version.id)

    assert first is not None
    assert _lease(papers.world.engine, version.id) is None
    assert papers.work() == 0


def test_a_report_gets_the_next_number_and_a_late_one_says_why(office: Office, papers: Papers):
    dossier = office.files(nominees=1)
    office.accepts(dossier)
    document = papers.document(papers.prepare(dossier, DocumentKind.REPORT))
    registrar, engine = papers.world.actor("registrar"), papers.world.engine
    yesterday = office.today - timedelta(days=1)

    with pytest.raises(InvalidData):
        engine.execute(IssueDocument(document_id=document.id, dated=yesterday), registrar)
    engine.execute(
        IssueDocument(
            document_id=document.id, dated=yesterday, late_reason="Mất điện cả ngày hôm trước"
        ),
        registrar,
    )
    papers.work()

    issued_document = papers.find(dossier, DocumentKind.REPORT)
    text = text_of(papers.pdf(papers.holding(issued_document)))
    assert issued_document.symbol == "01/BC-UBND"
    assert "01/BC-UBND" in text and "DỰ THẢO" not in text


def test_a_document_whose_number_was_cancelled_gets_another(office: Office, papers: Papers):
    dossier = office.files(nominees=1)
    office.accepts(dossier)
    document = papers.document(papers.prepare(dossier, DocumentKind.REPORT))
    registrar, engine = papers.world.actor("registrar"), papers.world.engine
    issuing = IssueDocument(document_id=document.id, dated=office.today)
    engine.execute(issuing, registrar)
    numbered = papers.find(dossier, DocumentKind.REPORT)
    assert numbered.entry_id is not None
    with pytest.raises(HasNumber):
        engine.execute(issuing, registrar)

    engine.execute(
        CancelNumber(entry_id=numbered.entry_id, reason="Vào nhầm sổ báo cáo"), registrar
    )
    cancelled = papers.find(dossier, DocumentKind.REPORT)
    engine.execute(issuing, registrar)
    papers.work()

    again = papers.find(dossier, DocumentKind.REPORT)
    assert (cancelled.is_issued, cancelled.withdrawn_reason) == (False, "Vào nhầm sổ báo cáo")
    assert (again.symbol, again.is_issued, again.withdrawn_reason) == ("02/BC-UBND", True, "")
    assert "02/BC-UBND" in text_of(papers.pdf(papers.holding(again)))
    with pytest.raises(HasNumber):
        engine.execute(issuing, registrar)


def test_a_slip_of_form_is_put_right_by_a_letter_of_its_own(
    office: Office, council: Council, papers: Papers, clock: CalendarClock
):
    dossier = issued(office, clock, council, nominees=1)
    decision = papers.find(dossier, DocumentKind.DECISION)

    papers.world.engine.execute(
        CorrectDocument(
            document_id=decision.id, wrong="Lò Thị Xuan", right="Lò Thị Xuân", dated=office.today
        ),
        papers.world.actor("registrar"),
    )
    papers.work()

    letter = papers.find(dossier, DocumentKind.CORRECTION, decision.id)
    text = " ".join(text_of(papers.pdf(papers.holding(letter))).split())
    assert letter.symbol == "01/UBND-VP"
    assert "Lò Thị Xuan" in text and "01/QĐ-UBND" in text


def test_while_it_is_made_a_document_says_how_far_it_is(office: Office, papers: Papers):
    dossier = office.files(nominees=1)
    office.accepts(dossier)
    told: list[Step] = []
    with papers.world.engine.view() as view:
        (document,) = documents_of(view, dossier.id)
        (version,) = versions_of(view, [document.id])[document.id]
    press = Press(papers.blobs, ADDRESS)

    render(papers.world.engine, press, version, tell=told.append)
    papers.work()

    assert told == [Step.PDF, Step.WORD, Step.PAGES, Step.KEEPING]
    assert version.step is Step.QUEUED
    assert papers.holding(document).step is Step.KEEPING
