"""What drawings may name: supplied by the business rooms, asked by the rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field


def _nothing(*_keys: str) -> None:
    return None


def _anything(*_keys: str) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionShape:
    """A decision seen from outside."""

    asks: frozenset[str] = frozenset()
    """Names that it takes from its surroundings, those of what it requires included."""
    gives: tuple[str, ...] = ()
    """Names of its results, where they have names: of the columns of a table, say."""
    is_list: bool = False
    """Whether it gives a list, whatever it is asked."""
    law_keys: frozenset[str] = frozenset()
    """Values of the law that it reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything known by name. Business rules apply to processes with `vd:procedure` alone."""

    forms: frozenset[str] = frozenset()
    gates: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    decisions: Mapping[str, DecisionShape] = field(default_factory=dict)
    """Decisions of the tables at hand, by id."""
    processes: frozenset[str] = frozenset()
    """Processes already deployed that a call activity may call."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Key of a role to its title, by which lanes may be named."""
    places: frozenset[str] = frozenset({"", "superior", "unit"})
    """What may stand before a role: `superior:officer`; empty is the own office."""
    procedures: frozenset[str] | None = None
    """Keys that `vd:procedure` may bear; None when any may."""
    facts_root: str = ""
    """Name under which expressions see facts, e.g. `order`."""
    facts: frozenset[str] | None = None
    """Names below that root; None when they are not known."""
    variables: frozenset[str] = frozenset()
    """Process variables that topics set."""
    fields: Callable[[str], Collection[str] | None] = _nothing
    """Names that a form can set, by form key; None when the form is not known here."""
    rules: frozenset[str] | None = None
    """Ids of rules that `vd:legalBasis` may name; None when any may."""
    has_law: Callable[[str, str], bool] = _anything
    """Whether the law holds a value under this key for a procedure; under the key at all when
    none is named."""
    budget_hours: Callable[[str, str, str], float | None] = _nothing
    """Working hours of a budget (law key or literal, key of the procedure, place); None if
    unknown."""
    law_places: tuple[str, ...] = ("",)
    """Places that have a law of their own; empty stands for the country."""
    sent_elsewhere: Callable[[str], bool] = _anything
    """Whether a message or signal is sent by something outside the files that are judged."""
    beginnings: frozenset[str] | None = None
    """Messages that can begin a case of a procedure; None when any event can."""
    required_gates: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """`vd:document` of a step to the gates without which no way may lead through it."""
    gate_openers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Key of a gate to the topics of which one has to be done before it can be open."""
    papers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Key of a form to the papers of which a step with it makes one."""
