"""Why the database did not answer: it has no room, it is away; anything else is a fault of ours."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from engine.errors import VinhDanhError

FULL_SQLSTATE = "53100"
PASSING_SQLSTATES = ("08", "40", "53", "57", "58")
"""Classes of PostgreSQL: connection, rolled back, resources, operator's act, system."""

FULL_SQLITE = ("SQLITE_FULL",)
PASSING_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN")


class DatabaseFull(VinhDanhError):
    """The database has no room at the moment; nothing was stored, try again later."""


class DatabaseAway(VinhDanhError):
    """The database does not answer at the moment; send it again shortly, nothing is done twice."""


def trouble_of(error: SQLAlchemyError) -> DatabaseFull | DatabaseAway | None:
    """What a person can be told about an error of the database; None when it is ours."""
    if isinstance(error, PoolExhausted):
        return DatabaseAway()
    if not isinstance(error, DBAPIError):
        return None
    cause = error.orig
    sqlite = str(getattr(cause, "sqlite_errorname", ""))
    sqlstate = str(getattr(cause, "sqlstate", None) or "")
    if sqlstate == FULL_SQLSTATE or sqlite.startswith(FULL_SQLITE):
        return DatabaseFull()
    if error.connection_invalidated or sqlite.startswith(PASSING_SQLITE):
        return DatabaseAway()
    if sqlstate:
        return DatabaseAway() if sqlstate.startswith(PASSING_SQLSTATES) else None
    # PostgreSQL that could not be reached has nothing to say of itself.
    is_silent = isinstance(error, OperationalError) and not sqlite and hasattr(cause, "sqlstate")
    return DatabaseAway() if is_silent else None
