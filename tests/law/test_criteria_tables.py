"""Tables of criteria cite the law of the regime, also of rows of which nothing is said yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.compiled import decision_table
from workflows.eligibility.facts import by_subject, facts_of, of_the_list
from workflows.eligibility.judging import law_of
from workflows.eligibility.known import Known
from workflows.law import Edition, LawBook
from workflows.nominees import Nominee, Outcome

DRAWINGS = Path(__file__).parents[2] / "bpmn"
BOOK = LawBook.load()
CRITERIA = decision_table("tieu_chuan.dmn", (DRAWINGS / "tieu_chuan.dmn").read_bytes())
DAYS = [date(2023, 11, 20), date(2024, 6, 3), date(2025, 8, 4), date(2026, 11, 2)]
JUDGED = sorted(
    path.stem
    for path in DRAWINGS.glob("*.bpmn")
    if 'decisionRef="tieu_chuan"' in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("day", DAYS, ids=lambda day: BOOK.regime_on(day).key)
@pytest.mark.parametrize("kind", ["individual", "collective", "household"])
def test_a_row_of_which_nothing_is_said_is_judged_by_the_law_of_its_regime(
    day: date, kind: str
) -> None:
    foreign = {
        (procedure, award, cited)
        for procedure in JUDGED
        for edition in [BOOK.on(day, procedure)]
        for award in _awards(edition)
        for cited in _cited(edition, award, kind)
        if cited not in edition
    }

    assert foreign == set()


def _awards(edition: Edition) -> tuple[str, ...]:
    found = edition.get("procedure.awards")
    return found.value if found is not None and isinstance(found.value, tuple) else ()


def _cited(edition: Edition, award: str, kind: str) -> list[str]:
    row = Nominee(
        id="1",
        dossier_id="1",
        ordinal=1,
        subject_id="1",
        kind=kind,
        name="Lò Thị Hoa",
        title="",
        unit_name="",
        locality="",
        achievement="Mười năm hiến máu",
        award=award,
        note="",
        outcome=Outcome.PROPOSED,
        outcome_note="",
        content_hash="",
        reward=None,
    )
    facts = {
        **facts_of(Known(2023, {}, {}), row, by_subject([row])),
        **of_the_list([row], dict),
    }
    decided = CRITERIA.decide(
        "tieu_chuan", {"nominee": facts, "form": {}}, {"law": law_of(edition)}
    )
    assert isinstance(decided.result, list)
    return [str(entry["law"]) for entry in decided.result if isinstance(entry, dict)]
