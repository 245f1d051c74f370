"""Papers of a dossier made to be printed: the receipt of filing, and the decision."""

from __future__ import annotations

from typing import Any

import segno
from flask import url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from engine.clock import local
from engine.instances import get_instance
from engine.ledgers import ledgers_of, projection_of
from web.pages.dossiers.frame import pages, shown_day, shown_instant, state_pill
from web.requests import actor, engine, page, see_other, signed_in, view
from web.wording import gettext, in_language
from workflows.deciders import DecidedAbove, is_decided_here
from workflows.documents.amounts import in_words, money
from workflows.documents.decision import lines_of
from workflows.documents.kinds import DocumentKind
from workflows.dossiers import Dossier
from workflows.queries.decision_paper import decision_paper
from workflows.queries.documents import ShownDocument, issued_paper
from workflows.queries.dossier_page import seen_dossier

KINDS = {"individual": "cá nhân", "collective": "tập thể", "household": "hộ gia đình"}
"""As documents call them; a document is Vietnamese whatever the reader's language."""


@pages.get("/ho-so/<code>/quyet-dinh")
@signed_in
def decision(code: str) -> ResponseReturnValue:
    """The issued decision, or how far its pages are; before it is issued, the draft."""
    found = seen_dossier(view(), actor(), code)
    issued = issued_paper(view(), actor(), found, DocumentKind.DECISION)
    if issued is not None:
        return see_other(_paper_of(issued, code))
    if not is_decided_here(view(), found):
        raise DecidedAbove()
    paper = decision_paper(view(), found)
    return page(
        "dossiers/decision.html",
        paper=paper,
        back=url_for("dossiers.show", code=code),
        body=paper.body.upper(),
        date_line=_date_line(paper.place, paper.year, paper.dated),
        whom=", ".join(f"{count:02} {KINDS[kind]}" for kind, count in paper.kinds.items()),
        minutes_on=f"{paper.minutes.on:%d/%m/%Y}" if paper.minutes and paper.minutes.on else "",
        letter_on=f"{found.letter_date:%d/%m/%Y}",
        kinds=KINDS,
        money=money,
        in_words=in_words,
        recipients=lines_of(paper.recipients),
    )


def _paper_of(issued: ShownDocument, code: str) -> str:
    """Only what bears number and square is printed; what is being made, or was brought, is told."""
    holds = issued.holds
    is_whole = holds is not None and holds.pages and not holds.is_draft
    if holds is not None and is_whole and issued.document.is_issued:
        return url_for("documents.preview", version_id=holds.id)
    return url_for("documents.of_dossier", code=code)


@pages.get("/ho-so/<code>/bien-nhan")
@signed_in
def receipt(code: str) -> str:
    """What whoever handed the dossier in takes home: its codes, and how to follow it."""
    found = seen_dossier(view(), actor(), code)
    look_up = url_for("public.home", ma=found.lookup_code, _external=True)
    return page(
        "dossiers/receipt.html",
        dossier=found,
        state=state_pill(found.state),
        procedure=_procedure(found),
        filed=shown_instant(found.filed_at),
        accepted=shown_instant(found.accepted_at),
        letter_on=f"{found.letter_date:%d/%m/%Y}",
        due=_due(found),
        goes_up=not is_decided_here(view(), found),
        look_up=look_up,
        square=_square(look_up),
        back=url_for("dossiers.show", code=code),
        printed_at=f"{local(view().now):%H:%M %d/%m/%Y}",
        printed_by=actor().name,
    )


def _procedure(found: Dossier) -> str:
    definition = engine().definitions.get(view(), found.definition_id)
    return in_language(definition.name, definition.name_en)


def _due(found: Dossier) -> dict[str, Any] | None:
    """When the result is due; before acceptance that is provisional."""
    known = ledgers_of(view(), [found.instance_id], whole=True)
    if not known:
        return None
    seen = projection_of(view(), get_instance(view().connection, found.instance_id), known[-1])
    if seen.due is None:
        return None
    return {"day": shown_day(seen.due), "provisional": seen.provisional}


def _square(address: str) -> Markup:
    """The address as a QR square, drawn as SVG."""
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=True, unit="")
    title = gettext("QR code of the look-up page")
    return Markup('<span class="v-square" role="img" aria-label="{}">{}</span>').format(
        title,
        Markup(drawn),  # noqa: S704  drawn by us from an address of ours
    )


def _date_line(place: str, year: int, dated: object) -> str:
    """Place and date as documents write them, with room for the day while there is none."""
    if dated is None:
        return f"{place}, ngày … tháng … năm {year}"
    return f"{place}, ngày {dated:%d} tháng {dated:%m} năm {dated:%Y}"
