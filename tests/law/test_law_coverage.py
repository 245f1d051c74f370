from __future__ import annotations

from pathlib import Path

from workflows.law import LawBook
from workflows.law.coverage import PAGE, REPORT, Status, page, stored, survey, written

ROOT = Path(__file__).parents[2]


def test_the_report_is_what_the_tree_says() -> None:
    """Write it anew with `python -m workflows.law.coverage`."""
    found = survey(ROOT)

    assert REPORT.read_text("utf-8") == written(found)
    assert (ROOT / PAGE).read_text("utf-8") == page(found)


def test_every_rule_is_shown_by_a_scenario_or_says_why_it_is_not() -> None:
    rules = LawBook.load().rules

    silent = [row["rule"] for row in stored() if not row["scenario"]]
    for rule in rules.values():
        assert bool(rule.why) == bool(rule.why_en), rule.id
    assert [rule for rule in silent if not rules[str(rule)].why] == []


def test_no_rule_excuses_itself_for_what_a_scenario_shows() -> None:
    rules = LawBook.load().rules

    shown = [row["rule"] for row in stored() if row["scenario"]]
    assert [rule for rule in shown if rules[str(rule)].why] == []


def test_every_rule_has_one_row_with_its_places() -> None:
    rows = stored()

    assert [row["rule"] for row in rows] == list(LawBook.load().rules)
    assert all(set(row) == {"rule", "encoded_in", "scenario", "status"} for row in rows)


def test_no_rule_that_counts_time_or_votes_is_left_open() -> None:
    by_rule = {row["rule"]: row for row in stored()}

    for rule in ("R-TIME-05", "R-TIME-10", "R-PUB-04", "R-COUN-04", "R-MON", "R-PROC-01"):
        assert by_rule[rule]["status"] == Status.COVERED


def test_only_tests_and_their_cases_show_a_rule() -> None:
    places = {Path(str(place)) for row in stored() for place in _scenarios(row)}

    assert [one for one in places if one.suffix == ".py" and one.name[:5] != "test_"] == []


def _scenarios(row: dict[str, object]) -> list[object]:
    found = row["scenario"]
    assert isinstance(found, list)
    return found
