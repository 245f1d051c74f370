"""Tokens of programs: bound to the account, its password, its positions, and a scope."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from engine.tables import journal
from tests.api.caller import Caller, Programs
from workflows import accounts, api_tokens
from workflows.api_tokens import Scope
from workflows.staffing import EndPosition, ResetPassword
from workflows.tables.accounts import account
from workflows.tables.offices import holding

PERSON = "officer"


def account_id_of(programs: Programs, name: str = PERSON) -> str:
    with programs.site.world.engine.database.read() as connection:
        return str(
            connection.execute(
                select(account.c.id).where(account.c.person_id == programs.site.world.people[name])
            ).scalar_one()
        )


def statuses(caller: Caller) -> tuple[int, int]:
    """Of a look and of an act."""
    act = caller.post("/tasks/no-such-task/claim", {"revision": 1})
    return caller.get("/tasks").status_code, act.status_code


def test_a_token_ends_when_somebody_sets_the_password_anew(programs: Programs) -> None:
    program = programs.as_(PERSON)
    assert statuses(program) == (200, 404)

    programs.site.world.engine.execute(
        ResetPassword(person_id=programs.site.world.people[PERSON], password_hash="x"),
        programs.site.world.actor("admin"),
    )

    assert statuses(program) == (401, 401)
    with programs.site.world.engine.database.write() as connection:
        connection.execute(update(account).values(temporary=False))
    assert statuses(program) == (401, 401)


def test_a_token_sleeps_as_long_as_the_password_is_a_temporary_one(programs: Programs) -> None:
    program = programs.as_(PERSON)

    with programs.site.world.engine.database.write() as connection:
        connection.execute(update(account).values(temporary=True))

    assert statuses(program) == (401, 401)


def test_a_closed_account_s_tokens_do_not_come_back_with_it(programs: Programs) -> None:
    program = programs.as_(PERSON)
    programs.disables(PERSON)
    assert statuses(program) == (401, 401)

    known = account_id_of(programs)
    with programs.site.world.engine.database.write() as connection:
        accounts.enable(connection, known)

    assert statuses(program) == (401, 401)


def test_without_a_position_a_token_opens_nothing(programs: Programs) -> None:
    program, world = programs.as_("registrar"), programs.site.world
    assert program.get("/tasks").status_code == 200
    with world.engine.database.read() as connection:
        holding_id = connection.execute(
            select(holding.c.id).where(holding.c.person_id == world.people["registrar"])
        ).scalar_one()

    world.engine.execute(
        EndPosition(holding_id=holding_id, until=date(2023, 11, 19), decision="9/QĐ-UBND"),
        world.actor("admin"),
    )

    assert program.get("/tasks").status_code == 401


@pytest.mark.parametrize("path", ["/tasks", "/dossiers", "/calendar", "/journal", "/incidents"])
def test_a_token_that_reads_sees_what_one_that_acts_sees(programs: Programs, path: str) -> None:
    reading, acting = reader(programs, "head"), programs.as_("head")

    assert reading.get(path).status_code == acting.get(path).status_code
    assert reading.get(path).json == acting.get(path).json


def test_a_token_that_reads_changes_nothing(programs: Programs) -> None:
    programs.office.files()
    task = programs.as_("clerk").get("/tasks", scope="group").json["items"][0]

    answer = reader(programs, "clerk").post(
        f"/tasks/{task['id']}/claim", {"revision": task["revision"]}
    )

    assert (answer.status_code, answer.json["code"]) == (403, "reads_only")
    assert programs.as_("clerk").get(f"/tasks/{task['id']}").json["assignee"] is None


def reader(programs: Programs, name: str) -> Caller:
    """A program that only looks."""
    engine = programs.site.world.engine
    with engine.database.write() as connection:
        account_id = programs.site._account_of(connection, name)
        token = api_tokens.create_token(
            connection,
            engine.ids,
            engine.clock.wall(),
            account_id=account_id,
            name="bảng theo dõi",
            scope=Scope.READ,
        )
    return Caller(programs.site.app.test_client(), token)


def test_everybody_sees_their_tokens_and_takes_back_their_own_alone(programs: Programs) -> None:
    mine, others = reader(programs, PERSON), reader(programs, "clerk")
    mine.get("/tasks")
    page = programs.site.as_(PERSON)

    shown = page.get("/tai-khoan").text
    (token_id,) = re.findall(r'name="token" value="([0-9a-f]{64})"', shown)
    programs.site.as_("clerk").post("/tai-khoan/thu-hoi-ma", {"token": token_id})
    assert mine.get("/tasks").status_code == 200
    page.post("/tai-khoan/thu-hoi-ma", {"token": token_id})

    assert "bảng theo dõi" in shown
    assert mine.token not in shown
    assert mine.get("/tasks").status_code == 401
    assert others.get("/tasks").status_code == 200
    assert "bảng theo dõi" not in page.get("/tai-khoan").text


def test_an_administrator_takes_another_s_token_back_and_the_journal_tells(
    programs: Programs,
) -> None:
    program = programs.as_(PERSON)
    admin, page = programs.site.as_("admin"), f"/nhan-su/{programs.site.world.people[PERSON]}"

    (token_id,) = re.findall(r'name="token" value="([0-9a-f]{64})"', admin.get(page).text)
    by_head = programs.site.as_("head").post(f"{page}/thu-hoi-ma", {"token": token_id})
    answer = admin.post(f"{page}/thu-hoi-ma", {"token": token_id})

    assert (by_head.status_code, answer.status_code) == (403, 303)
    assert program.get("/tasks").status_code == 401
    assert admin.post(f"{page}/thu-hoi-ma", {"token": token_id}).status_code == 404
    with programs.site.world.engine.view() as view:
        told = view.connection.execute(
            select(journal.c.details).where(
                journal.c.action == "people.token", journal.c.outcome == "done"
            )
        ).scalar_one()
    assert token_id not in str(told)


def test_the_last_use_is_noted_once_an_hour(programs: Programs) -> None:
    program, world = programs.as_(PERSON), programs.site.world

    known = account_id_of(programs)

    def used() -> object:
        with world.engine.database.read() as connection:
            (one,) = api_tokens.tokens_of(connection, known)
        return one.used_at

    assert used() is None
    program.get("/tasks")
    first = used()
    program.get("/tasks")
    assert used() == first is not None
    world.clock.pass_by(timedelta(hours=1))
    program.get("/tasks")
    assert used() != first


def test_a_password_that_is_checked_while_the_account_is_closed_opens_nothing(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checking takes a while, and no transaction is open meanwhile."""
    engine = programs.site.world.engine
    programs.as_(PERSON)
    known = account_id_of(programs)
    with engine.database.write() as connection:
        connection.execute(
            update(account)
            .where(account.c.id == known)
            .values(password_hash=accounts.hashed("bốn từ dễ nhớ hơn"))
        )
    checks = accounts._verify

    def checks_slowly(password_hash: str, password: str) -> bool:
        programs.disables(PERSON)
        return checks(password_hash, password)

    monkeypatch.setattr(accounts, "_verify", checks_slowly)

    token = accounts.sign_in(
        engine.database,
        engine.ids,
        engine.clock.wall(),
        username=PERSON,
        password="bốn từ dễ nhớ hơn",
        address="127.0.0.1",
        user_agent="",
    )

    assert token is None
