"""Opinions at the office: found, admitted or rejected with a reason, answered."""

from __future__ import annotations

import re

import pytest

from engine.actors import CITIZEN
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council, pass_period
from tests.scenario.dossier import Dossier
from tests.statements import counted
from tests.web.site import Site
from workflows.opinions import AnswerOpinion, ModerateOpinion, SendOpinion, opinions_of
from workflows.publications import publications_of

SAID = "Gia đình không tham gia buổi dọn vệ sinh nào."


def published(site: Site) -> Dossier:
    dossier = site.office.files()
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    site.office.publishes(dossier)
    return dossier


def opine(site: Site, dossier: Dossier, text: str = SAID) -> str:
    """A citizen says something about the first on the list; the opinion's key."""
    with site.world.engine.view() as view:
        key = publications_of(view, dossier.id)[-1].id
    site.world.engine.execute(
        SendOpinion(
            publication_id=key,
            text=text,
            nominee_id=dossier.nominees[0].id,
            author="Lừ Văn Kín",
            contact="0912 345 678",
        ),
        CITIZEN,
    )
    with site.world.engine.view() as view:
        return opinions_of(view, dossier.id)[-1].id


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_what_waits_stands_in_the_inbox_of_those_who_handle_it(site):
    dossier = published(site)
    opine(site, dossier)

    text = words(site.as_("officer").get("/y-kien").text)

    for shown in (SAID, "Lò Thị Xuân 1", dossier.record.code, "Chờ"):
        assert shown in text


@pytest.mark.parametrize("name", ["nominator", "clerk", "registrar", "secretary"])
def test_others_see_no_opinions(site, name):
    key = opine(site, published(site))

    for path in ("/y-kien", f"/y-kien/{key}"):
        answer = site.as_(name).get(path)
        assert answer.status_code in (403, 404)
        assert "Lừ Văn Kín" not in answer.text


def test_an_opinion_is_admitted_then_answered(site):
    dossier = published(site)
    key = opine(site, dossier)
    officer = site.as_("officer")

    admitted = officer.post(f"/y-kien/{key}/duyet", {"act": "admit"})
    shown = officer.get(f"/y-kien/{key}").text
    answered = officer.post(
        f"/y-kien/{key}/tra-loi", {"answer": "Đã kiểm tra: gia đình có tham gia hai buổi."}
    )

    assert (admitted.status_code, answered.status_code) == (303, 303)
    assert "Lừ Văn Kín" in shown and "0912 345 678" in shown
    assert f"/ho-so/{dossier.record.code}/nguoi/1/giu-lai" in shown
    text = words(officer.get(f"/y-kien/{key}").text)
    assert "Đã kiểm tra: gia đình có tham gia hai buổi." in text
    assert "Đã trả lời" in text


def test_a_rejection_needs_a_reason_and_keeps_what_was_typed(site):
    key = opine(site, published(site))
    officer = site.as_("officer")

    short = officer.post(f"/y-kien/{key}/duyet", {"act": "reject", "reason": "không rõ"})
    done = officer.post(
        f"/y-kien/{key}/duyet", {"act": "reject", "reason": "Không nêu sự việc cụ thể nào"}
    )

    assert short.status_code == 422
    assert "không rõ" in short.text
    assert 'href="#f-reason"' in short.text
    assert done.status_code == 303
    assert "Không nêu sự việc cụ thể nào" in officer.get(f"/y-kien/{key}").text


def test_what_was_dealt_with_meanwhile_is_not_dealt_with_again(site):
    key = opine(site, published(site))
    officer = site.as_("officer")
    officer.post(f"/y-kien/{key}/duyet", {"act": "admit"})

    again = officer.post(f"/y-kien/{key}/duyet", {"act": "admit"})

    assert again.status_code == 409


def test_what_came_late_is_answered_as_a_petition(site):
    dossier = published(site)
    CalendarClock(site.world).passes(working_days=10)
    key = opine(site, dossier, "Tôi biết quá muộn, xin kiến nghị xem lại.")
    officer = site.as_("officer")

    listed = officer.get("/y-kien?trang-thai=kien-nghi").text
    shown = words(officer.get(f"/y-kien/{key}").text)
    answer = officer.post(f"/y-kien/{key}/tra-loi", {"answer": "Đã chuyển bộ phận xem xét."})

    assert "Tôi biết quá muộn" in listed
    # R-PET-08: ten working days after 04/12/2023, on which it was sent.
    assert "Phải trả lời trước hết ngày 18/12/2023 R-PET-08" in shown
    assert answer.status_code == 303


def test_markup_in_an_opinion_is_text(site):
    key = opine(site, published(site), "<script>alert(1)</script> xin xem lại")

    for path in ("/y-kien", f"/y-kien/{key}"):
        assert "<script>alert" not in site.as_("officer").get(path).text


def test_an_empty_inbox_says_what_will_appear(site):
    assert "Không có ý kiến nào đang chờ" in site.as_("officer").get("/y-kien").text


@pytest.mark.parametrize("query", ["trang-thai=khong-co", "sau=%00", "truoc=0~x~y"])
def test_strange_addresses_still_show_the_inbox(site, query):
    assert site.as_("officer").get(f"/y-kien?{query}").status_code in (200, 404)


def test_the_inbox_costs_the_same_whatever_its_length(site):
    dossier = published(site)
    opine(site, dossier)
    officer = site.as_("officer")
    officer.get("/y-kien")
    with counted(site.world.engine.database) as few:
        officer.get("/y-kien")
    for number in range(20):
        opine(site, dossier, f"Ý kiến số {number} về danh sách này.")

    with counted(site.world.engine.database) as many:
        officer.get("/y-kien")

    assert len(few) == len(many) <= 8


def test_what_waits_is_work_in_the_officer_s_own_inbox(site):
    dossier = published(site)
    quiet = words(site.as_("officer").get("/viec").text)
    opine(site, dossier)
    key = opine(site, dossier)
    site.as_("officer").post(f"/y-kien/{key}/duyet", {"act": "admit"})

    inbox = site.as_("officer").get("/viec").text
    page = site.as_("officer").get(f"/ho-so/{dossier.record.code}").text

    assert "Ý kiến của nhân dân" not in quiet
    assert "1 cần duyệt, 1 cần trả lời" in words(inbox)
    assert f"/ho-so/{dossier.record.code}?phan=y-kien" in inbox
    assert "2 ý kiến đang chờ" in words(page)
    for name in ("clerk", "nominator", "chairman"):
        assert "Ý kiến của nhân dân" not in words(site.as_(name).get("/viec").text)
    assert "đang chờ" not in words(site.as_("nominator").get(f"/ho-so/{dossier.record.code}").text)


def test_opinions_that_are_dealt_with_leave_the_inbox(site):
    dossier = published(site)
    key = opine(site, dossier)
    officer = site.as_("officer")
    rejected = {"act": "reject", "reason": "Không liên quan đến danh sách"}
    officer.post(f"/y-kien/{key}/duyet", rejected)

    assert "Ý kiến của nhân dân" not in words(officer.get("/viec").text)
    assert "ý kiến đang chờ" not in words(officer.get(f"/ho-so/{dossier.record.code}").text)


def test_the_signatory_reads_how_many_opinions_there_were_and_how_many_were_answered(site):
    dossier = published(site)
    answered, rejected = opine(site, dossier), opine(site, dossier, "Một việc khác")
    officer = site.world.actor("officer")
    for act in (
        ModerateOpinion(opinion_id=answered, admit=True),
        AnswerOpinion(opinion_id=answered, answer="Đã xác minh với nhà trường; thành tích đúng."),
        ModerateOpinion(opinion_id=rejected, admit=False, reason="Không thuộc danh sách này"),
    ):
        site.world.engine.execute(act, officer)
    pass_period(site.office, dossier)
    site.office.closes_publication(dossier)
    Council(site.world).decides(dossier)
    site.office.writes_minutes(dossier)

    page = site.as_("chairman").get(f"/viec/{dossier.task('sign').id}").text

    decided = page.partition('id="can-quyet-dinh"')[2].partition("</section>")[0]
    assert "2 ý kiến" in decided and "đã trả lời 1" in decided
    assert f"/ho-so/{dossier.record.code}?phan=y-kien" in decided
