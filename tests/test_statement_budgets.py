"""How often the database is asked: for completing a task, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenario.dossier import Dossier
from tests.statements import Statements, counted
from tests.web.site import Site, opened

MOST = 12
"""Statements between BEGIN and COMMIT of completing a task."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = opened(tmp_path)
    yield made
    made.world.engine.database.close()


def appraised(site: Site, dossier: Dossier) -> Statements:
    """Complete the appraisal on its page, as a browser does."""
    task, officer = dossier.task("appraise"), site.as_("officer")
    officer.get(f"/viec/{task.id}")
    rows = {f"nominees.{row.id}.outcome": "eligible" for row in dossier.nominees}
    sent = {
        "revision": task.revision,
        "request_key": f"key-{dossier.id}",
        "appraisal_opinion": "Hồ sơ đủ thành phần, đúng đối tượng, đề nghị khen.",
        "originals_checked": "1",
        "appraisal_result": "propose",
        **rows,
    }
    with counted(site.world.engine.database) as statements:
        answer = officer.post(f"/viec/{task.id}/hoan-thanh", sent)
    assert answer.status_code == 303, answer.text
    return statements


def test_completing_a_task_is_one_commit_of_twelve_statements_at_most(site: Site) -> None:
    written = []
    for nominees in (1, 1, 40):
        dossier = site.office.files(nominees=nominees)
        site.office.accepts(dossier)
        written.append(appraised(site, dossier).written)

    assert [len(one) for one in written] == [1, 1, 1]
    counts = [len(one[0]) for one in written]
    assert counts[1] == counts[2] <= MOST, "\n".join(written[2][0])
