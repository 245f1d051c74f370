"""Keys of ballot boxes: kept beside the database, never in it, and destroyed after the count.

Whoever copies the database, its log or its backups has the sealed ballots and who voted, but not
what opens them.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from engine.process_engine import ProcessEngine
from workflows.council.sessions import SessionState
from workflows.tables.council import council_session

FOLDER = "ballot-keys"


class BoxKeys(Protocol):
    """Where the keys of boxes lie that have not been opened yet, by session."""

    def keep(self, session_id: str, key: bytes) -> None:
        """Keep the key of a box, durably, before anything is put into the box."""

    def find(self, session_id: str) -> bytes | None:
        """The key; None when it was lost or destroyed."""

    def destroy(self, session_id: str) -> None:
        """Make a box unreadable for good; nothing happens when there is no key."""

    def held(self) -> Collection[str]:
        """The sessions whose keys are here."""


class KeysInMemory:
    """For databases that live as long as their process."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}

    def keep(self, session_id: str, key: bytes) -> None:
        self._keys[session_id] = key

    def find(self, session_id: str) -> bytes | None:
        return self._keys.get(session_id)

    def destroy(self, session_id: str) -> None:
        self._keys.pop(session_id, None)

    def held(self) -> Collection[str]:
        return sorted(self._keys)


class KeysInFolder:
    """One small file a box in the data directory; `vinhdanh backup` leaves them out."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER

    def keep(self, session_id: str, key: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self.folder / session_id
        # A key of a transaction that came to nothing may lie there: no ballot was sealed for it.
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        self._flush_folder()

    def find(self, session_id: str) -> bytes | None:
        try:
            return (self.folder / session_id).read_bytes()
        except FileNotFoundError:
            return None

    def destroy(self, session_id: str) -> None:
        place = self.folder / session_id
        try:
            with place.open("rb+") as file:
                file.write(bytes(place.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            return
        place.unlink(missing_ok=True)
        self._flush_folder()

    def held(self) -> Collection[str]:
        return sorted(path.name for path in self.folder.glob("*"))

    def _flush_folder(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def destroy_spent(engine: ProcessEngine, keys: BoxKeys) -> int:
    """Destroy keys of boxes that no open session waits to count: a crash may have left some."""
    held = keys.held()
    if not held:
        return 0
    with engine.database.read() as connection:
        needed = set(
            connection.execute(
                select(council_session.c.id).where(
                    council_session.c.id.in_(held),
                    council_session.c.state == SessionState.OPEN.value,
                )
            ).scalars()
        )
    spent = [session_id for session_id in held if session_id not in needed]
    for session_id in spent:
        keys.destroy(session_id)
    return len(spent)
