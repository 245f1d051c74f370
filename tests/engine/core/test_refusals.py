"""A refusal changes nothing but the journal; wrong data not even that."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from engine.errors import Conflict, GateClosed, InvalidData, Rejected
from engine.gates import Finding
from tests.engine.core.plain_office import JOURNAL, LeaveOffice

Act = Callable[[LeaveOffice, str], object]

# Each is tried on a request that waits for the manager, asked for by Dung without naming cover.
JOURNALLED: dict[str, tuple[Act, str]] = {
    "forbidden": (lambda o, r: o.decides(r, by="an"), "not_candidate"),
    "hidden": (lambda o, r: o.decides(r, by="stranger"), "not_found"),
    "cancel by one who may not": (lambda o, r: o.cancels(r, by="an"), "not_your_position"),
    "gate": (lambda o, r: o.decides(r, by="chi"), "gate_closed"),
    "four eyes": (lambda o, r: o.decides(r, by="dung"), "four_eyes"),
    "closed task": (
        lambda o, r: o.hands_in(o.task(r, "ask"), by="dung", days=1, cover="an", why=""),
        "task_closed",
    ),
    "assigned by one who may not": (
        lambda o, r: o.assigns(o.task(r, "decide"), "an", by="an"),
        "not_your_position",
    ),
}
UNTOLD: dict[str, Act] = {
    "wrong data": lambda o, r: o.decides(r, "perhaps", by="chi"),
    "no reason": lambda o, r: o.returns(o.task(r, "decide"), "ask", by="chi", reason=""),
    "no way back": lambda o, r: o.returns(o.task(r, "decide"), "end", by="chi"),
}


def waiting(office: LeaveOffice) -> str:
    return office.asks_fully(by="dung", cover="")


@pytest.mark.parametrize(("act", "code"), JOURNALLED.values(), ids=JOURNALLED)
def test_a_refusal_is_journalled_and_changes_nothing_else(
    office: LeaveOffice, act: Act, code: str
) -> None:
    request = waiting(office)
    before, told = office.contents(but=JOURNAL), len(office.outcomes())

    with pytest.raises(Rejected) as refusal:
        act(office, request)

    assert refusal.value.message.key == code
    assert office.contents(but=JOURNAL) == before
    assert office.outcomes()[told:] == [code]


@pytest.mark.parametrize("act", UNTOLD.values(), ids=UNTOLD)
def test_wrong_data_and_conflicts_change_nothing_at_all(office: LeaveOffice, act: Act) -> None:
    request = waiting(office)
    before = office.contents()

    with pytest.raises((InvalidData, Conflict)):
        act(office, request)

    assert office.contents() == before


def test_every_shut_gate_is_named_at_once(office: LeaveOffice) -> None:
    request = office.asks_fully(days=21, cover="")

    with pytest.raises(GateClosed) as refusal:
        office.decides(request)

    shut = [f for f in refusal.value.findings if isinstance(f, Finding) and not f.passed]
    assert [(f.gate, f.reason, f.who) for f in shut] == [
        ("cover_named", "nobody", "employee"),
        ("days_left", "too_many", ""),
    ]
    assert [str(f.message) for f in shut] == ["Name who stands in.", "At most 20 days."]


def test_the_journal_names_what_was_refused_to_whom(office: LeaveOffice) -> None:
    request = office.asks_fully()
    task = office.task(request, "decide")

    with pytest.raises(Rejected):
        office.decides(request, by="an")

    refused = office.contents()["journal"][-1]
    assert all(json.dumps(word)[1:-1] in refused for word in (task.id, request, "an"))
