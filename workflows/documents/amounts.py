"""Amounts as Vietnamese documents write them: grouped figures, and in words."""

from __future__ import annotations

from collections.abc import Iterator

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
THOUSANDS = ("", "nghìn", "triệu")
BILLION = 1_000_000_000


def money(amount: int) -> str:
    """1380000 as 1.380.000."""
    return f"{amount:,}".replace(",", ".")


def in_words(amount: int) -> str:
    """The amount in words, beginning with a capital: `Một triệu ba trăm tám mươi nghìn đồng`."""
    words = " ".join(_spoken(amount)) or DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _spoken(amount: int, *, follows: bool = False) -> Iterator[str]:
    if amount >= BILLION:
        yield from _spoken(amount // BILLION, follows=follows)
        yield "tỷ"
        amount, follows = amount % BILLION, True
    for power in (2, 1, 0):
        group = amount // 1000**power % 1000
        if not group:
            continue
        yield from _group(group, follows=follows)
        if THOUSANDS[power]:
            yield THOUSANDS[power]
        follows = True


def _group(group: int, *, follows: bool) -> Iterator[str]:
    """Three digits; after a larger group the empty hundred is spoken too."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    if hundreds or follows:
        yield DIGITS[hundreds]
        yield "trăm"
    if tens == 0:
        if ones:
            if hundreds or follows:
                yield "linh"
            yield DIGITS[ones]
        return
    if tens == 1:
        yield "mười"
    else:
        yield DIGITS[tens]
        yield "mươi"
    if ones:
        yield _last(tens, ones)


def _last(tens: int, ones: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5:
        return "lăm"
    return DIGITS[ones]
