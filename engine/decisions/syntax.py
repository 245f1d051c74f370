"""A DMN file as it is written: decisions, their logic and what they require; texts are FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class HitPolicy(StrEnum):
    """What becomes of the rules that match; values are the attribute's."""

    UNIQUE = "UNIQUE"
    """At most one may match."""
    ANY = "ANY"
    """Several may match if they say the same."""
    PRIORITY = "PRIORITY"
    """The match whose output stands first in the list of output values."""
    FIRST = "FIRST"
    """The first match in the order of the table."""
    RULE_ORDER = "RULE ORDER"
    """All matches in the order of the table."""
    OUTPUT_ORDER = "OUTPUT ORDER"
    """All matches in the order of the output values."""
    COLLECT = "COLLECT"
    """All matches, or one figure made of them."""


class Aggregation(StrEnum):
    """The figure that COLLECT makes of all matches."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An element of the file: its id (or that of what holds it), and its line."""

    id: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Written):
    """A FEEL text."""

    text: str
    type_ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input(Written):
    """A column of conditions."""

    label: str
    expression: Text
    values: Text | None = None
    """Unary tests that the value has to pass."""
    variable: str = ""
    """`camunda:inputVariable`: the name of the value in the cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Written):
    """A column of results."""

    name: str
    label: str
    type_ref: str = ""
    values: Text | None = None
    """The values it may take, those that go before others first."""
    default: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Written):
    """A row."""

    conditions: tuple[Text, ...]
    results: tuple[Text, ...]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Written):
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    annotations: tuple[str, ...] = ()
    """Names of the annotation columns."""
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    aggregation: Aggregation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextEntries(Written):
    """A boxed context: named entries, each seeing those above; the unnamed one is the result."""

    entries: tuple[tuple[str, Logic], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Written):
    """A boxed list."""

    items: tuple[Logic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Written):
    """A boxed list of contexts with the same entries."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Logic, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Written):
    """A business knowledge model called with named arguments."""

    function: Text
    bindings: tuple[tuple[str, Logic], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDefinition(Written):
    parameters: tuple[str, ...]
    body: Logic


Logic: TypeAlias = (
    Text | Table | ContextEntries | Items | Relation | Invocation | FunctionDefinition
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData(Written):
    """A value that comes from outside."""

    name: str
    type_ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge(Written):
    """A business knowledge model: logic that decisions call as a function."""

    name: str
    function: FunctionDefinition
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Written):
    name: str
    variable: str
    """Under which name its result is known to others."""
    logic: Logic
    type_ref: str = ""
    requires: tuple[str, ...] = ()
    """Ids of the inputs, decisions and knowledge models it may use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Written):
    """Decisions offered together under one name."""

    name: str
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemType(Written):
    """A declared type: another with a restriction, or a context of its components."""

    name: str
    type_ref: str = ""
    values: Text | None = None
    components: tuple[ItemType, ...] = ()
    is_collection: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """One file."""

    name: str = ""
    inputs: Mapping[str, InputData] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    knowledge: Mapping[str, Knowledge] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    types: Mapping[str, ItemType] = field(default_factory=dict)
