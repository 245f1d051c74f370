"""Commands that only tell: expressions, decisions, deadlines, the law."""

from __future__ import annotations

import pytest

from workflows.law import LawBook

RULES = """
<rule id="short"><inputEntry><text>&lt; 3</text></inputEntry>
<outputEntry><text>"commune"</text></outputEntry></rule>
<rule id="long"><inputEntry><text>&gt;= 3</text></inputEntry>
<outputEntry><text>"province"</text></outputEntry></rule>"""
NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DMN = f"""<definitions xmlns="{NAMESPACE}" id="d" name="D" namespace="x">
<inputData id="i" name="years"><variable name="years" typeRef="number"/></inputData>
<decision id="level" name="Level"><variable name="Level"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<decisionTable id="t" hitPolicy="UNIQUE">
<input id="in"><inputExpression><text>years</text></inputExpression></input>
<output id="out" name="level"/>{RULES}
</decisionTable></decision></definitions>"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 1", 2),
        ("0.1 + 0.2", 0.3),
        ('"a" + "b"', "ab"),
        ("[1, 2][item > 1]", [2]),
        ("{a: 1}.a", 1),
        ("null", None),
        ("1 < 2", True),
        ('date("2024-02-29")', "2024-02-29"),
        ('duration("P2DT3H")', "P2DT3H"),
        ("[1..3]", "[1..3]"),
        ("1 / 0", None),
    ],
)
def test_feel_gives_the_value(terminal, expression, value):
    assert terminal.answers("feel", expression) == {"value": value}


def test_feel_sees_names_with_spaces_and_marks(terminal):
    answer = terminal.answers("feel", "số người * 2", "--context", '{"số người": 3}')

    assert answer == {"value": 6}


def test_a_fault_in_an_expression_has_its_position(terminal):
    answer = terminal.answers("feel", "1 + * 2", exit_code=1)

    assert answer["position"] == 4 and answer["error"]


def test_an_expression_that_wants_too_much_is_stopped(terminal):
    answer = terminal.answers("feel", "count(for a in 1..9999, b in 1..9999 return a)", exit_code=1)

    assert answer["error"]


@pytest.mark.parametrize("context", ["[1]", "{", "NaN", '{"a": 1e999999}', "[" * 100_000])
def test_a_context_that_is_no_object_of_json_is_wrong_usage(terminal, context):
    assert terminal.runs("feel", "a", "--context", context).exit_code in (1, 2)


def test_decide_names_the_rules_that_matched(terminal, tmp_path):
    path = tmp_path / "level.dmn"
    path.write_text(DMN)

    answer = terminal.answers("decide", str(path), "Level", "--context", '{"years": 5}')

    assert answer["result"] == "province"
    assert answer["matched"] == ["long"]


@pytest.mark.parametrize(("content", "name"), [(DMN, "Nothing"), ("<a/>", "Level"), ("", "x")])
def test_what_cannot_be_decided_is_told_in_a_sentence(terminal, tmp_path, content, name):
    path = tmp_path / "level.dmn"
    path.write_text(content)

    result = terminal.runs("decide", str(path), name)

    assert result.exit_code == 1
    assert result.stderr.strip()


# Calendar of the public service and R-TIME-02, 03: the limit begins on the working day after.
@pytest.mark.parametrize(
    ("start", "budget", "due"),
    [
        ("2023-04-28T09:00", "10wd", "2023-05-17"),
        ("2023-04-28T16:30", "10wd", "2023-05-18"),
        ("2024-04-25T09:00", "10wd", "2024-05-13"),
        ("2023-01-18T09:00", "20wd", "2023-02-22"),
        ("2025-04-21T09:00", "5wd", "2025-04-26"),
        ("2026-08-20T09:00+07:00", "20wd", "2026-09-21"),
    ],
)
def test_clock_says_when_a_limit_is_due_and_why(terminal, start, budget, due):
    answer = terminal.answers("clock", "--start", start, "--budget", budget)

    assert answer["due"].startswith(due)
    assert answer["explanation"][-1]["text"]
    assert any(line["rule"] == "R-TIME-02" for line in answer["explanation"])


def test_clock_counts_hours_in_the_offices_opening_time(terminal):
    answer = terminal.answers("clock", "--start", "2023-11-20T16:30", "--budget", "2wh")

    assert answer["due"].startswith("2023-11-21T08:30")


@pytest.mark.parametrize(
    ("start", "budget"),
    [("yesterday", "10wd"), ("2023-01-01", "ten"), ("2023-01-01", "-1wd"), ("2023-01-01", "10 wd")],
)
def test_clock_refuses_what_it_does_not_understand(terminal, start, budget):
    assert terminal.runs("clock", "--start", start, "--budget", budget).exit_code == 2


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31", "9500-01-01"])
def test_clock_has_no_calendar_for_the_ends_of_time(terminal, start):
    result = terminal.runs("clock", "--start", start, "--budget", "10wd")

    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output


@pytest.mark.parametrize(("day", "salary"), [("2023-06-30", "1490000"), ("2023-07-01", "1800000")])
def test_law_list_shows_the_values_of_a_day(terminal, day, salary):
    rows = terminal.answers("law", "list", "--on", day)

    assert [row["value"] for row in rows if row["key"] == "base_salary"] == [salary]
    assert all(row["citation"] and row["mark"] in "cpud" for row in rows)


def test_law_coverage_has_a_row_for_every_rule(terminal):
    rows = terminal.answers("law", "coverage")

    assert {row["rule"] for row in rows} == set(LawBook.load().rules)
    assert all(set(row) == {"rule", "encoded_in", "scenario", "status"} for row in rows)


@pytest.mark.parametrize("words", [("law", "list", "--on", "x"), ("law", "nothing"), ("nothing",)])
def test_wrong_usage_has_its_own_exit_code(terminal, words):
    assert terminal.runs(*words).exit_code == 2


def test_every_command_says_how_it_is_used(terminal):
    listed = terminal.runs("--help")

    assert listed.exit_code == 0
    for command in ("serve", "worker", "demo", "tick", "check", "deploy", "bench", "backup"):
        assert command in listed.output
        assert terminal.runs(command, "--help").exit_code == 0
