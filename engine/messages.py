"""Messages and signals between instances: each leaves by the outbox and has its own transaction.

A message is for one: the instance that waits for its name and key, else a process that begins with
it; until somebody does, it is kept and tried again. A signal is for all who wait when it is thrown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from engine.errors import FieldError, InvalidData, Message, ModelError
from engine.execution import Scalar, Wait, WaitKind
from engine.expressions import evaluate
from engine.scalars import scalar
from engine.tables import outbox

if TYPE_CHECKING:
    from engine.context import Context
    from engine.live import LiveInstance
    from engine.model import Element
    from engine.registry import Registry

MESSAGE = "message"
SIGNAL = "signal"
"""Kinds of rows in the outbox."""

LONGEST_NAME = 200
LONGEST_TEXT = 2_000
MOST_VARIABLES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage:
    """Tell a message from outside: whoever waits for its name and key goes on."""

    name: str
    key: str = ""
    variables: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sending:
    """What `may` is asked about a message from outside."""

    id: str


class NoKey(ModelError):
    """%(element)s gives no key by which its message could find its way."""


def register(registry: Registry) -> None:
    registry.command(
        SendMessage,
        action="message.send",
        locate=lambda context, command: Sending(context.new_id()),
        handle=_send_from_outside,
    )


def throw(live: LiveInstance, element: Element, kind: str, locals: Mapping[str, Scalar]) -> None:
    """Put what an instance says into the outbox; it leaves with the transaction."""
    variables = {
        name: scalar(_value(live, source, locals), name, element)
        for name, source in element.inputs.items()
    }
    send(
        live.context,
        kind,
        name=element.event_ref,
        key=correlation_of(live, element, locals),
        variables=variables,
        sender=live.id,
    )


def send(
    context: Context,
    kind: str,
    *,
    name: str,
    key: str = "",
    variables: Mapping[str, Scalar] | None = None,
    sender: str = "",
    **addressee: str,
) -> str:
    """A row in the outbox; its id."""
    row_id = context.new_id()
    payload = {
        "name": name,
        "key": key,
        "variables": dict(variables or {}),
        "instance": sender,
        **addressee,
    }
    context.connection.execute(
        insert(outbox).values(
            id=row_id, kind=kind, payload=payload, created_at=context.now, due_at=context.now
        )
    )
    return row_id


def subscription_columns(live: LiveInstance, wait: Wait) -> dict[str, object]:
    """By what a waiting message or signal event is found."""
    if wait.kind not in (WaitKind.MESSAGE, WaitKind.SIGNAL):
        return {"event_name": "", "correlation": ""}
    element = live.element_of(wait)
    return {
        "event_name": element.event_ref,
        "correlation": correlation_of(live, element, wait.locals),
    }


def call_again(context: Context, names: set[str]) -> None:
    """Somebody waits for these messages now: what was sent before and kept is due again."""
    kept = context.connection.execute(
        select(outbox.c.id, outbox.c.payload)
        .where(outbox.c.kind == MESSAGE, outbox.c.sent_at.is_(None))
        .where(outbox.c.tries > 0)
        # What is on its way just now finds its own end; to wait for it could be for ever.
        .with_for_update(skip_locked=True)
    ).all()
    ids = [row.id for row in kept if row.payload.get("name") in names]
    if ids:
        context.connection.execute(
            update(outbox).where(outbox.c.id.in_(ids)).values(due_at=context.now, tries=0)
        )


def correlation_of(live: LiveInstance, element: Element, locals: Mapping[str, Scalar]) -> str:
    """The key of a message event as text; empty when none is drawn."""
    if not element.correlation:
        return ""
    value = _value(live, element.correlation, locals)
    if value is None or value == "":
        raise NoKey(element=element.name or element.id)
    return str(scalar(value, "key", element))[:LONGEST_NAME]


def _value(live: LiveInstance, text: str, locals: Mapping[str, Scalar]) -> object:
    return evaluate(live.context, live.definition, live.record, text, locals=locals)


def _send_from_outside(context: Context, command: SendMessage, about: Sending) -> object:
    _check(command)
    message = send(
        context, MESSAGE, name=command.name, key=command.key, variables=command.variables
    )
    context.record("message.send", "message", message, name=command.name)
    return {"message": message}


def _check(command: SendMessage) -> None:
    wrong = [
        field_
        for field_, value in (("name", command.name), ("key", command.key))
        if len(value) > LONGEST_NAME or (field_ == "name" and not value)
    ]
    if len(command.variables) > MOST_VARIABLES or not all(map(_fits, command.variables.items())):
        wrong.append("variables")
    if wrong:
        message = Message("message.wrong", "This cannot be sent with a message.")
        raise InvalidData([FieldError(name, message) for name in wrong])


def _fits(variable: tuple[str, object]) -> bool:
    name, value = variable
    if not 0 < len(name) <= LONGEST_NAME:
        return False
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    return value is None or (isinstance(value, int) and abs(value) < 2**53)
