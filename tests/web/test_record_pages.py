"""Law, calendar, journal and incidents: what the office keeps, as people read it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import insert, select, text, update

from engine.process_engine import NeedsAdmin
from engine.tables import incident, outbox, process_instance
from tests.scenario.dossier import Dossier
from tests.scenario.office import nomination
from tests.statements import counted
from tests.web.site import Site, Visitor


@pytest.fixture
def manager(site: Site) -> Visitor:
    return site.as_("manager")


# -- law


@pytest.mark.parametrize(
    ("day", "salary"), [("30/06/2023", "1.490.000"), ("01/07/2023", "1.800.000")]
)
def test_the_law_of_a_day_is_shown_from_its_first_day_on(manager, day, salary):
    page = manager.get("/luat", query_string={"ngay": day, "q": "base_salary"}).text

    assert f">{salary} đồng<" in page


def test_each_value_has_its_rule_article_and_mark(manager):
    page = manager.get("/luat?q=clock.last_hour").text

    assert "R-TIME-03" in page
    assert "16:30" in page
    assert "xác nhận một phần" in page or "kiểm chứng một phần" in page or "v-mark--weak" in page


def test_only_what_is_not_confirmed_can_be_asked_for(manager):
    page = manager.get("/luat?muc=u").text

    marks = set(re.findall(r'<span class="v-mark v-mark--weak">([^<]+)</span></td></tr>', page))
    assert len(marks) == 1


def test_what_changes_next_is_announced(manager):
    page = manager.get("/luat?ngay=30/06/2023").text

    assert "01/07/2023" in page
    assert "1.490.000 đồng" in page and "1.800.000 đồng" in page


@pytest.mark.parametrize("day", ["", "32/13/2023", "x", "99999-01-01", "0001-01-01", "%00"])
def test_a_day_that_is_none_means_today(manager, day):
    answer = manager.get("/luat", query_string={"ngay": day})

    assert answer.status_code == 200
    assert "20/11/2023" in answer.text


def test_the_law_is_open_to_everybody_who_signs_in_and_links_lead_to_their_rule(site):
    unit = site.as_("nominator")
    dossier = site.office.files()
    basis = unit.get(f"/ho-so/{dossier.record.code}?phan=can-cu").text
    link = basis.partition('id="cac-phan"')[2].partition('href="/luat')[2]
    href = "/luat" + unescape(link.partition('"')[0])

    answer = unit.get(href)

    rule = href.partition("#")[2]
    assert rule.startswith("R-")
    assert answer.status_code == 200
    assert f'id="{rule}"' in answer.text


def test_a_rule_without_a_value_is_found_by_its_id(manager):
    page = manager.get("/luat?q=r-dos-01").text

    assert 'id="R-DOS-01"' in page
    assert "Thành phần hồ sơ" in page


# -- calendar


def test_the_calendar_names_each_day_and_who_announced_it(manager):
    page = manager.get("/lich").text

    assert "20/01/2023" in page and "Bộ luật Lao động" in page
    assert "chưa công bố" in page  # 2027


# -- journal


def test_the_journal_shows_acts_and_refusals_with_names(site, manager):
    dossier = site.office.files()
    site.office.tries(lambda: site.office.completes(dossier, "check", by="officer"))

    page = manager.get("/nhat-ky").text

    assert "Nguyễn Văn Nominator" in page
    assert "not_candidate" in page
    assert dossier.record.code in page


@pytest.mark.parametrize(
    ("query", "rows"),
    [("viec=dossier", 2), ("viec=dossier.file", 2), ("tu-choi=1", 1), ("ngay=20/11/2023", None)],
)
def test_the_journal_is_narrowed_by_act_refusal_and_day(site, manager, query, rows):
    for _ in range(2):
        dossier = site.office.files()
    site.office.tries(lambda: site.office.completes(dossier, "check", by="officer"))

    page = manager.get(f"/nhat-ky?{query}").text

    found = len(re.findall(r'<th role="rowheader"', page))
    assert found == rows if rows is not None else found > 0


def test_the_journal_of_one_dossier_is_found_by_its_code(site, manager):
    first, second = site.office.files(), site.office.files()

    page = manager.get(f"/nhat-ky?ho-so={first.record.code}").text

    assert first.record.code in page and second.record.code not in page


def test_the_journal_has_pages_without_gaps(site, manager, monkeypatch):
    from workflows.queries import journal

    monkeypatch.setattr(journal, "PAGE", 4)
    for _ in range(5):
        site.office.files(nominees=1)
    seen: list[int] = []
    path = "/nhat-ky"

    while path:
        page = manager.get(path).text
        seen += [int(seq) for seq in re.findall(r'class="num ta-r">(\d+)</td><td', page)]
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = following[1].replace("&amp;", "&") if following else ""

    assert seen == list(range(seen[0], 0, -1))


def test_the_journal_does_not_tell_an_opinions_receipt(site, manager):
    dossier = site.office.files(nominees=[nomination(1)])
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    site.office.publishes(dossier)
    citizen = site.visitor()
    lists = citizen.get("/cong-khai/danh-sach").text
    found = re.search(r'/cong-khai/danh-sach/([0-9a-f-]{36})"', lists)
    assert found is not None
    answer = citizen.post(
        f"/cong-khai/danh-sach/{found[1]}/y-kien",
        {"text": "Đề nghị xem lại thành tích này.", "request_key": "0190aaaa-bbbb-7ccc-8ddd"},
    )
    receipt = answer.location.split("ma=")[1].split("&")[0]

    page = manager.get("/nhat-ky?viec=opinion").text

    assert "opinion.send" in page
    assert receipt not in page


def test_a_page_of_the_journal_is_one_statement(site, manager):
    for _ in range(5):
        site.office.files(nominees=1)
    manager.get("/nhat-ky")

    with counted(site.world.engine.database) as statements:
        manager.get("/nhat-ky")

    assert len(statements) - statements.for_sign_in <= 2, statements


def test_the_chain_is_verified_and_tampering_is_told(site, manager):
    site.office.files()
    sound = manager.get("/nhat-ky/kiem-tra", follow_redirects=True).text
    with site.world.engine.database.write() as connection:
        connection.execute(text("DROP TRIGGER journal_no_update"))
        connection.execute(text("UPDATE journal SET actor = 'somebody' WHERE seq = 2"))

    broken = manager.get("/nhat-ky/kiem-tra", follow_redirects=True).text

    assert "nguyên vẹn" in sound
    assert "bị sửa tại dòng 2" in broken


# -- incidents


def test_an_incident_names_its_dossier_and_that_it_stands(site, manager):
    dossier = site.office.files()
    engine = site.world.engine
    with engine.database.write() as connection:
        connection.execute(
            update(process_instance)
            .where(process_instance.c.id == dossier.instance_id)
            .values(state="incident")
        )
        connection.execute(
            insert(incident).values(
                id=engine.ids.new(engine.clock.now()),
                instance_id=dossier.instance_id,
                kind="unreadable_state",
                message="<b>checksum</b>",
                created_at=engine.clock.now(),
            )
        )

    page = manager.get("/su-co").text

    assert dossier.record.code in page
    assert "đang dừng" in page
    assert "<b>checksum" not in page


def failed_letter(site: Site) -> str:
    """The id of an incident: a letter that could not be sent, with three tries behind it."""
    engine, dossier = site.world.engine, site.office.files()
    now = engine.clock.now()
    letter_id, incident_id = engine.ids.new(now), engine.ids.new(now)
    with engine.database.write() as connection:
        connection.execute(
            insert(outbox).values(
                id=letter_id, kind="mail", payload={}, created_at=now, due_at=now, tries=3
            )
        )
        connection.execute(
            insert(incident).values(
                id=incident_id,
                instance_id=dossier.instance_id,
                outbox_id=letter_id,
                kind="mail_failed",
                message="<i>refused</i>",
                created_at=now,
            )
        )
    return incident_id


def damaged(site: Site) -> tuple[str, Dossier]:
    """(incident, dossier) of one whose stored state was hit and found out about."""
    dossier = site.office.files()
    with site.world.engine.database.write() as connection:
        connection.execute(
            update(process_instance)
            .where(process_instance.c.id == dossier.instance_id)
            .values(snapshot=b"hit")
        )
    with pytest.raises(NeedsAdmin):
        site.office.accepts(dossier)
    with site.world.engine.view() as view:
        found = view.connection.execute(
            select(incident.c.id).where(incident.c.instance_id == dossier.instance_id)
        ).scalar_one()
    return found, dossier


REASON = "bản sao lưu còn nguyên vẹn"


def test_an_administrator_tries_a_letter_again(site):
    admin, found = site.as_("admin"), failed_letter(site)

    page = admin.get(f"/su-co/{found}").text
    answer = admin.post(f"/su-co/{found}/thu-lai")

    assert "<i>refused" not in page and "Thử lại" in page
    assert answer.status_code == 303
    assert "đã thử lại" in admin.get(f"/su-co/{found}").text
    assert admin.post(f"/su-co/{found}/thu-lai").status_code == 409


def test_a_damaged_dossier_is_restored_on_its_page(site):
    (found, dossier), admin = damaged(site), site.as_("admin")
    assert "đang dừng" in admin.get("/su-co").text

    answer = admin.post(f"/su-co/{found}/khoi-phuc", {"reason": REASON})

    assert answer.status_code == 303
    assert "đang dừng" not in admin.get("/su-co").text
    assert dossier.record.code in admin.get(f"/su-co/{found}").text


def test_a_damaged_dossier_is_closed_on_its_page(site):
    (found, dossier), admin = damaged(site), site.as_("admin")

    answer = admin.post(f"/su-co/{found}/dong", {"reason": REASON})

    assert answer.status_code == 303
    assert dossier.state == "cancelled"


def test_a_reason_that_is_too_short_is_asked_for_again(site):
    (found, _), admin = damaged(site), site.as_("admin")

    answer = admin.post(f"/su-co/{found}/khoi-phuc", {"reason": "ngắn"})

    assert answer.status_code == 422
    assert "ngắn" in answer.text and "đang dừng" in answer.text


@pytest.mark.parametrize("act", ["thu-lai", "xong", "khoi-phuc", "dong", "sua"])
def test_supervisors_see_incidents_and_administrators_deal_with_them(site, act):
    found = failed_letter(site)

    assert site.as_("manager").get(f"/su-co/{found}").status_code == 200
    refused = site.as_("manager").post(f"/su-co/{found}/{act}", {"name": "x", "reason": REASON})
    assert refused.status_code in (403, 404)
    assert site.as_("officer").get(f"/su-co/{found}").status_code in (403, 404)
    assert site.as_("admin").get("/su-co/khong-co").status_code == 404


# -- who sees what


@pytest.mark.parametrize(
    ("path", "allowed", "refused"),
    [
        ("/lich", "officer", "nominator"),
        ("/nhat-ky", "admin", "officer"),
        ("/nhat-ky/kiem-tra", "head", "clerk"),
        ("/su-co", "admin", "officer"),
    ],
)
def test_each_page_is_for_its_positions_only(site, path, allowed, refused):
    assert site.as_(allowed).get(path).status_code in (200, 303)
    assert site.as_(refused).get(path).status_code in (403, 404)
    assert site.visitor().get(path).location.startswith("/dang-nhap")


@pytest.mark.parametrize("query", ["viec=%25", "ho-so=%25", "nguoi=%27", "truoc=9e9", "ngay=1/1"])
def test_made_up_filters_still_show_a_page(manager, query):
    assert manager.get(f"/nhat-ky?{query}").status_code == 200


# -- people


def test_people_stand_with_their_positions_and_the_act_that_gave_them(site):
    page = site.as_("admin").get("/nhan-su").text

    assert "Lò Văn Thắng" in page and "01/07/2021" in page and "01/QĐ-UBND" in page
    assert "Trường Tiểu học thị trấn" in page


def test_the_list_of_people_is_one_statement(site):
    admin = site.as_("admin")
    admin.get("/nhan-su")

    with counted(site.world.engine.database) as statements:
        admin.get("/nhan-su")

    assert len(statements) - statements.for_sign_in <= 1, statements


def test_people_are_for_administrators_and_the_head(site):
    assert site.as_("head").get("/nhan-su").status_code == 200
    assert site.as_("officer").get("/nhan-su").status_code == 403
