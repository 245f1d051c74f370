"""The road of a draft: handed in, looked at by a second person, published on its day.

Each step is a command and stands in the journal with who took it, when and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select, update

from engine.actors import SYSTEM
from engine.context import Context
from engine.deploying import Deployment, NotAdmitted, deploy, publish
from engine.errors import Forbidden, InvalidData, Rejected, WrongState
from engine.model import Problem, Severity
from engine.process_engine import ProcessEngine
from engine.registry import Registry
from engine.view import View
from workflows.entries import Entries
from workflows.studio.drafts import Draft, DraftState, contents_of, digest_of, draft_of
from workflows.studio.leaning import processes_in, with_leaning
from workflows.studio.neighbours import OthersWorkByIt, neighbours
from workflows.studio.rights import keys_of
from workflows.studio.savers import note_saver
from workflows.studio.scenarios import is_rehearsed
from workflows.studio.verdicts import errors, verdict
from workflows.tables.studio import procedure_draft

LEAST_REASON = 10
LONGEST_REASON = 2000


class DraftElsewhere(WrongState):
    """The draft has already taken this step; look at it again."""


class BeyondRights(Forbidden):
    """This also changes procedures you were not given; an administrator hands it in: %(names)s."""


class NotRehearsed(WrongState):
    """Play the scenarios of this procedure on the draft as it is now; all of them must pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitDraft:
    """Hand a draft in for review: why it was changed, why its warnings may stand, from when."""

    draft_id: str
    reason: str
    warnings_reason: str = ""
    effective_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDraft:
    """Give a draft back to whoever draws it; the reviewer says what is to be mended."""

    draft_id: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDraft:
    """Take one's own draft back out of the review."""

    draft_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveDraft:
    """A second person agrees that this very content is published."""

    draft_id: str
    digest: str
    """Of the files that were looked at."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishDraft:
    """Make an approved draft the newest version; running dossiers stay where they are."""

    draft_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardDraft:
    """Give a draft up; its files stay readable."""

    draft_id: str


def register(registry: Registry) -> None:
    for_editors, for_reviewers = "procedure.edit", "procedure.review"
    registry.command(SubmitDraft, action=for_editors, locate=_locate, handle=submit)
    registry.command(WithdrawDraft, action=for_editors, locate=_locate, handle=withdraw)
    registry.command(DiscardDraft, action=for_editors, locate=_locate, handle=discard)
    registry.command(ReturnDraft, action=for_reviewers, locate=_locate, handle=return_)
    registry.command(ApproveDraft, action=for_reviewers, locate=_locate, handle=approve)
    registry.command(PublishDraft, action="procedure.publish", locate=_locate, handle=publish_draft)
    registry.when_published.append(_note_published)


def submit(context: Context, command: SubmitDraft, draft: Draft) -> object:
    """Errors block; warnings want a reason; the scenarios have been played on this content."""
    _require(draft, DraftState.EDITING)
    entries = Entries()
    reason = entries.text("ly_do", command.reason, least=LEAST_REASON, most=LONGEST_REASON)
    excuse = entries.text("ly_do_canh_bao", command.warnings_reason, most=LONGEST_REASON)
    files = contents_of(context, draft.id)
    problems = _admitted(context, files)
    warned = sorted({p.rule for p in problems if p.severity is Severity.WARNING})
    if warned and len(excuse) < LEAST_REASON:
        entries.refuse(
            "ly_do_canh_bao",
            "warnings_unexplained",
            "Say why the warnings may stand, in at least %(least)s characters.",
            least=LEAST_REASON,
        )
    if command.effective_at is not None and command.effective_at <= context.now:
        entries.refuse("hieu_luc", "effective_past", "The day it takes effect lies in the past.")
    entries.require_sound()
    _require_rights(context, draft, files)
    if not is_rehearsed(context, draft, files):
        raise NotRehearsed()
    address = digest_of(files)
    note_saver(context.connection, draft.id, context.actor.id)
    _change(
        context,
        draft,
        state=DraftState.IN_REVIEW,
        submitted_by=context.actor.id,
        submitted_at=context.now,
        reason=reason,
        digest=address,
        effective_at=command.effective_at,
        review_note="",
        editor_id="",
        editor_seen=None,
    )
    _record(
        context,
        "procedure.submit",
        draft,
        reason=reason,
        digest=address,
        warnings=warned,
        warnings_reason=excuse if warned else "",
        effective_at="" if command.effective_at is None else command.effective_at.isoformat(),
    )
    return {"draft": draft.id}


def return_(context: Context, command: ReturnDraft, draft: Draft) -> object:
    if draft.state not in (DraftState.IN_REVIEW, DraftState.APPROVED):
        raise DraftElsewhere()
    entries = Entries()
    note = entries.text("y_kien", command.note, least=LEAST_REASON, most=LONGEST_REASON)
    entries.require_sound()
    _change(
        context,
        draft,
        state=DraftState.EDITING,
        reviewed_by=context.actor.id,
        reviewed_at=context.now,
        review_note=note,
    )
    _record(context, "procedure.return", draft, note=note)
    return {"draft": draft.id}


def withdraw(context: Context, _command: WithdrawDraft, draft: Draft) -> object:
    if draft.state not in (DraftState.IN_REVIEW, DraftState.APPROVED):
        raise DraftElsewhere()
    _change(context, draft, state=DraftState.EDITING, reviewed_by=None, reviewed_at=None)
    _record(context, "procedure.withdraw", draft)
    return {"draft": draft.id}


def approve(context: Context, command: ApproveDraft, draft: Draft) -> object:
    """Only what was looked at: another content under the same draft is not approved."""
    _require(draft, DraftState.IN_REVIEW)
    entries = Entries()
    note = entries.text("y_kien", command.note, most=LONGEST_REASON)
    entries.require_sound()
    if command.digest != draft.digest:
        raise DraftElsewhere()
    _admitted(context, contents_of(context, draft.id))
    _change(
        context,
        draft,
        state=DraftState.APPROVED,
        reviewed_by=context.actor.id,
        reviewed_at=context.now,
        review_note=note,
    )
    _record(context, "procedure.approve", draft, digest=draft.digest, note=note)
    return {"draft": draft.id}


def publish_draft(context: Context, _command: PublishDraft, draft: Draft) -> object:
    """Judged once more: the law, a part or the scenarios may have moved on since the review."""
    _require(draft, DraftState.APPROVED)
    files = contents_of(context, draft.id)
    if digest_of(files) != draft.digest:
        raise DraftElsewhere()
    _admitted(context, files)
    if not is_rehearsed(context, draft, files):
        raise NotRehearsed()
    whole = with_leaning(context, files)
    if neighbours(context, draft.office_id, (one.id for one in processes_in(whole))):
        raise OthersWorkByIt()
    about = Deployment(context.new_id())
    answer = cast(dict[str, object], publish(context, deploy(whole, reason=draft.reason), about))
    return {"draft": draft.id, **answer}


def _note_published(context: Context, deployment_id: str, files: Mapping[str, bytes]) -> None:
    """Approved drafts of which every file has come into force, by whoever published them."""
    rows = context.connection.execute(
        select(procedure_draft.c.id)
        .where(procedure_draft.c.state == DraftState.APPROVED.value)
        .order_by(procedure_draft.c.id)
    )
    for draft_id in rows.scalars().all():
        contents = contents_of(context, draft_id)
        if contents and contents.items() <= files.items():
            draft = draft_of(context, draft_id)
            _change(
                context,
                draft,
                state=DraftState.PUBLISHED,
                deployment_id=deployment_id,
                published_at=context.now,
            )
            _record(
                context,
                "procedure.publish",
                draft,
                deployment=deployment_id,
                along=sorted(files.keys() - contents.keys()),
                submitted_by=draft.submitted_by,
                reviewed_by=draft.reviewed_by,
            )


def discard(context: Context, _command: DiscardDraft, draft: Draft) -> object:
    if draft.state in (DraftState.PUBLISHED, DraftState.DISCARDED):
        raise DraftElsewhere()
    _change(context, draft, state=DraftState.DISCARDED)
    _record(context, "procedure.discard", draft)
    return {"draft": draft.id}


def publish_due(engine: ProcessEngine) -> int:
    """Publish every approved draft whose day has come; what is refused waits for an admin."""
    with engine.view() as view:
        due = list(
            view.connection.execute(
                select(procedure_draft.c.id)
                .where(
                    procedure_draft.c.state == DraftState.APPROVED.value,
                    procedure_draft.c.effective_at <= view.now,
                )
                .order_by(procedure_draft.c.effective_at)
            ).scalars()
        )
    published = 0
    for draft_id in due:
        try:
            engine.execute(PublishDraft(draft_id=draft_id), SYSTEM)
            published += 1
        except Rejected as refusal:
            _hold(engine, draft_id, refusal)
    return published


def next_effective(view: View) -> datetime | None:
    """When the next approved draft takes effect."""
    return view.connection.execute(
        select(procedure_draft.c.effective_at)
        .where(
            procedure_draft.c.state == DraftState.APPROVED.value,
            procedure_draft.c.effective_at.is_not(None),
        )
        .order_by(procedure_draft.c.effective_at)
        .limit(1)
    ).scalar_one_or_none()


def _hold(engine: ProcessEngine, draft_id: str, refusal: Rejected) -> None:
    """What could not take effect says so on its page, and is not tried every few seconds."""
    with engine.database.write() as connection:
        connection.execute(
            update(procedure_draft)
            .where(
                procedure_draft.c.id == draft_id,
                procedure_draft.c.state == DraftState.APPROVED.value,
            )
            .values(effective_at=None, review_note=str(refusal.message))
        )


def _locate(context: Context, command: object) -> Draft:
    draft_id = str(getattr(command, "draft_id", ""))
    context.connection.execute(
        select(procedure_draft.c.id).where(procedure_draft.c.id == draft_id).with_for_update()
    )
    return draft_of(context, draft_id)


def _admitted(context: Context, files: dict[str, bytes]) -> tuple[Problem, ...]:
    """The warnings; raises `NotAdmitted` when there are errors."""
    if not files:
        raise InvalidData(())
    problems = verdict(context, files)
    if errors(problems):
        raise NotAdmitted(problems)
    return problems


def _require_rights(context: Context, draft: Draft, files: dict[str, bytes]) -> None:
    """Who was given one procedure hands in no other with it, drawn or changed by a part."""
    if context.actor.holds("admin", office_id=draft.office_id):
        return
    given = keys_of(context, office_id=draft.office_id, person_id=context.actor.id)
    beyond = [one for one in processes_in(with_leaning(context, files)) if one.id not in given]
    if beyond:
        raise BeyondRights(names=", ".join(one.name or one.id for one in beyond))


def _require(draft: Draft, state: DraftState) -> None:
    if draft.state is not state:
        raise DraftElsewhere()


def _change(context: Context, draft: Draft, *, state: DraftState, **values: object) -> None:
    context.connection.execute(
        update(procedure_draft)
        .where(procedure_draft.c.id == draft.id)
        .values(state=state.value, changed_at=context.now, **values)
    )


def _record(context: Context, action: str, draft: Draft, **details: Any) -> None:
    context.record(
        action, "procedure_draft", draft.id, office_id=draft.office_id, key=draft.key, **details
    )
