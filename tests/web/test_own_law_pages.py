"""Own values of the law in the browser: proposed on a form, looked at, approved by another."""

from __future__ import annotations

import re

import pytest

from tests.web.site import Site, Visitor

FORM = "/luat/gia-tri-rieng/moi?khoa=procedure.limit&quy_trinh=giay_khen_cong_trang"
EVIL = 'Quyết định số 1 <script>alert("x")</script>'


def said(**changed: str) -> dict[str, str]:
    return {
        "khoa": "procedure.limit",
        "quy_trinh": "giay_khen_cong_trang",
        "setter": "office",
        "value": "12",
        "unit": "wd",
        "valid_from": "20/11/2023",
        "document": "Quyết định số 118/QĐ-UBND ngày 15/11/2023",
        "mark": "c",
        "reason": "Rút ngắn thời gian giải quyết",
        **changed,
    }


def proposed(admin: Visitor, **changed: str) -> str:
    answer = admin.post(FORM, said(**changed))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_an_administrator_finds_on_the_law_page_what_may_be_set(site: Site, admin: Visitor) -> None:
    limit = admin.get("/luat?q=procedure.limit").text
    fixed = admin.get("/luat?q=supplement.requests").text
    unit = site.as_("nominator").get("/luat?q=procedure.limit").text

    assert "/luat/gia-tri-rieng/moi?khoa=procedure.limit" in limit
    assert "gia-tri-rieng/moi" not in fixed
    assert "gia-tri-rieng" not in unit


def test_the_form_shows_what_holds_and_keeps_what_was_typed_when_refused(admin: Visitor) -> None:
    form = admin.get(FORM).text
    refused = admin.post(FORM, said(value="30", document=EVIL))

    assert "20 ngày làm việc" in form and "R-PROC-01" in form
    assert refused.status_code == 422
    assert "không được quá 20 ngày làm việc" in refused.text
    assert 'value="30"' in refused.text and "<script>alert" not in refused.text


def test_the_second_person_sees_what_changes_then_approves(site: Site, admin: Visitor) -> None:
    page = proposed(admin)
    head = site.as_("head")

    waits = head.get("/luat").text
    shown = head.get(page).text
    own = admin.get(page).text
    answer = head.post(f"{page}/duyet", {})

    assert re.search(r'v-count">1<', waits)
    assert "12 ngày làm việc" in shown and "20 ngày làm việc" in shown
    assert f"{page}/duyet" in shown and f"{page}/duyet" not in own
    assert answer.status_code == 303
    law = head.get("/luat?q=procedure.limit").text
    assert "12 ngày làm việc" in law and "của cơ quan" in law


def test_what_would_break_is_named_and_cannot_be_approved(site: Site, admin: Visitor) -> None:
    page = proposed(admin, value="4")
    head = site.as_("head")

    shown = head.get(page).text
    answer = head.post(f"{page}/duyet", {})

    assert "không còn phù hợp" in shown and "/quy-trinh/giay_khen_cong_trang" in shown
    assert f"{page}/duyet" not in shown
    assert answer.status_code == 409
    assert "không ban hành được" in answer.text


def test_it_is_declined_with_a_reason_or_taken_back(site: Site, admin: Visitor) -> None:
    page = proposed(admin)
    short = site.as_("head").post(f"{page}/tu-choi", {"reason": "không"})
    back = admin.post(f"{page}/tu-choi", {"reason": "Nhập nhầm số văn bản"})

    assert short.status_code == 422
    assert back.status_code == 303
    assert "đã từ chối" in admin.get("/luat/gia-tri-rieng").text


@pytest.mark.parametrize("who", ["officer", "nominator", "head"])
def test_the_form_is_for_administrators(site: Site, who: str) -> None:
    assert site.as_(who).get(FORM).status_code in (403, 404)
    assert site.as_(who).post(FORM, said()).status_code in (403, 404)


@pytest.mark.parametrize(
    "query", ["", "?khoa=no.such", "?khoa=supplement.requests", "?khoa=procedure.limit%00"]
)
def test_there_is_a_form_only_for_what_may_be_set(admin: Visitor, query: str) -> None:
    assert admin.get(f"/luat/gia-tri-rieng/moi{query}").status_code == 404


def test_the_next_date_tells_what_begins_and_what_ends(admin: Visitor) -> None:
    page = admin.get("/luat?ngay=20/11/2023").text

    assert "01/01/2024" in page
    assert "hết hiệu lực" in page


def test_each_rule_says_where_it_is_used(site: Site, admin: Visitor) -> None:
    page = admin.get("/luat?q=R-PUB-04").text
    unit = site.as_("nominator").get("/luat?q=R-PUB-04").text

    assert 'href="/quy-trinh/cong_khai"' in page
    assert "quy trình</summary>" in page
    assert "quy trình</summary>" in unit and "/quy-trinh/" not in unit


def test_a_deadline_that_rests_on_a_default_says_so_in_every_list(site: Site) -> None:
    """R-TIME-09: the budgets of steps are defaults; the limit of the whole is law (regime A)."""
    dossier = site.office.files()
    site.office.accepts(dossier)
    officer = site.as_("officer")

    task = officer.get(f"/viec/{dossier.task('appraise').id}").text
    chips = re.findall(r'<span class="v-weak">(.*?)</span></span>', task, re.DOTALL)

    assert any("Hạn bước" in chip and "mặc định của sản phẩm" in chip for chip in chips)
    assert not any("Hạn hồ sơ" in chip for chip in chips)
    assert "v-weak" in officer.get("/viec?phan=nhom").text
