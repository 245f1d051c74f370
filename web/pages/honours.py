"""The honour book: everybody this office's dossiers have awarded, with the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from web.access import require
from web.requests import actor, page, signed_in, view
from web.wording import gettext, language
from workflows.awards import AWARDS, award_name
from workflows.honours import COMMUNE
from workflows.queries.honours import Line, Wanted, honour_book

pages = Blueprint("honours", __name__, url_prefix="/so-vang")

LONGEST_SEARCH = 100
LONGEST_KEY = 60


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    require("honours.see")
    wanted = _wanted()
    found = honour_book(view(), actor().office_id, wanted)
    asked = {"q": wanted.text, "khen": wanted.award, "nam": wanted.year or ""}
    following = {**asked, "tu": found.following}
    return page(
        "honours/index.html",
        lines=[_shown(line) for line in found.lines],
        text=wanted.text,
        award=wanted.award,
        year=wanted.year or "",
        awards=sorted((key, award_name(key, language())) for key in AWARDS),
        is_narrowed=bool(wanted.text or wanted.award or wanted.year),
        first_url=url_for("honours.index", **_said(asked)) if wanted.before else "",
        next_url=url_for("honours.index", **_said(following)) if found.following else "",
    )


def _wanted() -> Wanted:
    """What was asked for; what makes no sense is not asked."""
    year = request.args.get("nam", "").strip()
    return Wanted(
        text=request.args.get("q", "").strip()[:LONGEST_SEARCH],
        award=request.args.get("khen", "").strip()[:LONGEST_KEY],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        before=request.args.get("tu", "").strip()[:LONGEST_KEY],
    )


def _said(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value}


def _shown(line: Line) -> dict[str, Any]:
    one = line.honour
    return {
        "place": one.place,
        "name": one.name,
        "where": one.unit_name or one.locality,
        "award": award_name(one.award, language()),
        "achievement": one.achievement,
        "symbol": one.symbol,
        "dated": f"{one.dated:%d/%m/%Y}",
        "decided_by": gettext("this office") if one.decided_by == COMMUNE else one.decided_by,
        "revoked": one.revoked_symbol if not one.stands else "",
        "href": url_for("dossiers.show", code=line.code) if line.code else "",
    }
