"""The studio over HTTP: drafts, clashes, verdicts, the road with two people, runs, moves, files."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.web.site import Visitor
from web.pages.studio.places import BY_RULE, BY_SENTENCE, FIXES

ROOT = Path(__file__).parents[2]
KEY = "giay_khen_dot_xuat"
FILE = f"{KEY}.bpmn"
REASON = "Rút ngắn bước thẩm định theo kết luận giao ban"
ROLE = ' camunda:candidateGroups="award_officer"'
DRAWING = (ROOT / "bpmn" / FILE).read_text()


@pytest.fixture
def draft(admin: Visitor) -> str:
    """The address of a draft of the simplified procedure."""
    answer = admin.post("/soan-quy-trinh", {"quy_trinh": KEY})
    assert answer.status_code == 303
    return answer.location.partition("/ve/")[0]


def said(pattern: str, text: str) -> str:
    """The one part of a page that the pattern picks out."""
    found = re.search(pattern, text, re.S)
    assert found is not None, pattern
    return found[1]


def sends(visitor: Visitor, path: str, body: object):
    """What the page's scripts send."""
    if not visitor._csrf:
        visitor.get("/tai-khoan")
    return visitor.client.post(path, json=body, headers={"X-CSRFToken": visitor._csrf})


def saves(visitor: Visitor, draft: str, text: str, revision: int = 1):
    return sends(visitor, f"{draft}/luu/{FILE}", {"revision": revision, "content": text})


def test_the_board_comes_with_the_drawing_and_what_may_be_chosen(admin, draft):
    answer = admin.get(f"{draft}/ve/{FILE}")

    offered = json.loads(said(r'id="s-danh-muc">(.*?)</script>', answer.text))
    assert "award_officer" in offered["roles"]
    assert any(one["key"] == "tham_dinh_dot_xuat" for one in offered["forms"])
    assert "</script>" not in json.dumps(offered)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "style-src-attr 'unsafe-inline'" in policy


def test_only_boards_have_the_relaxed_policy(admin, draft):
    for path in (draft, "/soan-quy-trinh", f"{draft}/so-sanh/{FILE}", "/viec"):
        assert "unsafe-inline" not in admin.get(path).headers["Content-Security-Policy"]


def test_saving_counts_on_and_a_clash_brings_the_other_version_along(site, admin, draft):
    assert saves(admin, draft, DRAWING + "\n").get_json()["revision"] == 2
    mine = DRAWING.replace("Thẩm định nhanh", "Thẩm định của tôi")

    clash = saves(admin, draft, mine, revision=1)

    assert clash.status_code == 409
    told = clash.get_json()
    assert told["theirs"] == DRAWING + "\n" and told["by"]
    assert any("Thẩm định của tôi" in one for one in told["differences"])
    kept = sends(admin, f"{draft}/giu/{FILE}", {"content": mine, "as_file": True}).get_json()
    assert "Thẩm định của tôi" in admin.get(f"{draft}/tep/{kept['name']}").text


def test_what_was_set_aside_can_be_taken_up_again(admin, draft):
    mine = DRAWING.replace("Thẩm định nhanh", "Thẩm định của tôi")
    sends(admin, f"{draft}/giu/{FILE}", {"content": mine, "as_file": False})

    assert "để riêng" in admin.get(f"{draft}/lich-su/{FILE}").text
    admin.post(f"{draft}/lich-su/{FILE}", {"lan": "-1"})

    assert "Thẩm định của tôi" in admin.get(f"{draft}/tep/{FILE}").text


def test_the_check_says_what_publishing_would_say(site, admin, draft):
    broken = DRAWING.replace(ROLE, "", 1)

    told = sends(admin, f"{draft}/kiem-tra", {"file": FILE, "content": broken}).get_json()

    [problem] = [one for one in told["problems"] if one["severe"]]
    assert (problem["rule"], problem["element"], problem["field"]) == (
        "human-steps",
        "appraise_short",
        "role",
    )
    assert problem["message"].startswith("Chưa") or "Thẩm định nhanh" in problem["message"]
    saves(admin, draft, broken)
    refused = admin.post(f"{draft}/trinh", {"ly_do": REASON})
    assert refused.status_code == 422
    assert admin.get("/quy-trinh/" + KEY).text.count("Phiên bản 2") == 0


@pytest.mark.parametrize("body", [None, [], {"content": 5}, {"content": "\x00", "revision": 1}, {}])
def test_nonsense_from_scripts_is_refused_not_raised(admin, draft, body):
    for path in (f"{draft}/luu/{FILE}", f"{draft}/kiem-tra", f"{draft}/xem-truoc/a.form"):
        assert sends(admin, path, body).status_code in (200, 400, 404, 409, 415, 422)


def test_a_number_beyond_those_of_scripts_is_answered_as_text(admin, draft):
    table = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="n"'
        ' namespace="x"><decision id="q" name="q"><variable name="q"/><literalExpression>'
        "<text>9**9**9**9</text></literalExpression></decision></definitions>"
    )

    answer = sends(admin, f"{draft}/thu-bang", {"content": table, "decision": "q", "inputs": {}})

    assert "Infinity" not in answer.text
    assert json.loads(answer.text)["result"].startswith("4.39")


def test_two_people_take_a_draft_along_its_road(site, admin, draft):
    saves(admin, draft, DRAWING.replace("Thẩm định nhanh", "Thẩm định trong ngày"))
    assert admin.post(f"{draft}/trinh", {"ly_do": REASON}).status_code == 303
    changes = said(r'<ul class="dots" aria-labelledby="td-ten">(.*?)</ul>', admin.get(draft).text)
    assert re.findall(r'href="([^"]+)"', changes) == [f"{draft}/so-sanh/{FILE}"]
    head = site.as_("head")
    shown = head.get(draft).text
    digest = said(r'name="noi_dung" value="([0-9a-f]{64})"', shown)
    assert "noi_dung" not in admin.get(draft).text
    assert draft in head.get("/viec").text
    assert draft not in admin.get("/viec").text

    assert head.post(f"{draft}/duyet", {"noi_dung": digest}).status_code == 303
    assert draft not in head.get("/viec").text
    assert "Cần ban hành" in admin.get("/viec").text
    assert admin.post(f"{draft}/ban-hanh").status_code == 303

    assert draft not in admin.get("/viec").text
    text = admin.get("/quy-trinh/" + KEY).text
    assert REASON in text and "Thẩm định trong ngày" in text


@pytest.mark.parametrize("who", ["officer", "nominator"])
def test_who_may_not_draw_sees_no_draft(site, draft, who):
    visitor = site.as_(who)

    assert visitor.get(draft).status_code == 404
    assert visitor.get(f"{draft}/ve/{FILE}").status_code in (403, 404)
    assert saves(visitor, draft, "x").status_code in (403, 404)


def test_differences_are_sentences(admin, draft):
    changed = DRAWING.replace('vd:deadline="step.appraise"', 'vd:deadline="7wd"', 1)
    saves(admin, draft, changed)

    text = admin.get(f"{draft}/so-sanh/{FILE}").text

    assert re.search(r"Thời hạn bước “Thẩm định nhanh”: .* → 7 ngày làm việc", text)


def test_the_procedure_is_told_in_words(admin, draft):
    text = admin.get(f"{draft}/dien-giai/{FILE}").text

    assert "Người làm: Công chức thi đua, khen thưởng." in text
    assert "Nếu “Cần bổ sung”: Bổ sung hồ sơ." in text
    assert "Xảy ra khi hết thời hạn: Thẩm định (16 giờ làm việc)." in text
    assert "deadline(" not in text


def test_a_run_is_kept_as_a_scenario_that_must_pass(site, admin, draft):
    begun = admin.post(f"{draft}/chay-thu", {"ngay": "20/11/2023", "so_nguoi": "2"})
    run = begun.location.partition("lan=")[2]
    for step in ("check", "appraise_short"):
        admin.post(f"{draft}/chay-thu/{run}", {"lam": "complete", "buoc": step})
    assert "Chủ tịch ký quyết định" in admin.get(f"{draft}/chay-thu?lan={run}").text

    admin.post(f"{draft}/chay-thu/{run}/ghi", {"ten": "Đến bước ký"})

    assert "Đều đạt" in admin.get(draft).text
    covered = admin.get(f"{draft}/do-phu").text
    done, missed = (said(rf'data-{name}="(.*?)"', covered) for name in ("done", "missed"))
    assert "appraise_short" in done and "Flow_gate_appraisal_sign" in done
    assert "close_dossier" in missed and "Flow_gate_appraisal_refuse_dossier" in missed
    assert (
        "Từ “Kết luận thẩm định?”, trả lời “Từ chối”, đến “Từ chối, gửi phiếu nêu lý do”" in covered
    )
    saves(admin, draft, DRAWING.replace(ROLE, ROLE.replace("award_officer", "registry_clerk"), 1))
    assert (
        admin.post(f"{draft}/trinh", {"ly_do": REASON, "ly_do_canh_bao": REASON}).status_code == 422
    )
    assert "(0%)" in admin.get(f"{draft}/do-phu").text
    admin.post(f"{draft}/dien-tap")
    assert "không đạt" in admin.get(draft).text


def test_a_part_is_tried_out_in_a_procedure_that_calls_it(admin):
    draft = admin.post("/soan-quy-trinh", {"quy_trinh": "cong_khai"}).location.partition("/ve/")[0]
    part = (ROOT / "bpmn" / "cong_khai.bpmn").read_text().replace("Niêm yết danh", "Dán danh")
    sent = {"revision": 1, "content": part}
    assert sends(admin, f"{draft}/luu/cong_khai.bpmn", sent).status_code == 200
    assert 'value="giay_khen_cong_trang"' in admin.get(f"{draft}/chay-thu").text

    begun = admin.post(f"{draft}/chay-thu", {"quy_trinh": "giay_khen_cong_trang"})

    assert "Kiểm tra thành phần hồ sơ" in admin.get(begun.location).text
    assert admin.post(f"{draft}/chay-thu", {"quy_trinh": "giay_khen_dot_xuat"}).status_code == 404


def test_a_run_belongs_to_whoever_began_it(site, admin, draft):
    begun = admin.post(f"{draft}/chay-thu", {"ngay": "20/11/2023"})
    run = begun.location.partition("lan=")[2]

    assert site.as_("head").get(f"{draft}/chay-thu?lan={run}").status_code == 404


def test_a_bundle_goes_out_and_comes_in_again(admin, draft):
    packed = admin.get(f"{draft}/goi.zip").data
    again = admin.get(f"{draft}/goi.zip").data
    assert packed == again

    answer = imports(admin, ("goi.zip", packed))

    assert answer.status_code == 303
    assert "tiep_nhan.bpmn" in admin.get(answer.location).text


def imports(visitor: Visitor, *files: tuple[str, bytes]):
    return visitor.post(
        "/soan-quy-trinh/nhap-tep",
        {"tep": [(io.BytesIO(content), name) for name, content in files]},
        content_type="multipart/form-data",
    )


def zipped(**files: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return memory.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"no zip",
        zipped(),
        zipped(**{"a.bpmn": b"<a/>"}),
        zipped(**{"..__..__etc__x.bpmn": b"x", "manifest.json": b"{}"}),
        zipped(**{"a.exe": b"x", "manifest.json": b"{}"}),
        zipped(**{"a.bpmn": b"0" * 40_000_000, "manifest.json": b"{}"}),
        zipped(
            **{
                "a.bpmn": b"x",
                "manifest.json": (
                    b'{"format": "vinhdanh-procedure-bundle/1", "files": {"a.bpmn": "0"}}'
                ),
            }
        ),
    ],
    ids=["no zip", "empty", "no manifest", "path", "kind", "bomb", "hash"],
)
def test_bundles_that_are_none_are_refused(admin, content):
    answer = imports(admin, ("goi.zip", content))

    assert answer.status_code == 422
    assert "v-wrong" not in answer.text


def test_files_of_other_editors_become_a_draft_with_their_problems(admin):
    foreign = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"
      targetNamespace="t"><process id="la" name="&lt;b&gt;La" isExecutable="true">
      <complexGateway id="g"/></process></definitions>"""

    answer = imports(admin, ("la.bpmn", foreign))

    text = admin.get(answer.location).text
    assert "/ve/la.bpmn#g/name" in text and "<b>La" not in text


def test_a_form_is_shown_as_people_will_see_it(admin):
    answer = admin.post("/soan-quy-trinh", {"tep": "tham_dinh_dot_xuat.form"})
    draft, _, name = answer.location.partition("/ve/")
    content = admin.get(f"{draft}/tep/{name}").text

    shown = sends(admin, f"{draft}/xem-truoc/{name}", {"content": content}).text

    assert "Ý kiến thẩm định" in shown and "Lò Thị Xuân" in shown
    assert "Chưa có gì" in sends(admin, f"{draft}/xem-truoc/{name}", {"content": "{"}).text


def test_running_dossiers_are_moved_after_a_dry_run_and_taken_back(site, admin, draft):
    files = [
        site.office.files(KEY, nominees=1, event_date=site.world.clock.now().date())
        for _ in range(2)
    ]
    site.office.accepts(files[0])
    saves(admin, draft, DRAWING.replace("Thẩm định nhanh", "Thẩm định trong ngày"))
    admin.post(f"{draft}/trinh", {"ly_do": REASON})
    head = site.as_("head")
    digest = said(r'name="noi_dung" value="([0-9a-f]{64})"', head.get(draft).text)
    head.post(f"{draft}/duyet", {"noi_dung": digest})
    admin.post(f"{draft}/ban-hanh")

    page = admin.get(f"/quy-trinh/{KEY}/chuyen-ho-so").text
    ids = re.findall(r'name="ho_so" value="([^"]+)"', page)
    assert len(ids) == 2
    unsure = admin.post(
        f"/quy-trinh/{KEY}/chuyen-ho-so",
        {"tu": "1", "den": "2", "ho_so": ids, "ly_do": REASON, "xac_nhan": "20"},
    )
    assert unsure.status_code == 422
    done = admin.post(
        f"/quy-trinh/{KEY}/chuyen-ho-so",
        {"tu": "1", "den": "2", "ho_so": ids, "ly_do": REASON, "xac_nhan": "2"},
    )

    assert done.status_code == 303
    assert admin.get(done.location).text.count("đã chuyển") >= 2
    assert files[0].instance.definition_id != files[0].record.id
    admin.post(f"{done.location}/hoan-tac", {"reason": "Chuyển nhầm phiên bản, trả về như cũ"})
    assert "đã chuyển lại" in admin.get(done.location).text


def test_every_rule_has_its_page(admin):
    index = admin.get("/soan-quy-trinh/quy-tac").text

    links = re.findall(r'href="(/soan-quy-trinh/quy-tac/[a-z-]+)"', index)
    assert len(links) > 20
    for link in links[::6]:
        assert "→" in admin.get(link).text


def test_rights_to_a_procedure_are_given_and_taken_on_its_page(site, admin):
    person = site.world.people["officer"]
    officer = site.as_("officer")
    assert officer.post("/soan-quy-trinh", {"quy_trinh": KEY}).status_code == 403

    admin.post(f"/soan-quy-trinh/quyen/{KEY}", {"nguoi": person})
    assert "Lường Thị Hạnh" in admin.get("/quy-trinh/" + KEY).text
    assert officer.post("/soan-quy-trinh", {"quy_trinh": KEY}).status_code == 303
    admin.post(f"/soan-quy-trinh/quyen/{KEY}", {"nguoi": person, "lam": "thu-hoi"})

    assert officer.post("/soan-quy-trinh", {"quy_trinh": KEY}).status_code == 403


def test_fields_and_fixes_name_sentences_that_the_rules_still_say():
    source = "".join(path.read_text() for path in (ROOT / "engine" / "admission").rglob("*.py"))
    panel = "".join(path.read_text() for path in (ROOT / "web/frontend/studio").glob("*.js"))

    assert [text for text in (*BY_SENTENCE, *FIXES) if text not in source] == []
    fields = {*BY_SENTENCE.values(), *BY_RULE.values()}
    assert [name for name in sorted(fields) if f"'{name}'" not in panel] == []
    assert [fix for fix in FIXES.values() if f"'{fix}'" not in panel] == []
