"""A mistake in what a decision says is put right by an equal decision, signed and numbered anew."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import pytest

from engine.errors import Forbidden, InvalidData
from tests.documents.conftest import Papers, issued
from tests.documents.test_making_documents import text_of
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from workflows.delegations import Delegate
from workflows.digital_signatures.mode import Mode, SetSignatureMode
from workflows.documents.kinds import DocumentKind
from workflows.documents.replacing import (
    DraftReplacement,
    IssueReplacement,
    NotReplaceable,
    NotSignedYet,
    ReplacedAlready,
    SignatureFaulty,
    SignReplacement,
)
from workflows.documents.samples import sample
from workflows.documents.store import Document, Version, documents_of, get_document
from workflows.documents.stored_paper import paper_of
from workflows.queries.documents import certificate_at
from workflows.signing import CHAIRMAN, FOR_CHAIRMAN

WRONG, RIGHT = "Lò Thị Xuân 2", "Lò Thị Xuyên"


@pytest.fixture
def decided(office: Office, clock: CalendarClock, council: Council, papers: Papers) -> Dossier:
    dossier = issued(office, clock, council)
    papers.work()
    return dossier


def drafts(papers: Papers, dossier: Dossier, **changed: str) -> Document:
    """The officer writes the replacement; its document."""
    decision = papers.find(dossier, DocumentKind.DECISION)
    asked = {"wrong": WRONG, "right": RIGHT, "reason": "Sai họ tên người thứ hai"}
    asked |= {"form": CHAIRMAN, **changed}
    answer = papers.world.engine.execute(
        DraftReplacement(document_id=decision.id, **asked),
        papers.world.actor("officer"),
    )
    papers.work()
    with papers.world.engine.view() as view:
        return get_document(view, cast("Mapping[str, str]", answer)["document"])


def signs(
    papers: Papers, document: Document, *, by: str = "chairman", form: str = CHAIRMAN
) -> None:
    sha256, size, _ = papers.blobs.put(io.BytesIO(b"%PDF-1.7 a scan\n%%EOF\n"))
    papers.world.engine.execute(
        SignReplacement(document_id=document.id, form=form, pdf_sha256=sha256, pdf_size=size),
        papers.world.actor(by),
    )


def issues(papers: Papers, office: Office, document: Document) -> None:
    papers.world.engine.execute(
        IssueReplacement(document_id=document.id, dated=office.today),
        papers.world.actor("registrar"),
    )
    papers.work()


def test_the_replacement_says_what_it_replaces_and_takes_the_next_number(
    decided: Dossier, papers: Papers, office: Office
):
    draft = drafts(papers, decided)
    before = text_of(papers.pdf(papers.holding(draft)))
    signs(papers, draft)
    issues(papers, office, draft)

    old = papers.find(decided, DocumentKind.DECISION)
    new = papers.find(decided, DocumentKind.DECISION, old.id)
    text = " ".join(text_of(papers.pdf(papers.holding(new))).split())
    assert "……/QĐ-UBND" in before
    assert new.symbol == "02/QĐ-UBND"
    assert RIGHT in text and WRONG not in text
    assert "Lò Thị Xuân 1" in text
    assert "Kèm theo Quyết định số 02/QĐ-UBND ngày" in text
    assert "Điều 4. Quyết định này có hiệu lực kể từ ngày ký và thay thế" in text
    assert "sai sót về nội dung: Sai họ tên người thứ hai" in text
    assert old.withdrawn_reason == "Thay thế bằng 02/QĐ-UBND"
    assert new.code != old.code and new.code in text


def test_certificates_say_what_the_decision_in_force_says(
    decided: Dossier, papers: Papers, office: Office
):
    before = text_of(papers.pdf(papers.prepare(decided, DocumentKind.CERTIFICATE)))
    draft = drafts(papers, decided)
    signs(papers, draft)
    issues(papers, office, draft)

    sheets = papers.prepare(decided, DocumentKind.CERTIFICATE)

    new = papers.find(
        decided, DocumentKind.DECISION, papers.find(decided, DocumentKind.DECISION).id
    )
    text = text_of(papers.pdf(sheets))
    with papers.world.engine.view() as view:
        told = certificate_at(view, new, 2)
    assert WRONG in before and "Quyết định số 01/QĐ-UBND" in before
    assert RIGHT in text and WRONG not in text and "Quyết định số 02/QĐ-UBND" in text
    assert (told.name, told.place) == (RIGHT, 2)
    assert content_of(sheets)["sheets"][1]["check"] == f"/kiem-tra/{new.code}/02"


def test_certificates_bear_the_name_of_whoever_signed_the_decision_in_force(
    decided: Dossier, papers: Papers, office: Office
):
    world = papers.world
    delegation = Delegate(
        office_id=world.office_id,
        person_id=world.people["vice_chairman"],
        number="05/QĐ-UBND",
        scope="Ký quyết định khen thưởng",
        valid_from=office.today,
        valid_to=office.today + timedelta(days=30),
    )
    world.engine.execute(delegation, world.actor("head"))
    before = content_of(papers.prepare(decided, DocumentKind.CERTIFICATE))
    draft = drafts(papers, decided, form=FOR_CHAIRMAN)
    signs(papers, draft, by="vice_chairman", form=FOR_CHAIRMAN)
    issues(papers, office, draft)

    sheets = content_of(papers.prepare(decided, DocumentKind.CERTIFICATE))

    assert before["signed_as"] == ["CHỦ TỊCH"]
    assert sheets["signed_as"] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    assert (before["signer"], sheets["signer"]) == ("Lò Văn Thắng", "Nguyễn Thị Hoa")


def content_of(version: Version) -> dict[str, Any]:
    assert version.content is not None
    return dict(version.content)


def test_it_is_numbered_only_once_it_is_signed_and_only_once(
    decided: Dossier, papers: Papers, office: Office
):
    draft = drafts(papers, decided)
    with pytest.raises(NotSignedYet):
        issues(papers, office, draft)
    signs(papers, draft)
    issues(papers, office, draft)

    with pytest.raises(ReplacedAlready):
        issues(papers, office, draft)


def test_only_who_may_sign_the_old_one_signs_the_new_one(decided: Dossier, papers: Papers):
    draft = drafts(papers, decided)

    for who, form in (("officer", CHAIRMAN), ("chairman", FOR_CHAIRMAN)):
        with pytest.raises(Forbidden):
            signs(papers, draft, by=who, form=form)


def test_where_certificates_alone_count_a_scan_is_refused(decided: Dossier, papers: Papers):
    world = papers.world
    world.engine.execute(
        SetSignatureMode(office_id=world.office_id, mode=Mode.DIGITAL), world.actor("admin")
    )
    draft = drafts(papers, decided)

    with pytest.raises(SignatureFaulty):
        signs(papers, draft)


def test_what_does_not_stand_in_it_cannot_be_put_right(decided: Dossier, papers: Papers):
    with pytest.raises(InvalidData):
        drafts(papers, decided, wrong="Người không có tên")


def test_slips_are_not_replaced(decided: Dossier, papers: Papers):
    with papers.world.engine.view() as view:
        slip = next(
            one for one in documents_of(view, decided.id) if one.kind is DocumentKind.RECEIPT
        )
    with pytest.raises(NotReplaceable):
        papers.world.engine.execute(
            DraftReplacement(
                document_id=slip.id, wrong="a", right="b", reason="x" * 12, form=CHAIRMAN
            ),
            papers.world.actor("officer"),
        )


def test_a_paper_read_back_is_the_paper_that_was_kept():
    paper = sample(DocumentKind.DECISION)

    assert paper_of(paper.plain()) == paper
