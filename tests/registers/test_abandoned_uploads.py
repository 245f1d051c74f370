"""Uploads that joined nothing go after their time of grace; whatever a row names stays."""

from __future__ import annotations

import io
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.office import PDF, Office
from tests.scenario.world import World
from workflows import attachments
from workflows.abandoned import GRACE, Cleared, clear_abandoned
from workflows.attachments import BlobStore
from workflows.tables.accounts import attachment, draft

LATER = GRACE + timedelta(minutes=1)


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path)


def uploads(world: World, blobs: BlobStore, *, by: str = "officer", content: bytes = PDF) -> str:
    """A file that somebody has sent; its time on disk is that of the scenario."""
    actor = world.actor(by)
    with world.engine.database.write() as connection:
        kept = attachments.store(
            connection,
            blobs,
            io.BytesIO(content),
            name="tệp.pdf",
            actor=actor,
            office_id=world.office_id,
            ids=world.engine.ids,
            now=world.clock.now(),
        )
    dated(blobs.path(kept.sha256), world.clock.now())
    return kept.id


def dated(path: Path, at: datetime) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))


def known(world: World) -> set[str]:
    with world.engine.view() as view:
        return set(view.connection.execute(select(attachment.c.id)).scalars())


def stored(blobs: BlobStore) -> list[Path]:
    return sorted(path for path in blobs.root.rglob("*") if path.is_file())


def test_within_the_grace_nothing_goes(world: World, blobs: BlobStore) -> None:
    kept = uploads(world, blobs)

    world.clock.pass_by(GRACE - timedelta(minutes=1))
    cleared = clear_abandoned(world.engine, blobs)

    assert cleared == Cleared(rows=0, files=0)
    assert kept in known(world) and len(stored(blobs)) == 1


def test_afterwards_row_and_file_go(world: World, blobs: BlobStore) -> None:
    uploads(world, blobs)

    world.clock.pass_by(LATER)
    cleared = clear_abandoned(world.engine, blobs)

    assert cleared == Cleared(rows=1, files=1)
    assert (known(world), stored(blobs)) == (set(), [])


def test_what_joined_a_case_stays(world: World, office: Office, blobs: BlobStore) -> None:
    dossier = office.files(nominees=1)
    bound, case = uploads(world, blobs), dossier.record.instance_id
    with world.engine.database.write() as connection:
        connection.execute(
            update(attachment).where(attachment.c.id == bound).values(instance_id=case)
        )

    world.clock.pass_by(LATER)
    clear_abandoned(world.engine, blobs)

    assert bound in known(world) and len(stored(blobs)) == 1


def test_what_stands_in_a_draft_stays(world: World, blobs: BlobStore) -> None:
    kept = uploads(world, blobs)
    with world.engine.database.write() as connection:
        connection.execute(
            insert(draft).values(
                task_id="t",
                person_id=world.people["officer"],
                data={"scan": [kept]},
                saved_at=world.clock.now(),
            )
        )

    world.clock.pass_by(LATER)
    clear_abandoned(world.engine, blobs)

    assert kept in known(world)


def test_the_scan_of_a_ballot_stays(world: World, office: Office, blobs: BlobStore) -> None:
    council, dossier = Council(world), brought_to_the_council(office, 1)
    council.meets(dossier)
    council.notes(head="written")
    scan = uploads(world, blobs, by="secretary")
    council.votes_in_writing(dossier, member="head", scan=scan)

    world.clock.pass_by(LATER)
    clear_abandoned(world.engine, blobs)

    assert scan in known(world) and len(stored(blobs)) == 1


def test_a_content_that_another_row_names_stays(world: World, blobs: BlobStore) -> None:
    uploads(world, blobs)
    world.clock.pass_by(LATER)
    again = uploads(world, blobs)
    dated(stored(blobs)[0], world.clock.now() - LATER)

    clear_abandoned(world.engine, blobs)

    assert known(world) == {again} and len(stored(blobs)) == 1


def test_files_that_no_row_names_and_half_written_ones_go(world: World, blobs: BlobStore) -> None:
    refused = blobs.root / "ab" / ("ab" + "0" * 62)
    half = blobs.root / f"{attachments.INCOMING}x1"
    fresh = blobs.root / f"{attachments.INCOMING}x2"
    refused.parent.mkdir(parents=True)
    for path in (refused, half, fresh):
        path.write_bytes(b"x")
        dated(path, world.clock.now())

    world.clock.pass_by(LATER)
    dated(fresh, world.clock.now())
    cleared = clear_abandoned(world.engine, blobs)

    assert cleared.files == 2
    assert stored(blobs) == [fresh]


def test_more_than_one_portion_goes(
    world: World, blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.abandoned.MOST_AT_ONCE", 2)
    for number in range(5):
        uploads(world, blobs, content=PDF + str(number).encode())

    world.clock.pass_by(LATER)

    assert clear_abandoned(world.engine, blobs) == Cleared(rows=5, files=5)
