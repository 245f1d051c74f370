"""Every place that a check may name has its field: pressing “mend” puts the cursor there."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.served import Served
from tests.studio.drawing import Drawer
from tests.studio.seeded import FAULTS

pytestmark = pytest.mark.slow

PRESS_ALL = """() => [...document.querySelectorAll('#s-van-de li')].map((row) => {
  row.querySelector('[data-mend]').click();
  const field = document.activeElement.closest('[data-field]')?.dataset.field ?? '';
  return [row.dataset.element, field];
})"""
"""Presses “mend” of every problem in the list and tells which field has the cursor then."""


IN_A_TIMER = {("appraisal_due", "condition"): "timer", ("appraisal_due", "feel"): "timer-feel"}
"""What the expression of a timer asks is told like any other; its field is that of the timer."""


GATED = '<bpmn:serviceTask id="close_dossier"'
"""Has a field for gates only while there is one to be taken away."""


def places() -> dict[str, set[tuple[str, str]]]:
    """Element and field of every seeded fault, by drawing."""
    found: dict[str, set[tuple[str, str]]] = {}
    for file, _old, _new, expected in FAULTS:
        for one in expected.split(", "):
            _rule, element, field = one.split(" ")
            found.setdefault(file, set()).add((element, field))
    return found


def test_mending_leads_to_the_field_of_every_element_that_a_check_may_name(town: Served) -> None:
    for file, asked in places().items():
        board = opened(town, file, sorted(asked))

        pressed = board.evaluate(PRESS_ALL)

        assert [tuple(one) for one in pressed] == [
            (element, IN_A_TIMER.get((element, field), field)) for element, field in sorted(asked)
        ]


def opened(town: Served, file: str, asked: list[tuple[str, str]]) -> Page:
    """The board of a drawing, with these places told as the answer of every check."""
    told = [
        {"rule": "x", "element": element, "field": field, "message": "x", "severe": True}
        for element, field in asked
    ]

    def answers(route: Route) -> None:
        body = json.dumps({"problems": told, "errors": len(told)})
        route.fulfill(status=200, content_type="application/json", body=body)

    drawer = Drawer.of(town.site.world, "admin", f"{file}.bpmn")
    if GATED in drawer.content.decode():
        drawer.draws(GATED, f'{GATED} vd:gate="criteria_met"')
    page = town.at("admin", "/soan-quy-trinh")
    page.unroute("**/kiem-tra")
    page.route("**/kiem-tra", answers)
    page.goto(f"{town.url}/soan-quy-trinh/{drawer.draft_id}/ve/{drawer.file}")
    expect(page.locator("#s-van-de li[data-element]")).to_have_count(len(told))
    return page
