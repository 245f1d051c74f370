"""People: who holds which position by which act, and who may sign in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.access import require
from web.requests import actor, page, signed_in, view
from web.wording import role_name
from workflows.queries.people import Person, people_of

pages = Blueprint("people", __name__, url_prefix="/nhan-su")


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    require("people.see")
    found = people_of(view(), actor().office_id)
    return page("people/index.html", people=[_shown(person) for person in found])


def _shown(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "title": person.title,
        "unit": person.unit,
        "username": person.username,
        "disabled": person.is_disabled,
        "positions": [
            {
                "name": role_name(held.position),
                "since": f"{held.since:%d/%m/%Y}",
                "until": f"{held.until:%d/%m/%Y}" if held.until else "",
                "decision": held.decision,
            }
            for held in person.holdings
        ],
    }
