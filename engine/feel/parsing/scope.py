"""Which names are known at a place of an expression, innermost first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from engine.feel.lexer import Lexer
from engine.feel.syntax import ANY_SHAPE, Shape


class Origin(Enum):
    """Where a name gets its value from."""

    LOCAL = "local"
    """A parameter, loop variable or context entry of the expression itself."""
    ELEMENT = "element"
    """A member of the list element a filter looks at."""
    GIVEN = "given"
    """The caller's context, where it is known to exist."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that one construct brings in, and what is around it."""

    shape: Shape
    origin: Origin
    outer: Scope | None = None

    def around(self) -> Iterable[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def within(self, members: Mapping[str, Shape], origin: Origin = Origin.LOCAL) -> Scope:
        return Scope(Shape(members, is_open=False), origin, self)

    def of_element(self, shape: Shape) -> Scope:
        """Inside a filter: the members of the element, and the element itself as `item`."""
        members = {"item": shape, **shape.members}
        return Scope(Shape(members, is_open=shape.is_open), Origin.ELEMENT, self)

    def longest_special(self, lexer: Lexer, position: int) -> tuple[str, int] | None:
        """The longest known name of several words or with operators that stands here."""
        found: tuple[str, int] | None = None
        for scope in self.around():
            for name in scope.shape.members:
                end = lexer.ends_name(name, position) if _is_special(name) else None
                if end is not None and (found is None or end > found[1]):
                    found = name, end
        return found

    def find(self, name: str) -> tuple[Origin, Shape] | None:
        for scope in self.around():
            if name in scope.shape.members:
                return scope.origin, scope.shape.member(name)
        return None

    def may_hold(self) -> bool:
        """Whether an unknown name may be a member of an element of which little is known."""
        return any(s.origin is Origin.ELEMENT and s.shape.is_open for s in self.around())


@lru_cache(maxsize=1024)
def _is_special(name: str) -> bool:
    """Whether a name is more than one word, and such that it can be written as it stands."""
    return bool(name) and not name.isalnum() and " ".join(name.split()) == name


def given(names: Collection[str]) -> Scope:
    """The outermost scope: what the caller says will be there (`unit`, `order.unit`)."""
    tree: dict[str, dict[str, object]] = {}
    for name in names:
        branch: dict[str, dict[str, object]] = tree
        for part in name.split("."):
            branch = branch.setdefault(" ".join(part.split()), {})  # type: ignore[assignment]
    return Scope(_shape(tree), Origin.GIVEN)


def _shape(tree: Mapping[str, object]) -> Shape:
    members = {name: _shape(branch) for name, branch in tree.items() if isinstance(branch, dict)}
    return Shape(members) if members else ANY_SHAPE
