"""A repeated request gets the first answer and does nothing again."""

from __future__ import annotations

import threading

import pytest

from engine.actors import OPERATOR
from engine.deploying import deploy
from engine.errors import InvalidData
from engine.process_engine import KeyReused
from tests.engine.core.plain_drawings import FILES
from tests.engine.core.plain_office import LeaveOffice


def test_the_same_request_again_gets_the_first_answer(office: LeaveOffice) -> None:
    first = office.asks(key="k1")
    again = office.asks(key="k1")

    assert again == first
    assert len(office.outcomes("leave.start")) == 1


def test_a_repeated_completion_is_answered_although_the_task_is_closed(
    office: LeaveOffice,
) -> None:
    request = office.asks_fully()
    page = office.task(request, "decide")

    first = office.hands_in(page, by="chi", key="k1", decision="yes")
    again = office.hands_in(page, by="chi", key="k1", decision="yes")

    assert again == first
    assert set(office.outcomes()) == {"done"}


@pytest.mark.parametrize(("by", "days"), [("binh", 0), ("an", 1)])
def test_a_key_that_was_used_for_something_else_is_refused(
    office: LeaveOffice, by: str, days: int
) -> None:
    office.asks(key="k1", by="an", days=0)
    before = office.contents()

    with pytest.raises(KeyReused):
        office.asks(key="k1", by=by, days=days)

    assert office.contents() == before


def test_a_refused_request_may_be_tried_again_with_its_key(office: LeaveOffice) -> None:
    request = office.asks()
    page = office.task(request, "ask")
    with pytest.raises(Exception, match="mending"):
        office.hands_in(page, by="an", key="k1", days="many")

    office.hands_in(page, by="an", key="k1", days=1, cover="binh", why="x")

    assert office.open_steps(request) == ["decide", "late"]


def test_a_command_that_finds_nothing_to_do_is_remembered_too(office: LeaveOffice) -> None:
    first = office.engine.execute(deploy(FILES), OPERATOR, "k1")
    again = office.engine.execute(deploy(FILES), OPERATOR, "k1")

    assert again == first


def test_a_double_click_gets_one_answer_even_while_the_first_is_under_way(
    office_on_disk: LeaveOffice,
) -> None:
    office = office_on_disk
    request = office.asks_fully()
    page = office.task(request, "decide")
    answers: list[object] = []
    together = threading.Barrier(4)

    def click() -> None:
        together.wait()
        try:
            answers.append(office.hands_in(page, by="chi", key="k1", decision="yes"))
        except Exception as refusal:
            answers.append(refusal)

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [{"task": page.id, "instance": request}] * 4
    assert set(office.outcomes()) == {"done"}


@pytest.mark.parametrize("key", ["", "k" * 101, "a\nb", "\x00"])
def test_a_key_for_which_a_row_has_no_room_is_refused(office: LeaveOffice, key: str) -> None:
    before = office.contents()

    with pytest.raises(InvalidData):
        office.asks(key=key)

    assert office.contents() == before
