"""Backups of an embedded installation: the database as it is at one instant, and its files."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import pysqlite3
from sqlalchemy import select
from sqlalchemy.engine import URL

from engine import journal
from engine.database import Database
from engine.errors import Conflict, Rejected
from engine.tables import journal_head

MANIFEST = "manifest.json"
DATABASE = "database.sqlite3"
FORMAT = 1
CHUNK = 1024 * 1024
_BLOB = re.compile(r"blobs/([0-9a-f]{2})/(\1[0-9a-f]{62})", re.ASCII)


class OnlySqlite(Rejected):
    """PostgreSQL is backed up by its own tools; run: %(command)s"""


class NoBackup(Rejected):
    """This is no backup of this product, or it is damaged: %(why)s"""


class InstallationPresent(Conflict):
    """There is already a database at %(path)s; restore into an empty place, or with --replace."""


class InstallationBusy(Conflict):
    """The database at %(path)s is in use; stop the server before you restore."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself: enough to tell whether it is whole."""

    created_at: str
    database_sha256: str
    journal_seq: int
    journal_hash: str
    blobs: int
    format: int = FORMAT


# -- taking one


def back_up(database: Database, data_dir: Path, archive: Path, now: datetime) -> Manifest:
    """Write one archive while the installation goes on working; whole or not at all.

    The database is copied first: files are stored before the rows that name them, so every file
    that the copy names is there.
    """
    source = require_file(database.url)
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent, prefix=".backup-") as folder:
        copy, unfinished = Path(folder, DATABASE), Path(folder, "archive")
        _copy_online(source, copy)
        blobs = dict(_blobs_under(data_dir))
        manifest = _manifest(copy, now, blobs=len(blobs))
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED, allowZip64=True) as target:
            target.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
            target.write(copy, DATABASE, zipfile.ZIP_DEFLATED)
            for name, path in blobs.items():
                target.write(path, name)
        _flush(unfinished)
        unfinished.replace(archive)
    return manifest


def _manifest(copy: Path, now: datetime, *, blobs: int) -> Manifest:
    copied = Database(f"sqlite:///{copy}")
    try:
        with copied.read() as connection:
            head = connection.execute(select(journal_head.c.seq, journal_head.c.hash)).first()
    finally:
        copied.close()
    _fold_in(copy)
    return Manifest(
        created_at=now.isoformat(timespec="seconds"),
        database_sha256=_sha256(copy),
        journal_seq=0 if head is None else head.seq,
        journal_hash=journal.GENESIS if head is None else head.hash,
        blobs=blobs,
    )


def _copy_online(source: Path, target: Path) -> None:
    with closing(pysqlite3.connect(source)) as old, closing(pysqlite3.connect(target)) as new:
        old.backup(new)


def _fold_in(database: Path) -> None:
    """Bring what a write-ahead log still holds into the one file."""
    with closing(pysqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _blobs_under(data_dir: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted((data_dir / "blobs").glob("??/*")):
        name = path.relative_to(data_dir).as_posix()
        if _BLOB.fullmatch(name):
            yield name, path


# -- bringing one back


def restore(archive: Path, url: URL, data_dir: Path, *, replace: bool = False) -> Manifest:
    """Bring an archive back into a place without an installation, once all of it was verified.

    With `replace` the database that is there is kept beside the new one under another name.
    """
    place = require_file(url)
    if place.exists() and place.stat().st_size and not replace:
        raise InstallationPresent(path=str(place))
    place.parent.mkdir(parents=True, exist_ok=True)
    with (
        _opened(archive) as source,
        tempfile.TemporaryDirectory(dir=place.parent, prefix=".restore-") as folder,
    ):
        manifest = _read_manifest(source)
        copy = Path(folder, DATABASE)
        _extract(source, DATABASE, copy, sha256=manifest.database_sha256)
        _require_sound(copy, manifest)
        _restore_blobs(source, manifest, data_dir)
        _put_aside(place)
        _flush(copy)
        copy.replace(place)
    return manifest


def _opened(archive: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(archive)
    except (OSError, zipfile.BadZipFile) as error:
        raise NoBackup(why=str(error)) from error


def _read_manifest(source: zipfile.ZipFile) -> Manifest:
    try:
        raw = json.loads(source.read(MANIFEST))
        manifest = Manifest(**raw)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise NoBackup(why=f"{MANIFEST}: {error}") from error
    if manifest.format != FORMAT:
        raise NoBackup(why=f"format {manifest.format}")
    return manifest


def _require_sound(copy: Path, manifest: Manifest) -> None:
    with closing(pysqlite3.connect(copy)) as connection:
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise NoBackup(why=str(said))
    database = Database(f"sqlite:///{copy}")
    try:
        with database.read() as connection:
            fault = journal.verify(connection)
            head = connection.execute(select(journal_head.c.seq, journal_head.c.hash)).one()
    finally:
        database.close()
    _fold_in(copy)
    if fault is not None:
        raise NoBackup(why=f"journal {fault.kind} {fault.seq}")
    if (head.seq, head.hash) != (manifest.journal_seq, manifest.journal_hash):
        raise NoBackup(why="journal head")


def _restore_blobs(source: zipfile.ZipFile, manifest: Manifest, data_dir: Path) -> None:
    names = [name for name in source.namelist() if _BLOB.fullmatch(name)]
    if len(names) != manifest.blobs or len(source.namelist()) != len(names) + 2:
        raise NoBackup(why="files missing or added")
    for name in names:
        target = data_dir / name
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".restore-") as folder:
            copy = Path(folder, "blob")
            _extract(source, name, copy, sha256=target.name)
            copy.replace(target)


def _extract(source: zipfile.ZipFile, name: str, target: Path, *, sha256: str) -> None:
    try:
        with source.open(name) as packed, target.open("xb") as file:
            found = _copy(packed, file)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise NoBackup(why=f"{name}: {error}") from error
    if found != sha256:
        raise NoBackup(why=f"{name}: SHA-256")


def _put_aside(place: Path) -> None:
    if not place.exists():
        return
    try:
        with closing(pysqlite3.connect(place, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except pysqlite3.OperationalError as error:
        raise InstallationBusy(path=str(place)) from error
    except pysqlite3.DatabaseError:
        pass  # damaged: all the more reason to bring the backup back
    aside = place.with_name(f"{place.name}.before-restore")
    place.replace(aside)


# -- pieces


def require_file(url: URL) -> Path:
    """The file of a SQLite database; other databases have tools of their own."""
    if url.get_backend_name() != "sqlite":
        plain = url.set(drivername="postgresql").render_as_string(hide_password=True)
        raise OnlySqlite(command=f"pg_dump --format=custom --file=vinhdanh.dump '{plain}'")
    if not url.database or url.database == ":memory:":
        raise OnlySqlite("A database in memory cannot be backed up.")
    return Path(url.database)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
