from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.budgets import Budget, Unit
from engine.errors import ModelError
from workflows.law import LawBook, Mark
from workflows.law.packs import load_packs
from workflows.law.values import from_form, from_json, from_pack, spelled, to_json

BOOK = LawBook.load()


def test_every_row_is_cited_marked_and_titled_in_both_languages() -> None:
    for row in BOOK.rows():
        assert row.citation and row.citation_en, row
        assert row.title and row.title_en, row
        assert row.mark in Mark
        assert not re.fullmatch(r"[a-z0-9-]+(:.*)?", row.citation), "a citation nobody can read"


def test_no_confirmed_row_rests_on_a_default_of_the_product() -> None:
    for row in BOOK.rows():
        only_product = row.citation_en.startswith("Default of this product")
        assert not (only_product and row.mark in (Mark.CONFIRMED, Mark.PARTLY)) or (
            row.rule in {"R-COUN-05"}
        ), row


def test_the_marks_of_a_rules_rows_are_among_the_marks_of_the_rule() -> None:
    for row in BOOK.rows():
        assert str(row.mark) in BOOK.rules[row.rule].marks, row


def test_rows_lie_within_the_regimes() -> None:
    first = BOOK.regimes[0].since
    for row in BOOK.rows():
        assert row.since >= first
        assert row.until is None or row.until >= row.since


def test_the_parts_of_a_model_limit_add_up_to_it() -> None:
    """R-TIME-09: the step budgets of a procedure do not exceed its whole limit."""
    steps = ["receive", "assign", "appraise", "publish", "council", "sign", "issue", "hand_over"]
    for limit, province in (("10wd", "ha_noi"), ("12wd", "vinh_phuc"), ("20wd", "")):
        edition = BOOK.on(date(2023, 11, 20), "giay_khen_cong_trang", province=province)

        budgets = [edition[f"step.{step}"].value for step in steps]
        hours = sum(b.working_hours(hours_per_day=8) for b in budgets if isinstance(b, Budget))

        whole = edition["procedure.limit"].value
        assert str(whole) == limit
        assert isinstance(whole, Budget)
        assert hours <= whole.working_hours(hours_per_day=8)
        assert province == "vinh_phuc" or hours == whole.working_hours(hours_per_day=8)


def test_publication_takes_its_period_and_a_day_of_its_step() -> None:
    for province in ("", "ha_noi"):
        edition = BOOK.on(date(2023, 11, 20), "giay_khen_chuyen_de", province=province)
        period, step = edition["publication.period"].value, edition["step.publish"].value
        assert isinstance(period, Budget) and isinstance(step, Budget)
        assert step.amount == (period.amount + 1) * 8


def test_faults_of_all_packs_are_reported_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[[key]]\nname = "a b"\n', "utf-8")
    (tmp_path / "b.toml").write_text("not toml", "utf-8")
    (tmp_path / "c.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "d.toml").write_text(
        '[[value]]\nrule = "R-NO-01"\nkey = "step.sign"\nfrom = 2024-01-01\nto = 2023-01-01\n'
        'value = "4wh"\ncitation = "nowhere:3"\nmark = "c"\n',
        "utf-8",
    )

    with pytest.raises(ModelError) as refusal:
        load_packs(tmp_path)

    said = str(refusal.value)
    for fault in ("a.toml", "b.toml", "c.toml", "not declared", "unknown rule", "unknown act"):
        assert fault in said
    assert "ends before it begins" in said


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('value = "4wh"\nmark = "x"', "mark"),
        ('value = "4wh"\nmark = "c"\nextra = 1', "extra"),
        ('value = ""\nmark = "c"', "value"),
        ('value = "99999wd"\nmark = "c"', "value"),
        ('value = {a = 1}\nmark = "c"', "value"),
        ('value = [1]\nmark = "c"', "value"),
        ('value = inf\nmark = "c"', "value"),
        ('value = 99999999999999999999\nmark = "c"', "value"),
        ('value = 2024-01-01T00:00:00\nmark = "c"', "value"),
        ('value = "4wh"\nmark = "c"\nprocedure = "A B"', "procedure"),
        ('value = "4wh"\nmark = "c"\nlimit = "P10D"', "limit"),
    ],
)
def test_a_row_that_says_nonsense_is_refused(tmp_path: Path, row: str, fault: str) -> None:
    (tmp_path / "pack.toml").write_text(
        f'[[value]]\nrule = "R-MON"\nkey = "k"\nfrom = 2024-01-01\ncitation = "x"\n{row}\n', "utf-8"
    )

    with pytest.raises(ModelError, match=fault):
        load_packs(tmp_path)


def test_two_rows_for_one_day_and_values_of_two_types_are_refused(tmp_path: Path) -> None:
    head = (
        '[[act]]\nkey = "x"\ntitle = "X"\ntitle_en = "X"\n[[key]]\nname = "k"\ntitle = "k"\n'
        'title_en = "k"\n[[rule]]\nid = "R-MON"\ntitle = "m"\ntitle_en = "m"\nmarks = ["c"]\n'
    )
    row = '[[value]]\nrule = "R-MON"\nkey = "k"\nfrom = 2024-01-01\ncitation = "x"\nmark = "c"\n'
    (tmp_path / "pack.toml").write_text(f'{head}{row}value = "4wh"\n{row}value = 4\n', "utf-8")

    with pytest.raises(ModelError, match=r"two rows for k from 2024-01-01.*different types"):
        load_packs(tmp_path)


@pytest.mark.parametrize("row", BOOK.rows(), ids=lambda row: f"{row.entry} {row.since}")
def test_every_value_survives_freezing_and_typing(row: object) -> None:
    value = row.value  # type: ignore[attr-defined]

    frozen = from_json(to_json(value))
    typed = from_form(spelled(value), value)

    assert (type(frozen), frozen) == (type(value), value)
    assert (type(typed), typed) == (type(value), value)


@pytest.mark.parametrize(
    "pair", [None, [], ["budget"], ["budget", "P3D"], ["code", "x"], ["integer", 1.5]]
)
def test_a_frozen_value_that_was_tampered_with_is_refused(pair: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(pair)


@pytest.mark.parametrize(
    ("like", "text"),
    [
        (Budget(3, Unit.WORKING_DAYS), "ba ngày"),
        (1, "1.5"),
        (1, "99999999999999999999"),
        (Decimal("0.3"), "NaN"),
        (Decimal("0.3"), "1e400"),
        (True, "yes"),
        (date(2024, 1, 1), "01/01/2024"),
        (from_pack("80%"), "4/0"),
        (from_pack("80%"), "eighty"),
    ],
)
def test_what_is_typed_has_to_be_of_the_keys_type(like: object, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_form(text, like)  # type: ignore[arg-type]
