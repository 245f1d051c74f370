"""What every answer carries, what errors look like, and whether the process is ready."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from engine.errors import Rejected, VinhDanhError
from engine.tables import incident
from tests.web.site import Site
from web.errors import status_of
from web.security import POLICY


@pytest.mark.parametrize("path", ["/dang-nhap", "/viec", "/khong-co", "/healthz"])
def test_every_answer_tells_browsers_to_run_nothing_but_ours(site: Site, path: str) -> None:
    answer = site.as_("officer").get(path)

    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_name_of_another_site_that_points_here_is_turned_away(site: Site) -> None:
    assert site.visitor().get("/dang-nhap", headers={"Host": "evil.example"}).status_code == 400


def test_a_request_that_is_too_large_is_refused_before_it_is_read(site: Site) -> None:
    visitor = site.as_("officer")

    answer = visitor.post("/tuy-chon", {"lang": "x" * 4_000_000})

    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/viec/%00", "/viec?q=%00", "/tep/a%00", "/viec?sau=0%00"])
def test_what_no_database_keeps_is_not_there(site: Site, path: str) -> None:
    assert site.as_("officer").get(path).status_code == 404


def test_what_no_database_keeps_is_refused_by_the_name_of_its_field(site: Site) -> None:
    dossier = site.office.files()
    task = dossier.task("check")
    clerk = site.as_("clerk")

    act = clerk.post(f"/viec/{task.id}/tra-nhom", {"reason": "Đang nghỉ phép\x00", "revision": "1"})
    form = clerk.post(
        f"/viec/{task.id}/hoan-thanh",
        {
            "intake_check": "incomplete",
            "missing_papers": "Thiếu biên bản\x00",
            "revision": task.revision,
        },
    )

    assert (act.status_code, form.status_code) == (422, 422)
    assert "U+0000" in act.text and "U+0000" in form.text
    assert dossier.open_steps == ["check"]


def test_what_is_not_there_says_so_in_the_frame(site: Site) -> None:
    officer, citizen = site.as_("officer"), site.visitor()

    assert "Lường Thị Hạnh" in officer.get("/khong-co").text
    assert citizen.get("/khong-co").status_code == 404
    assert citizen.get("/viec", headers={"X": "y"}).status_code == 303


def test_scripts_get_a_problem_they_can_read(site: Site) -> None:
    answer = site.as_("officer").get("/viec/x", headers={"Accept": "application/json"})

    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["status"] == 404
    assert answer.get_json()["code"] == "not_found"


def test_a_fault_of_ours_has_a_code_and_no_trace(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> str:
        raise RuntimeError("the secret inside")

    monkeypatch.setitem(site.app.view_functions, "worklist.show", fails)

    with caplog.at_level(logging.ERROR):
        answer = site.as_("officer").get("/viec")

    assert answer.status_code == 500
    assert "the secret inside" not in answer.text and "Traceback" not in answer.text
    (record,) = [one for one in caplog.records if one.name == "vinhdanh.web"]
    code = record.getMessage().split()[-1]
    assert code in answer.text


def test_without_its_database_the_page_of_errors_still_stands(site: Site) -> None:
    visitor = site.as_("officer")
    with site.world.engine.database.write() as connection:
        connection.execute(text("DROP TABLE web_session"))

    answer = visitor.get("/viec")

    assert answer.status_code == 500
    assert "Vinh Danh" in answer.text


def test_every_refusal_has_a_status_below_five_hundred() -> None:
    kinds = [kind for kind in all_kinds(Rejected) if kind.__name__ not in ("NeedsAdmin", "NoSpace")]

    codes = {kind.__name__: status_of(kind.__new__(kind)) for kind in kinds}

    assert len(codes) > 20
    assert {name: code for name, code in codes.items() if not 400 <= code < 500} == {}


def test_ready_means_a_database_with_this_versions_tables(site: Site) -> None:
    visitor = site.visitor()
    ready = visitor.get("/readyz")

    with site.world.engine.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))

    assert (ready.status_code, ready.get_json()["standing_instances"]) == (200, {})
    assert visitor.get("/readyz").status_code == 503
    assert visitor.get("/healthz").status_code == 200


def test_ready_tells_which_instances_stand_still(site: Site) -> None:
    dossier = site.office.files()
    with site.world.engine.database.write() as connection:
        connection.execute(
            insert(incident).values(
                id="i1",
                instance_id=dossier.instance_id,
                kind="unreadable_state",
                message="",
                created_at=site.world.clock.now(),
            )
        )

    assert site.visitor().get("/readyz").get_json()["standing_instances"] == {"unreadable_state": 1}


def test_figures_say_how_much_waits_and_how_far_behind_it_is(site: Site) -> None:
    site.office.accepts(site.office.files())
    site.world.clock.pass_by(timedelta(days=60))

    answer = site.visitor().get("/metrics")

    figures = dict(
        line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#")
    )
    assert answer.mimetype == "text/plain"
    assert figures["vinhdanh_instances_running"] == "1"
    assert figures["vinhdanh_tasks_open"] == figures["vinhdanh_tasks_overdue"] == "1"
    assert int(figures["vinhdanh_waits_due"]) >= 1
    assert float(figures["vinhdanh_behind_seconds"]) > 24 * 3600
    assert int(figures["vinhdanh_journal_rows"]) > 2


@pytest.mark.parametrize("address", ["203.0.114.9", "2001:4860:4860::8888", ""])
def test_figures_are_not_for_the_public(site: Site, address: str) -> None:
    answer = site.visitor().get("/metrics", environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 404


def all_kinds(kind: type[VinhDanhError]) -> Iterator[type[VinhDanhError]]:
    for one in kind.__subclasses__():
        yield one
        yield from all_kinds(one)
