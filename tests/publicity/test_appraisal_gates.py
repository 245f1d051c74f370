"""The appraisal concludes on everybody and asks for a supplement once (R-TIME-05)."""

from __future__ import annotations

from engine.gates import GateContext
from engine.instances import get_instance
from workflows.appraisal import nominees_concluded

MISSING = {
    "appraisal_result": "supplement",
    "missing_papers": "Thiếu biên bản xét khen thưởng",
}


def accepted(office, nominees: int = 2):
    dossier = office.files(nominees=nominees)
    office.accepts(dossier)
    return dossier


def test_a_supplement_is_asked_for_once(office):
    dossier = accepted(office)
    office.completes(dossier, "appraise", by="officer", **office.appraisal(dossier) | MISSING)
    office.supplements(dossier)

    refusal = office.tries_to_complete(
        dossier, "appraise", by="officer", **office.appraisal(dossier) | MISSING
    )
    office.appraises(dossier)

    assert refusal.gates == {"one_supplement": "already_asked"}
    assert dossier.waits_at("publish_list")


def test_a_supplement_at_intake_uses_up_the_one_of_the_appraisal(office):
    dossier = office.files()
    office.asks_for_supplement(dossier)
    office.supplements(dossier)
    office.accepts(dossier)

    refusal = office.tries_to_complete(
        dossier, "appraise", by="officer", **office.appraisal(dossier) | MISSING
    )

    assert refusal.gates == {"one_supplement": "already_asked"}


def test_who_proposes_nobody_has_nothing_to_propose(office):
    dossier = accepted(office)

    refusal = office.tries(lambda: office.appraises(dossier, ["ineligible", "held"]))

    assert refusal.gates == {"nominees_concluded": "nobody_eligible"}


def test_nothing_is_proposed_while_somebody_has_no_conclusion(office, world):
    dossier = accepted(office, 5)

    with world.engine.view() as view:
        found = nominees_concluded(
            GateContext(
                view,
                get_instance(view.connection, dossier.instance_id),
                {"appraisal_result": "propose"},
            )
        )

    assert (found.passed, found.reason, found.facts["count"]) == (False, "not_concluded", 5)
    assert str(found.facts["names"]).endswith("3. Lò Thị Xuân 3, …")
