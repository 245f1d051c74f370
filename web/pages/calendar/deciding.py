"""A proposed year: the days that change, every dossier whose date moves, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.registry import Access
from web.access import require
from web.acting import carry_out
from web.errors import sentences_of, status_of
from web.pages.calendar.frame import pages, shown_day, shown_moves, shown_proposal
from web.requests import actor, page, signed_in, view
from web.wording import gettext, ngettext
from workflows.authority import may
from workflows.calendar_proposals.deciding import ApproveCalendarYear, DeclineCalendarYear
from workflows.calendar_proposals.preview import (
    ChangedDay,
    calendar_with,
    changed_days,
    moved_dates,
)
from workflows.calendar_proposals.stored import ProposedYear, get_proposed_year
from workflows.two_people import State


@pages.get("/de-nghi/<proposal_id>")
@signed_in
def proposal(proposal_id: str) -> ResponseReturnValue:
    return _page(proposal_id)


@pages.post("/de-nghi/<proposal_id>/duyet")
@signed_in
def approve(proposal_id: str) -> ResponseReturnValue:
    note = request.form.get("note", "")
    return _decided(
        proposal_id,
        lambda: ApproveCalendarYear(proposal_id=proposal_id, note=note),
        lambda answer: ngettext(
            "Approved; %(num)d open deadline was counted anew.",
            "Approved; %(num)d open deadlines were counted anew.",
            int(answer["moved"]),
        ),
    )


@pages.post("/de-nghi/<proposal_id>/tu-choi")
@signed_in
def decline(proposal_id: str) -> ResponseReturnValue:
    note = request.form.get("reason", "")
    return _decided(
        proposal_id,
        lambda: DeclineCalendarYear(proposal_id=proposal_id, note=note),
        lambda _answer: gettext("Declined: nothing changes."),
    )


def _decided(
    proposal_id: str, command: Callable[[], object], done: Callable[[Any], str]
) -> ResponseReturnValue:
    return carry_out(
        command,
        refused=lambda refusal: (
            _page(proposal_id, errors=sentences_of(refusal)),
            status_of(refusal),
        ),
        done=done,
        at=url_for("calendar.proposal", proposal_id=proposal_id),
    )


def _page(proposal_id: str, errors: list[str] | None = None) -> str:
    proposed = get_proposed_year(view(), proposal_id)
    require("calendar.see", proposed)
    is_open = proposed.state is State.PROPOSED
    return page(
        "calendar/proposal.html",
        proposal=shown_proposal(proposed),
        errors=errors or [],
        changes=[_changed(one) for one in _changes(proposed)] if is_open else [],
        days=[] if is_open else [shown_day(day) for day in proposed.days],
        moves=_moves(proposed) if is_open else None,
        may_approve=is_open and _may("calendar.approve", proposed),
        may_decline=is_open and _may("calendar.decline", proposed),
        is_own=proposed.proposed_by in actor().selves,
    )


def _changes(proposed: ProposedYear) -> list[ChangedDay]:
    return changed_days(view(), proposed.year, proposed.days)


def _moves(proposed: ProposedYear) -> dict[str, Any]:
    calendar = calendar_with(view(), proposed.year, proposed.days, proposed.announced)
    return shown_moves(moved_dates(view(), calendar))


def _changed(one: ChangedDay) -> dict[str, Any]:
    known = one.after or one.before
    if known is None:
        raise ValueError("a change has something before it or after it")
    return {
        **shown_day(known),
        "before": _kind(one.before.kind.value if one.before else ""),
        "after": _kind(one.after.kind.value if one.after else ""),
    }


def _kind(kind: str) -> str:
    """What a day is; one without a row is like its weekday."""
    words = {"off": gettext("off"), "work": gettext("worked")}
    return words.get(kind, gettext("like its weekday"))


def _may(action: str, proposed: ProposedYear) -> bool:
    return may(view(), actor(), action, proposed).access is Access.ALLOWED
