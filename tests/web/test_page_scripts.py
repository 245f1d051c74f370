"""What scripts add to pages, in a real browser under the content policy of officers' pages."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask, Response, render_template, render_template_string, request
from flask_babel import Babel
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from web.component_samples import SHELL, sample_context
from web.look import install_look

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "web" / "static" / "dist" / "manifest.json"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

FRAME = """{% extends "layout/base.html" %}{% import "components/all.html" as ui %}
{% block title %}Thử{% endblock %}{% block main %}<h1>Thử</h1>BODY{% endblock %}"""

TASK = """<form method="post" action="/complete" data-draft-url="/draft" data-completes>
{{ ui.csrf() }}{{ ui.field("so", "Số") }}{{ ui.field("y_kien", "Ý kiến", "textarea") }}
{{ ui.field("du", "Đã đối chiếu", "checkbox") }}
{{ ui.field("tep", "Tệp", "file", attrs={"max_bytes": 10}) }}
{% call ui.submit_bar() %}{{ ui.button("Hoàn thành", "main", name="act", value="done",
  attrs={"data-complete": True, "data-irreversible": "Không sửa lại được."}) }}{% endcall %}
</form>"""

BESIDE = """<div class="l-2"><form method="post" action="/complete" data-draft-url="/draft">
{{ ui.csrf() }}{{ ui.field("y_kien", "Ý kiến", "textarea") }}<ul class="v-files"><li><label>
<input type="checkbox" name="tep" value="kept-file" checked> to-trinh.pdf</label></li></ul>
{{ ui.field("tep", "Tệp", "file") }}{% call ui.submit_bar() %}{% endcall %}</form>
<div><form method="post" action="/make">{{ ui.csrf() }}{{ ui.button("Lập") }}</form></div></div>"""

KEPT = """<form method="post" action="/answer" data-kept>{{ ui.csrf() }}
{{ ui.field("tra_loi", "Trả lời", "textarea") }}{{ ui.button("Gửi") }}</form>
<form method="post" action="/page/kept">{{ ui.csrf() }}{{ ui.button("Mở phiên họp") }}</form>"""

ONCE = """<form method="post" action="/complete">{{ ui.csrf() }}{{ ui.button("Gửi") }}</form>"""

LIST = """{{ ui.tabs([{"text": "Nhóm", "href": "#nhom", "go": "n"}], "Phạm vi") }}
<div class="v-work" data-rows><ul>{% for n in range(3) %}
<li data-row>{{ ui.row_select(n, "dòng " ~ n) }}<span></span>
<a class="name" data-open href="#mo-{{ n }}">Việc {{ n }}</a></li>{% endfor %}</ul></div>
<a data-key="c" href="#nhan">Nhận</a><label>Ghi chú <input id="ghi-chu"></label>
{% call ui.bulk_bar(max=2) %}<button class="v-btn" type="button">Nhận việc</button>{% endcall %}"""

REASON = """{{ ui.confirm_with_reason("Trả lại…", "/complete", id="tra-lai") }}"""

DRAWING = """{{ ui.bpmn_diagram("/drawing.bpmn", "Sơ đồ", done=["start"], current=["sign"],
  badges={"sign": "còn 3 ngày", "not_there": "x"}) }}
<script type="module" src="{{ asset('viewer.js') }}"></script>"""

PAGES = {
    "task": TASK,
    "beside": BESIDE,
    "kept": KEPT,
    "once": ONCE,
    "list": LIST,
    "reason": REASON,
    "drawing": DRAWING,
}

BPMN = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" targetNamespace="t">
<process id="p"><startEvent id="start"/><userTask id="sign" name="Ký"/></process>
<di:BPMNDiagram><di:BPMNPlane bpmnElement="p">
<di:BPMNShape bpmnElement="start"><dc:Bounds x="0" y="22" width="36" height="36"/></di:BPMNShape>
<di:BPMNShape bpmnElement="sign"><dc:Bounds x="90" y="0" width="100" height="80"/></di:BPMNShape>
</di:BPMNPlane></di:BPMNDiagram></definitions>"""


@dataclass(slots=True)
class Site:
    """A small office that only draws pages and notes what it is sent."""

    url: str = ""
    draft_status: int = 200
    drawing: str = BPMN
    posts: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def received(self, path: str) -> list[dict[str, str]]:
        return [fields for at, fields in self.posts if at == path]


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    site = Site()
    running = make_server("127.0.0.1", 0, office(site), threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{running.server_port}"
    yield site
    running.shutdown()
    thread.join()


@pytest.fixture
def site(server: Site) -> Site:
    server.draft_status, server.drawing = 200, BPMN
    server.posts.clear()
    return server


def office(site: Site) -> Flask:
    app = Flask("office", template_folder=ROOT / "web/templates", static_folder=ROOT / "web/static")
    Babel(app)
    install_look(app.jinja_env)
    built = json.loads(MANIFEST.read_text("utf-8"))
    app.jinja_env.globals["asset"] = lambda name: f"/static/dist/{built[name]}"
    app.jinja_env.globals["csrf_token"] = lambda: "token-of-this-session"
    app.secret_key = "test"

    @app.context_processor
    def shell() -> dict[str, object]:
        theme = request.args.get("theme", "system")
        return {"shell": {**SHELL, "preferences_url": "/preferences", "theme": theme}}

    @app.get("/page/<name>")
    def page(name: str) -> str:
        return render_template_string(FRAME.replace("BODY", PAGES[name]))

    @app.get("/_components")
    def components() -> str:
        return render_template("_components.html", diagram_url="/drawing.bpmn", **sample_context())

    @app.get("/drawing.bpmn")
    def drawing() -> Response:
        return Response(site.drawing, mimetype="application/xml")

    @app.post("/<path:path>")
    def receive(path: str) -> tuple[dict[str, str], int]:
        site.posts.append(("/" + path, dict(request.form)))
        return {"saved_at": "08:43"}, site.draft_status if path == "draft" else 200

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


def test_a_draft_is_saved_while_the_officer_types(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/task")

    page.get_by_label("Ý kiến").press_sequentially("Hồ sơ đủ")

    expect(page.locator("[data-draft-status]")).to_have_text("Đã lưu nháp lúc 08:43")
    saved = site.received("/draft")[-1]
    assert saved["y_kien"] == "Hồ sơ đủ"
    assert saved["csrf_token"] == "token-of-this-session"
    assert page.evaluate("Object.keys(sessionStorage)") == []


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (503, "Chưa lưu được lên máy chủ"),
        (403, "Phiên làm việc đã hết"),
        (422, "chưa nhận bản nháp"),
    ],
)
def test_what_the_server_could_not_take_is_offered_again(
    site: Site, page: Page, status: int, sentence: str
) -> None:
    site.draft_status = status
    page.goto(f"{site.url}/page/task")
    page.get_by_label("Ý kiến").fill("Đã đối chiếu bản chính")
    page.get_by_label("Đã đối chiếu").check()
    expect(page.locator("[data-draft-status]")).to_contain_text(sentence)

    page.on("dialog", lambda asked: asked.accept())
    page.goto(f"{site.url}/page/task")
    page.get_by_role("button", name="Khôi phục").click()

    expect(page.get_by_label("Ý kiến")).to_have_value("Đã đối chiếu bản chính")
    expect(page.get_by_label("Đã đối chiếu")).to_be_checked()


def test_an_attached_file_stays_whatever_is_saved_or_restored(site: Site, page: Page) -> None:
    site.draft_status = 503
    page.goto(f"{site.url}/page/beside")
    page.get_by_label("Ý kiến").fill("Đã niêm yết")
    expect(page.locator("[data-draft-status]")).to_contain_text("Chưa lưu được")
    assert site.received("/draft")[-1]["tep"] == "kept-file"
    # A record of before, in which the file was not yet attached.
    page.evaluate(
        "const key = Object.keys(sessionStorage)[0]; const kept = JSON.parse(sessionStorage[key]);"
        "sessionStorage[key] = JSON.stringify({...kept, fields: [['y_kien', 'Đã niêm yết']]})"
    )

    page.on("dialog", lambda asked: asked.accept())
    page.goto(f"{site.url}/page/beside")
    page.get_by_role("button", name="Khôi phục").click()

    expect(page.get_by_label("Ý kiến")).to_have_value("Đã niêm yết")
    expect(page.get_by_label("to-trinh.pdf")).to_be_checked()


def test_what_was_not_saved_is_offered_above_everything_and_by_the_clock_of_the_page(
    site: Site, page: Page
) -> None:
    site.draft_status = 503
    page.goto(f"{site.url}/page/beside")
    page.evaluate("document.documentElement.dataset.clock = '08:42'")
    page.get_by_label("Ý kiến").fill("Đã niêm yết")
    expect(page.locator("[data-draft-status]")).to_contain_text("Chưa lưu được")

    page.on("dialog", lambda asked: asked.accept())
    page.goto(f"{site.url}/page/beside")

    strip = page.locator(".v-kept")
    expect(strip).to_contain_text("08:42")
    assert strip.evaluate("strip => strip.nextElementSibling.className") == "l-2"


def test_another_form_of_the_page_saves_the_draft_before_it_leads_away(
    site: Site, page: Page
) -> None:
    page.goto(f"{site.url}/page/beside")

    page.get_by_label("Ý kiến").fill("Gõ dở")
    page.get_by_role("button", name="Lập").click()
    page.wait_for_url("**/make")

    assert [at for at, _ in site.posts] == ["/draft", "/make"]
    assert site.received("/draft")[0]["y_kien"] == "Gõ dở"
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_words_of_a_form_without_a_draft_are_kept_until_it_is_sent(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/kept")
    page.get_by_label("Trả lời").fill("Đã kiểm tra lại")

    page.get_by_role("button", name="Mở phiên họp").click()
    page.goto(f"{site.url}/page/kept")
    expect(page.locator(".v-kept")).to_contain_text("chưa gửi")
    page.get_by_role("button", name="Khôi phục").click()
    expect(page.get_by_label("Trả lời")).to_have_value("Đã kiểm tra lại")
    page.get_by_role("button", name="Gửi").click()
    page.wait_for_url("**/answer")
    assert site.received("/answer")[0]["tra_loi"] == "Đã kiểm tra lại"

    page.goto(f"{site.url}/page/kept")
    expect(page.get_by_label("Trả lời")).to_have_value("")
    expect(page.locator(".v-kept")).to_have_count(0)


def test_what_one_officer_typed_is_not_offered_to_the_next(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/task")
    page.evaluate(
        "sessionStorage.setItem('vd-draft:another:/draft', "
        "JSON.stringify({at: 0, fields: [['so', 'x']]}))"
    )

    page.reload()

    expect(page.get_by_label("Số")).to_have_value("")
    expect(page.get_by_role("button", name="Khôi phục")).to_have_count(0)


def test_an_irreversible_act_is_asked_once_and_sent_with_its_button(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/task")

    page.get_by_label("Số").press("Control+Enter")
    expect(page.get_by_text("Không sửa lại được.")).to_be_visible()
    assert site.received("/complete") == []
    page.get_by_role("button", name="Làm tiếp").click()

    page.wait_for_url("**/complete")
    assert [sent["act"] for sent in site.received("/complete")] == ["done"]


def test_an_irreversible_act_that_is_not_confirmed_is_not_sent(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/task")

    page.get_by_role("button", name="Hoàn thành").click()
    page.get_by_role("button", name="Thôi").click()

    expect(page.get_by_text("Không sửa lại được.")).to_have_count(0)
    assert site.received("/complete") == []


def test_a_form_is_sent_once_however_often_it_is_pressed(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/once")

    page.evaluate("for (const n of [1, 2, 3]) document.querySelector('main form').requestSubmit()")

    page.wait_for_url("**/complete")
    assert len(site.received("/complete")) == 1


def test_rows_are_walked_and_opened_from_the_keyboard(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/list")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{site.url}/page/list#mo-1")
    assert page.locator("[data-select]:checked").count() == 1
    page.keyboard.press("c")
    expect(page).to_have_url(f"{site.url}/page/list#nhan")
    page.keyboard.press("g")
    page.keyboard.press("n")
    expect(page).to_have_url(f"{site.url}/page/list#nhom")


def test_letters_typed_into_a_field_are_not_shortcuts(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/list")

    page.locator("#ghi-chu").press_sequentially("jckg n?/")

    expect(page.locator("#ghi-chu")).to_have_value("jckg n?/")
    expect(page).to_have_url(f"{site.url}/page/list")
    expect(page.locator("#phim-tat")).to_be_hidden()


def test_a_letter_still_being_composed_is_not_a_shortcut(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/list")

    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'c', isComposing: true, bubbles: true}))"
    )

    expect(page).to_have_url(f"{site.url}/page/list")


def test_the_question_mark_opens_the_sheet_and_escape_closes_it(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/list")

    page.keyboard.press("?")
    expect(page.locator("#phim-tat")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")

    expect(page.locator("#phim-tat")).to_be_hidden()
    expect(page.locator("[data-row].is-sel")).to_have_count(0)


def test_a_list_tells_how_many_rows_are_selected_and_when_it_is_too_many(
    site: Site, page: Page
) -> None:
    page.goto(f"{site.url}/page/list")
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()

    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()
    expect(bar.locator("[data-selected-count]")).to_have_text("2")
    page.get_by_role("checkbox").nth(2).check()

    expect(bar).to_contain_text("nhiều nhất 2 dòng")
    expect(bar.get_by_role("button", name="Nhận việc")).to_be_disabled()


def test_a_question_of_reason_is_a_dialog_that_gives_the_focus_back(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/reason")

    page.get_by_text("Trả lại…").click()
    expect(page.locator("dialog[open] textarea")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_question_of_reason_unfolds_without_scripts(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/page/reason")

    page.get_by_text("Trả lại…").click()
    page.locator("textarea").fill("Thiếu biên bản xét")
    page.locator("#tra-lai .foot button").last.click()

    page.wait_for_url("**/complete")
    assert site.received("/complete")[0]["reason"] == "Thiếu biên bản xét"
    context.close()


def test_a_theme_is_shown_at_once_and_told_to_the_server(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/once")

    page.locator(".v-menu--account summary").click()
    with page.expect_response("**/preferences"):
        page.locator('button[name="theme"][value="dark"]').click()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert site.received("/preferences")[0]["theme"] == "dark"


def test_a_file_that_is_too_large_is_told_before_it_travels(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/page/task")

    page.get_by_label("Tệp").set_input_files(
        {"name": "to-trinh.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2048}
    )

    expect(page.locator("[data-files]")).to_contain_text("to-trinh.pdf: 2 KB, lớn hơn mức")
    assert not page.locator("form[data-draft-url]").evaluate("form => form.checkValidity()")


def test_a_procedure_is_drawn_with_its_state_and_the_mark_of_its_makers(
    site: Site, page: Page
) -> None:
    page.goto(f"{site.url}/page/drawing")

    page.locator("html[data-ready]").wait_for()

    expect(page.locator(".vd-done[data-element-id=start]")).to_have_count(1)
    expect(page.locator(".vd-current[data-element-id=sign]")).to_have_count(1)
    expect(page.locator(".vd-badge")).to_have_text("còn 3 ngày")
    expect(page.locator(".bjs-powered-by")).to_be_visible()


def test_a_procedure_that_cannot_be_drawn_leaves_a_sentence(site: Site, page: Page) -> None:
    site.drawing = "<not-a-procedure/>"
    page.goto(f"{site.url}/page/drawing")

    page.locator("html[data-ready]").wait_for()

    expect(page.locator("[data-bpmn-url]")).to_contain_text("Không vẽ được sơ đồ")


@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 390)])
def test_all_components_are_accessible(site: Site, page: Page, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{site.url}/_components?theme={theme}")
    page.locator("html[data-ready]").wait_for()

    page.evaluate(AXE.read_text("utf-8"))
    report = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")

    told = [(fault["id"], fault["nodes"][0]["html"]) for fault in report["violations"]]
    assert told == []
    assert len(report["passes"]) > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= width
