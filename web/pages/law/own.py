"""Own values: what was proposed, what it would change, and the second person's decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.registry import Access
from web.access import require
from web.acting import carry_out
from web.errors import sentences_of, status_of
from web.pages.law.frame import may_propose, pages, shown_day, shown_value
from web.pages.procedures.frame import shown_problem
from web.requests import actor, page, signed_in, view
from web.shown_law import value_words
from web.wording import gettext, instant_text, language
from workflows.authority import may
from workflows.editions import book
from workflows.law import LawValue, Setter
from workflows.law_words import law_word
from workflows.own_law.deciding import ApproveLawValue, DeclineLawValue
from workflows.own_law.effects import Broken, Changed, Effects, effects_of
from workflows.own_law.stored import OwnValue, get_own_value, law_row, own_values_of
from workflows.positions import names_of
from workflows.two_people import State

STATE_WORDS = {
    State.PROPOSED: "waits for a second person",
    State.APPROVED: "approved",
    State.DECLINED: "declined",
}
TONES = {State.PROPOSED: "soon", State.APPROVED: "done", State.DECLINED: "plain"}
SETTER_WORDS = {Setter.OFFICE: "the office", Setter.PROVINCE: "the province"}


@pages.get("/gia-tri-rieng")
@signed_in
def own_values() -> ResponseReturnValue:
    """Every value that this office or its province has set or proposed, the newest first."""
    require("law.own")
    values = own_values_of(view(), actor().office_id)
    return page(
        "law/own_values.html",
        values=[_shown(one) for one in values],
        may_propose=may_propose(),
    )


@pages.get("/gia-tri-rieng/<value_id>")
@signed_in
def own_value(value_id: str) -> ResponseReturnValue:
    return _page(value_id)


@pages.post("/gia-tri-rieng/<value_id>/duyet")
@signed_in
def approve(value_id: str) -> ResponseReturnValue:
    note = request.form.get("note", "")
    done = gettext("Approved: it holds from its day on.")
    return _decided(value_id, lambda: ApproveLawValue(value_id=value_id, note=note), done)


@pages.post("/gia-tri-rieng/<value_id>/tu-choi")
@signed_in
def decline(value_id: str) -> ResponseReturnValue:
    note = request.form.get("reason", "")
    done = gettext("Declined: nothing changes.")
    return _decided(value_id, lambda: DeclineLawValue(value_id=value_id, note=note), done)


def _decided(value_id: str, command: Callable[[], object], done: str) -> ResponseReturnValue:
    return carry_out(
        command,
        refused=lambda refusal: (_page(value_id, errors=sentences_of(refusal)), status_of(refusal)),
        done=lambda _answer: done,
        at=url_for("law.own_value", value_id=value_id),
    )


def _page(value_id: str, errors: list[str] | None = None) -> str:
    own = get_own_value(view(), value_id)
    require("law.own", own)
    is_open = own.state is State.PROPOSED
    return page(
        "law/own_value.html",
        value=_shown(own),
        errors=errors or [],
        effects=_shown_effects(own, effects_of(view(), own)) if is_open else None,
        may_approve=is_open and _may("law.approve", own),
        may_decline=is_open and _may("law.decline", own),
        is_own=own.proposed_by in actor().selves,
    )


def _may(action: str, own: OwnValue) -> bool:
    return may(view(), actor(), action, own).access is Access.ALLOWED


def _shown(own: OwnValue) -> dict[str, Any]:
    known = book(view())
    row = law_row(known, own)
    names = names_of(view(), {own.proposed_by, own.approved_by, own.declined_by} - {""})
    ends = next((one.until for one in known.rows() if _is(one, own)), None)
    return {
        **shown_value(row),
        "until": shown_day(ends) if ends else "",
        "href": url_for("law.own_value", value_id=own.id),
        "id": own.id,
        "state": own.state.value,
        "tone": TONES[own.state],
        "state_word": gettext(STATE_WORDS[own.state]),
        "setter": gettext(SETTER_WORDS[own.setter]),
        "reason": own.reason,
        "note": own.note,
        "proposed_by": names.get(own.proposed_by, ""),
        "proposed_at": instant_text(own.proposed_at),
        "decided_by": names.get(own.approved_by or own.declined_by, ""),
        "decided_at": instant_text(own.approved_at or own.declined_at),
    }


def _is(row: object, own: OwnValue) -> bool:
    return own.state is State.APPROVED and _thing(row) == (
        *(own.key, own.procedure, own.award, own.subject),
        *(own.place, own.valid_from),
    )


def _thing(row: Any) -> tuple[object, ...]:
    is_own = row.is_local
    return (
        *(row.key, row.procedure, row.award, row.subject),
        *(row.office if is_own else None, row.since),
    )


def _shown_effects(own: OwnValue, told: Effects) -> dict[str, Any]:
    return {
        "broken": [_broken(one) for one in told.broken],
        "changed": [_changed(one) for one in told.changed],
        "keep": told.keep,
        "follow": told.follow,
        "from": shown_day(own.valid_from),
    }


def _broken(one: Broken) -> dict[str, Any]:
    return {
        "name": (one.name_en if language() == "en" else one.name) or one.name or one.key,
        "href": url_for("procedures.show", key=one.key),
        "problems": [shown_problem(problem) for problem in one.problems],
    }


def _changed(one: Changed) -> dict[str, Any]:
    known = one.after or one.before
    if known is None:
        raise ValueError("a change has something before it or after it")
    return {
        "procedure": law_word(one.procedure, language()),
        "title": known.title_en if language() == "en" else known.title,
        "rule": known.rule,
        "before": _in_words(one.before),
        "after": _in_words(one.after),
        "mark_before": one.before.mark.value if one.before else "",
        "mark": known.mark.value,
    }


def _in_words(value: LawValue | None) -> str:
    return value_words(value.value, value.key) if value else ""
