"""One task: its form, its gates, what happens when it is sent, and what it never loses."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.tables import journal
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.scenario.office import PDF, nomination
from tests.statements import counted
from tests.web.site import Site, Visitor
from workflows import attachments, drafts
from workflows.workbooks import NomineeKind

OPINION = "Hồ sơ đủ thành phần, đúng đối tượng, đề nghị khen."
REASON = "Cần xem lại biên bản xét"


@pytest.fixture
def dossier(site: Site) -> Dossier:
    filed = site.office.files()
    site.office.accepts(filed)
    return filed


def address(dossier: Dossier, element: str = "appraise", act: str = "") -> str:
    return f"/viec/{dossier.task(element).id}{act}"


def filled(dossier: Dossier, **changed: object) -> dict[str, object]:
    """The appraisal form as a browser posts it: everybody eligible."""
    task = dossier.task("appraise")
    rows = {f"nominees.{row.id}.outcome": "eligible" for row in dossier.nominees}
    return {
        "revision": task.revision,
        "appraisal_opinion": OPINION,
        "originals_checked": "1",
        "appraisal_result": "propose",
        **rows,
        **changed,
    }


def test_completing_moves_the_dossier_on_and_says_where_it_went(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    other = site.office.files()
    site.office.accepts(other)

    answer = officer.post(address(dossier, act="/hoan-thanh"), filled(dossier))
    after = officer.get("/viec").text

    assert (answer.status_code, answer.location) == (303, "/viec")
    assert dossier.open_steps != ["appraise"]
    toast = after.partition('id="thong-bao"')[2].partition("</div>")[0]
    assert dossier.tasks[-1].name in toast
    assert any(
        f'href="/viec/{task.id}"' in toast
        for task in (*dossier.tasks, *other.tasks)
        if task.is_open
    )


def test_a_form_that_needs_mending_comes_back_with_everything_typed(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    first, second, *_ = dossier.nominees
    sent = filled(
        dossier,
        appraisal_opinion="Ngắn <b>quá</b>",
        **{f"nominees.{first.id}.outcome": "", f"nominees.{second.id}.outcome": "held"},
    )

    answer = officer.post(address(dossier, act="/hoan-thanh"), sent)

    assert answer.status_code == 422
    assert "Ngắn &lt;b&gt;quá&lt;/b&gt;" in answer.text
    assert f"f-nominees-{first.id}-outcome" in answer.text.partition('id="loi"')[2]
    assert re.search(rf'name="nominees\.{second.id}\.outcome".*?value="held" selected', answer.text)
    assert dossier.open_steps == ["appraise"]
    again = officer.get(address(dossier)).text
    assert "Ngắn &lt;b&gt;quá&lt;/b&gt;" in again


def test_a_shut_gate_says_its_reason_and_keeps_what_was_typed(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    held = {f"nominees.{row.id}.outcome": "held" for row in dossier.nominees}
    notes = {
        f"nominees.{row.id}.outcome_note": f"Đang chờ xác minh số {row.ordinal}"
        for row in dossier.nominees
    }

    answer = officer.post(address(dossier, act="/hoan-thanh"), filled(dossier, **held, **notes))

    assert answer.status_code == 409
    told = answer.text.partition('id="loi"')[2].partition("</section>")[0]
    assert told.count("<li>") == 1
    assert "Đang chờ xác minh số 3" in answer.text
    assert dossier.open_steps == ["appraise"]
    assert all(row.outcome.value == "proposed" for row in dossier.nominees)


def test_the_address_of_a_refused_form_leads_back_to_the_task(
    dossier: Dossier, officer: Visitor
) -> None:
    answer = officer.get(address(dossier, act="/hoan-thanh"))

    assert (answer.status_code, answer.location) == (303, address(dossier))


def test_a_page_that_has_gone_stale_keeps_what_was_typed(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    sent = filled(dossier, appraisal_opinion="Ý kiến gõ rất lâu, không được mất đi")
    site.office.claims(dossier, "appraise", by="officer")

    answer = officer.post(address(dossier, act="/hoan-thanh"), sent)

    assert answer.status_code == 409
    assert "Ý kiến gõ rất lâu, không được mất đi" in answer.text
    assert f'name="revision" value="{dossier.task("appraise").revision}"' in answer.text
    again = officer.post(address(dossier, act="/hoan-thanh"), filled(dossier))
    assert again.status_code == 303


def test_a_task_somebody_else_took_is_read_only_and_nothing_typed_is_lost(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    sent = filled(dossier, appraisal_opinion="Ý kiến gõ rất lâu, không được mất đi")
    site.office.claims(dossier, "appraise", by="second_officer")

    answer = officer.post(address(dossier, act="/hoan-thanh"), sent)

    assert answer.status_code == 403
    assert "Ý kiến gõ rất lâu, không được mất đi" in answer.text
    assert "data-completes" not in answer.text


def test_sent_twice_it_is_done_once(site: Site, dossier: Dossier, officer: Visitor) -> None:
    sent = filled(dossier, request_key="0123456789-abcdef")
    where = address(dossier, act="/hoan-thanh")

    first, second = officer.post(where, sent), officer.post(where, sent)

    assert (first.status_code, second.status_code) == (303, 303)
    assert [task.element_id for task in dossier.tasks].count("publish_list") == 1


def test_sent_twice_with_files_it_is_done_once(site: Site, officer: Visitor) -> None:
    dossier = site.office.files()
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    task = dossier.task("publish_list")
    posting = {
        "revision": task.revision,
        "request_key": "fedcba-9876543210",
        "channels": ["board", "loudspeaker"],
        "place": "Bảng tin UBND thị trấn",
        "starts_on": "20/11/2023",
        "poster": "Lường Thị Hạnh",
    }

    answers = [
        officer.post(
            f"/viec/{task.id}/hoan-thanh",
            {**posting, "evidence": (io.BytesIO(PDF), "anh.pdf")},
            content_type="multipart/form-data",
        )
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [303, 303], answers[0].text
    assert len(papers(site, dossier)) == 1


def test_fields_that_are_not_of_the_form_change_nothing(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    sent = filled(dossier, intake_result="refused", assignee="x", approved="true", completed_by="x")

    officer.post(address(dossier, act="/hoan-thanh"), sent)

    done = next(task for task in dossier.tasks if task.element_id == "appraise")
    assert done.completed_by == site.world.people["officer"]
    assert "approved" not in (done.submission or {})
    assert dossier.instance.variables["intake_result"] == "accepted"


@pytest.mark.parametrize("revision", ["", "-1", "1e3", "99999999999999999999", "¹", "x"])
def test_a_revision_that_was_made_up_is_stale(
    dossier: Dossier, officer: Visitor, revision: str
) -> None:
    sent = filled(dossier, revision=revision)

    assert officer.post(address(dossier, act="/hoan-thanh"), sent).status_code == 409
    assert dossier.open_steps == ["appraise"]


def test_a_strange_task_does_not_exist(site: Site, dossier: Dossier) -> None:
    task, stranger = dossier.task("appraise"), site.as_("stranger")
    posts = ("hoan-thanh", "lam-moi", "nhap", "nhan", "tra-nhom", "chuyen", "tra-lai")

    answers = [stranger.get(f"/viec/{task.id}"), stranger.get(f"/viec/{task.id}/xem-truoc")]
    answers += [
        stranger.post(f"/viec/{task.id}/{act}", {"revision": task.revision, "reason": REASON})
        for act in posts
    ]

    assert [one.status_code for one in answers] == [404] * len(answers)
    assert all(task.title not in one.text for one in answers)
    assert dossier.open_steps == ["appraise"]


def test_the_journal_tells_once_an_hour_who_wanted_to_see_a_task_or_dossier_of_others(
    site: Site, dossier: Dossier
) -> None:
    task, stranger = dossier.task("appraise"), site.as_("stranger")

    for _ in range(2):
        assert stranger.get(f"/viec/{task.id}").status_code == 404
        assert stranger.get(f"/ho-so/{dossier.record.code}").status_code == 404
    noted = refused_looks(site, "stranger")
    site.world.clock.pass_by(timedelta(hours=2))
    stranger.get(f"/viec/{task.id}")

    assert noted == [("task.see", task.id), ("dossier.see", dossier.record.id)]
    assert refused_looks(site, "stranger") == [*noted, ("task.see", task.id)]


def refused_looks(site: Site, who: str) -> list[tuple[str, str]]:
    with site.world.engine.view() as view:
        rows = view.connection.execute(
            select(journal.c.action, journal.c.object_id)
            .where(journal.c.actor == site.world.people[who], journal.c.outcome == "not_found")
            .order_by(journal.c.seq)
        )
        return [(row.action, row.object_id) for row in rows]


def test_nobody_signed_in_sees_no_task(site: Site, dossier: Dossier) -> None:
    assert site.visitor().get(address(dossier)).status_code == 303


def test_colleagues_of_the_office_may_read_but_not_write(site: Site, dossier: Dossier) -> None:
    clerk = site.as_("clerk")

    text = clerk.get(address(dossier)).text

    assert 'name="appraisal_opinion"' in text
    assert "data-completes" not in text
    assert "readonly" in text.partition('name="appraisal_opinion"')[2].partition(">")[0]
    assert clerk.post(address(dossier, act="/hoan-thanh"), filled(dossier)).status_code == 403
    assert clerk.post(address(dossier, act="/nhap"), {}).status_code == 403


def test_a_draft_is_saved_while_one_types_and_found_again(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    where = address(dossier, act="/nhap")

    answer = officer.post(
        where, {"appraisal_opinion": "Đang viết"}, headers={"Accept": "application/json"}
    )

    assert answer.get_json() == {"saved_at": "08:00"}
    assert "Đang viết" in officer.get(address(dossier)).text
    assert "Đang viết" not in site.as_("second_officer").get(address(dossier)).text
    assert dossier.open_steps == ["appraise"]


def test_without_scripts_the_draft_button_comes_back_to_the_task(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    answer = officer.post(address(dossier, act="/nhap"), {"appraisal_opinion": "Đang viết"})

    assert (answer.status_code, answer.location) == (303, address(dossier))


def test_drafts_of_done_tasks_are_forgotten(site: Site, dossier: Dossier, officer: Visitor) -> None:
    other = site.office.files()
    site.office.accepts(other)
    task_id = dossier.task("appraise").id
    officer.post(address(dossier, act="/nhap"), {"appraisal_opinion": "Đang viết"})

    officer.post(address(dossier, act="/hoan-thanh"), filled(dossier))
    officer.post(address(other, act="/nhap"), {"appraisal_opinion": "Việc khác"})

    with site.world.engine.database.read() as connection:
        person = site.world.people["officer"]
        assert drafts.load(connection, task_id=task_id, person_id=person) is None
    assert "Việc khác" in officer.get(address(other)).text


def test_uploads_stay_when_the_form_is_refused(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    site.office.appraises(dossier)
    task = dossier.task("publish_list")

    answer = officer.post(
        f"/viec/{task.id}/hoan-thanh",
        {"revision": task.revision, "evidence": (io.BytesIO(PDF), "ảnh niêm yết.pdf")},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert re.search(r'name="evidence" value="[^"]+" checked', answer.text)
    assert "ảnh niêm yết.pdf" in answer.text


def test_a_file_of_another_kind_is_refused_at_its_field(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    site.office.appraises(dossier)
    task = dossier.task("publish_list")

    answer = officer.post(
        f"/viec/{task.id}/hoan-thanh",
        {
            "revision": task.revision,
            "place": "Bảng tin",
            "evidence": (io.BytesIO(b"<script>alert(1)</script>"), "<img src=x>.pdf"),
        },
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert "f-evidence" in answer.text.partition('id="loi"')[2]
    assert "<img src=x>" not in answer.text
    assert 'value="Bảng tin"' in answer.text


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(
    site: Site, dossier: Dossier, officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST_FILE", 1000)
    site.office.appraises(dossier)
    task = dossier.task("publish_list")

    answer = officer.post(
        f"/viec/{task.id}/hoan-thanh",
        {"revision": task.revision, "evidence": (io.BytesIO(PDF + b"x" * 2000), "a.pdf")},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert stored_files(site) == []


def test_an_answer_that_brings_other_fields_redraws_the_form(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    row = dossier.nominees[0]
    plain = officer.get(address(dossier)).text
    sent = filled(dossier, **{f"nominees.{row.id}.outcome": "held"})

    redrawn = officer.post(address(dossier, act="/lam-moi"), sent)

    assert f"nominees.{row.id}.outcome_note" not in plain
    assert redrawn.status_code == 200
    assert f"nominees.{row.id}.outcome_note" in redrawn.text
    assert dossier.open_steps == ["appraise"]


def test_gates_of_this_step_are_asked_and_later_ones_announced(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    page = officer.get(address(dossier)).text
    gates = page.partition('id="cong"')[2]

    # On a phone the gates come after the form: what is shut is said before it.
    said = page.partition('id="cong-nhac"')[2].partition("</p>")[0]
    assert 'href="#cong"' in said and "1 cổng đang chặn" in said
    shut = gates.partition('class="is-shut"')[2].partition("</li>")[0]
    assert "R-TIME-07" in shut
    assert 'class="is-open"' in gates
    assert gates.count('class="is-next"') >= 6


def test_a_refused_appraisal_says_the_criterion_in_words_and_beside_the_row(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    first, second, *_ = dossier.nominees
    sent = filled(dossier, movement_individuals="20", **{f"nominees.{first.id}.rating": "good"})

    answer = officer.post(address(dossier, act="/hoan-thanh"), sent)

    assert answer.status_code == 409
    told = answer.text.partition('id="loi"')[2].partition("</section>")[0]
    assert "R-ELIG-19: 3 cá nhân, vượt tỷ lệ của phong trào (tối đa 1)" in told
    form = answer.text.partition('id="bieu-mau-o"')[2].partition("</form>")[0]
    assert form.count("vượt tỷ lệ của phong trào (tối đa 1)") == len(dossier.nominees)
    assert f'name="nominees.{second.id}.exception_reason"' in form


def test_why_somebody_is_proposed_all_the_same_is_asked_only_where_a_criterion_is_not_met(
    dossier: Dossier, officer: Visitor
) -> None:
    first, second, *_ = dossier.nominees
    typed = {f"nominees.{first.id}.exception_reason": "Đã viết từ trước"}

    form = officer.post(address(dossier, act="/lam-moi"), filled(dossier, **typed)).text

    # What somebody has typed already stays in sight.
    assert f'name="nominees.{first.id}.exception_reason"' in form
    assert f'name="nominees.{second.id}.exception_reason"' not in form


def test_a_long_choice_is_given_the_whole_line_beside_its_nominee(
    dossier: Dossier, officer: Visitor
) -> None:
    first, second, *_ = dossier.nominees
    chosen = {
        f"nominees.{first.id}.merit_basis": "chosen_in_movement",
        f"nominees.{second.id}.merit_basis": "gave_land",
    }

    form = officer.post(address(dossier, act="/lam-moi"), filled(dossier, **chosen)).text

    fields = form.split('<div class="v-field')
    wide = {
        row.id: next(one for one in fields if f'name="nominees.{row.id}.merit_basis"' in one)
        for row in (first, second)
    }
    assert wide[first.id].startswith(" v-wide")
    assert not wide[second.id].startswith(" v-wide")
    conclusion = next(one for one in fields if f'name="nominees.{first.id}.outcome"' in one)
    assert "bắt buộc" in conclusion.partition("</span></span>")[0]


def test_a_reason_is_asked_only_of_a_row_with_a_conclusion(
    dossier: Dossier, officer: Visitor
) -> None:
    first, second, *_ = dossier.nominees
    begun = {f"nominees.{first.id}.outcome": "held", f"nominees.{second.id}.outcome": ""}

    form = officer.post(address(dossier, act="/lam-moi"), filled(dossier, **begun)).text

    assert f'name="nominees.{first.id}.outcome_note"' in form
    assert f'name="nominees.{second.id}.outcome_note"' not in form


def test_the_boxes_of_the_preview_have_a_caption(dossier: Dossier, officer: Visitor) -> None:
    beside = officer.get(address(dossier, act="/xem-truoc")).text

    caption = beside.partition('class="v-clock')[2].partition("<p")[2].partition("</p>")[0]
    assert "Thời hạn 20 ngày" in caption


def test_gates_read_what_is_being_typed_and_say_what_nobody_has_checked(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    begun = officer.get(address(dossier)).text.partition('id="cong"')[2].partition("</ul>")[0]
    typed = officer.post(address(dossier, act="/lam-moi"), filled(dossier)).text
    gates = typed.partition('id="cong"')[2].partition("</ul>")[0]

    assert "chưa kiểm tra" in begun
    assert 'class="is-shut"' in begun
    assert 'class="is-shut"' not in gates
    assert "chưa kiểm tra" not in gates

    unchecked = site.office.files(nominees=1)
    intake = site.as_("clerk").get(address(unchecked, "check")).text.partition('id="cong"')[2]
    own = intake.partition("</li>")[0]
    assert "chưa kiểm tra" in own
    assert "ở bước sau" in own


def test_claim_give_back_hand_over_and_send_back(site: Site, dossier: Dossier) -> None:
    officer, head = site.as_("officer"), site.as_("head")
    officer.post(address(dossier, act="/nhan"), {"revision": dossier.task("appraise").revision})
    assert dossier.task("appraise").assignee == site.world.people["officer"]

    back = {"revision": dossier.task("appraise").revision, "reason": REASON}
    assert officer.post(address(dossier, act="/tra-nhom"), back).status_code == 303
    assert dossier.task("appraise").assignee is None

    over = {
        "revision": dossier.task("appraise").revision,
        "reason": REASON,
        "person": site.world.people["second_officer"],
    }
    assert head.post(address(dossier, act="/chuyen"), over).status_code == 303
    assert dossier.task("appraise").assignee == site.world.people["second_officer"]


def test_the_chairman_sends_a_dossier_back_or_is_asked_once_before_signing(site: Site) -> None:
    waiting = brought_to_the_signature(site)
    where, task = address(waiting, "sign"), waiting.task("sign")
    chairman = site.as_("chairman")
    text = chairman.get(where).text

    sent = {"revision": task.revision, "to": "appraise", "reason": REASON}
    answer = chairman.post(f"{where}/tra-lai", sent)

    assert "data-irreversible" in text
    # The form itself sends back to the appraisal.
    assert 'name="to" value="council"' in text and 'value="appraise"' not in text
    assert "Trả lại bước “Hội đồng xét" in text
    assert (answer.status_code, waiting.open_steps) == (303, ["appraise"])


def test_a_step_that_was_not_offered_cannot_be_sent_back_to(site: Site) -> None:
    waiting = brought_to_the_signature(site)
    where, task = address(waiting, "sign"), waiting.task("sign")

    answer = site.as_("chairman").post(
        f"{where}/tra-lai", {"revision": task.revision, "to": "check", "reason": REASON}
    )

    assert (answer.status_code, waiting.open_steps) == (409, ["sign"])


def brought_to_the_signature(site: Site) -> Dossier:
    filed = brought_to_the_council(site.office)
    Council(site.world).decides(filed)
    site.office.writes_minutes(filed)
    return filed


@pytest.mark.parametrize("act", ["tra-nhom", "chuyen"])
def test_a_reason_too_short_opens_the_question_again(
    site: Site, dossier: Dossier, act: str
) -> None:
    site.office.claims(dossier, "appraise", by="officer")
    sent = {
        "revision": dossier.task("appraise").revision,
        "reason": "bận <i>",
        "person": site.world.people["second_officer"],
    }

    answer = site.as_("officer").post(address(dossier, act=f"/{act}"), sent)

    assert answer.status_code == 422
    opened_again = answer.text.partition(f'<details class="v-confirm" id="{act}"')[2]
    assert opened_again.partition(">")[0].endswith(" open")
    assert "bận &lt;i&gt;" in opened_again


def test_a_done_task_shows_what_was_handed_in_and_by_whom(site: Site, dossier: Dossier) -> None:
    where = address(dossier)
    site.office.appraises(dossier)

    text = site.as_("head").get(where).text

    assert "Hồ sơ đủ thành phần, đúng đối tượng, đề nghị khen." in text
    assert "Lường Thị Hạnh" in text
    assert "data-completes" not in text


def test_a_page_asks_the_database_a_bounded_number_of_times(site: Site) -> None:
    officer = site.as_("officer")
    asked = []
    for nominees in (1, 60):
        dossier = site.office.files(nominees=nominees)
        site.office.accepts(dossier)
        officer.get(address(dossier))
        with counted(site.world.engine.database) as statements:
            assert officer.get(address(dossier)).status_code == 200
        asked.append(statements.of_page)

    # Two of them are for the criteria: what the honour book and other dossiers say (R-ELIG).
    assert asked[0] == asked[1] <= 14, str(statements)


def papers(site: Site, dossier: Dossier) -> list[Any]:
    with site.world.engine.view() as view:
        return list(attachments.of_instance(view, dossier.instance_id))


def stored_files(site: Site) -> list[Path]:
    return [path for path in (site.data_dir / "blobs").rglob("*") if path.is_file()]


# -- filled in at once, and begun already


def test_all_remaining_rows_are_filled_in_without_scripts_and_taken_back(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    first, second, third = dossier.nominees
    sent = filled(
        dossier, **{f"nominees.{second.id}.outcome": "", f"nominees.{third.id}.outcome": ""}
    )
    sent[f"nominees.{first.id}.outcome"] = "held"

    after = officer.post(address(dossier, act="/hoan-thanh"), {**sent, "_fill": "outcome"})
    kept = re.findall(r'name="nominees\.([^"]+)\.outcome".*?</select>', after.text, re.S)
    chosen = dict(
        re.findall(r'name="nominees\.([\w-]+)\.outcome".*?value="(\w+)" selected', after.text, re.S)
    )
    ids = after.text.partition('name="_filled" value="')[2].partition('"')[0]

    assert after.status_code == 200
    assert dossier.waits_at("appraise")
    assert set(ids.split()) == {second.id, third.id}
    assert chosen == {first.id: "held", second.id: "eligible", third.id: "eligible"}, kept

    sent |= {f"nominees.{row}.outcome": value for row, value in chosen.items()}
    back = officer.post(
        address(dossier, act="/hoan-thanh"), {**sent, "_filled": ids, "_take_back": "outcome"}
    )
    left = re.findall(r'value="(\w+)" selected', back.text.partition('id="bieu-mau-o"')[2])
    assert left == ["held"]
    assert "_filled" not in back.text


def test_what_is_rarely_otherwise_is_answered_for_all_remaining_rows_at_once(
    dossier: Dossier, officer: Visitor
) -> None:
    first, *others = dossier.nominees
    sent = filled(dossier, **{f"nominees.{first.id}.discipline": "khien_trach"})

    begun = officer.post(address(dossier, act="/lam-moi"), sent).text
    after = officer.post(address(dossier, act="/hoan-thanh"), {**sent, "_fill": "discipline"}).text

    assert "Kỷ luật trong năm: Không (2)" in begun
    assert "Đang bị xem xét: Không (3)" in begun
    chosen = dict(
        re.findall(r'name="nominees\.([\w-]+)\.discipline".*?value="(\w+)" selected', after, re.S)
    )
    assert chosen == {first.id: "khien_trach", **{row.id: "none" for row in others}}


def test_a_form_begins_with_today_and_me_until_something_else_is_typed(
    site: Site, dossier: Dossier, officer: Visitor
) -> None:
    site.office.appraises(dossier)
    page = officer.get(address(dossier, "publish_list")).text
    task = dossier.task("publish_list")

    assert f'value="{site.office.today:%d/%m/%Y}"' in page
    assert re.search(r'name="poster"[^>]*value="Lường Thị Hạnh"', page)
    officer.post(f"/viec/{task.id}/nhap", {"poster": "Lò Văn Bình", "starts_on": ""})
    again = officer.get(f"/viec/{task.id}").text
    assert re.search(r'name="poster"[^>]*value="Lò Văn Bình"', again)
    assert f'value="{site.office.today:%d/%m/%Y}"' not in again


def test_steps_begin_with_what_the_system_knows_already(site: Site) -> None:
    closing = site.office.files(nominees=1)
    site.office.accepts(closing)
    site.office.appraises(closing)
    site.office.publishes(closing)
    CalendarClock(site.world).passes(working_days=6)
    told = site.as_("officer").get(address(closing, "close_publication")).text
    assert "Không nhận được ý kiến nào trong thời gian công khai." in told

    filed = brought_to_the_signature(site)
    chairman = site.as_("chairman")
    shown = {"_shown": "signature_result", "signature_result": "signed"}
    signing = chairman.post(address(filed, "sign", "/lam-moi"), shown).text
    assert re.search(r'value="chairman" selected', signing)
    assert re.search(rf'name="signed_on"[^>]*value="{site.office.today:%d/%m/%Y}"', signing)

    site.office.signs(filed)
    issuing = site.as_("registrar").get(address(filed, "issue")).text
    assert "Như Điều 3;\nLưu: VT." in issuing

    site.office.issues(filed)
    site.office.publishes_decision(filed)
    paying = site.as_("officer").get(address(filed, "hand_over")).text
    decided = sum(row.reward or 0 for row in filed.nominees)
    grouped = f"{decided:,}".replace(",", ".")
    assert re.search(rf'name="paid_total"[^>]*value="({decided}|{grouped})"', paying)


def test_who_may_only_read_a_form_sees_nothing_begun(site: Site, dossier: Dossier) -> None:
    site.office.appraises(dossier)

    page = site.as_("chairman").get(address(dossier, "publish_list")).text

    assert not re.search(r'value="Lò Văn Thắng"', page)


@pytest.mark.parametrize(
    ("day", "of_a_person", "of_a_team"),
    [
        # R-ELIG-18: only the law of 2003 asks for registration; R-ELIG-07: B has no share.
        (date(2023, 11, 20), {"registered", "initiative"}, {"members", "ldtt_members"}),
        (date(2024, 6, 3), {"initiative"}, set()),
        (date(2025, 8, 4), {"initiative"}, {"members", "ldtt_members"}),
    ],
)
def test_an_appraisal_asks_of_each_only_what_its_law_asks(
    site: Site, day: date, of_a_person: set[str], of_a_team: set[str]
) -> None:
    CalendarClock(site.world).reaches(day)
    team = {"kind": NomineeKind.COLLECTIVE, "birth_date": None, "id_number": "", "award": "ttldtt"}
    rows = [nomination(1, award="cstdcs"), nomination(2, **team)]
    dossier = site.office.files("cstdcs", rows)
    site.office.accepts(dossier)

    page = site.as_("officer").get(f"/viec/{dossier.task('appraise').id}").text

    told = {"registered", "months", "study", "initiative", "members", "ldtt_members"}
    asked = [
        {name for name in told if f'name="nominees.{row.id}.{name}"' in page}
        for row in dossier.nominees
    ]
    assert asked == [of_a_person, of_a_team]
