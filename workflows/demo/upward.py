"""The way up in the stories: the submission, and what the superior's people do with it."""

from __future__ import annotations

from sqlalchemy import select

from workflows.demo import papers
from workflows.demo.people import unit_name
from workflows.demo.stage import Case, Stage, StoryFails
from workflows.demo.stories import Act
from workflows.tables.dossiers import dossier

ABOVE = "above_officer"
"""Who has the submission at the superior."""

CRITERIA = {
    "rating": "excellent",
    "discipline": "none",
    "check_state": "none",
    "excellent_years": 2,
    "initiatives": 2,
}
"""What an appraisal says of those for whom a province's certificate of merit is asked."""


def appraise_for_superior(stage: Stage, case: Case, act: Act) -> None:
    """The appraisal at the township, with the criteria of the awards that are decided above."""
    answers = papers.appraisal(stage.nominees(case), case.number, {})
    rows = answers["nominees"]
    assert isinstance(rows, dict)  # noqa: S101  made a line above
    answers["nominees"] = {key: {**CRITERIA, **said} for key, said in rows.items()}
    answers["appraisal_opinion"] = stage.wording.say(
        "Thành tích được công nhận hai năm liên tục; đề nghị trình cấp có thẩm quyền xét."
    )
    stage.hands_in(act.by or case.story.officer, case, "appraise", answers)


def sign_submission(stage: Stage, case: Case, act: Act) -> None:
    who = act.by or "chairman"
    scan = stage.scan(who, f"Tờ trình đã ký – {unit_name(case.story.unit)}")
    answers = {
        "signature_result": "signed",
        "signed_on": stage.today.isoformat(),
        "submission_scan": [scan],
    }
    stage.hands_in(who, case, "sign_submission", answers)


def send_up(stage: Stage, case: Case, _act: Act) -> None:
    """Through the system: the message leaves with the next sweep."""
    answers = {
        "dated": stage.today.isoformat(),
        "addressee": stage.wording.say("Phòng Nội vụ huyện Yên Châu"),
        "delivery": "system",
        "format_checked": True,
        "sealed": True,
    }
    stage.hands_in("registrar", case, "register_submission", answers)


def receive_above(stage: Stage, case: Case, _act: Act) -> None:
    stage.hands_in(ABOVE, _above(stage, case), "check", papers.check(intake_check="complete"))


def appraise_above(stage: Stage, case: Case, act: Act) -> None:
    above = _above(stage, case)
    answers = papers.appraisal(stage.nominees(above), case.number, {})
    answers["appraisal_opinion"] = stage.wording.say(act.says)
    stage.hands_in(ABOVE, above, "appraise", answers)


def publish_above(stage: Stage, case: Case, _act: Act) -> None:
    above = _above(stage, case)
    scan = stage.scan_above(ABOVE, "Ảnh niêm yết danh sách tại trụ sở cấp trên")
    answers = papers.posting(stage.today, case.number, stage.name(ABOVE), scan)
    answers["place"] = stage.wording.say("Bảng tin UBND huyện Yên Châu")
    stage.hands_in(ABOVE, above, "publish_list", answers)


def _above(stage: Stage, case: Case) -> Case:
    """The superior's own dossier for a submission."""
    with stage.engine.view() as view:
        row = view.connection.execute(
            select(dossier.c.id, dossier.c.instance_id)
            .where(
                dossier.c.office_id == stage.town.superior_id,
                dossier.c.origin_code
                == select(dossier.c.code).where(dossier.c.id == case.dossier_id).scalar_subquery(),
            )
            .order_by(dossier.c.id.desc())
            .limit(1)
        ).one_or_none()
    if row is None:
        raise StoryFails(f"{case.story.key} has not arrived at the superior")
    return Case(case.story, case.number, row.id, row.instance_id)
