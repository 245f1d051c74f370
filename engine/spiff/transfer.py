"""A saved state carried over to another version of its process: names change, no token moves.

The stored state is rewritten and then read like any other, so that whatever does not fit the other
version is refused by the same strict reader. Events beside an activity, and event sub-processes
that have not begun, are dropped if the other version no longer has them; those it has in addition
begin to wait.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from engine.execution import Adoption, Host, Route, Standing, Stranded, WaitKind
from engine.model import EventKind
from engine.spiff.definition import Definition
from engine.spiff.execution import SpiffExecution
from engine.spiff.gateways import ARRIVED
from engine.spiff.nodes import Node, arm
from engine.spiff.parts import CalledPart, EventPart
from engine.spiff.rounds import Rounds
from engine.spiff.scope import Instance, Scope
from engine.spiff.state import load, spell
from engine.spiff.token import Token

SCOPE_NAME, SCOPE_TOKENS = 0, 3
TOKEN_ID, TOKEN_NODE, TOKEN_ACTIVITY, TOKEN_DATA = 0, 1, 4, 5
"""Places in what `engine.spiff.state` keeps of a scope and of a token."""

Path = tuple[tuple[str, str], ...]


class Transfer:
    """One state on its way from one version to another; troubles are gathered, not raised."""

    def __init__(self, before: Instance, route: Route, host: Host) -> None:
        self.before = before
        self.route = route
        self.host = host
        self.stranded: list[Stranded] = []
        self.places: dict[int, Node] = {}
        """Where each token that has a place stands on the new version."""
        self.dropped: dict[int, list[Node]] = defaultdict(list)
        """Event sub-processes of a scope that listened for what the new version does not."""

    def onto(self, name: str, definitions: Mapping[str, Definition]) -> Adoption:
        saved = json.loads(_saved(self.before))
        scopes = zip(self.before.scopes(), saved["scopes"], strict=True)
        saved["scopes"] = [
            self._carry(scope, stored, definitions[self._name_of(scope, name)])
            for scope, stored in scopes
            if self._has_place(scope, definitions)
        ]
        if self.stranded:
            return Adoption(None, stranded=tuple(self.stranded))
        after = load(spell(saved), name, definitions)
        after.host = self.host
        self._give_parts_their_inputs(after)
        self._arm_what_is_new(after)
        after.host = None
        return Adoption(SpiffExecution(after), standing=tuple(self._standing(after)))

    # -- scopes

    def _has_place(self, scope: Scope, definitions: Mapping[str, Definition]) -> bool:
        """A part goes with the activity that runs it; if that has no place, it was told already."""
        holder = scope.holder
        if holder is None:
            return True
        node = self.places.get(holder.id)
        return node is not None and getattr(node, "spec", "") in definitions

    def _name_of(self, scope: Scope, name: str) -> str:
        return name if scope.holder is None else str(self.places[scope.holder.id].spec)

    def _carry(self, scope: Scope, stored: list[Any], definition: Definition) -> list[Any]:
        carried = [*stored]
        carried[SCOPE_NAME] = definition.name
        tokens = [
            self._carry_token(scope.open[one[TOKEN_ID]], one, definition)
            for one in stored[SCOPE_TOKENS]
        ]
        carried[SCOPE_TOKENS] = [token for token in tokens if token is not None]
        return carried

    # -- tokens

    def _carry_token(
        self, token: Token, stored: list[Any], definition: Definition
    ) -> list[Any] | None:
        if token.parent is not token.workflow.task_tree and token.parent.id not in self.places:
            return None  # It goes with what it hangs on.
        node = self._place_of(token, definition)
        if node is None:
            return None
        self.places[token.id] = node
        carried = [*stored]
        carried[TOKEN_NODE] = node.name
        carried[TOKEN_ACTIVITY] = self._key_of(token, node)
        carried[TOKEN_DATA] = self._data_of(token, node, definition.process.id)
        return carried

    def _place_of(self, token: Token, definition: Definition) -> Node | None:
        old = token.task_spec
        within = definition.process.id
        target = self.route.element(_process_of(token), old.element.id, within=within)
        node = definition.task_specs.get(target) if target else None
        if isinstance(node, Rounds) and old.rounds is not None:
            node = node.inner
        if node is not None and _is_alike(old, node) and _hangs_alike(token, node, self.places):
            return node
        if old.is_listening(token):
            self.dropped[id(token.workflow)].append(old)
            return None
        if _is_beside(token):
            return None  # The new version has no such event there: it stops waiting.
        reason = "gone" if target is None else "elsewhere" if node is None else "other_kind"
        self.stranded.append(Stranded(reason, _process_of(token), old.element.id))
        return None

    def _key_of(self, token: Token, node: Node) -> str:
        key = token.activity_id
        if node.wait_kind is not WaitKind.USER_TASK or not key:
            return key
        return (
            key if self.route.keeps(token.task_spec.element, node.element) else self.host.new_id()
        )

    def _data_of(self, token: Token, node: Node, within: str) -> dict[str, Any]:
        data = dict(token.internal_data)
        if ARRIVED not in data:
            return data
        process_id = _process_of(token)
        arrived: Counter[str] = Counter()
        for flow_id, count in data[ARRIVED].items():
            flow = self.route.flow(process_id, flow_id, within=within)
            if flow is None:
                element_id = token.task_spec.element.id
                self.stranded.append(Stranded("flow_gone", process_id, element_id))
            else:
                arrived[flow] += count
        return {**data, ARRIVED: dict(arrived)}

    # -- what the new version has in addition

    def _give_parts_their_inputs(self, after: Instance) -> None:
        """Parameters of a call that are new are read now; those it came with are kept."""
        for scope in after.scopes():
            holder = scope.holder
            if holder is None or not isinstance(holder.task_spec, CalledPart):
                continue
            given = scope.locals
            if holder.task_spec.element.inputs.keys() - given.keys():
                scope.locals = {**holder.task_spec.locals_for(holder), **given}

    def _arm_what_is_new(self, after: Instance) -> None:
        """Events that the old version did not have begin to wait, beside an activity or a scope."""
        holders = {scope.holder.id if scope.holder else 0: scope for scope in self.before.scopes()}
        for scope in after.scopes():
            self._listen_anew(holders[scope.holder.id if scope.holder else 0], scope)
        for old, new in self._pairs(after):
            if not new.activity_id or not new.task_spec.alternatives:
                continue
            known = {self._counterpart(old, node, new) for node in old.task_spec.alternatives}
            for node in new.task_spec.alternatives:
                if node.element.id not in known:
                    arm(new, node)

    def _listen_anew(self, old: Scope, new: Scope) -> None:
        """Event sub-processes that are new here, or whose token could not come along."""
        if new.completed:
            return
        within = new.spec.process.id
        known = {
            self.route.element(old.spec.process.id, node.element.id, within=within)
            for node in old.spec.listeners
            if node not in self.dropped.get(id(old), ())
        }
        for node in new.spec.listeners:
            if node.element.id not in known:
                arm(new.task_tree, node)

    def _counterpart(self, old: Token, node: Node, new: Token) -> str | None:
        within = new.workflow.spec.process.id
        return self.route.element(_process_of(old), node.element.id, within=within)

    # -- what is told

    def _standing(self, after: Instance) -> Iterator[Standing]:
        for old, new in self._pairs(after):
            if _is_beside(new) or new.task_spec.is_listening(new):
                continue
            root = new.workflow.task_tree
            holder = new.workflow.holder
            yield Standing(
                old=_path(old),
                new=_path(new),
                scope=(holder.id if holder else 0) if new.parent is root else None,
                arrived=dict(new.internal_data.get(ARRIVED, {})),
                old_wait=old.activity_id if old.task_spec.wait_kind else "",
                new_wait=new.activity_id if new.task_spec.wait_kind else "",
            )

    def _pairs(self, after: Instance) -> list[tuple[Token, Token]]:
        old = {token.id: token for scope in self.before.scopes() for token in scope.open.values()}
        return [
            (old[token.id], token)
            for scope in after.scopes()
            for token in list(scope.open.values())
            if token.id in old
        ]


def _saved(instance: Instance) -> bytes:
    return SpiffExecution(instance).snapshot()


def _process_of(token: Token) -> str:
    return str(token.workflow.spec.process.id)


def _is_beside(token: Token) -> bool:
    """Whether it waits beside an activity, or behind an event-based gateway."""
    holder = token.parent
    if holder is token.workflow.task_tree:
        return False
    return token.task_spec in holder.task_spec.alternatives


def _is_alike(old: Node, new: Node) -> bool:
    """Whether a token that stopped at one may stand at the other and be ended the same way."""
    if type(old) is not type(new) or old.wait_kind is not new.wait_kind:
        return False
    if isinstance(old, Rounds) and isinstance(new, Rounds) and old.loop.kind is not new.loop.kind:
        return False
    return _event_of(old) is _event_of(new)


def _event_of(node: Node) -> EventKind:
    """What it waits for; an event sub-process does so by its start event."""
    return node.trigger.event if isinstance(node, EventPart) else node.element.event


def _hangs_alike(token: Token, node: Node, places: Mapping[int, Node]) -> bool:
    """An event beside an activity stays beside the same activity, a round within its loop."""
    if token.parent is token.workflow.task_tree:
        return not node.element.attached_to and node.rounds is None
    holder = places[token.parent.id]
    return node in holder.alternatives or node.rounds is holder


def _path(token: Token) -> Path:
    around: list[Token] = [token]
    while around[0].workflow.holder is not None:
        around.insert(0, around[0].workflow.holder)
    return tuple((_process_of(one), one.task_spec.element.id) for one in around)
