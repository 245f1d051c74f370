"""Throttles: token buckets in the database, so that many processes count together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from engine.errors import Rejected
from workflows.tables.accounts import throttle


class TooFast(Rejected):
    """Too many requests; wait %(seconds)s seconds."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many tries at once, and one more each time the interval has passed."""

    burst: int
    refill: timedelta


SIGN_IN = Allowance(burst=8, refill=timedelta(minutes=2))
ADDRESS = Allowance(burst=60, refill=timedelta(seconds=20))
"""Sign-ins from one address under whatever names: an office behind one router has many people."""
TOKENS = Allowance(burst=30, refill=timedelta(seconds=20))
"""Wrong tokens from one address."""
OPINIONS = Allowance(burst=5, refill=timedelta(minutes=10))
REFUSED_OPINIONS = Allowance(burst=20, refill=timedelta(minutes=1))
"""Opinions that could not be taken, from one address: apart, so that slips cost nobody a word."""
LOOK_UPS = Allowance(burst=30, refill=timedelta(seconds=20))


def take(
    connection: Connection, bucket: str, allowance: Allowance, now: datetime
) -> timedelta | None:
    """Take one try; None when it is granted, else how long to wait for the next."""
    row = connection.execute(
        select(throttle.c.tokens, throttle.c.refilled_at)
        .where(throttle.c.bucket == bucket)
        .with_for_update()
    ).one_or_none()
    if row is None:
        connection.execute(
            insert(throttle).values(bucket=bucket, tokens=allowance.burst - 1, refilled_at=now)
        )
        return None
    # A clock set back must not lock anybody out for the length of the jump.
    since = max(now - row.refilled_at, timedelta(0))
    gained = int(since / allowance.refill)
    tokens = min(allowance.burst, row.tokens + gained)
    if tokens == 0:
        missing: timedelta = allowance.refill - since
        return missing
    connection.execute(
        update(throttle)
        .where(throttle.c.bucket == bucket)
        .values(
            tokens=tokens - 1,
            refilled_at=now if gained or now < row.refilled_at else row.refilled_at,
        )
    )
    return None


def give_back(connection: Connection, bucket: str, allowance: Allowance) -> None:
    """Undo a try that came to nothing."""
    connection.execute(
        update(throttle)
        .where(throttle.c.bucket == bucket, throttle.c.tokens < allowance.burst)
        .values(tokens=throttle.c.tokens + 1)
    )


def reset(connection: Connection, bucket: str) -> None:
    connection.execute(delete(throttle).where(throttle.c.bucket == bucket))
