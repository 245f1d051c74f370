"""Deployment: stored once, numbered, complete in itself, and nothing when anything is wrong."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from engine.actors import OPERATOR
from engine.deploying import NotAdmitted, deploy, was_deployed
from engine.errors import Forbidden, NotFound
from engine.tables import process_instance
from tests.engine.core.plain_drawings import (
    DECIDE_FORM,
    FILES,
    LEAVE,
    MANY_STEPS,
    form,
    one_step,
    service,
    task,
)
from tests.engine.core.plain_office import JOURNAL, LeaveOffice, seen_again
from tests.engine.spiff.drawing import chain, document, flow, node, process

CALLS = one_step(
    node("callActivity", "part", 'name="part" calledElement="part_of_it"'),
    ids=("part",),
    id_="calls",
)


def part(step: str) -> bytes:
    return one_step(task(step, "employee"), ids=(step,), id_="part_of_it")


def test_the_same_files_are_deployed_once(office: LeaveOffice) -> None:
    before = office.contents()

    assert office.deploys(FILES) == {"leave": 1}
    assert office.deploys(dict(reversed(FILES.items()))) == {"leave": 1}

    assert office.contents() == before


def test_files_of_before_can_be_brought_back(office: LeaveOffice) -> None:
    office.deploys({"part.bpmn": part("old")})
    office.deploys({"part.bpmn": part("new")})

    assert office.deploys({"part.bpmn": part("old")}) == {"part_of_it": 3}

    assert office.open_steps(office.asks("part_of_it")) == ["old"]


def test_a_new_version_is_for_new_instances_alone(office: LeaveOffice) -> None:
    running = office.asks_fully()
    choices = [*DECIDE_FORM["decision"], "perhaps"]

    assert office.deploys({**FILES, "decide.form": form({"decision": choices})}) == {"leave": 2}

    with pytest.raises(Exception, match="mending"):
        office.decides(running, "perhaps")
    office.decides(running, "no")
    begun_later = office.asks_fully()
    office.decides(begun_later, "perhaps")
    assert office.instance(running).definition_id != office.instance(begun_later).definition_id


def test_what_is_missing_comes_from_the_newest_deployment(office: LeaveOffice) -> None:
    office.deploys({"part_of_it.bpmn": part("old")})
    office.deploys({"part_of_it.bpmn": part("new")})

    assert office.deploys({"calls.bpmn": CALLS}) == {"calls": 1}

    assert office.open_steps(office.asks("calls")) == ["new"]


def test_a_part_is_found_whatever_its_file_is_called(office: LeaveOffice) -> None:
    office.deploys({"phần chung.bpmn": part("step")})

    office.deploys({"calls.bpmn": CALLS})

    assert office.open_steps(office.asks("calls")) == ["step"]


def test_a_deployment_keeps_its_parts_and_forms_for_life(office: LeaveOffice) -> None:
    office.deploys({"part_of_it.bpmn": part("old")})
    office.deploys({"calls.bpmn": CALLS})

    office.deploys({"part_of_it.bpmn": part("new")})
    assert office.open_steps(office.asks("calls")) == ["old"]

    assert office.deploys({"calls.bpmn": CALLS}) == {"calls": 2}
    assert office.open_steps(office.asks("calls")) == ["new"]


def test_a_form_deployed_alone_waits_for_the_next_diagram(office: LeaveOffice) -> None:
    office.deploys({"decide.form": form({"decision": ["only"]})})
    assert office.asks_fully() is not None

    office.deploys({"leave.bpmn": FILES["leave.bpmn"]})

    request = office.asks_fully()
    office.decides(request, "only")


@pytest.mark.parametrize(
    "files",
    [
        {"broken.bpmn": b"<not xml"},
        {"empty.bpmn": b""},
        {"unknown.bpmn": CALLS.replace(b"part_of_it", b"nobody")},
        {
            "fine.bpmn": part("fine"),
            "lost.bpmn": document('<bpmn:process id="lost" isExecutable="true"/>'),
        },
    ],
    ids=lambda files: next(iter(files)),
)
def test_refused_files_change_nothing(office: LeaveOffice, files: dict[str, bytes]) -> None:
    before = office.contents()

    with pytest.raises(NotAdmitted) as refusal:
        office.deploys(files)

    assert refusal.value.problems
    assert office.contents() == before


def test_only_an_administrator_deploys(office: LeaveOffice) -> None:
    before = office.contents(but=JOURNAL)

    with pytest.raises(Forbidden):
        office.engine.execute(deploy({"part.bpmn": part("x")}), office.people["chi"])

    assert office.contents(but=JOURNAL) == before
    assert office.outcomes("procedure.deploy") == ["done", "not_your_position"]


def test_nobody_starts_what_was_never_deployed(office: LeaveOffice) -> None:
    with pytest.raises(NotFound):
        office.asks("nothing_of_the_kind")


def test_two_who_deploy_at_once_get_two_versions(office_on_disk: LeaveOffice) -> None:
    office = office_on_disk
    offices = [seen_again(office) for _ in range(4)]
    versions: list[int] = []

    def deploys(number: int, at: LeaveOffice) -> None:
        versions.append(at.deploys({"part.bpmn": part(f"step{number}")})["part_of_it"])

    threads = [threading.Thread(target=deploys, args=one) for one in enumerate(offices)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in offices:
        one.engine.database.close()

    assert sorted(versions) == [1, 2, 3, 4]


def test_those_who_start_while_somebody_deploys_get_one_version_or_the_other(
    office_on_disk: LeaveOffice,
) -> None:
    office = office_on_disk
    office.deploys({"part.bpmn": part("old")})
    begun: list[str] = []

    def starts() -> None:
        for _ in range(10):
            begun.append(office.asks("part_of_it"))

    thread = threading.Thread(target=starts)
    thread.start()
    office.deploys({"part.bpmn": part("new")})
    thread.join()
    begun.append(office.asks("part_of_it"))

    steps = [office.open_steps(one) for one in begun]
    assert set(map(tuple, steps)) <= {("old",), ("new",)}
    assert steps == sorted(steps, reverse=True)


def test_a_drawing_of_which_something_would_be_lost_is_not_published(
    office: LeaveOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Admission leaves none: the fault is put where definitions are held against the files."""
    monkeypatch.setattr("engine.spiff.executable.lost", lambda *_: ["decide"])
    drawn = LEAVE.replace(b"<bpmn:process", b"<!-- never seen before --><bpmn:process", 1)
    files = {**FILES, "leave.bpmn": drawn}

    with pytest.raises(NotAdmitted) as refusal:
        office.engine.execute(deploy(files), OPERATOR)

    (problem,) = refusal.value.problems
    assert problem.message % problem.params == "What is drawn is not what would run: decide"
    with office.engine.view() as view:
        assert not was_deployed(view.connection, files)


# -- begun on trial


def test_what_runs_away_before_its_first_step_is_not_published(office: LeaveOffice) -> None:
    away = one_step(MANY_STEPS, ids=("many",), id_="away")
    before = office.contents(but=JOURNAL)

    with pytest.raises(NotAdmitted) as refusal:
        office.deploys({"away.bpmn": away})

    (problem,) = refusal.value.problems
    assert (problem.rule, problem.element, problem.line > 0) == ("begins", "start", True)
    assert "steps" in problem.message % problem.params
    assert office.contents(but=JOURNAL) == before


def test_a_case_begun_on_trial_leaves_nothing(office: LeaveOffice) -> None:
    told, effects = len(office.outcomes()), office.effects("tell")

    office.deploys({"tells.bpmn": one_step(service("x", "tell"), ids=("x",), id_="tells")})

    assert len(office.outcomes()) == told + 1
    assert office.effects("tell") == effects
    with office.engine.view() as view:
        assert view.connection.execute(select(process_instance.c.id)).all() == []


def test_what_only_fails_on_trial_is_published_with_a_word_about_it(office: LeaveOffice) -> None:
    """A case may bring what is lacking here: its data, or a service that answers by then."""
    office.business.broken = {"tell"}
    asks = node("exclusiveGateway", "asks", 'name="Ready?"')
    ways = flow("asks", "end", "days = 1") + flow("asks", "e2", "days = 2") + node("endEvent", "e2")
    body = node("startEvent", "start") + asks + node("endEvent", "end") + ways
    no_way = document(process(body + chain("start", "asks"), "no_way"))
    broken = one_step(service("x", "tell"), ids=("x",), id_="tells")

    answer = office.engine.execute(deploy({"a.bpmn": no_way, "b.bpmn": broken}), OPERATOR)

    (warning,) = [one for one in warnings_of(answer) if "on trial" in one]
    assert "No way out" in warning


def warnings_of(answer: object) -> list[str]:
    assert isinstance(answer, dict)
    return list(answer["warnings"])
