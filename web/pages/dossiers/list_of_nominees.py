"""Those whom a dossier proposes, with what can be done about each."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from engine.actors import Actor
from web.criteria_words import stated_below_in_words
from web.pages.dossiers.frame import shown_nominee
from web.requests import view
from web.wording import language
from workflows.awards import award_name
from workflows.nominees import Nominee
from workflows.queries.dossier_acts import refusal_to_hold, refusal_to_release
from workflows.queries.dossier_page import DossierPage
from workflows.queries.from_below import said_below

FEW_NOMINEES = 8
"""So many stand on the page before one asks for all."""


def shown_nominees(shown: DossierPage, who: Actor) -> dict[str, Any]:
    asked = request.args.get("nguoi", "")
    wanted = shown.problems if asked == "vuong" else shown.nominees
    rows = wanted if asked else wanted[:FEW_NOMINEES]
    code = shown.dossier.code
    below = said_below(view(), shown.dossier)
    return {
        "rows": [
            {**_nominee(shown, who, row), "below": stated_below_in_words(below.get(row.ordinal))}
            for row in rows
        ],
        "count": len(wanted),
        "all": len(shown.nominees),
        "problems": len(shown.problems),
        "asked": asked,
        "all_url": url_for("dossiers.show", code=code, nguoi="tat-ca", _anchor="nguoi"),
        "few_url": url_for("dossiers.show", code=code, _anchor="nguoi"),
        "problems_url": url_for("dossiers.show", code=code, nguoi="vuong", _anchor="nguoi"),
    }


def _nominee(shown: DossierPage, who: Actor, row: Nominee) -> dict[str, Any]:
    where: dict[str, Any] = {"code": shown.dossier.code, "ordinal": row.ordinal}
    held = refusal_to_hold(view(), who, shown.dossier, row) is None
    released = refusal_to_release(view(), who, shown.dossier, row) is None
    return {
        **shown_nominee(row),
        "award": award_name(row.award, language()),
        "hold_url": url_for("dossiers.hold", **where) if held else "",
        "release_url": url_for("dossiers.release", **where) if released else "",
    }
