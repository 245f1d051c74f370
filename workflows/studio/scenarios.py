"""Scenarios: runs of a procedure that somebody recorded, and that must still go as they went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from engine.canonical import digest
from engine.errors import NotFound
from engine.ids import Ids
from engine.view import View
from workflows.studio.drafts import Draft, digest_of
from workflows.studio.leaning import processes_in, with_leaning
from workflows.tables.studio import procedure_scenario

Step = Mapping[str, object]
"""One thing that is done in a run, and what came of it when it was recorded."""

MOST_STEPS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A run; kept, it is a scenario of its procedure."""

    id: str
    office_id: str
    key: str
    title: str
    kept: bool
    steps: tuple[Step, ...]
    draft_id: str
    created_by: str
    changed_at: datetime

    @property
    def address(self) -> str:
        """Stands for what is played, not for its title."""
        return digest([dict(step) for step in self.steps])


def scenarios_of(view: View, *, office_id: str, key: str) -> tuple[Scenario, ...]:
    """The kept scenarios of a procedure, oldest first."""
    rows = view.connection.execute(
        select(procedure_scenario)
        .where(
            procedure_scenario.c.office_id == office_id,
            procedure_scenario.c.key == key,
            procedure_scenario.c.kept.is_(True),
        )
        .order_by(procedure_scenario.c.created_at, procedure_scenario.c.id)
    )
    return tuple(_scenario(row) for row in rows)


def scenario_of(view: View, scenario_id: str) -> Scenario:
    row = view.connection.execute(
        select(procedure_scenario).where(procedure_scenario.c.id == scenario_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return _scenario(row)


def begin_run(
    connection: Connection,
    ids: Ids,
    *,
    office_id: str,
    key: str,
    draft_id: str | None,
    steps: Sequence[Step],
    person_id: str,
    now: datetime,
) -> str:
    """A run that somebody has begun; nothing of it outlives the page until it is kept."""
    run_id = ids.new(now)
    connection.execute(
        insert(procedure_scenario).values(
            id=run_id,
            office_id=office_id,
            key=key,
            title="",
            kept=False,
            steps=[dict(step) for step in steps],
            draft_id=draft_id,
            created_by=person_id,
            created_at=now,
            changed_at=now,
        )
    )
    return run_id


def change(
    connection: Connection, scenario_id: str, *, steps: Sequence[Step], now: datetime
) -> None:
    """Other steps, while it is only a run."""
    connection.execute(
        update(procedure_scenario)
        .where(procedure_scenario.c.id == scenario_id, procedure_scenario.c.kept.is_(False))
        .values(steps=[dict(step) for step in steps], changed_at=now)
    )


def is_rehearsed(view: View, draft: Draft, files: Mapping[str, bytes]) -> bool:
    """Whether every scenario that these files concern was played on just them, and passed."""
    whole = with_leaning(view, files)
    known = to_play(view, draft, whole)
    if not known:
        return True
    return is_current(draft, known, whole) and draft.rehearsal.get("passed") is True


def to_play(view: View, draft: Draft, whole: Mapping[str, bytes]) -> tuple[Scenario, ...]:
    """The scenarios of everything that gets a new version: of what leans on the files, too."""
    keys = dict.fromkeys((draft.key, *(process.id for process in processes_in(whole))))
    return tuple(
        one for key in keys for one in scenarios_of(view, office_id=draft.office_id, key=key)
    )


def is_current(draft: Draft, scenarios: Sequence[Scenario], whole: Mapping[str, bytes]) -> bool:
    """Whether what is noted of the last rehearsal is about these scenarios and files."""
    return draft.rehearsal.get("stamp") == stamp_of(scenarios, whole)


def stamp_of(scenarios: Sequence[Scenario], files: Mapping[str, bytes]) -> str:
    """Stands for these scenarios on these files."""
    return digest([digest_of(files), [[one.id, one.address] for one in scenarios]])


def _scenario(row: Row[tuple[object, ...]]) -> Scenario:
    return Scenario(
        id=row.id,
        office_id=row.office_id,
        key=row.key,
        title=row.title,
        kept=row.kept,
        steps=tuple(row.steps),
        draft_id=row.draft_id or "",
        created_by=row.created_by,
        changed_at=row.changed_at,
    )
