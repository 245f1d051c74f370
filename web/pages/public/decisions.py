"""The public register of decisions: what was decided, by which article, and what was late."""

from __future__ import annotations

import re
from pathlib import PurePath

from flask import request, url_for
from flask.typing import ResponseReturnValue

from web.downloads import handed_out
from web.pages.public.frame import (
    number_of,
    pages,
    public_page,
    shown_date,
    shown_day,
    shown_row,
)
from web.pages.public.words import CAUSE_WORDS, RESULT_WORDS
from web.requests import view
from web.shown_files import file_size
from web.wording import gettext, language, signer_position
from workflows.law import LawValue
from workflows.queries import public

FIRST_YEAR, LAST_YEAR = 1900, 9000

KEY = re.compile(r"[0-9a-f-]{36}", re.ASCII)
"""What the address may say of the decision after which a page begins."""


@pages.get("/quyet-dinh")
def decisions() -> str:
    """The register of decisions of a year, with search."""
    query = request.args.get("q", "").strip()[:200]
    year = number_of(request.args.get("nam", ""))
    after = request.args.get("truoc", "")
    after = after if KEY.fullmatch(after) else ""
    register = public.decision_register(
        view(),
        year=year if FIRST_YEAR <= year <= LAST_YEAR else None,
        query=query,
        after=after,
    )
    return public_page(
        "public/decisions.html",
        "decisions",
        register=register,
        years=sorted({register.year, *register.years}, reverse=True),
        query=query,
        first_url=url_for("public.decisions", nam=register.year, q=query or None) if after else "",
        next_url=(
            url_for("public.decisions", nam=register.year, q=query or None, truoc=register.next)
            if register.next
            else ""
        ),
    )


@pages.get("/quyet-dinh/<decision_id>")
def one_decision(decision_id: str) -> str:
    """One decision: whom it names, by which article, and whether it came in time."""
    after = number_of(request.args.get("sau", ""))
    found = public.decision_page(view(), decision_id, after=after)
    provision = found.provision
    english = language() == "en"
    return public_page(
        "public/decision.html",
        "decisions",
        decision=found.decision,
        signer=found.signer_name,
        position=signer_position(found.signer_position),
        unit=found.unit,
        received="" if found.accepted_on is None else shown_date(found.accepted_on),
        issued=shown_date(found.issued_on),
        due="" if found.due is None else shown_day(found.due),
        result=(
            {"state": found.result.value, "text": gettext(RESULT_WORDS[found.result.value])}
            if found.result
            else None
        ),
        causes=[gettext(CAUSE_WORDS[cause]) for cause in found.late_causes],
        provision=provision,
        citation="" if provision is None else _citation(provision, english=english),
        rows=[shown_row(row) for row in found.rows],
        next_url=_decision_url(decision_id, found.next) if found.next else "",
        first_url=_decision_url(decision_id, None) if after else "",
        papers=[
            {
                "name": _paper_name(found.decision.symbol, number, len(found.papers)),
                "size": file_size(paper.size),
                "href": url_for("public.paper", decision_id=decision_id, number=number),
            }
            for number, paper in enumerate(found.papers, 1)
        ],
    )


@pages.get("/quyet-dinh/<decision_id>/ban-phat-hanh/<int:number>")
def paper(decision_id: str, number: int) -> ResponseReturnValue:
    """The issued decision, signed and sealed, as a file."""
    found = public.decision_page(view(), decision_id)
    kept = public.issued_paper(view(), decision_id, number)
    name = _paper_name(found.decision.symbol, number, len(found.papers))
    ending = PurePath(kept.name).suffix
    return handed_out(kept, name.replace("/", "-") + ending)


def _paper_name(symbol: str, number: int, count: int) -> str:
    """What the file is, whatever it was called on the computer from which it was sent."""
    name = gettext("Decision %(symbol)s", symbol=symbol)
    return name if count == 1 else f"{name} ({number})"


def _citation(provision: LawValue, *, english: bool) -> str:
    return provision.citation_en if english else provision.citation


def _decision_url(decision_id: str, after: int | None) -> str:
    return url_for("public.one_decision", decision_id=decision_id, sau=after)
