from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from fractions import Fraction

import pytest

from engine.budgets import Budget
from engine.errors import ModelError
from workflows.law import Edition, LawBook, LawRow, MissingLawValue, deadline_rules

BOOK = LawBook.load()
A, B, C, D = date(2023, 11, 20), date(2024, 5, 20), date(2025, 8, 20), date(2026, 11, 20)
MERIT = "giay_khen_cong_trang"


@pytest.mark.parametrize(
    ("day", "regime"),
    [
        (date(2017, 10, 1), "A"),
        (date(2023, 12, 31), "A"),
        (date(2024, 1, 1), "B"),
        (date(2025, 6, 30), "B"),
        (date(2025, 7, 1), "C"),
        (date(2026, 9, 30), "C"),
        (date(2026, 10, 1), "D"),
        (date(2030, 1, 1), "D"),
    ],
)
def test_each_boundary_day_has_its_regime(day: date, regime: str) -> None:
    assert BOOK.regime_on(day).key == regime
    assert BOOK.on(day, MERIT).regime == regime


def test_before_the_first_regime_there_is_no_law() -> None:
    with pytest.raises(MissingLawValue):
        BOOK.regime_on(date(2017, 9, 30))


def test_regime_d_warns_that_its_text_is_unchecked_and_keeps_the_values_of_c() -> None:
    """R-REG-04."""
    assert BOOK.regime_on(D).warning and BOOK.regime_on(D).warning_en
    assert not BOOK.regime_on(C).warning

    of_c, of_d = BOOK.on(date(2026, 9, 30), MERIT), BOOK.on(date(2026, 10, 1), MERIT)
    assert of_c.values == of_d.values


@pytest.mark.parametrize(
    ("procedure", "day", "value", "rule", "mark"),
    [
        (MERIT, A, "20wd", "R-PROC-01", "c"),
        (MERIT, date(2023, 12, 31), "20wd", "R-PROC-01", "c"),
        (MERIT, date(2024, 1, 1), "20wd", "R-PROC-01", "p"),
        (MERIT, date(2025, 6, 30), "20wd", "R-PROC-01", "p"),
        (MERIT, date(2025, 7, 1), "20wd", "R-PROC-20", "d"),
        ("giay_khen_chuyen_de", A, "20wd", "R-PROC-02", "c"),
        ("giay_khen_dot_xuat", A, "20wd", "R-PROC-03", "c"),
        ("giay_khen_ho_gia_dinh", A, "20wd", "R-PROC-04", "c"),
        ("lao_dong_tien_tien", B, "20wd", "R-PROC-05", "c"),
        ("cstdcs", B, "20wd", "R-TIME-09", "d"),
        ("cstdcs", C, "20wd", "R-PROC-20", "d"),
        ("trinh_huyen", B, "20wd", "R-TIME-09", "d"),
        ("thu_hoi", C, "15d", "R-PROC-12", "p"),
    ],
)
def test_the_time_limits_of_the_procedures(
    procedure: str, day: date, value: str, rule: str, mark: str
) -> None:
    limit = BOOK.on(day, procedure)["procedure.limit"]

    assert (str(limit.value), limit.rule, limit.mark) == (value, rule, mark)


def test_the_district_has_no_procedure_after_it_ended() -> None:
    with pytest.raises(MissingLawValue) as refusal:
        BOOK.on(date(2025, 7, 1), "trinh_huyen")["procedure.limit"]

    assert refusal.value.message.params["key"] == "procedure.limit"


@pytest.mark.parametrize(
    ("province", "day", "value"),
    [
        ("ha_noi", B, "10wd"),
        ("hue", A, "10wd"),
        ("vinh_phuc", A, "12wd"),
        ("son_la", A, "20wd"),
        ("ha_noi", C, "20wd"),
    ],
)
def test_a_local_cut_holds_in_its_province_only(province: str, day: date, value: str) -> None:
    assert str(BOOK.on(day, MERIT, province=province)["procedure.limit"].value) == value


@pytest.mark.parametrize(
    ("procedure", "province", "day", "value"),
    [
        (MERIT, "", A, "5wd"),
        (MERIT, "ha_noi", A, "3wd"),
        (MERIT, "vinh_phuc", A, "3wd"),
        (MERIT, "", C, "5wd"),
        ("giay_khen_dot_xuat", "", A, "0wd"),
        ("gia_dinh_van_hoa", "", B, "10d"),
        ("thon_to_van_hoa", "", C, "10d"),
        ("tnxp", "", A, "5d"),
    ],
)
def test_the_publication_periods(procedure: str, province: str, day: date, value: str) -> None:
    """R-PUB-02, R-PUB-03, R-PUB-04: five days when the limit is twenty, else three."""
    edition = BOOK.on(day, procedure, province=province)

    assert str(edition["publication.period"].value) == value


@pytest.mark.parametrize(
    ("award", "day", "share"),
    [
        ("cstdcs", B, Fraction(4, 5)),
        ("co_thi_dua_tinh", B, Fraction(4, 5)),
        ("co_chinh_phu", C, Fraction(4, 5)),
        ("cstd_tinh", A, Fraction(9, 10)),
        ("cstd_toan_quoc", B, Fraction(9, 10)),
        ("anh_hung", C, Fraction(9, 10)),
        ("cstdcs", A, None),
        ("giay_khen", B, None),
        ("lao_dong_tien_tien", B, None),
        ("ttldtt", C, None),
    ],
)
def test_the_thresholds_of_the_council(award: str, day: date, share: Fraction | None) -> None:
    """R-COUN-04; where there is none, R-COUN-05 asks for a majority."""
    edition = BOOK.on(day, "cstdcs")

    found = edition.get("council.threshold", award=award)

    assert (found.value if found else None) == share
    assert edition["council.majority"].value is True
    assert edition["council.quorum"].value == Fraction(2, 3)
    assert edition["council.majority_of"].value == "members"


def test_supplement_and_extension_rules_of_the_one_stop_unit() -> None:
    """R-TIME-05, R-TIME-06, R-TIME-08: confirmed until Decree 118/2025."""
    for day, mark in ((A, "c"), (B, "c"), (C, "p")):
        edition = BOOK.on(day, MERIT)
        assert (edition["supplement.requests"].value, edition["supplement.requests"].mark) == (
            1,
            mark,
        )
        assert str(edition["supplement.close_after"].value) == "15wd"
        assert edition["supplement.close_after"].mark == "p"
        assert (edition["extension.new_dates"].value, edition["extension.new_dates"].mark) == (
            1,
            mark,
        )


def test_the_ledger_gets_its_rules_from_the_edition() -> None:
    rules = deadline_rules(BOOK.on(A, MERIT))

    assert rules.last_hour_from == time(16, 30)
    assert (rules.last_hour.rule, rules.last_hour.mark) == ("R-TIME-03", "p")
    assert (rules.amber_working_days, rules.amber_share) == (2, Fraction(1, 5))
    assert (rules.restart.rule, rules.restart.mark) == ("R-TIME-05", "c")
    assert "Điều 147 khoản 2" in rules.first_day.citation


def test_a_citation_reads_in_both_languages() -> None:
    threshold = BOOK.on(B, "cstdcs").value("council.threshold", award="cstdcs")

    assert threshold.citation == "Nghị định 98/2023/NĐ-CP, Điều 30 khoản 7"
    assert threshold.citation_en == "Decree 98/2023/ND-CP, Art 30(7)"


def test_an_entry_is_found_by_its_spelled_name() -> None:
    edition = BOOK.on(C, MERIT)

    assert edition["reward.multiplier:giay_khen:household"].subject == "household"
    assert edition["council.threshold:cstdcs"].award == "cstdcs"
    assert edition["complaint.settle_within::remote"].subject == "remote"
    assert edition["procedure.limit:giay_khen:household"].key == "procedure.limit"
    assert "council.threshold" not in edition
    assert "council.threshold:cstdcs" in edition


def test_equal_editions_have_equal_addresses_whatever_the_day_and_office() -> None:
    first, later = BOOK.on(date(2023, 8, 1), MERIT), BOOK.on(A, MERIT, office="yen-chau")

    assert first == later
    assert first.address == later.address
    assert BOOK.on(B, MERIT).address != first.address
    assert BOOK.on(A, "giay_khen_chuyen_de").address != first.address


def test_a_frozen_edition_reads_back_the_same() -> None:
    edition = BOOK.on(C, MERIT)

    again = Edition.from_json(edition.to_json())

    assert again == edition
    assert again.address == edition.address


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"regime":"A","procedure":"x","values":[]}', "nul"]
)
def test_a_stored_edition_that_was_tampered_with_is_refused(text: str) -> None:
    with pytest.raises(ModelError):
        Edition.from_json(text)


def test_a_stored_value_of_an_unknown_type_is_refused() -> None:
    raw = json.loads(BOOK.on(A, MERIT).to_json())
    raw["values"]["procedure.limit"]["value"] = ["code", "__import__('os')"]

    with pytest.raises(ModelError, match="cannot be read"):
        Edition.from_json(json.dumps(raw))


def test_a_value_by_the_date_of_the_act_is_never_frozen() -> None:
    assert "base_salary" not in BOOK.on(A, MERIT)
    with pytest.raises(MissingLawValue):
        BOOK.on(A, MERIT)["base_salary"]


@pytest.mark.parametrize(
    ("day", "salary", "mark"),
    [
        (date(2023, 6, 30), 1_490_000, "c"),
        (date(2023, 7, 1), 1_800_000, "p"),
        (date(2024, 6, 30), 1_800_000, "p"),
        (date(2024, 7, 1), 2_340_000, "c"),
        (date(2026, 6, 30), 2_340_000, "c"),
        (date(2026, 7, 1), 2_530_000, "c"),
    ],
)
def test_the_base_salary_by_day(day: date, salary: int, mark: str) -> None:
    found = BOOK.value("base_salary", on=day)

    assert (found.value, found.mark) == (salary, mark)


def test_a_missing_value_names_key_and_date() -> None:
    with pytest.raises(MissingLawValue, match=r"no\.such\.key.*2023-11-20"):
        BOOK.value("no.such.key", on=A)


def test_a_published_row_closes_the_seed_and_leaves_what_was_frozen_alone() -> None:
    frozen = BOOK.on(A, MERIT)
    published = _published(value=Budget.parse("7wd"), procedure=MERIT, since=date(2024, 3, 1))

    book = BOOK.with_published([published])

    assert str(book.on(date(2024, 2, 29), MERIT)["publication.period"].value) == "5wd"
    assert str(book.on(date(2024, 3, 1), MERIT, office="x")["publication.period"].value) == "7wd"
    assert book.on(A, MERIT).address == frozen.address
    assert str(BOOK.on(date(2024, 3, 1), MERIT)["publication.period"].value) == "5wd"


def test_the_most_specific_row_wins_then_the_newest() -> None:
    at = date(2023, 5, 1)
    rows = [
        _published(value=Budget.parse("1wd"), since=at, office="yen-chau"),
        _published(value=Budget.parse("2wd"), since=at, procedure="moi", province="son_la"),
        _published(value=Budget.parse("3wd"), since=at, procedure="moi", office="yen-chau"),
        _published(value=Budget.parse("4wd"), since=date(2023, 6, 1), procedure="moi"),
    ]
    book = BOOK.with_published(rows)

    def period(procedure: str, **place: str) -> str:
        return str(book.on(A, procedure, **place)["publication.period"].value)

    assert period("moi", office="yen-chau", province="son_la") == "3wd"
    assert period("moi", office="khac", province="son_la") == "2wd"
    assert period("moi", office="khac") == "4wd"
    assert period("khac", office="yen-chau") == "1wd"
    assert period("giay_khen_dot_xuat", office="yen-chau") == "0wd"


def test_of_two_rows_published_for_one_day_the_later_holds() -> None:
    since = date(2023, 5, 1)
    first = _published(value=Budget.parse("7wd"), procedure=MERIT, since=since, office="x")
    second = replace(first, value=Budget.parse("8wd"))

    edition = BOOK.with_published([first]).with_published([second]).on(A, MERIT, office="x")

    assert str(edition["publication.period"].value) == "8wd"


def test_a_closed_row_does_not_come_back_when_its_successor_ends() -> None:
    since, to = date(2023, 5, 1), date(2023, 6, 1)
    first = _published(value=Budget.parse("7wd"), procedure="moi", since=since)
    second = replace(first, value=Budget.parse("8wd"), since=to, to=to)

    with pytest.raises(MissingLawValue):
        BOOK.with_published([first, second]).on(A, "moi")["publication.period"]


def test_a_published_row_of_another_type_or_rule_is_refused() -> None:
    with pytest.raises(ModelError, match="budget"):
        BOOK.with_published([_published(value=5)])
    with pytest.raises(ModelError, match="R-PUB-99"):
        BOOK.with_published([_published(value=Budget.parse("5wd"), rule="R-PUB-99")])


def test_what_an_administrator_types_is_read_as_the_keys_type() -> None:
    assert BOOK.read("publication.period", " 7wd ") == Budget.parse("7wd")
    assert BOOK.read("council.quorum", "3/4") == Fraction(3, 4)
    assert BOOK.read("clock.last_hour", "15:45") == time(15, 45)
    with pytest.raises(ValueError, match="no law key"):
        BOOK.read("no.such.key", "1")


def test_a_new_procedure_needs_rows_only() -> None:
    rows = [
        _published(key="procedure.limit", value=Budget.parse("10wd"), procedure="moi"),
        _published(value=Budget.parse("2wd"), procedure="moi"),
    ]

    edition = BOOK.with_published(rows).on(A, "moi")

    assert str(edition["step.appraise"].value) == "16wh"
    assert str(edition["publication.period"].value) == "2wd"


def test_the_list_of_a_day_shows_each_slot_once() -> None:
    rows = BOOK.rows(on=A)

    assert len({row.slot for row in rows}) == len(rows)
    assert all(row.since <= A for row in rows)
    assert {row.key for row in BOOK.rows()} <= BOOK.keys()


def _published(**changes: object) -> LawRow:
    row = LawRow(
        key="publication.period",
        rule="R-PUB-04",
        value=Budget.parse("5wd"),
        since=date(2023, 1, 1),
        citation="Quyết định 12/QĐ-UBND",
        mark=BOOK.rows()[0].mark,
        title="Thời gian công khai",
        title_en="Publication period",
    )
    return replace(row, **changes)  # type: ignore[arg-type]
