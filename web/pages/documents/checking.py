"""The public page on which anybody checks a document by its code, without signing in."""

from __future__ import annotations

import hashlib

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import NotFound
from web.pages.documents.frame import content_of, pages
from web.pages.public.frame import number_of, public_page, shown_date, take
from web.requests import see_other, view
from web.security import takes_bytes
from web.shown_documents import kind_name
from web.wording import gettext
from workflows.attachments import LARGEST_FILE
from workflows.awards import award_name
from workflows.documents.letterhead import whereabouts
from workflows.documents.store import Document
from workflows.dossiers import Dossier
from workflows.queries.documents import certificate_at, checked_document, is_issued_file
from workflows.queries.public.decisions import decision_of
from workflows.throttles import LOOK_UPS

LONGEST_CODE = 20


@pages.get("/kiem-tra")
def ask() -> ResponseReturnValue:
    """Where somebody types the code that stands beside the square."""
    code = _tidy(request.args.get("ma", ""))
    if code:
        return see_other(url_for("documents.check", code=code))
    return public_page("documents/check.html", "check", document=None, code="", verdict="")


@pages.get("/kiem-tra/<code>")
def check(code: str) -> ResponseReturnValue:
    """Number, date and summary of the issued document with this code."""
    return _answer(code, "")


@pages.get("/kiem-tra/<code>/<place>")
def check_certificate(code: str, place: str) -> ResponseReturnValue:
    """Whom the certificate names that bears this place in the decision with this code."""
    take("check", LOOK_UPS)
    typed, number = _tidy(code), number_of(place)
    try:
        document, dossier = checked_document(view(), typed)
        given = certificate_at(view(), document, number)
    except NotFound:
        shown = public_page(
            "documents/check.html", "check", document=None, code=typed, verdict="unknown"
        )
        return shown, 404
    return public_page(
        "documents/check_certificate.html",
        "check",
        document=_shown(document, dossier),
        given={
            "place": f"{given.place:02}",
            "name": given.name,
            "unit": whereabouts(given.unit_name, given.locality),
            "award": award_name(given.award),
            "achievement": given.achievement,
            "revoked": given.revoked_symbol,
        },
        check_url=url_for("documents.check", code=document.code),
    )


@pages.post("/kiem-tra/<code>")
@takes_bytes(LARGEST_FILE + 1024 * 1024)
def compare(code: str) -> ResponseReturnValue:
    """Whether a file is, byte for byte, the issued document."""
    take("check", LOOK_UPS)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _answer(code, "none")
    sha256 = hashlib.sha256(content_of(file)).hexdigest()
    document, _ = checked_document(view(), _tidy(code))
    return _answer(code, "same" if is_issued_file(view(), document, sha256) else "other")


def _answer(code: str, verdict: str) -> ResponseReturnValue:
    take("check", LOOK_UPS)
    typed = _tidy(code)
    try:
        document, dossier = checked_document(view(), typed)
    except NotFound:
        shown = public_page(
            "documents/check.html", "check", document=None, code=typed, verdict="unknown"
        )
        return shown, 404
    return public_page(
        "documents/check.html",
        "check",
        code=typed,
        verdict=verdict,
        document=_shown(document, dossier),
    )


def _shown(document: Document, dossier: Dossier) -> dict[str, str]:
    return {
        "kind": kind_name(document.kind),
        "symbol": document.symbol or "",
        "dated": shown_date(document.dated) if document.dated else "",
        "summary": document.summary,
        "body": dossier.office_name,
        "withdrawn": document.withdrawn_reason if document.withdrawn_at else "",
        "public_url": _public_url(document, dossier),
        "state": gettext("Withdrawn") if document.withdrawn_at else gettext("In force"),
    }


def _public_url(document: Document, dossier: Dossier) -> str:
    """The public page of the decision that this document is; empty for every other document."""
    found = decision_of(view(), dossier.id)
    if found is None or found.symbol != document.symbol:
        return ""
    return url_for("public.one_decision", decision_id=found.id)


def _tidy(code: str) -> str:
    """As it is kept, however it was typed."""
    return code.strip().upper()[:LONGEST_CODE]
