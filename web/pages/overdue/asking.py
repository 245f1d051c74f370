"""What the address asks of the supervision: which unit, procedure, standing and page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for

from web.requests import actor, view
from web.wording import gettext, language
from workflows.queries.dossiers import Choice, choices_of
from workflows.queries.keyset import Cursor, Turn
from workflows.queries.overdue import Asked
from workflows.queries.standing import Standing

STANDINGS = {
    "qua-han": Standing.OVERDUE,
    "nguy-co": Standing.AT_RISK,
    "dung-han": Standing.ON_TIME,
    "tam-dung": Standing.PAUSED,
}
NAMES = {standing: name for name, standing in STANDINGS.items()}
WORDS = {
    Standing.OVERDUE: ("Overdue", "late"),
    Standing.AT_RISK: ("At risk", "soon"),
    Standing.ON_TIME: ("On time", "done"),
    Standing.PAUSED: ("Paused", "rest"),
}


def standing_asked() -> Standing | None:
    return STANDINGS.get(request.args.get("loai", ""))


def asked() -> Asked:
    return Asked(
        office_id=actor().office_id,
        unit_id=request.args.get("don-vi", "")[:64],
        procedure=request.args.get("quy-trinh", "")[:100],
    )


def turn() -> Turn:
    return Turn(
        after=Cursor.parse(request.args.get("sau")), before=Cursor.parse(request.args.get("truoc"))
    )


def kept(**changed: str | None) -> dict[str, Any]:
    """The filter as it stands in the address, with some of it changed; empty parts are left out."""
    now = {name: request.args.get(name, "") for name in ("don-vi", "quy-trinh")}
    return {name: value for name, value in {**now, **changed}.items() if value}


def list_url(standing: Standing | None) -> str:
    return url_for("overdue.cases", **kept(loai=NAMES[standing] if standing else None))


def page_url(name: str, cursor: Cursor | None) -> str:
    if cursor is None:
        return ""
    return url_for("overdue.cases", **kept(loai=request.args.get("loai"), **{name: str(cursor)}))


def filters(wanted: Asked) -> list[dict[str, Any]]:
    procedures, units = choices_of(view(), actor())
    return [
        _filter("don-vi", gettext("Unit"), units, wanted.unit_id),
        _filter("quy-trinh", gettext("Procedure"), procedures, wanted.procedure),
    ]


def _filter(name: str, label: str, choices: Sequence[Choice], chosen: str) -> dict[str, Any]:
    here, loai = request.endpoint or "overdue.index", request.args.get("loai")

    def address(value: str | None) -> str:
        return url_for(here, **kept(loai=loai, **{name: value}))

    value = next((_label(choice) for choice in choices if choice.value == chosen), "")
    return {
        "label": label,
        "value": value,
        "remove_url": address(None),
        "choices": [{"text": _label(each), "href": address(each.value)} for each in choices],
    }


def _label(choice: Choice) -> str:
    return choice.label_en if language() == "en" and choice.label_en else choice.label
