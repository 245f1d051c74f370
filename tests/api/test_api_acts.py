"""Programs do what people do: the same commands, the same refusals, nothing besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import Forbidden
from tests.api.caller import Caller, Programs, nomination_row
from tests.engine.core.plain_office import contents
from tests.statements import counted
from web.api.pace import Pace
from workflows.parts import PARTS
from workflows.studio.drafts import draft_of
from workflows.studio.road import ApproveDraft

BPMN = Path(__file__).parents[2] / "bpmn"
REASON = "a reason long enough to be read"


def test_a_program_takes_a_task_and_hands_its_form_in(programs_on_disk: Programs) -> None:
    clerk = programs_on_disk.as_("clerk")
    dossier = programs_on_disk.office.files()
    (line,) = clerk.all_of("/tasks")

    claimed = clerk.post(f"/tasks/{line['id']}/claim", {"revision": line["revision"]})
    task = clerk.get(f"/tasks/{line['id']}").json
    done = clerk.post(
        f"/tasks/{line['id']}/complete",
        {
            "revision": task["revision"],
            "data": {"intake_check": "complete", "list_matches": True, "papers": list(PARTS)},
        },
    )

    assert (claimed.status_code, task["state"], done.status_code) == (200, "claimed", 200)
    assert "complete" in task["may"]
    assert {one["key"] for one in task["gates"]} >= {"papers_complete"}
    assert dossier.waits_at("appraise")


def test_a_shut_gate_says_its_rule_and_provision(programs: Programs) -> None:
    dossier = programs.office.files()
    task = dossier.task("check")
    without_papers = {"intake_check": "complete", "list_matches": True}

    shut = programs.as_("clerk").post(
        f"/tasks/{task.id}/complete", {"revision": 1, "data": without_papers}
    )

    assert (shut.status_code, shut.content_type) == (409, "application/problem+json")
    assert (shut.json["code"], shut.json["rule"]) == ("gate_closed", "R-PROC-01")
    assert shut.json["citation"]
    (gate,) = [one for one in shut.json["gates"] if not one["passed"]]
    assert (gate["gate"], gate["rule"]) == ("papers_complete", "R-PROC-01")
    assert gate["message"] in shut.json["detail"]


def test_a_command_sent_again_with_its_key_is_carried_out_once(programs: Programs) -> None:
    programs.office.files()
    clerk = programs.as_("clerk")
    (line,) = clerk.all_of("/tasks")
    body = {"revision": line["revision"]}

    first = clerk.post(f"/tasks/{line['id']}/claim", body, key="claim-0001")
    again = clerk.post(f"/tasks/{line['id']}/claim", body, key="claim-0001")
    other = clerk.post(
        f"/tasks/{line['id']}/release", {"revision": 2, "reason": REASON}, key="claim-0001"
    )
    without = clerk.post(f"/tasks/{line['id']}/claim", body)

    assert first.json == again.json
    assert (other.status_code, other.json["code"]) == (409, "key_reused")
    assert without.status_code == 409


def test_keys_of_different_people_do_not_meet(programs: Programs) -> None:
    first, second = programs.office.files(), programs.office.files()
    clerk, other = programs.as_("clerk"), programs.as_("head")
    task, its = first.task("check"), second.task("check")

    taken = clerk.post(f"/tasks/{task.id}/claim", {"revision": 1}, key="the-same-key")
    refused = other.post(f"/tasks/{its.id}/claim", {"revision": 1}, key="the-same-key")

    assert taken.status_code == 200
    assert refused.json["code"] != "key_reused"


@pytest.mark.parametrize("key", ["short", "x" * 61, "with space", "điều-lệ-1"])
def test_a_key_that_cannot_be_kept_is_refused(programs: Programs, key: str) -> None:
    dossier = programs.office.files()
    task = dossier.task("check")

    refused = programs.as_("clerk").post(
        f"/tasks/{task.id}/claim", {"revision": 1}, key=key.encode().decode("latin-1")
    )

    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_only_fields_of_the_form_are_taken(programs: Programs) -> None:
    dossier = programs.office.files()
    task = dossier.task("check")
    clerk = programs.as_("clerk")
    data = {"intake_check": "complete", "list_matches": True, "decision": "yes", "state": "x"}

    refused = clerk.post(
        f"/tasks/{task.id}/complete", {"revision": 1, "data": data, "assignee": "me"}
    )
    in_form = clerk.post(f"/tasks/{task.id}/complete", {"revision": 1, "data": data})

    assert [one["field"] for one in refused.json["errors"]] == ["assignee"]
    assert {one["field"] for one in in_form.json["errors"]} == {"data.decision", "data.state"}
    assert dossier.waits_at("check")


def test_what_belongs_to_another_office_does_not_exist(programs: Programs) -> None:
    dossier = programs.office.files()
    task = dossier.task("check")
    foreigner = programs.foreigner()
    code = dossier.record.code

    for path in (f"/dossiers/{code}", f"/dossiers/{code}/gates", f"/dossiers/{code}/clocks"):
        assert foreigner.get(path).status_code == 404
    assert foreigner.get(f"/tasks/{task.id}").status_code == 404
    for act, more in (
        ("claim", {}),
        ("release", {"reason": REASON}),
        ("assign", {"reason": REASON, "person": "x"}),
        ("return", {"reason": REASON, "to": "x"}),
        ("complete", {}),
    ):
        assert foreigner.post(f"/tasks/{task.id}/{act}", {"revision": 1, **more}).status_code == 404
    assert foreigner.post(f"/dossiers/{code}/cancel", {"reason": REASON}).status_code == 404
    for path in ("/tasks", "/dossiers", "/clocks"):
        assert foreigner.all_of(path) == []


def test_a_unit_sees_what_it_proposed_and_nothing_else(programs: Programs) -> None:
    dossier = programs.office.files()
    code = dossier.record.code

    assert [one["code"] for one in programs.as_("nominator").all_of("/dossiers")] == [code]
    assert programs.as_("stranger").all_of("/dossiers") == []
    assert programs.as_("stranger").get(f"/dossiers/{code}").status_code == 404


def test_a_list_is_handed_in_as_json(programs: Programs) -> None:
    unit = programs.site.world.unit_id
    nominator = programs.as_("nominator")
    filing = {
        "procedure": "giay_khen_cong_trang",
        "unit": unit,
        "title": "Giấy khen năm học 2022-2023",
        "letter_number": "15/TTr-THTT",
        "letter_date": "2023-11-20",
        "state_secret": False,
        "rows": [nomination_row(1), nomination_row(2)],
    }

    filed = nominator.post("/dossiers", filing, key="filing-0001")
    again = nominator.post("/dossiers", filing, key="filing-0001")
    seen = nominator.get(f"/dossiers/{filed.json['code']}").json

    assert (filed.status_code, filed.json) == (201, again.json)
    assert [one["name"] for one in seen["people"]] == ["Lò Thị Mai 1", "Lò Thị Mai 2"]
    assert [task["name"] for task in seen["tasks"]]


def test_a_list_is_judged_by_the_rules_of_the_workbook(programs: Programs) -> None:
    filing = {
        "procedure": "giay_khen_cong_trang",
        "unit": programs.site.world.unit_id,
        "title": "x",
        "letter_number": "15/TTr-THTT",
        "letter_date": "2030-01-01",
        "state_secret": False,
        "rows": [
            nomination_row(1, award="huan_chuong"),
            nomination_row(2, id_number="12"),
            nomination_row(3, id_number="014000000001"),
            nomination_row(4, id_number="014000000001"),
        ],
    }

    refused = programs.as_("nominator").post("/dossiers", filing)

    fields = {one["field"] for one in refused.json["errors"]}
    assert refused.status_code == 422
    assert {"letter_date", "rows.0.award", "rows.1.id_number"} <= fields
    assert any(name.startswith("rows.3") for name in fields)
    secret = {**filing, "state_secret": True}
    assert programs.as_("nominator").post("/dossiers", secret).json["code"] == "state_secret"
    elsewhere = {**filing, "unit": programs.site.world.other_unit_id}
    assert programs.as_("nominator").post("/dossiers", elsewhere).status_code == 404


def test_files_are_handed_in_and_wait_for_a_second_person(programs: Programs) -> None:
    world = programs.site.world
    world.gives("clerk", "admin")
    text = (BPMN / "giay_khen_dot_xuat.bpmn").read_text().replace("Hoàn thành", "Đã xong")
    body = {"files": {"giay_khen_dot_xuat.bpmn": text}, "reason": "Sửa tên bước cuối cho rõ"}
    before = programs.as_("clerk").all_of("/deployments")

    sent = programs.as_("clerk").post("/deployments", body, key="hand-in-0001")
    again = programs.as_("clerk").post("/deployments", body, key="hand-in-0001")

    assert (sent.status_code, sent.json) == (202, again.json)
    assert sent.json["state"] == "in_review"
    assert programs.as_("clerk").all_of("/deployments") == before
    with world.engine.view() as view:
        draft = draft_of(view, sent.json["draft"])
    assert (draft.based_on, draft.submitted_by) == (1, world.people["clerk"])
    approval = ApproveDraft(draft_id=draft.id, digest=draft.digest)
    with pytest.raises(Forbidden):
        world.engine.execute(approval, world.actor("clerk"))
    world.engine.execute(approval, world.actor("head"))


def test_what_is_handed_in_gives_a_reason(programs: Programs) -> None:
    programs.site.world.gives("clerk", "admin")
    text = (BPMN / "giay_khen_dot_xuat.bpmn").read_text()

    refused = programs.as_("clerk").post(
        "/deployments", {"files": {"giay_khen_dot_xuat.bpmn": text}, "reason": "ngắn"}
    )

    assert refused.status_code == 422
    assert [one["field"] for one in refused.json["errors"]] == ["reason"]


def test_files_with_errors_are_not_handed_in_and_every_error_is_told(programs: Programs) -> None:
    world = programs.site.world
    world.gives("head", "admin")
    admin = programs.as_("head")

    refused = admin.post(
        "/deployments", {"files": {"x.bpmn": "<not-xml"}, "reason": "an attempt at nothing"}
    )
    allowed = programs.as_("clerk").post(
        "/deployments", {"files": {"x.bpmn": "<not-xml"}, "reason": "an attempt at nothing"}
    )

    assert refused.status_code == 422
    assert refused.json["problems"][0]["severity"] == "error"
    assert allowed.status_code == 403


# -- coming in


def test_nobody_comes_in_without_a_token(programs: Programs) -> None:
    nobody = programs.nobody()

    answer = nobody.get("/tasks")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.content_type == "application/problem+json"


def test_a_cookie_opens_nothing_and_none_is_set(programs: Programs) -> None:
    visitor = programs.site.as_("clerk")

    refused = visitor.client.get("/api/v1/tasks")
    clerk = programs.as_("clerk")
    allowed = clerk.get("/tasks")

    assert refused.status_code == 401
    assert allowed.status_code == 200
    assert "Set-Cookie" not in allowed.headers
    assert "Set-Cookie" not in refused.headers


def test_a_token_ends_with_its_account(programs: Programs) -> None:
    clerk = programs.as_("clerk")
    assert clerk.get("/tasks").status_code == 200

    programs.disables("clerk")

    assert clerk.get("/tasks").status_code == 401


def test_guessing_tokens_is_slowed_down(programs: Programs) -> None:
    guesser = programs.nobody()
    guesser.token = "0" * 64

    codes = [guesser.get("/tasks").status_code for _ in range(40)]

    assert codes[0] == 401
    assert codes[-1] == 429
    assert int(guesser.get("/tasks").headers["Retry-After"]) > 0


def test_a_program_that_calls_too_fast_waits(programs: Programs) -> None:
    programs.site.app.extensions["vinhdanh_api_pace"] = Pace(most=3)
    clerk, officer = programs.as_("clerk"), programs.as_("officer")

    codes = [clerk.get("/calendar").status_code for _ in range(4)]

    assert codes == [200, 200, 200, 429]
    assert 0 < int(clerk.get("/calendar").headers["Retry-After"]) <= 60
    assert officer.get("/calendar").status_code == 200


def test_sentences_are_in_the_language_that_was_asked_for(programs: Programs) -> None:
    clerk = programs.as_("clerk")

    vietnamese = clerk.get("/dossiers/x").json["title"]
    clerk.headers["Accept-Language"] = "en"
    english = clerk.get("/dossiers/x").json["title"]

    assert english == "There is nothing here"
    assert vietnamese != english


# -- lists


def test_a_list_goes_on_where_it_stopped(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflows.queries import clocks, dossiers, journal, worklist

    for room in (clocks, dossiers, journal, worklist):
        monkeypatch.setattr(room, "PAGE", 2)
    programs.site.world.gives("clerk", "admin")
    codes = {programs.office.files().record.code for _ in range(5)}
    clerk = programs.as_("clerk")

    for path, name in (("/dossiers", "code"), ("/tasks", "dossier"), ("/clocks", "dossier")):
        rows = clerk.all_of(path)
        assert [len(rows), {row[name] for row in rows}] == [5, codes]
    seqs = [row["seq"] for row in clerk.all_of("/journal", action="dossier.file")]
    assert seqs == sorted(seqs, reverse=True)
    assert len(seqs) == 5
    assert clerk.get("/tasks", after="made up").status_code == 422


def test_lists_are_narrowed(programs: Programs) -> None:
    first = programs.office.files(title="Giấy khen ngành giáo dục")
    programs.office.files(title="Khen thưởng phong trào")
    clerk = programs.as_("clerk")

    assert [row["code"] for row in clerk.all_of("/dossiers", q="giao duc")] == [first.record.code]
    assert clerk.all_of("/dossiers", state="finished") == []
    assert len(clerk.all_of("/tasks", scope="group", queue="today")) == 2
    assert clerk.get("/tasks", scope="everything").status_code == 422
    assert clerk.get("/tasks", unknown="1").status_code == 422
    assert clerk.get("/tasks?scope=mine&scope=group").status_code == 422


READS = {
    "/tasks": 5,
    "/dossiers": 4,
    "/clocks": 2,
    "/journal": 2,
    "/incidents": 2,
    "/calendar": 3,
    "/procedures": 3,
    "/deployments": 2,
    "/gates": 2,
}
"""Statements of a list, whatever the number of its rows; who calls is found out with three more."""


def test_lists_cost_the_same_however_long_they_are(programs: Programs) -> None:
    programs.site.world.gives("clerk", "admin")
    clerk = programs.as_("clerk")
    clerk.get("/tasks")  # That a token is used is noted once an hour.
    programs.office.files()
    few = {path: _cost(programs, clerk, path) for path in READS}
    for _ in range(4):
        programs.office.files()

    many = {path: _cost(programs, clerk, path) for path in READS}

    assert few == many
    assert {path: cost for path, cost in many.items() if cost > READS[path]} == {}


def test_handing_in_costs_no_more_than_the_command_and_the_form(programs: Programs) -> None:
    first, second = programs.office.files(), programs.office.files()
    clerk = programs.as_("clerk")
    data = {"intake_check": "complete", "list_matches": True, "papers": list(PARTS)}
    for dossier in (first, second):  # What is read once a process is read with the first.
        path = f"/tasks/{dossier.task('check').id}/complete"
        with counted(programs.site.world.engine.database) as seen:
            done = clerk.post(path, {"revision": 1, "data": data}, key=f"key-{dossier.id}")
        assert done.status_code == 200

    assert len(seen.written) == 1
    # Beside the command: who calls, the task, its form, and whether the key was used before.
    assert seen.of_page - len(seen.written[0]) <= 4


def test_reading_changes_nothing(programs: Programs) -> None:
    programs.site.world.gives("clerk", "admin")
    clerk = programs.as_("clerk")
    dossier = programs.office.files()
    database = programs.site.world.engine.database
    clerk.get("/tasks")  # That a token is used is noted once an hour.
    before = contents(database)
    code, task = dossier.record.code, dossier.task("check").id

    for path in (*READS, f"/dossiers/{code}", f"/dossiers/{code}/clocks", f"/tasks/{task}"):
        assert clerk.get(path).status_code == 200

    assert contents(database) == before


def _cost(programs: Programs, clerk: Caller, path: str) -> int:
    clerk.get(path)  # What is read once a process is read now.
    with counted(programs.site.world.engine.database) as seen:
        assert clerk.get(path).status_code == 200
    return seen.of_page


@pytest.mark.parametrize(
    "name", ["../a.form", "a/b.form", "a\n.form", "\u202ea.form", ".form", "a" * 300 + ".form", ""]
)
def test_files_with_names_that_are_none_are_refused(programs: Programs, name: str) -> None:
    admin = programs.as_("admin")

    answer = admin.post("/deployments", {"files": {name: "{}"}, "reason": "Thử tên tệp không hợp"})

    assert answer.status_code == 422
    assert all(one["field"].startswith("files") for one in answer.json["errors"])
