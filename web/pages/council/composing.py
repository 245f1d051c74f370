"""Who sits in the council: members with their dates and acts, and the forms that change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.errors import InvalidData, Rejected
from web.acting import carry_out
from web.days import typed_day
from web.errors import sentences_of, status_of
from web.pages.council.frame import OfOffice, pages
from web.pages.dossiers.frame import shown_date
from web.permissions import may, require
from web.requests import actor, page, signed_in, view
from web.wording import gettext, say
from workflows.council.composing import Role, SeatMember, UnseatMember
from workflows.council.members import Membership, memberships_of, office_of
from workflows.queries.signing import people_of_office

ROLES: Mapping[Role, str] = {
    Role.CHAIR: "Chair of the council",
    Role.VICE_CHAIR: "Vice chair of the council",
    Role.SECRETARY: "Secretary of the council",
    Role.MEMBER: "Member of the council",
}


@pages.get("/thanh-vien")
@signed_in
def members() -> ResponseReturnValue:
    return _shown({}, 200)


@pages.post("/thanh-vien")
@signed_in
def seat() -> ResponseReturnValue:
    """Let somebody sit in the council."""
    require("council.compose", OfOffice(actor().office_id))
    return carry_out(
        lambda: SeatMember(
            office_id=actor().office_id,
            person_id=request.form.get("person_id", ""),
            role=request.form.get("role", ""),
            since=typed_day("since", request.form.get("since", "")),
            decision=request.form.get("decision", ""),
        ),
        refused=_refused,
        done=lambda _answer: gettext("The member is entered."),
        at=url_for("council.members"),
    )


@pages.post("/thanh-vien/<membership_id>/ket-thuc")
@signed_in
def unseat(membership_id: str) -> ResponseReturnValue:
    """Let a membership end."""
    require("council.compose", OfOffice(office_of(view(), membership_id)))
    return carry_out(
        lambda: UnseatMember(
            membership_id=membership_id,
            until=typed_day("until", request.form.get("until", "")),
            decision=request.form.get("end_decision", ""),
        ),
        refused=_refused,
        done=lambda _answer: gettext("The membership ends with that day."),
        at=url_for("council.members"),
    )


def _refused(refusal: Rejected) -> ResponseReturnValue:
    if isinstance(refusal, InvalidData):
        wrong = {one.field: say(one.message) for one in refusal.errors}
    else:
        wrong = {"": " ".join(sentences_of(refusal))}
    return _shown(wrong, status_of(refusal))


def _shown(wrong: Mapping[str, str], status: int) -> ResponseReturnValue:
    of_office = OfOffice(actor().office_id)
    require("council.see", of_office)
    may_compose = may("council.compose", of_office)
    body = page(
        "council/members.html",
        members=[
            _member(one) for one in memberships_of(view(), of_office.office_id) if one.was_held
        ],
        may_compose=may_compose,
        people=[
            {"value": key, "label": name}
            for key, name in (people_of_office(view(), of_office.office_id) if may_compose else ())
        ],
        roles=[{"value": role.value, "label": gettext(word)} for role, word in ROLES.items()],
        today=shown_date(local(view().now).date()),
        typed=request.form,
        wrong=wrong,
    )
    return body, status


def _member(one: Membership) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "title": one.title,
        "role": gettext(ROLES[Role(one.role)]),
        "since": shown_date(one.valid_from),
        "until": "" if one.valid_to is None else shown_date(one.valid_to),
        "is_over": one.is_over(local(view().now).date()),
        "decision": one.decision,
    }
