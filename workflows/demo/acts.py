"""What people do in the stories: each act is one command, by somebody who may, at its hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from engine.clock import local
from engine.errors import GateClosed
from engine.tasks import AssignTask, CancelInstance, ClaimTask, ReleaseTask, ReturnTask
from workflows import drafts, evidence
from workflows.demo import papers, upward
from workflows.demo.people import unit_name
from workflows.demo.stage import CITIZEN_KEY, Case, Stage, StoryFails
from workflows.demo.stories import Act
from workflows.demo.township import ACCOUNT_OF_UNIT, LETTER_MARKS
from workflows.filing import FileDossier
from workflows.holding import HoldNominee, ReleaseNominee
from workflows.lateness import ExplainLateness
from workflows.opinions import AnswerOpinion, ModerateOpinion, SendOpinion, opinions_of
from workflows.publications import publications_of
from workflows.reminders import RemindHolders
from workflows.signing import CHAIRMAN, FOR_CHAIRMAN

APPRAISALS = ("appraise", "appraise_short")
SHORT = "appraise_short"
OF_A_THEME = "giay_khen_chuyen_de"
REVIEWED_BEFORE = timedelta(days=6)
"""A movement is reviewed before units propose for it."""
FIRST_LETTER = 12
"""Units have written other letters before."""


@dataclass(frozen=True, slots=True)
class Verb:
    """An act by its name in `stories.toml`: when it is usually done, and how."""

    at: time
    play: Callable[[Stage, Case, Act], None]


def file(stage: Stage, case: Case, _act: Act) -> None:
    """The unit files itself where it has an account, else the clerk files for it."""
    story, say = case.story, stage.wording.say
    who = f"head:{story.unit}" if story.unit in ACCOUNT_OF_UNIT else "clerk"
    letter = f"{FIRST_LETTER + case.number}/TTr-{LETTER_MARKS[story.unit]}"
    is_deed = story.procedure == "giay_khen_dot_xuat"
    answer = stage.does(
        who,
        FileDossier(
            procedure=story.procedure,
            unit_id=stage.town.units[story.unit],
            title=say(story.title),
            letter_number=letter,
            letter_date=stage.days.day(story.filed - 1),
            state_secret=False,
            rows=stage.cast.rows(story),
            attachments=(stage.scan(who, f"Tờ trình {letter}"),),
            event_date=_event(stage, case) if is_deed else None,
        ),
    )
    case.dossier_id, case.instance_id = str(answer["dossier"]), str(answer["instance"])


# -- intake


def accept(stage: Stage, case: Case, _act: Act) -> None:
    stage.hands_in("clerk", case, "check", papers.check(intake_check="complete"))


def ask(stage: Stage, case: Case, act: Act) -> None:
    """The one request for a supplement, from the check."""
    stage.hands_in("clerk", case, "check", papers.incomplete_check(act.says))


def supply(stage: Stage, case: Case, act: Act) -> None:
    who = f"head:{case.story.unit}"
    scan = stage.scan(who, f"Bổ sung hồ sơ – {unit_name(case.story.unit)}")
    stage.hands_in(who, case, "supply", papers.supplement(scan, act.says))


def refuse(stage: Stage, case: Case, act: Act) -> None:
    answers = papers.refused_check(act.by or "wrong_authority", stage.wording.say(act.says))
    stage.hands_in("clerk", case, "check", answers)


# -- appraisal


def appraise(stage: Stage, case: Case, act: Act) -> None:
    rows = stage.nominees(case)
    outcomes = {int(place): ("ineligible", note) for place, note in act.ineligible.items()}
    outcomes |= {int(place): ("held", note) for place, note in act.held.items()}
    answers = _appraisal_answers(stage, case, papers.appraisal(rows, case.number, outcomes))
    stage.hands_in(_officer(case, act), case, _appraisal_step(stage, case), answers)


def query(stage: Stage, case: Case, act: Act) -> None:
    """The one request for a supplement, from the appraisal."""
    opinion = "Chưa đủ căn cứ thẩm định, cần đơn vị bổ sung trước khi kết luận."
    answers = papers.stopped_appraisal("supplement", opinion, missing_papers=act.says)
    stage.hands_in(_officer(case, act), case, _appraisal_step(stage, case), answers)


def turn_down(stage: Stage, case: Case, act: Act) -> None:
    opinion = "Không đủ tiêu chuẩn theo quy định, đề nghị từ chối."
    answers = papers.stopped_appraisal("refuse", opinion, refusal_reason=act.says)
    stage.hands_in(_officer(case, act), case, _appraisal_step(stage, case), answers)


def draft(stage: Stage, case: Case, act: Act) -> None:
    """Somebody has begun to fill in the form of the appraisal and goes on another day."""
    rows = stage.nominees(case)
    begun = papers.appraisal(rows[: max(1, len(rows) // 2)], case.number, {})
    data = {"nominees": begun["nominees"], "appraisal_opinion": stage.wording.say(act.says)}
    task, who = stage.task(case, *APPRAISALS), _officer(case, act)
    with stage.engine.database.write() as connection:
        drafts.save(
            connection,
            task_id=task.id,
            person_id=stage.town.people[who],
            data=data,
            now=stage.clock.now(),
        )


# -- publication


def publish(stage: Stage, case: Case, act: Act) -> None:
    who = _officer(case, act)
    scan = stage.scan(who, f"Ảnh niêm yết danh sách – {unit_name(case.story.unit)}")
    stage.hands_in(who, case, "publish_list", _posting(stage, case, who, scan))


def speak(stage: Stage, case: Case, act: Act) -> None:
    """A citizen says something about somebody on the list."""
    with stage.engine.view() as view:
        publication = publications_of(view, case.dossier_id)[-1]
    row = stage.nominees(case)[act.row - 1]
    command = SendOpinion(
        publication_id=publication.id,
        nominee_id=row.id,
        text=stage.wording.say(act.says),
        author=act.by,
    )
    stage.does(CITIZEN_KEY, command)


def admit(stage: Stage, case: Case, act: Act) -> None:
    command = ModerateOpinion(opinion_id=_opinion(stage, case, "received"), admit=True)
    stage.does(_officer(case, act), command)


def reject(stage: Stage, case: Case, act: Act) -> None:
    opinion_id = _opinion(stage, case, "received")
    command = ModerateOpinion(opinion_id=opinion_id, admit=False, reason=act.says)
    stage.does(_officer(case, act), command)


def answer(stage: Stage, case: Case, act: Act) -> None:
    command = AnswerOpinion(opinion_id=_opinion(stage, case, "admitted"), answer=act.says)
    stage.does(_officer(case, act), command)


def hold(stage: Stage, case: Case, act: Act) -> None:
    row = stage.nominees(case)[act.row - 1]
    document = f"Công văn số {30 + case.number}/UBND-ĐC"
    command = HoldNominee(nominee_id=row.id, reason=act.says, document=document)
    stage.does(act.by or "head", command)


def release(stage: Stage, case: Case, act: Act) -> None:
    row = stage.nominees(case)[act.row - 1]
    document = f"Báo cáo số {50 + case.number}/BC-ĐC"
    command = ReleaseNominee(nominee_id=row.id, finding=act.says, document=document)
    stage.does(act.by or "head", command)


def close(stage: Stage, case: Case, act: Act) -> None:
    who = _officer(case, act)
    scan = stage.scan(who, f"Biên bản gỡ niêm yết – {unit_name(case.story.unit)}")
    answers = papers.taking_down(stage.today, case.number, stage.name(who), scan)
    stage.hands_in(who, case, "close_publication", answers)


# -- council and signature


def write_minutes(stage: Stage, case: Case, act: Act) -> None:
    """The secretary's; the session itself is told in `councils`."""
    scan = stage.scan("officer", f"Biên bản họp Hội đồng – {unit_name(case.story.unit)}")
    answers = papers.minutes(_met_on(stage, case), case.number, scan, act.says)
    stage.hands_in("officer", case, "council", _said(stage, answers))


def _met_on(stage: Stage, case: Case) -> date:
    """The day of the newest session that has voted on somebody of the list."""
    with stage.engine.view() as view:
        listed = evidence.continuing(view, case.dossier_id)
    return local(max(row.voted_from for row in listed if row.voted_from is not None)).date()


def sign(stage: Stage, case: Case, act: Act) -> None:
    who = act.by or "chairman"
    form = CHAIRMAN if who == "chairman" else FOR_CHAIRMAN
    scan = stage.scan(who, f"Quyết định đã ký – {unit_name(case.story.unit)}")
    stage.hands_in(who, case, "sign", papers.signature(stage.today, form, scan))


def try_to_sign(stage: Stage, case: Case, act: Act) -> None:
    """A gate is shut; the journal keeps that somebody tried."""
    try:
        sign(stage, case, act)
    except GateClosed:
        return
    raise StoryFails(f"{case.story.key} could be signed")


def send_back(stage: Stage, case: Case, act: Act) -> None:
    """Not signed but sent back to the appraisal."""
    answers = {"signature_result": "returned", "return_reason": act.says}
    stage.hands_in(act.by or "chairman", case, "sign", answers)


def return_to_council(stage: Stage, case: Case, act: Act) -> None:
    task = stage.task(case, "sign")
    command = ReturnTask(task_id=task.id, revision=task.revision, to="council", reason=act.says)
    stage.does(act.by or "chairman", command)


def explain(stage: Stage, case: Case, act: Act) -> None:
    """Slip 04: the apology, before the due date with the one new date."""
    command = ExplainLateness(
        dossier_id=case.dossier_id,
        cause=act.by or "own",
        reason=stage.wording.say(act.says),
        new_due=stage.days.day(case.story.filed + act.due) if act.due else None,
    )
    stage.does(case.story.officer, command)


# -- issue and after


def issue(stage: Stage, case: Case, _act: Act) -> None:
    answers = _said(stage, papers.issue(stage.today, case.number))
    stage.hands_in("registrar", case, "issue", answers)


def announce(stage: Stage, case: Case, act: Act) -> None:
    who = _officer(case, act)
    paper = stage.scan(who, f"Quyết định đã phát hành – {unit_name(case.story.unit)}")
    scan = stage.scan(who, f"Ảnh công khai quyết định – {unit_name(case.story.unit)}")
    answers = _posting(stage, case, who, scan) | {"issued_file": [paper]}
    stage.hands_in(who, case, "publish_decision", answers)


def hand_over(stage: Stage, case: Case, act: Act) -> None:
    who = _officer(case, act)
    paid = sum(row.reward or 0 for row in stage.nominees(case))
    name = f"Danh sách ký nhận tiền thưởng – {unit_name(case.story.unit)}"
    receipts = [stage.scan(who, name)] if paid else []
    answers = papers.hand_over(stage.today, case.number, paid, receipts)
    stage.hands_in(who, case, "hand_over", _said(stage, answers))


# -- tasks as such


def claim(stage: Stage, case: Case, act: Act) -> None:
    task = stage.task(case)
    command = ClaimTask(task_id=task.id, revision=task.revision)
    stage.does(_officer(case, act), command)


def give_back(stage: Stage, case: Case, act: Act) -> None:
    task = stage.task(case)
    command = ReleaseTask(task_id=task.id, revision=task.revision, reason=act.says)
    stage.does(_officer(case, act), command)


def assign(stage: Stage, case: Case, act: Act) -> None:
    """The head of the office hands a task to one of the officers."""
    task = stage.task(case)
    command = AssignTask(
        task_id=task.id,
        revision=task.revision,
        person_id=stage.town.people[act.by or case.story.officer],
        reason=act.says,
    )
    stage.does("head", command)


def remind(stage: Stage, case: Case, act: Act) -> None:
    stage.does(act.by or "manager", RemindHolders(dossier_id=case.dossier_id))


def cancel(stage: Stage, case: Case, act: Act) -> None:
    command = CancelInstance(instance_id=case.instance_id, reason=act.says)
    stage.does(act.by or "head", command)


VERBS: Mapping[str, Verb] = {
    "file": Verb(time(8, 10), file),
    "accept": Verb(time(10, 30), accept),
    "ask": Verb(time(10, 30), ask),
    "refuse": Verb(time(10, 30), refuse),
    "supply": Verb(time(8, 15), supply),
    "assign": Verb(time(9, 50), assign),
    "claim": Verb(time(10, 15), claim),
    "draft": Verb(time(10, 45), draft),
    "give_back": Verb(time(11, 5), give_back),
    "query": Verb(time(14, 20), query),
    "turn_down": Verb(time(14, 20), turn_down),
    "appraise": Verb(time(14, 20), appraise),
    "publish": Verb(time(15, 20), publish),
    "speak": Verb(time(19, 40), speak),
    "admit": Verb(time(8, 40), admit),
    "reject": Verb(time(8, 40), reject),
    "answer": Verb(time(10, 0), answer),
    "hold": Verb(time(10, 40), hold),
    "release": Verb(time(10, 40), release),
    "close": Verb(time(8, 5), close),
    "write_minutes": Verb(time(16, 25), write_minutes),
    "explain": Verb(time(8, 10), explain),
    "try_to_sign": Verb(time(9, 5), try_to_sign),
    "sign": Verb(time(9, 10), sign),
    "send_back": Verb(time(9, 10), send_back),
    "return_to_council": Verb(time(9, 10), return_to_council),
    "appraise_for_superior": Verb(time(14, 20), upward.appraise_for_superior),
    "sign_submission": Verb(time(9, 10), upward.sign_submission),
    "send_up": Verb(time(10, 20), upward.send_up),
    "receive_above": Verb(time(9, 30), upward.receive_above),
    "appraise_above": Verb(time(14, 40), upward.appraise_above),
    "publish_above": Verb(time(15, 30), upward.publish_above),
    "issue": Verb(time(10, 20), issue),
    "announce": Verb(time(14, 10), announce),
    "hand_over": Verb(time(15, 50), hand_over),
    "remind": Verb(time(7, 45), remind),
    "cancel": Verb(time(10, 30), cancel),
}


def _officer(case: Case, act: Act) -> str:
    return act.by or case.story.officer


def _appraisal_step(stage: Stage, case: Case) -> str:
    return stage.task(case, *APPRAISALS).element_id


def _appraisal_answers(stage: Stage, case: Case, answers: papers.Answers) -> papers.Answers:
    answers = _said(stage, answers)
    if _appraisal_step(stage, case) == SHORT:
        day = _event(stage, case).isoformat()
        answers |= {"simplified_ground": "unexpected_deed", "event_date": day}
    if case.story.procedure == OF_A_THEME:
        reviewed_on = stage.days.day(case.story.filed) - REVIEWED_BEFORE
        answers["movement_review"] = f"Báo cáo số 118/BC-UBND ngày {reviewed_on:%d/%m/%Y}"
    return answers


def _event(stage: Stage, case: Case) -> date:
    """The day of the deed; deeds do not keep to working days."""
    return stage.days.day(case.story.filed) - timedelta(days=case.story.happened)


def _posting(stage: Stage, case: Case, who: str, scan: str) -> papers.Answers:
    return _said(stage, papers.posting(stage.today, case.number, stage.name(who), scan))


def _opinion(stage: Stage, case: Case, state: str) -> str:
    """The oldest opinion that stands there."""
    with stage.engine.view() as view:
        found = [one.id for one in opinions_of(view, case.dossier_id) if one.state.value == state]
    if not found:
        raise StoryFails(f"nobody's opinion on {case.story.key} is {state}")
    return found[0]


def _said(stage: Stage, answers: papers.Answers) -> papers.Answers:
    """The texts of a form in the words of the demo's time."""
    return {
        key: stage.wording.say(value) if isinstance(value, str) else value
        for key, value in answers.items()
    }
