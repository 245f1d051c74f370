"""The one door: whatever changes an instance, the law or a procedure is a command executed here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import cast

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError, OperationalError

from engine import (
    beginnings,
    completing,
    delivering,
    deploying,
    journal,
    messages,
    migration,
    overriding,
    repairs,
    sweeping,
    tasks,
    waking,
)
from engine.actors import Actor
from engine.canonical import digest
from engine.clock import Clock
from engine.context import Context
from engine.database import Database, is_deadlock
from engine.definitions import Definitions
from engine.errors import (
    Conflict,
    FieldError,
    Forbidden,
    InvalidData,
    Message,
    ModelError,
    NotFound,
    Overtaken,
    Rejected,
)
from engine.ids import Ids
from engine.incidents import NeedsAdmin, RunawayInstance, UnreadableInstance, stop_instance
from engine.journal import JournalEntry
from engine.registry import Access, CommandSpec, Registry
from engine.tables import journal as journal_table
from engine.view import View

__all__ = ["Hidden", "KeyReused", "NeedsAdmin", "ProcessEngine"]


ROOMS = (
    deploying,
    tasks,
    completing,
    overriding,
    waking,
    migration,
    repairs,
    messages,
    beginnings,
    delivering,
)
"""Modules that bring commands of their own."""


LONGEST_KEY = 100
"""Characters of an idempotency key; the journal has no room for more."""


MOST_WAYS_GIVEN = 3
"""How often a command is begun anew because PostgreSQL has let another one go first."""


ASKED_AGAIN = timedelta(hours=1)
"""How long the journal needs to be told only once that somebody wanted to see a thing of others."""


class Hidden(NotFound):
    """There is no such thing, or you may not see it."""

    code = "not_found"
    journalled = True


class KeyReused(Conflict):
    """This request was already used for something else; reload the page and try again."""


@dataclass(frozen=True)
class Request:
    """A command as somebody sent it; with a key, sent again it is the same request."""

    spec: CommandSpec
    command: object
    actor: Actor
    key: str | None

    @cached_property
    def fingerprint(self) -> str:
        """What a key stands for: used for anything else it is refused."""
        return digest([self.spec.action, self.actor.id, repr(self.command)])


class ProcessEngine:
    """Runs commands, each in one transaction, and gives views to read from."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, registry: Registry) -> None:
        self.database = database
        self.clock = clock
        self.ids = ids
        self.registry = registry
        self.definitions = Definitions()
        self.begins_jobs = True
        """Whether jobs are begun right after what leaves them; else they wait for the sweep."""
        for room in ROOMS:
            room.register(registry)

    def execute(self, command: object, actor: Actor, key: str | None = None) -> object:
        """Carry out a command and return its JSON-able answer.

        With an idempotency `key` a repeated request gets the first answer. Raises a `Rejected` when
        nothing was changed; refusals that matter are journalled all the same.
        """
        _check_key(key)
        request = Request(self._spec(command), command, actor, key)
        was_overtaken, given_way = False, 0
        while True:
            answer = self._answered(request)
            if answer is not None:
                return answer[0]
            try:
                return self._perform(request)
            except (IntegrityError, Overtaken):
                # Somebody was quicker with the same key or the same row: now it is there to see.
                if was_overtaken:
                    raise
                was_overtaken = True
            except OperationalError as failure:
                # Two waited for each other, this one gave way, and nothing of it has stayed.
                given_way += 1
                if given_way > MOST_WAYS_GIVEN or not is_deadlock(failure):
                    raise
            except (UnreadableInstance, RunawayInstance) as trouble:
                # Once it stands still, a command about something else gets round it.
                if not self._stop(trouble):
                    raise NeedsAdmin() from trouble

    @contextmanager
    def view(self) -> Iterator[View]:
        """A consistent look at the data at this instant."""
        with self.database.read() as connection:
            yield View(connection, self.clock.now(), self.registry)

    @contextmanager
    def rehearsal(self, actor: Actor) -> Iterator[Context]:
        """A command's surroundings in which everything can be tried and nothing stays."""
        with self.database.write() as connection, connection.begin_nested() as trial:
            yield self._context(connection, actor)
            trial.rollback()

    def _spec(self, command: object) -> CommandSpec:
        spec = self.registry.commands.get(type(command))
        if spec is None:
            raise ModelError("Nobody handles %(name)s.", name=type(command).__name__)
        return spec

    def _perform(self, request: Request) -> object:
        spec, about = request.spec, None
        try:
            with self.database.write() as connection:
                context = self._context(connection, request.actor)
                about = spec.locate(context, request.command)
                self._authorize(context, spec, about)
                answer = spec.handle(context, request.command, about)
                context.settle()
                self._write_journal(context, request, answer)
        except Rejected as refusal:
            earlier = self._answered(request)
            if earlier is not None:
                return earlier[0]  # Sent twice at the same time, and the other was quicker.
            if refusal.journalled:
                self._journal_refusal(spec.action, request.actor, about, refusal)
            raise
        for hook in context.after_commit:
            hook()
        if self.begins_jobs and spec.begins_jobs:
            sweeping.begin_jobs(self, context.jobs)
        return answer

    def _context(self, connection: Connection, actor: Actor) -> Context:
        return Context(
            connection,
            now=self.clock.now(),
            actor=actor,
            registry=self.registry,
            definitions=self.definitions,
            ids=self.ids,
        )

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

    def _write_journal(self, context: Context, request: Request, answer: object) -> None:
        entries = list(context.entries)
        if request.key is not None:
            # A command that found nothing to do has to remember its answer too.
            first = (
                entries[0]
                if entries
                else JournalEntry(action=request.spec.action, object_type="", object_id="")
            )
            details = {**first.details, "command": request.fingerprint, "answer": answer}
            entries[:1] = [replace(first, details=details)]
        journal.append(
            context.connection,
            entries,
            at=context.now,
            actor=context.actor.id,
            on_behalf_of=context.actor.on_behalf_of,
            request_id=request.key,
        )

    def _answered(self, request: Request) -> tuple[object] | None:
        """The answer already given to this request, in a 1-tuple because it may be None."""
        if request.key is None:
            return None
        with self.database.read() as connection:
            details = connection.execute(
                select(journal_table.c.details).where(journal_table.c.request_id == request.key)
            ).scalar_one_or_none()
        if details is None:
            return None
        known = cast(dict[str, object], details)
        if known.get("command") != request.fingerprint:
            raise KeyReused()
        return (known.get("answer"),)

    def note_refused_look(
        self, action: str, actor: Actor, about: object, refusal: Rejected
    ) -> None:
        """Journal that somebody asked to see what is not theirs; pages then raise the refusal.

        Asking for the same thing of an instance again within the hour adds nothing.
        """
        instance_id, thing = str(getattr(about, "instance_id", "")), str(getattr(about, "id", ""))
        since = self.clock.now() - ASKED_AGAIN
        with self.database.read() as connection:
            if instance_id and journal.was_refused(
                connection, instance_id, action=action, actor=actor.id, thing=thing, since=since
            ):
                return
        self._journal_refusal(action, actor, about, refusal)

    def _journal_refusal(self, action: str, actor: Actor, about: object, refusal: Rejected) -> None:
        entry = JournalEntry(
            action=action,
            object_type=type(about).__name__ if about is not None else "",
            object_id=str(getattr(about, "id", "")),
            office_id=actor.office_id,
            instance_id=str(getattr(about, "instance_id", "")),
            outcome=refusal.message.key,
        )
        with self.database.write() as connection:
            journal.append(
                connection,
                [entry],
                at=self.clock.now(),
                actor=actor.id,
                on_behalf_of=actor.on_behalf_of,
            )

    def _stop(self, trouble: UnreadableInstance | RunawayInstance) -> bool:
        with self.database.write() as connection:
            return stop_instance(connection, trouble, ids=self.ids, now=self.clock.now())


def _check_key(key: str | None) -> None:
    """An idempotency key fits into its row, whoever made it up."""
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        message = Message(
            "key_unfit", "A request key has 1 to %(most)s characters.", {"most": LONGEST_KEY}
        )
        raise InvalidData([FieldError("key", message)])
