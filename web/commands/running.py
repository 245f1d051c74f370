"""`serve`, `worker` and `tick`: the processes of an installation."""

from __future__ import annotations

import click

from engine.clock import ManualClock
from engine.process_engine import ProcessEngine
from engine.sweeping import run_due
from web.commands.deadlines import instant_of
from web.commands.installation import open_engine, opened
from web.commands.saying import day_and_time, format_option, show, voice
from web.loading import loading
from web.logs import set_up_logs
from web.settings import read_settings
from web.ticking import post_of
from web.ticking import tick as tick_once
from workflows import business_time
from workflows.abandoned import clear_abandoned
from workflows.assemble import assemble, prepare
from workflows.attachments import BlobStore
from workflows.escalating import escalate_due


@click.command()
def serve() -> None:
    """Serve the pages and do what falls due; VINHDANH_HOST and VINHDANH_PORT say where.

    Only this machine is served unless VINHDANH_PROXIES declares the proxies that speak HTTPS.
    """
    with loading():
        from web.app import create_app
        from web.serving import serve as serve_pages

    settings = read_settings()
    set_up_logs()
    engine = open_engine(settings)
    try:
        # The delivered procedures may be newer than what is deployed.
        prepare(engine)
        serve_pages(
            create_app(engine, settings),
            engine,
            settings,
            post_of(settings),
            listening=lambda url: click.echo(
                voice().sentence("Vinh Danh answers at %(url)s", {"url": url})
            ),
        )
    finally:
        engine.database.close()


@click.command()
def worker() -> None:
    """Do what falls due, without serving pages; any number of workers may run."""
    from web.serving import work

    settings = read_settings()
    set_up_logs()
    with opened(settings) as engine:
        prepare(engine)
        work(
            engine,
            post_of(settings),
            BlobStore(settings.data_dir),
            started=lambda: click.echo(voice().sentence("The worker is running.")),
        )


@click.command()
@click.option(
    "--at", default="", help="As if it were then, ISO 8601; later than now on demos only."
)
@format_option
def tick(at: str, form: str) -> None:
    """Do once what is due: timers, gates that open, jobs, letters.

    On a demo or test database --at moves business time on to that instant, and everything on the
    way happens at its own instant.
    """
    settings = read_settings()
    with opened(settings) as engine:
        if at:
            looked_at = _at(engine, at, settings.database_url)
        else:
            looked_at = tick_once(engine, post_of(settings))
            clear_abandoned(engine, BlobStore(settings.data_dir))
        now = engine.clock.now()
    show(
        form,
        {"now": now, "looked_at": looked_at},
        lambda: voice().sentence(
            "%(now)s: %(count)s due things were looked at.",
            {"now": day_and_time(now), "count": looked_at},
        ),
    )


def _at(engine: ProcessEngine, text: str, url: str) -> int:
    to = instant_of(text, "--at")
    if to > engine.clock.now():
        return business_time.move_on(engine, to)
    # Not later than now: only what was due by then, whatever has become due since.
    then = assemble(url, ManualClock(to))
    try:
        return run_due(then) + escalate_due(then)
    finally:
        then.database.close()
