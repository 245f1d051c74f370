"""Twenty officers who issue at the same moment get twenty numbers in a row, on both databases."""

from __future__ import annotations

from functools import partial
from typing import cast

from sqlalchemy import select

from tests.faults.test_rivals import at_once
from tests.scenario.office import Office
from tests.scenario.world import World, found
from workflows.documents.issuing import IssueDocument
from workflows.documents.kinds import DocumentKind
from workflows.documents.preparing import PrepareDocument
from workflows.documents.store import Document, get_document
from workflows.tables.registers import register_entry

OFFICERS = 20


def test_twenty_officers_who_issue_at_once_get_twenty_numbers_in_a_row(database_url: str) -> None:
    world = found(database_url)
    reports = twenty_reports(world)
    today = Office(world).today
    acts = [
        partial(
            world.engine.execute,
            IssueDocument(document_id=one.id, dated=today),
            world.actor("registrar"),
        )
        for one in reports
    ]

    answers = at_once(*acts)

    wanted = [f"{number:02}/BC-UBND" for number in range(1, OFFICERS + 1)]
    assert sorted(cast("dict[str, str]", one)["symbol"] for one in answers) == wanted
    with world.engine.view() as view:
        numbers = view.connection.execute(
            select(register_entry.c.number).where(register_entry.c.kind == "report")
        ).scalars()
        assert sorted(numbers) == list(range(1, OFFICERS + 1))
        issued = [get_document(view, one.id).symbol or "" for one in reports]
    assert sorted(issued) == wanted
    world.engine.database.close()


def twenty_reports(world: World) -> list[Document]:
    """A report for each officer, none with a number yet."""
    office = Office(world)
    reports = []
    for _ in range(OFFICERS):
        dossier = office.files(nominees=1)
        answer = world.engine.execute(
            PrepareDocument(dossier_id=dossier.id, kind=DocumentKind.REPORT.value),
            world.actor("officer"),
        )
        with world.engine.view() as view:
            reports.append(get_document(view, cast("dict[str, str]", answer)["document"]))
    return reports
