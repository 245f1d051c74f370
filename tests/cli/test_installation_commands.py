"""Commands that change an installation: accounts, time, journal, backups."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from engine.clock import SystemClock
from engine.database import Database
from web.commands.installation import open_engine
from web.settings import read_settings
from workflows import accounts, api_tokens, business_time
from workflows.attachments import BlobStore
from workflows.business_time import DatabaseKind
from workflows.database import upgrade
from workflows.tables.accounts import api_token
from workflows.tables.offices import holding, office


def opened(terminal) -> Database:
    return Database(terminal.database)


# -- accounts


def test_the_first_user_makes_the_office_and_can_sign_in(new_terminal):
    result = new_terminal.adds_user()

    assert result.exit_code == 0, result.output
    database = opened(new_terminal)
    token = accounts.sign_in(
        database,
        accounts_ids(),
        SystemClock().wall(),
        username="hanh",
        password="một mật khẩu dài",
        address="::1",
        user_agent="",
    )
    with database.read() as connection:
        positions = set(connection.execute(select(holding.c.position)).scalars())
    database.close()
    assert token is not None
    assert positions == {"award_officer", "admin"}


def accounts_ids():
    from engine.ids import Ids

    return Ids()


def test_the_second_user_joins_the_office_that_is_there(terminal):
    terminal.adds_user()

    result = terminal.runs(
        *("user", "add", "--username", "mai", "--name", "Hoàng Thị Mai", "--password-stdin"),
        typed="một mật khẩu khác\n",
    )

    assert result.exit_code == 0, result.output
    database = opened(terminal)
    with database.read() as connection:
        assert len(connection.execute(select(office.c.id)).all()) == 1
    database.close()


@pytest.mark.parametrize("password", ["ngắn", "hanh", ""])
def test_a_weak_password_adds_nobody(terminal, password):
    result = terminal.adds_user(password=password)

    assert result.exit_code == 1
    assert "12" in result.stderr
    assert terminal.answers("user", "list") == []


def test_a_name_that_is_taken_is_refused(terminal):
    terminal.adds_user()

    assert terminal.adds_user().exit_code == 1


def test_without_an_office_one_has_to_be_named(terminal):
    result = terminal.runs(
        *("user", "add", "--username", "a", "--name", "A", "--password-stdin"), typed="x" * 20
    )

    assert result.exit_code == 1
    assert "--office" in result.stderr


def test_a_token_is_shown_once_and_only_its_hash_is_kept(terminal):
    terminal.adds_user()

    made = terminal.answers("token", "create", "--user", "hanh")["token"]

    database = opened(terminal)
    with database.read() as connection:
        kept = connection.execute(select(api_token.c.token_hash)).scalar_one()
        assert api_tokens.bearer_of(connection, made) is not None
    database.close()
    assert kept != made


def test_a_disabled_user_loses_tokens_too(terminal):
    terminal.adds_user()
    made = terminal.answers("token", "create", "--user", "hanh")["token"]

    assert terminal.runs("user", "disable", "hanh").exit_code == 0

    database = opened(terminal)
    with database.read() as connection:
        assert api_tokens.bearer_of(connection, made) is None
    database.close()


@pytest.mark.parametrize("words", [("token", "create", "--user", "x"), ("user", "disable", "x")])
def test_an_unknown_user_is_refused_in_a_sentence(terminal, words):
    result = terminal.runs(*words)

    assert result.exit_code == 1
    assert "no account x" in result.stderr


# -- time


def test_time_cannot_be_moved_on_in_a_real_installation(terminal):
    result = terminal.runs("tick", "--at", "2099-01-01T08:00")

    assert result.exit_code == 1
    assert "real installation" in result.stderr


def test_a_test_database_can_be_moved_on_and_remembers_it(terminal):
    terminal.runs("user", "list")
    database = opened(terminal)
    with database.write() as connection:
        business_time.mark(connection, DatabaseKind.TEST, offset=timedelta(days=-1000))

    moved = terminal.answers("tick", "--at", "2099-01-05T08:00")
    back = terminal.runs("tick", "--at", "2020-01-01T08:00")
    later = terminal.answers("tick")

    database.close()
    assert moved["now"].startswith("2099-01-05T01:00")
    assert back.exit_code == 0, "what was due by then may be done; time does not go back"
    assert later["now"].startswith("2099-01-05T01:0")


def test_a_plain_tick_does_what_is_due(terminal):
    assert terminal.answers("tick")["looked_at"] == 0


@pytest.mark.parametrize("at", ["tomorrow", "2023-13-01"])
def test_an_instant_that_is_none_is_wrong_usage(terminal, at):
    assert terminal.runs("tick", "--at", at).exit_code == 2


# -- the journal


def test_the_journal_of_a_new_installation_holds(new_terminal):
    answer = new_terminal.answers("verify-journal")

    assert answer["ok"] and answer["rows"] >= 1 and answer["fault"] is None


def test_every_tick_may_leave_a_checkpoint_that_finds_an_old_backup(terminal):
    assert terminal.answers("verify-journal")["checkpoints"] == 0
    terminal.runs("tick")
    assert terminal.answers("verify-journal")["checkpoints"] == 1
    database = opened(terminal)
    with database.write() as connection:
        connection.execute(text("DROP TRIGGER journal_no_delete"))
        connection.execute(text("DELETE FROM journal"))
        connection.execute(text(f"UPDATE journal_head SET seq = 0, hash = '{'0' * 64}'"))
    database.close()

    answer = terminal.answers("verify-journal", exit_code=1)

    assert answer["fault"]["kind"] == "behind"


def test_a_new_installation_is_sound(new_terminal):
    answer = new_terminal.answers("verify")

    assert answer == {"ok": True, "fault": None, "unsound": []}


def test_a_changed_row_is_found_and_placed(terminal):
    terminal.runs("user", "list")
    database = opened(terminal)
    with database.write() as connection:
        connection.execute(text("DROP TRIGGER journal_no_update"))
        connection.execute(text("UPDATE journal SET actor = 'x' WHERE seq = 1"))
    database.close()

    answer = terminal.answers("verify-journal", exit_code=1)

    assert answer["fault"] == {"seq": 1, "kind": "content"}


# -- backups


def backed_up(terminal, folder: Path) -> Path:
    terminal.adds_user()
    BlobStore(terminal.data_dir).put(io.BytesIO(b"%PDF-1.7 a scan\n%%EOF\n"))
    archive = folder / "backup.zip"
    assert terminal.runs("backup", str(archive)).exit_code == 0
    return archive


def test_what_was_backed_up_comes_back_whole(terminal, tmp_path):
    archive = backed_up(terminal, tmp_path)
    other = type(terminal)(tmp_path / "other")

    answer = other.answers("restore", str(archive))

    assert answer["blobs"] == 1
    assert other.answers("user", "list") == terminal.answers("user", "list")
    assert other.answers("verify-journal")["ok"]
    [blob] = (tmp_path / "other" / "blobs").glob("??/*")
    assert blob.read_bytes().startswith(b"%PDF")


def test_an_installation_is_not_overwritten_by_accident(terminal, tmp_path):
    archive = backed_up(terminal, tmp_path)

    refused = terminal.runs("restore", str(archive))
    replaced = terminal.runs("restore", str(archive), "--replace")

    assert refused.exit_code == 1 and "--replace" in refused.stderr
    assert replaced.exit_code == 0, replaced.output
    assert (terminal.data_dir / "vinhdanh.db.before-restore").exists()
    assert terminal.answers("verify-journal")["ok"]


def rewritten(archive: Path, **changes: bytes | None) -> Path:
    """The archive with members changed, added or (None) left out."""
    target = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = changes.pop(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in changes.items():
            new.writestr(name, content or b"")
    return target


def test_an_archive_that_was_tampered_with_restores_nothing(terminal, tmp_path):
    archive = backed_up(terminal, tmp_path)
    with zipfile.ZipFile(archive) as whole:
        database = whole.read("database.sqlite3")
        manifest = json.loads(whole.read("manifest.json"))
        blob = next(name for name in whole.namelist() if name.startswith("blobs/"))
    forged = json.dumps({**manifest, "journal_hash": "0" * 64}).encode()
    variants: list[dict[str, bytes | None]] = [
        {"database.sqlite3": database[:-1] + b"x"},
        {"manifest.json": forged},
        {"manifest.json": b"[]"},
        {"manifest.json": None},
        {blob: b"something else"},
        {blob: None},
        {"../../evil": b"x"},
        {"blobs/aa/../../evil": b"x"},
    ]

    for number, changes in enumerate(variants):
        other = type(terminal)(tmp_path / f"other{number}")
        result = other.runs("restore", str(rewritten(archive, **changes)))

        assert result.exit_code == 1, changes.keys()
        assert not (other.data_dir / "vinhdanh.db").exists()
        assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"\x00" * 100])
def test_a_file_that_is_no_archive_is_refused_in_a_sentence(new_terminal, tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)

    result = new_terminal.runs("restore", str(path))

    assert result.exit_code == 1
    assert "no backup" in result.stderr


def test_postgresql_is_left_to_its_own_tools(terminal, tmp_path):
    result = terminal.runs(
        *("backup", str(tmp_path / "x.zip")),
        VINHDANH_DATABASE_URL="postgresql://office:secret@db.example/vinhdanh",
    )

    assert result.exit_code == 1
    assert "pg_dump" in result.stderr and "secret" not in result.stderr


def test_a_demo_of_an_earlier_version_keeps_its_day_while_its_tables_are_brought_up_to_date(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    database = Database(url)
    upgrade(database, "0021")
    with database.write() as connection:
        business_time.mark(connection, DatabaseKind.DEMO, offset=timedelta(days=-1000))
    database.close()

    engine = open_engine(replace(read_settings({}), database_url=url, data_dir=tmp_path))

    behind = SystemClock().now() - engine.clock.now()
    assert timedelta(days=999) < behind < timedelta(days=1001)
    engine.database.close()
