"""Which main pages a person finds at the left, by the positions they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from engine.actors import Actor
from web.wording import gettext

EVERYBODY: tuple[str, ...] = ()
OFFICE = (
    "intake_clerk",
    "award_officer",
    "head_of_office",
    "council_secretary",
    "chairman",
    "vice_chairman",
    "registry_clerk",
    "manager",
    "admin",
)
UNIT = ("nominator",)
SUPERVISION = ("manager", "head_of_office", "chairman", "vice_chairman")
STEPS = ("intake_clerk", "award_officer", "registry_clerk", "chairman", "vice_chairman", "admin")
"""Positions whose people have steps of dossiers to do day by day."""

PACKAGES = ("registry_clerk", "award_officer", "intake_clerk", "admin")


@dataclass(frozen=True, slots=True)
class Place:
    """A main page: where it is, how it is called, and for whom it is there."""

    endpoint: str
    icon: str
    text: str
    """English; the catalogue has the Vietnamese."""
    positions: tuple[str, ...]


PLACES = (
    Place("own_unit.show", "desk", "My unit", UNIT),
    Place("worklist.show", "inbox", "My tasks", EVERYBODY),
    Place("dossiers.index", "file", "Dossiers", EVERYBODY),
    Place("filing.index", "desk", "Intake", ("intake_clerk",)),
    Place("filing.index", "plus", "Hand in a dossier", UNIT),
    Place("council.index", "vote", "Council", ("council_member", "council_secretary", *OFFICE)),
    Place("opinions.index", "horn", "Publication", ("award_officer", "head_of_office")),
    Place("overdue.index", "gauge", "Supervision", SUPERVISION),
    Place("documents.sign_many", "sign", "Sign decisions", ("chairman", "vice_chairman")),
    Place("documents.registers", "stamp", "Registers", OFFICE),
    Place("honours.index", "medal", "Honour book", OFFICE),
    Place("packages.index", "down", "Signed packages", PACKAGES),
    Place("procedures.index", "flow", "Procedures", OFFICE),
    Place("law.index", "law", "Law", EVERYBODY),
    Place("calendar.index", "calendar", "Calendar", OFFICE),
    Place("journal.index", "history", "Journal", (*SUPERVISION, "admin")),
    Place("people.index", "people", "People", ("admin", "head_of_office")),
    Place("incidents.index", "alert", "Incidents", ("admin", "manager", "head_of_office")),
)


WITHIN = {
    "tasks": "worklist",
    "studio": "procedures",
    "succession": "people",
    "documents.sign_many": "signing",
    "documents.sign_chosen": "signing",
    "documents.of_dossier": "dossiers",
    "documents.preview": "dossiers",
}
"""Pages, one or all of a blueprint, that belong to a main page of another name."""


def places_of(actor: Actor) -> Iterator[dict[str, Any]]:
    """The items of the side navigation; a page that is not installed is not offered."""
    for place in PLACES:
        if place.endpoint not in current_app.view_functions:
            continue
        if place.positions and not actor.holds(*place.positions):
            continue
        yield {
            "icon": place.icon,
            "text": gettext(place.text),
            "href": url_for(place.endpoint),
            "current": _part(place.endpoint) == _part(request.endpoint or ""),
        }


def start_of(actor: Actor) -> str:
    """The page on which somebody begins: where what they are there for stands."""
    if bool(actor.held) and all(held.position in UNIT for held in actor.held):
        return "own_unit.show"
    only_supervises = actor.holds("manager") and not actor.holds(*STEPS)
    return "overdue.index" if only_supervises else "worklist.show"


def _part(endpoint: str) -> str:
    """The main page to which a page belongs."""
    blueprint = endpoint.partition(".")[0]
    return WITHIN.get(endpoint) or WITHIN.get(blueprint, blueprint)
