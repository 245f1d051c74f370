"""The tick of a process: every few seconds, what is due is done and letters that wait are sent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from engine.checkpoints import Keeper, read_key
from engine.clock import VIETNAM
from engine.migration import run_migrations
from engine.process_engine import ProcessEngine
from engine.repairs import sweep_incidents
from engine.sweeping import run_due
from web.settings import PREFIX, BadSetting, Settings
from workflows import business_time
from workflows.abandoned import clear_abandoned
from workflows.attachments import BlobStore
from workflows.council.box_keys import BoxKeys, KeysInFolder, destroy_spent
from workflows.documents.rendering import Press, Seal, render_due
from workflows.outbox import Transport, send_due
from workflows.studio.road import publish_due
from workflows.transports import FolderTransport, SmtpSettings, SmtpTransport

log = structlog.get_logger()

EVERY_SECONDS = 5
CLEAR_EVERY_HOURS = 1
SWEEP = "sweep"
CLEARING = "clearing"
CHECKPOINT_KEY = "checkpoint-key"
OUTGOING = "outgoing"
"""Folder of letters where no mail server is set up."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a tick writes outside the database: letters, files of documents, checkpoints."""

    transport: Transport
    sender: str
    press: Press | None = None
    keeper: Keeper | None = None
    """Who notes where the journal stands."""
    box_keys: BoxKeys | None = None
    """What opens ballot boxes; destroyed when no count waits for it any more."""


def post_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> Post:
    """The office's mail server when one is named, else a folder in the data directory."""
    sender = environ.get(f"{PREFIX}MAIL_FROM") or "vinhdanh@localhost"
    host = environ.get(f"{PREFIX}SMTP_HOST", "")
    press = press_of(settings)
    keeper = Keeper(settings.checkpoints, read_key(settings.data_dir / CHECKPOINT_KEY))
    box_keys = KeysInFolder(settings.data_dir)
    if not host or settings.demo:
        folder = FolderTransport(settings.data_dir / OUTGOING)
        return Post(folder, sender, press, keeper, box_keys)
    server = SmtpSettings(
        host=host,
        port=_port(environ.get(f"{PREFIX}SMTP_PORT") or "587"),
        user=environ.get(f"{PREFIX}SMTP_USER", ""),
        password=environ.get(f"{PREFIX}SMTP_PASSWORD", ""),
        starttls=environ.get(f"{PREFIX}SMTP_STARTTLS", "yes") != "no",
    )
    return Post(SmtpTransport(server), sender, press, keeper, box_keys)


def press_of(settings: Settings) -> Press:
    """Documents go where attachments are, and name the address at which they are checked."""
    seal = settings.seal_file
    return Press(
        BlobStore(settings.data_dir),
        settings.address,
        Seal(seal.read_bytes(), settings.seal_password) if seal is not None else None,
    )


def tick(engine: ProcessEngine, post: Post) -> int:
    """Do once what is due now; any number of processes may tick at the same time."""
    business_time.refresh(engine)
    done = run_due(engine) + publish_due(engine) + run_migrations(engine)
    sweep_incidents(engine)
    if post.keeper is not None:
        with engine.database.read() as connection:
            post.keeper.write_due(connection, engine.clock.now())
    if post.box_keys is not None:
        destroy_spent(engine, post.box_keys)
    if post.press is not None:
        done += render_due(engine, post.press)
    return done + send_due(engine, post.transport, sender=post.sender)


@contextmanager
def ticking(engine: ProcessEngine, post: Post, blobs: BlobStore) -> Iterator[None]:
    """Tick in the background until the block ends; a tick that runs is let finish.

    The scheduler is a metronome and nothing more: what is due stands in the database.
    """
    scheduler = BackgroundScheduler(timezone=VIETNAM)
    scheduler.add_job(
        _tick_safely,
        "interval",
        seconds=EVERY_SECONDS,
        args=(engine, post),
        id=SWEEP,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.add_job(
        _clear_safely,
        "interval",
        hours=CLEAR_EVERY_HOURS,
        args=(engine, blobs),
        id=CLEARING,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


def _tick_safely(engine: ProcessEngine, post: Post) -> None:
    try:
        tick(engine, post)
    except Exception:  # the edge of a job: the next tick finds the same work again
        log.exception("tick_failed")


def _clear_safely(engine: ProcessEngine, blobs: BlobStore) -> None:
    try:
        cleared = clear_abandoned(engine, blobs)
    except Exception:  # the edge of a job: what is left is cleared the next time
        log.exception("clearing_failed")
        return
    if cleared.rows or cleared.files:
        log.info("abandoned_cleared", rows=cleared.rows, files=cleared.files)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 65_535):
        raise BadSetting(name=f"{PREFIX}SMTP_PORT", value=text)
    return int(text)
