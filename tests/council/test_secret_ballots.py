"""Secret ballots: whoever copies the database, its log and every backup cannot tell who chose what.

Two towns live through the same hour with the same randomness; only the choices of two members are
exchanged. Whatever differs between their copies is what a copy tells of a choice.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pysqlite3
import pytest
from sqlalchemy import delete, select, update

from engine.process_engine import ProcessEngine
from engine.tables import metadata
from tests.scenario.council import EVERYBODY, Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from tests.scenario.world import World, found
from workflows.council.box_keys import FOLDER, BoxKeys, KeysInFolder, destroy_spent
from workflows.council.counting import Tally
from workflows.council.sealing import KEY_BYTES, BrokenSeal, lock_of, seal, unseal
from workflows.registration import registry
from workflows.tables.council import council_session, sealed_ballot

Rows = Mapping[str, list[tuple[object, ...]]]
SAID = ("yes", "no", "blank", "yes", "no", "yes", "yes", "no", "yes")
CHOICES = dict(zip(EVERYBODY, SAID, strict=True))
EXCHANGED = {**CHOICES, "chairman": CHOICES["vice_chairman"], "vice_chairman": CHOICES["chairman"]}


@contextmanager
def township(url: str, keys: BoxKeys) -> Iterator[World]:
    """The township of the scenarios, with the keys of its boxes where it is told to keep them."""
    world = found(url)
    world.engine = with_keys(world.engine, keys)
    yield world
    world.engine.database.close()


def with_keys(engine: ProcessEngine, keys: BoxKeys) -> ProcessEngine:
    return ProcessEngine(engine.database, engine.clock, engine.ids, registry(keys))


def dumped(world: World) -> Rows:
    """Every row of every table, as a copy of the database shows them, in the order they lie in."""
    with world.engine.database.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
        }


def without_contents(rows: Rows) -> Rows:
    """What is left once one cannot read the sealed ballots, but sees how long they are."""
    sealed = [(*row[:2], len(str(row[2]))) for row in rows["sealed_ballot"]]
    return {**rows, "sealed_ballot": sealed, "council_session": rows["council_session"]}


def lived_through(world: World, choices: Mapping[str, str]) -> list[Rows]:
    """A copy after every ballot, and one after the count."""
    office, council = Office(world), Council(world)
    dossier = brought_to_the_council(office, 2)
    council.meets(dossier, secret=True)
    copies = []
    for name, choice in choices.items():
        council.votes(dossier, choice, by=name)
        copies.append(dumped(world))
    council.closes()
    return [*copies, dumped(world)]


def test_copies_after_every_ballot_tell_nothing_of_a_choice(tmp_path: Path) -> None:
    lives = []
    for number, choices in enumerate((CHOICES, EXCHANGED)):
        with township("sqlite://", KeysInFolder(tmp_path / str(number))) as world:
            lives.append(lived_through(world, choices))

    for one, other in zip(*lives, strict=True):
        assert without_contents(one) == without_contents(other)
    # The ballots themselves do differ, as long as there are any.
    assert lives[0][0]["sealed_ballot"] != lives[1][0]["sealed_ballot"]
    assert lives[0][-1]["sealed_ballot"] == []
    assert lives[0][-1] == lives[1][-1]


def test_ballots_are_counted_from_the_box_and_the_key_is_gone(tmp_path: Path) -> None:
    keys = KeysInFolder(tmp_path)
    with township("sqlite://", keys) as world:
        office, council = Office(world), Council(world)
        dossier = brought_to_the_council(office, 2)
        council.meets(dossier, secret=True)
        for name, choice in CHOICES.items():
            council.votes(dossier, choice, by=name)
        assert council.ballot(dossier).tally == Tally()
        (held,) = keys.held()

        council.closes()

        assert held == council.session_id
        assert council.ballot(dossier).tally == Tally(yes=5, no=3, blank=1)
        assert [*tmp_path.rglob("*")] == [tmp_path / FOLDER]


def test_ballots_lie_in_no_order_and_bear_no_name_and_no_time(tmp_path: Path) -> None:
    with township(f"sqlite:///{tmp_path / 'town.sqlite'}", KeysInFolder(tmp_path)) as world:
        office, council = Office(world), Council(world)
        dossier = brought_to_the_council(office, 1)
        council.meets(dossier, secret=True)

        seen: list[str] = []
        for name in EVERYBODY:
            council.votes(dossier, by=name)
            (new,) = {str(row[0]) for row in dumped(world)["sealed_ballot"]} - set(seen)
            seen.append(new)

        lying = [row[0] for row in dumped(world)["sealed_ballot"]]
        assert lying == sorted(seen) != seen
        assert set(sealed_ballot.c.keys()) == {"id", "session_id", "content"}


@pytest.mark.parametrize("ending", ["closes", "gives_up"])
def test_a_copy_made_before_the_end_can_no_longer_be_opened(ending: str, tmp_path: Path) -> None:
    """Neither from the copied file with its log, nor with what lies in the data directory later."""
    keys, place = KeysInFolder(tmp_path / "data"), tmp_path / "town.sqlite"
    with township(f"sqlite:///{place}", keys) as world:
        dossier, council = voting(world)
        council.agrees(dossier)
        copy = tmp_path / "copy.sqlite"
        for end in ("", "-wal"):
            shutil.copy(f"{place}{end}", f"{copy}{end}")
        key = keys.find(council.session_id)

        _end(council, ending)

        assert keys.held() == []
        sealed, lock = _copied(copy)
        assert len(sealed) == len(EVERYBODY)
        assert lock_of(key or b"").hex() == lock
        assert key is not None and not _stands_in(tmp_path, key)


def voting(world: World) -> tuple[Dossier, Council]:
    """A dossier of one nominee before a council that votes in secret."""
    dossier, council = brought_to_the_council(Office(world), 1), Council(world)
    council.meets(dossier, secret=True)
    return dossier, council


def _end(council: Council, ending: str) -> None:
    if ending == "closes":
        council.closes()
    else:
        council.gives_up("Phát phiếu nhầm danh sách")


def _copied(copy: Path) -> tuple[list[str], str]:
    with closing(pysqlite3.connect(copy)) as connection:
        contents = [row[0] for row in connection.execute("SELECT content FROM sealed_ballot")]
        (lock,) = connection.execute("SELECT box_lock FROM council_session").fetchone()
    return contents, lock


def _stands_in(folder: Path, key: bytes) -> bool:
    """Whether any file holds the key, as it is or as text."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return any(key in content or key.hex().encode() in content for content in files)


def test_without_its_key_a_box_stays_closed_and_the_council_votes_anew(tmp_path: Path) -> None:
    keys = KeysInFolder(tmp_path)
    with township("sqlite://", keys) as world:
        dossier, council = voting(world)
        council.agrees(dossier)
        keys.destroy(council.session_id)

        refusal = Office(world).tries(council.closes)

        assert refusal.code == "box_locked"
        council.gives_up("Mất khóa hòm phiếu")
        council.meets(dossier, secret=True)
        council.agrees(dossier)
        council.closes()
        assert council.ballot(dossier).passed


@pytest.mark.parametrize("fault", ["taken", "changed", "moved"])
def test_a_box_that_somebody_reached_into_is_not_counted(world: World, fault: str) -> None:
    dossier, council = voting(world)
    council.agrees(dossier)

    with world.engine.database.write() as connection:
        one = connection.execute(select(sealed_ballot).limit(1)).one()
        mine = sealed_ballot.c.id == one.id
        if fault == "taken":
            connection.execute(delete(sealed_ballot).where(mine))
        elif fault == "changed":
            content = f"{one.content[:-1]}{'0' if one.content[-1] != '0' else '1'}"
            connection.execute(update(sealed_ballot).where(mine).values(content=content))
        else:
            lock = lock_of(bytes(range(KEY_BYTES))).hex()
            connection.execute(update(council_session).values(box_lock=lock))
            other = seal(b"y", bytes.fromhex(lock), place=b"x", randomness=bytes([7]) * KEY_BYTES)
            connection.execute(update(sealed_ballot).where(mine).values(content=other.hex()))

    assert Office(world).tries(council.closes).code == "box_tampered"
    assert council.session.state == "open"


def test_keys_that_a_crash_left_behind_are_destroyed_and_needed_ones_are_not(
    world: World, tmp_path: Path
) -> None:
    keys = KeysInFolder(tmp_path)
    world.engine = with_keys(world.engine, keys)
    dossier, council = voting(world)
    council.votes(dossier, by="head")
    keys.keep("of-a-session-that-is-over", b"k" * KEY_BYTES)

    assert destroy_spent(world.engine, keys) == 1

    assert keys.held() == [council.session_id]


def test_what_is_sealed_opens_with_its_key_at_its_place_only() -> None:
    key, other = bytes(range(32)), bytes(range(1, 33))
    sealed = seal(b"ynb-", lock_of(key), place=b"here", randomness=bytes(range(2, 34)))

    assert unseal(sealed, key, place=b"here") == b"ynb-"
    assert len(sealed) == len(seal(b"----", lock_of(key), place=b"here", randomness=other))
    for wrong in (
        (sealed, other, b"here"),
        (sealed, key, b"there"),
        (sealed[:-1], key, b"here"),
        (b"", key, b"here"),
        (bytes(len(sealed)), key, b"here"),
    ):
        with pytest.raises(BrokenSeal):
            unseal(wrong[0], wrong[1], place=wrong[2])
