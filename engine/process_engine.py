"""The one door: whatever changes an instance, the law or a procedure is a command executed here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from engine import deploying, journal, sweeping, tasks
from engine.actors import SYSTEM, Actor
from engine.canonical import digest
from engine.clock import Clock
from engine.context import Context
from engine.database import Database
from engine.definitions import Definitions
from engine.errors import Conflict, Forbidden, LimitExceeded, ModelError, NotFound, Rejected
from engine.ids import Ids
from engine.journal import JournalEntry
from engine.lifecycle import InstanceState
from engine.live import UnreadableInstance
from engine.registry import Access, CommandSpec, Registry
from engine.tables import incident, process_instance
from engine.tables import journal as journal_table
from engine.view import View


class Hidden(NotFound):
    """There is no such thing, or you may not see it."""

    code = "not_found"
    journalled = True


class KeyReused(Conflict):
    """This request was already used for something else; reload the page and try again."""


class NeedsAdmin(Rejected):
    """This case needs an administrator before it can go on; nothing of it was lost."""


class ProcessEngine:
    """Runs commands, each in one transaction, and gives views to read from."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, registry: Registry) -> None:
        self.database = database
        self.clock = clock
        self.ids = ids
        self.registry = registry
        self.definitions = Definitions()
        for room in (deploying, tasks, sweeping):
            room.register(registry)

    def execute(self, command: object, actor: Actor, key: str | None = None) -> object:
        """Carry out a command and return its JSON-able answer.

        With an idempotency `key` a repeated request gets the first answer. Raises a `Rejected` when
        nothing was changed; refusals that matter are journalled all the same.
        """
        spec = self._spec(command)
        fingerprint = digest([spec.action, actor.id, repr(command)])
        if key is not None and (answer := self._answered(key, fingerprint)) is not None:
            return answer[0]
        try:
            return self._perform(spec, command, actor, key, fingerprint)
        except IntegrityError:
            answer = self._answered(key, fingerprint) if key is not None else None
            if answer is None:
                raise
            return answer[0]
        except UnreadableInstance as damage:
            self._stop_instance(damage.instance_id, "unreadable_state", str(damage))
            raise NeedsAdmin() from damage

    @contextmanager
    def view(self) -> Iterator[View]:
        """A consistent look at the data at this instant."""
        with self.database.read() as connection:
            yield View(connection, self.clock.now(), self.registry)

    def _spec(self, command: object) -> CommandSpec:
        spec = self.registry.commands.get(type(command))
        if spec is None:
            raise ModelError("Nobody handles %(name)s.", name=type(command).__name__)
        return spec

    def _perform(
        self, spec: CommandSpec, command: object, actor: Actor, key: str | None, fingerprint: str
    ) -> object:
        about: list[object] = []
        try:
            with self.database.write() as connection:
                context = Context(
                    connection,
                    now=self.clock.now(),
                    actor=actor,
                    registry=self.registry,
                    definitions=self.definitions,
                    ids=self.ids,
                )
                about.append(spec.locate(context, command))
                self._authorize(context, spec, about[0])
                answer = spec.handle(context, command, about[0])
                context.settle()
                self._write_journal(context, key, fingerprint, answer)
        except LimitExceeded as limit:
            self._stop_running(about, limit)
            raise NeedsAdmin() from limit
        except Rejected as refusal:
            if refusal.journalled:
                self._journal_refusal(spec, actor, about, refusal)
            raise
        for hook in context.after_commit:
            hook()
        return answer

    def _authorize(self, context: Context, spec: CommandSpec, about: object) -> None:
        verdict = self.registry.business.may(context, context.actor, spec.action, about)
        if verdict.access is Access.ALLOWED:
            return
        if verdict.access is Access.HIDDEN:
            raise Hidden()
        reason = verdict.reason
        if reason is None:
            raise Forbidden()
        raise Forbidden(reason.text, code=reason.key, **reason.params)

    def _write_journal(
        self, context: Context, key: str | None, fingerprint: str, answer: object
    ) -> None:
        entries = list(context.entries)
        if key is not None:
            if not entries:
                raise ModelError("A command with an idempotency key must leave a journal entry.")
            first = entries[0]
            details = {**first.details, "command": fingerprint, "answer": answer}
            entries[0] = JournalEntry(
                action=first.action,
                object_type=first.object_type,
                object_id=first.object_id,
                office_id=first.office_id,
                instance_id=first.instance_id,
                details=details,
            )
        journal.append(
            context.connection,
            entries,
            at=context.now,
            actor=context.actor.id,
            on_behalf_of=context.actor.on_behalf_of,
            request_id=key,
        )

    def _answered(self, key: str, fingerprint: str) -> tuple[object] | None:
        """The answer already given to this key, in a 1-tuple because it may be None."""
        with self.database.read() as connection:
            details = connection.execute(
                select(journal_table.c.details).where(journal_table.c.request_id == key)
            ).scalar_one_or_none()
        if details is None:
            return None
        known = cast(dict[str, object], details)
        if known.get("command") != fingerprint:
            raise KeyReused()
        return (known.get("answer"),)

    def _journal_refusal(
        self, spec: CommandSpec, actor: Actor, about: list[object], refusal: Rejected
    ) -> None:
        named = about[0] if about else None
        with self.database.write() as connection:
            journal.append(
                connection,
                [
                    JournalEntry(
                        action=spec.action,
                        object_type=type(named).__name__ if named is not None else "",
                        object_id=str(getattr(named, "id", "")),
                        office_id=actor.office_id,
                        instance_id=str(getattr(named, "instance_id", "")),
                        outcome=refusal.message.key,
                    )
                ],
                at=self.clock.now(),
                actor=actor.id,
                on_behalf_of=actor.on_behalf_of,
            )

    def _stop_running(self, about: list[object], limit: LimitExceeded) -> None:
        """A runaway instance stands still from now on; one that never began has left no trace."""
        instance_id = str(getattr(about[0], "instance_id", "")) if about else ""
        if instance_id:
            self._stop_instance(instance_id, "runaway", str(limit))

    def _stop_instance(self, instance_id: str, kind: str, message: str) -> None:
        with self.database.write() as connection:
            stopped = connection.execute(
                update(process_instance)
                .where(
                    process_instance.c.id == instance_id,
                    process_instance.c.state == InstanceState.RUNNING.value,
                )
                .values(state=InstanceState.INCIDENT.value)
            )
            if stopped.rowcount == 0:
                return
            now = self.clock.now()
            connection.execute(
                insert(incident).values(
                    id=self.ids.new(now),
                    instance_id=instance_id,
                    kind=kind,
                    message=message,
                    created_at=now,
                )
            )
            journal.append(
                connection,
                [
                    JournalEntry(
                        action="incident.open",
                        object_type="instance",
                        object_id=instance_id,
                        instance_id=instance_id,
                        details={"kind": kind},
                    )
                ],
                at=now,
                actor=SYSTEM.id,
            )
