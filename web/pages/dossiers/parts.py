"""The parts of a dossier's page, each read only when it is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request, url_for

from engine.actors import Actor
from engine.days import calendar_of
from web.pages.dossiers.drawing import shown_drawing
from web.pages.dossiers.frame import shown_instant
from web.pages.dossiers.records import shown_forms, shown_journal
from web.pages.dossiers.timeline_words import Surroundings, shown_entry
from web.requests import view
from web.shown_documents import shown_document
from web.shown_files import file_size, kind_words
from web.shown_gates import rule_url
from web.shown_law import value_words
from web.wording import gettext, in_language, language
from workflows.law import LawValue
from workflows.law_words import law_word
from workflows.opinions import Opinion, OpinionState
from workflows.publications import Publication
from workflows.queries import dossier_parts as queries
from workflows.queries.documents import dossier_documents
from workflows.queries.dossier_acts import may_handle_opinions
from workflows.queries.dossier_page import DossierPage
from workflows.queries.dossier_parts import SessionVotes
from workflows.queries.drawing import walk
from workflows.queries.timeline import timeline_of

PARTS = {
    "dong-thoi-gian": "Timeline",
    "bieu-mau": "Forms",
    "tai-lieu": "Documents",
    "y-kien": "Opinions",
    "cong-khai": "Publication",
    "bieu-quyet": "Ballots",
    "so-do": "Drawing",
    "can-cu": "Legal basis",
    "nhat-ky": "Journal",
}
"""Names in addresses, and words; English, the catalogue has the Vietnamese."""

CHANNELS = {
    "board": "notice board",
    "residential": "house of culture of the residential unit",
    "workplace": "workplace of those proposed",
    "loudspeaker": "loudspeakers",
    "website": "website",
}

OPINION_WORDS = {
    OpinionState.RECEIVED: ("soon", "To be moderated"),
    OpinionState.ADMITTED: ("soon", "To be answered"),
    OpinionState.REJECTED: ("plain", "Not admitted"),
    OpinionState.ANSWERED: ("done", "Answered"),
    OpinionState.PETITION: ("prov", "Petition"),
}

SESSION_WORDS = {
    "planned": ("prov", "Planned"),
    "open": ("soon", "Open"),
    "closed": ("done", "Closed"),
    "cancelled": ("refused", "Cancelled"),
}


def part_of(asked: str, known: Mapping[str, object]) -> str:
    """The part that is open; the timeline unless another that there is was asked for."""
    return asked if asked in known else next(iter(PARTS))


def shown_part(part: str, shown: DossierPage, who: Actor) -> dict[str, Any]:
    """What the template of the part reads, under its own names."""
    return _SHOWN[part](shown, who)


# -- timeline


def _timeline(shown: DossierPage, _who: Actor) -> dict[str, Any]:
    before = request.args.get("truoc", "")
    found = timeline_of(
        view(),
        dossier_id=shown.dossier.id,
        instance_id=shown.instance.id,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None,
    )
    around = Surroundings(
        names=found.names,
        tasks={task.id: task for task in shown.tasks},
        elements={element.id: element for _, element in walk(shown.definition)},
        nominees={row.id: row for row in shown.nominees},
        calendar=calendar_of(view()),
    )
    code = shown.dossier.code
    return {
        "entries": [shown_entry(entry, around) for entry in found.entries],
        "earlier_url": url_for("dossiers.show", code=code, _anchor="cac-phan") if before else "",
        "later_url": (
            url_for("dossiers.show", code=code, truoc=found.next, _anchor="cac-phan")
            if found.next
            else ""
        ),
    }


# -- papers


def _papers(shown: DossierPage, who: Actor) -> dict[str, Any]:
    found = queries.papers_of(view(), shown.instance.id)
    made = dossier_documents(view(), who, shown.dossier)
    return {
        "made": [
            shown_document(one, made.names, shown.dossier, makes=False) for one in made.documents
        ],
        "files": [
            {
                "name": file.name,
                "kind": kind_words(file.kind, shown.definition),
                "href": url_for("attachments.download", attachment_id=file.id),
                "size": file_size(file.size),
                "at": shown_instant(file.uploaded_at),
                "by": found.names.get(file.uploaded_by, ""),
                "sha256": file.sha256,
            }
            for file in found.files
        ],
    }


# -- publications and opinions


def _publications(shown: DossierPage, _who: Actor) -> dict[str, Any]:
    files = queries.files_by_id(view(), shown.instance.id)
    return {
        "publications": [
            shown_publication(one, {key: file.name for key, file in files.items()})
            for one in queries.published(view(), shown.dossier.id)
        ]
    }


def shown_publication(one: Publication, files: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": gettext("Decision" if one.kind == "decision" else "List of those proposed"),
        "state": _publication_state(one),
        "channels": ", ".join(gettext(CHANNELS.get(each, each)) for each in one.channels),
        "place": one.place,
        "poster": one.poster,
        "since": shown_instant(one.started_at),
        "until": shown_instant(one.ends_at),
        "link": one.link if one.link.startswith(("https://", "http://")) else "",
        "files": [
            {"name": files[key], "href": url_for("attachments.download", attachment_id=key)}
            for key in one.evidence
            if key in files
        ],
    }


def _publication_state(one: Publication) -> dict[str, str]:
    if one.withdrawn_at is not None:
        return {"state": "refused", "text": gettext("Put up anew since")}
    if one.closed_at is not None or one.ends_at < view().now:
        return {"state": "done", "text": gettext("Period over")}
    return {"state": "on", "text": gettext("Public now")}


def _opinions(shown: DossierPage, who: Actor) -> dict[str, Any]:
    handles = may_handle_opinions(view(), who, shown.dossier)
    names = {row.id: f"{row.ordinal}. {row.name}" for row in shown.nominees}
    return {
        "opinions": [
            shown_opinion(one, names.get(one.nominee_id or "", ""), handles=handles)
            for one in queries.said(view(), shown.dossier.id)
        ],
    }


def shown_opinion(one: Opinion, about: str, *, handles: bool) -> dict[str, Any]:
    """An opinion; whoever does not handle it sees neither name nor contact."""
    look, word = OPINION_WORDS[one.state]
    return {
        "id": one.id,
        "at": shown_instant(one.sent_at),
        "about": about,
        "text": one.text,
        "author": one.author if handles else "",
        "contact": one.contact if handles else "",
        "state": {"state": look, "text": gettext(word)},
        "reason": one.reason,
        "answer": one.answer,
        "href": url_for("opinions.show", opinion_id=one.id) if handles else "",
    }


# -- ballots


def _ballots(shown: DossierPage, _who: Actor) -> dict[str, Any]:
    found = queries.votes_on(view(), shown.dossier.id, shown.nominees)
    return {"sessions": [_session(one) for one in found]}


def _session(one: SessionVotes) -> dict[str, Any]:
    look, word = SESSION_WORDS[one.session.state.value]
    return {
        "title": one.session.title,
        "href": url_for("council.show", session_id=one.session.id),
        "at": shown_instant(one.session.held_at),
        "secret": one.session.secret,
        "state": {"state": look, "text": gettext(word)},
        "votes": one.votes,
    }


# -- law


def _law(shown: DossierPage, _who: Actor) -> dict[str, Any]:
    return {
        "families": [
            {"name": family, "values": [shown_value(value) for value in values]}
            for family, values in queries.law_in_words(shown.edition)
        ],
        "is_frozen": shown.dossier.law_edition_id is not None,
        "edition": shown.edition.address,
    }


def shown_value(value: LawValue) -> dict[str, str]:
    """A value of the law with all that is said of it."""
    return {
        "title": in_language(value.title, value.title_en),
        "value": value_words(value.value, value.key),
        "about": ", ".join(
            law_word(part, language()) for part in (value.award, value.subject) if part
        ),
        "rule": value.rule,
        "mark": value.mark.value,
        "citation": value.citation_en if language() == "en" else value.citation,
        "href": rule_url(value.rule),
        "since": f"{value.since:%d/%m/%Y}",
    }


_SHOWN: Mapping[str, Callable[[DossierPage, Actor], dict[str, Any]]] = {
    "dong-thoi-gian": _timeline,
    "bieu-mau": shown_forms,
    "tai-lieu": _papers,
    "y-kien": _opinions,
    "cong-khai": _publications,
    "bieu-quyet": _ballots,
    "so-do": shown_drawing,
    "can-cu": _law,
    "nhat-ky": shown_journal,
}
