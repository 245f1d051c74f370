"""The numbers of the board: tiles, the share in time, ages, and the load of people and stages."""

from __future__ import annotations

from typing import Any

from web.pages.overdue.asking import WORDS, list_url
from web.wording import gettext, in_language, language, ngettext
from workflows.queries.overdue import AGES, Board, Load
from workflows.queries.standing import Standing, Standings

TILES = {
    Standing.OVERDUE: "Overdue dossiers",
    Standing.AT_RISK: "Dossiers at risk",
    Standing.ON_TIME: "Dossiers on time",
    Standing.PAUSED: "Paused dossiers",
}
"""The tiles count dossiers and the bars below count steps, so both say what they count."""


def tile(seen: Board, standing: Standing) -> dict[str, Any]:
    _, tone = WORDS[standing]
    return {
        "word": gettext(TILES[standing]),
        "number": str(seen.counts[standing]),
        "tone": tone,
        "note": _note(seen, standing),
        "href": list_url(standing),
    }


def _note(seen: Board, standing: Standing) -> str:
    if standing is Standing.OVERDUE:
        worst = seen.ages[-1]
        return ngettext(
            "%(num)d by more than %(days)s working days",
            "%(num)d by more than %(days)s working days",
            worst,
            days=AGES[-1],
        )
    if standing is Standing.AT_RISK:
        return gettext("Little of the limit is left")
    if standing is Standing.ON_TIME:
        return gettext("Enough time is left")
    return gettext("Waiting for others; the clock stands")


def ratio(seen: Board) -> dict[str, Any]:
    now = seen.months[-1]
    shares = [month.share for month in seen.months if month.share is not None]
    return {
        "word": gettext("Done in time, month %(month)s", month=f"{now.first_day:%m/%Y}"),
        "number": "–" if now.share is None else _percent(now.share),
        "note": gettext(
            "%(in_time)s of the %(all)s dossiers with a result this month",
            in_time=now.in_time,
            all=now.all,
        ),
        "points": [round(share * 100, 1) for share in shares],
    }


def _percent(share: float) -> str:
    text = f"{share * 100:.1f}".removesuffix(".0") + " %"
    return text if language() == "en" else text.replace(".", ",")


def age_bars(seen: Board) -> list[dict[str, Any]]:
    first, second = AGES
    labels = (
        gettext("up to %(days)s days", days=first),
        gettext("%(from)s–%(to)s days", **{"from": first + 1, "to": second}),
        gettext("over %(days)s days", days=second),
    )
    return [{"label": text, "value": n} for text, n in zip(labels, seen.ages, strict=True)]


def person_bar(load: Load) -> dict[str, Any]:
    return {"label": _short(load.label) if load.key else gettext("Not taken"), **_load(load)}


def stage_bar(load: Load) -> dict[str, Any]:
    return {"label": in_language(load.label, load.label_en) or gettext("Other"), **_load(load)}


def _load(load: Load) -> dict[str, Any]:
    note = ngettext("%(num)d step late", "%(num)d steps late", load.late) if load.late else ""
    return {"value": load.count, "part": load.late, "note": note}


def _short(name: str) -> str:
    """`Lường Thị Hạnh` as `Lường T. Hạnh`: bars leave little room for names."""
    words = name.split()
    if len(words) < 3:
        return name
    return " ".join((words[0], *(f"{word[0]}." for word in words[1:-1]), words[-1]))


def rule_of(standings: Standings) -> str:
    return gettext(
        "At risk (R-TIME-11): %(days)s working days or %(share)s of the limit left, or less.",
        days=standings.amber.days,
        share=_percent(float(standings.amber.share)),
    )


def tabs(standing: Standing | None, number: int) -> list[dict[str, Any]]:
    return [
        {
            "text": gettext(WORDS[each][0]),
            "href": list_url(each),
            "current": each is standing,
            "count": number if each is standing else None,
        }
        for each in Standing
    ]
