"""A filled Word file opens in another program and says there what it says here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

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
            *("--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)),
            str(tmp_path / "decision.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )

    said = " ".join((tmp_path / "decision.txt").read_text("utf-8-sig").split())
    assert "Về việc tặng • Giấy khen" in said and "QUYẾT ĐỊNH:" in said
    assert "DANH SÁCH" in said and said.count("Quàng Thị Én") == 2
