"""Every document can be archived: it is PDF/A-2 as it is made, when it is signed, when sealed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from tests.documents.archival import faults_of
from tests.documents.certificates import NOW, PASSWORD, authority
from tests.documents.forgeries import Bench
from workflows.documents import certificates, pades, typesetting
from workflows.documents.kinds import DocumentKind
from workflows.documents.rendering import with_room_to_sign
from workflows.documents.samples import sample
from workflows.documents.signature_places import picture_of_signature

PAPERS = [kind for kind in DocumentKind if kind is not DocumentKind.CERTIFICATE]


@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.parametrize("draft", [True, False], ids=["draft", "whole"])
def test_a_document_can_be_archived(kind: DocumentKind, draft: bool):
    content = {**sample(kind).plain(), "is_draft": draft}

    assert faults_of(typesetting.pdf(content, at=NOW)) == []


def test_certificates_can_be_archived():
    pdf = typesetting.pdf(certificates.sample(), template="giay_khen", at=NOW)

    assert faults_of(pdf) == []


def test_a_decision_stays_archival_with_room_to_sign_signed_and_sealed():
    assert [faults_of(one) for one in states_of_a_decision()] == [[], [], []]


def states_of_a_decision() -> tuple[bytes, bytes, bytes]:
    """With room to sign, signed, and sealed."""
    content = {**sample(DocumentKind.DECISION).plain(), "is_draft": False}
    paper = with_room_to_sign(typesetting.pdf(content, at=NOW), content)
    signer = pades.signer_of_file(authority().certify("Lò Văn Thắng").file, PASSWORD)
    stamp = picture_of_signature(signer="Lò Văn Thắng", office="UBND", at=NOW)
    bench = Bench(paper, signer, stamp, NOW)
    signed = bench.sign(paper)
    return paper, signed, bench.sign(signed, pades.SEAL)


# -- the examination itself finds what it is for


def name(word: str) -> NameObject:
    return NameObject(f"/{word}")


def entry(**words: Any) -> DictionaryObject:
    return DictionaryObject({name(key): value for key, value in words.items()})


def page(writer: PdfWriter) -> Any:
    return writer.pages[0]


def fonts(writer: PdfWriter) -> list[Any]:
    found = page(writer)["/Resources"]["/Font"].values()
    return [one.get_object()["/DescendantFonts"][0].get_object() for one in found]


def annotation(**words: Any) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        corners = ArrayObject(map(NumberObject, (0, 0, 9, 9)))
        made = entry(Type=name("Annot"), Rect=corners, **words)
        page(writer)[name("Annots")] = ArrayObject([writer._add_object(made)])

    return change


def draws(words: bytes) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(words)
        page(writer)[name("Contents")] = writer._add_object(stream)

    return change


def in_root(key: str, value: Any) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.root_object.update({name(key): value})


def without(key: str) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.root_object.pop(key)


def faceless(writer: PdfWriter) -> None:
    for font in fonts(writer):
        for key in ("/FontFile2", "/FontFile3"):
            font["/FontDescriptor"].get_object().pop(key, None)


def mapless(writer: PdfWriter) -> None:
    for one in page(writer)["/Resources"]["/Font"].values():
        one.get_object().pop("/ToUnicode")


def of_another_part(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    old = writer.root_object["/Metadata"].get_object().get_data()  # type: ignore[union-attr]  # it is there
    stream.set_data(old.replace(b"<pdfaid:part>2", b"<pdfaid:part>3"))
    writer.root_object[name("Metadata")] = writer._add_object(stream)


CHANGES: dict[str, tuple[str, Callable[[PdfWriter], None]]] = {
    "a script": ("6.5.1", in_root("OpenAction", entry(S=name("JavaScript")))),
    "a program": ("6.5.1", in_root("OpenAction", entry(S=name("Launch")))),
    "actions of the file": ("6.5.2", in_root("AA", entry())),
    "another part": ("6.6.4", of_another_part),
    "no metadata": ("6.6.2.1", without("/Metadata")),
    "no colours": ("6.2.3", without("/OutputIntents")),
    "no tags": ("6.7.2", without("/MarkInfo")),
    "no language": ("6.7.4", without("/Lang")),
    "a form to be drawn": ("6.4.1", in_root("AcroForm", entry(NeedAppearances=NumberObject(1)))),
    "a face left out": ("6.2.11.4", faceless),
    "letters without meaning": ("6.2.11.7", mapless),
    "a note unseen": ("6.3.2", annotation(Subtype=name("Text"), F=NumberObject(2))),
    "a note without a look": ("6.3.3", annotation(Subtype=name("Text"), F=NumberObject(4))),
    "a film": ("6.3.1", annotation(Subtype=name("Movie"))),
    "a file within": ("6.8", in_root("Extra", entry(EF=entry()))),
    "a blend of its own": ("6.2.10", in_root("Extra", entry(BM=name("Other")))),
    "a long text": ("6.1.13", in_root("Extra", TextStringObject("x" * 40_000))),
    "a long name": ("6.1.13", in_root("Extra", name("x" * 200))),
    "colours of print": ("6.2.4.3", draws(b"0 0 0 1 k")),
    "states in states": ("6.1.13", draws(b"q " * 40)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_examination_finds(change: str):
    clause, made = CHANGES[change]
    pdf = typesetting.pdf(sample(DocumentKind.DECISION).plain(), at=NOW)
    writer, target = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf))), io.BytesIO()

    made(writer)
    writer.write(target)

    assert any(fault.startswith(clause) for fault in faults_of(target.getvalue()))


def test_the_examination_finds_what_stands_around_the_objects():
    pdf = typesetting.pdf(sample(DocumentKind.DECISION).plain(), at=NOW)

    assert "6.1.3 bytes after the end" in faults_of(pdf + b"\nx")
    assert "6.1.2 header" in faults_of(pdf.replace(b"%PDF-1.7", b"%PDF-2.0", 1))
    assert "6.1.3 no identifiers" in faults_of(pdf.replace(b"/ID", b"/Ix"))
    run_on = re.sub(rb"\s(\d+ 0 obj)", rb" \1", pdf, count=1)
    assert any(fault.startswith("6.1.9") for fault in faults_of(run_on))
