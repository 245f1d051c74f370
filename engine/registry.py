"""What plugs into the engine: commands, gates, topics, and the business around instances."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import Select

from engine.actors import Actor
from engine.admission import Catalogue
from engine.calendar import Calendar
from engine.candidates import CandidateSets
from engine.case_reading import Companion, case_query
from engine.deadlines import DeadlineRules
from engine.errors import Message, ModelError
from engine.execution import Scalar
from engine.forms import FormRow, FormValidator, Validated
from engine.gates import Gate
from engine.instances import Instance, UserTask
from engine.model import Element
from engine.view import View

if TYPE_CHECKING:
    from engine.beginnings import Beginning
    from engine.context import Context
    from engine.definitions import Definition
    from engine.live import LiveInstance


class Access(StrEnum):
    """What `may` answers."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    """Visible, but not theirs to do."""
    HIDDEN = "hidden"
    """As if it did not exist."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of the one authorization function, with its reason when it is no."""

    access: Access
    reason: Message | None = None


ALLOWED = Verdict(Access.ALLOWED)
HIDDEN = Verdict(Access.HIDDEN)


def forbidden(key: str, text: str, **params: object) -> Verdict:
    return Verdict(Access.FORBIDDEN, Message(key, text, params))


@dataclass(frozen=True, slots=True)
class LawFact:
    """A value of the law that applies to an instance, as clocks and expressions need it."""

    key: str
    value: object
    """What FEEL sees: number, text, boolean, or the text of a budget."""
    rule: str
    mark: str


Command = TypeVar("Command")
Handler = Callable[["Context", Any, Any], object]
"""(context, command, the object it is about) → a JSON-able answer."""
Published = Callable[["Context", str, Mapping[str, bytes]], None]
"""(deployment, the files as they came): told of files that have come into force"""
Watcher = Callable[[str, Sequence[str]], None]
"""(process, ids of an element and the flows by which a token left it)"""


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """How one command is authorized and carried out."""

    action: str
    """Stable name, e.g. `task.complete`: journal action and what `may` is asked."""
    locate: Callable[[Context, Any], object]
    """The object that the command is about, read and locked."""
    handle: Handler
    begins_jobs: bool = False
    """Jobs that it leaves are begun right after it: somebody looks for what comes of it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A step done by the system, called by name from `camunda:topic`."""

    key: str
    title: str
    perform: Callable[[Context, LiveInstance, Element, Mapping[str, Scalar]], None]
    sets: tuple[str, ...] = ()
    """The process variables it sets, so that expressions may name them."""


class Business(Protocol):
    """What the engine asks of the rooms above about an instance's surroundings."""

    facts_root: str
    """Under which name expressions see the facts, e.g. `order`."""

    @property
    def companion(self) -> Companion | None:
        """Rows of one's own that are read whenever a command begins with a task."""

    def may(self, view: View, actor: Actor, action: str, about: object) -> Verdict:
        """The one authorization function."""

    def catalogue(self, view: View) -> Catalogue:
        """Names that diagrams may use: roles, gates, topics, forms, law keys, facts."""

    def members(self, view: View, instance: Instance, group: str) -> Sequence[str]:
        """Candidate members (`position@place`) that a candidate group means for this instance."""

    def asked_by(self, view: View, instance: Instance) -> str | None:
        """Whose matter an instance is, by a key that stays: lists of tasks are narrowed by it."""

    def law(self, view: View, instance: Instance, key: str) -> LawFact:
        """The value in the law edition of the instance; raises `ModelError` when there is none."""

    def provisions(self, view: View, instance: Instance, gate: Gate) -> Sequence[LawFact]:
        """What a gate rests on in this case; nothing where its law is silent."""

    def facts(self, view: View, instance: Instance) -> Mapping[str, object]:
        """What expressions and task titles see under `facts_root`."""

    def calendar(self, view: View) -> Calendar:
        """The business calendar of today."""

    def deadline_rules(self, view: View, instance: Instance) -> DeadlineRules:
        """How the law of the instance counts time."""

    def rows(self, view: View, instance: Instance, actor: Actor) -> Sequence[FormRow]:
        """The business rows that a form grid shows; those the actor may not answer are locked."""

    def handed_in(self, context: Context, task: UserTask, answers: Validated) -> None:
        """Store what a form said about business rows and files, before the gates are asked."""

    def begin(self, context: Context, definition: Definition, beginning: Beginning) -> LiveInstance:
        """An event begins a process: its instance, and the rows of one's own that belong to it.

        Raises `ServiceTaskFailed` when no instance may come to be in this way.
        """

    def moved(self, context: Context, instance: Instance) -> None:
        """The instance has moved or ended in this command; keep one's own rows in step."""

    def rebound(self, context: Context, instance: Instance) -> None:
        """The instance now follows another version of its process; keep one's own rows in step."""

    def names(self, view: View, instance_ids: Sequence[str]) -> Mapping[str, str]:
        """How people call these instances, by id."""


@dataclass
class Registry:
    """The catalogue of everything that plugs in; filled once, by the composition root."""

    business: Business
    forms: FormValidator
    candidates: CandidateSets = field(default_factory=CandidateSets)
    commands: dict[type, CommandSpec] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    when_published: list[Published] = field(default_factory=list)
    watcher: Watcher | None = None
    """Told where tokens pass, for runs that are only tried; also of moves that fail later."""

    @cached_property
    def case_query(self) -> Select[tuple[object, ...]]:
        """What a command on a task begins with."""
        return case_query(self.business.companion)

    def command(
        self,
        kind: type[Command],
        *,
        action: str,
        locate: Callable[[Context, Command], object],
        handle: Callable[[Context, Command, Any], object],
        begins_jobs: bool = False,
    ) -> None:
        """Make a kind of command known; once only."""
        if kind in self.commands:
            raise ModelError("Command %(name)s is registered twice.", name=kind.__name__)
        self.commands[kind] = CommandSpec(action, locate, handle, begins_jobs)

    def gate(self, gate: Gate) -> None:
        if gate.key in self.gates:
            raise ModelError("Gate %(name)s is registered twice.", name=gate.key)
        self.gates[gate.key] = gate

    def topic(self, topic: Topic) -> None:
        if topic.key in self.topics:
            raise ModelError("Topic %(name)s is registered twice.", name=topic.key)
        self.topics[topic.key] = topic
