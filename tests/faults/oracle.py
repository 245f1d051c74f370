"""What must hold in the database after anything at all, read from the rows themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, or_, select

from engine.clock import local
from engine.execution import WaitKind
from engine.journal import verify
from engine.places import place_of
from engine.process_engine import ProcessEngine
from engine.tables import clock, incident, process_instance, user_task, wait
from engine.view import View
from workflows.tables.council import council_session, session_nominee
from workflows.tables.dossiers import dossier, nominee, slip
from workflows.tables.publicity import publication, published_nominee
from workflows.tables.registers import decision, register, register_entry

OPEN_TASK = user_task.c.state.in_(["open", "claimed"])
OPEN_WAIT = wait.c.state == "open"
own = clock.alias("own_clock")
WITHOUT_COUNCIL = ("giay_khen_dot_xuat",)


def violations(engine: ProcessEngine) -> list[str]:
    """Every broken promise, as a sentence; none is what a test wants to see."""
    with engine.view() as view:
        return [
            *_journal(view.connection),
            *_instances(view.connection),
            *_registers(view.connection),
            *_decisions(view.connection),
            *stored_states(engine, view),
            *_clocks(view.connection),
            *_places(view.connection),
        ]


def _journal(connection: Connection) -> Iterator[str]:
    fault = verify(connection)
    if fault is not None:
        yield f"the journal breaks at {fault.seq}: {fault.kind}"


def _instances(connection: Connection) -> Iterator[str]:
    works = or_(
        exists().where(and_(user_task.c.instance_id == process_instance.c.id, OPEN_TASK)),
        exists().where(and_(wait.c.instance_id == process_instance.c.id, OPEN_WAIT)),
        exists().where(and_(wait.c.instance_id == process_instance.c.id, wait.c.state == "failed")),
    )
    for row in connection.execute(select(process_instance.c.id, process_instance.c.state, works)):
        is_over = row.state in ("completed", "cancelled")
        if is_over and row[2]:
            yield f"{row.id} is {row.state} with open work"
        if not is_over and not row[2]:
            yield f"{row.id} is {row.state} and waits for nothing"
    for row in connection.execute(select(incident.c.kind, incident.c.message)):
        yield f"incident: {row.kind} {row.message}"


def _registers(connection: Connection) -> Iterator[str]:
    """Every register counts 1, 2, 3 … up to its last number."""
    for book in connection.execute(select(register)):
        found = sorted(_numbers(connection, book.office_id, book.kind, book.period))
        if found != list(range(1, book.last + 1)):
            yield f"register {book.kind} {book.period} has {found}, its last is {book.last}"


def _numbers(connection: Connection, office_id: str, kind: str, period: str) -> Iterator[int]:
    """The numbers that documents bear: dossier codes, slips, everything else."""
    if kind == "dossier":
        for code in connection.execute(select(dossier.c.code)).scalars():
            *_, day, serial = code.split("-")
            if day == period:
                yield int(serial)
        return
    if kind in ("receipt", "supplement", "refusal", "apology"):
        slips = select(slip.c.number, slip.c.at).where(
            slip.c.office_id == office_id, slip.c.kind == kind
        )
        for row in connection.execute(slips):
            if str(local(row.at).year) == period:
                yield row.number
        return
    yield from connection.execute(
        select(register_entry.c.number).where(
            register_entry.c.office_id == office_id,
            register_entry.c.kind == kind,
            register_entry.c.period == period,
        )
    ).scalars()


def _decisions(connection: Connection) -> Iterator[str]:
    """No number without a signature before it, and no award without list and vote before that."""
    numbered = select(decision, dossier.c.procedure).join(
        dossier, dossier.c.id == decision.c.dossier_id
    )
    for row in connection.execute(numbered.where(decision.c.number.is_not(None))):
        if not row.scan or row.signed_at > row.issued_at:
            yield f"{row.symbol} was numbered without a signature"
        if row.procedure in WITHOUT_COUNCIL:
            continue
        awarded = select(nominee.c.id).where(
            nominee.c.dossier_id == row.dossier_id, nominee.c.outcome == "awarded"
        )
        for nominee_id in connection.execute(awarded).scalars().all():
            if not _was_decided_in_public(connection, nominee_id, row.signed_at):
                yield f"{row.symbol} awards {nominee_id} without list or vote"


def _was_decided_in_public(connection: Connection, nominee_id: str, by: datetime) -> bool:
    """Whether the same content was on the list for its period and passed a vote, by then."""
    return bool(
        connection.execute(
            select(func.count())
            .select_from(published_nominee)
            .join(publication, publication.c.id == published_nominee.c.publication_id)
            .join(
                session_nominee,
                and_(
                    session_nominee.c.nominee_id == published_nominee.c.nominee_id,
                    session_nominee.c.content_hash == published_nominee.c.content_hash,
                ),
            )
            .join(council_session, council_session.c.id == session_nominee.c.session_id)
            .where(
                published_nominee.c.nominee_id == nominee_id,
                publication.c.kind == "list",
                publication.c.ends_at <= by,
                session_nominee.c.passed.is_(True),
                session_nominee.c.yes >= session_nominee.c.needed,
                council_session.c.closed_at <= by,
            )
        ).scalar_one()
    )


def stored_states(engine: ProcessEngine, view: View) -> Iterator[str]:
    """What is restored is what was saved, and the rows say what it waits for."""
    running = select(process_instance).where(process_instance.c.state == "running")
    for row in view.connection.execute(running).all():
        executable = engine.definitions.get(view, row.definition_id).executable
        execution = executable.restore(row.snapshot)
        if execution.snapshot() != row.snapshot:
            yield f"{row.id} is saved otherwise than it was restored"
        for kinds, table, is_open in (
            ({WaitKind.USER_TASK}, user_task, OPEN_TASK),
            (set(WaitKind) - {WaitKind.USER_TASK}, wait, wait.c.state.in_(["open", "failed"])),
        ):
            waits = {one.id for one in execution.waits() if one.kind in kinds}
            rows = select(table.c.id).where(table.c.instance_id == row.id, is_open)
            if waits != set(view.connection.execute(rows).scalars()):
                yield f"{row.id}: {table.name} rows are not what the instance waits for"


def _clocks(connection: Connection) -> Iterator[str]:
    """A step and its timer are due when its clock is."""
    for column, other in ((user_task.c.due_at, user_task), (wait.c.due_at, wait)):
        link = user_task.c.id if other is user_task else wait.c.clock_id
        is_open = OPEN_TASK if other is user_task else and_(OPEN_WAIT, wait.c.tries == 0)
        rows = connection.execute(
            select(clock.c.id)
            .join(other, link == clock.c.id)
            .where(is_open, column.is_distinct_from(clock.c.due_at))
        )
        for clock_id in rows.scalars():
            yield f"{other.name} of clock {clock_id} is due at another time than the clock"


def _places(connection: Connection) -> Iterator[str]:
    """Every open task stands in lists where its clocks and its instance's say."""
    stands_still = exists().where(own.c.id == user_task.c.id, own.c.paused.is_(True))
    right = place_of(user_task.c.due_at, user_task.c.instance_id, paused=stands_still)
    rows = connection.execute(
        select(user_task.c.id, user_task.c.rank, user_task.c.nearest_due).where(
            user_task.c.ended_at.is_(None),
            or_(
                user_task.c.rank.is_distinct_from(right["rank"]),
                user_task.c.nearest_due.is_distinct_from(right["nearest_due"]),
            ),
        )
    )
    for row in rows:
        yield f"task {row.id} stands at {row.rank} {row.nearest_due}, not where its clocks say"
    for task_id in connection.execute(
        select(user_task.c.id).where(OPEN_TASK.is_distinct_from(user_task.c.ended_at.is_(None)))
    ).scalars():
        yield f"task {task_id} has ended and is open, or neither"
    of_their_unit = select(dossier.c.unit_id).where(
        dossier.c.instance_id == user_task.c.instance_id
    )
    for task_id in connection.execute(
        select(user_task.c.id).where(
            user_task.c.asked_by.is_distinct_from(of_their_unit.scalar_subquery())
        )
    ).scalars():
        yield f"task {task_id} is listed under another unit than that of its dossier"
