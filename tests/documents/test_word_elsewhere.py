"""A filled Word file opens in another program and says there what it says here."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from workflows.documents.kinds import DocumentKind
from workflows.documents.samples import sample
from workflows.documents.word import DELIVERED, fill


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_a_decision_opens_in_libreoffice(tmp_path: Path):
    words = {
        **sample(DocumentKind.DECISION).plain(),
        "summary": "Về việc tặng \uf0b7 Giấy khen \x01",
    }
    (tmp_path / "decision.docx").write_bytes(fill(DELIVERED.read_bytes(), words))

    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "decision.docx")),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )

    pages = PdfReader(io.BytesIO((tmp_path / "decision.pdf").read_bytes())).pages
    said = [" ".join(page.extract_text().split()) for page in pages]
    assert "Về việc tặng • Giấy khen" in said[0] and "QUYẾT ĐỊNH:" in said[0]
    assert len(pages) == 2 and "DANH SÁCH" in said[1] and "Quàng Thị Én" in said[1]
