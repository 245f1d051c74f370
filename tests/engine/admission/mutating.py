"""Small damage to files: of bytes, of lines, of names and attributes."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Change = Callable[[bytes, Random], bytes]

SPLINTERS = (
    b"", b"<", b"&", b'"', b"\x00", b"\xff\xfe", b"]]>", b"<!--", b"<!DOCTYPE x>", b"&lt;", b"id",
    b"bpmn:", b"${x}", b"P1X", b"R/PT0S", b"9" * 5_000, "\u0110".encode(), b"<bpmn:process>",
)  # fmt: skip

VALUES = (
    b"", b"-1", b"9" * 400, b"1e400", "\u0110".encode(), b"true", b"${x}", b"P1D", b"R/PT0S",
    b"NaN", b"for x in 1..9999999 return x", b"(" * 600, b"a:b", b"0",
)  # fmt: skip

_ATTRIBUTE = re.compile(rb'\s[\w:]+="([^"]*)"')


def cut(content: bytes, random: Random) -> bytes:
    start, end = sorted(random.randrange(len(content)) for _ in range(2))
    return content[:start] + content[min(end, start + 2_000) :]


def splinter(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content))
    return content[:place] + random.choice(SPLINTERS) + content[place + random.randrange(4) :]


def flip(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content))
    return (
        content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + content[place + 1 :]
    )


def shuffle(content: bytes, random: Random) -> bytes:
    """Lines in another order: references and nesting go wrong while the XML often stays right."""
    lines = content.split(b"\n")
    for _ in range(3):
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def rename(content: bytes, random: Random) -> bytes:
    """One id or reference becomes another: the XML stays right, the drawing does not."""
    quoted = content.split(b'"')
    one = random.randrange(1, len(quoted), 2)
    quoted[one] = quoted[random.randrange(1, len(quoted), 2)]
    return b'"'.join(quoted)


def drop_line(content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    del lines[random.randrange(len(lines))]
    return b"\n".join(lines)


def swap_attributes(content: bytes, random: Random) -> bytes:
    """The values of two attributes change places."""
    found = list(_ATTRIBUTE.finditer(content))
    if len(found) < 2:
        return content
    one, other = sorted(random.sample(found, 2), key=lambda match: match.start())
    return b"".join(
        (
            content[: one.start(1)],
            other[1],
            content[one.end(1) : other.start(1)],
            one[1],
            content[other.end(1) :],
        )
    )


def odd_attribute(content: bytes, random: Random) -> bytes:
    """One attribute gets a value that nobody thought of."""
    found = list(_ATTRIBUTE.finditer(content))
    if not found:
        return content
    one = random.choice(found)
    return content[: one.start(1)] + random.choice(VALUES) + content[one.end(1) :]


BYTES: tuple[Change, ...] = (cut, splinter, flip, shuffle, rename, drop_line)
ALL_CHANGES: tuple[Change, ...] = (*BYTES, swap_attributes, odd_attribute)


def mutant(content: bytes, random: Random) -> bytes:
    """The file with one piece of damage or a few."""
    for _ in range(random.choice((1, 1, 2, 4))):
        if content.count(b'"') > 3:
            content = random.choice(ALL_CHANGES)(content, random)
    return content
