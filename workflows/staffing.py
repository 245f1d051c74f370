"""Staffing: who works for the office, which positions they hold by which act, who may sign in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import and_, or_, select, update

from engine.clock import local
from engine.context import Context
from engine.errors import NotFound, WrongState
from engine.registry import Registry
from workflows import accounts, api_tokens
from workflows.administrators import ADMINISTRATOR, administered_by, require_an_administrator
from workflows.entries import Entries
from workflows.founding import Founder
from workflows.procedures import ROLES
from workflows.tables.accounts import account
from workflows.tables.council import council_member
from workflows.tables.offices import holding, person, unit

LONGEST_NAME, LONGEST_TITLE, LONGEST_DECISION, LONGEST_USERNAME = 120, 120, 200, 80
UNIT_POSITION = "nominator"
"""The position that is held at a unit; all others are held at the office."""


OF_COUNCIL = ("council_member", "council_chair")
"""Positions that come with a seat in the council, and with nothing else."""

YEAR = timedelta(days=366)
EARLIEST, LATEST = 60 * YEAR, 10 * YEAR
"""How far from today a position may begin or end: further off it is a slip of the pen."""


class AlreadyHeld(WrongState):
    """This person holds the position already, or will from a later day on."""


class SeatInCouncil(WrongState):
    """A seat in the council is given, and ends, on the page of its members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPerson:
    """Enter somebody who works for the office, or for a unit that proposes."""

    office_id: str
    name: str
    title: str = ""
    unit_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivePosition:
    """Give a position from a day on, by the act that says so."""

    person_id: str
    position: str
    since: date
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPosition:
    """Let a position end with a day, by the act that says so."""

    holding_id: str
    until: date
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAccount:
    """Let somebody sign in; the password is temporary and has to be changed at once."""

    person_id: str
    username: str
    password_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPassword:
    """Give a forgotten password anew; it is temporary, and every session ends."""

    person_id: str
    password_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAccount:
    """Let somebody sign in no longer; their sessions and tokens end at once."""

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenAccount:
    """Let somebody sign in again whose account was closed."""

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeToken:
    """Take a program's token back that acts in somebody's name."""

    person_id: str
    token_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """What `may` is asked about: a person, or the office that one comes to."""

    id: str
    office_id: str
    unit_id: str | None = None
    account_id: str | None = None


def register(registry: Registry) -> None:
    registry.command(AddPerson, action="people.add", locate=_newcomer, handle=add_person)
    registry.command(GivePosition, action="people.position", locate=_staff, handle=give)
    registry.command(EndPosition, action="people.end_position", locate=_holder, handle=end)
    registry.command(OpenAccount, action="people.account", locate=_staff, handle=open_account)
    registry.command(ResetPassword, action="people.password", locate=_with_account, handle=reset)
    registry.command(CloseAccount, action="people.close", locate=_with_account, handle=close)
    registry.command(ReopenAccount, action="people.reopen", locate=_with_account, handle=reopen)
    registry.command(RevokeToken, action="people.token", locate=_with_account, handle=revoke_token)


def add_person(context: Context, command: AddPerson, about: Staff) -> object:
    entries = Entries()
    name = entries.line("name", command.name, least=2, most=LONGEST_NAME)
    title = entries.line("title", command.title, most=LONGEST_TITLE)
    entries.require_sound()
    founder = Founder(context.connection, context.ids, context.now)
    person_id = founder.person(about.office_id, name, title=title, unit_id=about.unit_id)
    _tell(context, "people.add", person_id, about, name=name)
    return {"person": person_id}


def give(context: Context, command: GivePosition, about: Staff) -> object:
    entries = Entries()
    if command.position not in ROLES:
        entries.refuse("position", "unknown_position", "Choose a position.")
    if command.position == UNIT_POSITION and about.unit_id is None:
        entries.refuse("position", "no_unit", "This position is for people of a unit.")
    if command.position in ROLES and command.position != UNIT_POSITION and about.unit_id:
        entries.refuse("position", "of_unit", "People of a unit only propose for it.")
    check_day(context, entries, "since", command.since)
    decision = entries.line("decision", command.decision, least=3, most=LONGEST_DECISION)
    entries.require_sound()
    if is_held_from(context, about.id, command.position, command.since):
        raise AlreadyHeld()
    if command.position in OF_COUNCIL:
        raise SeatInCouncil()
    Founder(context.connection, context.ids, context.now).position(
        about.id,
        command.position,
        office_id=about.office_id,
        unit_id=about.unit_id,
        since=command.since,
        decision=decision,
    )
    _tell(
        context,
        "people.position",
        about.id,
        about,
        position=command.position,
        since=command.since,
        decision=decision,
    )
    return {"person": about.id}


def end(context: Context, command: EndPosition, about: Staff) -> object:
    entries = Entries()
    check_day(context, entries, "until", command.until)
    decision = entries.line("decision", command.decision, least=3, most=LONGEST_DECISION)
    row = context.connection.execute(
        select(holding).where(holding.c.id == command.holding_id)
    ).one()
    # A position given by mistake ends the day before it began: it was never held.
    if command.until < row.valid_from - timedelta(days=1):
        entries.refuse(
            "until", "before_start", "The position began on %(day)s.", day=row.valid_from
        )
    if row.valid_to is not None and command.until > row.valid_to:
        entries.refuse("until", "ended", "The position has ended on %(day)s.", day=row.valid_to)
    entries.require_sound()
    if row.position in OF_COUNCIL and _sits_beyond(context, about, command.until):
        raise SeatInCouncil()
    context.connection.execute(
        update(holding).where(holding.c.id == row.id).values(valid_to=command.until)
    )
    if row.position == ADMINISTRATOR:
        require_an_administrator(context, about.office_id)
    _tell(
        context,
        "people.end_position",
        about.id,
        about,
        position=row.position,
        until=command.until,
        decision=decision,
    )
    return {"person": about.id}


def open_account(context: Context, command: OpenAccount, about: Staff) -> object:
    if about.account_id is not None:
        raise WrongState("This person has an account already.", code="has_account")
    entries = Entries()
    username = entries.line("username", command.username, least=3, most=LONGEST_USERNAME).lower()
    if any(letter.isspace() for letter in username):
        entries.refuse("username", "spaces", "A user name has no spaces.")
    entries.require_sound()
    account_id = accounts.add_hashed(
        context.connection,
        context.ids,
        context.now,
        username=username,
        password_hash=command.password_hash,
        person_id=about.id,
    )
    _tell(context, "people.account", about.id, about, username=username)
    return {"person": about.id, "account": account_id, "username": username}


def reset(context: Context, command: ResetPassword, about: Staff) -> object:
    accounts.set_temporary(context.connection, _account(about), command.password_hash)
    _tell(context, "people.password", about.id, about)
    return {"person": about.id}


def close(context: Context, _command: CloseAccount, about: Staff) -> object:
    accounts.disable(context.connection, _account(about))
    for office_id in administered_by(context, about.id):
        require_an_administrator(context, office_id)
    _tell(context, "people.close", about.id, about)
    return {"person": about.id}


def reopen(context: Context, _command: ReopenAccount, about: Staff) -> object:
    accounts.enable(context.connection, _account(about))
    _tell(context, "people.reopen", about.id, about)
    return {"person": about.id}


def revoke_token(context: Context, command: RevokeToken, about: Staff) -> object:
    if not api_tokens.revoke(context.connection, _account(about), command.token_id):
        raise NotFound()
    _tell(context, "people.token", about.id, about)
    return {"person": about.id}


# -- what is asked


def check_day(context: Context, entries: Entries, field_name: str, day: date) -> None:
    """Refuse a day so far from today that it is a slip of the pen."""
    today = local(context.now).date()
    if not today - EARLIEST <= day <= today + LATEST:
        entries.refuse(
            field_name,
            "far_day",
            "Choose a day from %(first)s to %(last)s.",
            first=today - EARLIEST,
            last=today + LATEST,
        )


def is_held_from(context: Context, person_id: str, position: str, since: date) -> bool:
    """Whether some holding of the position would overlap one that is open from that day on."""
    found = context.connection.execute(
        select(holding.c.id).where(
            holding.c.person_id == person_id,
            holding.c.position == position,
            # What ended before it began was given by mistake and never held.
            or_(
                holding.c.valid_to.is_(None),
                and_(holding.c.valid_to >= since, holding.c.valid_to >= holding.c.valid_from),
            ),
        )
    ).first()
    return found is not None


def _sits_beyond(context: Context, about: Staff, day: date) -> bool:
    """Whether a seat in the council lasts longer than that day."""
    found = context.connection.execute(
        select(council_member.c.id).where(
            council_member.c.person_id == about.id,
            council_member.c.office_id == about.office_id,
            or_(council_member.c.valid_to.is_(None), council_member.c.valid_to > day),
        )
    ).first()
    return found is not None


def _account(about: Staff) -> str:
    if about.account_id is None:
        raise NotFound()
    return about.account_id


def _tell(context: Context, action: str, person_id: str, about: Staff, **details: object) -> None:
    context.record(
        action, "person", person_id, office_id=about.office_id, instance_id="", **details
    )


# -- locating


def _newcomer(context: Context, command: AddPerson) -> Staff:
    if not command.unit_id:
        return Staff(id="", office_id=command.office_id)
    office_id = context.connection.execute(
        select(unit.c.office_id).where(unit.c.id == command.unit_id)
    ).scalar_one_or_none()
    if office_id is None:
        raise NotFound()
    return Staff(id="", office_id=office_id, unit_id=command.unit_id)


def _staff(context: Context, command: GivePosition | OpenAccount) -> Staff:
    return _found(context, command.person_id)


def _with_account(
    context: Context, command: ResetPassword | CloseAccount | ReopenAccount | RevokeToken
) -> Staff:
    return _found(context, command.person_id)


def _holder(context: Context, command: EndPosition) -> Staff:
    """Whoever holds the position; it belongs to the office at which it is held."""
    row = context.connection.execute(
        select(holding.c.person_id, holding.c.office_id).where(holding.c.id == command.holding_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return replace(_found(context, row.person_id), office_id=row.office_id)


def _found(context: Context, person_id: str) -> Staff:
    row = context.connection.execute(
        select(person.c.id, person.c.office_id, person.c.unit_id, account.c.id.label("account_id"))
        .outerjoin(account, account.c.person_id == person.c.id)
        .where(person.c.id == person_id)
    ).first()
    if row is None:
        raise NotFound()
    return Staff(id=row.id, office_id=row.office_id, unit_id=row.unit_id, account_id=row.account_id)
