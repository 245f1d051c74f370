"""The signatory's page has everything on it; the registry is told the number it has given."""

from __future__ import annotations

import html
import io
from datetime import timedelta
from pathlib import Path

from tests.documents.certificates import NOW, authority, stranger
from tests.documents.conftest import Papers
from tests.documents.signing_town import sign_with_files
from tests.documents.test_digital_signatures import Signatures, altered
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.dossier import Dossier
from tests.scenario.office import nomination
from tests.statements import counted
from tests.web.site import Site
from workflows.attachments import BlobStore
from workflows.delegations import EndDelegation, delegations_of
from workflows.documents import pades
from workflows.documents.kinds import DocumentKind


def brought_to_the_signatory(site: Site, nominees: int = 3) -> Dossier:
    dossier = brought_to_the_council(site.office, nominees=nominees)
    Council(site.world).decides(dossier)
    site.office.writes_minutes(dossier)
    return dossier


def panel(text: str) -> str:
    return text.partition('id="can-quyet-dinh"')[2].partition("</section>")[0]


def test_the_signatory_sees_list_votes_and_money_without_opening_another_page(site: Site) -> None:
    dossier = brought_to_the_signatory(site)

    text = site.as_("chairman").get(f"/viec/{dossier.task('sign').id}").text

    shown = panel(text)
    assert all(row.name in shown for row in dossier.nominees)
    assert "9/9" in shown
    assert "3 × 270.000 = 810.000" in shown
    # The base salary of the half-year is known in part only.
    assert "kiểm chứng một phần" in shown
    assert f'href="/ho-so/{dossier.record.code}/quyet-dinh"' in shown


def test_the_reason_for_a_delay_stands_beside_the_deadline(site: Site) -> None:
    dossier = brought_to_the_signatory(site)
    CalendarClock(site.world).passes(working_days=40)
    site.office.explains_lateness(dossier)

    shown = panel(site.as_("chairman").get(f"/viec/{dossier.task('sign').id}").text)

    assert "Công chức phụ trách đi công tác đột xuất dài ngày" in shown


def test_a_procedure_without_a_council_says_that_nobody_voted(site: Site) -> None:
    dossier = site.office.files(
        "giay_khen_dot_xuat", nominees=[nomination(1)], event_date=site.office.today
    )
    site.office.accepts(dossier)
    site.office.appraises(
        dossier,
        element="appraise_short",
        simplified_ground="unexpected_deed",
        event_date=site.office.today.isoformat(),
    )

    shown = panel(site.as_("chairman").get(f"/viec/{dossier.task('sign').id}").text)

    assert "Không có phiên họp nào biểu quyết danh sách này." in shown
    assert "Phiếu đồng ý" not in shown


def test_the_length_of_the_list_costs_no_statements(site: Site) -> None:
    costs = []
    for nominees in (1, 1, 60):
        dossier = brought_to_the_signatory(site, nominees)
        chairman = site.as_("chairman")
        with counted(site.world.engine.database) as statements:
            chairman.get(f"/viec/{dossier.task('sign').id}")
        costs.append(len(statements))

    assert costs[1] == costs[2]
    # One of them asks for what citizens said, one for earlier rounds of the step.
    assert costs[2] <= 35


def test_other_steps_show_no_decision(site: Site) -> None:
    dossier = site.office.files()

    text = site.as_("clerk").get(f"/viec/{dossier.task('check').id}").text

    assert panel(text) == ""


def test_the_registry_is_told_the_number_it_has_just_given(site: Site) -> None:
    dossier = brought_to_the_signatory(site)
    signing = dossier.task("sign")
    site.office.signs(dossier)
    task = dossier.task("issue")
    registry = site.as_("registrar")
    asked = registry.get(f"/viec/{task.id}").text

    answer = registry.post(
        f"/viec/{task.id}/hoan-thanh",
        {
            "revision": task.revision,
            "dated": f"{site.office.today:%d/%m/%Y}",
            "copies": "5",
            "recipients": "Như Điều 3; Lưu: VT",
            "format_checked": "1",
            "sealed": "1",
        },
    )
    told = registry.get(answer.location).text

    given = f"Đã cấp số 01/QĐ-UBND ngày {site.office.today:%d/%m/%Y}"
    assert answer.location == f"/viec/{task.id}"
    assert given in told
    # The number comes first: nobody says that a paper is sealed which has none yet.
    assert "Có số thì ghi vào văn bản rồi đóng dấu" in asked and "Đã đóng dấu" not in asked
    assert "Ghi số vào bản đã ký, đóng dấu, rồi phát hành." in told
    assert given not in site.as_("chairman").get(f"/viec/{signing.id}").text


SENTENCES = {
    "unsigned": "Tệp không có chữ ký số.",
    "altered": "Tệp đã bị thay đổi: có thứ khác ngoài chữ ký được thêm hoặc sửa.",
    "wrong_certificate": "Chứng thư không phải của bạn theo khai báo của cơ quan.",
    "no_delegation": "Không có văn bản nào còn hiệu lực ngày 28/11/2023 ủy quyền cho bạn ký thay "
    "Chủ tịch.",
    "expired": "Chứng thư không có hiệu lực vào lúc ký.",
    "untrusted": "Chứng thư không do tổ chức mà cơ quan tin cậy cấp.",
}


def test_six_wrongs_have_six_sentences_by_command_and_on_the_page_and_the_gate_stays_shut(
    site: Site, tmp_path: Path
) -> None:
    """R-DOC-04, R-DOC-05."""
    sign_with_files(site, tmp_path)
    desk = Signatures(site.office, Papers(site.world, BlobStore(tmp_path)), tmp_path / "trust")
    dossier = brought_to_the_signatory(site, nominees=1)
    chairman = desk.knows(authority().certify("Lò Văn Thắng"))
    deputy = desk.knows(authority().certify("Nguyễn Thị Hoa"), "vice_chairman")
    expired = desk.knows(authority().certify("Lò Văn Thắng", until=NOW - timedelta(days=1)))
    unknown = desk.knows(stranger().certify("Lò Văn Thắng"))
    delegate_no_more(site)
    paper = desk.prepared(dossier)
    wrong = {
        "unsigned": (paper, "chairman"),
        "altered": (altered(desk.signed(paper, chairman)), "chairman"),
        "wrong_certificate": (desk.signed(paper, deputy), "chairman"),
        "no_delegation": (desk.signed(paper, deputy), "vice_chairman"),
        "expired": (desk.signed(paper, expired), "chairman"),
        "untrusted": (desk.signed(paper, unknown), "chairman"),
    }

    by_command = {key: desk.refusal(dossier, *given) for key, given in wrong.items()}
    on_the_page = {key: handed_in(site, dossier, *given) for key, given in wrong.items()}

    assert by_command == {key: key for key in wrong}
    assert {key: text for key, text in on_the_page.items() if SENTENCES[key] not in text} == {}
    assert len({*SENTENCES.values()}) == len(wrong)
    assert dossier.journal("task.complete")[-12:] == ["gate_closed"] * 12
    assert dossier.waits_at("sign")


def handed_in(site: Site, dossier: Dossier, pdf: bytes, by: str) -> str:
    """What the page says to whoever hands in a file as the signed decision."""
    task = dossier.task("sign")
    form = {**site.office.signature(by), "revision": task.revision}
    form["scan"] = (io.BytesIO(pdf), "quyet-dinh.pdf")
    answer = site.as_(by).post(f"/viec/{task.id}/hoan-thanh", form)
    assert answer.status_code == 409
    return html.unescape(answer.text)


def delegate_no_more(site: Site) -> None:
    world = site.world
    with world.engine.view() as view:
        (known,) = delegations_of(view, world.office_id)
    ending = EndDelegation(delegation_id=known.id, reason="Chủ tịch đã trở lại làm việc")
    world.engine.execute(ending, world.actor("head"))


def test_the_registry_takes_along_number_and_day_and_brings_back_what_it_sealed(
    site: Site, tmp_path: Path
) -> None:
    sign_with_files(site, tmp_path)
    papers = Papers(site.world, BlobStore(tmp_path))
    desk = Signatures(site.office, papers, tmp_path / "trust")
    dossier = brought_to_the_signatory(site, nominees=1)
    chairman = desk.knows(authority().certify("Lò Văn Thắng"))
    town = desk.knows(authority().certify("UBND thị trấn Yên Châu"), "")
    signed = desk.signed(desk.prepared(dossier), chairman)
    desk.hands_in(dossier, signed)
    issue = dossier.task("issue")
    site.office.issues(dossier)
    papers.work()
    decision = papers.find(dossier, DocumentKind.DECISION)
    place = f"/ho-so/{dossier.record.code}/van-ban"
    registrar = site.as_("registrar")

    before = registrar.get(place).text
    number = registrar.get(f"{place}/{decision.id}/so-va-ngay.png")
    refused = registrar.post(f"{place}/{decision.id}/dau", {"pdf": (io.BytesIO(signed), "a.pdf")})
    sealed = desk.signed(signed, town, pades.SEAL)
    registrar.post(f"{place}/{decision.id}/dau", {"pdf": (io.BytesIO(sealed), "a.pdf")})

    assert f"{decision.id}/dau" in before and "chưa có dấu số của cơ quan" in before
    assert number.data.startswith(b"\x89PNG")
    assert refused.status_code == 422 and "ký vào ô tên là Seal" in refused.text
    assert f"{decision.id}/dau" not in registrar.get(place).text
    assert papers.pdf(papers.holding(decision)) == sealed
    assert "đã ký số của cơ quan" in registrar.get(place).text
    done = registrar.get(f"/viec/{issue.id}").text
    assert "hiện số và ngày cùng dấu số của cơ quan" in done
    assert site.as_("officer").get(f"{place}/{decision.id}/so-va-ngay.png").status_code == 404
