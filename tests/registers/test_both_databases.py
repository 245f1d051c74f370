"""Evidence, ballots and numbers are the same on both databases."""

from __future__ import annotations

import pytest

from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.office import Office
from tests.scenario.world import found
from workflows.opinions import opinions_of
from workflows.publications import publications_of


@pytest.mark.slow
def test_a_dossier_goes_its_whole_way(database_url):
    world = found(database_url)
    office, council = Office(world), Council(world)
    dossier = brought_to_the_council(office, 3, outcomes=["eligible", "held", "eligible"])
    council.meets(dossier)
    rows = dossier.nominees
    for name in ("chairman", "vice_chairman", "secretary", "officer", "head", "member1"):
        choices = {rows[0].id: "yes", rows[2].id: "no"}
        council.votes(dossier, by=name, choices=choices)
    council.closes()
    office.writes_minutes(dossier)
    office.signs(dossier)
    office.issues(dossier)
    office.publishes_decision(dossier)
    office.hands_over(dossier)

    assert dossier.state == "finished"
    assert dossier.outcomes == ["awarded", "held", "rejected"]
    with world.engine.view() as view:
        assert [one.kind for one in publications_of(view, dossier.id)] == ["list", "decision"]
        assert opinions_of(view, dossier.id) == []
    world.engine.database.close()
