"""Whose time a dossier has taken, as pages say it: parts that add up to the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.budgets import Unit
from web.wording import gettext, ngettext
from workflows.delays import Attribution, Part

PARTS: Mapping[Part, str] = {
    Part.OWN: "Own office",
    Part.COUNCIL: "Council",
    Part.PUBLIC: "List open for opinions",
    Part.APPLICANT: "Proposer",
    Part.SUPERIOR: "Superior body",
    Part.HOLD: "Held back for verification",
}
"""English, in the order in which they are shown; the catalogue has the Vietnamese."""

AWAY = (Part.APPLICANT, Part.SUPERIOR, Part.HOLD)
"""While these have it, the office's clock is paused."""


def shown_attribution(found: Attribution | None) -> dict[str, Any] | None:
    """The parts that have had any of it, with how many days, and the whole."""
    if found is None:
        return None
    return {
        "whole": days_of(found.unit, found.whole),
        "parts": [
            {
                "key": part.value,
                "name": gettext(name),
                "days": found.days[part],
                "share": round(100 * found.days[part] / found.whole) if found.whole else 0,
                "away": part in AWAY,
            }
            for part, name in PARTS.items()
            if found.days[part] or part is Part.OWN
        ],
    }


def attribution_line(found: Attribution | None) -> str:
    """The same in one line for lists and sheets."""
    seen = shown_attribution(found)
    if seen is None:
        return ""
    return " · ".join(f"{part['name']} {part['days']}" for part in seen["parts"])


def days_of(unit: Unit, number: int) -> str:
    if unit is Unit.CALENDAR_DAYS:
        return ngettext("%(num)d day", "%(num)d days", number)
    return ngettext("%(num)d working day", "%(num)d working days", number)
