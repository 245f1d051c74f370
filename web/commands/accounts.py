"""`user` and `token`: who may sign in, and what programs sign in with."""

from __future__ import annotations

import sys

import click
from sqlalchemy import Connection, select

from engine.clock import local
from engine.errors import NotFound
from engine.process_engine import ProcessEngine
from web.commands.failing import fail
from web.commands.installation import opened
from web.commands.saying import format_option, show, voice
from workflows import accounts, api_tokens
from workflows.api_tokens import Scope
from workflows.founding import Founder
from workflows.procedures import ROLES
from workflows.tables.accounts import account
from workflows.tables.offices import office, unit

COMMUNE, DISTRICT, PROVINCE = "commune", "district", "province"


@click.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.option("--username", required=True, help="What they type to sign in.")
@click.option("--name", "person_name", required=True, help="Full name, as on documents.")
@click.option("--title", default="", help="As shown beside the name.")
@click.option("--office", "office_name", default="", help="Name of the office; made when new.")
@click.option("--agency-code", default="", help="For a new office: first part of dossier codes.")
@click.option("--place", default="", help="For a new office: the place line of documents.")
@click.option(
    "--level",
    type=click.Choice([COMMUNE, DISTRICT, PROVINCE]),
    default=COMMUNE,
    show_default=True,
    help="For a new office.",
)
@click.option("--unit", "unit_name", default="", help="The proposing unit; made when new.")
@click.option(
    "--position",
    "positions",
    multiple=True,
    type=click.Choice(sorted(ROLES)),
    help="Held from today on; may be given several times.",
)
@click.option("--decision", default="", help="The act that gave the positions.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@format_option
def add_user(
    username: str,
    person_name: str,
    title: str,
    office_name: str,
    agency_code: str,
    place: str,
    level: str,
    unit_name: str,
    positions: tuple[str, ...],
    decision: str,
    password_stdin: bool,
    form: str,
) -> None:
    """Add somebody with an account; the office and the unit are made when they are new."""
    password = _password(from_stdin=password_stdin)
    with opened() as engine, engine.database.write() as connection:
        now = engine.clock.now()
        founder = Founder(connection, engine.ids, now)
        office_id = _office(founder, office_name, agency_code=agency_code, place=place, level=level)
        unit_id = _unit(founder, office_id, unit_name) if unit_name else None
        person_id = founder.person(office_id, person_name, title=title, unit_id=unit_id)
        for position in positions:
            founder.position(
                person_id,
                position,
                office_id=office_id,
                unit_id=unit_id,
                since=local(now).date(),
                decision=decision or voice().sentence("entered by the operator"),
            )
        account_id = accounts.add(
            connection,
            engine.ids,
            now,
            username=username,
            password=password,
            person_id=person_id,
        )
    show(
        form,
        {"account": account_id, "person": person_id, "office": office_id, "unit": unit_id},
        lambda: voice().sentence(
            "%(name)s may sign in as %(username)s.",
            {"name": person_name, "username": username.lower()},
        ),
    )


@user.command("disable")
@click.argument("username")
def disable_user(username: str) -> None:
    """Close an account; its sessions and tokens end at once."""
    with opened() as engine, engine.database.write() as connection:
        accounts.disable(connection, _account_id(connection, username))
    click.echo(voice().sentence("%(username)s can no longer sign in.", {"username": username}))


@user.command("list")
@format_option
def list_users(form: str) -> None:
    """List everybody who has an account."""
    with opened() as engine, engine.database.read() as connection:
        people = accounts.people_with_accounts(connection)
    show(
        form,
        [{"username": name, "name": person, "title": title} for name, person, title in people],
        lambda: "\n".join(f"{name:<20} {person}  {title}" for name, person, title in people),
    )


@click.group()
def token() -> None:
    """Keys with which programs use the API in somebody's name."""


@token.command("create")
@click.option("--user", "username", required=True, help="In whose name.")
@click.option("--name", "purpose", default="api", show_default=True, help="What it is for.")
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in Scope]),
    default=Scope.ACT.value,
    show_default=True,
    help="Whether it only reads, or does what its person may do.",
)
@format_option
def create_token(username: str, purpose: str, scope: str, form: str) -> None:
    """Create a bearer token; it is shown once and only its hash is kept."""
    with opened() as engine:
        made = _new_token(engine, username, purpose, Scope(scope))
    show(form, {"token": made, "user": username}, lambda: made)


def _new_token(engine: ProcessEngine, username: str, purpose: str, scope: Scope) -> str:
    with engine.database.write() as connection:
        return api_tokens.create_token(
            connection,
            engine.ids,
            engine.clock.wall(),
            account_id=_account_id(connection, username),
            name=purpose,
            scope=scope,
        )


def _account_id(connection: Connection, username: str) -> str:
    found: str | None = connection.execute(
        select(account.c.id).where(account.c.username == username.strip().lower())
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no account %(username)s.", username=username)
    return found


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _office(founder: Founder, name: str, *, agency_code: str, place: str, level: str) -> str:
    query = select(office.c.id).order_by(office.c.id)
    query = query.where(office.c.name == name) if name else query.where(office.c.level == COMMUNE)
    found: str | None = founder.connection.execute(query.limit(1)).scalar_one_or_none()
    if found is not None:
        return found
    if not (name and agency_code and place):
        raise fail(
            "There is no such office yet: give --office, --agency-code and --place to make it."
        )
    return founder.office(
        name, short_name="UBND", agency_code=agency_code, level=level, place=place
    )


def _unit(founder: Founder, office_id: str, name: str) -> str:
    found: str | None = founder.connection.execute(
        select(unit.c.id).where(unit.c.office_id == office_id, unit.c.name == name)
    ).scalar_one_or_none()
    return found or founder.unit(office_id, name, kind="sector")
