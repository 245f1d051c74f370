"""Every fault of a drawing is told at its element and field, by whatever door it comes in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.caller import Programs
from tests.studio.drawing import REASON
from tests.studio.seeded import (
    ERRORS,
    FAULTS,
    PARTS,
    QUICK,
    SOUND,
    USUAL,
    beside_its_caller,
    drawn,
)
from tests.web.site import Site, Visitor, opened
from workflows.queries.procedures import procedures
from workflows.studio.drafts import DraftState, draft_of
from workflows.studio.verdicts import errors, verdict


class Desk:
    """An administrator with a draft for every kind of drawing, as the board's scripts use them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.visitor: Visitor = site.as_("admin")
        self.drafts = {name: self._begins(name) for name in (QUICK, USUAL)}

    def _begins(self, name: str) -> str:
        answer = self.visitor.post("/soan-quy-trinh", {"quy_trinh": name})
        return str(answer.location.partition("/ve/")[0])

    def sends(self, path: str, body: object) -> Any:
        token = {"X-CSRFToken": self.visitor._csrf}
        return self.visitor.client.post(path, json=body, headers=token)

    def told(self, file: str, text: str) -> set[str]:
        """What the board shows while this is drawn on it."""
        draft = self.drafts[USUAL if file in PARTS else file]
        answer = self.sends(f"{draft}/kiem-tra", {"file": f"{file}.bpmn", "content": text})
        problems = answer.get_json()["problems"]
        return {f"{one['rule']} {one['element']} {one['field']}" for one in problems}

    def imports(self, files: dict[str, bytes]) -> str:
        """The address of a draft made of uploaded files."""
        sent = [(io.BytesIO(content), name) for name, content in files.items()]
        answer = self.visitor.post(
            "/soan-quy-trinh/nhap-tep", {"tep": sent}, content_type="multipart/form-data"
        )
        return str(answer.location)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    site = opened(tmp_path_factory.mktemp("studio"))
    yield Desk(site)
    site.world.engine.database.close()


def test_there_are_sixty_faults_and_twenty_sound_drawings() -> None:
    assert len(FAULTS) >= 60
    assert len(SOUND) == 20


@pytest.mark.parametrize(("file", "old", "new", "expected"), FAULTS)
def test_the_board_tells_every_fault_at_its_element_and_field_and_none_besides(
    desk: Desk, file: str, old: str, new: str, expected: str
) -> None:
    assert desk.told(file, drawn(file, old, new)) == set(expected.split(", "))


@pytest.mark.parametrize(("file", "old", "new"), SOUND)
def test_a_sound_drawing_is_left_in_peace(desk: Desk, file: str, old: str, new: str) -> None:
    assert desk.told(file, drawn(file, old, new)) == set()


@pytest.mark.parametrize(("file", "old", "new", "expected"), ERRORS[::15])
def test_raw_requests_do_not_get_a_faulty_drawing_round_the_board(
    desk: Desk, file: str, old: str, new: str, expected: str
) -> None:
    engine, files = desk.site.world.engine, beside_its_caller(file, drawn(file, old, new))
    with engine.view() as view:
        seen = errors(verdict(view, files))
    before = versions(desk)

    imported = desk.imports(files)
    answers = [
        desk.visitor.post(f"{imported}/{door}", {"ly_do": REASON, "ly_do_canh_bao": REASON})
        for door in ("trinh", "duyet", "ban-hanh")
    ]
    proposed = Programs(desk.site).as_("admin").post("/deployments", as_json(files))

    assert all(answer.status_code in (403, 409, 422) for answer in answers)
    assert proposed.status_code == 422
    assert {one["rule"] for one in proposed.json["problems"] if one["severity"] == "error"} == {
        one.rule for one in seen
    }
    with engine.view() as view:
        assert draft_of(view, imported.rpartition("/")[2]).state is DraftState.EDITING
    assert versions(desk) == before


def as_json(files: dict[str, bytes]) -> dict[str, object]:
    texts = {name: content.decode() for name, content in files.items()}
    return {"files": texts, "reason": REASON, "warnings_reason": REASON}


def versions(desk: Desk) -> list[tuple[str, int]]:
    with desk.site.world.engine.view() as view:
        return [(one.newest.key, one.newest.number) for one in procedures(view)]
