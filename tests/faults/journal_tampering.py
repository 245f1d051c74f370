"""Ways to forge the journal by hand, for whoever owns the database and can drop its triggers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from sqlalchemy import Connection, delete, insert, select, text, update

from engine.journal import row_hash
from engine.tables import journal

Row = dict[str, object]
Tamper = Callable[[Connection, Random, int], int]
"""(connection, random, rows) → where the verifier should see it at the latest."""


def unguarded(connection: Connection) -> None:
    """Drop the triggers that refuse changes and that keep the head in step."""
    if connection.dialect.name == "sqlite":
        for name in ("journal_no_update", "journal_no_delete", "journal_moves_head"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    else:
        for name in ("journal_no_change", "journal_moves_head"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON journal"))


def change_a_field(connection: Connection, random: Random, rows: int) -> int:
    seq = random.randint(1, rows)
    name = random.choice(
        ["action", "outcome", "object_type", "object_id", "office_id", "instance_id", "hash"]
    )
    forged = "x" + str(_row(connection, seq)[name])[1:]
    return _rewrite(connection, seq, **{name: forged})


def change_the_details(connection: Connection, random: Random, rows: int) -> int:
    seq = random.randint(1, rows)
    return _rewrite(connection, seq, details={"forged": True})


def spoil_the_details(connection: Connection, random: Random, rows: int) -> int:
    """Not even JSON any more: the verifier must say so, not fall over."""
    seq = random.randint(1, rows)
    connection.execute(
        text("UPDATE journal SET details = :t WHERE seq = :s"), {"t": "{no", "s": seq}
    )
    return seq


def change_the_time(connection: Connection, random: Random, rows: int) -> int:
    seq = random.randint(1, rows)
    at = _row(connection, seq)["at"] + timedelta(microseconds=random.choice([-1, 1]))  # type: ignore[operator]
    return _rewrite(connection, seq, at=at)


def change_the_actor(connection: Connection, random: Random, rows: int) -> int:
    seq = random.randint(1, rows)
    return _rewrite(connection, seq, **{random.choice(["actor", "on_behalf_of"]): "somebody"})


def delete_one(connection: Connection, random: Random, rows: int) -> int:
    seq = random.randint(1, rows)
    connection.execute(delete(journal).where(journal.c.seq == seq))
    return seq


def delete_a_range(connection: Connection, random: Random, rows: int) -> int:
    first = random.randint(1, rows - 1)
    last = random.randint(first + 1, rows)
    connection.execute(delete(journal).where(journal.c.seq.between(first, last)))
    return first


def swap_two(connection: Connection, random: Random, rows: int) -> int:
    """Exchange what two rows say, with their hashes."""
    first, second = sorted(random.sample(range(1, rows + 1), 2))
    one, other = _row(connection, first), _row(connection, second)
    connection.execute(delete(journal).where(journal.c.seq.in_([first, second])))
    connection.execute(insert(journal), [{**one, "seq": second}, {**other, "seq": first}])
    return first


def insert_one(connection: Connection, random: Random, rows: int) -> int:
    """Put a row that hashes rightly behind another; the rest moves up."""
    seq = random.randint(1, rows)
    _push_up(connection, seq + 1, rows)
    before = _row(connection, seq)
    forged = {**before, "seq": seq + 1, "actor": "somebody", "request_id": None}
    forged["prev_hash"] = before["hash"]
    connection.execute(insert(journal).values({**forged, "hash": row_hash(forged)}))
    return seq + 2


def duplicate_one(connection: Connection, random: Random, rows: int) -> int:
    """Put a copy behind the row; the rest moves up."""
    seq = random.randint(1, rows)
    _push_up(connection, seq + 1, rows)
    copied = {**_row(connection, seq), "seq": seq + 1, "request_id": None}
    connection.execute(insert(journal).values(copied))
    return seq + 1


TAMPERINGS: tuple[Tamper, ...] = (
    change_a_field,
    change_the_details,
    spoil_the_details,
    change_the_time,
    change_the_actor,
    delete_one,
    delete_a_range,
    swap_two,
    insert_one,
    duplicate_one,
)


def _row(connection: Connection, seq: int) -> Row:
    found = connection.execute(select(journal).where(journal.c.seq == seq)).one()
    return dict(found._mapping)


def _rewrite(connection: Connection, seq: int, **values: object) -> int:
    connection.execute(update(journal).where(journal.c.seq == seq).values(**values))
    return seq


def _push_up(connection: Connection, seq: int, rows: int) -> None:
    """Make room at `seq`: everything from there on moves one place up."""
    for place in range(rows, seq - 1, -1):
        connection.execute(update(journal).where(journal.c.seq == place).values(seq=place + 1))
