"""Rows in a state that there is not are told as far as can be; every page answers all the same."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from engine.tables import process_instance, user_task, wait
from tests.web.everything import founded
from workflows.tables.council import council_session
from workflows.tables.documents import document_version
from workflows.tables.dossiers import dossier
from workflows.tables.publicity import opinion

TABLES = (
    process_instance,
    user_task,
    wait,
    dossier,
    opinion,
    council_session,
    document_version,
)


def test_every_page_answers_whichever_row_is_in_no_state(tmp_path: Path) -> None:
    everything = founded(tmp_path)
    askers = [everything.asker(name) for name in ("admin", "officer")]
    with everything.site.world.engine.database.write() as connection:
        for table in TABLES:
            assert connection.execute(update(table).values(state="opem")).rowcount, table.name

    broken = [
        (address, answer.status_code)
        for rule, method, address, is_whole in everything.addresses()
        if method == "GET" and is_whole
        for asker in askers
        if (answer := asker.asks(rule, method, address)).status_code >= 500
    ]

    assert broken == []
    everything.site.world.engine.database.close()
