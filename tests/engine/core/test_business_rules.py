"""Business rule tasks: a table deployed with the drawing decides, and variables tell how."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.actors import OPERATOR
from engine.deploying import NotAdmitted, deploy
from engine.tables import incident, journal
from tests.engine.core.plain_drawings import form, one_step, task
from tests.engine.core.plain_office import LeaveOffice
from tests.engine.decisions.dmn_drawing import decision, file, literal, needs, table
from tests.engine.spiff.drawing import chain, document, flow, node, process

ASK = form({"days": "int", "kind": ["yearly", "sick"]})
"""What the employee says; a field becomes a variable when a table asks for it."""


def rule_task(id_: str, ref: str, variable: str = "", mapping: str = "") -> str:
    attributes = f'name="{id_}" camunda:decisionRef="{ref}"'
    attributes += f' camunda:resultVariable="{variable}"' if variable else ""
    attributes += f' camunda:mapDecisionResult="{mapping}"' if mapping else ""
    return node("businessRuleTask", id_, attributes)


def routed(rule: str, long: str) -> bytes:
    """ask → decide by a table → a step for long leave or for short leave."""
    return document(
        process(
            node("startEvent", "start")
            + task("ask", "employee", form_key="ask")
            + rule
            + node("exclusiveGateway", "how", 'name="How long?" default="how_short"')
            + task("long", "manager")
            + task("short", "manager")
            + node("endEvent", "end")
            + chain("start", "ask", "rule", "how")
            + flow("how", "long", long)
            + flow("how", "short")
            + chain("long", "end")
            + chain("short", "end"),
            "routed",
        )
    )


def kinds(*rules: str, policy: str = "", outputs: tuple[str, ...] = ("kind",)) -> bytes:
    return file(decision(table(["days", "kind"], outputs, *rules, policy=policy), id="leave_kind"))


LENGTH = kinds('< 5 | - | "short" # under a week', '>= 5 | - | "long" # a week and more')
ROUTED = routed(rule_task("rule", "leave_kind", "length"), 'length = "long"')
FILES = {"routed.bpmn": ROUTED, "leave_kind.dmn": LENGTH, "ask.form": ASK}


@pytest.mark.parametrize(("days", "step"), [(4, "short"), (5, "long")])
def test_a_table_decides_which_way_the_instance_goes(
    office_on_disk: LeaveOffice, days: int, step: str
) -> None:
    office = office_on_disk
    office.deploys(FILES)
    leave = office.asks("routed")

    office.completes(leave, "ask", by="an", days=days, kind="yearly")

    assert office.open_steps(leave) == [step]
    assert office.instance(leave).variables["length"] == step
    assert office.instance(leave).variables["days"] == days


def test_the_journal_tells_by_which_rule_it_was_decided(office: LeaveOffice) -> None:
    office.deploys(FILES)
    leave = office.asks("routed")

    office.completes(leave, "ask", by="an", days=9, kind="sick")

    with office.engine.view() as view:
        told = view.connection.execute(
            select(journal.c.details).where(journal.c.action == "decision.make")
        ).scalar_one()
    assert told["rules"] == ["rule2"]
    assert told["notes"] == ["a week and more"]
    assert told["results"] == {"length": "long"}


def test_several_results_are_flat_variables_read_by_dotted_names(office: LeaveOffice) -> None:
    outputs = ("length", "days_off")
    both = kinds('< 5 | - | "short" | 0', '>= 5 | - | "long" | days - 5', outputs=outputs)
    rule = rule_task("rule", "leave_kind", "answer", "singleResult")
    office.deploys(
        {**FILES, "routed.bpmn": routed(rule, "answer.days_off > 1"), "leave_kind.dmn": both}
    )
    leave = office.asks("routed")

    office.completes(leave, "ask", by="an", days=8, kind="yearly")

    assert office.open_steps(leave) == ["long"]
    known = office.instance(leave).variables
    assert (known["answer.length"], known["answer.days_off"]) == ("long", 3)


def test_without_a_result_variable_each_result_bears_its_own_name(office: LeaveOffice) -> None:
    both = kinds('- | - | "long" | 7', outputs=("length", "days_off"))
    office.deploys(
        {**FILES, "routed.bpmn": routed(rule_task("rule", "leave_kind"), "days_off = 7"),
         "leave_kind.dmn": both}
    )  # fmt: skip
    leave = office.asks("routed")

    office.completes(leave, "ask", by="an", days=1, kind="yearly")

    assert office.open_steps(leave) == ["long"]


def test_tables_see_facts_and_the_law_and_what_they_require(office: LeaveOffice) -> None:
    most = decision(literal('law("leave.most_days")'), id="most", name="most")
    judged = decision(
        table(["leave.days > most"], ["length"], 'true | "long"', 'false | "short"'),
        id="leave_kind",
        needs=needs(decisions=["most"]),
    )
    office.deploys({**FILES, "leave_kind.dmn": file(most, judged)})
    leave = office.asks("routed")

    office.completes(leave, "ask", by="an", days=21, kind="yearly")

    assert office.open_steps(leave) == ["long"]


NOBODY_FITS = kinds('< 5 | - | "short"')
TWO_FIT = kinds('< 50 | - | "short"', '>= 5 | - | "long"')
NO_PLAIN_VALUE = kinds("- | - | [1, 2]")


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (NOBODY_FITS, "No rule of the decision leave_kind fits: days = 9, kind = sick"),
        (
            TWO_FIT,
            "The decision leave_kind cannot be made: Rules rule1, rule2 of table match together, "
            "which its hit policy does not allow.",
        ),
        (
            NO_PLAIN_VALUE,
            "The decision leave_kind gives length a value that no variable can hold: a list",
        ),
    ],
)
def test_a_decision_that_cannot_be_made_stands_as_an_incident_and_the_step_stays_done(
    office: LeaveOffice, table: bytes, sentence: str
) -> None:
    office.deploys({**FILES, "leave_kind.dmn": table})
    leave = office.asks("routed")

    office.completes(leave, "ask", by="an", days=9, kind="sick")

    assert not office.task(leave, "ask").is_open
    assert office.open_steps(leave) == ["rule"]
    for pause in (0, 1, 10):
        office.sweeps(after=timedelta(minutes=pause))
    with office.engine.view() as view:
        told = view.connection.execute(select(incident.c.message)).scalars().all()
    assert told == [sentence]


def test_an_error_event_on_the_task_takes_what_no_rule_decides(office: LeaveOffice) -> None:
    drawn = document(
        process(
            node("startEvent", "start")
            + task("ask", "employee", form_key="ask")
            + rule_task("rule", "leave_kind", "length")
            + node("boundaryEvent", "undecided", 'attachedToRef="rule"',
                   '<bpmn:errorEventDefinition/>')
            + task("by_hand", "manager")
            + node("endEvent", "end")
            + chain("start", "ask", "rule", "end")
            + chain("undecided", "by_hand", "end"),
            "routed",
        )
    )  # fmt: skip
    office.deploys({**FILES, "routed.bpmn": drawn, "leave_kind.dmn": NOBODY_FITS})
    leave = office.asks("routed")

    office.completes(leave, "ask", by="an", days=9, kind="sick")

    assert office.open_steps(leave) == ["by_hand"]


def test_a_running_instance_keeps_the_table_it_began_with(office: LeaveOffice) -> None:
    office.deploys(FILES)
    early = office.asks("routed")
    office.deploys({**FILES, "leave_kind.dmn": kinds('- | - | "long"')})
    late = office.asks("routed")

    for leave in (early, late):
        office.completes(leave, "ask", by="an", days=1, kind="yearly")

    assert office.open_steps(early) == ["short"]
    assert office.open_steps(late) == ["long"]


def test_a_table_that_is_missing_comes_from_the_newest_deployment(office: LeaveOffice) -> None:
    office.deploys({"tables.dmn": kinds('- | - | "short"'), "ask.form": ASK})
    office.deploys({"tables.dmn": kinds('- | - | "long"')})

    office.deploys({"routed.bpmn": ROUTED})

    leave = office.asks("routed")
    office.completes(leave, "ask", by="an", days=1, kind="yearly")
    assert office.open_steps(leave) == ["long"]


GAP = kinds('< 5 | - | "short"', '> 6 | - | "long"')


def test_gaps_of_a_table_are_told_when_it_is_deployed(office: LeaveOffice) -> None:
    answer = office.engine.execute(deploy({**FILES, "leave_kind.dmn": GAP}), OPERATOR)

    assert isinstance(answer, dict)
    assert any("rule" in warning for warning in answer["warnings"])


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({**FILES, "leave_kind.dmn": b"<definitions"}, "not-xml"),
        ({**FILES, "leave_kind.dmn": kinds("days = | - | 1")}, "feel"),
        ({**FILES, "again.dmn": LENGTH}, "duplicate-decision"),
        ({**FILES, "ask.form": b"{"}, "form-json"),
        ({**FILES, "leave_kind.dmn": kinds("- | - | 1", policy="COLLECT")}, "decisions-fit"),
    ],
)  # fmt: skip
def test_a_deployment_judges_its_tables_and_forms_itself(
    office: LeaveOffice, files: dict[str, bytes], rule: str
) -> None:
    before = office.contents(but=("journal", "journal_head"))

    with pytest.raises(NotAdmitted) as refusal:
        office.deploys(files)

    assert rule in {problem.rule for problem in refusal.value.problems}
    assert office.contents(but=("journal", "journal_head")) == before


def test_a_decision_can_be_made_as_a_job(office: LeaveOffice) -> None:
    later = rule_task("rule", "leave_kind", "length").replace(
        "name=", 'camunda:asyncBefore="true" name='
    )
    office.deploys({**FILES, "routed.bpmn": routed(later, 'length = "long"')})
    leave = office.asks("routed")
    office.completes(leave, "ask", by="an", days=8, kind="yearly")
    assert office.open_steps(leave) == ["rule"]

    office.sweeps()

    assert office.open_steps(leave) == ["long"]


def test_a_table_without_conditions_is_asked_at_the_start(office: LeaveOffice) -> None:
    drawn = one_step(rule_task("rule", "fixed", "x"), ids=("rule",), id_="asks_at_once")
    fixed = file(decision(literal("41 + 1"), id="fixed"))
    office.deploys({"asks.bpmn": drawn, "fixed.dmn": fixed})

    begun = office.asks("asks_at_once")

    assert office.instance(begun).state == "completed"
    assert office.instance(begun).variables["x"] == 42
