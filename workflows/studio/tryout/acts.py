"""What can be done in a run: each act by its name, carried out by somebody who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from engine.calendar import Calendar, instant
from engine.clock import local
from engine.completing import CompleteTask
from engine.days import calendar_of
from engine.definitions import Definition
from engine.instances import UserTask, get_instance, tasks_of_instance
from engine.model import Element
from engine.tasks import ReturnTask
from forms.validator import definition_of
from workflows.council.ballots import CastBallot
from workflows.council.closing import CloseSession
from workflows.council.opening import OpenSession
from workflows.council.sessions import PlanSession
from workflows.filing import FileDossier
from workflows.lateness import ExplainLateness
from workflows.nominees import Nominee, nominees_of
from workflows.opinions import AnswerOpinion, ModerateOpinion, SendOpinion, opinions_of
from workflows.publications import publications_of
from workflows.studio.tryout.errors import NotBegun, NotOpenHere, UnknownStep
from workflows.studio.tryout.sample import WORDS, answers_to
from workflows.studio.tryout.trial import CITIZEN_KEY, Trial
from workflows.workbooks import NominationRow, NomineeKind

MOST_NOMINEES = 50
MOST_DAYS = 400
MORNING = time(8, 0)
LONG_BREAK = 5
"""So many days off in a row are Tết."""
DAYS_AHEAD = 500


@dataclass
class Stage:
    """The office of the run and the one dossier it plays with."""

    trial: Trial
    key: str
    dossier_id: str = ""
    instance_id: str = ""
    acting: str = ""
    """Who does the step at hand; a scenario keeps it, so that another role is a difference."""

    @property
    def tasks(self) -> tuple[UserTask, ...]:
        if not self.instance_id:
            return ()
        with self.trial.engine.view() as view:
            return tasks_of_instance(view.connection, self.instance_id)

    @property
    def nominees(self) -> tuple[Nominee, ...]:
        with self.trial.engine.view() as view:
            return nominees_of(view, self.dossier_id)

    @property
    def today(self) -> date:
        return local(self.trial.clock.now()).date()

    @property
    def calendar(self) -> Calendar:
        with self.trial.engine.view() as view:
            return calendar_of(view)

    def open_task(self, element: str) -> UserTask:
        found = [one for one in self.tasks if one.is_open and one.element_id == element]
        if not found:
            raise NotOpenHere()
        return found[-1]

    def form_text(self, task: UserTask) -> str:
        """The form of a task as bound to the version of the run."""
        return self._definition().form(task.form_key)

    def element(self, task: UserTask) -> Element:
        """The step as drawn."""
        return self._definition().element(task.process_key, task.element_id)

    def _definition(self) -> Definition:
        engine = self.trial.engine
        with engine.view() as view:
            instance = get_instance(view.connection, self.instance_id)
            return engine.definitions.get(view, instance.definition_id)


Act = Callable[[Stage, Mapping[str, object]], None]


def start(stage: Stage, step: Mapping[str, object]) -> None:
    """The unit hands in a list of invented people."""
    count = min(max(_number(step, "nominees", 3), 1), MOST_NOMINEES)
    kind = NomineeKind(str(step.get("kind") or NomineeKind.INDIVIDUAL.value))
    today = stage.today
    answer = stage.trial.does(
        "nominator",
        FileDossier(
            procedure=stage.key,
            unit_id=stage.trial.unit_id,
            title="Hồ sơ chạy thử",
            letter_number="01/TTr",
            letter_date=today,
            state_secret=False,
            rows=tuple(_nomination(number, kind) for number in range(1, count + 1)),
            attachments=(stage.trial.scan("nominator", "Tờ trình"),),
            event_date=today - timedelta(days=1),
        ),
    )
    stage.dossier_id, stage.instance_id = str(answer["dossier"]), str(answer["instance"])


def complete(stage: Stage, step: Mapping[str, object]) -> None:
    """Somebody does a step; what was not chosen is filled in."""
    task = stage.open_task(str(step.get("step", "")))
    who = _who(stage, step, task)
    data: Mapping[str, object] = {}
    if task.form_key:
        chosen = step.get("answers")
        data = answers_to(
            definition_of(stage.form_text(task), task.form_key),
            chosen={str(k): str(v) for k, v in chosen.items()} if isinstance(chosen, dict) else {},
            rows=stage.nominees,
            today=stage.today,
            scan=lambda name: stage.trial.scan(who, name),
        )
    stage.trial.does(who, CompleteTask(task_id=task.id, revision=task.revision, data=data))


def return_(stage: Stage, step: Mapping[str, object]) -> None:
    task = stage.open_task(str(step.get("step", "")))
    command = ReturnTask(
        task_id=task.id, revision=task.revision, to=str(step.get("to", "")), reason=WORDS.strip()
    )
    stage.trial.does(_who(stage, step, task), command)


def council(stage: Stage, step: Mapping[str, object]) -> None:
    """A session on the dossier in which everybody votes alike."""
    _require_begun(stage)
    trial, secretary = stage.trial, "council_secretary"
    answer = trial.does(
        secretary,
        PlanSession(
            dossier_ids=(stage.dossier_id,),
            scheduled_at=trial.clock.now(),
            title="Họp Hội đồng chạy thử",
            place="Phòng họp",
            secret=False,
        ),
    )
    session_id = str(answer["session"])
    trial.does(secretary, OpenSession(session_id=session_id))
    choice = "no" if step.get("choice") == "no" else "yes"
    choices = {row.id: choice for row in stage.nominees if row.continues}
    for member in trial.members:
        trial.does(member, CastBallot(session_id=session_id, choices=choices))
    trial.does(secretary, CloseSession(session_id=session_id))


def opinion(stage: Stage, _step: Mapping[str, object]) -> None:
    """A citizen says something about the list, and it is admitted."""
    _require_begun(stage)
    with stage.trial.engine.view() as view:
        lists = publications_of(view, stage.dossier_id)
    if not lists:
        raise NotOpenHere()
    command = SendOpinion(publication_id=lists[-1].id, text=WORDS.strip())
    stage.trial.does(CITIZEN_KEY, command)
    for opinion_id in _opinions(stage, "received"):
        admit = ModerateOpinion(opinion_id=opinion_id, admit=True)
        stage.trial.does("award_officer", admit)


def answer_opinions(stage: Stage, _step: Mapping[str, object]) -> None:
    _require_begun(stage)
    for opinion_id in _opinions(stage, "admitted"):
        command = AnswerOpinion(opinion_id=opinion_id, answer=WORDS.strip())
        stage.trial.does("award_officer", command)


def explain(stage: Stage, _step: Mapping[str, object]) -> None:
    """Slip 04: the apology for being late."""
    _require_begun(stage)
    command = ExplainLateness(dossier_id=stage.dossier_id, cause="own", reason=WORDS.strip())
    stage.trial.does("award_officer", command)


def advance(stage: Stage, step: Mapping[str, object]) -> None:
    """Time passes: some working days, or until after the next Tết."""
    calendar = stage.calendar
    day = _after_tet(calendar, stage.today) if step.get("over") == "tet" else None
    if day is None:
        days = min(max(_number(step, "working_days", 1), 1), MOST_DAYS)
        day = calendar.add_working_days(stage.today, days)
    stage.trial.reaches(instant(day, MORNING))


ACTS: Mapping[str, Act] = {
    "start": start,
    "complete": complete,
    "return": return_,
    "council": council,
    "opinion": opinion,
    "answer_opinions": answer_opinions,
    "explain": explain,
    "advance": advance,
}


def perform(stage: Stage, step: Mapping[str, object]) -> None:
    """Carry out one step; raises what the engine raises, and `UnknownStep`."""
    act = ACTS.get(str(step.get("do")))
    if act is None:
        raise UnknownStep()
    if act is complete or act is return_:
        _require_begun(stage)
    act(stage, step)


def _who(stage: Stage, step: Mapping[str, object], task: UserTask) -> str:
    """Whoever the run says, else the first role of the step."""
    groups = stage.element(task).candidate_groups
    asked = str(step.get("as", "")) or (groups[0] if groups else "admin")
    role = asked.rpartition(":")[2]
    if role not in stage.trial.people:
        raise UnknownStep()
    stage.acting = role
    return role


def _require_begun(stage: Stage) -> None:
    if not stage.dossier_id:
        raise NotBegun()


def _opinions(stage: Stage, state: str) -> list[str]:
    with stage.trial.engine.view() as view:
        return [one.id for one in opinions_of(view, stage.dossier_id) if one.state.value == state]


def _after_tet(calendar: Calendar, today: date) -> date:
    """The first working day after the next long break."""
    off = 0
    for ahead in range(1, DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        if calendar.is_working_day(day):
            if off >= LONG_BREAK:
                return day
            off = 0
        else:
            off += 1
    return calendar.add_working_days(today, 1)


def _nomination(number: int, kind: NomineeKind) -> NominationRow:
    return NominationRow(
        ordinal=number,
        kind=kind,
        name=f"Người thử {number}",
        birth_date=date(1985, 1, 1) + timedelta(days=number),
        gender=None,
        id_number=f"0130850{number:05}" if kind is NomineeKind.INDIVIDUAL else "",
        title="Giáo viên",
        unit="Đơn vị chạy thử",
        locality="Đơn vị chạy thử",
        achievement=f"Hoàn thành xuất sắc nhiệm vụ {number}",
        award="giay_khen",
        note="",
    )


def _number(step: Mapping[str, object], name: str, otherwise: int) -> int:
    value = step.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def begin_of(day: date) -> datetime:
    """When a run begins on a day."""
    return instant(day, MORNING)
