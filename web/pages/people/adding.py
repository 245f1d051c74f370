"""Entering somebody new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import InvalidData, NotFound
from web.access import require
from web.pages.people.frame import pages
from web.requests import actor, close_view, execute, page, see_other, signed_in, view
from web.wording import gettext, say
from workflows.queries.people import units_of
from workflows.staffing import AddPerson


@pages.get("/them")
@signed_in
def new() -> ResponseReturnValue:
    return _form({}, {}), 200


@pages.post("/them")
@signed_in
def add() -> ResponseReturnValue:
    typed = {name: request.form.get(name, "") for name in ("name", "title", "unit")}
    command = AddPerson(
        office_id=actor().office_id,
        name=typed["name"],
        title=typed["title"],
        unit_id=typed["unit"],
    )
    try:
        answer = execute(command)
    except InvalidData as invalid:
        close_view()
        return _form(typed, {one.field: say(one.message) for one in invalid.errors}), 422
    if not isinstance(answer, dict):
        raise NotFound()
    flash(gettext("Entered. Give a position and an account next."), "done")
    return see_other(url_for("people.person", person_id=answer["person"]))


def _form(typed: Mapping[str, str], wrong: Mapping[str, str]) -> Any:
    require("people.add")
    return page(
        "people/new.html",
        typed=typed,
        wrong=wrong,
        units=[
            {"value": "", "label": gettext("The office itself")},
            *({"value": key, "label": name} for key, name in units_of(view(), actor().office_id)),
        ],
    )
