"""Whatever somebody types or pastes comes out on paper, as itself or as something to be seen."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.documents.certificates import NOW
from workflows.documents import certificates, typesetting
from workflows.documents.kinds import DocumentKind
from workflows.documents.legible import _OURS, BREAK, legible, printable
from workflows.documents.samples import sample
from workflows.documents.word import DELIVERED, fill


def with_words(words: str) -> Mapping[str, object]:
    """A decision that says them everywhere: title, text, cells, names, lists."""
    content = sample(DocumentKind.DECISION).plain()
    text = [{"type": "paragraph", "text": words, "lead": words, "style": "body"}]
    columns = [{"head": "x", "share": share, "align": "left"} for share in (1, 9)]
    table = {"type": "table", "columns": columns, "rows": [[words, words]], "total": []}
    signers = [{"lines": [words], "name": words, "note": words}]
    return {
        **content,
        "summary": words,
        "body": [words],
        "text": [*text, table],
        "signers": signers,
        "recipients": [words],
    }


def read(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace(BREAK, "").split())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\uf0b7 Ông An", "• Ông An"),
        ("\uf0a7 a \uf0fc b \uf0d8 c", "▪ a ✓ b ➢ c"),
        ("\uf041\uf0aa\ue123", "A••"),
        ("Nguyễn 😀", "Nguyễn [U+1F600]"),
        ("李明", "[U+674E][U+660E]"),
        ("a\x01b\x0bc\x00d\x1f", "ab\ncd"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\u202ed\u1ecbch\u202c \u2066x\u2069", "dịch x"),
        ("a\u200bb\u200d\u2060c\ufeffd\u00ade", "abcde"),
        ("👨\u200d👩", "[U+1F468][U+1F469]"),
        ("☎\ufe0f", "☎"),
        ("a\ufffeb\uffffc\U000e0041d", "abcd"),
        ("a\ud800b", "ab"),
        ("𝐍𝐠𝐮𝐲ễ𝐧", "Nguyễn"),
        ("ＡＢＣ ﬁ m² ½ № → ≤", "ABC fi m² ½ № → ≤"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("e" + "\u0301" * 500, "é" + "\u0301" * 4),
        ("ก", "[U+0E01]"),
        ("\u3000x", " x"),
    ],
)
def test_what_is_pasted_is_shown_as_what_it_means(typed: str, shown: str):
    assert printable(typed) == shown
    assert printable(shown) == shown


def test_a_word_without_an_end_may_be_broken_and_one_of_ours_is_left_whole():
    assert printable("a" * 20_000).replace(BREAK, "") == "a" * 20_000
    assert max(map(len, printable("a" * 20_000).split(BREAK))) == 4
    assert BREAK not in printable("nghiêng AB12C-DE34F-GH56J 12/2023/QĐ-UBND")


def test_every_letter_that_is_taken_for_ours_can_be_set(tmp_path: Path):
    """A typesetter with fewer letters of its own fails here and not in an office."""
    letters = [chr(code) for code in range(0x20, 0x2800) if _OURS.match(chr(code))]
    known = [one for one in letters if unicodedata.category(one) != "Cn"]
    (tmp_path / "all.typ").write_text(
        '#set document(title: "x")\n#set text(font: "Tinos")\n'
        "#for one in json(bytes(sys.inputs.all)) [#one #h(1pt)]"
    )

    made = typst.compile(
        str(tmp_path / "all.typ"),
        font_paths=[str(typesetting.FONTS)],
        ignore_system_fonts=True,
        pdf_standards=[typesetting.STANDARD],
        sys_inputs={"all": json.dumps(known)},
    )

    assert made and len(known) > 1_500


@pytest.mark.parametrize(
    "words",
    [
        "😀 李明 \ue000 \x01\ufffe \u202eevil",
        "a" * 600,
        "đ " * 300,
        "#panic() $x$ @a <b> `c`",
    ],
)
def test_a_document_comes_out_whatever_it_says(words: str):
    content = with_words(words)

    pdf = typesetting.pdf(content, at=NOW)

    expected = " ".join(printable(words).replace(BREAK, "").split())
    assert expected[:60].replace(" ", "") in read(pdf).replace(" ", "")
    assert typesetting.pictures(content, at=NOW, ppi=20)
    assert typesetting.spots(content, "signature-spot")


def test_a_name_without_an_end_is_cut_to_its_certificate_where_everybody_sees_it():
    content = certificates.sample()
    sheet = {**content["sheets"][0], "name": "Lò " * 3_000, "achievement": "b" * 9_000}  # type: ignore[index]

    pdf = typesetting.pdf({**content, "sheets": [sheet]}, template="giay_khen", at=NOW)

    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert read(pdf).count("…") >= 2


def test_word_gets_the_words_as_they_were_typed_but_for_what_no_file_can_hold():
    words = "Trước \x01\x0b\ufffe sau 😀 李 \uf0b7"

    file = fill(DELIVERED.read_bytes(), with_words(words))

    told = zipfile.ZipFile(io.BytesIO(file)).read("word/document.xml").decode()
    assert "sau 😀 李 •" in told and "Trước " in told


@given(st.text(alphabet=st.characters(), max_size=80))
@settings(max_examples=150, deadline=None)
def test_nothing_is_left_that_the_faces_lack(text: str):
    shown = printable(text)

    assert all(_OURS.match(one) or one == BREAK for one in shown)
    assert legible(legible(text)) == legible(text)
