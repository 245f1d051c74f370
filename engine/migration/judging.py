"""What speaks against moving an instance, in sentences: every reason there is, not the first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.admission.graph import Graph
from engine.admission.token_game import play_on
from engine.errors import Message
from engine.execution import Adoption, Standing
from engine.gates import GateContext, inspect
from engine.live import LiveInstance
from engine.migration.crossing import Mark, MarkKind, Marks
from engine.migration.plan import Place
from engine.migration.routing import Routing

if TYPE_CHECKING:
    from engine.context import Context


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why an instance cannot move."""

    message: Message
    place: Place | None = None
    """Where on the old version it stands."""
    gate: str = ""
    """The gate that would have been passed by, or that is shut."""


def not_on_this_version() -> Obstacle:
    return Obstacle(
        Message("not_on_this_version", "The case has ended or runs on another version by now.")
    )


def unreadable() -> Obstacle:
    return Obstacle(
        Message("unreadable_state", "The stored state of the case cannot be read; repair it first.")
    )


def broke(failure: Exception) -> Obstacle:
    """A fault of ours; the log has it whole."""
    text = "The move failed: %(error)s"
    return Obstacle(Message("move_broke", text, {"error": type(failure).__name__}))


_STRANDED = {
    "gone": "“%(name)s” is not in the new version; say which step it becomes.",
    "elsewhere": "“%(name)s” stands in another part of the new version.",
    "other_kind": "“%(name)s” is of another kind in the new version.",
    "flow_gone": "A branch has come to “%(name)s” by a flow that the new version does not have.",
}


def stranded(adoption: Adoption, routing: Routing) -> Iterator[Obstacle]:
    """Places that the new version does not have."""
    for one in adoption.stranded:
        element = routing.source.element(one.process_id, one.element_id)
        message = Message(
            f"migration_{one.reason}",
            _STRANDED[one.reason],
            {"name": element.name or element.id, "element": element.id},
        )
        yield Obstacle(message, Place(one.process_id, one.element_id))


def hanging(adoption: Adoption, routing: Routing) -> Iterator[Obstacle]:
    """Joins of the new version that would wait for ever, played from where the tokens stand."""
    branches: dict[int, list[Standing]] = defaultdict(list)
    for one in adoption.standing:
        if one.scope is not None:
            branches[one.scope].append(one)
    for standing in branches.values():
        process_id = standing[0].new[-1][0]
        process = routing.target.executable.processes[process_id]
        arrived: Counter[str] = Counter()
        for one in standing:
            arrived.update(one.arrived)
        working = [one.new[-1][1] for one in standing if not one.arrived]
        played = play_on(Graph.of(process), working, arrived)
        for element_id in sorted(played.stuck):
            element = process.elements[element_id]
            text = "In the new version “%(name)s” would wait for ever for a branch."
            name = {"name": element.name or element.id, "element": element.id}
            yield Obstacle(Message("migration_hangs", text, name))


def crossing(
    context: Context, after: LiveInstance, adoption: Adoption, routing: Routing
) -> tuple[list[Obstacle], tuple[str, ...]]:
    """(what a token would be carried past, the gates of the new version that were asked)."""
    obstacles: list[Obstacle] = []
    asked: dict[str, None] = {}
    for one in adoption.standing:
        place = Place(*one.old[-1])
        passed = _renamed(routing.ways_before.behind(one.old), routing)
        required = routing.ways_after.behind(one.new)
        ahead = _renamed(routing.ways_before.ahead(one.old), routing)
        for mark in sorted(required - passed):
            if mark.kind is MarkKind.IRREVERSIBLE:
                continue  # A step that the new version has before this one is not made up for.
            if mark in ahead:
                obstacles.append(_jumped(mark, place, context))
            else:
                asked[mark.name] = None
        again = (passed - required) & routing.ways_after.ahead(one.new)
        obstacles += [
            _done_again(mark, place, routing)
            for mark in again
            if mark.kind is MarkKind.IRREVERSIBLE
        ]
    obstacles += _shut(context, after, list(asked))
    return _distinct(obstacles), tuple(asked)


def _renamed(marks: Marks, routing: Routing) -> Marks:
    """Irreversible steps under the names that the plan gives them."""
    return frozenset(
        Mark(mark.kind, routing.renamed.get(mark.name, mark.name))
        if mark.kind is MarkKind.IRREVERSIBLE
        else mark
        for mark in marks
    )


def _jumped(mark: Mark, place: Place, context: Context) -> Obstacle:
    text = "The case stands before the gate “%(gate)s” and would land behind it."
    params = {"gate": _title(mark.name, context), "key": mark.name}
    return Obstacle(Message("migration_jumps_gate", text, params), place, mark.name)


def _done_again(mark: Mark, place: Place, routing: Routing) -> Obstacle:
    text = "“%(name)s” cannot be undone and would be done a second time."
    processes = routing.source.executable.processes.values()
    named = (one.elements[mark.name].name for one in processes if mark.name in one.elements)
    params = {"name": next(named, "") or mark.name, "element": mark.name}
    return Obstacle(Message("migration_repeats", text, params), place)


def _shut(context: Context, after: LiveInstance, gates: Sequence[str]) -> list[Obstacle]:
    """Gates that only the new version has on the way here, asked now."""
    known = [context.registry.gates[key] for key in gates if key in context.registry.gates]
    findings = inspect(GateContext(context, after.record), known)
    return [
        Obstacle(finding.message, None, finding.gate)
        for finding in findings
        if not finding.passed and finding.message is not None
    ]


def _title(gate: str, context: Context) -> str:
    known = context.registry.gates.get(gate)
    return known.title if known else gate


def _distinct(obstacles: Sequence[Obstacle]) -> list[Obstacle]:
    """Several branches may run into the same; it is said once."""
    kept: dict[tuple[str, str, Place | None], Obstacle] = {}
    for one in obstacles:
        kept.setdefault((one.message.key, str(one.message), one.place), one)
    return list(kept.values())
