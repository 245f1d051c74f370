"""A title is given as a title, by name beside each row, and money is said by whoever pays it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.office import Office, nomination
from workflows.documents.composing import COMPOSERS
from workflows.documents.content import Paper, Paragraph, Table
from workflows.documents.kinds import DocumentKind
from workflows.dossiers import get_dossier
from workflows.workbooks import NominationRow, NomineeKind

A, C = date(2023, 11, 20), date(2025, 9, 8)
BOTH = "Chiến sĩ thi đua cơ sở, Tập thể lao động tiên tiến"


def nominees() -> list[NominationRow]:
    team = nomination(2, award="ttldtt", name="Tổ chuyên môn 4-5", kind=NomineeKind.COLLECTIVE)
    return [nomination(1, award="cstdcs"), team]


def paper(office: Office, kind: DocumentKind) -> Paper:
    dossier = office.files("cstdcs", nominees(), title="Danh hiệu năm học 2022–2023")
    with office.world.engine.view() as view:
        made = COMPOSERS[kind](view, get_dossier(view, dossier.id), "")
    assert isinstance(made, Paper)
    return made


def said(made: Paper) -> str:
    return "\n".join(f"{one.lead} {one.text}" for one in made.text if isinstance(one, Paragraph))


def listed(made: Paper) -> Table:
    (table,) = [block for block in made.annexes[0].blocks if isinstance(block, Table)]
    return table


def test_a_decision_gives_titles_and_names_the_one_of_each_row(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(C)

    made = paper(office, DocumentKind.DECISION)

    assert made.summary == f"Về việc tặng danh hiệu {BOTH}"
    assert f"Điều 1. Tặng danh hiệu {BOTH} cho 01 cá nhân, 01 tập thể" in said(made)
    titles = [column.head for column in listed(made).columns].index("Danh hiệu, hình thức")
    assert [row[titles] for row in listed(made).rows] == BOTH.split(", ")


def test_a_submission_asks_for_titles_and_leaves_the_money_to_whoever_pays(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(A)

    made = paper(office, DocumentKind.SUBMISSION)

    assert made.summary == f"Về việc đề nghị tặng danh hiệu {BOTH}"
    assert made.addressee == "Kính gửi: Ủy ban nhân dân huyện Yên Châu"
    assert "Tiền thưởng (đồng)" not in [column.head for column in listed(made).columns]


@pytest.mark.parametrize(("award", "gives"), [("cstdcs", "TẶNG DANH HIỆU"), ("giay_khen", "TẶNG")])
def test_a_certificate_says_what_the_law_says_of_its_award(
    office: Office, clock: CalendarClock, award: str, gives: str
) -> None:
    clock.reaches(C)
    procedure = "cstdcs" if award == "cstdcs" else "giay_khen_cong_trang"
    dossier = office.files(procedure, [nomination(1, award=award)])

    with office.world.engine.view() as view:
        made = COMPOSERS[DocumentKind.CERTIFICATE](view, get_dossier(view, dossier.id), "")

    assert not isinstance(made, Paper)
    assert [sheet.gives for sheet in made.sheets] == [gives]
