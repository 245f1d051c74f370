"""What is kept of an instance between commands: where its tokens stand, and nothing else.

Version 1 is one JSON object: `v`, `last` (number of the last token), `done`, and `scopes`,
outermost first, each `[definition, token that runs it, locals, tokens]`; a token is
`[id, node, state, token it hangs on, activity id, internal data, loop locals]`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.errors import LimitExceeded, UnreadableState
from engine.spiff.definition import Definition
from engine.spiff.scope import ROOT, Instance, Scope
from engine.spiff.token import Token

VERSION = 1

NOT_A_STATE = (
    KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError, LimitExceeded
)  # fmt: skip
"""What damaged bytes run into when they are read as a state."""


def dump(instance: Instance) -> bytes:
    """The state as canonical JSON: equal states give equal bytes."""
    return spell(
        {
            "v": VERSION,
            "last": instance.last_token,
            "done": instance.completed,
            "scopes": [_dump_scope(scope) for scope in instance.scopes()],
        }
    )


def spell(saved: Any) -> bytes:
    return json.dumps(saved, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _dump_scope(scope: Scope) -> list[Any]:
    tokens = sorted(scope.open.values(), key=lambda token: token.id)
    holder = scope.holder.id if scope.holder else 0
    return [scope.spec.name, holder, scope.locals, [_dump_token(token) for token in tokens]]


def _dump_token(token: Token) -> list[Any]:
    holder = token.parent
    return [
        token.id,
        token.task_spec.name,
        token.state,
        0 if holder.id == ROOT else holder.id,
        token.activity_id,
        token.internal_data,
        token.data,
    ]


def load(state: bytes, name: str, definitions: Mapping[str, Definition]) -> Instance:
    """The instance as it was saved; whatever does not fit the definition is refused."""
    try:
        saved = json.loads(state)
        if saved["v"] != VERSION:
            raise UnreadableState("The stored state is of unknown version %(v)s", v=saved["v"])
        instance = _load(saved, name, definitions)
    except NOT_A_STATE as error:
        raise UnreadableState() from error
    if dump(instance) != state:
        raise UnreadableState()
    return instance


def _load(saved: Any, name: str, definitions: Mapping[str, Definition]) -> Instance:
    instance = Instance(definitions[name], definitions)
    instance.last_token = saved["last"]
    instance.completed = saved["done"]
    (first, _, locals_, tokens), *parts = saved["scopes"]
    if first != name:
        raise ValueError(first)
    _fill(instance, locals_, tokens)
    for key, holder_id, locals_, tokens in parts:
        holder = _token_by_id(instance, holder_id)
        if key != holder.task_spec.spec:
            raise ValueError(key)
        _fill(instance.create_subprocess(holder, key), locals_, tokens)
    return instance


def _fill(scope: Scope, locals_: Any, tokens: Any) -> None:
    scope.locals.update(locals_)
    for token_id, node, state, holder, activity_id, internal_data, data in tokens:
        if state not in (TaskState.WAITING, TaskState.STARTED) or token_id in scope.tasks:
            raise ValueError(state)
        token = Token(
            scope,
            scope.spec.task_specs[node],
            scope.tasks[holder] if holder else scope.task_tree,
            state,
            token_id,
        )
        token.activity_id = activity_id
        token.internal_data.update(internal_data)
        token.data.update(data)


def _token_by_id(instance: Instance, token_id: int) -> Token:
    for scope in instance.scopes():
        if token_id in scope.open:
            return scope.open[token_id]
    raise KeyError(token_id)
