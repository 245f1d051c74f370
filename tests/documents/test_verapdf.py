"""Every kind of document, and the decision through all its states, held against veraPDF's rules.

The examination of `archival.py` runs everywhere; this one where `make archival` was made.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.documents.certificates import NOW
from tests.documents.test_archival import PAPERS, states_of_a_decision
from workflows.documents import certificates, typesetting
from workflows.documents.samples import sample

pytestmark = pytest.mark.skipif(
    not find_spec("jpype"), reason="veraPDF is not installed here (make archival)"
)


def test_verapdf_finds_every_document_to_be_what_it_says_and_a_broken_one_not(tmp_path: Path):
    files = {f"{kind}-{draft}": _paper(kind, draft) for kind in PAPERS for draft in (True, False)}
    for words_only in (True, False):
        content = certificates.sample(words_only=words_only, right=5, down=-3)
        files[f"certificate-{words_only}"] = typesetting.pdf(content, template="giay_khen", at=NOW)
    files |= dict(zip(("room", "signed", "sealed"), states_of_a_decision(), strict=True))
    files["broken"] = files["room"].replace(b"/ID", b"/Ix")
    for name, pdf in files.items():
        (tmp_path / name).write_bytes(pdf)

    asked = [str(tmp_path / name) for name in files]
    done = subprocess.run(
        [sys.executable, "-m", "tests.documents.verapdf", *asked],
        check=True,
        capture_output=True,
        timeout=300,
    )

    found = {Path(file).name: faults for file, faults in json.loads(done.stdout).items()}
    assert [fault.split()[0] for fault in found.pop("broken")] == ["6.1.3-1"]
    assert found == {name: [] for name in found} and len(found) == len(files) - 1


def _paper(kind, draft: bool) -> bytes:
    return typesetting.pdf({**sample(kind).plain(), "is_draft": draft}, at=NOW)
