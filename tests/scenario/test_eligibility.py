"""R-ELIG: the table of criteria judges each nominee by the law of the dossier, book and forms."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from tests.scenario.world import found
from workflows.editions import seed_book
from workflows.workbooks import NominationRow, NomineeKind

A, B, C = date(2023, 11, 20), date(2024, 6, 3), date(2025, 8, 4)
LDTT: dict[str, object] = {"registered": True, "months": 12, "rating": "good"}
CSTDCS: dict[str, object] = {**LDTT, "rating": "excellent", "initiative": "Bài giảng điện tử"}
STATE: dict[str, object] = {"rating": "excellent", "excellent_years": 1, "initiatives": 1}


@pytest.mark.parametrize(
    ("day", "procedure", "criteria", "expected"),
    [
        # R-DOS-03: yearly merit goes by the rating; only C's model names the level (R-ELIG-10).
        (A, "giay_khen_cong_trang", {"rating": "failed"}, {("R-DOS-03", "WARN")}),
        (B, "giay_khen_cong_trang", {"rating": "failed"}, {("R-DOS-03", "WARN")}),
        (C, "giay_khen_cong_trang", {"rating": "failed"}, {("R-ELIG-10", "FAIL")}),
        # A theme is no yearly merit: no law asks for a rating there.
        (A, "giay_khen_chuyen_de", {"rating": "failed"}, set()),
        (A, "giay_khen_chuyen_de", {}, set()),
        # R-ELIG-15: while a discipline runs, nothing that was achieved counts yet.
        (
            B,
            "giay_khen_cong_trang",
            {"rating": "good", "discipline": "canh_cao"},
            {("R-ELIG-15", "WARN")},
        ),
        (B, "giay_khen_cong_trang", {"rating": "good", "discipline": "none"}, set()),
    ],
)
def test_a_certificate_minds_what_speaks_against_it_as_far_as_its_law_goes(
    office: Office,
    clock: CalendarClock,
    day: date,
    procedure: str,
    criteria: dict[str, object],
    expected: set[tuple[str, str]],
) -> None:
    clock.reaches(day)
    row = nomination(1)
    dossier = office.files(procedure, [row])
    office.accepts(dossier)
    why = {"exception_reason": "Có thành tích đột xuất trong năm"}

    form = Journey(office, criteria={**criteria, **why}).form(dossier)
    office.completes(dossier, "appraise", by="officer", **form)

    found = {(str(one["rule"]), str(one["verdict"])) for one in dossier.nominees[0].findings}
    assert found == expected


def test_a_theme_is_reviewed_before_anybody_is_awarded_for_it(office: Office) -> None:
    """R-MOV-03: by default of the product a gate; yearly merit has no movement to review."""
    unreviewed = {"movement_review": ""}
    dossier = office.files("giay_khen_chuyen_de", [nomination(1)])
    office.accepts(dossier)

    form = Journey(office, appraisal=unreviewed).form(dossier)
    refusal = office.tries_to_complete(dossier, "appraise", by="officer", **form)
    assert refusal.gates == {"criteria_met": "unexplained"}

    office.appraises(dossier)
    assert dossier.waits_at("publish_list")
    yearly = office.files("giay_khen_cong_trang", [nomination(2)])
    Journey(office, appraisal=unreviewed).goes(yearly, until="publish_list")


def test_certificates_for_themes_count_for_nothing_above(
    office: Office, clock: CalendarClock
) -> None:
    """R-ELIG-12: however many there are, merit above is for years and titles (R-ELIG-09)."""
    clock.reaches(C)
    for number in (1, 2):
        row = nomination(1, achievement=f"Chuyên đề thứ {number}")
        Journey(office).goes(office.files("giay_khen_chuyen_de", [row]))

    wanted = nomination(1, award="bang_khen_tinh", achievement="Công trạng hai năm")
    _, gates = appraised(office, "trinh_tinh", wanted, STATE)

    assert seed_book().on(C, "trinh_tinh")["eligibility.unexpected_counts_to_merit"].value is False
    assert gates == {"criteria_met": "unexplained"}


def team(award: str) -> NominationRow:
    return nomination(
        1,
        kind=NomineeKind.COLLECTIVE,
        name="Tổ chuyên môn 4-5",
        birth_date=None,
        id_number="",
        award=award,
    )


def appraised(
    office: Office, procedure: str, row: NominationRow, criteria: dict[str, object]
) -> tuple[Dossier, dict[str, str]]:
    """A dossier at its appraisal, and the gates that these criteria find shut."""
    dossier = office.files(procedure, [row])
    office.accepts(dossier)
    journey = Journey(office, criteria=criteria)
    form = journey.form(dossier)
    task = dossier.task("appraise")
    try:
        office.completes(dossier, "appraise", by="officer", **form)
    except Exception as refusal:  # told apart below
        gates = {f.gate: f.reason for f in getattr(refusal, "findings", ()) if not f.passed}
        assert gates, refusal
        assert dossier.task("appraise").id == task.id
        return dossier, gates
    return dossier, {}


@pytest.mark.parametrize(
    ("day", "procedure", "award", "criteria", "reason"),
    [
        # R-ELIG-01, A: ten months, no discipline from khiển trách, study with a good result.
        (A, "lao_dong_tien_tien", "lao_dong_tien_tien", LDTT, ""),
        (A, "lao_dong_tien_tien", "lao_dong_tien_tien", {**LDTT, "months": 10}, ""),
        (A, "lao_dong_tien_tien", "lao_dong_tien_tien", {**LDTT, "months": 9}, "not_met"),
        (B, "lao_dong_tien_tien", "lao_dong_tien_tien", {**LDTT, "months": 9}, ""),
        (
            A,
            "lao_dong_tien_tien",
            "lao_dong_tien_tien",
            {**LDTT, "discipline": "khien_trach"},
            "not_met",
        ),
        (
            A,
            "lao_dong_tien_tien",
            "lao_dong_tien_tien",
            {**LDTT, "study": "weak_result"},
            "not_met",
        ),
        # R-ELIG-02, from B on: tasks completed well.
        (B, "lao_dong_tien_tien", "lao_dong_tien_tien", {**LDTT, "rating": "completed"}, "not_met"),
        (A, "lao_dong_tien_tien", "lao_dong_tien_tien", {**LDTT, "rating": "completed"}, ""),
        # R-ELIG-18: registration is a condition in A only.
        (A, "lao_dong_tien_tien", "lao_dong_tien_tien", {**LDTT, "registered": False}, "not_met"),
        (B, "lao_dong_tien_tien", "lao_dong_tien_tien", {**LDTT, "registered": False}, ""),
        # R-ELIG-03 and 04: in A an initiative, from B on excellent completion is enough.
        (A, "cstdcs", "cstdcs", {**CSTDCS, "initiative": ""}, "not_met"),
        # R-ELIG-04: from regime B on excellent completion is enough.
        (B, "cstdcs", "cstdcs", {**CSTDCS, "initiative": ""}, ""),
        (B, "cstdcs", "cstdcs", {**CSTDCS, "initiative": "", "rating": "good"}, "not_met"),
        # R-ELIG-14: being looked into defers; in A the rule is unverified, and holds all the same.
        (B, "cstdcs", "cstdcs", {**CSTDCS, "check_state": "under_investigation"}, "to_be_held"),
        (A, "cstdcs", "cstdcs", {**CSTDCS, "check_state": "discipline_considered"}, "to_be_held"),
        # R-ELIG-06: three grassroots titles in a row; the book has none.
        (B, "trinh_tinh", "cstd_tinh", STATE, "not_met"),
        # R-ELIG-09: a model of one province, not certain.
        (C, "trinh_tinh", "bang_khen_tinh", STATE, "unexplained"),
        (C, "trinh_tinh", "bang_khen_tinh", {**STATE, "excellent_years": 2, "initiatives": 2}, ""),
        (
            C,
            "trinh_tinh",
            "bang_khen_tinh",
            {**STATE, "exception_reason": "Có thành tích trong phong trào do tỉnh phát động"},
            "",
        ),
        # R-ELIG-10: C and D, the same model; from memory of nothing in A.
        (C, "giay_khen_cong_trang", "giay_khen", {"rating": "completed"}, "unexplained"),
        (C, "giay_khen_cong_trang", "giay_khen", {"rating": "good"}, ""),
        (C, "giay_khen_cong_trang", "giay_khen", {"merit_basis": "none"}, "unexplained"),
        (A, "giay_khen_cong_trang", "giay_khen", {"rating": "completed"}, ""),
        # R-PROC-11: no medal without proofs.
        (B, "tnxp", "tnxp", {"has_proof": False}, "not_met"),
    ],
)
def test_an_individual_is_judged_by_the_law_of_the_dossier(
    office: Office,
    clock: CalendarClock,
    day: date,
    procedure: str,
    award: str,
    criteria: dict[str, object],
    reason: str,
) -> None:
    clock.reaches(day)

    _, gates = appraised(office, procedure, nomination(1, award=award), criteria)

    assert gates == ({"criteria_met": reason} if reason else {})


@pytest.mark.parametrize(
    ("day", "procedure", "award", "criteria", "reason"),
    [
        # R-ELIG-07: more than half in A, at least 70 % in C; nobody from cảnh cáo on.
        (A, "cstdcs", "ttldtt", {"registered": True, "members": 10, "ldtt_members": 6}, ""),
        (
            A,
            "cstdcs",
            "ttldtt",
            {"registered": True, "members": 10, "ldtt_members": 5},
            "unexplained",
        ),
        (C, "cstdcs", "ttldtt", {"members": 10, "ldtt_members": 7}, ""),
        (C, "cstdcs", "ttldtt", {"members": 10, "ldtt_members": 6}, "unexplained"),
        (
            C,
            "cstdcs",
            "ttldtt",
            {"members": 10, "ldtt_members": 9, "discipline": "canh_cao"},
            "unexplained",
        ),
        # R-ELIG-08: everybody completed, 70 % LĐTT, a grassroots fighter among them.
        (
            C,
            "trinh_tinh",
            "ttldxs",
            {"complete_share": 100, "ldtt_share": 70, "has_cstdcs": True},
            "",
        ),
        (
            C,
            "trinh_tinh",
            "ttldxs",
            {"complete_share": 99, "ldtt_share": 70, "has_cstdcs": True},
            "unexplained",
        ),
        (
            C,
            "trinh_tinh",
            "ttldxs",
            {"complete_share": 100, "ldtt_share": 90, "has_cstdcs": False},
            "unexplained",
        ),
    ],
)
def test_a_collective_is_judged_by_its_shares(
    office: Office,
    clock: CalendarClock,
    day: date,
    procedure: str,
    award: str,
    criteria: dict[str, object],
    reason: str,
) -> None:
    clock.reaches(day)

    _, gates = appraised(office, procedure, team(award), criteria)

    assert gates == ({"criteria_met": reason} if reason else {})


def test_an_exclusion_case_bars_a_family(office: Office, clock: CalendarClock) -> None:
    clock.reaches(B)
    row = nomination(
        1,
        kind=NomineeKind.HOUSEHOLD,
        name="Hộ ông Ín",
        birth_date=None,
        id_number="",
        award="gia_dinh_van_hoa",
    )

    _, gates = appraised(office, "gia_dinh_van_hoa", row, {"exclusion_case": 3})

    assert gates == {"criteria_met": "not_met"}


def test_who_is_being_looked_into_is_deferred_and_the_others_go_on(office: Office) -> None:
    rows = [nomination(1, award="giay_khen"), nomination(2, award="giay_khen")]
    dossier = office.files("giay_khen_cong_trang", rows)
    office.accepts(dossier)
    form = office.appraisal(dossier, ["held", "eligible"])
    first = dossier.nominees[0].id
    grid = form["nominees"]
    assert isinstance(grid, dict)
    grid[first]["check_state"] = "complaint_being_checked"

    office.completes(dossier, "appraise", by="officer", **form)

    assert dossier.outcomes == ["held", "eligible"]
    (finding,) = [one for one in dossier.nominees[0].findings if one["verdict"] == "HOLD"]
    assert finding["rule"] == "R-ELIG-14"
    assert "chưa xét" in str(finding["reason"])
    assert finding["reason_en"]


def test_one_achievement_is_awarded_once(office: Office, clock: CalendarClock) -> None:
    clock.reaches(B)
    Journey(office).goes(office.files("giay_khen_cong_trang", [nomination(1)]))

    _, gates = appraised(office, "giay_khen_chuyen_de", nomination(1), {})
    assert gates == {"criteria_met": "not_met"}

    other = nomination(1, achievement="Hiến máu tình nguyện mười lần")
    _, gates = appraised(office, "giay_khen_chuyen_de", other, {})
    assert gates == {}


def test_one_achievement_is_awarded_once_also_by_two_dossiers_at_a_time(database_url: str) -> None:
    office = Office(found(database_url, now=datetime(2024, 6, 3, 1, 0, tzinfo=UTC)))
    journey, deed = Journey(office), "Cứu hai cháu nhỏ trong lũ quét"
    first, second = (
        journey.goes(
            office.files(procedure, [nomination(1, achievement=deed), nomination(2)]), until="sign"
        )
        for procedure in ("giay_khen_cong_trang", "giay_khen_chuyen_de")
    )
    office.signs(second)
    journey.goes(first)

    refusal = office.tries(lambda: office.issues(second))

    assert refusal.gates == {"signature_evidence": "honoured_meanwhile"}
    assert refusal.findings[0].facts["names"] == "1. Lò Thị Xuân 1, 2. Lò Thị Xuân 2"
    assert (first.outcomes, second.outcomes) == (["awarded"] * 2, ["eligible"] * 2)
    wrong_list = "Đã khen bằng quyết định khác"
    office.returns(second, "issue", to="sign", by="registrar", reason=wrong_list)
    office.returns(second, "sign", to="appraise", by="chairman", reason=wrong_list)
    assert second.waits_at("appraise")
    office.world.engine.database.close()


def test_one_initiative_supports_one_title(office: Office, clock: CalendarClock) -> None:
    """R-ELIG-13."""
    clock.reaches(B)
    Journey(office, criteria=CSTDCS).goes(
        office.files("cstdcs", [nomination(1, award="cstdcs")]), until="sign_submission"
    )

    again = nomination(1, award="bang_khen_tinh", achievement="Thành tích khác")
    _, gates = appraised(office, "trinh_tinh", again, {**STATE, "initiative": "bài giảng  điện tử"})

    assert gates == {"criteria_met": "not_met"}


def test_years_in_a_row_come_from_the_honour_book(office: Office, clock: CalendarClock) -> None:
    for year in (2024, 2025, 2026):
        clock.reaches(date(year, 3, 4))
        own = {**CSTDCS, "initiative": f"Sáng kiến năm {year}"}
        row = nomination(1, award="cstdcs", achievement=f"Thành tích năm {year}")
        Journey(office, criteria=own).goes(office.files("cstdcs", [row]))
    clock.reaches(date(2026, 6, 1))
    wanted = nomination(1, award="cstd_tinh", achievement="Ba năm liên tục")

    _, gates = appraised(office, "trinh_tinh", wanted, {"rating": "excellent"})

    assert gates == {}


def test_two_dossiers_each_under_the_quota_are_over_it_together(office: Office) -> None:
    """R-ELIG-03, A: at most 15 % of the unit's LĐTT of the year, rounded down: 13 make one."""
    workers = [nomination(number, award="lao_dong_tien_tien") for number in range(1, 14)]
    Journey(office, criteria=LDTT).goes(
        office.files("lao_dong_tien_tien", workers), until="publish_list"
    )
    first = nomination(1, award="cstdcs", achievement="Thành tích CSTĐCS 1")
    second = nomination(2, award="cstdcs", achievement="Thành tích CSTĐCS 2")

    _, alone = appraised(office, "cstdcs", first, CSTDCS)
    dossier, together = appraised(
        office, "cstdcs", second, {**CSTDCS, "initiative": "Sáng kiến khác"}
    )

    assert (alone, together) == ({}, {"criteria_met": "not_met"})
    form = Journey(office, criteria=CSTDCS, outcomes=["ineligible"]).form(dossier)
    refusal = office.tries_to_complete(dossier, "appraise", by="officer", **form)
    assert refusal.gates == {"nominees_concluded": "nobody_eligible"}


def test_the_quota_of_a_movement_counts_the_list(office: Office) -> None:
    """R-ELIG-19: five of a hundred individuals."""
    rows = [nomination(number) for number in range(1, 7)]
    dossier = office.files("giay_khen_chuyen_de", rows)
    office.accepts(dossier)
    movement: dict[str, object] = {"movement_individuals": 100}

    form = Journey(office, appraisal=movement).form(dossier)
    refusal = office.tries_to_complete(dossier, "appraise", by="officer", **form)
    assert refusal.gates == {"criteria_met": "unexplained"}

    outcomes = ["eligible"] * 5 + ["ineligible"]
    form = Journey(office, appraisal=movement, outcomes=outcomes).form(dossier)
    office.completes(dossier, "appraise", by="officer", **form)
    assert dossier.waits_at("publish_list")


def test_what_counts_in_favour_and_what_is_to_be_minded_stands_beside_the_row(
    office: Office,
) -> None:
    criteria: dict[str, object] = {"preferred": "direct_workers", "discipline": "ended"}

    dossier, gates = appraised(office, "giay_khen_cong_trang", nomination(1), criteria)

    assert gates == {}
    found = {(str(one["rule"]), str(one["verdict"])) for one in dossier.nominees[0].findings}
    assert {("R-ELIG-17", "PASS"), ("R-ELIG-15", "WARN"), ("R-DOS-03", "WARN")} <= found
