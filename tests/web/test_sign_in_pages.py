"""Signing in, staying signed in, signing out, and the demo's shortcut."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from tests.web.site import Site, Visitor, opened
from workflows import accounts
from workflows.demo.township import PASSWORD, found
from workflows.tables.accounts import account, web_session
from workflows.tables.council import council_session, session_member
from workflows.tables.offices import person

SECRET = "dưới chân núi Pha Luông"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = opened(tmp_path)
    with made.world.engine.database.write() as connection:
        accounts.add(
            connection,
            made.world.engine.ids,
            made.world.clock.now(),
            username="hanh",
            password=SECRET,
            person_id=made.world.people["officer"],
        )
    yield made
    made.world.engine.database.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Site]:
    made = opened(tmp_path, demo=True)
    with made.world.engine.database.write() as connection:
        found(connection, made.world.engine.ids, made.world.clock.now())
    yield made
    made.world.engine.database.close()


def test_whoever_knows_the_password_comes_to_the_page_they_asked_for(site: Site) -> None:
    visitor = site.visitor()
    asked = visitor.get("/viec?phan=nhom")

    assert asked.status_code == 303
    assert asked.location == "/dang-nhap?next=/viec?phan%3Dnhom"
    answer = visitor.post(
        "/dang-nhap", {"username": "HANH ", "password": SECRET, "next": "/viec?phan=nhom"}
    )

    assert (answer.status_code, answer.location) == (303, "/viec?phan=nhom")
    assert "Lường Thị Hạnh" in visitor.get("/viec?phan=nhom").text


def test_a_wrong_password_says_nothing_about_which_of_the_two_is_wrong(site: Site) -> None:
    visitor = site.visitor()

    known = visitor.post("/dang-nhap", {"username": "hanh", "password": "x"})
    unknown = visitor.post("/dang-nhap", {"username": "nobody", "password": "x"})

    assert known.status_code == unknown.status_code == 422
    assert 'value="hanh"' in known.text
    assert refusal(known.text) == refusal(unknown.text) != ""
    assert visitor.get("/viec").status_code == 303


def test_guessing_is_slowed_down_and_stops_even_the_right_password(site: Site) -> None:
    visitor = site.visitor()
    for _ in range(8):
        visitor.post("/dang-nhap", {"username": "hanh", "password": "guess"})

    answer = visitor.post("/dang-nhap", {"username": "hanh", "password": SECRET})

    assert answer.status_code == 429
    site.world.clock.pass_by(timedelta(minutes=3))
    assert visitor.post("/dang-nhap", {"username": "hanh", "password": SECRET}).status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\tx",
        "javascript:alert(1)",
        "viec",
    ],
)
def test_signing_in_never_leads_to_another_site(site: Site, elsewhere: str) -> None:
    visitor = site.visitor()

    answer = visitor.post("/dang-nhap", {"username": "hanh", "password": SECRET, "next": elsewhere})

    assert answer.location == "/"


def test_a_new_session_takes_nothing_of_the_old_one_along(site: Site) -> None:
    visitor = site.as_("clerk")
    before = visitor.client.get_cookie("vinhdanh")
    visitor.post("/dang-nhap", {"username": "hanh", "password": SECRET})
    after = visitor.client.get_cookie("vinhdanh")

    assert before is not None and after is not None
    assert before.value != after.value
    assert after.http_only and after.same_site == "Lax"
    stolen = site.visitor()
    stolen.client.set_cookie("vinhdanh", before.value, domain="localhost")
    assert stolen.get("/viec").status_code == 303


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    visitor = site.as_("officer")
    cookie = visitor.client.get_cookie("vinhdanh")
    assert cookie is not None

    visitor.post("/dang-xuat")

    copy = site.visitor()
    copy.client.set_cookie("vinhdanh", cookie.value, domain="localhost")
    assert copy.get("/viec").status_code == 303


def test_a_session_ends_after_hours_without_use_but_not_while_it_is_used(site: Site) -> None:
    used, idle = site.as_("officer"), site.as_("clerk")
    for _ in range(3):
        site.world.clock.pass_by(timedelta(hours=5))
        used.get("/viec")

    assert used.get("/viec").status_code == 200
    assert idle.get("/viec").status_code == 303
    site.world.clock.pass_by(timedelta(hours=9, minutes=1))
    assert used.get("/viec").status_code == 303


def test_one_can_sign_another_browser_out_but_not_another_person(site: Site) -> None:
    mine, forgotten, other = site.as_("officer"), site.as_("officer"), site.as_("clerk")
    sessions = all_sessions(site)

    for one in sessions:
        if one != token_hash_of(mine):
            mine.post("/tai-khoan/thu-hoi", {"session": one})

    assert mine.get("/viec").status_code == 200
    assert forgotten.get("/viec").status_code == 303
    assert other.get("/viec").status_code == 200


def test_a_form_from_another_site_is_refused(site: Site) -> None:
    visitor = site.as_("officer")

    answer = visitor.client.post("/tuy-chon", data={"lang": "en"})

    assert answer.status_code == 403
    assert "vinhdanh_lang" not in answer.headers.get("Set-Cookie", "")


def test_language_and_theme_are_remembered(site: Site) -> None:
    visitor = site.as_("officer")

    visitor.post("/tuy-chon", {"lang": "en"})
    visitor.post("/tuy-chon", {"theme": "dark"})
    visitor.post("/tuy-chon", {"lang": "xx", "theme": "../../x"})

    text = visitor.get("/viec").text
    assert '<html lang="en"' in text
    assert 'data-theme="dark"' in text
    visitor.client.delete_cookie("vinhdanh_lang", domain="localhost")
    assert '<html lang="en"' in visitor.get("/viec").text


def test_the_demo_offers_roles_and_one_press_steps_into_them(demo: Site) -> None:
    visitor = demo.visitor()
    shown = visitor.get("/dang-nhap").text

    answer = visitor.post("/dang-nhap/vai", {"username": "chutich", "next": ""})

    assert "Lò Văn Thắng" in shown
    assert PASSWORD not in shown
    assert answer.status_code == 303
    assert "Lò Văn Thắng" in visitor.get("/viec").text


def test_a_role_card_tells_of_the_ballots_that_wait(demo: Site) -> None:
    world = demo.world
    with world.engine.database.write() as connection:
        member = connection.execute(
            select(person).where(
                person.c.id == account.c.person_id, account.c.username == "hoidong"
            )
        ).one()
        session_id, now = world.engine.ids.new(world.clock.now()), world.clock.now()
        connection.execute(
            insert(council_session).values(
                id=session_id,
                office_id=member.office_id,
                title="Phiên họp",
                place="Phòng họp",
                scheduled_at=now,
                opened_at=now,
                secret=False,
                state="open",
                created_by=member.id,
            )
        )
        connection.execute(
            insert(session_member).values(
                session_id=session_id,
                person_id=member.id,
                name=member.name,
                title=member.title,
                role="member",
                attendance="expected",
            )
        )

    shown = demo.visitor().get("/dang-nhap").text

    assert shown.count("1 phiếu cần biểu quyết") == 1


def test_the_demo_lets_nobody_into_an_account_that_is_no_role(demo: Site) -> None:
    visitor = demo.visitor()

    assert visitor.post("/dang-nhap/vai", {"username": "phunu"}).status_code == 404
    assert visitor.post("/dang-nhap/vai", {"username": "nobody"}).status_code == 404


def test_outside_the_demo_there_is_no_way_round_the_password(site: Site) -> None:
    with site.world.engine.database.write() as connection:
        found(connection, site.world.engine.ids, site.world.clock.now())

    visitor = site.visitor()

    assert visitor.post("/dang-nhap/vai", {"username": "chutich"}).status_code == 404
    assert "Lò Văn Thắng" not in visitor.get("/dang-nhap").text
    assert visitor.post("/trinh-dien/tien-mot-ngay").status_code == 404


def refusal(page: str) -> str:
    return page.partition('id="loi"')[2].partition("</section>")[0]


def all_sessions(site: Site) -> list[str]:
    with site.world.engine.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(web_session)).scalar_one()
        return list(connection.execute(select(web_session.c.token_hash)).scalars())


def token_hash_of(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie("vinhdanh")
    assert cookie is not None
    return hashlib.sha256(cookie.value.encode()).hexdigest()
