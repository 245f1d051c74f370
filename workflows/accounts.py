"""Accounts and sign-in: passwords kept as argon2 hashes, sessions that can be revoked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine.database import Database
from engine.errors import Conflict, FieldError, InvalidData, Message, Rejected
from engine.ids import Ids
from engine.text import normalise
from workflows import api_tokens, throttles
from workflows.tables.accounts import account, web_session
from workflows.tables.offices import person

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=24)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
SEEN_EVERY = timedelta(minutes=5)
"""A session's last use is written at most this often: pages stay read-only otherwise."""

_hasher = PasswordHasher()


@cache
def _no_account() -> str:
    """What an unknown user's password is compared with: as slow to say no. Made at first need."""
    return _hasher.hash("nobody has this account")


class BadCredentials(Rejected):
    """The user name or password is not right."""


class TooManyTries(Rejected):
    """Too many tries; wait %(minutes)s minutes before you try again."""


class BadToken(Rejected):
    """The token is missing, wrong or revoked."""


class NameTaken(Conflict):
    """There is already an account %(username)s."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    id: str
    username: str
    person_id: str
    language: str
    temporary: bool = False
    """The password was set by somebody else: it has to be changed before anything else."""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser: the account and until when at the latest."""

    account: Account
    seen_at: datetime
    expires_at: datetime

    def is_worth_noting(self, now: datetime) -> bool:
        """Whether the last use noted is so long ago that this one should be noted."""
        return now >= self.seen_at + SEEN_EVERY


def add(
    connection: Connection, ids: Ids, now: datetime, *, username: str, password: str, person_id: str
) -> str:
    """A new account; raises when the name is taken or the password too weak."""
    username = normalise(username).lower()
    require_strong(password, username)
    return add_hashed(
        connection,
        ids,
        now,
        username=username,
        password_hash=hashed(password),
        person_id=person_id,
        temporary=False,
    )


def add_hashed(
    connection: Connection,
    ids: Ids,
    now: datetime,
    *,
    username: str,
    password_hash: str,
    person_id: str,
    temporary: bool = True,
) -> str:
    """A new account whose password was hashed before: that is slow, and nobody should wait."""
    taken = connection.execute(
        select(account.c.id).where(account.c.username == username)
    ).scalar_one_or_none()
    if taken is not None:
        raise NameTaken(username=username)
    account_id = ids.new(now)
    connection.execute(
        insert(account).values(
            id=account_id,
            username=username,
            person_id=person_id,
            password_hash=password_hash,
            temporary=temporary,
        )
    )
    return account_id


def hashed(password: str) -> str:
    """What is kept of a password; slow on purpose, so done outside every transaction."""
    return _hasher.hash(password)


def temporary_password(ids: Ids) -> str:
    """A password to be told once and changed at the first sign-in."""
    return ids.code(groups=4, size=4)


def require_strong(password: str, username: str) -> None:
    """Long enough, and not the user name; composition rules only make people write it down."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or password == username:
        message = Message(
            "password_weak",
            "Choose a password of %(least)s to %(most)s characters that is not the user name.",
            {"least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD},
        )
        raise InvalidData([FieldError("password", message)])


def sign_in(
    database: Database,
    ids: Ids,
    now: datetime,
    *,
    username: str,
    password: str,
    address: str,
    user_agent: str,
) -> str | None:
    """A new session's token, or None when the credentials are wrong.

    The password is hashed between two short transactions: it is slow on purpose, and nobody else
    should wait for it.
    """
    username = normalise(username).lower()
    bucket = f"sign-in:{username}:{address}"
    with database.write() as connection:
        wait = throttles.take(connection, bucket, throttles.SIGN_IN, now) or throttles.take(
            connection, f"sign-in:{address}", throttles.ADDRESS, now
        )
    if wait is not None:
        raise TooManyTries(minutes=int(wait.total_seconds() // 60) + 1)
    with database.read() as connection:
        row = connection.execute(
            select(account).where(account.c.username == username)
        ).one_or_none()
    if not _verify(row.password_hash if row is not None else _no_account(), password):
        return None
    if row is None or row.disabled:
        return None
    rehashed = _hasher.hash(password) if _hasher.check_needs_rehash(row.password_hash) else None
    with database.write() as connection:
        if not _is_as_before(connection, row.id, row.password_hash):
            return None
        if rehashed is not None:
            connection.execute(
                update(account).where(account.c.id == row.id).values(password_hash=rehashed)
            )
        throttles.reset(connection, bucket)
        return open_session(connection, ids, now, account_id=row.id, user_agent=user_agent)


def _is_as_before(connection: Connection, account_id: str, password_hash: str) -> bool:
    """Whether nobody closed the account or set its password anew while the password was hashed."""
    found = connection.execute(
        select(account.c.id)
        .where(
            account.c.id == account_id,
            account.c.password_hash == password_hash,
            account.c.disabled.is_(False),
        )
        .with_for_update()
    ).first()
    return found is not None


def open_session(
    connection: Connection, ids: Ids, now: datetime, *, account_id: str, user_agent: str
) -> str:
    """The token of a new session; only its hash is stored."""
    token = ids.secret().hex()
    connection.execute(
        insert(web_session).values(
            token_hash=_hash(token),
            account_id=account_id,
            created_at=now,
            seen_at=now,
            expires_at=now + ABSOLUTE,
            user_agent=user_agent[:300],
        )
    )
    return token


_SESSION = (
    # Put together once: every page of somebody signed in asks it.
    select(account, web_session.c.expires_at, web_session.c.seen_at)
    .join(web_session, web_session.c.account_id == account.c.id)
    .where(web_session.c.token_hash == bindparam("token"), account.c.disabled.is_(False))
)


def session_of(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session of a token, unless it ended, idled too long or its account was disabled."""
    row = connection.execute(_SESSION, {"token": _hash(token)}).one_or_none()
    if row is None or now >= row.expires_at or now >= row.seen_at + IDLE:
        return None
    known = Account(row.id, row.username, row.person_id, row.language, row.temporary)
    return Session(known, row.seen_at, row.expires_at)


def note_use(connection: Connection, token: str, now: datetime) -> None:
    """Keep a session alive; called now and then, not on every page."""
    connection.execute(
        update(web_session)
        .where(web_session.c.token_hash == _hash(token), web_session.c.seen_at < now - SEEN_EVERY)
        .values(seen_at=now)
    )


def sign_out(connection: Connection, token: str) -> None:
    connection.execute(delete(web_session).where(web_session.c.token_hash == _hash(token)))


def set_temporary(connection: Connection, account_id: str, password_hash: str) -> None:
    """A new password from somebody else: it has to be changed; sessions and tokens end."""
    connection.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(password_hash=password_hash, temporary=True)
    )
    connection.execute(delete(web_session).where(web_session.c.account_id == account_id))
    api_tokens.revoke_all(connection, account_id)


def change_password(database: Database, known: Account, token: str, *, old: str, new: str) -> None:
    """Change one's own password; every other browser is signed out. Hashed outside transactions."""
    require_strong(new, known.username)
    with database.read() as connection:
        kept = connection.execute(
            select(account.c.password_hash).where(account.c.id == known.id)
        ).scalar_one()
    if not _verify(kept, old):
        message = Message("password_wrong", "This is not the password you have now.")
        raise InvalidData([FieldError("old", message)])
    if old == new:
        message = Message("password_same", "Choose another password than the one you have now.")
        raise InvalidData([FieldError("new", message)])
    made = hashed(new)
    with database.write() as connection:
        connection.execute(
            update(account)
            .where(account.c.id == known.id)
            .values(password_hash=made, temporary=False)
        )
        connection.execute(
            delete(web_session).where(
                web_session.c.account_id == known.id, web_session.c.token_hash != _hash(token)
            )
        )


def enable(connection: Connection, account_id: str) -> None:
    """Open a closed account again."""
    connection.execute(update(account).where(account.c.id == account_id).values(disabled=False))


def disable(connection: Connection, account_id: str) -> None:
    """Close an account; its sessions and tokens die with it at once."""
    connection.execute(update(account).where(account.c.id == account_id).values(disabled=True))
    connection.execute(delete(web_session).where(web_session.c.account_id == account_id))
    api_tokens.revoke_all(connection, account_id)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser that is signed in, as its owner sees it."""

    id: str
    """Of the list only: what the browser holds cannot be told from it."""
    created_at: datetime
    seen_at: datetime
    user_agent: str
    is_this: bool


def sessions_of(
    connection: Connection, account_id: str, token: str, now: datetime
) -> list[OpenSession]:
    """The browsers in which an account is signed in, the last used first."""
    rows = connection.execute(
        select(web_session)
        .where(
            web_session.c.account_id == account_id,
            web_session.c.expires_at > now,
            web_session.c.seen_at > now - IDLE,
        )
        .order_by(web_session.c.seen_at.desc(), web_session.c.token_hash)
    )
    return [
        OpenSession(
            row.token_hash,
            row.created_at,
            row.seen_at,
            row.user_agent,
            row.token_hash == _hash(token),
        )
        for row in rows
    ]


def end_session(connection: Connection, account_id: str, session_id: str) -> None:
    """Sign a browser of one's own account out from afar."""
    connection.execute(
        delete(web_session).where(
            web_session.c.token_hash == session_id, web_session.c.account_id == account_id
        )
    )


def set_language(connection: Connection, account_id: str, language: str) -> None:
    connection.execute(update(account).where(account.c.id == account_id).values(language=language))


def people_with_accounts(connection: Connection) -> list[tuple[str, str, str]]:
    """(username, person's name, title) of every account, for administrators."""
    rows = connection.execute(
        select(account.c.username, person.c.name, person.c.title)
        .join(person, person.c.id == account.c.person_id)
        .order_by(account.c.username)
    )
    return [(row.username, row.name, row.title) for row in rows]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
