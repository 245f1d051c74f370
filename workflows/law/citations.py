"""Citations as packs write them, `nd-98-2023:30:7`, and as people read them, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PART = re.compile(
    r"(?P<act>[a-z0-9-]+)(?::(?P<article>[0-9]+(?:-[0-9]+)?))?"
    r"(?::(?P<clause>[0-9]+(?:-[0-9]+)?))?(?::(?P<point>[a-zđ]))?"
)


@dataclass(frozen=True, slots=True)
class Act:
    """A legal text or other source that rows may cite."""

    key: str
    title: str
    title_en: str


def unknown_acts(citation: str, acts: Mapping[str, Act]) -> list[str]:
    """The parts of a citation that name no known act."""
    parts = [(part, _PART.fullmatch(part)) for part in citation.split("; ")]
    return [part for part, found in parts if found is None or found["act"] not in acts]


def vietnamese(citation: str, acts: Mapping[str, Act]) -> str:
    return "; ".join(_vietnamese(part, acts) for part in citation.split("; "))


def english(citation: str, acts: Mapping[str, Act]) -> str:
    return "; ".join(_english(part, acts) for part in citation.split("; "))


def _vietnamese(part: str, acts: Mapping[str, Act]) -> str:
    found = _PART.fullmatch(part)
    if found is None or found["act"] not in acts:
        return part
    words = [acts[found["act"]].title]
    if found["article"]:
        words.append(f"Điều {_range(found['article'])}")
    if found["clause"]:
        words.append(f"khoản {_range(found['clause'])}")
    if found["point"]:
        words.append(f"điểm {found['point']}")
    return words[0] if len(words) == 1 else f"{words[0]}, {' '.join(words[1:])}"


def _english(part: str, acts: Mapping[str, Act]) -> str:
    found = _PART.fullmatch(part)
    if found is None or found["act"] not in acts:
        return part
    title = acts[found["act"]].title_en
    if not found["article"]:
        return title
    clause = f"({_range(found['clause'])})" if found["clause"] else ""
    return f"{title}, Art {_range(found['article'])}{clause}{found['point'] or ''}"


def _range(numbers: str) -> str:
    return numbers.replace("-", "–")
