"""Procedures in the browser: what is deployed, and files checked before they are drafts."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from engine.deploying import deploy
from engine.errors import Forbidden
from tests.statements import counted
from tests.web.site import Visitor

BPMN = Path(__file__).parents[2] / "bpmn"
BROKEN = b"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='a'/>"
TINY = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">
  <process id="thu_moi" name="Th\xc6\xb0 m\xe1\xbb\x9di" isExecutable="true">
    <startEvent id="s" name="N\xe1\xbb\x99p"/>
    <sequenceFlow id="f" sourceRef="s" targetRef="e"/>
    <endEvent id="e" name="Xong"/>
  </process>
</definitions>"""


def sent(visitor: Visitor, *files: tuple[str, bytes], to: str = "/quy-trinh/kiem-tra-tep"):
    return visitor.post(
        to,
        {"tep": [(io.BytesIO(content), name) for name, content in files]},
        content_type="multipart/form-data",
    )


def test_delivered_procedures_are_listed_with_what_runs_on_them(site, admin):
    site.office.files()
    site.office.files(by="stranger", unit_id=site.world.other_unit_id)

    text = admin.get("/quy-trinh").text

    row = re.search(r"giay_khen_cong_trang<.*?</tr>", text, re.S)
    assert row is not None
    assert re.search(r'num ta-r"[^>]*>2<', row[0])


def test_a_procedure_shows_versions_steps_in_words_and_its_check(site, admin):
    text = admin.get("/quy-trinh/giay_khen_cong_trang").text

    assert "Thẩm định" in text
    assert "/quy-trinh/giay_khen_cong_trang/1.bpmn" in text
    assert "Không có gì sai" in text


def test_what_stands_beside_the_way_is_told_when_the_way_is_over(admin):
    text = admin.get("/quy-trinh/giay_khen_dot_xuat").text

    steps = text.partition("Các bước ghi bằng chữ")[2]
    assert 0 < steps.index("Trao thưởng, lưu hồ sơ") < steps.index("Nhắc, báo cáo lên")


def test_the_diagram_is_given_as_it_was_deployed(site, admin):
    answer = admin.get("/quy-trinh/giay_khen_cong_trang/1.bpmn")

    assert answer.data == (BPMN / "giay_khen_cong_trang.bpmn").read_bytes()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["/quy-trinh/khong_co", "/quy-trinh/giay_khen_cong_trang/9.bpmn"])
def test_what_is_not_deployed_is_not_there(admin, path):
    assert admin.get(path).status_code == 404


def test_checking_names_what_is_wrong_and_keeps_nothing(site, admin):
    answer = sent(admin, ("a.bpmn", BROKEN))

    assert answer.status_code == 422
    assert "a.bpmn" in answer.text and "not-xml" in answer.text
    assert 'href="/quy-trinh/a"' not in admin.get("/quy-trinh").text


def test_checked_files_become_a_draft_and_no_version(site, admin):
    assert "Ban hành được" in sent(admin, ("thu_moi.bpmn", TINY)).text

    made = sent(admin, ("thu_moi.bpmn", TINY), to="/soan-quy-trinh/nhap-tep")

    assert made.status_code == 303
    assert "Thư mời" in admin.get(made.location).text
    assert admin.get("/quy-trinh/thu_moi").status_code == 404
    assert admin.post("/quy-trinh/ban-hanh", {}).status_code in (404, 405)


def test_an_administrator_alone_publishes_nothing_even_by_the_command(site):
    world = site.world

    with pytest.raises(Forbidden) as refusal:
        world.engine.execute(deploy({"thu_moi.bpmn": TINY}), world.actor("admin"))

    assert refusal.value.message.key == "second_person"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("../../etc/passwd", b"x"),
        ("x.bpmn", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("x.bpmn", b""),
        ("x.form", b"\xff\xfe"),
        ("x.dmn", b"not xml"),
        ("x.bpmn", b"%(name)s %s %"),
    ],
)
def test_any_bytes_are_answered_with_a_sentence(admin, name, content):
    answer = sent(admin, (name, content))

    assert answer.status_code == 422
    assert "v-wrong" not in answer.text


def test_markup_in_names_shows_as_text(admin):
    content = TINY.replace(b'name="Xong"', b'name="&lt;script&gt;alert(1)&lt;/script&gt;"')
    content = content.replace(b'<endEvent id="e"', b'<complexGateway id="g"/><endEvent id="e"')

    text = sent(admin, ("<b>x.bpmn", content)).text

    assert "<script>alert" not in text and "<b>x" not in text


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("nominator", 404)])
def test_the_office_sees_procedures_and_units_do_not(site, who, status):
    assert site.as_(who).get("/quy-trinh").status_code == status


@pytest.mark.parametrize("who", ["officer", "manager", "chairman"])
def test_only_who_draws_has_files_checked_or_taken_in(site, who):
    visitor = site.as_(who)

    assert visitor.get("/quy-trinh/kiem-tra-tep").status_code == 403
    for path in ("/quy-trinh/kiem-tra-tep", "/soan-quy-trinh/nhap-tep"):
        assert sent(visitor, ("t.bpmn", b"anything"), to=path).status_code == 403
    assert "/quy-trinh/kiem-tra-tep" not in visitor.get("/quy-trinh").text


def test_the_list_takes_few_statements_whatever_runs(site, admin):
    admin.get("/quy-trinh")
    costs = []
    for _ in range(2):
        with counted(site.world.engine.database) as statements:
            admin.get("/quy-trinh")
        costs.append(len(statements) - statements.for_sign_in)
        for _ in range(5):
            site.office.files(nominees=1)

    assert costs[0] == costs[1] <= 3
