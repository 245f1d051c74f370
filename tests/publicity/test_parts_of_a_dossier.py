"""The parts that the law asks for: each is ticked, or the dossier is not accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenario.office import Office
from tests.scenario.world import World, found
from workflows.editions import seed_book
from workflows.parts import LAW, PARTS
from workflows.slips import SlipKind, newest_slip

FORM = Path("forms/definitions/kiem_tra_ho_so.form")
PROPOSED = ["proposal", "nominee_list", "achievement_report", "minutes"]


@pytest.fixture
def world() -> Iterator[World]:
    made = found()
    yield made
    made.engine.database.close()


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


@pytest.mark.parametrize("left_out", PROPOSED)
def test_nothing_is_accepted_of_which_a_part_is_missing(office: Office, left_out: str) -> None:
    dossier = office.files()

    refusal = office.tries_to_complete(
        dossier,
        "check",
        by="clerk",
        papers=[part for part in PROPOSED if part != left_out],
        intake_check="complete",
        list_matches=True,
    )

    assert refusal.gates == {"papers_complete": "papers_missing"}
    (finding,) = refusal.findings
    papers = finding.facts["papers"]
    assert isinstance(papers, list)
    assert [str(paper) for paper in papers] == [PARTS[left_out].en]
    assert dossier.waits_at("check")


def test_with_every_part_ticked_it_is_accepted(office: Office) -> None:
    dossier = office.files()

    office.completes(
        dossier, "check", by="clerk", papers=PROPOSED, intake_check="complete", list_matches=True
    )

    assert dossier.waits_at("appraise")


def test_a_simplified_dossier_needs_only_its_own_parts(office: Office) -> None:
    dossier = office.files("giay_khen_dot_xuat", 1, event_date=office.today)

    office.completes(
        dossier,
        "check",
        by="clerk",
        papers=["submission", "summary_report"],
        intake_check="complete",
        list_matches=True,
    )

    assert dossier.waits_at("appraise_short")


def test_a_supplement_may_be_asked_for_and_names_the_parts(world: World, office: Office) -> None:
    dossier = office.files()

    office.completes(
        dossier,
        "check",
        by="clerk",
        papers=["proposal", "nominee_list"],
        intake_check="incomplete",
        missing_papers="Thiếu biên bản và báo cáo",
    )

    with world.engine.view() as view:
        slip = newest_slip(view, dossier.id, SlipKind.SUPPLEMENT)
    assert slip is not None
    assert slip.content["parts"] == ["achievement_report", "minutes"]


def test_after_the_supplement_the_missing_part_has_to_be_there(office: Office) -> None:
    dossier = office.files()
    office.asks_for_supplement(dossier)
    office.supplements(dossier)

    refusal = office.tries_to_complete(
        dossier,
        "check",
        by="clerk",
        papers=["proposal"],
        intake_check="complete",
        list_matches=True,
    )

    assert refusal.gates == {"papers_complete": "papers_missing"}


def test_every_part_that_a_law_names_can_be_ticked() -> None:
    named = {
        str(part)
        for row in seed_book().rows()
        if row.key == LAW and isinstance(row.value, tuple)
        for part in row.value
    }
    papers = json.loads(FORM.read_text("utf-8"))["components"][0]

    assert named <= {option["value"] for option in papers["values"]} == set(PARTS)
