"""Many instances like one: rows as commands leave them, written in bulk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, insert, select

from engine.process_engine import ProcessEngine
from engine.tables import process_instance, user_task, wait

OPEN_WORK = (user_task, wait)


def cloned(engine: ProcessEngine, model: str, count: int, **waits: object) -> list[str]:
    """So many instances that wait where the model waits; `waits` is written into their waits.

    Keys of what they wait for stand in the stored state as well, and are exchanged there.
    """
    rows: dict[Table, list[Mapping[str, Any]]] = {process_instance: [], user_task: [], wait: []}
    now = engine.clock.now()
    with engine.database.write() as connection:
        own = select(process_instance).where(process_instance.c.id == model)
        instance = connection.execute(own).one()._mapping
        work = {
            table: connection.execute(select(table).where(table.c.instance_id == model)).all()
            for table in OPEN_WORK
        }
        for _ in range(count):
            key, state = engine.ids.new(now), instance["snapshot"]
            for table, found in work.items():
                changed = waits if table is wait else {}
                for row in found:
                    id_ = engine.ids.new(now)
                    state = state.replace(row.id.encode(), id_.encode())
                    rows[table].append({**row._mapping, "id": id_, "instance_id": key, **changed})
            stored = {
                "snapshot": state,
                "snapshot_copy": state,
                "snapshot_sha256": hashlib.sha256(state).hexdigest(),
            }
            rows[process_instance].append({**instance, "id": key, **stored})
        for table, made in rows.items():
            if made:
                connection.execute(insert(table), made)
    return [one["id"] for one in rows[process_instance]]
