"""What only a checkpoint outside the database finds: a cut end, a forged whole, an old backup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, insert, select, update

from engine import checkpoints
from engine.checkpoints import (
    FILE,
    BadCheckpoint,
    Checkpoint,
    Keeper,
    public_key_of,
    read_checkpoints,
    read_key,
    verify_with,
)
from engine.journal import Fault, row_hash, verify
from engine.tables import journal, journal_head
from tests.engine.core.plain_office import LeaveOffice, founded
from tests.faults.journal_tampering import unguarded

EVERY_FEW = 4


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[LeaveOffice]:
    monkeypatch.setattr(checkpoints, "EVERY_ROWS", EVERY_FEW)
    made = founded()
    yield made
    made.engine.database.close()


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def worked(office: LeaveOffice, keeper: Keeper, requests: int = 6) -> int:
    """Some work with checkpoints on the way; how many rows the journal has."""
    for _ in range(requests):
        office.asks_fully()
        with office.engine.database.read() as connection:
            keeper.write_due(connection, office.clock.now())
    return len(office.outcomes())


def found(
    office: LeaveOffice, keeper: Keeper, key: Ed25519PrivateKey, forge: object = None
) -> Fault | None:
    """What the verifier says after a forgery of the database, which is undone."""
    with office.engine.database.engine.connect() as connection:
        transaction = connection.begin()
        unguarded(connection)
        if forge is not None:
            forge(connection)  # type: ignore[operator]
            assert verify(connection) is None, "the chain alone would have found this"
        fault = verify_with(connection, read_checkpoints(keeper.file), public_key_of(key))
        transaction.rollback()
    return fault


def cut_to(rows: int) -> object:
    """Take rows from the end and set the head back, as whoever owns the database can."""

    def forge(connection: Connection) -> None:
        connection.execute(delete(journal).where(journal.c.seq > rows))
        last = connection.execute(select(journal.c.hash).where(journal.c.seq == rows)).scalar_one()
        connection.execute(update(journal_head).values(seq=rows, hash=last))

    return forge


def rewritten_from(first: int) -> object:
    """Change a row and give it and all after it the hashes that fit."""

    def forge(connection: Connection) -> None:
        rows = connection.execute(select(journal).order_by(journal.c.seq)).all()
        previous = rows[first - 1].prev_hash
        for row in rows[first - 1 :]:
            values = {**row._mapping, "prev_hash": previous}
            if row.seq == first:
                values["actor"] = "somebody"
            previous = values["hash"] = row_hash(values)
            connection.execute(delete(journal).where(journal.c.seq == row.seq))
            connection.execute(insert(journal).values(values))
        connection.execute(update(journal_head).values(hash=previous))

    return forge


def test_an_honest_journal_agrees_with_its_checkpoints(
    office: LeaveOffice, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    keeper = Keeper(tmp_path, key)

    worked(office, keeper)

    assert len(read_checkpoints(keeper.file)) >= 3
    assert found(office, keeper, key) is None


def test_a_checkpoint_is_due_after_many_rows_or_a_day_and_never_without_a_new_row(
    office: LeaveOffice, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    keeper = Keeper(tmp_path, key)
    worked(office, keeper, 1)
    office.clock.pass_by(timedelta(days=2))
    with office.engine.database.read() as connection:
        assert keeper.write_due(connection, office.clock.now()) is None

    office.asks()

    with office.engine.database.read() as connection:
        assert keeper.write_due(connection, office.clock.now()) is not None


@pytest.mark.parametrize("kind", ["cut", "rewritten", "old backup"])
def test_what_the_chain_cannot_see_is_found_by_a_checkpoint(
    office: LeaveOffice, key: Ed25519PrivateKey, tmp_path: Path, kind: str, scale: int
) -> None:
    keeper, random = Keeper(tmp_path, key), Random(kind)
    worked(office, keeper)
    seen = [one.seq for one in read_checkpoints(keeper.file)]

    for _ in range(100 * scale):
        place = random.randint(1, seen[-1] - 1)
        if kind == "rewritten":
            fault = found(office, keeper, key, rewritten_from(place))
            assert fault == Fault(next(seq for seq in seen if seq >= place), "rewritten")
        else:
            fault = found(office, keeper, key, cut_to(place))
            assert fault == Fault(next(seq for seq in seen if seq > place), "behind")


@pytest.mark.parametrize("kind", ["replaced", "left out", "turned round", "signed by another"])
def test_a_forged_checkpoint_is_found(
    office: LeaveOffice, key: Ed25519PrivateKey, tmp_path: Path, kind: str
) -> None:
    keeper = Keeper(tmp_path, key)
    worked(office, keeper)
    lines = keeper.file.read_text().splitlines()
    if kind == "replaced":
        one = read_checkpoints(keeper.file)[1]
        forged = Checkpoint(**{**asdict(one), "hash": "0" * 64})
        lines[1] = json.dumps(asdict(forged))
    elif kind == "left out":
        del lines[1]
    elif kind == "turned round":
        lines[0], lines[1] = lines[1], lines[0]
    keeper.file.write_text("\n".join(lines) + "\n")

    asked = Ed25519PrivateKey.generate() if kind == "signed by another" else key
    fault = found(office, keeper, asked)

    assert fault is not None and fault.kind in ("signature", "checkpoints")


@pytest.mark.parametrize("line", ["", "x", "{}", "[]", '{"seq": "1"}', "\xff"])
def test_what_is_no_checkpoint_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / FILE).write_text(line + "\n", "latin-1")

    with pytest.raises(BadCheckpoint, match="Line 1"):
        read_checkpoints(tmp_path / FILE)


def test_the_key_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "key"

    first, second = read_key(path), read_key(path)

    assert public_key_of(first) == public_key_of(second)
    assert path.stat().st_mode & 0o777 == 0o600
