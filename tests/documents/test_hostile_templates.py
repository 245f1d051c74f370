"""What somebody puts into a Word template is filled in or refused, and never run."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from itertools import pairwise

import pytest

from workflows.confinement import Overtaxed
from workflows.documents.kinds import DocumentKind
from workflows.documents.samples import sample
from workflows.documents.word import DELIVERED, TRIED, fill
from workflows.documents.word_fields import UnknownField, UnsafePart, WrittenWrong
from workflows.documents.word_package import (
    BadTemplate,
    Damaged,
    FetchingField,
    NoWordFile,
    OutsideReference,
    TooLarge,
)

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
    ("words", "part"),
    [
        ("{{ number.__class__ }}", ".__class__"),
        ("{{ number.__class__.__mro__[1].__subclasses__() }}", "( )"),
        ("{{ number.format(number) }}", "( )"),
        ("{% for i in range(10) %}x{% endfor %}", "for"),
        ("{{ 'x' * 1000000000 }}", "*"),
        ("{{ 9 ** 9 ** 9 }}", "**"),
        ("{{ 1/0 }}", "/"),
        ("{{ 1//0 }}", "//"),
        ("{{ number % number }}", "%"),
        ("{{ -9 }}", "-"),
        ("{{ number ~ number }}", "~"),
        ("{{ body + body }}", "+"),
        ("{{ body[0][::0] }}", "[ ]"),
        ("{% set x = number %}", "set"),
        ("{% set x %}a{% endset %}", "set"),
        ("{% include 'x' %}", "include"),
        ("{% macro m() %}{% endmacro %}", "macro"),
        ("{% raw %}x{% endraw %}{% filter upper %}x{% endfilter %}", "filterblock"),
        ("{{ number|attr('x') }}", "|attr"),
        ("{{ '{0.x}'.format }}", "' '."),
        ("{{ ''['__class__'] }}", "' '."),
        ("{{ text['__class__'] }}", "[ ]"),
        ("{{ text|join(attribute='style') }}", "|join"),
        ("{{ number|center(1000000) }}", "|center"),
        ("{{ '" + "a" * 201 + "' }}", "a" * 20 + "…"),
        ("{% for a in 'aaaa' %}x{% endfor %}", "for"),
        ("{% for a in ['a'] %}x{% endfor %}", "for"),
        ("{% for a, b in text %}x{% endfor %}", "for"),
        ("{% for a in text recursive %}{{ loop }}{% endfor %}", "for"),
        ("{% for a in text %}{{ loop.cycle }}{% endfor %}", ".cycle"),
        ("{% for a in text %}{% for b in text %}x{% endfor %}{% endfor %}", "for … for …"),
        ("{% for number in text %}x{% endfor %}", "for number"),
        ("{% if number is callable %}x{% endif %}", "is callable"),
    ],
)
def test_what_could_run_or_grow_is_refused_with_its_place(words: str, part: str):
    with pytest.raises(UnsafePart) as refused:
        fill(with_words(words), CONTENT)

    assert refused.value.message.params == {
        "part": part,
        "place": words.replace("<", "").strip()[:80],
    }


def test_loops_within_loops_are_not_piled_up():
    names = "abcde"
    words = "{% for a in text %}" + "".join(
        f"{{% for {inner} in {outer} %}}" for outer, inner in pairwise(names)
    )

    with pytest.raises(UnsafePart):
        fill(with_words(words + "x" + "{% endfor %}" * 5), CONTENT)


@pytest.mark.parametrize(
    "words", ["{{ " + "-" * 5_000 + "1 }}", "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}"]
)
def test_what_is_nested_without_end_is_refused_in_words(words: str):
    with pytest.raises(BadTemplate):
        fill(with_words(words), CONTENT)


def test_a_template_that_takes_too_long_is_given_up():
    """The library searches a paragraph for an end that never comes, again and again."""
    endless = with_words("{{ number }}" + "{{p " * 100_000 + "%")

    with pytest.raises(Overtaxed):
        fill(endless, CONTENT, replace(TRIED, seconds=1))


def test_a_field_that_no_document_has_is_named():
    with pytest.raises(UnknownField) as refused:
        fill(with_words("{{ luong }}"), CONTENT)

    assert refused.value.message.params["field"] == "luong"


def with_part(name: str, old: bytes, new: bytes) -> bytes:
    """The delivered template with something else in one of its parts."""
    source, target = zipfile.ZipFile(DELIVERED), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for item in source.infolist():
            content = source.read(item.filename)
            archive.writestr(
                item, content.replace(old, new, 1) if item.filename == name else content
            )
    return target.getvalue()


def relationship(kind: str, target: str, mode: str = "") -> bytes:
    more = f' TargetMode="{mode}"' if mode else ""
    link = f'<Relationship Id="rId99" Type="http://x/{kind}" Target="{target}"{more}/>'
    return with_part(
        "word/_rels/document.xml.rels", b"</Relationships>", f"{link}</Relationships>".encode()
    )


def with_broken_deflate() -> bytes:
    made = bytearray(DELIVERED.read_bytes())
    with zipfile.ZipFile(DELIVERED) as archive:
        start = archive.getinfo("word/document.xml").header_offset + 200
    made[start : start + 40] = bytes(byte ^ 0x55 for byte in made[start : start + 40])
    return bytes(made)


def with_many_parts() -> bytes:
    target = io.BytesIO(DELIVERED.read_bytes())
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"word/media/{number}", b"")
    return target.getvalue()


def field_of_word(words: str) -> bytes:
    instruction = f"<w:instrText>{words}</w:instrText>".encode()
    return with_part("word/document.xml", b"{{ number }}</w:t>", b"</w:t>" + instruction)


BAD_FILES: dict[str, tuple[bytes, type[BadTemplate]]] = {
    "nothing": (b"", NoWordFile),
    "the beginning of an archive": (b"PK\x03\x04", NoWordFile),
    "another kind of file": (b"%PDF-1.7", NoWordFile),
    "a choice without an end": (with_words("{% if number %}"), WrittenWrong),
    "the length of what has none": (with_words("{{ is_draft|length }}"), WrittenWrong),
    "a broken part": (with_broken_deflate(), Damaged),
    "no markup": (with_part("word/document.xml", b"<w:body>", b"<w:body"), Damaged),
    "a document type": (with_part("word/document.xml", b"?>", b"?><!DOCTYPE a>"), Damaged),
    "very many parts": (with_many_parts(), TooLarge),
    "a template fetched": (
        relationship("attachedTemplate", "http://x/y.dotm", "External"),
        OutsideReference,
    ),
    "a picture fetched": (relationship("image", "http://x/y.png", "External"), OutsideReference),
    "an object within": (relationship("oleObject", "embeddings/1.bin"), OutsideReference),
    "a field that starts": (field_of_word("DDEAUTO c:\\x"), FetchingField),
    "a field that fetches": (field_of_word(" includetext x"), FetchingField),
}


@pytest.mark.parametrize("file", BAD_FILES)
def test_what_is_no_template_is_refused_in_words(file: str):
    content, expected = BAD_FILES[file]

    with pytest.raises(expected):
        fill(content, CONTENT)


def test_typed_words_are_text_in_the_file_whatever_they_look_like():
    content = {**CONTENT, "summary": "<w:p/>{{ number }} & \u201cdấu\u201d"}

    filled = zipfile.ZipFile(io.BytesIO(fill(DELIVERED.read_bytes(), content)))

    assert "&lt;w:p/&gt;{{ number }} &amp;" in filled.read("word/document.xml").decode()
