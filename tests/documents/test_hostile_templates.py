"""What somebody puts into a Word template is filled in or refused, and never run."""

from __future__ import annotations

import io
import zipfile

import pytest

from workflows.documents.kinds import DocumentKind
from workflows.documents.samples import sample
from workflows.documents.word import DELIVERED, BadTemplate, UnknownField, UnsafePart, fill

CONTENT = sample(DocumentKind.DECISION).plain()


def with_words(words: str, part: str = "word/document.xml") -> bytes:
    """The delivered template with a number line that says something else."""
    source, target = zipfile.ZipFile(DELIVERED), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for item in source.infolist():
            content = source.read(item.filename)
            if item.filename == part:
                content = content.replace(b"{{ number }}", words.encode())
            archive.writestr(item, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        "{{ number.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ number.format(number) }}",
        "{% for i in range(10) %}x{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% include 'x' %}",
        "{{ number|attr('x') }}",
        "{% macro m() %}{% endmacro %}",
    ],
)
def test_what_could_run_or_grow_is_refused(words: str):
    with pytest.raises(BadTemplate):
        fill(with_words(words), CONTENT)


def test_loops_within_loops_are_not_piled_up():
    words = "{% for a in text %}" * 5 + "x" + "{% endfor %}" * 5

    with pytest.raises(UnsafePart):
        fill(with_words(words), CONTENT)


def test_a_field_that_no_document_has_is_named():
    with pytest.raises(UnknownField) as refused:
        fill(with_words("{{ luong }}"), CONTENT)

    assert refused.value.message.params["field"] == "luong"


@pytest.mark.parametrize("file", [b"", b"PK\x03\x04", b"%PDF-1.7", with_words("{% if number %}")])
def test_what_is_no_template_is_refused_in_words(file: bytes):
    with pytest.raises(BadTemplate):
        fill(file, CONTENT)


def test_typed_words_are_text_in_the_file_whatever_they_look_like():
    content = {**CONTENT, "summary": "<w:p/>{{ number }} & \u201cdấu\u201d"}

    filled = zipfile.ZipFile(io.BytesIO(fill(DELIVERED.read_bytes(), content)))

    assert "&lt;w:p/&gt;{{ number }} &amp;" in filled.read("word/document.xml").decode()
