"""Whatever was done before: to move an instance and to take it back leaves it as it was."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SCALE
from tests.engine.core.plain_drawings import LEAVE, form
from tests.engine.migration.moving_office import MovingOffice, founded_to_move

CHANGES = {
    "limit": (b"leave.reply", b"leave.long_reply"),
    "title": (b"Leave of {days} days", b"{days} days"),
    "group": (b'camunda:candidateGroups="manager"', b'camunda:candidateGroups="admin"'),
    "no gates on the step": (b'vd:gate="cover_named days_left" ', b""),
    "no reminder": (b'cancelActivity="false"', b'cancelActivity="true"'),
    "another job": (b'camunda:topic="book"', b'camunda:topic="tell"'),
    "no limit": (b'vd:deadline="leave.reply" ', b""),
}
FORMS = {
    "same": {},
    "asks less": {"ask.form": form({"days": "int", "cover": "text"})},
    "decides more": {"decide.form": form({"decision": ["yes", "no"], "note": "text"})},
}
ACTS = ("claim", "work", "work", "work", "return", "a day", "two days")


@settings(max_examples=25 * SCALE)
@given(
    st.lists(st.sampled_from(ACTS), max_size=6),
    st.sets(st.sampled_from(sorted(CHANGES)), max_size=3),
    st.sampled_from(sorted(FORMS)),
    st.booleans(),
)
def test_to_move_and_to_take_back_is_to_do_nothing(
    acts: list[str], changes: set[str], forms: str, frozen: bool
) -> None:
    office = founded_to_move()
    try:
        _play(office, acts, changes, forms, frozen=frozen)
    finally:
        office.engine.database.close()


def _play(
    office: MovingOffice, acts: list[str], changes: set[str], forms: str, *, frozen: bool
) -> None:
    office.business.budget_frozen = frozen
    old = office.draws(LEAVE)
    instance = office.asks()
    for act in acts:
        _act(office, instance, act)
    if office.instance(instance).state != "running":
        return
    drawing = LEAVE
    for change in sorted(changes):
        drawing = drawing.replace(*CHANGES[change])
    new = office.draws(drawing, FORMS[forms])
    if new == old:
        return
    before, steps = office.state_hash(instance), office.open_steps(instance)

    made = office.moves(old, new)
    assert office.counts(made) == {"moved": 1}
    assert [step for step in office.open_steps(instance) if step != "late"] == [
        step for step in steps if step != "late"
    ]
    office.takes_back(made)

    assert office.counts(made) == {"undone": 1}
    assert office.state_hash(instance) == before


def _act(office: MovingOffice, instance: str, act: str) -> None:
    if act.endswith(("day", "days")):
        office.sweeps(after=timedelta(days=1 if act == "a day" else 2))
        return
    task = next((one for one in office.tasks(instance) if one.is_open), None)
    if task is None:
        return
    by = "an" if task.element_id == "ask" else "chi"
    if act == "claim" and task.assignee is None:
        office.claims(task, by=by)
    elif act == "return" and task.element_id == "decide":
        office.returns(task, "ask", by=by)
    elif act == "work" and task.element_id == "ask":
        office.hands_in(task, by=by, days=3, cover="binh", why="family")
    elif act == "work":
        office.hands_in(task, by=by, decision="yes")
