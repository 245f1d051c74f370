"""Who acts: a person with the positions held on the day, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Held:
    """A position held at an office (or, for a unit's people, at a unit) on the day of the act."""

    position: str
    at: str
    """Id of the office or unit."""
    office_id: str

    @property
    def member(self) -> str:
        """The key under which candidate sets name the holders of this position."""
        return f"{self.position}@{self.at}"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person for one command or page; positions are read anew each time."""

    id: str
    name: str
    office_id: str
    held: frozenset[Held] = field(default_factory=frozenset)
    on_behalf_of: str = ""
    identity: str = ""
    """The same human in the registry of those whom cases are about; empty when not in it."""
    aliases: frozenset[str] = frozenset()
    """Other ids of the same human: whoever is entered twice is one person where two are needed."""

    def holds(self, *positions: str, office_id: str = "") -> bool:
        """Whether any of the positions is held (at the office, where one is given)."""
        return any(
            held.position in positions and office_id in ("", held.office_id) for held in self.held
        )

    def holds_at_office(self, office_id: str) -> bool:
        """Whether a position of the office itself is held, not one of a unit under it."""
        return any(held.at == office_id for held in self.held)

    @property
    def selves(self) -> frozenset[str]:
        """Every id under which this human acts."""
        return self.aliases | {self.id}

    @property
    def members(self) -> frozenset[str]:
        """The keys under which candidate sets name this actor's positions."""
        return frozenset(held.member for held in self.held)


SYSTEM = Actor(id="system", name="Vinh Danh", office_id="")
"""Timers, jobs and gates that open act in this name."""

OPERATOR = Actor(id="operator", name="operator", office_id="")
"""Whoever has the command line of the installation."""

CITIZEN = Actor(id="citizen", name="", office_id="")
"""A visitor of the public pages, without an account."""
