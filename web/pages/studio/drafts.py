"""Drafts: those on their way, one begun, one with its files, and files added or taken out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.admission import read
from engine.clock import local
from engine.definitions import DIAGRAM_SUFFIX
from engine.errors import FieldError, InvalidData, Message, NotFound
from web.access import require
from web.pages.studio.coverage import coverage_of, summary
from web.pages.studio.frame import (
    STATES,
    draft_for,
    draft_problem,
    file_for,
    kind_of,
    may,
    pages,
    road_of,
    seen_draft,
    titled,
)
from web.pages.studio.titles import file_choices, file_title
from web.requests import actor, close_view, engine, page, see_other, signed_in, view
from web.security import takes_bytes
from web.wording import gettext, in_language, instant_text, say
from workflows.queries.procedures import Version, drawing_of, procedures, versions_of
from workflows.studio import draft_files
from workflows.studio.blank import blank_diagram
from workflows.studio.draft_past import past_of
from workflows.studio.drafts import Draft, DraftFile, draft_of, drafts_of, files_of, names_of
from workflows.studio.leaning import processes_in, with_leaning
from workflows.studio.neighbours import neighbours
from workflows.studio.offers import newest_files
from workflows.studio.rights import EditingOf, EditingOfKey, keys_of
from workflows.studio.scenarios import is_rehearsed, to_play
from workflows.studio.storable import KINDS
from workflows.studio.verdicts import errors, verdict

MOST_UPLOAD = 8 * 1024 * 1024


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    """What is being drawn, and what one may begin to draw."""
    require("procedure.see")
    who = actor()
    given = keys_of(view(), office_id=who.office_id, person_id=who.id)
    everything = may("procedure.grant", EditingOf("", who.office_id))
    reviewer = may("procedure.publish", EditingOf("", who.office_id)) or who.holds(
        "head_of_office", "chairman"
    )
    shown = [
        one
        for one in drafts_of(view(), who.office_id)
        if everything or reviewer or one.key in given
    ]
    names = names_of(view(), {one.created_by for one in shown})
    return page(
        "studio/index.html",
        drafts=[
            {
                "href": url_for("studio.show", draft_id=one.id),
                "title": titled(one).title,
                "key": one.key,
                "state": gettext(STATES[one.state]),
                "by": names.get(one.created_by, ""),
                "changed": instant_text(one.changed_at),
                "based_on": one.based_on,
            }
            for one in shown
        ],
        sources=[
            {
                "key": one.newest.key,
                "name": in_language(one.newest.name, one.newest.name_en),
                "number": one.newest.number,
            }
            for one in procedures(view())
            if everything or one.newest.key in given
        ],
        files=file_choices(
            {n: t for n, t in newest_files(view()).items() if not n.endswith(DIAGRAM_SUFFIX)}
        )
        if everything
        else [],
        may_begin=everything or bool(given),
        may_import=everything,
    )


@pages.post("")
@signed_in
def begin() -> ResponseReturnValue:
    """Begin to draw: from a version that is in force or was, or on an empty sheet."""
    key = request.form.get("quy_trinh", "").strip()
    file = request.form.get("tep", "").strip()
    if file:
        content = _in_force(file)
        return _begin(_stem(file), file_title(file, content), 0, {file: content})
    if request.form.get("moi"):
        return _begin(key, key, 0, {f"{key}{DIAGRAM_SUFFIX}": blank_diagram(_usable(key))})
    version = _version(key)
    content = drawing_of(view(), key, version.number).content
    return _begin(key, version.name or key, version.number, {version.file: content})


@pages.get("/<draft_id>")
@signed_in
def show(draft_id: str) -> ResponseReturnValue:
    """One draft: its files, what is wrong, its scenarios, and the next step of its road."""
    return draft_page(seen_draft(draft_id))


def draft_page(
    draft: Draft, *, invalid: InvalidData | None = None, typed: dict[str, str] | None = None
) -> str:
    """The page of a draft, after a refusal with what was typed."""
    draft = titled(draft)
    files = files_of(view(), draft.id)
    contents = {one.name: one.content for one in files}
    problems = verdict(view(), contents)
    names = names_of(view(), {draft.created_by, draft.submitted_by, draft.reviewed_by})
    whole = with_leaning(view(), contents)
    known = to_play(view(), draft, whole)
    wrong = {one.field: say(one.message) for one in invalid.errors} if invalid else {}
    editable = draft.is_editable and may("procedure.edit", draft)
    in_force = newest_files(view())
    return page(
        "studio/show.html",
        draft=draft,
        state=gettext(STATES[draft.state]),
        road=road_of(draft),
        files=[_shown_file(draft, one, in_force.get(one.name)) for one in files],
        addable=file_choices({n: t for n, t in in_force.items() if n not in contents})
        if editable
        else [],
        along=_published_along(contents, whole),
        others=neighbours(view(), draft.office_id, (one.id for one in processes_in(whole))),
        problems=[draft_problem(draft.id, contents, one) for one in problems],
        blocked=bool(errors(problems)),
        warned=len(errors(problems)) < len(problems),
        scenarios=known,
        rehearsed=is_rehearsed(view(), draft, contents),
        rehearsal=draft.rehearsal,
        tried=[summary(one) for one in coverage_of(draft)] if known else [],
        review_note=gettext(draft.review_note) if draft.review_note else "",
        names=names,
        editable=editable,
        may_edit=may("procedure.edit", draft),
        may_review=may("procedure.review", draft),
        may_publish=may("procedure.publish", draft),
        may_move=may("migration.see", draft),
        wrong=wrong,
        typed=typed or {},
        effective=instant_text(draft.effective_at),
        main_file=_main_file(draft, contents),
    )


def _published_along(own: Mapping[str, bytes], whole: Mapping[str, bytes]) -> list[dict[str, str]]:
    """What gets a new version because it uses a file of the draft."""
    leaning = {name: text for name, text in whole.items() if name not in own}
    return [
        {
            "name": in_language(one.name or one.id, one.name_en),
            "href": url_for("procedures.show", key=one.id),
        }
        for one in processes_in(leaning)
    ]


@pages.post("/<draft_id>/tep")
@takes_bytes(MOST_UPLOAD)
@signed_in
def add(draft_id: str) -> ResponseReturnValue:
    """Files come into the draft: uploaded, or those in force, to be changed along with it."""
    draft = draft_for(draft_id)
    wanted: dict[str, bytes] = {}
    name = request.form.get("ten", "").strip()
    if name:
        wanted[name] = _in_force(name)
    for sent in request.files.getlist("tep"):
        if sent.filename:
            wanted[PurePosixPath(sent.filename.replace("\\", "/")).name] = sent.read()
    who, now = actor(), engine().clock.now()
    close_view()
    try:
        if not wanted:
            raise _nothing()
        with engine().database.write() as connection:
            kept = [
                draft_files.add_file(
                    connection,
                    draft_id=draft.id,
                    name=each,
                    content=content,
                    person_id=who.id,
                    now=now,
                )
                for each, content in wanted.items()
            ]
    except InvalidData as invalid:
        return draft_page(draft_of(view(), draft.id), invalid=invalid), 422
    flash(gettext("Added: %(names)s", names=", ".join(kept)), "done")
    return see_other(url_for("studio.show", draft_id=draft.id))


@pages.post("/<draft_id>/tep/<name>/bo")
@signed_in
def remove(draft_id: str, name: str) -> ResponseReturnValue:
    """A file leaves the draft; its content stays in the history."""
    draft = draft_for(draft_id)
    who, now = actor(), engine().clock.now()
    close_view()
    with engine().database.write() as connection:
        draft_files.remove_file(connection, draft_id=draft.id, name=name, person_id=who.id, now=now)
    return see_other(url_for("studio.show", draft_id=draft.id))


@pages.get("/<draft_id>/tep/<name>")
@signed_in
def download(draft_id: str, name: str) -> ResponseReturnValue:
    """A file as it stands in the draft."""
    draft = seen_draft(draft_id)
    return _attached(file_for(draft, name))


@pages.get("/<draft_id>/lich-su/<name>")
@signed_in
def history(draft_id: str, name: str) -> ResponseReturnValue:
    """Earlier contents of a file, each of which can be taken up again."""
    draft = seen_draft(draft_id)
    past = past_of(view(), draft.id, name)
    if not past:
        file_for(draft, name)
    return page(
        "studio/history.html",
        draft=draft,
        name=name,
        past=[
            {
                "revision": one.revision,
                "aside": one.revision < 0,
                "by": one.saved_by_name,
                "at": f"{local(one.saved_at):%d/%m/%Y %H:%M:%S}",
                "size": len(one.content),
            }
            for one in past
        ],
        editable=draft.is_editable and may("procedure.edit", draft),
    )


@pages.post("/<draft_id>/lich-su/<name>")
@signed_in
def restore(draft_id: str, name: str) -> ResponseReturnValue:
    """Take an earlier content up again, as the next revision of the file."""
    draft = draft_for(draft_id)
    wanted = request.form.get("lan", "")
    found = next((o for o in past_of(view(), draft.id, name) if str(o.revision) == wanted), None)
    if found is None:
        raise NotFound()
    present = next((one for one in files_of(view(), draft.id) if one.name == name), None)
    who, clock = actor(), engine().clock
    now, wall = clock.now(), clock.wall()
    close_view()
    with engine().database.write() as connection:
        if present is None:
            draft_files.add_file(
                connection,
                draft_id=draft.id,
                name=name,
                content=found.content,
                person_id=who.id,
                now=now,
            )
        else:
            draft_files.save_file(
                connection,
                draft_id=draft.id,
                name=name,
                content=found.content,
                revision=present.revision,
                person_id=who.id,
                now=now,
                wall=wall,
            )
    flash(gettext("%(name)s is again as it was.", name=name), "done")
    return see_other(url_for("studio.show", draft_id=draft.id))


def begin_with(key: str, title: str, based_on: int, files: dict[str, bytes]) -> str:
    """A new draft for whoever asks, when they may draw this procedure; returns its id."""
    who, now = actor(), engine().clock.now()
    require("procedure.edit", EditingOfKey(key, who.office_id))
    close_view()
    with engine().database.write() as connection:
        return draft_files.begin(
            connection,
            engine().ids,
            office_id=who.office_id,
            key=key,
            title=title,
            based_on=based_on,
            files=files,
            person_id=who.id,
            now=now,
        )


def _begin(key: str, title: str, based_on: int, files: dict[str, bytes]) -> ResponseReturnValue:
    draft_id = begin_with(key, title, based_on, files)
    (name, *_others) = files
    return see_other(url_for("studio.board", draft_id=draft_id, name=name))


def _version(key: str) -> Version:
    asked = request.form.get("phien_ban", "")
    known = versions_of(view(), key)
    return next((one for one in known if str(one.number) == asked), known[0])


def _usable(key: str) -> str:
    if not (key.isascii() and key.isidentifier() and len(key) <= 100):
        text = "Write the key with letters, digits and _, such as giay_khen_moi."
        raise InvalidData([FieldError("quy_trinh", Message("bad_key", text))])
    return key


def _in_force(name: str) -> bytes:
    content = newest_files(view()).get(name)
    if content is None:
        raise NotFound()
    return content


def _stem(name: str) -> str:
    return PurePosixPath(name).stem


def _nothing() -> InvalidData:
    return InvalidData([FieldError("tep", Message("no_files", "Choose at least one file."))])


def _attached(file: DraftFile) -> Response:
    kind = "application/json" if kind_of(file.name) == "form" else "application/xml"
    answer = Response(file.content, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    return answer


def _shown_file(draft: Draft, file: DraftFile, in_force: bytes | None) -> dict[str, Any]:
    changed = gettext("changed") if in_force != file.content else ""
    return {
        "change": gettext("new") if in_force is None else changed,
        "name": file.name,
        "title": file_title(file.name, file.content),
        "kind": kind_of(file.name),
        "board": url_for("studio.board", draft_id=draft.id, name=file.name),
        "saved": instant_text(file.saved_at),
        "by": file.saved_by_name,
        "revision": file.revision,
        "kinds": KINDS,
    }


def _main_file(draft: Draft, contents: dict[str, bytes]) -> str:
    """The diagram that draws the draft's own process; empty for a draft of forms and tables."""
    for name, content in contents.items():
        if name.endswith(DIAGRAM_SUFFIX) and any(
            process.id == draft.key for process in read({name: content}).processes
        ):
            return name
    return ""
