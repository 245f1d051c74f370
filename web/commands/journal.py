"""`verify-journal`: whether anything in the journal was changed, removed or added by hand."""

from __future__ import annotations

import click
from sqlalchemy import func, select

from engine import journal
from engine.tables import journal as journal_table
from engine.tables import journal_head
from web.commands.installation import opened
from web.commands.saying import format_option, show, voice
from web.journal_words import FAULTS


@click.command("verify-journal")
@format_option
def verify_journal(form: str) -> None:
    """Walk the whole chain of the journal: {ok, rows, head, fault}; exit code 1 at a fault."""
    with opened() as engine, engine.database.read() as connection:
        fault = journal.verify(connection)
        rows = connection.execute(select(func.count()).select_from(journal_table)).scalar_one()
        head = connection.execute(select(journal_head.c.hash)).scalar_one_or_none()
    said = voice()
    data = {
        "ok": fault is None,
        "rows": rows,
        "head": head or journal.GENESIS,
        "fault": None if fault is None else {"seq": fault.seq, "kind": fault.kind},
    }
    if fault is None:
        line = said.sentence("The journal holds: %(rows)s rows.", {"rows": rows})
    else:
        line = said.sentence(
            "The journal is broken at row %(seq)s: %(kind)s.",
            {"seq": fault.seq, "kind": said.sentence(FAULTS.get(fault.kind, fault.kind))},
        )
    show(form, data, lambda: line)
    if fault is not None:
        raise click.exceptions.Exit(1)
