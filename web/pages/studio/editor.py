"""The drawing board and what its scripts ask: save, check, hold the pen."""

from __future__ import annotations

import threading
from typing import Any

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.errors import Conflict, FieldError, InvalidData, Message
from engine.model import Severity
from web.json_bodies import sent_object
from web.pages.studio.frame import (
    draft_for,
    file_for,
    kind_of,
    pages,
    placed_problem,
    road_of,
    seen_draft,
)
from web.pages.studio.offered import offered
from web.requests import actor, close_view, engine, page, signed_in, view
from web.security import for_designers, style_nonce, takes_json
from web.wording import gettext, say
from workflows.studio import draft_files
from workflows.studio.comparing import compare
from workflows.studio.draft_files import DraftOvertaken
from workflows.studio.drafts import contents_of, draft_of
from workflows.studio.offers import offers
from workflows.studio.pen import AnotherDraws, take_pen
from workflows.studio.storable import require_storable
from workflows.studio.verdicts import verdict

BOARDS = {
    "diagram": "studio/diagram.html",
    "table": "studio/table.html",
    "form": "studio/form.html",
}

_CHECKS = threading.BoundedSemaphore(2)
"""Verdicts given at the same time by one process: officers' pages must not wait for drawings."""


@pages.get("/<draft_id>/ve/<name>")
@for_designers
@signed_in
def board(draft_id: str, name: str) -> ResponseReturnValue:
    """The editor of one file."""
    draft = draft_for(draft_id)
    file = file_for(draft, name)
    wall = engine().clock.wall()
    another = draft.drawn_by_another(actor().id, wall)
    known = offers(view(), contents_of(view(), draft.id))
    return page(
        BOARDS[kind_of(name)],
        draft=draft,
        name=name,
        nonce=style_nonce(),
        road=road_of(draft),
        file={
            "name": name,
            "content": file.content.decode("utf-8", "replace"),
            "revision": file.revision,
            "mayDraw": draft.is_editable and not another,
            "mayTakeOver": draft.is_editable,
            "drawnBy": draft.editor_name if another else "",
            "url": url_for("studio.save", draft_id=draft.id, name=name),
            "keepUrl": url_for("studio.keep", draft_id=draft.id, name=name),
            "penUrl": url_for("studio.pen", draft_id=draft.id),
            "checkUrl": url_for("studio.check", draft_id=draft.id),
        },
        offered=offered(known),
    )


@pages.post("/<draft_id>/luu/<name>")
@takes_json
@signed_in
def save(draft_id: str, name: str) -> ResponseReturnValue:
    """Keep what was drawn; somebody else's newer version comes back with the refusal."""
    draft = draft_for(draft_id)
    sent = sent_object()
    content, now = _content(sent), engine().clock.now()
    who, wall = actor(), engine().clock.wall()
    close_view()
    try:
        with engine().database.write() as connection:
            revision = draft_files.save_file(
                connection,
                draft_id=draft.id,
                name=name,
                content=content,
                revision=_revision(sent),
                person_id=who.id,
                now=now,
                wall=wall,
            )
    except DraftOvertaken as clash:
        return _clash(draft.id, name, content, clash)
    return jsonify(revision=revision, saved_at=f"{local(now):%H:%M:%S}")


@pages.post("/<draft_id>/giu/<name>")
@takes_json
@signed_in
def keep(draft_id: str, name: str) -> ResponseReturnValue:
    """After a clash: one's own version, as one more file or in the history of this one."""
    draft = draft_for(draft_id)
    sent = sent_object()
    content, now, who = _content(sent), engine().clock.now(), actor()
    close_view()
    with engine().database.write() as connection:
        if sent.get("as_file") is True:
            kept = draft_files.add_file(
                connection,
                draft_id=draft.id,
                name=name,
                content=content,
                person_id=who.id,
                now=now,
            )
        else:
            kept = name
            draft_files.set_aside(
                connection,
                draft_id=draft.id,
                name=name,
                content=content,
                person_id=who.id,
                now=now,
            )
    return jsonify(name=kept)


@pages.post("/<draft_id>/but")
@takes_json
@signed_in
def pen(draft_id: str) -> ResponseReturnValue:
    """Say that one is drawing, or take over from somebody who is."""
    draft = draft_for(draft_id)
    over = sent_object().get("over") is True
    who, wall = actor(), engine().clock.wall()
    close_view()
    try:
        with engine().database.write() as connection:
            take_pen(connection, draft_id=draft.id, person_id=who.id, wall=wall, over=over)
    except AnotherDraws as refusal:
        return jsonify(by=draft.editor_name, detail=say(refusal.message)), 409
    return jsonify(mine=True)


@pages.post("/<draft_id>/kiem-tra")
@takes_json
@signed_in
def check(draft_id: str) -> ResponseReturnValue:
    """The verdict on the draft with one file as it is on the board now: as publishing would."""
    draft = seen_draft(draft_id)
    sent = sent_object()
    files = contents_of(view(), draft.id)
    if "content" in sent:
        files[str(sent.get("file", ""))] = _content(sent)
        require_storable(files)
    if not _CHECKS.acquire(timeout=5):
        return jsonify(detail=gettext("Too many requests")), 429
    try:
        problems = verdict(view(), files)
    finally:
        _CHECKS.release()
    return jsonify(
        problems=[placed_problem(problem) for problem in problems],
        checked_at=f"{local(engine().clock.now()):%H:%M}",
        errors=sum(problem.severity is Severity.ERROR for problem in problems),
    )


def _clash(draft_id: str, name: str, mine: bytes, clash: Conflict) -> ResponseReturnValue:
    theirs = file_for(draft_of(view(), draft_id), name)
    return (
        jsonify(
            detail=say(clash.message),
            theirs=theirs.content.decode("utf-8", "replace"),
            revision=theirs.revision,
            by=theirs.saved_by_name,
            differences=[say(one.message) for one in compare(name, theirs.content, mine)],
        ),
        409,
    )


def _content(sent: dict[str, Any]) -> bytes:
    content = sent.get("content")
    if not isinstance(content, str) or "\x00" in content:
        text = "The text has a character that cannot be stored (%(code)s)"
        raise InvalidData(
            [FieldError("content", Message("form.unwritable", text, {"code": "U+0000"}))]
        )
    return content.encode()


def _revision(sent: dict[str, Any]) -> int:
    revision = sent.get("revision")
    return revision if isinstance(revision, int) and 0 <= revision < 1_000_000_000 else 0
