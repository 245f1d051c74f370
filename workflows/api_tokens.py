"""Tokens of programs: each stands for one account, reads or acts, and can be taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from engine.ids import Ids
from workflows.tables.accounts import account, api_token

USED_EVERY = timedelta(hours=1)
"""A token's last use is written at most this often."""


class Scope(StrEnum):
    """How far a token reaches."""

    READ = "read"
    """It looks and changes nothing."""
    ACT = "act"
    """It does what its person may do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as its owner and administrators see it."""

    id: str
    """Of the list only: what programs hold cannot be told from it."""
    name: str
    scope: Scope
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whose token a program holds, and how far it reaches."""

    token_id: str
    account_id: str
    person_id: str
    language: str
    scope: Scope
    used_at: datetime | None

    def is_worth_noting(self, now: datetime) -> bool:
        """Whether the last use noted is so long ago that this one should be noted."""
        return self.used_at is None or now >= self.used_at + USED_EVERY


def create_token(
    connection: Connection,
    ids: Ids,
    now: datetime,
    *,
    account_id: str,
    name: str,
    scope: Scope = Scope.ACT,
) -> str:
    """A bearer token for the API, shown once; only its hash is kept."""
    token = ids.secret().hex()
    connection.execute(
        insert(api_token).values(
            token_hash=_hash(token),
            account_id=account_id,
            name=name,
            scope=scope.value,
            created_at=now,
        )
    )
    return token


def bearer_of(connection: Connection, token: str) -> Bearer | None:
    """Who comes with a token; nobody when it was taken back or its account may not come in.

    Whoever still has a password that somebody else set would have to change it before anything
    else, and so would a program.
    """
    row = connection.execute(
        select(api_token, account.c.person_id, account.c.language)
        .join(account, account.c.id == api_token.c.account_id)
        .where(
            api_token.c.token_hash == _hash(token),
            account.c.disabled.is_(False),
            account.c.temporary.is_(False),
        )
    ).one_or_none()
    if row is None:
        return None
    return Bearer(
        token_id=row.token_hash,
        account_id=row.account_id,
        person_id=row.person_id,
        language=row.language,
        scope=Scope(row.scope),
        used_at=row.used_at,
    )


def note_use(connection: Connection, token_id: str, now: datetime) -> None:
    """Keep when a token was last used; called now and then, not on every call."""
    connection.execute(
        update(api_token).where(api_token.c.token_hash == token_id).values(used_at=now)
    )


def tokens_of(connection: Connection, account_id: str) -> Sequence[Token]:
    """The tokens of an account, the newest first."""
    rows = connection.execute(
        select(api_token)
        .where(api_token.c.account_id == account_id)
        .order_by(api_token.c.created_at.desc(), api_token.c.token_hash)
    )
    return [
        Token(
            id=row.token_hash,
            name=row.name,
            scope=Scope(row.scope),
            created_at=row.created_at,
            used_at=row.used_at,
        )
        for row in rows
    ]


def revoke(connection: Connection, account_id: str, token_id: str) -> bool:
    """Take a token of an account back; whether there was one."""
    gone = connection.execute(
        delete(api_token).where(
            api_token.c.account_id == account_id, api_token.c.token_hash == token_id
        )
    )
    return gone.rowcount > 0


def revoke_all(connection: Connection, account_id: str) -> None:
    """Take every token of an account back."""
    connection.execute(delete(api_token).where(api_token.c.account_id == account_id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
