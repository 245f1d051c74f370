"""Random people of the office doing random things, mostly sensible, on the delivered procedures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random

from engine.completing import CompleteTask
from engine.errors import Rejected
from engine.instances import UserTask
from engine.tasks import AssignTask, ClaimTask, ReleaseTask, ReturnTask
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import EVERYBODY, Council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office, nomination
from tests.scenario.world import World
from workflows.council.ballots import CastBallot
from workflows.council.sessions import SessionState
from workflows.holding import HoldNominee, ReleaseNominee
from workflows.parts import PARTS
from workflows.workbooks import NomineeKind

PROCEDURES = (
    "giay_khen_cong_trang",
    "giay_khen_chuyen_de",
    "giay_khen_dot_xuat",
    "giay_khen_ho_gia_dinh",
)
WHO: Mapping[str, str] = {
    "check": "clerk",
    "supply": "nominator",
    "appraise": "officer",
    "appraise_short": "officer",
    "publish_list": "officer",
    "close_publication": "officer",
    "council": "secretary",
    "sign": "chairman",
    "issue": "registrar",
    "publish_decision": "officer",
    "hand_over": "officer",
}
REASON = "một lý do đủ dài để người sau đọc"
MOST_DOSSIERS = 4


@dataclass
class RandomDays:
    """Some days at the office. The same seed gives the same days."""

    world: World
    random: Random
    dossiers: list[Dossier] = field(default_factory=list)
    tried: list[tuple[str, str]] = field(default_factory=list)
    """(what, how it ended: `done` or the code of the refusal)"""

    def __post_init__(self) -> None:
        self.office = Office(self.world)
        self.council = Council(self.world)
        self.clock = CalendarClock(self.world)
        self._brought: list[Dossier] = []

    def pass_on(self, acts: int) -> None:
        for _ in range(acts):
            self.act()

    def act(self) -> None:
        """One thing that somebody tries."""
        acts = self._acts()
        names = list(acts)
        weights = [acts[name][0] for name in names]
        (name,) = self.random.choices(names, weights)
        self.tries(name, acts[name][1])

    def tries(self, name: str, act: Callable[[], None]) -> None:
        """A refusal is an answer like any other; everything else is a fault of ours."""
        try:
            act()
        except Rejected as refusal:
            self.tried.append((name, refusal.message.key))
        else:
            self.tried.append((name, "done"))

    def _acts(self) -> Mapping[str, tuple[int, Callable[[], None]]]:
        if not any(self.open_tasks()):
            return {"file": (1, self.files), "wait": (1, self.waits)}
        return {
            "file": (2 if len(self.dossiers) < MOST_DOSSIERS else 0, self.files),
            "work": (24, self.works),
            "council": (8, self.council_meets),
            "wait": (6, self.waits),
            "stale": (1, self.works_on_a_stale_page),
            "claim": (2, self.claims),
            "release": (1, self.releases),
            "assign": (1, self.assigns),
            "return": (2, self.returns),
            "explain": (1, self.explains),
            "hold": (1, self.holds),
            "unhold": (1, self.lets_go),
            "cancel": (1 if self.random.random() < 0.2 else 0, self.cancels),
        }

    # -- what people do

    def files(self) -> None:
        procedure = self.random.choice(PROCEDURES)
        count = 1 if procedure == "giay_khen_dot_xuat" else self.random.randint(1, 3)
        is_for_homes = procedure == "giay_khen_ho_gia_dinh"
        kind = NomineeKind.HOUSEHOLD if is_for_homes else NomineeKind.INDIVIDUAL
        start = self.random.randint(1, 50)
        rows = [nomination(n, kind=kind) for n in range(start, start + count)]
        by = self.random.choice(["nominator", "nominator", "clerk", "stranger"])
        is_sudden = procedure == "giay_khen_dot_xuat"
        filed = self.office.files(
            procedure,
            rows,
            by=by,
            state_secret=self.random.random() < 0.05,
            event_date=self.office.today - timedelta(days=2) if is_sudden else None,
        )
        self.dossiers.append(filed)

    def works(self) -> None:
        dossier, task = self.some_task()
        data: Mapping[str, object] = {}
        if self.random.random() < 0.92:
            data = self.answers(dossier, task.element_id)
        by = WHO[task.element_id] if self.random.random() < 0.9 else self.somebody()
        if task.assignee is not None and self.random.random() < 0.9:
            by = self._name_of(task.assignee)
        self._execute(CompleteTask(task_id=task.id, revision=task.revision, data=data), by)

    def works_on_a_stale_page(self) -> None:
        dossier, task = self.some_task()
        command = CompleteTask(
            task_id=task.id,
            revision=task.revision + self.random.choice([-1, 1]),
            data=self.answers(dossier, task.element_id),
        )
        self._execute(command, WHO[task.element_id])

    def claims(self) -> None:
        _, task = self.some_task()
        self._execute(ClaimTask(task_id=task.id, revision=task.revision), self.for_task(task))

    def releases(self) -> None:
        _, task = self.some_task()
        command = ReleaseTask(task_id=task.id, revision=task.revision, reason=REASON)
        self._execute(command, self.for_task(task))

    def assigns(self) -> None:
        _, task = self.some_task()
        command = AssignTask(
            task_id=task.id,
            revision=task.revision,
            person_id=self.world.people[self.for_task(task)],
            reason=REASON,
        )
        self._execute(command, self.random.choice(["head", "manager", "stranger"]))

    def returns(self) -> None:
        _, task = self.some_task()
        to = self.random.choice(["appraise", "appraise_short", "publication", "publish_list"])
        command = ReturnTask(task_id=task.id, revision=task.revision, to=to, reason=REASON)
        self._execute(command, self.for_task(task))

    def cancels(self) -> None:
        by = self.random.choice(["head", "admin", "stranger"])
        self.office.cancels(self.some_dossier(), by=by, reason=REASON)

    def explains(self) -> None:
        self.office.explains_lateness(self.some_dossier())

    def holds(self) -> None:
        row = self.random.choice(self.some_dossier().nominees)
        self._execute(HoldNominee(nominee_id=row.id, reason=REASON, document="05/CV"), "officer")

    def lets_go(self) -> None:
        row = self.random.choice(self.some_dossier().nominees)
        command = ReleaseNominee(nominee_id=row.id, finding=REASON, document="06/KL")
        self._execute(command, "officer")

    def council_meets(self) -> None:
        """The next step of a session, the one under way or a new one."""
        state = self.council.session.state if self.council.session_id else None
        if state is SessionState.PLANNED:
            self.council_opens()
        elif state is SessionState.OPEN:
            self.council_votes()
        else:
            self.council_is_called()

    def council_is_called(self) -> None:
        waiting = [one for one in self.dossiers if one.waits_at("council")]
        if not waiting or self.random.random() < 0.1:
            waiting = [self.some_dossier()]
        together = self.random.sample(waiting, self.random.randint(1, len(waiting)))
        self.council.plans(*together, secret=self.random.random() < 0.3)
        self._brought = together

    def council_opens(self) -> None:
        if self.random.random() < 0.1:
            self.council.gives_up(REASON)
        else:
            self.council.opens()

    def council_votes(self) -> None:
        """Some or all of the members vote, and the session is closed."""
        members = self.random.sample(EVERYBODY, self.random.choice([2, 7, 9, 9]))
        choice = self.random.choices(["yes", "no"], [9, 1])[0]
        rows = [row for dossier in self._brought for row in dossier.nominees if row.continues]
        for member in members:
            command = CastBallot(
                session_id=self.council.session_id, choices={row.id: choice for row in rows}
            )
            self.tries("vote", partial(self._execute, command, member))
        self.council.closes()

    def waits(self) -> None:
        if self.random.random() < 0.3:
            self.clock.passes(hours=self.random.randint(1, 6))
        else:
            self.clock.passes(working_days=self.random.randint(1, 4))

    # -- what is at hand

    def answers(self, dossier: Dossier, element: str) -> Mapping[str, object]:
        """A form as it is filled in, one way or another."""
        return getattr(self, f"_{element}")(dossier)  # type: ignore[no-any-return]

    def open_tasks(self) -> list[tuple[Dossier, UserTask]]:
        return [(one, task) for one in self.dossiers for task in one.tasks if task.is_open]

    def some_task(self) -> tuple[Dossier, UserTask]:
        return self.random.choice(self.open_tasks())

    def some_dossier(self) -> Dossier:
        return self.random.choice(self.dossiers)

    def somebody(self) -> str:
        return self.random.choice(sorted(self.world.people))

    def for_task(self, task: UserTask) -> str:
        return WHO[task.element_id] if self.random.random() < 0.8 else self.somebody()

    def _name_of(self, person_id: str) -> str:
        return next(name for name, id_ in self.world.people.items() if id_ == person_id)

    def _execute(self, command: object, by: str) -> None:
        self.world.engine.execute(command, self.world.actor(by))

    # -- forms by step

    def _check(self, dossier: Dossier) -> Mapping[str, object]:
        result = self.random.choices(["complete", "incomplete", "refuse"], [8, 2, 1])[0]
        return {
            "papers": list(PARTS),
            "intake_check": result,
            "list_matches": True,
            "missing_papers": "Thiếu biên bản xét khen thưởng",
            "refusal_ground": "wrong_authority",
            "refusal_reason": "Không thuộc thẩm quyền của Chủ tịch UBND thị trấn",
        }

    def _supply(self, dossier: Dossier) -> Mapping[str, object]:
        return {"supplement_files": [self.office.file("nominator")], "supplement_complete": True}

    def _appraise(self, dossier: Dossier) -> Mapping[str, object]:
        outcomes = ["eligible", "eligible", "eligible", "ineligible", "held"]
        said = [self.random.choice(outcomes) for _ in dossier.nominees]
        result = self.random.choices(["propose", "supplement", "refuse"], [9, 1, 1])[0]
        return {
            **self.office.appraisal(dossier, said),
            "appraisal_result": result,
            "missing_papers": "Biên bản xét khen thưởng của đơn vị",
            "refusal_ground": "wrong_authority",
            "refusal_reason": "Không thuộc thẩm quyền của Chủ tịch UBND thị trấn",
        }

    def _appraise_short(self, dossier: Dossier) -> Mapping[str, object]:
        day: date = self.office.today - timedelta(days=2)
        return {
            **self._appraise(dossier),
            "simplified_ground": "unexpected_deed",
            "event_date": day.isoformat(),
        }

    def _publish_list(self, dossier: Dossier) -> Mapping[str, object]:
        return self.office.posting()

    def _close_publication(self, dossier: Dossier) -> Mapping[str, object]:
        return {
            "ended_on": self.office.today.isoformat(),
            "taken_down_by": "Lường Thị Hạnh",
            "opinions_summary": "Không có ý kiến nào khác",
            "evidence": [self.office.file("officer")],
        }

    def _council(self, dossier: Dossier) -> Mapping[str, object]:
        return self.office.minutes()

    def _sign(self, dossier: Dossier) -> Mapping[str, object]:
        if self.random.random() < 0.15:
            return {"signature_result": "returned", "return_reason": REASON}
        return self.office.signature("chairman")

    def _issue(self, dossier: Dossier) -> Mapping[str, object]:
        return self.office.issue()

    def _publish_decision(self, dossier: Dossier) -> Mapping[str, object]:
        return {**self.office.posting(), "issued_file": [self.office.file("officer")]}

    def _hand_over(self, dossier: Dossier) -> Mapping[str, object]:
        return self.office.handing_over(dossier)
