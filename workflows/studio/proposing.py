"""Files from elsewhere on the road to a version: a draft is made of them and handed in at once.

Programs come this way. Nobody publishes alone: what they hand in waits for a second person, as
every other draft does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sqlalchemy import func, select

from engine.admission import read
from engine.canonical import digest
from engine.context import Context
from engine.definitions import DIAGRAM_SUFFIX
from engine.registry import Registry
from engine.tables import process_definition
from engine.view import View
from workflows.studio import draft_files
from workflows.studio.drafts import DraftState, draft_of
from workflows.studio.rights import EditingOfKey
from workflows.studio.road import NotRehearsed, SubmitDraft, submit
from workflows.studio.verdicts import verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeFiles:
    """Make a draft of these files and hand it in for review."""

    files: Mapping[str, bytes] = field(repr=False)
    reason: str
    warnings_reason: str = ""
    fingerprint: str = ""
    """Digest of the files, filled in by `propose`: it stands for them in the idempotency check."""


def propose(files: Mapping[str, bytes], *, reason: str, warnings_reason: str = "") -> ProposeFiles:
    """The command for these files."""
    fingerprint = digest({n: hashlib.sha256(content).hexdigest() for n, content in files.items()})
    return ProposeFiles(
        files=dict(files),
        reason=reason,
        warnings_reason=warnings_reason,
        fingerprint=fingerprint,
    )


def register(registry: Registry) -> None:
    registry.command(ProposeFiles, action="procedure.edit", locate=_locate, handle=hand_in)


def hand_in(context: Context, command: ProposeFiles, about: EditingOfKey) -> object:
    """What has errors leaves nothing behind; what scenarios must try first waits in the studio."""
    key, title = named_after(command.files)
    draft_id = draft_files.begin(
        context.connection,
        context.ids,
        office_id=about.office_id,
        key=key,
        title=title,
        based_on=newest_number(context, key),
        files=command.files,
        person_id=context.actor.id,
        now=context.now,
    )
    warnings = [one.message % one.params for one in verdict(context, command.files)]
    submission = SubmitDraft(
        draft_id=draft_id, reason=command.reason, warnings_reason=command.warnings_reason
    )
    state = DraftState.IN_REVIEW
    try:
        submit(context, submission, draft_of(context, draft_id))
    except NotRehearsed:
        state = DraftState.EDITING
    return {"draft": draft_id, "key": key, "state": state.value, "warnings": warnings}


def named_after(files: Mapping[str, bytes]) -> tuple[str, str]:
    """Key and title of a draft: of the first process that is drawn, else of the first file."""
    diagrams = {name: text for name, text in files.items() if name.endswith(DIAGRAM_SUFFIX)}
    for process in read(diagrams).processes:
        return process.id[:200], (process.name or process.id)[:300]
    stem = PurePosixPath(next(iter(files), "")).stem[:200]
    return stem, stem


def newest_number(view: View, key: str) -> int:
    """The number of the version in force; 0 when there is none."""
    return (
        view.connection.execute(
            select(func.max(process_definition.c.version)).where(process_definition.c.key == key)
        ).scalar_one()
        or 0
    )


def _locate(context: Context, command: ProposeFiles) -> EditingOfKey:
    return EditingOfKey(named_after(command.files)[0], context.actor.office_id)
