"""`verify-journal` and `verify`: whether anything was changed by hand or does not hold any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import Connection, func, select

from engine import journal
from engine.checkpoints import FILE, PUBLIC_KEY, read_checkpoints, verify_with
from engine.soundness import Unsound, stop_unreadable, unsound
from engine.tables import journal as journal_table
from engine.tables import journal_head
from web.commands.installation import opened
from web.commands.saying import Voice, format_option, show, voice
from web.journal_words import FAULTS, UNSOUND
from web.settings import read_settings

checkpoints_option = click.option(
    "--checkpoints",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder of the checkpoints to compare with; default: the installation's own.",
)


@click.command("verify-journal")
@checkpoints_option
@format_option
def verify_journal(folder: Path | None, form: str) -> None:
    """Walk the whole chain of the journal and compare it with its checkpoints: {ok, rows, head,
    checkpoints, fault}; exit code 1 at a fault.

    Checkpoints kept where the owner of the database cannot write find what a chain alone does not:
    a cut end, a journal written anew, an old backup.
    """
    folder = folder or read_settings().checkpoints
    with opened() as engine, engine.database.read() as connection:
        fault, seen = _fault(connection, folder)
        rows = connection.execute(select(func.count()).select_from(journal_table)).scalar_one()
        head = connection.execute(select(journal_head.c.hash)).scalar_one_or_none()
    data = {
        "ok": fault is None,
        "rows": rows,
        "head": head or journal.GENESIS,
        "checkpoints": seen,
        "fault": None if fault is None else {"seq": fault.seq, "kind": fault.kind},
    }
    show(form, data, lambda: _verdict(voice(), fault, rows))
    if fault is not None:
        raise click.exceptions.Exit(1)


@click.command("verify")
@checkpoints_option
@format_option
def verify(folder: Path | None, form: str) -> None:
    """Check what must hold, every night: {ok, fault, unsound: [{instance, kind}]}; exit code 1.

    The journal with its checkpoints, cases that wait for nothing, work of cases that are over,
    stored states that cannot be read: those stand still from then on, each with an incident.
    """
    folder = folder or read_settings().checkpoints
    with opened() as engine:
        with engine.database.read() as connection:
            fault, _ = _fault(connection, folder)
            rows = connection.execute(select(func.count()).select_from(journal_table)).scalar_one()
        found = list(unsound(engine))
        for one in found:
            if one.kind == "unreadable_state":
                stop_unreadable(engine, one)
    data = {
        "ok": fault is None and not found,
        "fault": None if fault is None else {"seq": fault.seq, "kind": fault.kind},
        "unsound": [{"instance": one.instance_id, "kind": one.kind} for one in found],
    }
    show(form, data, lambda: "\n".join(_lines(fault, rows, found)))
    if not data["ok"]:
        raise click.exceptions.Exit(1)


def _fault(connection: Connection, folder: Path) -> tuple[journal.Fault | None, int]:
    """(what is wrong, how many checkpoints were compared)"""
    file, key = folder / FILE, folder / PUBLIC_KEY
    if not (file.is_file() and key.is_file()):
        return journal.verify(connection), 0
    known = read_checkpoints(file)
    return verify_with(connection, known, key.read_text("ascii").strip()), len(known)


def _lines(fault: journal.Fault | None, rows: int, found: list[Unsound]) -> Iterator[str]:
    said = voice()
    yield _verdict(said, fault, rows)
    for one in found:
        yield f"{one.instance_id} {said.sentence(UNSOUND[one.kind])}"
    if not found:
        yield said.sentence("Every case is sound.")


def _verdict(said: Voice, fault: journal.Fault | None, rows: int) -> str:
    if fault is None:
        return said.sentence("The journal holds: %(rows)s rows.", {"rows": rows})
    return said.sentence(
        "The journal is broken at row %(seq)s: %(kind)s.",
        {"seq": fault.seq, "kind": said.sentence(FAULTS.get(fault.kind, fault.kind))},
    )
