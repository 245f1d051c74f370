"""A business that is not about awards: requests for leave. The engine must run it as well.

Everything the engine asks of the rooms above is answered here, as small as it can be and still be
true: people with positions, a form per step, two gates, two topics and one time limit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction

from sqlalchemy import insert

from engine.actors import OPERATOR, SYSTEM, Actor, Held
from engine.admission import Catalogue
from engine.beginnings import Beginning
from engine.calendar import Calendar
from engine.context import Context
from engine.deadlines import ClockEvent, DeadlineRules, EventKind, Provision
from engine.definitions import Definition
from engine.errors import FieldError, InvalidData, Message, ServiceTaskFailed
from engine.execution import Scalar
from engine.forms import FormRow, Validated
from engine.gates import Finding, Gate, GateContext, allow, refuse
from engine.hand_ins import last_submission
from engine.instances import Instance, UserTask
from engine.ledgers import Ledger
from engine.live import LiveInstance
from engine.model import Element, Problem, Severity
from engine.registry import ALLOWED, HIDDEN, LawFact, Registry, Topic, Verdict, forbidden
from engine.tables import outbox
from engine.tasks import Assignment
from engine.view import View

OFFICE = "office"
ROLES = {"employee": "Employee", "manager": "Manager", "admin": "Administrator"}
LAW = {"leave.reply": "2wd", "leave.long_reply": "4wd", "leave.most_days": 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLeave:
    """Ask for leave: an instance of the named process begins."""

    process: str = "leave"
    variables: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveReply:
    """Give the manager until a later date: the clock of the step is extended."""

    task_id: str
    to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ThawBudget:
    """Something that many instances wait for: the budget may be used again."""

    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """What `may` is asked about the budget."""


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What `may` is asked about a start: nothing exists yet."""

    office_id: str = OFFICE


def person(name: str, *positions: str, office_id: str = OFFICE) -> Actor:
    """Somebody with positions at an office."""
    held = frozenset(Held(position, office_id, office_id) for position in positions)
    return Actor(id=name, name=name.title(), office_id=office_id, held=held)


PEOPLE = {
    "an": person("an", "employee"),
    "binh": person("binh", "employee"),
    "chi": person("chi", "manager"),
    "dung": person("dung", "manager", "employee"),
    "admin": person("admin", "admin"),
    "stranger": person("stranger", "manager", office_id="elsewhere"),
}


@dataclass
class LeaveBusiness:
    """Implements `engine.registry.Business`; what a test may change stands in its fields."""

    facts_root = "leave"
    companion = None
    quiet_until: datetime | None = None
    """Until then nothing is booked; the gate on the event opens by itself."""
    budget_frozen: bool = False
    """Nothing is booked until somebody thaws the budget; the gate does not know when."""
    broken: set[str] = field(default_factory=set)
    """Topics that fail at the moment, or elements at which they do."""

    # -- engine.registry.Business

    def may(self, view: View, actor: Actor, action: str, about: object) -> Verdict:
        if actor in (SYSTEM, OPERATOR):
            return ALLOWED
        if isinstance(about, NewRequest):
            return ALLOWED if actor.holds("employee") else HIDDEN
        if isinstance(about, UserTask):
            return _may_work(view, actor, about)
        if isinstance(about, Assignment):
            return _only(actor, "manager", about.task.office_id)
        if isinstance(about, Instance):
            return _only(actor, "manager", about.office_id)
        return _only(actor, "admin", OFFICE)

    def catalogue(self, view: View) -> Catalogue:
        return Catalogue(
            gates=frozenset(view.registry.gates),
            topics=frozenset(view.registry.topics),
            roles=ROLES,
            facts_root=self.facts_root,
            facts=frozenset({"days"}),
            has_law=lambda key, procedure: key in LAW,
        )

    def members(self, view: View, instance: Instance, group: str) -> Sequence[str]:
        return [f"{group}@{instance.office_id}"]

    def asked_by(self, view: View, instance: Instance) -> str | None:
        return None

    def law(self, view: View, instance: Instance, key: str) -> LawFact:
        return LawFact(key, LAW[key], rule="L-1", mark="d")

    def provisions(self, view: View, instance: Instance, gate: Gate) -> Sequence[LawFact]:
        return [self.law(view, instance, gate.law)] if gate.law else []

    def facts(self, view: View, instance: Instance) -> Mapping[str, object]:
        asked = (
            view.instance(instance.id).submission("ask")
            if isinstance(view, Context)
            else last_submission(view, instance.id, "ask")
        )
        return {"days": (asked or {}).get("days")}

    def calendar(self, view: View) -> Calendar:
        return Calendar(days={}, published_years=frozenset(range(2020, 2031)))

    def deadline_rules(self, view: View, instance: Instance) -> DeadlineRules:
        return RULES

    def rows(self, view: View, instance: Instance, actor: Actor) -> Sequence[FormRow]:
        return ()

    def handed_in(self, context: Context, task: UserTask, answers: Validated) -> None:
        """Each hand-in leaves a note, so that a half-done command would leave half a note."""
        note(context, "handed_in", task.id, {"form": task.form_key})

    def begin(self, context: Context, definition: Definition, beginning: Beginning) -> LiveInstance:
        """Leave that an event begins is nobody's; a broken element refuses."""
        if beginning.element_id in self.broken:
            raise ServiceTaskFailed("Nobody works today.")
        given = {**(beginning.variables or {}), "sender": beginning.sender}
        return context.start_instance(
            definition.key, office_id=OFFICE, variables=given, definition=definition
        )

    def moved(self, context: Context, instance: Instance) -> None:
        """Leave requests have no rows of their own to keep in step."""

    def rebound(self, context: Context, instance: Instance) -> None:
        """Leave requests do not keep their version in rows of their own."""

    def names(self, view: View, instance_ids: Sequence[str]) -> Mapping[str, str]:
        return {one: f"leave {one[-4:]}" for one in instance_ids}

    # -- gates, topics and the command that opens a gate

    def thaw(self, context: Context, command: ThawBudget, _: Budget) -> object:
        self.budget_frozen = False
        for instance_id in command.instances:
            context.touch(instance_id)
        context.record("budget.thaw", "budget", "")
        return None

    def cover_named(self, context: GateContext) -> Finding:
        if _asked(context).get("cover"):
            return allow()
        return refuse("nobody", who="employee")

    def days_left(self, context: GateContext) -> Finding:
        days, most = _asked(context)["days"], LAW["leave.most_days"]
        assert isinstance(days, int) and isinstance(most, int)
        return allow() if days <= most else refuse("too_many", most=most)

    def may_book(self, context: GateContext) -> Finding:
        if self.budget_frozen:
            return refuse("frozen", who="manager")
        if self.quiet_until is not None and context.now < self.quiet_until:
            return refuse("quiet", opens_at=self.quiet_until)
        return allow()

    def perform(
        self, context: Context, live: LiveInstance, element: Element, _: Mapping[str, Scalar]
    ) -> None:
        """The work of a topic: its effect is one row in the outbox."""
        note(context, element.topic, element.id, {"instance": live.id})
        if self.broken & {element.topic, element.id}:
            raise ServiceTaskFailed("The payroll does not answer.")


def registry(business: LeaveBusiness) -> Registry:
    """Everything about leave that plugs into the engine."""
    filled = Registry(business=business, forms=PlainForms())
    filled.command(StartLeave, action="leave.start", locate=lambda *_: NewRequest(), handle=_start)
    filled.command(
        MoveReply,
        action="leave.move_reply",
        locate=lambda context, command: context.task(command.task_id),
        handle=_move_reply,
    )
    filled.command(
        ThawBudget, action="budget.thaw", locate=lambda *_: Budget(), handle=business.thaw
    )
    for key, predicate, reasons in (
        ("cover_named", business.cover_named, {"nobody": "Name who stands in."}),
        ("days_left", business.days_left, {"too_many": "At most %(most)s days."}),
        (
            "may_book",
            business.may_book,
            {"quiet": "Booking opens later.", "frozen": "The budget is frozen."},
        ),
    ):
        filled.gate(Gate(key=key, title=key, rule="L-2", predicate=predicate, reasons=reasons))
    for topic in ("remind", "book", "tell"):
        filled.topic(Topic(topic, topic, business.perform))
    return filled


def _asked(context: GateContext) -> Mapping[str, object]:
    """What the request says, as handed in last."""
    return last_submission(context.view, context.instance.id, "ask") or {}


def note(context: Context, kind: str, about: str, payload: Mapping[str, object]) -> None:
    context.connection.execute(
        insert(outbox).values(
            id=context.new_id(),
            kind=kind,
            payload={"about": about, **payload},
            created_at=context.now,
            due_at=context.now,
        )
    )


def _start(context: Context, command: StartLeave, _: NewRequest) -> object:
    live = context.start_instance(command.process, office_id=OFFICE, variables=command.variables)
    live.begin()
    context.record("leave.start", "leave", live.id, instance_id=live.id)
    return {"instance": live.id}


def _move_reply(context: Context, command: MoveReply, task: UserTask) -> object:
    live = context.instance(task.instance_id)
    ledger: Ledger | None = context.clocks.of_task(task.id, "leave.reply")
    assert ledger is not None
    event = ClockEvent(
        kind=EventKind.EXTEND,
        at=context.now,
        actor=context.actor.id,
        to=command.to,
        reason="the manager is ill",
        document="7/TB",
    )
    context.clocks.record(live.record, ledger, event)
    context.record("leave.move_reply", "task", task.id, instance_id=live.id)
    return None


def _may_work(view: View, actor: Actor, task: UserTask) -> Verdict:
    if actor.office_id != task.office_id:
        return HIDDEN
    if task.assignee not in (None, actor.id):
        return forbidden("task_taken", "Someone else has taken this task.")
    if actor.members & view.registry.candidates.members(view, task.candidates):
        return ALLOWED
    return forbidden("not_candidate", "This task is offered to others.")


def _only(actor: Actor, position: str, office_id: str) -> Verdict:
    if actor.office_id != office_id:
        return HIDDEN
    if actor.holds(position):
        return ALLOWED
    return forbidden("not_your_position", "This is for %(position)s.", position=position)


class PlainForms:
    """Forms as JSON objects from field name to type: `int`, `text` or a list of choices."""

    def validate(
        self,
        resource_text: str,
        key: str,
        data: Mapping[str, object],
        *,
        rows: Sequence[FormRow] = (),
        on: date,
    ) -> Validated:
        fields = json.loads(resource_text)
        wrong = [name for name, kind in fields.items() if not _fits(data.get(name), kind)]
        if wrong:
            message = Message("wrong", "This does not fit.")
            raise InvalidData([FieldError(name, message) for name in wrong])
        values = {name: data[name] for name in fields}
        scalars = {name: v for name, v in values.items() if v is None or isinstance(v, str | int)}
        return Validated(values=values, scalars=scalars, rows={})

    def asks_rows(self, resource_text: str, key: str) -> bool:
        return False

    def scalar_fields(self, resource_text: str, key: str) -> frozenset[str]:
        return frozenset(json.loads(resource_text))

    def check(self, content: bytes, key: str) -> list[Problem]:
        try:
            json.loads(content)
        except ValueError:
            return [Problem(severity=Severity.ERROR, rule="form-json", message="This is no form")]
        return []

    def law_keys(self, content: bytes, key: str) -> Mapping[str, str]:
        return {}


def _fits(value: object, kind: object) -> bool:
    if isinstance(kind, list):
        return value in kind
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str)


RULES = DeadlineRules(
    working_day=Provision("L-1", "d"),
    first_day=Provision("L-1", "d"),
    last_hour=Provision("L-1", "d"),
    last_hour_from=time(16, 30),
    restart=Provision("L-1", "d"),
    pause=Provision("L-1", "d"),
    extension=Provision("L-1", "d"),
    amber=Provision("L-1", "d"),
    amber_working_days=1,
    amber_share=Fraction(1, 5),
)
