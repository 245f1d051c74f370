"""Bodies that are no form where a form is read, and JSON that no script of ours would send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.web.site import Site, Visitor, opened
from workflows.reports.overdue_workbook import HEAD_ROW, Heading, Texts, workbook
from workflows.studio.bundles import Bundle, packed

KEY = "giay_khen_dot_xuat"
DEEP = b'{"a":' * 3_000 + b"1" + b"}" * 3_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = opened(tmp_path_factory.mktemp("site"))
    yield made
    made.world.engine.database.close()


@pytest.fixture
def admin(site: Site) -> Visitor:
    visitor = site.as_("admin")
    visitor.get("/tai-khoan")
    return visitor


def sends(visitor: Visitor, path: str, body: bytes, kind: str = "application/json") -> int:
    headers = {"X-CSRFToken": visitor._csrf}
    return visitor.client.post(path, data=body, content_type=kind, headers=headers).status_code


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", ""])
def test_a_page_that_reads_a_form_reads_nothing_else(admin: Visitor, kind: str) -> None:
    assert sends(admin, "/nhan-su/them", b'{"name": "A"}', kind) == 415
    assert sends(admin, "/nhan-su/them", b"name=", "application/x-www-form-urlencoded") == 422


@pytest.fixture
def draft(admin: Visitor) -> str:
    answer = admin.post("/soan-quy-trinh", {"quy_trinh": KEY})
    return str(answer.location).partition("/ve/")[0]


@pytest.mark.parametrize("act", ["thu-bang", "xem-truoc/a.form", f"luu/{KEY}.bpmn", "but"])
@pytest.mark.parametrize(
    "body",
    [
        DEEP,
        b'{"content": "", "decision": "d", "inputs": ' + DEEP + b"}",
        b'{"content": "\\ud800", "decision": "d"}',
        b'{"content": "", "decision": "d", "inputs": {"\\udfff": 1}}',
        b'{"content": "", "decision": "d", "inputs": {"a": NaN}}',
        b'{"content": "", "revision": Infinity}',
        b"[" * 100_000,
        b"[]",
        b"\xff",
        b"{",
    ],
    ids=["deep", "deep-below", "half", "half-name", "nan", "inf", "open", "list", "bytes", "cut"],
)
def test_json_that_cannot_be_used_is_refused_whole(
    admin: Visitor, draft: str, act: str, body: bytes
) -> None:
    assert sends(admin, f"{draft}/{act}", body) == 400
    assert sends(admin, f"{draft}/{act}", body, "text/plain") == 415


def damaged(method: int) -> bytes:
    """A bundle whose content was damaged after it was packed, its index left as it was."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as archive:
        archive.writestr("manifest.json", b"x" * 4_000)
    content = bytearray(memory.getvalue())
    content[48:60] = b"\xff" * 12
    return bytes(content)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_bundle_is_no_bundle(admin: Visitor, method: int) -> None:
    assert brings(admin, damaged(method)) == 422


def test_a_bundle_whose_manifest_cannot_be_stored_is_no_bundle(admin: Visitor) -> None:
    bundle = packed(Bundle(KEY, "KHONG", {"a.form": b"{}"}))
    source = zipfile.ZipFile(BytesIO(bundle))
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b"KHONG", b"\\ud800"))

    assert brings(admin, memory.getvalue()) == 422


def brings(visitor: Visitor, bundle: bytes) -> int:
    form = {"tep": (io.BytesIO(bundle), "goi.zip")}
    return visitor.post(
        "/soan-quy-trinh/nhap-tep", form, content_type="multipart/form-data"
    ).status_code


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_text_of_the_supervision_list_acts_as_a_formula(text: str, tmp_path: Path) -> None:
    texts = Texts(
        sheet="S", title="T", subtitle="", headings=[Heading("H", 9)], notes_sheet="N", notes=[]
    )

    sheet = load_workbook(BytesIO(workbook(texts, [[text]]))).worksheets[0]

    cell = sheet.cell(HEAD_ROW + 2, 1)
    assert cell.data_type == "s"
    assert str(cell.value) == f"'{text}"
