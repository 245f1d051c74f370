"""Acts on several tasks at once; every one has its own outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Rejected
from engine.tasks import ClaimTask, ReleaseTask
from web.errors import sentences_of
from web.pages.worklist.address import pages
from web.requests import actor, execute, page, see_other, signed_in, view
from web.wording import gettext, in_language, ngettext
from workflows.queries.worklist import titles_of

MOST_AT_ONCE = 200


@pages.post("/viec/hang-loat")
@signed_in
def act_on_many() -> ResponseReturnValue:
    """Take or give back several tasks; every one has its own outcome."""
    chosen = list(dict.fromkeys(request.form.getlist("chon")))[:MOST_AT_ONCE]
    back = url_for("worklist.show")
    if not chosen:
        flash(gettext("Select at least one task."), "soon")
        return see_other(back)
    releases = request.form.get("act") == "release"
    if releases and "reason" not in request.form:
        return page("worklist/release.html", chosen=chosen, count=len(chosen))
    titles = titles_of(view(), [one.partition(":")[0] for one in chosen], actor())
    names = {key: in_language(*both) for key, both in titles.items()}
    outcomes = [_outcome(one, releases, names) for one in chosen]
    done = sum(not outcome["sentences"] for outcome in outcomes)
    if done == len(outcomes):
        flash(_done_words(done, releases), "done")
        return see_other(back)
    return page(
        "worklist/outcomes.html", outcomes=outcomes, done=_done_words(done, releases), count=done
    )


def _outcome(choice: str, releases: bool, titles: Mapping[str, str]) -> dict[str, Any]:
    task_id, _, revision = choice.partition(":")
    known = task_id in titles
    told = {
        "title": titles.get(task_id) or gettext("A task that is not there"),
        "href": url_for("tasks.show", task_id=task_id) if known else "",
    }
    number = int(revision) if revision.isascii() and revision.isdigit() else -1
    command: object = ClaimTask(task_id=task_id, revision=number)
    if releases:
        reason = request.form.get("reason", "")
        command = ReleaseTask(task_id=task_id, revision=number, reason=reason)
    try:
        execute(command, part=task_id)
    except Rejected as refusal:
        return {**told, "sentences": sentences_of(refusal)}
    return {**told, "sentences": []}


def _done_words(done: int, releases: bool) -> str:
    if releases:
        return ngettext("%(num)d task given back.", "%(num)d tasks given back.", done)
    return ngettext("%(num)d task taken.", "%(num)d tasks taken.", done)
