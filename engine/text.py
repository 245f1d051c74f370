"""Vietnamese text as people type it: one spelling, a key to search by, a key to sort by."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
"""Soft hyphens, zero-width marks and direction overrides: they come with pasted text, nobody sees
them, and two names that differ only by them look the same."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What neither XML nor PostgreSQL stores: control characters, halves of characters."""

_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
"""Huyền, hỏi, ngã, sắc, nặng, in the order of the dictionary; the level tone is 1."""

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"


def normalise(text: str) -> str:
    """The one spelling under which text is stored: NFC, trimmed, without invisible marks.

    Raises ValueError on lone surrogates; ask `unwritable` first about text from outside.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    if re.search("[\ud800-\udfff]", text):
        raise ValueError("half of a character")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip()


def squeeze(text: str) -> str:
    """On one line, with single spaces."""
    return " ".join(text.split())


def unwritable(text: str) -> str:
    """The first character that cannot be stored, as `U+0000`; empty when all can."""
    found = _UNWRITABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def search_key(text: str) -> str:
    """The text as one searches for it: without marks, in small letters, with single spaces."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return squeeze(_INVISIBLE.sub("", plain.replace("đ", "d").replace("ð", "d")))


def sort_key(text: str) -> str:
    """A key that sorts as a Vietnamese dictionary does, syllable by syllable.

    Letters come before tones within a syllable (`hoa < hòa < hoan`), and numbers go by their value
    (`tiểu khu 2 < tiểu khu 10`). The key has only `a`–`z` and `0`–`9`, so every collation of every
    database agrees on it.
    """
    syllables = re.findall(r"\d+|[^\W\d_]+", unicodedata.normalize("NFC", text).lower())
    return "".join(_number(s) if s.isdecimal() else _syllable(s) for s in syllables)


def _number(digits: str) -> str:
    value = str(int(digits[:400]))
    return f"a{len(value):03d}{value}0"


def _syllable(word: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    for character in word:
        marks = unicodedata.normalize("NFD", character)
        tone = next((_TONES[m] for m in marks if m in _TONES), "1")
        bare = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
        letters.append(_letter(bare))
        tones.append(tone)
    return f"{''.join(letters)}0{''.join(tones)}0"


def _letter(character: str) -> str:
    place = _ALPHABET.find(character)
    if place < 0:
        return "z" + "".join(chr(ord("a") + int(d, 16)) for d in f"{ord(character[0]):06x}")
    return "b" + chr(ord("a") + place // 6) + chr(ord("a") + place % 6)
