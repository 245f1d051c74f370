"""The submission letter: a draft until it is sent, then finished, and among the papers above."""

from __future__ import annotations

import pytest

from tests.documents.conftest import Papers
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from tests.scenario.test_xet_cap_tren import Ladder
from workflows import attachments
from workflows.attachments import Attachment
from workflows.documents.issuing import IssueDocument
from workflows.documents.kinds import DocumentKind
from workflows.documents.store import Document, documents_of

LETTER = "Tờ trình 01-TTr-UBND.pdf"


@pytest.fixture
def ladder(papers: Papers) -> Ladder:
    return Ladder.of(papers.world)


@pytest.fixture
def signed(ladder: Ladder) -> Dossier:
    """The chairman has signed; the registry has not sent it yet."""
    dossier = ladder.office.files("cstdcs", ladder.nominations(), title="CSTĐCS năm 2023")
    return ladder.journey.goes(dossier, until="register_submission")


def letters(papers: Papers, dossier: Dossier) -> list[Document]:
    with papers.world.engine.view() as view:
        known = documents_of(view, dossier.id)
    return [one for one in known if one.kind is DocumentKind.SUBMISSION]


def files(papers: Papers, dossier: Dossier) -> dict[str, Attachment]:
    with papers.world.engine.view() as view:
        return {one.name: one for one in attachments.of_instance(view, dossier.instance_id)}


def test_what_was_drafted_gets_number_and_day_and_is_what_the_superior_reads(
    papers: Papers, ladder: Ladder, signed: Dossier
) -> None:
    assert papers.prepare(signed, DocumentKind.SUBMISSION).is_draft

    ladder.journey.sends(signed, delivery="system")
    ladder.office.world.sweep()
    (above,) = ladder.superior.dossiers_of(signed)
    assert LETTER not in files(papers, above)
    papers.work()

    (letter,) = letters(papers, signed)
    held = papers.holding(letter)
    assert (letter.symbol, letter.dated, letter.is_issued) == (
        "01/TTr-UBND",
        ladder.office.today,
        True,
    )
    assert not held.is_draft
    assert held.content is not None and held.content["number"] == "Số: 01/TTr-UBND"
    there = files(papers, above)[LETTER]
    assert (there.sha256, there.kind) == (held.pdf_sha256, "submission")


def test_a_letter_that_is_made_before_the_superior_begins_comes_along(
    papers: Papers, ladder: Ladder, signed: Dossier
) -> None:
    """Nobody had one drafted; it is made all the same."""
    ladder.journey.sends(signed, delivery="system")
    papers.work()
    ladder.office.world.sweep()
    papers.work()

    (above,) = ladder.superior.dossiers_of(signed)
    assert LETTER in files(papers, above)
    assert len(letters(papers, signed)) == 1


def test_what_comes_back_goes_up_again_by_another_letter(
    papers: Papers, ladder: Ladder, signed: Dossier
) -> None:
    ladder.journey.sends(signed, delivery="system")
    ladder.office.world.sweep()
    (above,) = ladder.superior.dossiers_of(signed)
    ladder.superior.office.asks_for_supplement(above)
    ladder.office.world.sweep()

    ladder.submits_again(signed)

    assert [one.symbol for one in letters(papers, signed)] == ["01/TTr-UBND", "02/TTr-UBND"]


def test_a_letter_that_goes_up_is_numbered_where_it_is_sent_and_nowhere_else(
    papers: Papers, office: Office, clock: CalendarClock, signed: Dossier
) -> None:
    papers.prepare(signed, DocumentKind.SUBMISSION)
    (draft,) = letters(papers, signed)
    command = IssueDocument(document_id=draft.id, dated=office.today)

    refusal = office.tries(
        lambda: papers.world.engine.execute(command, papers.world.actor("registrar"))
    )

    assert refusal.code == "not_numbered_here"
