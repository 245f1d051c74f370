"""Many documents as one PDF, to be printed at once; and whether a brought PDF can be printed.

Some of them were brought from outside, so they are put together at arm's length, and one that
cannot be read through gives way to a page that says so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.errors import Rejected
from workflows.confinement import ConfinedError, Overtaxed, Work, confined

JOINED = Work("workflows.documents.print_joining:joined", seconds=60, megabytes=1024)
COUNTED = Work("workflows.documents.print_joining:counted", seconds=10)

LARGEST_PRINT = 90 * 1024 * 1024
"""Bytes that are put together at once; what is beyond is to be printed by itself."""


class UnreadablePdf(Rejected):
    """This PDF cannot be read through: it is damaged or locked. Print it to PDF anew."""


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A document to be printed, with the name it goes by."""

    name: str
    pdf: bytes


def require_printable(pdf: bytes) -> None:
    """Raises `UnreadablePdf` for a file that printers and readers would choke on."""
    try:
        pages = int(confined(COUNTED, pdf))
    except (Overtaxed, ConfinedError) as wrong:
        raise UnreadablePdf() from wrong
    if not pages:
        raise UnreadablePdf()


def printed(sheaves: Sequence[Sheaf], *, at: datetime) -> bytes:
    """One file of all that can be printed, and in the place of each other a page that names it."""
    try:
        return _joined(sheaves, at)
    except Overtaxed:
        # One of them asks for too much: found by looking at each by itself.
        return _joined([_in_place_of(one, at) for one in sheaves], at)


def _joined(sheaves: Sequence[Sheaf], at: datetime) -> bytes:
    fitting = _fitting(sheaves)
    told, _, made = confined(JOINED, *(one.pdf for one in fitting)).partition(b"\n")
    missing = {*json.loads(told), *range(len(fitting), len(sheaves))}
    if not missing:
        return made
    told_of = [_page_for(one, at) if index in missing else one for index, one in enumerate(sheaves)]
    return _joined(told_of, at)


def _fitting(sheaves: Sequence[Sheaf]) -> list[Sheaf]:
    fitting, size = [], 0
    for one in sheaves:
        size += len(one.pdf)
        if size > LARGEST_PRINT:
            break
        fitting.append(one)
    return fitting


def _in_place_of(sheaf: Sheaf, at: datetime) -> Sheaf:
    """The document itself if it can be read by itself."""
    try:
        require_printable(sheaf.pdf)
    except UnreadablePdf:
        return _page_for(sheaf, at)
    return sheaf


def _page_for(sheaf: Sheaf, at: datetime) -> Sheaf:
    from workflows.documents import typesetting

    return Sheaf(sheaf.name, typesetting.pdf({"name": sheaf.name}, template="thieu_ban", at=at))
