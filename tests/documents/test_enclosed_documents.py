"""Documents go along with letters once they have been made, and no letter waits for ever."""

from __future__ import annotations

import io
from datetime import timedelta
from email.message import EmailMessage

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from tests.documents.conftest import Papers, issued
from tests.registers.test_notices_and_outbox import SENDER, Postbox
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from workflows.documents import enclosing
from workflows.documents.kinds import DocumentKind
from workflows.outbox import LONGEST_WAIT, PATIENCE, send_due
from workflows.tables.offices import unit


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def told(office: Office, council: Council, clock: CalendarClock) -> Dossier:
    """A decision that the proposing school has to be told of."""
    world = office.world
    with world.engine.database.write() as connection:
        connection.execute(
            update(unit).where(unit.c.id == world.unit_id).values(email="truong@yenchau.gov.vn")
        )
    dossier = issued(office, clock, council)
    office.publishes_decision(dossier)
    return dossier


def sends(papers: Papers, postbox: Postbox) -> int:
    return send_due(papers.world.engine, postbox, sender=SENDER, blobs=papers.blobs)


def files_of(letter: EmailMessage) -> list[tuple[str, bytes]]:
    return [(str(one.get_filename()), one.get_content()) for one in letter.iter_attachments()]


def test_the_decision_goes_along_with_the_letter_that_tells_of_it(
    told: Dossier, papers: Papers, postbox: Postbox
):
    papers.work()

    assert sends(papers, postbox) == 1

    ((name, content),) = files_of(postbox.letters[0])
    decision = papers.find(told, DocumentKind.DECISION)
    assert name == "Quyết định khen thưởng 01-QĐ-UBND.pdf"
    assert content == papers.pdf(papers.holding(decision))
    body = postbox.letters[0].get_body()
    assert body is not None and decision.code in body.get_content()


def test_a_letter_waits_for_what_is_still_being_made_without_failing(
    told: Dossier, papers: Papers, postbox: Postbox
):
    before = sends(papers, postbox)
    papers.work()
    papers.world.clock.pass_by(PATIENCE)
    after = sends(papers, postbox)

    assert (before, after) == (0, 1)
    assert len(files_of(postbox.letters[0])) == 1
    assert told.incidents == []


def test_after_an_hour_it_goes_without(told: Dossier, papers: Papers, postbox: Postbox):
    papers.world.clock.pass_by(LONGEST_WAIT + timedelta(seconds=1))

    assert sends(papers, postbox) == 1
    assert files_of(postbox.letters[0]) == []


def test_what_is_too_large_for_a_letter_is_left_out(
    told: Dossier, papers: Papers, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
):
    papers.work()
    monkeypatch.setattr(enclosing, "MOST_BYTES", 1000)

    assert sends(papers, postbox) == 1
    assert files_of(postbox.letters[0]) == []


def test_the_apology_goes_along_as_its_slip(office: Office, papers: Papers, postbox: Postbox):
    world = office.world
    with world.engine.database.write() as connection:
        connection.execute(
            update(unit).where(unit.c.id == world.unit_id).values(email="truong@yenchau.gov.vn")
        )
    dossier = office.files(nominees=1)
    office.accepts(dossier)
    due = dossier.due_on
    assert due is not None
    office.explains_lateness(dossier, new_due=due + timedelta(days=5))
    papers.work()

    sends(papers, postbox)

    ((name, content),) = files_of(postbox.letters[-1])
    assert name.startswith("Phiếu xin lỗi")
    assert "XIN LỖI" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
