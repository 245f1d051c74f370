"""`check` and `deploy`: verdicts on any bytes, and publication of what is sound."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine.database import Database
from engine.tables import deployment, journal
from workflows.judging import Judge
from workflows.studio.bundles import Bundle, packed

ROOT = Path(__file__).parents[2]
BPMN = ROOT / "bpmn"
NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def drawing(process: str = "p", inside: str = "", called: str = "") -> bytes:
    """A process with one step; with `called` the step is a call."""
    step = (
        f'<callActivity id="c" name="Gọi" calledElement="{called}"/>'
        if called
        else '<task id="c" name="Bước"/>'
    )
    return (
        f'<definitions xmlns="{NAMESPACE}" targetNamespace="t" id="d">'
        f'<process id="{process}" name="{process}" isExecutable="true">'
        '<startEvent id="s" name="Bắt đầu"/><sequenceFlow id="f" sourceRef="s" targetRef="c"/>'
        f'{step}<sequenceFlow id="g" sourceRef="c" targetRef="e"/>'
        f'<endEvent id="e" name="Xong"/>{inside}</process></definitions>'
    ).encode()


def test_what_the_product_brings_is_clean(terminal):
    rows = terminal.answers("check", str(BPMN), str(ROOT / "forms" / "definitions"))

    drawn = [*BPMN.glob("*.bpmn"), *BPMN.glob("*.dmn")]
    assert len(rows) == len([*drawn, *(ROOT / "forms/definitions").glob("*.form")])
    assert all(row["ok"] for row in rows)


def test_a_problem_names_rule_element_line_and_hint(terminal, tmp_path):
    path = tmp_path / "a.bpmn"
    path.write_bytes(drawing(inside='\n\n<complexGateway id="tangled"/>'))

    [row] = terminal.answers("check", str(path), exit_code=1)

    assert row["file"] == str(path) and row["ok"] is False
    assert set(row["problems"][0]) == {"severity", "rule", "element", "line", "message", "hint"}
    assert any(p["element"] == "tangled" and p["line"] == 3 for p in row["problems"])


def test_problems_are_told_in_vietnamese_by_default(terminal, tmp_path):
    path = tmp_path / "a.bpmn"
    path.write_bytes(b"no xml")
    terminal.language = "vi"

    [row] = terminal.answers("check", str(path), exit_code=1)

    assert "XML" in row["problems"][0]["message"]
    assert row["problems"][0]["message"] != "This is not well-formed XML"
    assert "not" not in row["problems"][0]["message"].split(":")[0].split()


@pytest.mark.parametrize(
    "words", [("check",), ("check", "nowhere.bpmn"), ("check", "--format", "x")]
)
def test_wrong_usage_is_told_apart_from_problems(terminal, words):
    assert terminal.runs(*words).exit_code == 2


def test_a_folder_without_anything_to_judge_is_wrong_usage(terminal, tmp_path):
    (tmp_path / "empty").mkdir()

    assert terminal.runs("check", str(tmp_path / "empty")).exit_code == 2


def test_folders_are_searched_through(terminal, tmp_path):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "x.bpmn").write_bytes(drawing("x"))
    (tmp_path / "a" / "notes.txt").write_text("no diagram")

    rows = terminal.answers("check", str(tmp_path / "a"))

    assert [Path(row["file"]).name for row in rows] == ["x.bpmn"]


def test_files_that_have_nothing_to_do_with_one_another_may_use_the_same_ids(terminal, tmp_path):
    for name in ("one.bpmn", "two.bpmn"):
        (tmp_path / name).write_bytes(drawing("Process_1"))

    assert all(row["ok"] for row in terminal.answers("check", str(tmp_path)))


def test_a_call_finds_its_part_beside_the_file(terminal, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "whole.bpmn").write_bytes(drawing("whole", called="part"))
    (tmp_path / "a" / "part.bpmn").write_bytes(drawing("part"))

    rows = {row["file"]: row for row in terminal.answers("check", str(tmp_path / "a"))}
    alone = terminal.answers("check", str(tmp_path / "b"), exit_code=1)

    assert all(row["ok"] for row in rows.values())
    assert [p["rule"] for p in alone[0]["problems"] if p["severity"] == "error"] == ["calls-known"]


def test_a_delivered_part_is_known_to_a_changed_procedure(terminal, tmp_path):
    path = tmp_path / "giay_khen_cong_trang.bpmn"
    path.write_bytes((BPMN / path.name).read_bytes())

    assert terminal.answers("check", str(path))[0]["ok"]


def test_a_part_without_its_gate_is_blamed_when_its_procedure_is_there(terminal, tmp_path):
    for path in BPMN.glob("*.bpmn"):
        text = path.read_text("utf-8").replace('vd:gate="publication_complete', 'vd:gate="')
        (tmp_path / path.name).write_text(text, "utf-8")

    rows = terminal.answers("check", str(tmp_path), exit_code=1)

    rules = {problem["rule"] for row in rows for problem in row["problems"]}
    assert "gates-on-every-way" in rules, rules


def test_forms_and_tables_are_judged_by_their_own_readers(terminal, tmp_path):
    (tmp_path / "a.form").write_text('{"components": [{"type": "nonsense", "key": "k"}]}')
    (tmp_path / "b.dmn").write_text("<definitions/>")

    rows = terminal.answers("check", str(tmp_path), exit_code=1)

    assert [row["ok"] for row in rows] == [False, False]
    assert all(row["problems"][0]["rule"] != "check-failed" for row in rows)


@settings(max_examples=60)
@given(st.sampled_from(["x.bpmn", "x.form", "x.dmn", "x"]), st.binary(max_size=300))
def test_any_bytes_get_a_verdict(name, content):
    [judgement] = Judge({name: content}).judgements()

    assert not judgement.ok
    assert all(problem.rule != "check-failed" for problem in judgement.problems)


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_diagram_gets_a_verdict(data):
    whole = (BPMN / "bo_sung.bpmn").read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(0, 60))
    broken = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + length :]

    [judgement] = Judge({"bo_sung.bpmn": broken}).judgements()

    assert all(problem.rule != "check-failed" for problem in judgement.problems)


def deployments(terminal) -> int:
    database = Database(terminal.database)
    try:
        with database.read() as connection:
            return len(connection.execute(select(deployment.c.id)).all())
    finally:
        database.close()


def test_deploying_publishes_in_the_operators_name(terminal, tmp_path):
    path = tmp_path / "thu.bpmn"
    path.write_bytes(drawing("thu"))

    answer = terminal.answers("deploy", str(path), "--reason", "Thêm thử")

    assert [each["key"] for each in answer["definitions"]] == ["thu"]
    database = Database(terminal.database)
    with database.read() as connection:
        row = connection.execute(select(journal).order_by(journal.c.seq.desc()).limit(1)).one()
    database.close()
    assert (row.action, row.actor) == ("procedure.deploy", "operator")


def test_deploying_tells_its_warnings_in_the_language_of_the_operator(terminal, tmp_path):
    path = tmp_path / "thu.bpmn"
    unnamed = drawing("thu").replace('task id="c" name="Bước"'.encode(), b'userTask id="c"')
    path.write_bytes(unnamed)
    terminal.language = "vi"

    warnings = terminal.answers("deploy", str(path))["warnings"]
    said = terminal.runs("deploy", str(path)).stdout

    assert {each["severity"] for each in warnings} == {"warning"}
    assert all(each["message"] in said and each["hint"] in said for each in warnings)
    assert [each["message"] for each in warnings] == ["Có một bước chưa có tên"]


def test_deploying_the_same_files_again_changes_nothing(terminal, tmp_path):
    path = tmp_path / "thu.bpmn"
    path.write_bytes(drawing("thu"))
    first = terminal.answers("deploy", str(path))

    second = terminal.answers("deploy", str(path))

    assert first["deployment"] == second["deployment"]


def test_files_with_errors_are_refused_and_nothing_is_stored(terminal, tmp_path):
    terminal.runs("user", "list")
    before = deployments(terminal)
    (tmp_path / "a.bpmn").write_bytes(drawing("fine"))
    (tmp_path / "b.bpmn").write_bytes(b"no xml")

    result = terminal.runs("deploy", str(tmp_path / "a.bpmn"), str(tmp_path / "b.bpmn"))

    assert result.exit_code == 1
    assert deployments(terminal) == before


def test_two_files_of_one_name_cannot_be_deployed_together(terminal, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.bpmn").write_bytes(drawing(folder))

    assert terminal.runs("deploy", str(tmp_path / "a"), str(tmp_path / "b")).exit_code == 2


def bundle_of(name: str, content: bytes) -> bytes:
    return packed(Bundle("thu", "Thử", {name: content}))


def test_a_bundle_of_the_studio_is_checked_and_deployed_as_it_is(terminal, tmp_path):
    path = tmp_path / "thu.zip"
    path.write_bytes(bundle_of("thu.bpmn", drawing("thu")))

    [row] = terminal.answers("check", str(path))
    answer = terminal.answers("deploy", str(path), "--reason", "Thêm thử")

    assert (row["file"], row["ok"]) == (str(path / "thu.bpmn"), True)
    assert [(each["key"], each["version"]) for each in answer["definitions"]] == [("thu", 1)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"no zip", id="no zip"),
        pytest.param(bundle_of("thu.bpmn", drawing("thu"))[:-40], id="cut off"),
        pytest.param(bundle_of("../thu.bpmn", drawing("thu")), id="path"),
        pytest.param(bundle_of("thu.bpmn", bytes(3 << 20)), id="bomb"),
        pytest.param(bytes(9 << 20), id="large"),
    ],
)
def test_what_is_no_bundle_is_refused_in_a_sentence(terminal, tmp_path, content):
    path = tmp_path / "thu.zip"
    path.write_bytes(content)

    for command in ("check", "deploy"):
        told = terminal.runs(command, str(path))
        assert told.exit_code == 1
        assert str(path) in told.stderr and "bundle" in told.stderr


def test_a_procedure_that_never_announces_its_decision_is_refused_at_the_step_that_waits_for_it():
    files = {path.name: path.read_bytes() for path in BPMN.glob("*.bpmn")}
    announced = b'topic="record_decision_publication"'
    told = files["cong_bo.bpmn"].replace(announced, b'topic="notify_proposer"')

    judgements = Judge({**files, "cong_bo.bpmn": told}).judgements()

    refused = {(one.file, p.rule, p.element) for one in judgements for p in one.problems}
    assert refused == {
        ("trao_luu.bpmn", "gates-on-every-way", "hand_over"),
        ("thu_hoi.bpmn", "gates-on-every-way", "recover"),
    }
