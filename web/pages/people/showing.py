"""Everybody of the office, and the page of one person."""

from __future__ import annotations

from collections.abc import Mapping

from flask.typing import ResponseReturnValue

from web.access import require
from web.pages.people.frame import may_manage, pages, shown_person, today
from web.requests import actor, page, signed_in, view
from web.shown_tokens import shown_token
from web.wording import role_name
from workflows.procedures import ROLES
from workflows.queries.people import people_of, person_of, tokens_of_person
from workflows.staffing import UNIT_POSITION


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    require("people.see")
    found = people_of(view(), actor().office_id)
    return page(
        "people/index.html",
        people=[shown_person(person) for person in found],
        may_manage=may_manage(),
    )


@pages.get("/<person_id>")
@signed_in
def person(person_id: str) -> ResponseReturnValue:
    return shown(person_id)


def shown(
    person_id: str,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    password: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """The page of a person; a new password stands on it once."""
    require("people.see")
    found = person_of(view(), actor().office_id, person_id)
    return page(
        "people/person.html",
        person=shown_person(found),
        tokens=[shown_token(one) for one in tokens_of_person(view(), found.id)],
        may_manage=may_manage(),
        positions=[
            {"value": key, "label": role_name(key)}
            for key in ROLES
            if (key == UNIT_POSITION) == found.is_of_unit
        ],
        today=f"{today():%d/%m/%Y}",
        wrong=errors or {},
        typed=typed or {},
        password=password,
    ), status
