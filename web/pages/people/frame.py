"""What the pages of people share: how a person is shown, and whether one may change anything."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, url_for

from engine.clock import local
from engine.registry import Access
from web.access import Office
from web.requests import actor, view
from web.wording import role_name
from workflows.authority import may
from workflows.queries.people import Person

pages = Blueprint("people", __name__, url_prefix="/nhan-su")


def may_manage() -> bool:
    """Whether the person at the page may change who works here and who signs in."""
    who = actor()
    return may(view(), who, "people.add", Office(who.office_id)).access is Access.ALLOWED


def today() -> date:
    return local(view().now).date()


def shown_person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "unit": person.unit,
        "of_unit": person.is_of_unit,
        "username": person.username,
        "disabled": person.is_disabled,
        "id_number": f"•••• {person.id_number[-4:]}" if person.id_number else "",
        "href": url_for("people.person", person_id=person.id),
        "positions": [
            {
                "id": held.id,
                "name": role_name(held.position),
                "since": f"{held.since:%d/%m/%Y}",
                "until": f"{held.until:%d/%m/%Y}" if held.until else "",
                "decision": held.decision,
                "is_over": held.until is not None and held.until < today(),
            }
            for held in person.holdings
        ],
    }
