"""A decision is signed by the right certificate, or the gate says which of many things is wrong."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from engine.errors import Message, Rejected
from tests.documents.certificates import NOW, PASSWORD, Holder, authority, stranger
from tests.documents.conftest import ADDRESS, Papers, at_signature
from tests.documents.forgeries import (
    Attack,
    Bench,
    another_document_behind_it,
    another_document_with_one_more_state,
    certified,
)
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.costs import SIGNED_DIGITALLY, Costs
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office, Refusal
from workflows import attachments
from workflows.confinement import Work
from workflows.delegations import EndDelegation, delegations_of
from workflows.digital_signatures import checks
from workflows.digital_signatures.certificates import RegisterCertificate
from workflows.digital_signatures.checks import check_file, found_in
from workflows.digital_signatures.mode import Mode, SetSignatureMode
from workflows.documents import examining, pades
from workflows.documents.kinds import DocumentKind
from workflows.documents.making import render_due
from workflows.documents.preparing import AlreadySigned, EditedByHand, PrepareForSignature
from workflows.documents.rendering import Press
from workflows.documents.replacing import (
    DraftReplacement,
    IssueReplacement,
    SignatureFaulty,
    SignReplacement,
)
from workflows.documents.sealing import NothingToSeal, SealDocument, SealFaulty
from workflows.documents.signing_keys import FileKey
from workflows.documents.store import Document, Origin
from workflows.holding import HoldNominee
from workflows.queries.documents import is_issued_file
from workflows.signing_desk import Desk, Signed, sign_all, to_be_signed


@dataclass
class Signatures:
    """Certificates of the township, and files that come signed from outside."""

    office: Office
    papers: Papers
    trust: Path

    def knows(self, holder: Holder, person: str = "chairman") -> Holder:
        """A certificate is entered as somebody's; as the office's own where nobody is named."""
        world = self.office.world
        world.engine.execute(
            RegisterCertificate(
                office_id=world.office_id,
                person_id=world.people[person] if person else None,
                pem=holder.pem,
            ),
            world.actor("admin"),
        )
        return holder

    def prepared(self, dossier: Dossier, form: str = "chairman") -> bytes:
        world = self.office.world
        world.engine.execute(
            PrepareForSignature(dossier_id=dossier.id, form=form), world.actor("officer")
        )
        self.papers.work()
        record = dossier.record
        with world.engine.view() as view:
            version = to_be_signed(view, record)
        assert version is not None
        return self.papers.pdf(self.papers.version(version.id))

    def bench(self, pdf: bytes, holder: Holder) -> Bench:
        signer = pades.signer_of_file(holder.file, PASSWORD)
        return Bench(pdf, signer, stamp(), self.office.world.clock.now())

    def signed(self, pdf: bytes, holder: Holder, field: str = pades.SIGNATURE) -> bytes:
        return pades.sign(
            pdf,
            pades.signer_of_file(holder.file, PASSWORD),
            field=field,
            name="Lò Văn Thắng",
            reason="Ký",
            stamp=stamp(),
            at=self.office.world.clock.now(),
        )

    def uploads(self, pdf: bytes, by: str = "chairman") -> str:
        world = self.office.world
        who = world.actor(by)
        with world.engine.database.write() as connection:
            stored = attachments.store(
                connection,
                self.papers.blobs,
                io.BytesIO(pdf),
                name="da-ky.pdf",
                actor=who,
                office_id=world.office_id,
                ids=world.engine.ids,
                now=world.clock.now(),
            )
        check_file(world.engine, self.papers.blobs, stored.sha256, self.trust)
        return stored.id

    def hands_in(self, dossier: Dossier, pdf: bytes, by: str = "chairman") -> None:
        form = {**self.office.signature(by), "scan": [self.uploads(pdf, by)]}
        self.office.completes(dossier, "sign", by=by, **form)

    def refusal(self, dossier: Dossier, pdf: bytes, by: str = "chairman") -> str:
        form = {**self.office.signature(by), "scan": [self.uploads(pdf, by)]}
        refused: Refusal = self.office.tries_to_complete(dossier, "sign", by=by, **form)
        assert dossier.waits_at("sign")
        assert dossier.journal("task.complete")[-1] == "gate_closed"
        return refused.gates["signature_evidence"]

    def seals(self, document: Document, pdf: bytes) -> None:
        """The registry brings the issued file back with the office's signature."""
        sha256, size = self._stored(pdf)
        self.office.world.engine.execute(
            SealDocument(document_id=document.id, pdf_sha256=sha256, pdf_size=size),
            self.office.world.actor("registrar"),
        )

    def seal_refused(self, document: Document, pdf: bytes) -> str:
        with pytest.raises(SealFaulty) as refused:
            self.seals(document, pdf)
        why = refused.value.message.params["why"]
        assert isinstance(why, Message)
        return why.key

    def replaces(self, document: Document, pdf: bytes) -> None:
        sha256, size = self._stored(pdf)
        self.office.world.engine.execute(
            SignReplacement(
                document_id=document.id, form="chairman", pdf_sha256=sha256, pdf_size=size
            ),
            self.office.world.actor("chairman"),
        )

    def _stored(self, pdf: bytes) -> tuple[str, int]:
        sha256, size, _ = self.papers.blobs.put(io.BytesIO(pdf))
        check_file(self.office.world.engine, self.papers.blobs, sha256, self.trust)
        return sha256, size

    def desk(self, by: str = "chairman") -> Desk:
        world = self.office.world
        return Desk(
            engine=world.engine,
            blobs=self.papers.blobs,
            trust=self.trust,
            actor=world.actor(by),
            form="chairman" if by == "chairman" else "for_chairman",
        )


def stamp() -> bytes:
    from workflows.documents.signature_places import picture_of_signature

    return picture_of_signature(signer="Lò Văn Thắng", office="UBND", at=NOW)


@pytest.fixture
def signatures(office: Office, papers: Papers, tmp_path: Path) -> Signatures:
    trust = tmp_path / "trust"
    trust.mkdir()
    (trust / "root.pem").write_bytes(authority().pem)
    world = office.world
    world.engine.execute(
        SetSignatureMode(office_id=world.office_id, mode=Mode.DIGITAL), world.actor("admin")
    )
    return Signatures(office, papers, trust)


@pytest.fixture
def dossier(office: Office, clock: CalendarClock, council: Council) -> Dossier:
    return at_signature(office, clock, council)


def test_a_decision_signed_by_the_right_certificate_goes_on(
    signatures: Signatures, dossier: Dossier, papers: Papers
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    costs = Costs()
    costs.watch(dossier.world.engine)

    signatures.hands_in(dossier, signatures.signed(signatures.prepared(dossier), chairman))

    assert dossier.waits_at("issue")
    assert costs.of("sign") <= SIGNED_DIGITALLY
    held = papers.holding(papers.find(dossier, DocumentKind.DECISION))
    assert held.origin is Origin.SIGNED


def test_each_thing_that_is_wrong_has_a_sentence_of_its_own(
    signatures: Signatures, dossier: Dossier
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    colleague = signatures.knows(authority().certify("Nguyễn Thị Hoa"), "vice_chairman")
    expired = signatures.knows(authority().certify("Lò Văn Thắng", until=NOW - timedelta(days=1)))
    unknown = signatures.knows(stranger().certify("Lò Văn Thắng"))
    paper = signatures.prepared(dossier)
    good = signatures.signed(paper, chairman)
    elsewhere = signatures.papers.prepare(dossier, DocumentKind.DECISION)
    other = pades.with_fields(
        signatures.papers.pdf(elsewhere),
        [pades.Spot(field="Signature", page=0, box=(9, 9, 90, 90))],
    )

    said = {
        "unsigned": signatures.refusal(dossier, paper),
        "altered": signatures.refusal(dossier, altered(good)),
        "wrong_certificate": signatures.refusal(dossier, signatures.signed(paper, colleague)),
        "expired": signatures.refusal(dossier, signatures.signed(paper, expired)),
        "untrusted": signatures.refusal(dossier, signatures.signed(paper, unknown)),
        "not_this_document": signatures.refusal(dossier, signatures.signed(other, chairman)),
        "unreadable": signatures.refusal(dossier, good[:-9]),
        "sealed_early": signatures.refusal(
            dossier, signatures.signed(good, stranger().certify("Mallory"), pades.SEAL)
        ),
        "other_place": signatures.refusal(dossier, signatures.signed(paper, chairman, pades.SEAL)),
        "locked": signatures.refusal(dossier, certified(signatures.bench(paper, chairman))),
    }

    assert said == {reason: reason for reason in said}


def test_the_day_of_signature_is_that_of_the_file(
    signatures: Signatures, dossier: Dossier, office: Office, clock: CalendarClock
):
    """Else a delegation that has ended would still serve, and nothing would ever be late."""
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    met_on = office.today
    clock.passes(working_days=1)
    signed = signatures.signed(signatures.prepared(dossier), chairman)

    form = {**office.signature(), "scan": [signatures.uploads(signed)]}
    refusal = office.tries_to_complete(
        dossier, "sign", by="chairman", **form | {"signed_on": met_on.isoformat()}
    )
    office.completes(dossier, "sign", by="chairman", **form)

    assert refusal.gates == {"signature_evidence": "other_day"}
    assert dossier.waits_at("issue")


@pytest.mark.parametrize(
    "forge", [another_document_behind_it, another_document_with_one_more_state]
)
def test_another_document_behind_the_paper_is_an_alteration(
    signatures: Signatures, dossier: Dossier, forge: Attack
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    bench = signatures.bench(signatures.prepared(dossier), chairman)

    assert signatures.refusal(dossier, forge(bench)) == "altered"


def test_what_was_signed_is_not_itself_a_paper_to_be_signed(
    signatures: Signatures, dossier: Dossier, office: Office
):
    """A file handed in before is no more ours than any other: it is held against what we made."""
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    signed = signatures.signed(signatures.prepared(dossier), chairman)
    signatures.hands_in(dossier, signed)
    again = signatures.uploads(signed)

    with office.world.engine.view() as view:
        found = found_in(view, [again])

    assert found is not None
    assert found["unaltered"] and found["base"] != again


def test_nothing_is_put_before_what_was_signed_while_that_stands(
    signatures: Signatures, dossier: Dossier, papers: Papers, office: Office
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    signed = signatures.signed(signatures.prepared(dossier), chairman)
    signatures.hands_in(dossier, signed)
    decision = papers.find(dossier, DocumentKind.DECISION)

    with pytest.raises(AlreadySigned):
        papers.prepare(dossier, DocumentKind.DECISION)
    with pytest.raises(AlreadySigned):
        papers.brings(decision, word=b"PK edited")
    office.issues(dossier)
    papers.work()

    assert papers.pdf(papers.holding(decision)) == signed


def test_what_was_edited_in_word_is_not_signed_here_as_if_it_had_not_been(
    signatures: Signatures, dossier: Dossier, papers: Papers
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    signatures.prepared(dossier)
    papers.brings(papers.find(dossier, DocumentKind.DECISION), word=b"PK edited")

    (result,) = sign_all(signatures.desk(), [dossier.id], FileKey(chairman.file, PASSWORD))
    with pytest.raises(EditedByHand):
        signatures.prepared(dossier)

    assert result.refusal is not None and result.refusal.key == "nothing_to_sign"
    papers.prepare(dossier, DocumentKind.DECISION)
    signatures.hands_in(dossier, signatures.signed(signatures.prepared(dossier), chairman))


def test_one_signed_file_is_handed_in_and_not_two(signatures: Signatures, dossier: Dossier):
    """Which of two holds would be chance, and the other would stay beside it."""
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    paper = signatures.prepared(dossier)
    files = [signatures.uploads(signatures.signed(paper, who)) for who in (chairman, chairman)]
    form = {**signatures.office.signature("chairman"), "scan": files}

    refused = signatures.office.tries_to_complete(dossier, "sign", by="chairman", **form)

    assert refused.gates["signature_evidence"] == "several_signed"


def test_a_file_that_keeps_whoever_looks_into_it_busy_is_unreadable(
    signatures: Signatures, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
):
    signed = signatures.prepared(dossier) + b"% /ByteRange"
    endless = "tests.documents.test_work_at_arms_length:runs_in_circles"
    monkeypatch.setattr(checks, "EXAMINED", Work(endless, seconds=1))

    assert signatures.refusal(dossier, signed) == "unreadable"


def test_a_text_put_on_top_before_signing_is_an_alteration(
    signatures: Signatures, dossier: Dossier
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    paper = signatures.prepared(dossier)

    forged = signatures.signed(_with_a_note(paper), chairman)

    assert signatures.refusal(dossier, forged) == "altered"


def test_a_paper_made_for_another_list_is_another_paper(
    signatures: Signatures, dossier: Dossier, office: Office
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    signed = signatures.signed(signatures.prepared(dossier), chairman)

    _hold_one_back(office, dossier)

    assert signatures.refusal(dossier, signed) == "not_this_document"


def test_a_signature_from_before_the_paper_or_after_now_cannot_be(
    signatures: Signatures, dossier: Dossier, clock: CalendarClock
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    paper = signatures.prepared(dossier)
    ahead = pades.sign(
        paper,
        pades.signer_of_file(chairman.file, PASSWORD),
        field=pades.SIGNATURE,
        name="x",
        reason="x",
        stamp=stamp(),
        at=signatures.office.world.clock.now() + timedelta(days=1),
    )

    assert signatures.refusal(dossier, ahead) == "wrong_time"


def test_a_vice_chairman_signs_by_a_delegation_and_not_without(
    signatures: Signatures, dossier: Dossier, office: Office
):
    deputy = signatures.knows(authority().certify("Nguyễn Thị Hoa"), "vice_chairman")
    signed = signatures.signed(signatures.prepared(dossier, "for_chairman"), deputy)
    world = office.world
    with world.engine.view() as view:
        (known,) = delegations_of(view, world.office_id)
    world.engine.execute(
        EndDelegation(delegation_id=known.id, reason="Chủ tịch đã trở lại làm việc"),
        world.actor("head"),
    )

    assert signatures.refusal(dossier, signed, by="vice_chairman") == "no_delegation"


def test_many_decisions_are_signed_at_once_each_with_its_own_result(
    signatures: Signatures, office: Office, clock: CalendarClock, council: Council, dossier: Dossier
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    second = at_signature(office, clock, council)
    signatures.prepared(dossier)
    signatures.prepared(second)
    accepted_only = office.files(nominees=1)

    results = sign_all(
        signatures.desk(),
        [dossier.id, accepted_only.id, second.id],
        FileKey(chairman.file, PASSWORD),
    )

    assert [one.refusal.key if one.refusal else "" for one in results] == ["", "not_waiting", ""]
    assert dossier.waits_at("issue") and second.waits_at("issue")


def test_signing_does_not_mind_an_event_loop_around_it(
    signatures: Signatures, office: Office, dossier: Dossier
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    signatures.prepared(dossier)

    async def within() -> Sequence[Signed]:
        return sign_all(signatures.desk(), [dossier.id], FileKey(chairman.file, PASSWORD))

    (result,) = pades.apart(lambda: asyncio.run(within()))

    assert result.refusal is None
    assert dossier.waits_at("issue")


def test_the_office_seals_what_was_signed_with_number_and_date_over_the_room_for_them(
    signatures: Signatures, dossier: Dossier, office: Office, papers: Papers
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    signatures.hands_in(dossier, signatures.signed(signatures.prepared(dossier), chairman))
    office.issues(dossier)

    press = Press(papers.blobs, ADDRESS, FileKey(authority().certify("UBND").file, PASSWORD))
    render_due(office.world.engine, press)

    document = papers.find(dossier, DocumentKind.DECISION)
    held = papers.holding(document)
    found = examining.inspect(
        papers.pdf(held),
        roots=pades.roots_in(signatures.trust),
        base=None,
        now=office.world.clock.now(),
    )
    assert held.origin is Origin.SEALED and not held.is_draft
    assert [one.field for one in found.signatures] == ["Signature", "Seal"]
    assert all(one.intact and one.trusted for one in found.signatures)
    assert document.symbol == "01/QĐ-UBND"
    assert_covers_the_room(papers.pdf(held))


def assert_covers_the_room(pdf: bytes) -> None:
    """The seal's picture is as large as its field, and that lies over the room for the number."""
    page: Any = PdfReader(io.BytesIO(pdf)).pages[0]
    lines: dict[str, float] = {}

    def note(words: str, place: list[float], *_: object) -> None:
        lines[words.strip()] = place[5]

    page.extract_text(visitor_text=note)
    fields = [one.get_object() for one in page["/Annots"]]
    (seal,) = (one for one in fields if one["/T"] == "Seal")
    _, bottom, _, top = seal["/Rect"]
    room = lines["Số: ……/QĐ-UBND"]
    assert bottom < room - 3 and top > room + 12 and top - bottom < 30
    assert b"1 0 0 1 0 0 cm" in seal["/AP"]["/N"].get_object().get_data()


def test_without_a_seal_the_signed_file_itself_is_issued(
    signatures: Signatures, dossier: Dossier, office: Office, papers: Papers
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    signed = signatures.signed(signatures.prepared(dossier), chairman)
    signatures.hands_in(dossier, signed)
    office.issues(dossier)

    papers.work()

    assert papers.pdf(papers.holding(papers.find(dossier, DocumentKind.DECISION))) == signed


def test_a_file_sealed_elsewhere_is_the_document_and_no_other_is(
    signatures: Signatures, dossier: Dossier, office: Office, papers: Papers
):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    town = signatures.knows(authority().certify("UBND thị trấn Yên Châu"), "")
    signed = signatures.signed(signatures.prepared(dossier), chairman)
    signatures.hands_in(dossier, signed)
    office.issues(dossier)
    papers.work()
    decision = papers.find(dossier, DocumentKind.DECISION)
    sealed = signatures.signed(signed, town, pades.SEAL)
    wrong = {
        "unsigned": b"%PDF-1.7 no signature",
        "not_sealed": signed,
        "altered": _with_a_note(sealed),
        "not_what_was_signed": altered(sealed),
        "not_the_office": signatures.signed(signed, chairman, pades.SEAL),
        "untrusted": signatures.signed(
            signed, signatures.knows(stranger().certify("UBND"), ""), pades.SEAL
        ),
    }

    said = {key: signatures.seal_refused(decision, pdf) for key, pdf in wrong.items()}
    signatures.seals(decision, sealed)

    assert said == {key: f"seal.{key}" for key in wrong}
    held = papers.holding(decision)
    assert papers.pdf(held) == sealed and held.origin is Origin.SEALED and held.pages
    with office.world.engine.view() as view:
        assert is_issued_file(view, decision, held.pdf_sha256)
    with pytest.raises(NothingToSeal):
        signatures.seals(decision, sealed)


def test_a_replacement_is_signed_digitally_under_the_same_rules_and_sealed(
    signatures: Signatures, dossier: Dossier, office: Office, papers: Papers
):
    """R-DOC-05."""
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    signatures.hands_in(dossier, signatures.signed(signatures.prepared(dossier), chairman))
    office.issues(dossier)
    papers.work()
    old = papers.find(dossier, DocumentKind.DECISION)
    wrong, right = dossier.nominees[0].name, "Lò Thị Xuyên"
    papers.world.engine.execute(
        DraftReplacement(
            document_id=old.id, wrong=wrong, right=right, reason="Sai họ tên", form="chairman"
        ),
        papers.world.actor("officer"),
    )
    papers.work()
    new = papers.find(dossier, DocumentKind.DECISION, old.id)
    paper = papers.pdf(papers.holding(new))
    colleague = signatures.knows(authority().certify("Nguyễn Thị Hoa"), "vice_chairman")

    with pytest.raises(SignatureFaulty, match="not one that is entered as yours"):
        signatures.replaces(new, signatures.signed(paper, colleague))
    signatures.replaces(new, signatures.signed(paper, chairman))
    papers.world.engine.execute(
        IssueReplacement(document_id=new.id, dated=office.today), papers.world.actor("registrar")
    )
    seal = FileKey(authority().certify("UBND").file, PASSWORD)
    render_due(office.world.engine, Press(papers.blobs, ADDRESS, seal))

    held = papers.holding(new)
    found = examining.inspect(
        papers.pdf(held),
        roots=pades.roots_in(signatures.trust),
        base=None,
        now=office.world.clock.now(),
    )
    assert [one.field for one in found.signatures] == ["Signature", "Seal"]
    assert all(one.intact and one.trusted for one in found.signatures)
    assert papers.find(dossier, DocumentKind.DECISION, old.id).symbol == "02/QĐ-UBND"


def test_a_wrong_password_signs_nothing(signatures: Signatures, dossier: Dossier):
    chairman = signatures.knows(authority().certify("Lò Văn Thắng"))
    signatures.prepared(dossier)

    with pytest.raises(Rejected, match="certificate file"):
        sign_all(signatures.desk(), [dossier.id], FileKey(chairman.file, "không phải"))

    assert dossier.waits_at("sign")


def test_an_office_that_signs_on_paper_goes_on_with_its_scans(
    office: Office, clock: CalendarClock, council: Council
):
    dossier = at_signature(office, clock, council)

    office.signs(dossier)

    assert dossier.waits_at("issue")


def _hold_one_back(office: Office, dossier: Dossier) -> None:
    world = office.world
    world.engine.execute(
        HoldNominee(
            nominee_id=dossier.nominees[0].id,
            reason="Đang chờ kết luận xác minh đơn thư",
            document="Đơn số 3",
        ),
        world.actor("officer"),
    )


def altered(pdf: bytes) -> bytes:
    """One letter of the title changed: the length stays, the hash does not."""
    at = pdf.index(b"/Producer") if b"/Producer" in pdf else pdf.index(b"/Creator")
    return pdf[: at + 12] + bytes([pdf[at + 12] ^ 1]) + pdf[at + 13 :]


def _with_a_note(pdf: bytes) -> bytes:
    """A page with something written on it by an update that was appended."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = generic.StreamObject(stream_data=b"BT ET")
    page["/Contents"] = writer.add_object(note)
    writer.update_container(page)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_dates_of_a_delegation_are_kept_to(office: Office, clock: CalendarClock):
    from workflows.delegations import delegated

    world = office.world
    with world.engine.view() as view:
        person = world.people["vice_chairman"]
        assert delegated(view, world.office_id, person, date(2023, 11, 20)) == "07/QĐ-UBND"
        assert delegated(view, world.office_id, person, date(2020, 1, 1)) == ""
        assert delegated(view, world.office_id, world.people["chairman"], date(2023, 11, 20)) == ""
