"""Every procedure that is drawn, and how it is walked: a new drawing in the usual way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import select

from engine.admission import read
from engine.definitions import DIAGRAM_SUFFIX, Definition
from engine.ids import Ids
from engine.instances import UserTask
from engine.model import Element, Process
from engine.tables import user_task, wait
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.journey import MOST_STEPS, Journey
from tests.scenario.office import Office, nomination
from tests.scenario.superior import Superior
from tests.scenario.world import World, copied
from workflows.assemble import delivered_files
from workflows.workbooks import NomineeKind

A, B, C = date(2023, 11, 20), date(2024, 6, 3), date(2025, 8, 4)
HOUSEHOLD = {"kind": NomineeKind.HOUSEHOLD, "birth_date": None, "id_number": ""}
COLLECTIVE = {"kind": NomineeKind.COLLECTIVE, "birth_date": None, "id_number": ""}
WORKER = {
    "registered": True,
    "months": 12,
    "rating": "excellent",
    "discipline": "none",
    "initiative": "Bộ bài giảng điện tử lớp 4",
}
MEETING = {"meeting_held_on": "2023-01-14", "households_total": 101, "households_present": 61}

_seeds = count(1_000)


@dataclass(frozen=True)
class Recipe:
    """What is special about walking a procedure; the usual thing needs nothing."""

    day: date = A
    row: Mapping[str, Any] = field(default_factory=dict)
    criteria: Mapping[str, object] = field(default_factory=dict)
    appraisal: Mapping[str, object] = field(default_factory=dict)
    before: Callable[[Office, Mapping[str, Any]], None] | None = None
    """What has to have happened at the office."""
    below: str = ""
    """The procedure whose submission begins it, at the superior's office."""


@dataclass
class Noting(Office):
    """An office that remembers what it handed in last: step, person and answers."""

    told: tuple[str, str, dict[str, object]] = field(default=("", "", {}))
    only_says: bool = False
    """It says what it would hand in, and hands nothing in."""

    def completes(self, dossier: Dossier, element: str, *, by: str, **data: object) -> None:
        self.told = (element, by, data)
        if not self.only_says:
            super().completes(dossier, element, by=by, **data)


def _awarded(office: Office, row: Mapping[str, Any]) -> None:
    """A certificate given by this office, so that there is something to revoke."""
    appraisal = {
        "simplified_ground": "unexpected_deed",
        "event_date": office.today.isoformat(),
    }
    rows = [nomination(1, **row)]
    given = office.files("giay_khen_dot_xuat", rows, event_date=office.today)
    Journey(office, appraisal=appraisal).goes(given)


RECIPES: Mapping[str, Recipe] = {
    "giay_khen_ho_gia_dinh": Recipe(row={**HOUSEHOLD, "name": "Hộ ông Tòng Văn Ín"}),
    "giay_khen_dot_xuat": Recipe(appraisal={"simplified_ground": "unexpected_deed"}),
    "lao_dong_tien_tien": Recipe(row={"award": "lao_dong_tien_tien"}, criteria=WORKER),
    "cstdcs": Recipe(day=C, row={"award": "cstdcs"}, criteria=WORKER),
    "gia_dinh_van_hoa_122": Recipe(
        row={**HOUSEHOLD, "award": "gia_dinh_van_hoa"},
        criteria={"exclusion_case": 0, "agreed": 61},
        appraisal=MEETING,
    ),
    "gia_dinh_van_hoa": Recipe(
        day=B, row={**HOUSEHOLD, "award": "gia_dinh_van_hoa"}, criteria={"exclusion_case": 0}
    ),
    "thon_to_van_hoa": Recipe(
        day=C, row={**COLLECTIVE, "name": "Tiểu khu 5", "award": "thon_to_van_hoa"}
    ),
    "trinh_huyen": Recipe(row={"award": "giay_khen_huyen"}, criteria={"rating": "excellent"}),
    "trinh_tinh": Recipe(
        row={"award": "bang_khen_tinh"},
        criteria={"rating": "excellent", "excellent_years": 2, "initiatives": 2},
    ),
    "tnxp": Recipe(
        day=B, row={"award": "tnxp"}, criteria={"declared_by": "self", "has_proof": True}
    ),
    "thu_hoi": Recipe(before=_awarded, appraisal={"finding_document": "07/KL-TTr ngày 02/11/2023"}),
    "xet_cap_tren": Recipe(day=B, row={"award": "cstdcs"}, criteria=WORKER, below="cstdcs"),
}


ALSO: Mapping[str, tuple[Recipe, ...]] = {
    # While the district decides, the commune submits.
    "cstdcs": (replace(RECIPES["cstdcs"], day=A),),
    "thon_to_van_hoa": (replace(RECIPES["thon_to_van_hoa"], day=B),),
    # What those above the superior decide goes up once more.
    "xet_cap_tren": (replace(RECIPES["trinh_tinh"], below="trinh_tinh"),),
}
"""Procedures that go another way in another regime, or for another award."""


def recipes(procedure: str) -> tuple[Recipe, ...]:
    """The ways to walk a procedure; together they come by all its gates."""
    return (RECIPES.get(procedure, Recipe()), *ALSO.get(procedure, ()))


@cache
def drawn() -> Mapping[str, Process]:
    """Every process that is delivered, by key."""
    diagrams = {n: text for n, text in delivered_files().items() if n.endswith(DIAGRAM_SUFFIX)}
    return {process.id: process for process in read(diagrams).processes}


def procedures() -> list[str]:
    """The award procedures among them, by what `vd:procedure` says."""
    return sorted(process.id for process in drawn().values() if process.procedure)


@dataclass
class Walk:
    """A dossier on the usual way through its procedure, stop by stop."""

    office: Office
    dossier: Dossier
    journey: Journey

    @classmethod
    def of(cls, procedure: str, office: Office, recipe: Recipe | None = None) -> Walk:
        recipe = recipe or recipes(procedure)[0]
        if office.today < recipe.day:
            CalendarClock(office.world).reaches(recipe.day)
        if recipe.before is not None:
            recipe.before(office, recipe.row)
        rows = [nomination(1, **recipe.row)]
        if procedure == "giay_khen_dot_xuat":
            deed = {"event_date": office.today.isoformat()}
            journey = Journey(office, appraisal={**recipe.appraisal, **deed})
            return cls(office, office.files(procedure, rows, event_date=office.today), journey)
        journey = Journey(office, criteria=recipe.criteria, appraisal=recipe.appraisal)
        if recipe.below:
            return cls._submitted(office, journey, recipe)
        return cls(office, office.files(procedure, rows), journey)

    @classmethod
    def _submitted(cls, office: Office, journey: Journey, recipe: Recipe) -> Walk:
        superior = Superior.of(office.world)
        below = office.files(recipe.below, [nomination(1, **recipe.row)])
        journey.goes(below, until="register_submission")
        journey.sends(below, delivery="system")
        office.world.sweep()
        (above,) = superior.dossiers_of(below)
        theirs = type(office)(superior.world)
        return cls(theirs, above, Journey(theirs, criteria=recipe.criteria))

    @property
    def world(self) -> World:
        return self.office.world

    def stops(self) -> Iterator[str]:
        """Each step as it opens; it is done when the next one is asked for."""
        for _ in range(MOST_STEPS):
            step = self.next_step
            if step is None:
                return
            self.prepares(step)
            yield step
            self.does(step)
        raise AssertionError("it never ends")

    @property
    def next_step(self) -> str | None:
        """The step at which it stands; None at the end."""
        open_steps = self.dossier.open_steps
        return next((one for one in open_steps if self.journey.knows(one)), None)

    def prepares(self, step: str) -> None:
        """What has to happen before the step can be done: the council meets and votes."""
        if step == "council":
            Council(self.world).decides(self.dossier)

    def does(self, step: str) -> None:
        if step == "council":
            self.office.writes_minutes(self.dossier)
            return
        self.journey.takes(self.dossier, step)

    def usual(self, step: str) -> tuple[str, dict[str, object]]:
        """Who does the step, and what they usually say."""
        assert isinstance(self.office, Noting)
        office = replace(self.office, only_says=True)
        Walk(office, self.dossier, replace(self.journey, office=office)).does(step)
        _, by, answers = office.told
        return by, answers

    def elsewhere(self) -> Walk:
        """The same on a copy of everything, where anything may be tried."""
        world = copied(self.world, Ids(seed=next(_seeds)))
        office = type(self.office)(world)
        dossier = Dossier(world, self.dossier.id, self.dossier.instance_id)
        return Walk(office, dossier, replace(self.journey, office=office))

    # -- where it stands

    @property
    def definition(self) -> Definition:
        """The version on which it runs."""
        definition_id = self.dossier.instance.definition_id
        with self.world.engine.view() as view:
            return self.world.engine.definitions.get(view, definition_id)

    def element(self, place: tuple[str, str]) -> Element:
        return self.definition.element(*place)

    @property
    def tasks(self) -> list[UserTask]:
        return [task for task in self.dossier.tasks if task.is_open]

    @property
    def places(self) -> list[tuple[str, str]]:
        """Every element at which it waits, as process and element."""
        with self.world.engine.view() as view:
            rows = view.connection.execute(
                select(wait.c.process_key, wait.c.element_id).where(
                    wait.c.instance_id == self.dossier.instance_id, wait.c.state == "open"
                )
            )
            waits = [(row.process_key, row.element_id) for row in rows]
        return sorted({*waits, *((task.process_key, task.element_id) for task in self.tasks)})

    def passed(self) -> set[tuple[str, str]]:
        """What was left behind in the drawn way: waits that ended and steps that were done."""
        with self.world.engine.view() as view:
            waits = view.connection.execute(
                select(wait.c.id, wait.c.element_id).where(
                    wait.c.instance_id == self.dossier.instance_id, wait.c.state == "done"
                )
            )
            done = {(row.id, row.element_id) for row in waits}
            tasks = view.connection.execute(
                select(user_task.c.id, user_task.c.element_id).where(
                    user_task.c.instance_id == self.dossier.instance_id,
                    user_task.c.completed_by.is_not(None),
                )
            )
            return done | {(row.id, row.element_id) for row in tasks}
