"""How a dossier goes, step by step: a generator that says when it wants to act next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engine.calendar import instant
from engine.instances import UserTask
from engine.tasks import CancelInstance, ClaimTask, ReturnTask
from workflows import drafts
from workflows.demo import papers
from workflows.demo.papers import Answers
from workflows.demo.stage import Stage
from workflows.demo.stories import DEED, LAST_DAY, SESSIONS, Story
from workflows.demo.township import ACCOUNT_OF_UNIT, UNITS
from workflows.dossiers import get_dossier
from workflows.filing import FileDossier
from workflows.holding import HoldNominee
from workflows.lateness import ExplainLateness, explanations
from workflows.opinions import AnswerOpinion, ModerateOpinion, SendOpinion, opinions_of
from workflows.publications import publications_of

USUAL = {
    "check": 0,
    "supply": 4,
    "appraise": 3,
    "publish_list": 1,
    "close_publication": 6,
    "sign": 1,
    "issue": 1,
    "publish_decision": 1,
    "hand_over": 3,
}
"""Working days after which a step is usually done."""

ROUND_THE_DAY = (
    time(8, 20),
    time(9, 5),
    time(9, 50),
    time(10, 35),
    time(14, 10),
    time(15, 25),
    time(16, 5),
)
APPRAISE = {DEED: "appraise_short"}
AFTER_SESSION = timedelta(hours=3)


class Over(Exception):
    """The dossier stands where it stands today."""


@dataclass
class Plot:
    """The acts of one dossier."""

    stage: Stage
    story: Story
    number: int
    dossier_id: str = ""
    instance_id: str = ""

    def play(self) -> Iterator[datetime]:
        """Yields when to go on; ends where the dossier stands today."""
        try:
            yield from self._acts()
        except Over:
            return

    def _acts(self) -> Iterator[datetime]:
        yield self._told(self.story.filed)
        self._file()
        yield from self._intake()
        if self.story.until == "cancelled":
            yield self.stage.later(2, self._hour("cancelled"))
            self._cancel()
            return
        yield from self._appraisal()
        if self.story.procedure != DEED:
            yield from self._publication()
            yield from self._council()
        yield from self._signature()
        yield from self._end()

    # -- acts

    def _file(self) -> None:
        stage, story = self.stage, self.story
        _, unit_name, unit_kind = next(unit for unit in UNITS if unit[0] == story.unit)
        who = f"head:{story.unit}" if story.unit in ACCOUNT_OF_UNIT else "clerk"
        rows = tuple(
            stage.register.rows(
                story.nominees,
                unit_name=unit_name,
                unit_kind=unit_kind,
                kind=story.kind,
                deed=story.deed,
            )
        )
        answer = stage.does(
            who,
            FileDossier(
                procedure=story.procedure,
                unit_id=stage.town.units[story.unit],
                title=story.title,
                letter_number=f"{self.number + 10}/TTr-{story.unit.upper()}",
                letter_date=stage.today,
                state_secret=False,
                rows=rows,
                attachments=(stage.scan(who, f"To trinh {self.number + 10}"),),
                event_date=stage.today if story.procedure == DEED else None,
            ),
        )
        self.dossier_id, self.instance_id = str(answer["dossier"]), str(answer["instance"])

    def _intake(self) -> Iterator[datetime]:
        if self.story.until == "refused":
            yield from self._step("check", "clerk", lambda: papers.refusal())
            raise Over
        if "supplement" in self.story.flags or self.story.until in ("supply", "closed"):
            yield from self._step("check", "clerk", lambda: papers.missing_papers())
            if self.story.until == "closed":
                raise Over
            proposer = f"head:{self.story.unit}"
            yield from self._step(
                "supply", proposer, lambda: papers.supplement(self._scan(proposer, "Bo sung"))
            )
            yield from self._step("check", "clerk", papers.complete_papers)
            return
        yield from self._step("check", "clerk", papers.complete_papers)

    def _appraisal(self) -> Iterator[datetime]:
        element = APPRAISE.get(self.story.procedure, "appraise")
        is_deed = self.story.procedure == DEED
        if self.story.flags & {"claim", "draft"} and self.story.until == "appraise":
            yield self.stage.later(1, self._hour("claim"))
            self._claim(element)
        yield from self._step(
            element,
            "officer",
            lambda: papers.appraisal(
                self.stage.nominees(self.dossier_id),
                deed_on=self.stage.today if is_deed else None,
            ),
            name="appraise",
        )

    def _publication(self) -> Iterator[datetime]:
        if "claim" in self.story.flags and self.story.until == "publish_list":
            yield self.stage.later(0, time(16, 20))
            self._claim("publish_list")
        yield from self._step(
            "publish_list",
            "officer",
            lambda: papers.posting(self.stage.today, self._scan("officer", "Anh niem yet")),
        )
        yield from self._opinions()
        if self.story.until == "publication":
            raise Over
        yield from self._step(
            "close_publication",
            "officer",
            lambda: papers.taking_down(self.stage.today, self._scan("officer", "Anh go niem yet")),
        )

    def _opinions(self) -> Iterator[datetime]:
        """What citizens say about the list, and what becomes of it."""
        flags = self.story.flags
        if flags & {"opinion", "opinion_open", "opinion_new"}:
            yield self.stage.later(1, time(20, 4))
            self._send_opinion()
        if flags & {"opinion", "opinion_open"}:
            yield self.stage.later(1, time(9, 40))
            self._moderate()
        if "opinion" in flags:
            yield self.stage.later(1, time(15, 0))
            self._answer()
        if "hold" in flags:
            yield self.stage.later(1, time(10, 15))
            self._hold()

    def _council(self) -> Iterator[datetime]:
        if self.story.until == "council":
            raise Over
        while True:
            yield self._after_next_session()
            task = self.stage.open_task(self.instance_id, "council")
            if task is not None and task.created_at < self.stage.now - AFTER_SESSION:
                break
        scan = self._scan("officer", "Bien ban hop Hoi dong")
        answers = papers.minutes(self.stage.today, self.number, scan)
        self.stage.hands_in("officer", task, answers)

    def _signature(self) -> Iterator[datetime]:
        if "returned" in self.story.flags:
            yield self.stage.later(1, self._hour("returned"))
            self._return()
            yield from self._step(
                "appraise",
                "officer",
                lambda: papers.appraisal(self.stage.nominees(self.dossier_id)),
                name="again",
            )
            yield from self._publication()
            yield from self._council()
        yield from self._step(
            "sign",
            "chairman",
            lambda: papers.signature(self.stage.today, self._scan("chairman", "Quyet dinh da ky")),
        )

    def _end(self) -> Iterator[datetime]:
        yield from self._step("issue", "registrar", lambda: papers.issue(self.stage.today))
        yield from self._step(
            "publish_decision",
            "officer",
            lambda: {
                **papers.posting(self.stage.today, self._scan("officer", "Anh cong khai")),
                "issued_file": [self._scan("officer", "Quyet dinh ban hanh")],
            },
        )
        yield from self._step("hand_over", "officer", self._handing_over)

    # -- how a step is taken

    def _step(
        self, element: str, who: str, answers: Callable[[], Answers], *, name: str = ""
    ) -> Iterator[datetime]:
        """Wait the usual time, then hand the form in; the step at which the story stops is not."""
        name = name or element
        if self.story.until == name:
            raise Over
        yield self.stage.later(self._delay(name), self._hour(name))
        while (task := self.stage.open_task(self.instance_id, element)) is None:
            yield self.stage.later(1, self._hour(name))
        if name in ("sign", "issue"):
            self._explain_if_late()
        self.stage.hands_in(who, task, answers())

    def _delay(self, name: str) -> int:
        usual = USUAL.get(name, 2)
        at_once = self.story.procedure == DEED and name == "appraise"
        return self.story.delays.get(name, 1 if at_once else usual)

    def _hour(self, name: str) -> time:
        """An hour that differs from dossier to dossier and step to step, the same every time."""
        return ROUND_THE_DAY[(self.number * 3 + len(name)) % len(ROUND_THE_DAY)]

    def _told(self, text: str) -> datetime:
        """`05/10 09:10` of the stories' year, as the demo dates it."""
        day, hour = text.split()
        month = int(day[3:])
        told = LAST_DAY.replace(month=month, day=int(day[:2]))
        return instant(self.stage.day(told), time.fromisoformat(hour))

    def _after_next_session(self) -> datetime:
        """Three hours after the next session of the council, when the minutes are written."""
        starts = (instant(self.stage.day(day), time(14, 0)) for day in SESSIONS)
        ahead = [
            start + AFTER_SESSION for start in starts if start + AFTER_SESSION > self.stage.now
        ]
        if not ahead:
            raise Over
        return ahead[0]

    # -- single acts

    def _claim(self, element: str) -> None:
        task = self._open(element)
        self.stage.does("officer", ClaimTask(task_id=task.id, revision=task.revision))
        if "draft" in self.story.flags:
            with self.stage.engine.database.write() as connection:
                drafts.save(
                    connection,
                    task_id=task.id,
                    person_id=self.stage.town.people["officer"],
                    data={"appraisal_opinion": "Đã đối chiếu biên bản, còn chờ xác nhận của"},
                    now=self.stage.now,
                )

    def _return(self) -> None:
        task = self._open("sign")
        reason = "Kiểm tra lại thành tích của người số 2 trước khi ký"
        self.stage.does(
            "chairman",
            ReturnTask(task_id=task.id, revision=task.revision, to="appraise", reason=reason),
        )

    def _cancel(self) -> None:
        reason = "Đơn vị xin rút hồ sơ để ghép vào đợt khen cuối năm"
        self.stage.does("head", CancelInstance(instance_id=self.instance_id, reason=reason))

    def _explain_if_late(self) -> None:
        """Nothing late is signed or issued without slip 04 (R-TIME-08)."""
        with self.stage.engine.view() as view:
            due = get_dossier(view, self.dossier_id).due_at
            explained = explanations(view, self.dossier_id)
        if due is None or due >= self.stage.now or explained:
            return
        self.stage.does(
            "officer",
            ExplainLateness(
                dossier_id=self.dossier_id,
                cause="own",
                reason="Công chức phụ trách được điều động phục vụ kiểm tra cấp huyện",
            ),
        )

    def _send_opinion(self) -> None:
        with self.stage.engine.view() as view:
            publication = publications_of(view, self.dossier_id)[-1]
        row = self.stage.nominees(self.dossier_id)[min(2, self.story.nominees - 1)]
        self.stage.does(
            "citizen",
            SendOpinion(
                publication_id=publication.id,
                nominee_id=row.id,
                text="Đề nghị kiểm tra lại số ngày công tham gia, tôi thấy còn vắng nhiều buổi.",
                author="Một người dân tiểu khu",
                contact="0912 000 111",
            ),
        )

    def _moderate(self) -> None:
        self.stage.does("officer", ModerateOpinion(opinion_id=self._opinion(), admit=True))

    def _answer(self) -> None:
        answer = "Đã kiểm tra sổ chấm công: tham gia đủ 25 buổi, có xác nhận của tiểu khu."
        self.stage.does("officer", AnswerOpinion(opinion_id=self._opinion(), answer=answer))

    def _hold(self) -> None:
        row = self.stage.nominees(self.dossier_id)[1]
        self.stage.does(
            "officer",
            HoldNominee(
                nominee_id=row.id,
                reason="Đang xác minh phản ánh về việc chấp hành quy định đất đai",
                document="CV 31/UBND-ĐC",
            ),
        )

    def _handing_over(self) -> Answers:
        total = sum(row.reward or 0 for row in self.stage.nominees(self.dossier_id))
        scan = self._scan("officer", "Bang ke chi tien thuong")
        return papers.hand_over(self.stage.today, total, scan, self.number)

    def _opinion(self) -> str:
        with self.stage.engine.view() as view:
            return opinions_of(view, self.dossier_id)[-1].id

    def _open(self, element: str) -> UserTask:
        task = self.stage.open_task(self.instance_id, element)
        if task is None:
            raise Over
        return task

    def _scan(self, who: str, name: str) -> str:
        return self.stage.scan(who, name)
