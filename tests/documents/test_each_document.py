"""Each document in each regime, with short, long and very long lists: its text and structure.

VINHDANH_GOLDEN=write writes the golden files anew, to be read before they are committed.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from pypdf import PdfReader

from tests.documents.archival import faults_of
from tests.documents.conftest import issued
from tests.documents.squares import read_from
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office, nomination
from tests.scenario.world import World, found
from workflows.documents import typesetting, word
from workflows.documents.certificates import Sheets, sample
from workflows.documents.composing import COMPOSERS, Composed, compose
from workflows.documents.content import Align, Block, Column, Paper, Paragraph, Table
from workflows.documents.issuing import CorrectDocument
from workflows.documents.kinds import DESCRIBED, DocumentKind
from workflows.documents.rendering import addressed
from workflows.documents.samples import sample as sample_paper
from workflows.documents.store import Document, find_document, get_version, versions_of
from workflows.documents.stored_paper import paper_of
from workflows.documents.word import DELIVERED
from workflows.dossiers import get_dossier
from workflows.workbooks import NominationRow

CODE = re.compile(r"\b[0-9A-Z]{5}(-[0-9A-Z]{5}){2}\b")
"""Codes to look something up by are drawn at random."""

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2024, 1, 1, 0, 0, 0, 314_159, tzinfo=UTC)

REGIMES = {
    "A": datetime(2023, 11, 20, 1, 0, tzinfo=UTC),
    "B": datetime(2024, 5, 6, 1, 0, tzinfo=UTC),
    "C": datetime(2025, 9, 8, 1, 0, tzinfo=UTC),
}
LONG_NAME = "Hội Liên hiệp Phụ nữ và Câu lạc bộ Gia đình văn hóa tiêu biểu Tiểu khu 5"
LONG_DEED = (
    "Đã có thành tích xuất sắc trong phong trào thi đua “Toàn dân đoàn kết xây dựng nông thôn mới, "
    "đô thị văn minh”, vận động 120 hộ hiến đất, góp 350 ngày công làm đường giao thông"
)


ROWS = 300
WITH_LIST = (
    *(DocumentKind.SUBMISSION, DocumentKind.REPORT, DocumentKind.NOTICE, DocumentKind.MINUTES),
    *(DocumentKind.TALLY, DocumentKind.DECISION, DocumentKind.PAYMENTS),
)


def many(rows: int) -> list[NominationRow]:
    return [
        nomination(number, name=f"{LONG_NAME} số {number}", achievement=LONG_DEED)
        for number in range(1, rows + 1)
    ]


@dataclass
class Desk:
    """A regime's township, with a dossier that went the whole way and others that did not."""

    regime: str
    world: World
    decided: Dossier
    late: Dossier
    incomplete: Dossier
    refused: Dossier
    large: Dossier

    def compose(self, kind: DocumentKind, *, of: Dossier | None = None) -> Composed:
        dossier = of or {
            DocumentKind.SUPPLEMENT: self.incomplete,
            DocumentKind.REFUSAL: self.refused,
            DocumentKind.APOLOGY: self.late,
        }.get(kind, self.decided)
        with self.world.engine.view() as view:
            record = get_dossier(view, dossier.id)
            return compose(view, record, blank(record.office_id, dossier, kind))

    def corrects(self) -> Paper:
        """The letter that puts a slip in the decision right, as it was written (R-DOC-05)."""
        world, dossier_id = self.world, self.decided.id
        with world.engine.view() as view:
            decision = find_document(view, dossier_id, DocumentKind.DECISION)
        assert decision is not None and decision.dated is not None
        slip = {"wrong": "Thị trấn Yên Chau", "right": "Thị trấn Yên Châu"}
        world.engine.execute(
            CorrectDocument(document_id=decision.id, dated=Office(world).today, **slip),
            world.actor("registrar"),
        )
        with world.engine.view() as view:
            letter = find_document(view, dossier_id, DocumentKind.CORRECTION, decision.id)
            assert letter is not None
            (version,) = versions_of(view, [letter.id])[letter.id]
            content = get_version(view, version.id).content
        assert content is not None
        return paper_of(content)


def blank(office_id: str, dossier: Dossier, kind: DocumentKind) -> Document:
    return Document(
        id="00000000-0000-0000-0000-000000000000",
        office_id=office_id,
        dossier_id=dossier.id,
        instance_id=dossier.instance_id,
        kind=kind,
        about_id="",
        code="AAAAA-BBBBB-CCCCC",
        entry_id=None,
        symbol=None,
        dated=None,
        summary="",
        issued_at=None,
        withdrawn_at=None,
        withdrawn_reason="",
        created_at=AT,
        created_by="",
    )


@pytest.fixture(scope="module", params=REGIMES)
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    world = found(now=REGIMES[request.param])
    office, clock, council = Office(world), CalendarClock(world), Council(world)
    large = issued(office, clock, council, nominees=many(ROWS))
    decided = issued(office, clock, council, nominees=2)
    late, incomplete, refused = (office.files(nominees=1) for _ in range(3))
    office.accepts(late)
    due = late.due_on
    assert due is not None
    office.explains_lateness(late, new_due=due + timedelta(days=5))
    office.asks_for_supplement(incomplete)
    office.refuses(refused)
    yield Desk(request.param, world, decided, late, incomplete, refused, large)
    world.engine.database.close()


def test_each_document_says_what_it_said_when_it_was_looked_at(desk: Desk):
    """R-DOC-02, R-DOC-06, R-DOC-07."""
    told = {f"{kind.value}.txt": [*telling(desk.compose(kind))] for kind in COMPOSERS}
    told["correction.txt"] = [*telling(desk.corrects())]
    told |= {
        f"{kind.value}.{ROWS}.txt": shortened([*telling(desk.compose(kind, of=desk.large))])
        for kind in WITH_LIST
    }

    changed = [name for name, lines in told.items() if not is_golden(desk.regime, name, lines)]

    assert changed == []


def is_golden(regime: str, name: str, lines: list[str]) -> bool:
    text = CODE.sub("…", "\n".join(lines)) + "\n"
    golden = GOLDEN / regime / name
    if os.environ.get("VINHDANH_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, "utf-8")
    return golden.read_text("utf-8") == text


def shortened(lines: list[str]) -> list[str]:
    """A long list by its first and last rows, and how many there are between."""
    rows = [index for index, line in enumerate(lines) if LONG_NAME in line]
    between = rows[2:-1]
    left_out = f"… {len(between)} …"
    return [
        left_out if index == between[0] else line
        for index, line in enumerate(lines)
        if index == between[0] or index not in set(between)
    ]


def test_each_document_is_archival_and_opens_in_word(desk: Desk):
    for kind in (DocumentKind.DECISION, DocumentKind.MINUTES, DocumentKind.CERTIFICATE):
        content = addressed(desk.compose(kind).plain(), "https://vinhdanh.test")
        template = "giay_khen" if kind is DocumentKind.CERTIFICATE else "van_ban"

        made = typesetting.pdf(content, template=template, at=AT)

        reader = PdfReader(io.BytesIO(made))
        assert faults_of(made) == []
        assert all(name.startswith("/") and "Tinos" in name for name in fonts_of(reader))
        if DESCRIBED[kind].has_word_file:
            file = zipfile.ZipFile(io.BytesIO(word.fill(DELIVERED.read_bytes(), content)))
            assert file.testzip() is None


@pytest.mark.parametrize("desk", ["A"], indirect=True)
def test_a_phone_held_over_a_page_is_led_to_where_it_is_checked(desk: Desk):
    """R-DOC-08 leaves room for a small square, on printed blanks too."""
    host, known = "https://khenthuong.yenchau.sonla.gov.vn", "AAAAA-BBBBB-CCCCC"
    sheets = desk.compose(DocumentKind.CERTIFICATE)
    assert isinstance(sheets, Sheets)
    code = sheets.sheets[0].check.split("/")[2]
    made = {kind: desk.compose(kind) for kind in (DocumentKind.DECISION, DocumentKind.RECEIPT)}

    read = {kind: squares_on(paper, host) for kind, paper in made.items()}
    read_whole = squares_on(sheets, host)
    read_on_blank = squares_on(replace(sheets, words_only=True, right=-30, down=30), host)

    assert read[DocumentKind.DECISION] == [f"{host}/kiem-tra/{known}"]
    assert read[DocumentKind.RECEIPT] == [f"{host}/cong-khai?ma={desk.decided.record.lookup_code}"]
    assert read_whole == [f"{host}/kiem-tra/{code}/{number}" for number in ("01", "02")]
    assert read_on_blank == read_whole


def squares_on(composed: Composed, host: str) -> list[str]:
    """What is read from the pictures of the pages that screens show."""
    template = "giay_khen" if isinstance(composed, Sheets) else "van_ban"
    pages = typesetting.pictures(addressed(composed.plain(), host), template=template, at=AT)
    return [words for page in pages for words in read_from(page)]


SHARED = {
    "A": (DocumentKind.DECISION, DocumentKind.MINUTES, DocumentKind.NOTICE),
    "B": (DocumentKind.SUBMISSION, DocumentKind.REPORT),
    "C": (DocumentKind.TALLY, DocumentKind.PAYMENTS),
}
"""Setting long lists takes seconds: each kind is set in one of the regimes."""


def test_a_long_list_repeats_its_heads_and_loses_nobody(desk: Desk):
    assert {*WITH_LIST} == {kind for kinds in SHARED.values() for kind in kinds}
    for kind in SHARED[desk.regime]:
        assert_nobody_is_lost(desk, kind)


def assert_nobody_is_lost(desk: Desk, kind: DocumentKind) -> None:
    content = addressed(desk.compose(kind, of=desk.large).plain(), "https://vinhdanh.test")

    pages = PdfReader(io.BytesIO(typesetting.pdf(content, at=AT))).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    listed = [text for text in texts if "Hội Liên hiệp" in text]
    assert len(listed) > 15
    assert all("Họ và tên, tên tập thể, hộ" in text for text in listed)
    assert f"số {ROWS} " in " ".join(texts)
    # The number of the page stands on all but the first (R-DOC-01).
    assert all(str(number) in text.split() for number, text in enumerate(texts[1:], 2))


@pytest.mark.parametrize("desk", ["A"], indirect=True)
def test_a_long_list_loses_nobody_in_word_either(desk: Desk):
    content = desk.compose(DocumentKind.DECISION, of=desk.large).plain()

    filled = zipfile.ZipFile(io.BytesIO(word.fill(DELIVERED.read_bytes(), content)))

    assert filled.read("word/document.xml").decode().count(LONG_NAME) == ROWS


@pytest.mark.parametrize("paragraphs", range(16, 24))
def test_signatures_never_stand_alone_on_a_page(paragraphs: int):
    written = tuple(Paragraph(text=f"Đoạn {n}. {LONG_DEED}") for n in range(1, paragraphs + 1))
    paper = replace(sample_paper(DocumentKind.REPORT), text=written, annexes=())

    pages = PdfReader(io.BytesIO(typesetting.pdf(paper.plain(), at=AT))).pages

    signed = next(text for page in pages if "Nguyễn Thị Hoa" in (text := page.extract_text()))
    assert f"Đoạn {paragraphs}." in signed


def test_a_row_of_a_list_stands_on_one_page_unless_it_is_longer_than_pages_are():
    paper = sample_paper(DocumentKind.DECISION)
    rows = [(f"Đầu{n}", f"{LONG_DEED} " * 3 + f"Cuối{n}") for n in range(1, 31)]
    rows.append(("Đầu31", f"{LONG_DEED} " * 90 + "Cuối31"))
    table = Table(columns=(Column(head="Tên"), Column(head="Thành tích")), rows=tuple(rows))
    content = replace(paper, text=(table,), annexes=()).plain()

    pages = PdfReader(io.BytesIO(typesetting.pdf(content, at=AT))).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    made = docx.Document(io.BytesIO(word.fill(DELIVERED.read_bytes(), content))).tables[1]

    on = [{int(n) for n in re.findall(r"Đầu(\d+)", text)} for text in texts]
    until = [{int(n) for n in re.findall(r"Cuối(\d+)", text)} for text in texts]
    assert sum(map(len, on)) == sum(map(len, until)) == 31
    assert [here - {31} for here in on] == [here - {31} for here in until]
    assert on != until
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in made.rows)


def test_tables_in_word_are_as_wide_and_aligned_as_on_paper():
    paper = sample_paper(DocumentKind.DECISION)
    table = Table(
        columns=(Column(head="Tên", share=3), Column(head="Tiền", align=Align.RIGHT)),
        rows=(("Lò Văn An", "270.000"),),
    )

    filled = word.fill(DELIVERED.read_bytes(), replace(paper, text=(table,)).plain())

    found = docx.Document(io.BytesIO(filled)).tables[1]
    widths = [cell.width for cell in found.rows[1].cells]
    assert [cell.text for cell in found.rows[1].cells] == ["Lò Văn An", "270.000"]
    assert widths[0] == pytest.approx(widths[1] * 3, rel=0.01)
    assert [cell.paragraphs[0].alignment for cell in found.rows[1].cells] == [
        WD_ALIGN_PARAGRAPH.LEFT,
        WD_ALIGN_PARAGRAPH.RIGHT,
    ]


def test_the_longest_names_stay_on_their_certificate(desk: Desk):
    """R-DOC-08."""
    content = sample()

    pages = PdfReader(io.BytesIO(typesetting.pdf(content, template="giay_khen", at=AT))).pages

    assert len(pages) == 2
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [842, 595]


def telling(composed: Composed) -> Iterator[str]:
    """A document in plain lines: what stands where, without how it looks."""
    if isinstance(composed, Sheets):
        yield f"{composed.width}x{composed.height}"
        yield from (composed.decider, composed.decision, composed.place_date)
        yield from (*composed.signed_as, composed.signer)
        for sheet in composed.sheets:
            yield " | ".join((sheet.gives, sheet.award, sheet.name, sheet.place))
            yield f"{sheet.achievement} | {sheet.book_number} | {sheet.check}"
        return
    yield from _head(composed)
    for block in composed.text:
        yield from _block(block)
    for signer in composed.signers:
        yield "KÝ: " + " / ".join((*signer.lines, signer.note, signer.name))
    for line in composed.recipients:
        yield f"NƠI NHẬN: {line}"
    if composed.square is not None:
        yield f"Ô VUÔNG: {composed.square.address} ({' '.join(composed.square.words)})"
    for annex in composed.annexes:
        yield f"KÈM: {annex.title}"
        yield from annex.about
        for block in annex.blocks:
            yield from _block(block)


def _head(paper: Paper) -> Iterator[str]:
    yield f"[{'dự thảo' if paper.is_draft else 'bản chính'}] lề {paper.layout}"
    yield " / ".join(line for line in (paper.upper_body, *paper.body) if line)
    yield f"{paper.number} || {paper.place_date}"
    yield paper.type_name
    yield from (line for line in (paper.summary, paper.addressee, paper.authority) if line)
    yield from paper.bases
    if paper.resolves:
        yield paper.resolves


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield f"({block.style}) {block.lead} {block.text}".replace("  ", " ")
        return
    yield " | ".join(column.head for column in block.columns)
    for row in (*block.rows, *([block.total] if block.total else [])):
        yield " | ".join(row)


def fonts_of(reader: PdfReader) -> set[str]:
    """The faces that are used, all of them embedded."""
    found: set[str] = set()
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            found.add(str(font.get_object()["/BaseFont"]))
    return found
