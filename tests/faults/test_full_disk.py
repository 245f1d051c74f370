"""No room for the database or for files: a clear answer, nothing half-stored, and then it works."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.api.caller import Answer, Caller, Programs, nomination_row
from tests.api.caller import founded as programs_founded
from tests.databases import PostgresServer, database_on, tablespace_on
from tests.engine.core.plain_office import contents
from tests.faults.oracle import violations
from tests.web.test_filing_pages import send

NO_ROOM = "hết chỗ"
MEGABYTE = 1024 * 1024
STATIC = ("resource", "calendar_day", "calendar_year")

Filing = Mapping[str, object]


def filing(programs: Programs, number: int) -> Filing:
    rows = [nomination_row(number * 20 + one) for one in range(20)]
    return {
        "procedure": "giay_khen_cong_trang",
        "unit": programs.site.world.unit_id,
        "title": f"Giấy khen đợt {number}",
        "letter_number": "15/TTr-THTT",
        "letter_date": "2023-11-20",
        "state_secret": False,
        "rows": rows,
    }


def files_until_full(programs: Programs, who: Caller) -> tuple[Filing, Answer]:
    """The first filing for which there was no room, and its answer; it has left nothing behind."""
    database = programs.site.world.engine.database
    for number in range(1, 200):
        asked, before = filing(programs, number), contents(database, but=STATIC)
        answer = who.post("/dossiers", asked, key=f"filing-{number:04}")
        if answer.status_code != 201:
            assert contents(database, but=STATIC) == before
            return asked, answer
    raise AssertionError("there was always room")


@contextmanager
def no_more_pages(programs: Programs) -> Iterator[None]:
    """The database may not grow: what SQLite then says is what it says on a full disk."""
    with programs.site.world.engine.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
        connection.rollback()
        yield
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")


def test_a_database_that_may_not_grow_says_so_and_takes_the_same_again_later(
    tmp_path: Path,
) -> None:
    programs = programs_founded(tmp_path)
    who = programs.as_("nominator")

    with no_more_pages(programs):
        asked, refused = files_until_full(programs, who)
        page = programs.site.as_("officer").get("/viec")
    again = who.post("/dossiers", asked, key="filing-later")

    assert (refused.status_code, refused.json["code"]) == (507, "database_full")
    assert NO_ROOM in refused.json["detail"] and "Retry-After" in refused.headers
    assert page.status_code in (200, 507)
    assert again.status_code == 201
    assert violations(programs.site.world.engine) == []
    programs.site.world.engine.database.close()


# -- a disk of our own, where the test may have one


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB in memory."""
    with mounted(tmp_path / "disk") as place:
        yield place


@contextmanager
def mounted(place: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def filled(disk: Path, *, but: int = 0) -> Callable[[], None]:
    """Fill a disk up to so many bytes; what is returned makes room again."""
    ballast = disk / "ballast"
    room = os.statvfs(disk)
    with ballast.open("wb") as file:
        file.write(b"\0" * max(room.f_bavail * room.f_frsize - but, 0))
    return ballast.unlink


def test_a_full_disk_refuses_dossiers_and_files_and_takes_them_once_there_is_room(
    small_disk: Path,
) -> None:
    programs = programs_founded(small_disk, f"sqlite:///{small_disk / 'town.sqlite3'}")
    site, who = programs.site, programs.as_("nominator")
    unit = site.as_("nominator")
    unit.get("/nop-ho-so/giay_khen_cong_trang")
    paper = b"%PDF-1.4\n" + os.urandom(2 * MEGABYTE)

    make_room = filled(small_disk, but=MEGABYTE // 2)
    refused_file = send(unit, None, scan=paper)
    asked, refused = files_until_full(programs, who)
    kept = [file for file in (small_disk / "blobs").rglob("*") if file.is_file()]
    make_room()
    taken_file = send(unit, None, scan=paper)
    again = who.post("/dossiers", asked, key="filing-later")

    assert refused_file.status_code == 507 and "hết chỗ cho tệp" in refused_file.text
    assert refused.status_code in (503, 507)
    assert kept == []
    assert "hết chỗ cho tệp" not in taken_file.text
    assert any(file.is_file() for file in (small_disk / "blobs").rglob("*"))
    assert again.status_code == 201
    assert violations(site.world.engine) == []
    site.world.engine.database.close()


# -- a server whose tables lie on such a disk


@dataclass(frozen=True)
class SmallServer:
    """A migrated database of PostgreSQL whose tables have 24 MB; its log lies elsewhere."""

    url: str
    disk: Path


@pytest.fixture
def small_server(postgres_server: PostgresServer, postgres_template: str) -> Iterator[SmallServer]:
    if "VINHDANH_TEST_DATABASE_URL" in os.environ:
        pytest.skip("the server may be on another machine")
    # Not in a folder of the test: the server is nobody, who may not go through those.
    folder = Path(tempfile.mkdtemp(prefix="vinhdanh-small-"))
    folder.chmod(0o755)
    try:
        with mounted(folder / "disk") as disk:
            shutil.chown(disk, "nobody")
            with (
                tablespace_on(postgres_server, disk) as tablespace,
                database_on(
                    postgres_server, template=postgres_template, tablespace=tablespace
                ) as url,
            ):
                yield SmallServer(url, disk)
    finally:
        shutil.rmtree(folder)


def test_a_server_without_room_says_so_and_takes_the_same_again_later(
    small_server: SmallServer, tmp_path: Path
) -> None:
    programs = programs_founded(tmp_path, small_server.url)
    who = programs.as_("nominator")

    make_room = filled(small_server.disk, but=MEGABYTE // 2)
    asked, refused = files_until_full(programs, who)
    make_room()
    again = who.post("/dossiers", asked, key="filing-later")

    assert (refused.status_code, refused.json["code"]) == (507, "database_full")
    assert again.status_code == 201
    assert violations(programs.site.world.engine) == []
    programs.site.world.engine.database.close()
