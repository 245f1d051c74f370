"""Documents that the office makes, as pages show them: how far each is, and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for

from engine.clock import local
from engine.instances import UserTask
from web.access import Office
from web.permissions import may
from web.requests import actor, view
from web.shown_council import way_to_council
from web.shown_files import file_size
from web.wording import gettext, language, say
from workflows.documents.bringing import lacks_pdf
from workflows.documents.issuing import is_numbered_here
from workflows.documents.kinds import DESCRIBED, FOR_ASKING, DocumentKind
from workflows.documents.missing import Missing, Where
from workflows.documents.replacement_paper import REPLACEABLE, is_replacement
from workflows.documents.sealing import waits_for_seal
from workflows.documents.store import Document, Origin, Step, Version, VersionState
from workflows.dossiers import Dossier
from workflows.queries.documents import ShownDocument, StepPaper, step_papers

ORIGIN_WORDS = {
    Origin.MADE: "made from the dossier",
    Origin.EDITED: "edited in Word, brought back",
    Origin.SIGNED: "signed digitally",
    Origin.SEALED: "sealed by the office",
}
"""English; the catalogue has the Vietnamese."""

STATE_PILLS = {
    VersionState.WAITING: ("soon", "Being made…"),
    VersionState.READY: ("done", "Ready"),
    VersionState.FAILED: ("late", "Could not be made"),
}

STEP_WORDS = {
    Step.QUEUED: "Waits for its turn",
    Step.PDF: "The PDF is being made",
    Step.WORD: "PDF is there; the Word file is being made",
    Step.PAGES: "PDF and Word are there; the pictures of the pages are being made",
    Step.KEEPING: "Everything is there and is being entered",
}

PAGES_AT_HAND = 3
"""How many pages can be looked at where the document is named; the rest on a page of its own."""

WHERE_WORDS = {
    Where.NOMINEES: "To the list",
    Where.PEOPLE: "To the people",
    Where.COUNCIL: "To the council",
    Where.STEP: "To the step",
    Where.LAW: "To the law",
}


def kind_name(kind: DocumentKind) -> str:
    return DESCRIBED[kind].name.in_language(language())


def shown_document(
    one: ShownDocument, names: Mapping[str, str], dossier: Dossier, *, makes: bool
) -> dict[str, Any]:
    """A document with the version that holds, the earlier ones, and what may be done with it."""
    document, holds = one.document, one.holds
    newest = one.versions[0] if one.versions else None
    replaces = is_replacement(document)
    can_make = makes and document.kind in FOR_ASKING and not document.issued_at and not replaces
    is_open = replaces and document.issued_at is None
    is_signed = newest is not None and newest.origin is Origin.SIGNED
    numbers = not document.is_issued and is_numbered_here(view(), document, dossier)
    return {
        "id": document.id,
        "name": kind_name(document.kind),
        "kind": document.kind.value,
        "about": document.about_id,
        "symbol": document.symbol or "",
        "dated": f"{document.dated:%d/%m/%Y}" if document.dated else "",
        "withdrawn": document.withdrawn_reason if document.withdrawn_at else "",
        "check_url": url_for("documents.check", code=document.code) if document.issued_at else "",
        "state": shown_state(newest),
        "standing": _standing(document, holds),
        "error": newest.error if newest and newest.state is VersionState.FAILED else "",
        "holds": _shown_holding(one, names) if holds else None,
        "earlier": [
            shown_version(version, names)
            for version in one.versions
            if version.state is VersionState.READY and version is not holds
        ],
        "can_make": can_make,
        "can_bring": can_make and DESCRIBED[document.kind].has_word_file,
        "lacks_pdf": makes and holds is not None and lacks_pdf(document, holds),
        "replaces": replaces,
        "can_issue": (numbers or (is_open and is_signed)) and may("document.issue", document),
        "can_seal": waits_for_seal(document, one.versions) is not None
        and may("document.issue", document),
        "can_sign": is_open and holds is not None and may("document.sign", document),
        "can_replace": document.is_issued and makes and document.kind in REPLACEABLE,
        "can_correct": document.is_issued and may("document.correct", document),
    }


def _shown_holding(one: ShownDocument, names: Mapping[str, str]) -> dict[str, Any] | None:
    """As every version, but nobody has sealed what went out as the person signed it."""
    if one.holds is None:
        return None
    shown = shown_version(one.holds, names)
    if waits_for_seal(one.document, one.versions) is not None:
        shown["origin"] = gettext("signed digitally, not sealed yet")
    return shown


def shown_state(newest: Version | None) -> dict[str, Any] | None:
    """Whether the files of the newest version are there yet; nothing to say once they are."""
    if newest is None:
        return None
    look, word = STATE_PILLS[newest.state]
    shown = {"state": look, "text": gettext(word), "ready": newest.state is VersionState.READY}
    if newest.state is not VersionState.WAITING:
        return shown
    again = newest.tries and gettext("Tries: %(number)s", number=newest.tries)
    return {**shown, "progress": _progress(newest), "again": again or ""}


def shown_progress(version: Version, name: str) -> dict[str, Any] | None:
    """How far a version is, under a name; None once it is there."""
    is_waiting = version.state is VersionState.WAITING
    return {"name": name, **_progress(version)} if is_waiting else None


def _progress(version: Version) -> dict[str, Any]:
    words = gettext(STEP_WORDS[version.step])
    return {"value": int(version.step), "most": int(Step.KEEPING), "words": words}


def shown_waiting(documents: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those that are being made, for the note that looks again by itself."""
    return [
        {"name": one["name"], **one["state"]["progress"]}
        for one in documents
        if one["state"] and "progress" in one["state"]
    ]


def asks_again() -> bool:
    """Whether it is the note that asks, and not a person who opened the page."""
    return request.headers.get("HX-Request") == "true"


def _standing(document: Document, holds: Version | None) -> dict[str, str] | None:
    """Draft, edited, signed or issued: what the paper is worth."""
    if document.withdrawn_at:
        return {"state": "refused", "text": gettext("Withdrawn")}
    if document.is_issued:
        return {"state": "done", "text": gettext("Gone out")}
    if holds is None:
        return None
    if holds.origin is Origin.EDITED:
        return {"state": "soon", "text": gettext("Edited by hand")}
    if holds.origin is Origin.SIGNED:
        return {"state": "done", "text": gettext("Signed")}
    if holds.is_draft:
        return {"state": "prov", "text": gettext("Draft")}
    return None


def shown_version(version: Version, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": version.id,
        "ordinal": version.ordinal,
        "origin": gettext(ORIGIN_WORDS[version.origin]),
        "draft": version.is_draft,
        "at": f"{local(version.ready_at):%H:%M %d/%m/%Y}" if version.ready_at else "",
        "by": names.get(version.created_by, ""),
        "pages": version.pages,
        "at_hand": range(1, min(version.pages, PAGES_AT_HAND) + 1),
        "pdf": file_size(version.pdf_size) if version.pdf_sha256 else "",
        "word": file_size(version.word_size) if version.word_sha256 else "",
        "fingerprint": version.pdf_sha256 or version.word_sha256,
    }


def shown_step_papers(dossier: Dossier, document: str, task: UserTask) -> list[dict[str, Any]]:
    """The papers that a step makes, for `documents/pieces.html`; empty for people of a unit."""
    found = step_papers(view(), actor(), dossier, document, is_open=task.is_open)
    makes = bool(found.papers) and may("document.prepare", dossier)
    return [_step_paper(one, found.names, dossier, task, makes=makes) for one in found.papers]


def _step_paper(
    one: StepPaper,
    names: Mapping[str, str],
    dossier: Dossier,
    task: UserTask,
    *,
    makes: bool,
) -> dict[str, Any]:
    blocked = any(gap.blocks for gap in one.missing)
    missing = [_gap(gap, dossier, task) for gap in one.missing]
    if one.shown is not None:
        shown = shown_document(one.shown, names, dossier, makes=makes)
        return {**shown, "missing": missing, "can_make": shown["can_make"] and not blocked}
    return {
        "id": "",
        "name": kind_name(one.kind),
        "kind": one.kind.value,
        "about": "",
        "missing": missing,
        "can_make": makes and not blocked and one.kind in FOR_ASKING,
    }


def _gap(gap: Missing, dossier: Dossier, task: UserTask) -> dict[str, Any]:
    here = gap.where is Where.STEP and gap.about == task.id
    return {
        "sentence": say(gap.message),
        "blocks": gap.blocks,
        "href": "" if here else _mended_at(gap, dossier),
        "place": _place(gap, dossier),
    }


def _mended_at(gap: Missing, dossier: Dossier) -> str:
    """The page on which the gap is filled; empty for who may not open it."""
    if gap.where is Where.NOWHERE:
        return ""
    if gap.where is Where.NOMINEES:
        return url_for("dossiers.show", code=dossier.code, _anchor="nguoi")
    if gap.where is Where.PEOPLE:
        is_open = may("people.see", Office(dossier.office_id))
        return url_for("people.index") if is_open else ""
    if gap.where is Where.STEP:
        return url_for("tasks.show", task_id=gap.about)
    if gap.where is Where.LAW:
        return url_for("law.index", q=gap.about)
    if gap.about:
        return url_for("council.show", session_id=gap.about)
    return str(way_to_council(dossier)["href"])


def _place(gap: Missing, dossier: Dossier) -> str:
    """What the way there is called."""
    if gap.where is Where.COUNCIL and not gap.about:
        return str(way_to_council(dossier)["text"])
    return gettext(WHERE_WORDS[gap.where]) if gap.where in WHERE_WORDS else ""


def asked_for(kinds: Sequence[DocumentKind]) -> list[dict[str, str]]:
    """Kinds of documents as choices of a field."""
    return [{"value": kind.value, "label": kind_name(kind)} for kind in kinds]
