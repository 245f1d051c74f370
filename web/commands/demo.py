"""`demo`: a dated township to try things in, on this machine alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import click
import pysqlite3
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from engine.clock import VIETNAM, ManualClock, SystemClock
from engine.database import Database
from engine.errors import Conflict
from engine.process_engine import ProcessEngine
from web.commands.installation import open_engine
from web.commands.saying import voice
from web.loading import loading
from web.logs import set_up_logs
from web.settings import PREFIX, Settings, read_settings
from workflows import business_time
from workflows.assemble import assemble
from workflows.attachments import BlobStore
from workflows.business_time import DatabaseKind
from workflows.council.box_keys import KeysInFolder

FIRST_DAY = date(2023, 11, 20)
"""Regime A, the year of the town's plan."""

MORNING = time(8, 0)


class NotADemo(Conflict):
    """%(url)s holds a real installation; the demo needs a database of its own."""


@click.command()
@click.option("--at", "day", default=FIRST_DAY.isoformat(), show_default=True, help="First day.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Default VINHDANH_PORT, else 8000.")
@click.option("--fresh", is_flag=True, help="Begin anew; what was done in the demo is lost.")
@click.option("--build-only", is_flag=True, help="Make the database and stop.")
def demo(day: str, port: int | None, fresh: bool, build_only: bool) -> None:
    """Serve a township with dossiers in every state, on a business day of the past.

    Its database is made at the first start and kept; time runs on from where it was.
    """
    first_day = _day(day)
    settings = demo_settings(first_day)
    if port is not None:
        settings = replace(settings, port=port)
    set_up_logs()
    made_ready(settings, first_day, fresh=fresh)
    if not build_only:
        _serve(settings)


def demo_settings(first_day: date, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the environment, with a database of the demo's own unless one is named."""
    settings = read_settings(environ, demo=True)
    if environ.get(f"{PREFIX}DATABASE_URL"):
        return settings
    name = "demo.sqlite" if first_day == FIRST_DAY else f"demo-{first_day.isoformat()}.sqlite"
    return replace(settings, database_url=f"sqlite:///{settings.data_dir / name}")


def made_ready(settings: Settings, first_day: date, *, fresh: bool = False) -> None:
    """Build the township where there is none yet."""
    kind = _kind(settings.database_url)
    if kind not in (None, DatabaseKind.DEMO):
        raise NotADemo(url=make_url(settings.database_url).render_as_string(hide_password=True))
    if kind is DatabaseKind.DEMO and not fresh:
        _tell_of_age(settings.database_url)
        return
    click.echo(voice().sentence("Making the demo's township; this is done once…"))
    place = _file(settings.database_url)
    if place is None:
        if kind is not None:
            raise click.UsageError("--fresh works on SQLite; drop and create the database anew")
        with _built(settings.database_url, settings, first_day):
            return
    # Made in memory and put into its place whole: quick, and a build that is interrupted leaves
    # no half town behind.
    unfinished = place.with_name(f".{place.name}.new")
    unfinished.unlink(missing_ok=True)
    with _built("sqlite://", settings, first_day) as engine:
        _write(engine, unfinished)
    for old in _files_of(place):
        old.unlink(missing_ok=True)
    unfinished.replace(place)


def _tell_of_age(url: str) -> None:
    """A town made by an earlier version is kept, with what was done in it, and one is told so."""
    from workflows.demo.origin import is_of_today

    database = Database(url)
    try:
        with database.read() as connection:
            same = is_of_today(connection)
    finally:
        database.close()
    if not same:
        click.echo(
            voice().sentence(
                "This demo was made by an earlier version; `vinhdanh demo --fresh` makes it anew."
            ),
            err=True,
        )


@contextmanager
def _built(url: str, settings: Settings, first_day: date) -> Iterator[ProcessEngine]:
    """An engine on a database with the township in it."""
    from workflows.demo import build

    clock = ManualClock(datetime.combine(first_day, MORNING, VIETNAM).astimezone(UTC))
    engine = assemble(url, clock, box_keys=KeysInFolder(settings.data_dir))
    try:
        build(engine, clock, BlobStore(settings.data_dir))
        _settle(engine, clock)
        yield engine
    finally:
        engine.database.close()


def _write(engine: ProcessEngine, place: Path) -> None:
    """A database in memory as a file."""
    with (
        engine.database.engine.connect() as connection,
        closing(pysqlite3.connect(place)) as file,
    ):
        raw = connection.connection.dbapi_connection
        if raw is None:
            raise AssertionError("a connection that is in use has its driver's connection")
        raw.backup(file)


def _settle(engine: ProcessEngine, clock: ManualClock) -> None:
    """Let time run on from here: what the building clock shows is what real time shows from now."""
    from workflows.demo.origin import keep_origin

    with engine.database.write() as connection:
        business_time.mark(connection, DatabaseKind.DEMO, offset=clock.now() - SystemClock().now())
        keep_origin(connection)


def _serve(settings: Settings) -> None:
    with loading():
        from web.app import create_app
        from web.serving import serve
        from web.ticking import post_of

    engine = open_engine(settings)
    try:
        serve(
            create_app(engine, settings),
            engine,
            settings,
            post_of(settings),
            listening=lambda url: click.echo(
                voice().sentence("The demo answers at %(url)s", {"url": url})
            ),
        )
    finally:
        engine.database.close()


def _kind(url: str) -> DatabaseKind | None:
    """What a database is for; None when nothing is in it."""
    place = _file(url)
    if place is not None and not place.exists():
        return None
    database = Database(url)
    try:
        with database.read() as connection:
            if not inspect(connection).has_table("setting"):
                return None
            return business_time.kind_of(connection)
    finally:
        database.close()


def _file(url: str) -> Path | None:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def _files_of(place: Path) -> tuple[Path, ...]:
    """A SQLite database with what may lie beside it."""
    return (place, *(place.with_name(place.name + end) for end in ("-wal", "-shm", "-journal")))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            f"expected a day such as 2024-03-01, not {text[:40]!r}", param_hint="--at"
        ) from error
