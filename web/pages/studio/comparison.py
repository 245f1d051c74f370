"""A file of a draft beside an earlier version: in pictures, and in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Bilingual, Message, NotFound
from engine.view import View
from web.pages.studio.frame import file_for, kind_of, pages, road_of, seen_draft
from web.requests import page, signed_in, view
from web.shown_limits import law_words
from web.wording import gettext, say
from workflows.queries.procedures import drawing_of, files_of, versions_of
from workflows.studio.comparing import Change, Difference, compare
from workflows.studio.drafts import Draft, contents_of
from workflows.studio.offers import newest_files, offers

WORDS: Mapping[Change, str] = {
    Change.ADDED: "added",
    Change.REMOVED: "removed",
    Change.CHANGED: "changed",
    Change.MOVED: "moved",
}


@pages.get("/<draft_id>/so-sanh/<name>")
@signed_in
def comparison(draft_id: str, name: str) -> ResponseReturnValue:
    """The draft's file against a version: the one it began from unless another is chosen."""
    draft = seen_draft(draft_id)
    file = file_for(draft, name)
    numbers = _versions(draft) if kind_of(name) == "diagram" else []
    chosen = _chosen(draft, numbers)
    old = _older(draft, name, chosen)
    words = drawn_words(view(), contents_of(view(), draft.id))
    found = compare(name, old, file.content, words) if old is not None else ()
    return page(
        "studio/comparison.html",
        draft=draft,
        name=name,
        kind=kind_of(name),
        road=road_of(draft),
        known=old is not None,
        numbers=numbers,
        chosen=chosen,
        differences=[_shown(one) for one in found if one.change is not Change.MOVED],
        moved=[_shown(one) for one in found if one.change is Change.MOVED],
        old_url=url_for("procedures.drawing", key=draft.key, number=chosen) if chosen else "",
        new_url=url_for("studio.download", draft_id=draft.id, name=name),
        marks={
            change.value: [one.element for one in found if one.change is change]
            for change in Change
        },
    )


def drawn_words(seen: View, files: Mapping[str, bytes]) -> dict[str, Bilingual | Message]:
    """How keys that drawings name are called: limits, gates, topics, forms and parts."""
    known = offers(seen, files)
    gates = {one.key: Message(one.key, one.title) for one in known.gates}
    topics = {one.key: Message(one.key, one.title) for one in known.topics}
    forms = {one.key: _both(one.key, one.vi, one.en) for one in known.forms}
    parts = {one.key: _both(one.key, one.vi, one.en) for one in known.processes}
    return {**forms, **parts, **gates, **topics, **law_words(seen)}


def _both(key: str, vietnamese: str, english: str) -> Bilingual:
    return Bilingual(vietnamese or key, english or vietnamese or key)


def _versions(draft: Draft) -> list[int]:
    try:
        return [one.number for one in versions_of(view(), draft.key)]
    except NotFound:
        return []


def _chosen(draft: Draft, numbers: list[int]) -> int:
    asked = request.args.get("voi", "")
    wanted = int(asked) if asked.isdigit() and len(asked) < 6 else draft.based_on
    if wanted in numbers:
        return wanted
    return numbers[0] if numbers else 0


def _older(draft: Draft, name: str, chosen: int) -> bytes | None:
    if not chosen:
        return newest_files(view()).get(name)
    main = drawing_of(view(), draft.key, chosen)
    if main.name == name:
        return main.content
    version = next(one for one in versions_of(view(), draft.key) if one.number == chosen)
    beside = {one.name: one.content for one in files_of(view(), version.deployment_id)}
    return beside.get(name) or newest_files(view()).get(name)


def _shown(one: Difference) -> dict[str, Any]:
    return {
        "change": one.change.value,
        "word": gettext(WORDS[one.change]),
        "element": one.element,
        "text": say(one.message),
    }
