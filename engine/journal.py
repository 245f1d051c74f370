"""The journal: every accepted command and every refusal, chained so that tampering shows.

A row's hash covers its fields and the hash of the row before; the head row is locked while a
transaction appends and moves with each row by a trigger, so `seq` has no gap and no fork. Rows name
things by id and carry no personal data beyond ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Row, insert, select

from engine.canonical import digest
from engine.tables import journal, journal_head

GENESIS = "0" * 64
DOMAIN = "vinhdanh:journal:1"
DONE = "done"

CHUNK = 1000
"""Rows that the verifier holds at a time."""

NOT_A_VALUE = (TypeError, ValueError)
"""What bytes that are no time or JSON run into when they are read."""

_ADD = insert(journal)
_LOCK_HEAD = (
    select(journal_head.c.seq, journal_head.c.hash).where(journal_head.c.id == 1).with_for_update()
)

_HASHED = (
    "seq",
    "actor",
    "on_behalf_of",
    "action",
    "outcome",
    "object_type",
    "object_id",
    "office_id",
    "instance_id",
    "details",
    "request_id",
    "prev_hash",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One thing that happened, or was refused."""

    action: str
    object_type: str
    object_id: str
    office_id: str = ""
    instance_id: str = ""
    outcome: str = DONE
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the chain does not hold."""

    seq: int
    kind: str
    """`gap`, `link` (does not follow the row before), `content` (a field was changed), `head`."""


def append(
    connection: Connection,
    entries: Sequence[JournalEntry],
    *,
    at: datetime,
    actor: str,
    on_behalf_of: str = "",
    request_id: str | None = None,
) -> None:
    """Add entries in one go; the first carries the command's idempotency key."""
    if not entries:
        return
    seq, previous = lock_head(connection)
    rows = []
    for entry in entries:
        seq += 1
        row: dict[str, object] = {
            "seq": seq,
            "at": at,
            "actor": actor,
            "on_behalf_of": on_behalf_of,
            "action": entry.action,
            "outcome": entry.outcome,
            "object_type": entry.object_type,
            "object_id": entry.object_id,
            "office_id": entry.office_id,
            "instance_id": entry.instance_id,
            "details": dict(entry.details),
            "request_id": request_id,
            "prev_hash": previous,
        }
        previous = row["hash"] = row_hash(row)
        rows.append(row)
        request_id = None
    connection.execute(_ADD, rows)


def was_refused(
    connection: Connection,
    instance_id: str,
    *,
    action: str,
    actor: str,
    thing: str,
    since: datetime,
) -> bool:
    """Whether the journal already tells of this refusal, at `since` or later."""
    found = connection.execute(
        select(journal.c.seq)
        .where(
            journal.c.instance_id == instance_id,
            journal.c.action == action,
            journal.c.actor == actor,
            journal.c.object_id == thing,
            journal.c.outcome != DONE,
            journal.c.at >= since,
        )
        .limit(1)
    ).first()
    return found is not None


def row_hash(row: Mapping[str, object]) -> str:
    """SHA-256 over the domain tag and all fields, the instant to the microsecond in UTC."""
    at = cast(datetime, row["at"])
    return digest({"domain": DOMAIN, "at": at, **{name: row[name] for name in _HASHED}})


def verify(connection: Connection) -> Fault | None:
    """Walk the whole chain; the first fault, or None when it holds."""
    previous, expected = GENESIS, 1
    for row in _whole(connection):
        if row is None:
            return Fault(expected, "content")
        fault = _check(row, expected=expected, previous=previous)
        if fault:
            return fault
        previous, expected = row.hash, expected + 1
    head = connection.execute(select(journal_head.c.seq, journal_head.c.hash)).one_or_none()
    if head is None or (head.seq, head.hash) != (expected - 1, previous):
        return Fault(expected, "head")
    return None


def _whole(connection: Connection) -> Iterator[Row[tuple[object, ...]] | None]:
    """Every row in order, a chunk at a time; None, as the last, for one that cannot be read."""
    last, size = 0, CHUNK
    while True:
        following = select(journal).where(journal.c.seq > last).order_by(journal.c.seq)
        try:
            rows = connection.execute(following.limit(size)).all()
        except NOT_A_VALUE:
            if size == 1:
                yield None
                return
            size = 1  # One of the chunk is spoilt: up to it, one by one.
            continue
        if not rows:
            return
        yield from rows
        last = rows[-1].seq


def _check(row: Row[tuple[object, ...]], *, expected: int, previous: str) -> Fault | None:
    if row.seq != expected:
        return Fault(expected, "gap")
    if row.prev_hash != previous:
        return Fault(row.seq, "link")
    try:
        is_sound = row_hash(dict(row._mapping)) == row.hash
    except NOT_A_VALUE:
        is_sound = False
    return None if is_sound else Fault(row.seq, "content")


def lock_head(connection: Connection) -> tuple[int, str]:
    """The last (seq, hash); whoever else wants to append waits until this transaction ends."""
    head = connection.execute(_LOCK_HEAD).one_or_none()
    if head is None:
        connection.execute(insert(journal_head).values(id=1, seq=0, hash=GENESIS))
        return 0, GENESIS
    return head.seq, head.hash
