"""The tick of a process: every few seconds, what is due is done and letters that wait are sent."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from engine.checkpoints import Keeper, read_key
from engine.clock import VIETNAM
from engine.migration import run_migrations
from engine.process_engine import ProcessEngine
from engine.repairs import sweep_incidents
from engine.soundness import unreadable
from engine.sweeping import BATCH, run_due
from web.settings import PREFIX, BadSetting, Settings
from workflows import business_time
from workflows.abandoned import clear_abandoned
from workflows.attachments import BlobStore
from workflows.council.box_keys import BoxKeys, KeysInFolder
from workflows.documents.making import render_due
from workflows.documents.rendering import Press
from workflows.documents.signing_keys import FileKey, SigningKey, TokenKey
from workflows.escalating import escalate_due
from workflows.outbox import Transport, send_due
from workflows.studio.road import publish_due
from workflows.transports import FolderTransport, SmtpSettings, SmtpTransport

log = structlog.get_logger()

EVERY_SECONDS = 5
CLEAR_EVERY_HOURS = 1
MANY = 20
"""So many documents and letters written at once say that more are waiting."""
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
    return Press(BlobStore(settings.data_dir), settings.address, _seal(settings))


def _seal(settings: Settings) -> SigningKey | None:
    """The office's own key, on its token or in its file, where there is one."""
    if settings.token_module is not None and settings.seal_token:
        return TokenKey(settings.token_module, settings.seal_token, settings.seal_password)
    if settings.seal_file is not None:
        return FileKey(settings.seal_file.read_bytes(), settings.seal_password)
    return None


def tick(engine: ProcessEngine, post: Post, told: threading.Event | None = None) -> int:
    """Do once what is due now; any number of processes may tick at the same time."""
    told = told or threading.Event()
    return sweep(engine, post) + write_out(engine, post, told)


def sweep(engine: ProcessEngine, post: Post) -> int:
    """What is due inside the database: timers, gates, jobs, messages, versions, moves."""
    business_time.refresh(engine)
    done = run_due(engine) + publish_due(engine) + run_migrations(engine)
    done += escalate_due(engine)
    sweep_incidents(engine)
    if post.keeper is not None:
        with engine.database.read() as connection:
            post.keeper.write_due(connection, engine.clock.now())
    return done


def write_out(engine: ProcessEngine, post: Post, told: threading.Event) -> int:
    """What is due outside: documents and letters; not begun any more once told to stop."""
    press = post.press
    made = render_due(engine, press, stop=told.is_set) if press is not None else 0
    return made + send_due(
        engine,
        post.transport,
        sender=post.sender,
        blobs=press.blobs if press is not None else None,
        stop=told.is_set,
    )


@contextmanager
def ticking(
    engine: ProcessEngine, post: Post, blobs: BlobStore, told: threading.Event
) -> Iterator[None]:
    """Tick in the background until the block ends; what runs then is let finish.

    The scheduler is a metronome and nothing more: what is due stands in the database. The first
    beat is at once, for something may have fallen due while nobody was there. Letters go
    by a beat of their own, so that no timer waits for a mail server that does not answer.
    """
    scheduler = BackgroundScheduler(timezone=VIETNAM)

    def every(job: Callable[[], object], name: str, **interval: int) -> None:
        scheduler.add_job(
            _safely(job, name),
            "interval",
            id=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=engine.clock.wall(),
            **interval,
        )

    every(partial(_sweep_all, engine, post, told), "sweep", seconds=EVERY_SECONDS)
    every(partial(_write_all, engine, post, told), "writing", seconds=EVERY_SECONDS)
    every(partial(_clear, engine, blobs), "clearing", hours=CLEAR_EVERY_HOURS)
    scheduler.add_job(_safely(partial(name_unreadable, engine, told), "states"), id="states")
    scheduler.start()
    try:
        yield
    finally:
        told.set()
        scheduler.shutdown(wait=True)


def name_unreadable(engine: ProcessEngine, told: threading.Event) -> int:
    """When a process starts: name every case that this version cannot read; returns how many.

    They are only named: an older program may well read them, so that nothing is stopped here.
    """
    named = 0
    for one in unreadable(engine):
        log.error("state_unreadable", instance=one.instance_id)
        named += 1
        if told.is_set():
            break
    log.info("states_looked_at", unreadable=named)
    return named


def _sweep_all(engine: ProcessEngine, post: Post, told: threading.Event) -> None:
    """Until little is left: a thousand deadlines of one midnight do not wait for the next beat."""
    while sweep(engine, post) >= BATCH and not told.is_set():
        pass


def _write_all(engine: ProcessEngine, post: Post, told: threading.Event) -> None:
    """The same for documents and letters: a hundred of them do not wait for five more beats."""
    while write_out(engine, post, told) >= MANY and not told.is_set():
        pass


def _safely(job: Callable[[], object], name: str) -> Callable[[], None]:
    def run() -> None:
        try:
            job()
        except Exception:  # the edge of a job: the next beat finds the same work again
            log.exception("tick_failed", job=name)

    return run


def _clear(engine: ProcessEngine, blobs: BlobStore) -> None:
    cleared = clear_abandoned(engine, blobs)
    if cleared.rows or cleared.files:
        log.info("abandoned_cleared", rows=cleared.rows, files=cleared.files)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 65_535):
        raise BadSetting(name=f"{PREFIX}SMTP_PORT", value=text)
    return int(text)
