"""Text as it can be shown on paper, whatever was typed or pasted: no document fails for its words.

Bullets that Word pastes become bullets, what nobody sees goes, letters that our faces lack stand as
their number, and words too long for a line may be broken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

LONGEST_WORD = 24
"""Letters up to which a word is left whole; longer than any that is written on purpose."""

PIECE = 4
BREAK = "\u200b"
"""Where a word may be broken, unseen."""

MOST_MARKS = 4
"""Marks upon one letter; a Vietnamese letter has two."""

_SYMBOLS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0a8": "♦",
    "\uf076": "❖",
    "\uf0d8": "➢",
    "\uf0e0": "→",
    "\uf0fc": "✓",
    "\uf0fe": "☑",
    "\uf06f": "□",
    "\uf0f0": "→",
}
"""What Word's symbol faces put where no other face has anything."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-"
    "\ufe0f\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Controls, halves of characters, marks of direction, joiners and selectors."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MARKS = re.compile(f"([\u0300-\u036f]{{{MOST_MARKS}}})[\u0300-\u036f]+")

_OURS = re.compile(
    "[\n\t\x20-\x7e\xa0-\u0377\u037a-\u03ff\u0400-\u045f\u1e00-\u1eff\u2000-\u2040\u2044-\u2052"
    "\u2054-\u205f\u2070-\u209c\u20a0-\u20bf\u2100-\u211e\u2120\u2122\u2124\u2126-\u214f\u2153-\u2184"
    "\u2190-\u22ff\u2500-\u25ff☆★☎☐☑☒☺☻☼♀♂♠♣♥♦♪♫✉✓✔✗✘❖➢]"
)
"""What our faces have, and the few that the typesetter brings: tried letter by letter in a test."""

_LONG = re.compile(rf"[^\s\u200b]{{{LONGEST_WORD + 1},}}")


def legible(text: str) -> str:
    """As any program can show it: one spelling, real bullets and line ends, nothing unseen."""
    text = _LINE_ENDS.sub("\n", text)
    text = _PRIVATE.sub(_symbol, _UNSEEN.sub("", text))
    return _MARKS.sub(r"\1", unicodedata.normalize("NFC", text))


def printable(text: str) -> str:
    """As our own faces can show it, in lines as narrow as they come."""
    shown = "".join(letter if _OURS.match(letter) else _instead(letter) for letter in legible(text))
    return _LONG.sub(_breakable, shown)


def each_text(content: object, change: Callable[[str], str]) -> object:
    """The same content with every text in it changed."""
    if isinstance(content, str):
        return change(content)
    if isinstance(content, Mapping):
        return {key: each_text(value, change) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [each_text(value, change) for value in content]
    return content


def _symbol(found: re.Match[str]) -> str:
    """A sign of Word's symbol faces; one that is not known is most likely a bullet of some kind."""
    sign = found.group()
    if sign in _SYMBOLS:
        return _SYMBOLS[sign]
    plain = chr(ord(sign) & 0xFF)
    return plain if "\uf020" <= sign <= "\uf07e" else "•"


def _instead(letter: str) -> str:
    """A plain letter of the same meaning where there is one, else its number: never a gap."""
    plain = unicodedata.normalize("NFKC", letter)
    if all(_OURS.match(one) for one in plain):
        return plain
    return f"[U+{ord(letter):04X}]"


def _breakable(found: re.Match[str]) -> str:
    word = found.group()
    return BREAK.join(word[at : at + PIECE] for at in range(0, len(word), PIECE))
