"""`value.member`: entries of contexts and the documented properties, nothing of Python's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.feel import temporal
from engine.feel.budget import Meter
from engine.feel.compiling import naming
from engine.feel.frames import Code, Frame
from engine.feel.syntax import Name, Node, Path
from engine.feel.values import Range, Value, from_host

if TYPE_CHECKING:
    from engine.feel.compiler import Compiler


def path(node: Path, compiler: Compiler) -> Code:
    root, members = dotted(node)
    if isinstance(root, Name) and naming.is_given(root.name, compiler):
        return _of_context(root.name, members)
    target, member = compiler.code(node.target), node.member
    return lambda frame: member_of(target(frame), member, frame.run.meter)


def dotted(node: Node) -> tuple[Node, tuple[str, ...]]:
    """What a path starts from, and its members."""
    members: list[str] = []
    while isinstance(node, Path):
        members.append(node.member)
        node = node.target
    return node, tuple(reversed(members))


def _of_context(root: str, members: tuple[str, ...]) -> Code:
    """A path into the caller's context: only what it leads to is converted."""

    def code(frame: Frame) -> Value:
        found = frame.run.context.get(root)
        for index, member in enumerate(members):
            if not isinstance(found, Mapping):
                return _further(from_host(found), members[index:], frame.run.meter)
            found = found.get(member)
        return from_host(found)

    return code


def _further(value: Value, members: tuple[str, ...], meter: Meter) -> Value:
    for member in members:
        value = member_of(value, member, meter)
    return value


def member_of(value: Value, member: str, meter: Meter) -> Value:
    """The member of a value; of a list, that of each element."""
    if isinstance(value, dict):
        return value.get(member)
    if isinstance(value, list):
        meter.spend(len(value))
        return [_plain_member(item, member) for item in value]
    return _plain_member(value, member)


def _plain_member(value: Value, member: str) -> Value:
    if isinstance(value, dict):
        return value.get(member)
    if isinstance(value, Range):
        return _range_member(value, member)
    return temporal.member(value, member)


def _range_member(value: Range, member: str) -> Value:
    match member:
        case "start":
            return value.start
        case "end":
            return value.end
        case "start included":
            return value.start_included
        case "end included":
            return value.end_included
    return None
