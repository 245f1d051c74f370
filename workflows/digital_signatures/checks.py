"""What a file that came in was found to be: examined once, kept beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Row, Select, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.view import View
from workflows.attachments import BlobStore
from workflows.confinement import Overtaxed, Work, confined
from workflows.digital_signatures.mode import Mode, known_mode, mode_of, mode_query
from workflows.documents import pades
from workflows.documents.pdf_history import hashes_of
from workflows.documents.store import Origin
from workflows.tables.accounts import attachment
from workflows.tables.documents import document_version as version_table
from workflows.tables.documents import signature_check

if TYPE_CHECKING:
    from engine.process_engine import ProcessEngine

MADE_TO_BE_SIGNED = (
    version_table.c.origin == Origin.MADE.value,
    version_table.c.is_draft.is_(False),
    version_table.c.pdf_sha256 != "",
)
"""What we set ourselves, and no draft: neither what was brought nor what came back signed."""

EXAMINED = Work("workflows.documents.examining:examined", seconds=30)


def check_file(engine: ProcessEngine, blobs: BlobStore, sha256: str, trust: Path) -> None:
    """Examine a file that came in and keep what was found; nothing for files nobody signed."""
    pdf = blobs.path(sha256).read_bytes()
    if not pades.is_signed(pdf):
        return
    ends = hashes_of(pdf)
    with engine.view() as view:
        base = view.connection.execute(
            select(version_table.c.pdf_sha256)
            .where(version_table.c.pdf_sha256.in_(list(ends)), *MADE_TO_BE_SIGNED)
            .limit(1)
        ).scalar_one_or_none()
    now = engine.clock.now()
    plain = {"base": base, **_examined(pdf, trust, ends.get(base or ""), now)}
    with engine.database.write() as connection:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(
            dialect.insert(signature_check)
            .values(sha256=sha256, found=plain, checked_at=now)
            .on_conflict_do_update(
                index_elements=["sha256"], set_={"found": plain, "checked_at": now}
            )
        )


def _examined(pdf: bytes, trust: Path, base: int | None, now: datetime) -> dict[str, object]:
    """What is in it, found out at arm's length: it may have been made to stop whoever looks."""
    told = {
        "roots": [one.dump().hex() for one in pades.roots_in(trust)],
        "base": base,
        "now": now.isoformat(),
    }
    try:
        found = confined(EXAMINED, pdf, json.dumps(told).encode("ascii"))
    except Overtaxed:
        return {"readable": False, "unaltered": False, "revisions": [], "signatures": []}
    return cast("dict[str, object]", json.loads(found))


def found_in(view: View, attachment_ids: Sequence[str]) -> Mapping[str, object] | None:
    """What was found in the one of the files that bears a signature; read once a view."""
    ids = tuple(attachment_ids)
    return view.once(("signature check", ids), lambda: _read_check(view, ids))


def brought(
    view: View, office_id: str, attachment_ids: Sequence[str]
) -> tuple[Mode, Mapping[str, object] | None]:
    """How the office signs, and what was found in the files that it brings; in one statement."""
    ids = tuple(attachment_ids)
    rows = view.connection.execute(
        _checks_of(ids).add_columns(mode_query(office_id).label("mode"))
    ).all()
    if rows:
        view.once(("signature mode", office_id), lambda: known_mode(rows[0].mode))
    found = view.once(("signature check", ids), lambda: _signed_one(rows))
    return mode_of(view, office_id), found


def check_of(view: View, sha256: str) -> Mapping[str, object] | None:
    """What was found in a file that is brought alone; nothing for one that nobody signed."""
    found = view.connection.execute(
        select(signature_check.c.found).where(signature_check.c.sha256 == sha256)
    ).scalar_one_or_none()
    return None if found is None else {**found, "sha256": sha256, "is_only": True}


def _read_check(view: View, attachment_ids: Sequence[str]) -> Mapping[str, object] | None:
    return _signed_one(view.connection.execute(_checks_of(attachment_ids)).all())


def _checks_of(attachment_ids: Sequence[str]) -> Select[tuple[object, ...]]:
    """Files, and what was found in those that bear signatures."""
    query: Select[tuple[object, ...]] = (
        select(attachment.c.sha256, attachment.c.size, signature_check.c.found)
        .outerjoin(signature_check, signature_check.c.sha256 == attachment.c.sha256)
        .where(attachment.c.id.in_(list(attachment_ids)))
        .order_by(attachment.c.sha256)
    )
    return query


def _signed_one(rows: Sequence[Row[tuple[object, ...]]]) -> Mapping[str, object] | None:
    signed = {row.sha256: row for row in rows if row.found is not None}
    if not signed:
        return None
    first = next(iter(signed.values()))
    found = cast("Mapping[str, object]", first.found)
    file = {"sha256": first.sha256, "size": first.size, "is_only": len(signed) == 1}
    return {**found, **file}
