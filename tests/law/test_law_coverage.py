from __future__ import annotations

from pathlib import Path

from workflows.law import LawBook
from workflows.law.coverage import REPORT, Status, stored, survey, written

ROOT = Path(__file__).parents[2]


def test_the_report_is_what_the_tree_says() -> None:
    """Write it anew with `python -m workflows.law.coverage`."""
    assert REPORT.read_text("utf-8") == written(survey(ROOT))


def test_every_rule_has_one_row_with_its_places() -> None:
    rows = stored()

    assert [row["rule"] for row in rows] == list(LawBook.load().rules)
    assert all(set(row) == {"rule", "encoded_in", "scenario", "status"} for row in rows)


def test_no_rule_that_counts_time_or_votes_is_left_open() -> None:
    by_rule = {row["rule"]: row for row in stored()}

    for rule in ("R-TIME-05", "R-TIME-10", "R-PUB-04", "R-COUN-04", "R-MON", "R-PROC-01"):
        assert by_rule[rule]["status"] == Status.COVERED
