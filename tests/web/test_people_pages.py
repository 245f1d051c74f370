"""People in the browser: entered, given positions by an act, given accounts, and closed again."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.tables import journal
from tests.web.site import Site, Visitor
from workflows.positions import actor_of
from workflows.tables.accounts import account
from workflows.tables.offices import holding, person

NAME = "Lò Thị <b>Mới</b>"
OWN = "bốn từ dễ nhớ hơn"


def entered(admin: Visitor) -> str:
    """The page of somebody who was entered just now."""
    answer = admin.post("/nhan-su/them", {"name": NAME, "title": "Công chức", "unit": ""})
    assert answer.status_code == 303
    return str(answer.location)


def given(admin: Visitor, page: str, position: str = "award_officer", **changed: str) -> int:
    form = {
        "position": position,
        "since": "20/11/2023",
        "decision": "45/QĐ-UBND ngày 20/11/2023",
        **changed,
    }
    return admin.post(f"{page}/chuc-danh", form).status_code


def ended(admin: Visitor, person_id: str, *, until: str) -> TestResponse:
    """The answer when somebody's only position is to end."""
    page = f"/nhan-su/{person_id}"
    (key,) = re.findall(r"/chuc-danh/([^/]+)/ket-thuc", admin.get(page).text)
    form = {"until": until, "end_decision": "46/QĐ-UBND"}
    return admin.post(f"{page}/chuc-danh/{key}/ket-thuc", form)


def account_of(admin: Visitor, page: str, username: str = "moi") -> str:
    """The temporary password that the page shows once."""
    text = admin.post(f"{page}/tai-khoan", {"username": username}).text
    found = re.search(r'id="mat-khau-moi">[^<]*<code>([^<]+)</code>', text)
    assert found is not None, text
    return found[1]


def signed_in(site: Site, username: str, password: str) -> Visitor:
    visitor = site.visitor()
    visitor.post("/dang-nhap", {"username": username, "password": password})
    visitor.get("/tai-khoan/mat-khau")
    return visitor


def test_an_administrator_enters_somebody_who_then_works(site: Site, admin: Visitor) -> None:
    page = entered(admin)
    assert given(admin, page) == 303
    password = account_of(admin, page)

    newcomer = signed_in(site, "moi", password)
    assert newcomer.get("/viec").location == "/tai-khoan/mat-khau"
    changed = newcomer.post("/tai-khoan/mat-khau", {"old": password, "new": OWN, "again": OWN})
    assert changed.status_code == 303
    assert newcomer.get("/viec").status_code == 200
    assert signed_in(site, "moi", password).get("/viec").location.startswith("/dang-nhap")
    assert signed_in(site, "moi", OWN).get("/viec").status_code == 200
    assert "Lò Thị &lt;b&gt;Mới&lt;/b&gt;" in admin.get("/nhan-su").text


def test_no_password_stands_in_the_journal_or_on_a_second_look(site: Site, admin: Visitor) -> None:
    page = entered(admin)
    password = account_of(admin, page)

    with site.world.engine.database.read() as connection:
        details = connection.execute(select(journal.c.details)).scalars().all()
        kept = connection.execute(
            select(account.c.password_hash).where(account.c.username == "moi")
        ).scalar_one()
    assert password not in str(details)
    assert kept not in str(details)
    assert password not in admin.get(page).text


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"old": "x", "new": OWN, "again": OWN}, "f-old"),
        ({"new": "ngắn", "again": "ngắn"}, "f-new"),
        ({"new": OWN, "again": OWN + "x"}, "f-again"),
    ],
)
def test_a_password_is_changed_with_care(site: Site, admin: Visitor, form, field) -> None:
    password = account_of(admin, entered(admin))
    newcomer = signed_in(site, "moi", password)

    answer = newcomer.post("/tai-khoan/mat-khau", {"old": password, **form})

    assert answer.status_code == 422
    assert f'id="{field}-loi"' in answer.text
    assert newcomer.get("/viec").location == "/tai-khoan/mat-khau"


def test_a_position_ends_by_an_act_and_with_it_what_one_may_do(site: Site, admin: Visitor) -> None:
    page = entered(admin)
    given(admin, page, since="01/11/2023")
    key = re.search(r"/chuc-danh/([^/]+)/ket-thuc", admin.get(page).text)
    assert key is not None

    answer = admin.post(
        f"{page}/chuc-danh/{key[1]}/ket-thuc",
        {"until": "19/11/2023", "end_decision": "46/QĐ-UBND"},
    )

    assert answer.status_code == 303
    shown = admin.get(page).text
    assert 'class="is-out"' in shown
    assert "19/11/2023" in shown
    with site.world.engine.database.read() as connection:
        kept = connection.execute(
            select(holding.c.valid_to).where(holding.c.id == key[1])
        ).scalar_one()
    assert f"{kept:%d/%m/%Y}" == "19/11/2023"


@pytest.mark.parametrize(
    ("position", "changed"),
    [
        ("nominator", {}),
        ("made_up", {}),
        ("award_officer", {"decision": ""}),
        ("award_officer", {"since": "32/13/2023"}),
        ("award_officer", {"since": "01/01/1900"}),
        ("award_officer", {"since": "31/12/2199"}),
    ],
)
def test_a_position_that_makes_no_sense_is_not_given(
    admin: Visitor, position: str, changed: dict[str, str]
) -> None:
    assert given(admin, entered(admin), position, **changed) == 422


def test_the_same_position_is_not_given_twice(admin: Visitor) -> None:
    page = entered(admin)

    assert given(admin, page, since="01/03/2024") == 303
    assert given(admin, page, since="01/03/2024") == 409
    # It would run on into the one that begins in March.
    assert given(admin, page, since="20/11/2023") == 409


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(
    site: Site, admin: Visitor
) -> None:
    page = entered(admin)
    given(admin, page)
    password = account_of(admin, page)
    newcomer = signed_in(site, "moi", password)

    admin.post(f"{page}/khoa")
    assert newcomer.get("/viec").location.startswith("/dang-nhap")
    admin.post(f"{page}/mo")

    assert signed_in(site, "moi", password).get("/viec").location == "/tai-khoan/mat-khau"


def test_a_forgotten_password_is_set_anew_and_ends_every_session(
    site: Site, admin: Visitor
) -> None:
    page = entered(admin)
    first = account_of(admin, page)
    newcomer = signed_in(site, "moi", first)

    text = admin.post(f"{page}/mat-khau").text
    second = re.search(r'id="mat-khau-moi">[^<]*<code>([^<]+)</code>', text)

    assert second is not None and second[1] != first
    assert newcomer.get("/viec").location.startswith("/dang-nhap")
    assert signed_in(site, "moi", first).get("/viec").location.startswith("/dang-nhap")


def test_the_last_administrator_stays(site: Site, admin: Visitor) -> None:
    me = site.world.people["admin"]

    answer = admin.post(f"/nhan-su/{me}/khoa")

    assert answer.status_code == 409
    assert admin.get("/nhan-su").status_code == 200


def test_the_last_administrator_does_not_end_on_a_day_to_come(site: Site, admin: Visitor) -> None:
    me = site.world.people["admin"]

    answer = ended(admin, me, until="31/12/2023")

    assert answer.status_code == 409
    assert "01/01/2024" in answer.text


def test_administrators_hand_over_without_a_day_between(site: Site, admin: Visitor) -> None:
    me = site.world.people["admin"]
    successor = entered(admin)
    given(admin, successor, "admin", since="01/02/2024")
    account_of(admin, successor)

    too_early = ended(admin, me, until="30/01/2024")
    in_time = ended(admin, me, until="31/01/2024")
    successor_out = admin.post(f"{successor}/khoa")

    assert (too_early.status_code, in_time.status_code) == (409, 303)
    assert successor_out.status_code == 409


def test_who_somebody_is_is_told_by_the_identity_card(site: Site, admin: Visitor) -> None:
    page = entered(admin)

    refused = admin.post(f"{page}/can-cuoc", {"id_number": "123"})
    told = admin.post(f"{page}/can-cuoc", {"id_number": "014 085 000 123"})

    assert (refused.status_code, told.status_code) == (422, 303)
    shown = admin.get(page).text
    assert "•••• 0123" in shown
    assert "014085000123" not in shown
    with site.world.engine.view() as view:
        details = view.connection.execute(select(journal.c.details)).scalars().all()
    assert "014085000123" not in str(details)


def test_a_number_of_somebody_with_another_name_is_refused(site: Site, admin: Visitor) -> None:
    first, second = entered(admin), f"/nhan-su/{site.world.people['head']}"
    admin.post(f"{first}/can-cuoc", {"id_number": "014085000123"})

    answer = admin.post(f"{second}/can-cuoc", {"id_number": "014085000123"})

    assert answer.status_code == 422
    assert "Đây là số căn cước của" in answer.text


def test_whoever_is_entered_twice_is_one_person(site: Site, admin: Visitor) -> None:
    first, again = entered(admin), entered(admin)
    ids = [page.rpartition("/")[2] for page in (first, again)]

    for page in (first, again):
        admin.post(f"{page}/can-cuoc", {"id_number": "014085000123"})

    with site.world.engine.view() as view:
        actors = [actor_of(view, one) for one in ids]
    assert actors[0].selves == actors[1].selves == frozenset(ids)
    assert actors[0].identity == actors[1].identity != ""


def test_only_administrators_change_anything(site: Site, admin: Visitor) -> None:
    page = entered(admin)
    head, officer = site.as_("head"), site.as_("officer")

    assert head.get(page).status_code == 200
    assert "/chuc-danh" not in head.get(page).text
    assert given(head, page) == 403
    assert head.post("/nhan-su/them", {"name": "Ai đó"}).status_code == 403
    assert officer.get(page).status_code == 403
    assert officer.post(f"{page}/khoa").status_code in (403, 404)
    with site.world.engine.database.read() as connection:
        names = connection.execute(select(person.c.name)).scalars().all()
    assert "Ai đó" not in names


@pytest.mark.parametrize("act", ["khoa", "mo", "mat-khau", "tai-khoan", "chuc-danh/x/ket-thuc"])
def test_nobody_made_up_is_found(admin: Visitor, act: str) -> None:
    form = {"username": "ai_do", "until": "20/11/2023", "end_decision": "1/QĐ"}

    assert admin.post(f"/nhan-su/made-up/{act}", form).status_code == 404
