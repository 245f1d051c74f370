"""Every route there is: odd methods, kinds of content, names and characters get an answer of ours.

The routes come from the application itself, so that a new one is held to the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from tests.web.site import Site, Visitor
from web.pages.journal import FILTERS

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "BREW")
CONTENT = (
    ("application/json", b'{"a": 1}'),
    ("application/json", b"{"),
    ("text/plain", b"\xff\xfe\x00"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"+AAA-=%ff%00"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nothing\r\n\r\n"),
    ("application/octet-stream", bytes(range(256))),
)


def addresses(site: Site) -> Iterator[tuple[Rule, str]]:
    """Every route with an address of it; nothing stands under the names that are filled in."""
    adapter = site.app.url_map.bind("localhost")
    for rule in site.app.url_map.iter_rules():
        values = {
            name: 1 if "Integer" in type(rule._converters[name]).__name__ else "khong-co"
            for name in rule.arguments
        }
        yield rule, adapter.build(rule.endpoint, values, method=next(iter(rule.methods or ())))


def in_the_look(text: str) -> bool:
    return "<!doctype html>" in text or '"status"' in text or text.strip() != ""


@pytest.mark.parametrize("who", ["admin", None])
def test_other_methods_are_refused_in_the_look(site: Site, who: str | None) -> None:
    visitor = site.as_(who) if who else site.visitor()

    for rule, address in addresses(site):
        known = site.app.url_map.bind("localhost").allowed_methods(address)
        for method in METHODS:
            if method in known or rule.endpoint == "static":
                continue
            answer = visitor.client.open(address, method=method)
            assert answer.status_code in (403, 405), (method, address)
            assert in_the_look(answer.text), (method, address)
            if answer.status_code == 405:
                assert set(answer.headers["Allow"].split(", ")) == set(known), address


def test_content_of_any_kind_is_answered(site: Site) -> None:
    visitor = site.as_("admin")
    visitor.get("/viec")

    for rule, address in addresses(site):
        if "POST" not in (rule.methods or ()) or rule.endpoint == "sign_in.leave":
            continue
        for kind, body in CONTENT:
            answer = visitor.client.post(
                address,
                data=body,
                content_type=kind,
                headers={"X-CSRFToken": visitor._csrf},
            )
            assert answer.status_code < 500, (address, kind, answer.status_code)


def test_no_character_in_an_address_breaks_a_page(site: Site) -> None:
    visitor = site.as_("admin")

    for rule, address in addresses(site):
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for query in ("?q=%00", "?%00=1", "?q=%ff%fe", "?sau=%ed%a0%80&truoc=%F0%9F%8F%85"):
            answer = visitor.client.get(address + query)
            assert answer.status_code < 500, (address, query)


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("typed", ["%00", "%ff", "%ed%a0%80", "a%00b", "'%22%5C%25_"])
def test_any_filter_of_the_journal_is_answered(site: Site, name: str, typed: str) -> None:
    answer = site.as_("manager").client.get(f"/nhat-ky?{name}={typed}")

    assert answer.status_code in (200, 400, 404)


# How a browser, a program or somebody by hand names a file in a form
NAMES = (
    b'filename="\xff\xfe\xfa.xlsx"',
    b'filename="a\x00b.xlsx"',
    b"filename*=UTF-8''%ff%fe.xlsx",
    b"filename*=utf-7''+AAA-.xlsx",
    b"filename*=khong-co''a.xlsx",
    b'filename="' + b"a" * 5_000 + b'.xlsx"',
    b'filename="../../etc/passwd"',
    b'filename=""',
)


@pytest.mark.parametrize("named", NAMES)
def test_names_of_files_that_cannot_be_read_are_answered(site: Site, named: bytes) -> None:
    visitor = site.as_("nominator")
    visitor.get("/nop-ho-so/giay_khen_cong_trang")

    answer = visitor.client.post(
        "/nop-ho-so/giay_khen_cong_trang",
        data=_form(visitor, named),
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code in (400, 413, 422)
    assert "<!doctype html>" in answer.text
    assert "Traceback" not in answer.text


def _form(visitor: Visitor, named: bytes) -> io.BytesIO:
    fields = {"csrf_token": visitor._csrf, "bi_mat": "khong", "ten": "Khen năm 2023"}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    file = b'--x\r\nContent-Disposition: form-data; name="danh_sach"; ' + named
    parts.append(file + b"\r\nContent-Type: application/octet-stream\r\n\r\nPK\r\n--x--\r\n")
    return io.BytesIO(b"".join(parts))
