"""The lists of the panel as scripts read them, in the reader's language where they are ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.shown_law import value_words
from web.wording import gettext, role_name
from workflows.studio.offers import Named, OfferedForm, OfferedValue, Offers

FACTS: Mapping[str, tuple[str, str]] = {
    "code": ("Code of the dossier", "text"),
    "title": ("Title of the dossier", "text"),
    "procedure": ("Key of the procedure", "text"),
    "unit": ("Proposing unit", "text"),
    "unit_kind": ("Kind of the proposing unit", "text"),
    "office": ("Office", "text"),
    "nominees": ("Number of nominees", "number"),
    "supplements": ("Number of supplements asked for", "number"),
    "filed_on": ("Day of filing", "date"),
    "event_date": ("Day of the achievement", "date"),
}
"""What a condition may ask of the dossier, in words."""

DOCUMENTS: Mapping[str, str] = {
    "receipt": "Receipt (slip 01)",
    "supplement_request": "Request for a supplement (slip 02)",
    "refusal": "Refusal (slip 03)",
    "published_list": "Published list",
    "council_minutes": "Minutes of the council",
    "council_minutes_before_list": "Minutes of the council, before the list is published",
    "decision": "Award decision",
    "decision_simplified": "Award decision, simplified procedure",
    "decision_without_council": "Award decision, without a council",
    "decision_revocation": "Decision to revoke an award",
    "issued_decision": "Decision, numbered and issued",
    "certificate": "Certificates of merit",
    "submission": "Submission to the superior body",
    "issued_submission": "Submission under its number",
    "submission_without_council": "Submission to the superior body, without a council",
}
"""Papers a step may make, in words."""

LONGEST_NOTE = 60
"""Signs of a value that a list shows; a long list of words is cut short."""


def offered(known: Offers) -> dict[str, Any]:
    """Everything the panel offers."""
    return {
        "roles": {key: role_name(key) for key in known.roles},
        "forms": [_form(form) for form in known.forms],
        "deadlines": [_named(one) for one in known.deadlines],
        "gates": [
            {"key": one.key, "title": gettext(one.title), "rule": one.rule} for one in known.gates
        ],
        "topics": [
            {"key": one.key, "title": gettext(one.title), "sets": list(one.sets)}
            for one in known.topics
        ],
        "processes": [_named(one) for one in known.processes],
        "decisions": [_named(one) for one in known.decisions],
        "stages": [_named(one) for one in known.stages],
        "documents": [
            {"key": key, "title": gettext(DOCUMENTS[key]) if key in DOCUMENTS else key}
            for key in known.documents
        ],
        "rules": [_named(one) for one in known.rules],
        "facts": [_fact(name) for name in known.facts],
        "values": [_value(one) for one in known.values],
    }


def _named(one: Named) -> dict[str, str]:
    return {"key": one.key, "vi": one.vi, "en": one.en, "note": one.note}


def _value(one: OfferedValue) -> dict[str, Any]:
    """A value of the law with what it is today, in words."""
    words = value_words(one.value, one.key)
    note = words if len(words) <= LONGEST_NOTE else f"{words[:LONGEST_NOTE]}…"
    is_list = isinstance(one.value, tuple)
    return {"key": one.key, "vi": one.vi, "en": one.en, "note": note, "list": is_list}


def _form(form: OfferedForm) -> dict[str, Any]:
    return {
        "key": form.key,
        "vi": form.vi,
        "en": form.en,
        "fields": [
            {
                "key": one.key,
                "vi": one.vi,
                "en": one.en,
                "kind": one.kind,
                "options": [_named(option) for option in one.options],
            }
            for one in form.fields
        ],
    }


def _fact(name: str) -> dict[str, str]:
    words, kind = FACTS.get(name, (name, "text"))
    said = gettext(words) if name in FACTS else name
    return {"key": f"dossier.{name}", "vi": said, "en": said, "kind": kind}
