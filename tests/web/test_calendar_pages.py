"""The calendar in the browser: a year typed, tried out, proposed, and approved by another."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.web.site import Site, Visitor

FORM = "/lich/2023/de-nghi"
NOTICE = "Thông báo số 5034/TB-BNV ngày 01/12/2023"


def typed(*days: str, **changed: str) -> dict[str, object]:
    """The form with these days off; what it asks for besides is filled in."""
    count = len(days)
    return {
        "day": list(days),
        "kind": ["off"] * count,
        "reason": ["Nghỉ theo thông báo"] * count,
        "reason_en": [""] * count,
        "source": [NOTICE] * count,
        "mark": ["c"] * count,
        "announced": "1",
        "document": NOTICE,
        **changed,
    }


def posted(
    visitor: Visitor, form: dict[str, object], act: str, reason: str = "Theo thông báo mới"
) -> TestResponse:
    return visitor.post(FORM, {**form, "act": act, "why": reason})


def test_what_would_move_is_seen_before_anything_is_proposed(site: Site, admin: Visitor) -> None:
    dossier = site.office.files()
    site.office.accepts(dossier)

    seen = posted(admin, typed("04/12/2023"), "look")
    index = admin.get("/lich").text

    assert seen.status_code == 200
    assert dossier.record.code in seen.text
    assert "18/12/2023" in seen.text and "19/12/2023" in seen.text
    assert 'value="04/12/2023"' in seen.text
    assert "Các đề xuất" not in index


def test_a_second_person_sees_the_same_and_approves(site: Site, admin: Visitor) -> None:
    dossier = site.office.files()
    site.office.accepts(dossier)
    page = str(posted(admin, typed("04/12/2023"), "propose").location)
    head = site.as_("head")

    shown, own = head.get(page).text, admin.get(page).text
    answer = head.post(f"{page}/duyet", {})

    assert dossier.record.code in shown and "19/12/2023" in shown
    assert f"{page}/duyet" in shown and f"{page}/duyet" not in own
    assert answer.status_code == 303
    assert "04/12/2023" in head.get("/lich").text
    assert "19/12/2023" in head.get(f"/ho-so/{dossier.record.code}").text


def test_what_is_wrong_is_told_at_its_row_and_nothing_typed_is_lost(admin: Visitor) -> None:
    form = typed("04/12/2023", "31/02/2024", "05/01/2024")

    unreadable = posted(admin, form, "propose")
    other_year = posted(admin, typed("04/12/2023", "05/01/2024"), "propose", reason="vì")

    assert unreadable.status_code == other_year.status_code == 422
    assert 'value="31/02/2024"' in unreadable.text
    assert "không thuộc năm 2023" in other_year.text
    assert 'id="r1-day-loi"' in other_year.text
    assert 'value="04/12/2023"' in other_year.text


def test_a_form_gives_more_rows_when_asked(admin: Visitor) -> None:
    few = admin.get(FORM).text.count('name="day"')
    more = posted(admin, typed("04/12/2023"), "more").text

    assert more.count('name="day"') > few
    assert 'value="04/12/2023"' in more


def test_it_is_declined_with_a_reason(site: Site, admin: Visitor) -> None:
    page = str(posted(admin, typed("04/12/2023"), "propose").location)

    answer = site.as_("chairman").post(f"{page}/tu-choi", {"reason": "Chưa có văn bản chính thức"})

    assert answer.status_code == 303
    assert "đã từ chối" in admin.get(page).text


@pytest.mark.parametrize("who", ["officer", "nominator", "head"])
def test_years_are_proposed_by_administrators(site: Site, who: str) -> None:
    assert site.as_(who).get(FORM).status_code in (403, 404)
    assert posted(site.as_(who), typed("04/12/2023"), "look").status_code in (403, 404)


@pytest.mark.parametrize("path", ["/lich/2022/de-nghi", "/lich/2999/de-nghi", "/lich/de-nghi/x"])
def test_there_is_nothing_beyond_the_years_within_reach(admin: Visitor, path: str) -> None:
    assert admin.get(path).status_code == 404
