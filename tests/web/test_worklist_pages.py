"""My tasks: whose work stands where, in which order, how it is narrowed and done in bulk."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update

from engine.places import move_tasks
from engine.tables import user_task
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.statements import counted
from tests.web.site import Site, Visitor
from workflows import drafts
from workflows.queries import worklist as worklist_module
from workflows.tables.accounts import read_mark, saved_filter

REASON = "Đang nghỉ phép hai ngày"


def appraisal(site: Site, title: str = "Giấy khen năm 2023", **options: object) -> Dossier:
    """A dossier that waits for its appraisal."""
    dossier = site.office.files(title=title, **options)  # type: ignore[arg-type]
    site.office.accepts(dossier)
    return dossier


def test_a_task_stands_with_those_who_may_do_it_and_with_nobody_else(site: Site) -> None:
    dossier = appraisal(site)
    task = dossier.task("appraise").id

    seen = {
        name: task in site.as_(name).get("/viec").text
        for name in ("officer", "second_officer", "clerk", "chairman", "nominator", "stranger")
    }

    assert {name for name, there in seen.items() if there} == {"officer", "second_officer"}


def test_a_task_somebody_took_leaves_the_others_own_list_but_not_the_groups(site: Site) -> None:
    dossier = appraisal(site)
    task = dossier.task("appraise").id
    site.office.claims(dossier, "appraise", by="officer")

    colleague = site.as_("second_officer")

    assert task in site.as_("officer").get("/viec").text
    assert task not in colleague.get("/viec").text
    assert "Lường Thị Hạnh" in row_of(colleague.get("/viec?phan=nhom").text, task)


def test_the_most_urgent_task_stands_first_under_its_heading(
    site: Site, clock: CalendarClock
) -> None:
    old = appraisal(site, "Cũ")
    clock.passes(working_days=6)
    middle = appraisal(site, "Vừa")
    clock.passes(working_days=2)
    new = appraisal(site, "Mới")

    text = site.as_("officer").get("/viec").text

    assert order_of(text, old, middle, new) == [old, middle, new]
    assert headings(text) == ["qua-han", "sap-toi"]
    assert count_of(text, "qua-han") == 1


def test_what_waits_for_others_with_its_clock_standing_comes_last(
    site: Site, clock: CalendarClock
) -> None:
    paused, running = site.office.files(), site.office.files()
    site.office.asks_for_supplement(paused)
    with site.world.engine.database.write() as connection:
        # The unit's own time for the supplement is what makes it urgent; without it, it waits.
        connection.execute(
            update(user_task)
            .where(user_task.c.instance_id == paused.instance_id)
            .values(due_at=None)
        )
        move_tasks(connection, [paused.instance_id])

    text = site.as_("nominator").get("/viec").text

    assert paused.task("supply").id in text
    assert headings(text) == ["tam-dung"]
    assert running.task("check").id not in text


def test_queues_in_the_address_show_only_theirs_and_count_the_same(
    site: Site, clock: CalendarClock
) -> None:
    late = appraisal(site, "Cũ")
    clock.passes(working_days=8)
    new = appraisal(site, "Mới")

    text = site.as_("officer").get("/viec?hop=qua-han").text

    assert late.task("appraise").id in text
    assert new.task("appraise").id not in text
    assert count_of(text, "qua-han") == 1


def test_the_list_is_narrowed_by_unit_procedure_and_words_without_marks(
    site: Site, officer: Visitor
) -> None:
    school = appraisal(site, "Dạy tốt, học tốt")
    quarter = appraisal(site, "Gia đình", by="stranger", unit_id=site.world.other_unit_id)

    by_unit = officer.get(f"/viec?don-vi={site.world.other_unit_id}").text
    by_words = officer.get("/viec?q=day tot").text
    by_name = officer.get("/viec?q=TIEU KHU").text
    by_code = officer.get(f"/viec?q={school.record.code}").text
    by_procedure = officer.get("/viec?quy-trinh=giay_khen_chuyen_de").text

    assert shown(by_unit, school, quarter) == [quarter]
    assert shown(by_words, school, quarter) == [school]
    assert shown(by_name, school, quarter) == [quarter]
    assert shown(by_code, school, quarter) == [school]
    assert shown(by_procedure, school, quarter) == []


def test_each_choice_says_how_many_tasks_are_offered_or_taken(site: Site) -> None:
    ours = [appraisal(site, f"Hồ sơ {number}") for number in range(3)]
    appraisal(site, "Gia đình", by="stranger", unit_id=site.world.other_unit_id)
    site.office.claims(ours[0], "appraise", by="officer")

    officer = site.world.actor("officer")

    with site.world.engine.view() as view:
        choices = worklist_module.narrowing_of(view, officer)

    assert {choice.value: choice.count for choice in choices.units} == {
        site.world.unit_id: 3,
        site.world.other_unit_id: 1,
    }
    assert [choice.count for choice in choices.procedures] == [4]


@pytest.mark.parametrize(
    "address",
    [
        "?phan=x&hop=y",
        "?sau=0~2023-11-20T00:00:00Z~x",
        "?sau=99999~x~y&truoc=~~",
        "?q=%25%27%22%5C_",
        "?q=" + "ầ" * 500,
        "?quy-trinh=%01&don-vi=%F0%9F%8F%85",
        "?sau=0~2023-11-20~x",
    ],
)
def test_a_made_up_address_is_answered(site: Site, officer: Visitor, address: str) -> None:
    assert officer.get("/viec" + address).status_code == 200


def test_pages_neither_skip_nor_repeat_a_task(
    site: Site, officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist_module, "PAGE", 3)
    dossiers = [appraisal(site, f"Hồ sơ {i}") for i in range(7)]
    tasks = [one.task("appraise").id for one in dossiers]

    pages, address = [], "/viec"
    while address:
        text = officer.get(address).text
        pages.append([task for task in tasks if f'href="/viec/{task}"' in text])
        address = link(text, "next")
    back = officer.get(link(officer.get(link(officer.get("/viec").text, "next")).text, "prev"))

    assert [len(one) for one in pages] == [3, 3, 1]
    assert [task for page in pages for task in page] == tasks
    assert [task for task in tasks if f'href="/viec/{task}"' in back.text] == tasks[:3]


def test_drafts_and_done_tasks_have_lists_of_their_own(site: Site, officer: Visitor) -> None:
    begun, done = appraisal(site, "Dở"), appraisal(site, "Xong")
    person = site.world.people["officer"]
    task_id, now = begun.task("appraise").id, site.world.clock.now()
    with site.world.engine.database.write() as connection:
        drafts.save(connection, task_id=task_id, person_id=person, data={}, now=now)
    finished = done.task("appraise").id
    site.office.appraises(done)

    assert f"/viec/{begun.task('appraise').id}" in officer.get("/viec?phan=nhap").text
    assert finished not in officer.get("/viec?phan=nhap").text
    assert f"/viec/{finished}" in officer.get("/viec?phan=da-xong").text
    assert finished not in site.as_("second_officer").get("/viec?phan=da-xong").text


def tab_numbers(text: str) -> dict[str, str]:
    """What the tabs of the list are called, and their numbers."""
    tabs = text[text.index('<nav class="v-tabs') :]
    found = re.findall(
        r'<a[^>]*>([^<]+)<span class="num">(\d+)</span>', tabs[: tabs.index("</nav>")]
    )
    return {name.strip(): number for name, number in found}


def test_ballots_of_an_open_session_stand_in_the_same_inbox(
    site: Site, clock: CalendarClock
) -> None:
    dossier = appraisal(site)
    site.office.appraises(dossier)
    site.office.publishes(dossier)
    clock.passes(working_days=6)
    site.office.closes_publication(dossier)
    council = Council(site.world)
    council.plans(dossier)
    council.opens()

    assert 'id="bieu-quyet"' in site.as_("member1").get("/viec").text
    assert tab_numbers(site.as_("member1").get("/viec").text)["Của tôi"] == "1"
    assert tab_numbers(site.as_("member1").get("/viec?phan=nhap").text)["Của tôi"] == "1"
    assert 'id="bieu-quyet"' not in site.as_("clerk").get("/viec").text
    council.agrees(dossier, ["member1"])
    assert 'id="bieu-quyet"' not in site.as_("member1").get("/viec").text


def test_several_tasks_are_taken_at_once_and_each_has_its_outcome(site: Site) -> None:
    mine, taken = appraisal(site, "Một"), appraisal(site, "Hai")
    choices = [choice(mine), choice(taken)]
    site.office.claims(taken, "appraise", by="second_officer")
    officer = site.as_("officer")

    answer = officer.post("/viec/hang-loat", {"chon": choices, "act": "claim"})

    assert mine.task("appraise").assignee == site.world.people["officer"]
    assert taken.task("appraise").assignee == site.world.people["second_officer"]
    assert answer.status_code == 200
    assert "Một" not in answer.text and mine.task("appraise").title in answer.text


def test_giving_several_back_asks_for_a_reason_first(site: Site, officer: Visitor) -> None:
    dossiers = [appraisal(site), appraisal(site)]
    for one in dossiers:
        site.office.claims(one, "appraise", by="officer")
    choices = [choice(one) for one in dossiers]

    asked = officer.post("/viec/hang-loat", {"chon": choices, "act": "release"})
    short = officer.post("/viec/hang-loat", {"chon": choices, "act": "release", "reason": "bận"})
    done = officer.post("/viec/hang-loat", {"chon": choices, "act": "release", "reason": REASON})

    assert 'name="reason"' in asked.text
    assert short.status_code == 200 and done.status_code == 303
    assert all(one.task("appraise").assignee is None for one in dossiers)


@pytest.mark.parametrize("chosen", [[], ["x"], ["x:1"], [":"], ["' or 1=1:1"], ["a" * 5000]])
def test_made_up_choices_change_nothing(site: Site, officer: Visitor, chosen: list[str]) -> None:
    dossier = appraisal(site)

    answer = officer.post("/viec/hang-loat", {"chon": chosen, "act": "claim"})

    assert answer.status_code in (200, 303)
    assert dossier.task("appraise").assignee is None


def test_titles_of_others_tasks_are_not_given_away(site: Site) -> None:
    dossier = appraisal(site)
    stranger = site.as_("stranger")

    answer = stranger.post("/viec/hang-loat", {"chon": [choice(dossier)], "act": "claim"})

    assert dossier.task("appraise").title not in answer.text


def test_new_work_is_told_without_moving_the_list(site: Site, officer: Visitor) -> None:
    appraisal(site)
    poll = re.search(r'data-news-url="([^"]+)"', officer.get("/viec").text)
    assert poll is not None
    address = poll[1].replace("&amp;", "&")

    before = officer.get(address).get_json()
    site.world.clock.pass_by(timedelta(minutes=1))
    appraisal(site)
    after = officer.get(address).get_json()

    assert before["count"] == 0
    assert (after["count"], "1" in after["text"]) == (1, True)
    assert officer.get("/viec/moi?since=nonsense").get_json()["count"] == 0


def test_an_empty_queue_says_what_comes_next(site: Site, officer: Visitor) -> None:
    nothing = officer.get("/viec").text
    dossier = appraisal(site)

    text = officer.get("/viec?hop=qua-han").text

    assert "v-empty" in nothing
    assert dossier.task("appraise").title in text


def test_a_page_asks_the_database_eight_times_at_most_however_long_the_list(site: Site) -> None:
    officer = site.as_("officer")
    budgets = []
    for more in (1, 12):
        for _ in range(more):
            appraisal(site)
        site.office.files()
        officer.get("/viec")
        with counted(site.world.engine.database) as statements:
            assert officer.get("/viec").status_code == 200
        budgets.append(statements.of_page)

    assert statements.for_sign_in == 3, str(statements)
    assert budgets[0] == budgets[1] <= 8, str(statements)


def test_a_row_names_the_matter_beside_unit_and_number(site: Site, officer: Visitor) -> None:
    dossier = appraisal(site, title="Giấy khen nhà giáo <b>tiêu biểu</b>")

    row = row_of(officer.get("/viec").text, dossier.task("appraise").id)

    assert "Giấy khen nhà giáo &lt;b&gt;tiêu biểu&lt;/b&gt;" in row
    assert "(3 trường hợp)" in row


def test_a_task_is_new_for_each_person_until_they_open_it(site: Site) -> None:
    dossier = appraisal(site)
    task = dossier.task("appraise").id
    officer, colleague = site.as_("officer"), site.as_("second_officer")
    new = "Chưa mở:"

    assert new in row_of(officer.get("/viec").text, task)
    officer.get(f"/viec/{task}/xem-truoc")
    assert new in row_of(officer.get("/viec").text, task)
    officer.get(f"/viec/{task}")
    officer.get(f"/viec/{task}")

    assert new not in row_of(officer.get("/viec").text, task)
    assert new in row_of(colleague.get("/viec").text, task)


def test_marks_of_done_tasks_are_forgotten(site: Site, officer: Visitor) -> None:
    done, other = appraisal(site), appraisal(site)
    officer.get(f"/viec/{done.task('appraise').id}")
    site.office.appraises(done)

    officer.get(f"/viec/{other.task('appraise').id}")

    with site.world.engine.database.read() as connection:
        kept = connection.execute(select(read_mark.c.task_id)).scalars().all()
    assert kept == [other.task("appraise").id]


def test_a_narrowing_is_kept_under_a_name_and_let_go_again(site: Site, officer: Visitor) -> None:
    appraisal(site)
    narrowed = officer.get("/viec?hop=sap-toi&q=gi%E1%BA%A5y+khen&vo-nghia=1").text
    query = unescape(narrowed.partition('name="query" value="')[2].partition('"')[0])

    answer = officer.post("/viec/bo-loc", {"name": "Đợt <20/11>", "query": query})
    shown = officer.get(answer.location).text

    assert "vo-nghia" not in query
    assert "Đợt &lt;20/11&gt;" in shown
    assert 'name="filter"' in shown
    assert "Đợt &lt;20/11&gt;" not in site.as_("second_officer").get("/viec").text
    key = shown.partition('name="filter" value="')[2].partition('"')[0]
    site.as_("second_officer").post("/viec/bo-loc/bo", {"filter": key})
    assert "Đợt &lt;20/11&gt;" in officer.get("/viec").text
    officer.post("/viec/bo-loc/bo", {"filter": key})
    assert "Đợt &lt;20/11&gt;" not in officer.get("/viec").text


@pytest.mark.parametrize(
    ("name", "query"),
    [("", "q=x"), ("a" * 61, "q=x"), ("a\x00b", "q=x"), ("Tên", ""), ("Tên", "la=1")],
)
def test_a_filter_needs_a_name_and_a_narrowing(
    site: Site, officer: Visitor, name: str, query: str
) -> None:
    officer.post("/viec/bo-loc", {"name": name, "query": query})

    with site.world.engine.database.read() as connection:
        assert connection.execute(select(saved_filter)).first() is None


def test_a_person_keeps_twenty_filters_at_most(site: Site, officer: Visitor) -> None:
    for number in range(21):
        answer = officer.post("/viec/bo-loc", {"name": f"Lọc {number}", "query": f"q={number}"})
    officer.post("/viec/bo-loc", {"name": "Lọc 3", "query": "q=new"})

    shown = officer.get(answer.location).text
    assert "Bạn đã lưu 20 bộ lọc" in shown
    with site.world.engine.database.read() as connection:
        kept = connection.execute(select(saved_filter.c.name, saved_filter.c.query)).all()
    assert len(kept) == 20
    assert ("Lọc 3", "q=new") in kept


def row_of(text: str, task: str) -> str:
    return next(row for row in text.split("<li data-row") if task in row)


def order_of(text: str, *dossiers: Dossier) -> list[Dossier]:
    return sorted(dossiers, key=lambda one: text.index(one.task("appraise").id))


def shown(text: str, *dossiers: Dossier) -> list[Dossier]:
    return [one for one in dossiers if f'href="/viec/{one.task("appraise").id}"' in text]


def headings(text: str) -> list[str]:
    return re.findall(r'<section id="([a-z-]+)" aria-labelledby', text)


def count_of(text: str, queue: str) -> int:
    section = text.partition(f'<section id="{queue}"')[2].partition("</h2>")[0]
    return int(re.findall(r'class="num">(\d+)<', section)[0])


def link(text: str, rel: str) -> str:
    found = re.search(rf'href="([^"]+)" rel="{rel}"', text)
    return found[1].replace("&amp;", "&") if found else ""


def choice(dossier: Dossier) -> str:
    task = dossier.task("appraise")
    return f"{task.id}:{task.revision}"
