"""Filters that a person keeps: the narrowing of the list under a name of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from engine.errors import Rejected
from web.errors import sentences_of
from web.pages.worklist.address import address, address_parts, asked_in, pages
from web.requests import actor, close_view, engine, see_other, signed_in, view
from web.wording import gettext
from workflows import saved_filters
from workflows.queries.work_places import Asked
from workflows.saved_filters import LONGEST_NAME, SavedFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFilters:
    """The filters at the left, and what can be done with the narrowing that is on."""

    links: list[dict[str, Any]]
    query: str
    """The narrowing that is on, to be kept; empty when the list is whole."""
    kept: SavedFilter | None
    """The filter that is this very narrowing."""
    longest: int = LONGEST_NAME


def shown_saved(asked: Asked) -> ShownFilters:
    """The person's filters; the one that is on is marked."""
    query = urlencode(address_parts(asked))
    known = saved_filters.of_person(view().connection, actor().id)
    return ShownFilters(
        links=[
            {
                "icon": "mark",
                "text": one.name,
                "href": f"{url_for('worklist.show')}?{one.query}",
                "current": one.query == query,
            }
            for one in known
        ],
        query=query,
        kept=next((one for one in known if one.query == query), None),
    )


@pages.post("/viec/bo-loc")
@signed_in
def keep() -> Response:
    """Keep a narrowing; read through the address, so that only what we understand is stored."""
    asked = asked_in(dict(parse_qsl(request.form.get("query", "")[:2000])))
    query, who = urlencode(address_parts(asked)), actor().id
    now = engine().clock.wall()
    close_view()
    try:
        with engine().database.write() as connection:
            saved_filters.keep(
                connection,
                engine().ids,
                now,
                person_id=who,
                name=request.form.get("name", ""),
                query=query,
            )
    except Rejected as refusal:
        flash(" ".join(sentences_of(refusal)), "late")
    else:
        flash(gettext("The filter is kept: it stands at the left."), "done")
    return see_other(address(asked))


@pages.post("/viec/bo-loc/bo")
@signed_in
def forget() -> Response:
    who = actor().id
    close_view()
    with engine().database.write() as connection:
        saved_filters.forget(connection, person_id=who, filter_id=request.form.get("filter", ""))
    flash(gettext("The filter is no longer kept."), "done")
    return see_other(url_for("worklist.show"))
