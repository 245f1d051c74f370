"""Checkpoints of the journal, signed and kept outside the database.

A chain alone does not tell when its end was cut off, when all of it was written anew, or when an
old backup was put in its place. A checkpoint says at which row the journal stood and with which
hash; kept where the database's owner cannot reach, it is found out. Each names the one before, so
that none can be left out; the signature is Ed25519 over the canonical text.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, select

from engine.canonical import canonical, digest
from engine.errors import ModelError
from engine.journal import GENESIS, Fault, verify
from engine.tables import journal, journal_head

FILE = "checkpoints.jsonl"
PUBLIC_KEY = "checkpoints.pub"
DOMAIN = "vinhdanh:checkpoint:1"

EVERY_ROWS = 1_000
EVERY = timedelta(days=1)
"""A checkpoint is due after so many rows, or so much time with any row at all."""


class BadCheckpoint(ModelError):
    """Line %(line)s of %(file)s is no checkpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Where the journal stood, when, and after which checkpoint."""

    seq: int
    hash: str
    at: str
    previous: str
    """Digest of the checkpoint before."""
    signature: str = ""

    @property
    def digest(self) -> str:
        return digest({"domain": DOMAIN, **asdict(self)})

    @property
    def signed_text(self) -> bytes:
        said = {**asdict(self), "domain": DOMAIN}
        del said["signature"]
        return canonical(said).encode()


class Keeper:
    """The file of checkpoints of an installation, and the key that signs them."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey) -> None:
        self.file = folder / FILE
        self._key = key
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PUBLIC_KEY).write_text(public_key_of(key) + "\n", "ascii")

    def write_due(self, connection: Connection, now: datetime) -> Checkpoint | None:
        """Add a checkpoint when one is due; several processes may ask at the same time."""
        head = connection.execute(select(journal_head.c.seq, journal_head.c.hash)).one_or_none()
        if head is None or head.seq == 0:
            return None
        with self.file.open("a+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            last = _last(file)
            if last is not None and not _is_due(last, head.seq, now):
                return None
            made = self._signed(head.seq, head.hash, now, last)
            file.write(json.dumps(asdict(made), sort_keys=True) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return made

    def _signed(self, seq: int, hash_: str, now: datetime, last: Checkpoint | None) -> Checkpoint:
        said = {
            "seq": seq,
            "hash": hash_,
            "at": now.astimezone(UTC).isoformat(),
            "previous": last.digest if last is not None else GENESIS,
        }
        unsigned = Checkpoint(**said)  # type: ignore[arg-type]  # the values stand right above
        return Checkpoint(**said, signature=self._key.sign(unsigned.signed_text).hex())  # type: ignore[arg-type]


def read_key(path: Path) -> Ed25519PrivateKey:
    """The signing key of an installation; made at first use, readable by its owner alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))
    key = Ed25519PrivateKey.generate()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    return key


def public_key_of(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def read_checkpoints(file: Path) -> tuple[Checkpoint, ...]:
    """All checkpoints of a file, as they stand there; raises `BadCheckpoint`."""
    with file.open(encoding="ascii", errors="replace") as lines:
        return tuple(_parsed(lines, file.name))


def verify_with(
    connection: Connection, checkpoints: Sequence[Checkpoint], public_key: str
) -> Fault | None:
    """The chain, then the checkpoints themselves, then whether the one is what the others saw."""
    return (
        verify(connection)
        or _fault_of(checkpoints, Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)))
        or _fault_against(connection, checkpoints)
    )


def _fault_of(checkpoints: Iterable[Checkpoint], key: Ed25519PublicKey) -> Fault | None:
    previous, seq = GENESIS, 0
    for one in checkpoints:
        try:
            key.verify(bytes.fromhex(one.signature), one.signed_text)
        except (InvalidSignature, ValueError):
            return Fault(one.seq, "signature")
        if one.previous != previous or one.seq < seq:
            return Fault(one.seq, "checkpoints")
        previous, seq = one.digest, one.seq
    return None


def _fault_against(connection: Connection, checkpoints: Iterable[Checkpoint]) -> Fault | None:
    for one in checkpoints:
        found = connection.execute(
            select(journal.c.hash).where(journal.c.seq == one.seq)
        ).scalar_one_or_none()
        if found is None:
            return Fault(one.seq, "behind")
        if found != one.hash:
            return Fault(one.seq, "rewritten")
    return None


def _is_due(last: Checkpoint, seq: int, now: datetime) -> bool:
    if seq == last.seq:
        return False
    return seq - last.seq >= EVERY_ROWS or now - datetime.fromisoformat(last.at) >= EVERY


def _last(lines: Iterable[str]) -> Checkpoint | None:
    newest = deque(lines, maxlen=1)
    return next(_parsed(newest, FILE), None)


def _parsed(lines: Iterable[str], name: str) -> Iterator[Checkpoint]:
    for number, line in enumerate(lines, 1):
        try:
            said = json.loads(line)
            texts = (said["hash"], said["at"], said["previous"], said["signature"])
            if type(said["seq"]) is not int or not all(isinstance(text, str) for text in texts):
                raise ValueError(line)
            datetime.fromisoformat(said["at"])
            yield Checkpoint(**said)
        except (ValueError, KeyError, TypeError) as error:
            raise BadCheckpoint(line=number, file=name) from error
