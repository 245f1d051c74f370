"""My tasks: the list by urgency, narrowed in the address, with acts on many tasks at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, current_app, flash, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.errors import Rejected
from engine.tasks import ClaimTask, ReleaseTask
from web.errors import sentences_of
from web.frame import framed
from web.requests import actor, execute, page, see_other, signed_in, view
from web.shown_clocks import shown_deadline
from web.wording import gettext, in_language, ngettext
from workflows.queries.ballots import BallotDue, ballots_due
from workflows.queries.keyset import Cursor, Page, Turn
from workflows.queries.work import Queue, Scope
from workflows.queries.worklist import (
    Asked,
    Choice,
    Counts,
    Narrowing,
    TaskRow,
    counts_of,
    narrowing_of,
    news_since,
    tasks_page,
    titles_of,
)

pages = Blueprint("worklist", __name__)

MOST_AT_ONCE = 200

SCOPES = {
    "cua-toi": Scope.MINE,
    "nhom": Scope.GROUP,
    "nhap": Scope.DRAFTS,
    "da-xong": Scope.DONE,
}
QUEUES = {
    "qua-han": Queue.OVERDUE,
    "hom-nay": Queue.TODAY,
    "tuan-nay": Queue.WEEK,
    "sap-toi": Queue.LATER,
    "tam-dung": Queue.PAUSED,
}
SCOPE_NAMES = {scope: name for name, scope in SCOPES.items()}
QUEUE_NAMES = {queue: name for name, queue in QUEUES.items()}

SCOPE_WORDS = {
    Scope.MINE: ("Mine", "m"),
    Scope.GROUP: ("Group", "n"),
    Scope.DRAFTS: ("Drafts", "d"),
    Scope.DONE: ("Done", ""),
}
QUEUE_WORDS = {
    Queue.OVERDUE: ("Overdue", "dot", "late"),
    Queue.TODAY: ("Today", "tri", "soon"),
    Queue.WEEK: ("This week", "tri", "soon"),
    Queue.LATER: ("Later", "clock", ""),
    Queue.PAUSED: ("Paused", "pause", "rest"),
}
NOTHING = {
    Scope.MINE: ("Nothing waits for you", "Tasks appear here as soon as a dossier reaches you."),
    Scope.GROUP: ("Nothing is open in your group", "What your colleagues may take stands here."),
    Scope.DRAFTS: ("No drafts", "What you have begun to type in a task stands here."),
    Scope.DONE: ("Nothing done yet", "Tasks that you have completed stand here."),
}


@pages.get("/viec")
@signed_in
def show() -> ResponseReturnValue:
    asked = _asked(request.args)
    who = actor()
    found = tasks_page(view(), who, asked)
    counts = counts_of(view(), who, asked)
    ballots = ballots_due(view(), who) if _is_start(asked) else ()
    return page(
        "worklist/show.html",
        **framed(queues=_queues(asked, counts)),
        tabs=_tabs(asked, counts),
        filters=_filters(asked, narrowing_of(view(), who)),
        text=asked.text,
        kept=_address_parts(asked, without=("q", "sau", "truoc")),
        groups=_groups(found.rows, counts),
        ballots=[_ballot(one) for one in ballots],
        may_select=asked.scope is not Scope.DONE,
        empty=None if found.rows or ballots else _nothing(asked),
        earlier=_turned(asked, found.earlier, "truoc"),
        later=_turned(asked, found.later, "sau"),
        here=_address(asked),
        news_url=url_for("worklist.news", since=view().now.isoformat()),
        most=MOST_AT_ONCE,
    )


@pages.get("/viec/moi")
@signed_in
def news() -> ResponseReturnValue:
    """Asked every minute by an open list: how many tasks have come since it was made."""
    since = _instant(request.args.get("since", ""))
    count = news_since(view(), actor(), since) if since is not None else 0
    text = ngettext("%(num)d new task, press to see", "%(num)d new tasks, press to see", count)
    return jsonify(count=count, text=text)


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


# -- what the address says


def _asked(given: Mapping[str, str]) -> Asked:
    return Asked(
        scope=SCOPES.get(given.get("phan", ""), Scope.MINE),
        queue=QUEUES.get(given.get("hop", "")),
        procedure=given.get("quy-trinh", "")[:100],
        unit_id=given.get("don-vi", "")[:36],
        text=given.get("q", "")[:100],
        turn=Turn(
            after=Cursor.parse(given.get("sau")),
            before=Cursor.parse(given.get("truoc")),
        ),
    )


def _address_parts(asked: Asked, without: Sequence[str] = ()) -> dict[str, str]:
    parts = {
        "phan": "" if asked.scope is Scope.MINE else SCOPE_NAMES[asked.scope],
        "hop": QUEUE_NAMES[asked.queue] if asked.queue else "",
        "quy-trinh": asked.procedure,
        "don-vi": asked.unit_id,
        "q": asked.text,
    }
    return {name: value for name, value in parts.items() if value and name not in without}


def _address(asked: Asked, **more: str) -> str:
    parts: dict[str, Any] = {**_address_parts(asked), **more}
    return url_for("worklist.show", **parts)


def _turned(asked: Asked, cursor: Cursor | None, name: str) -> str:
    return _address(asked, **{name: str(cursor)}) if cursor else ""


def _is_start(asked: Asked) -> bool:
    """The first page of one's own tasks as one finds it: here ballots stand on top."""
    return replace(asked, turn=Turn()) == Asked() and asked.turn == Turn()


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None else None


# -- what the page shows


def _tabs(asked: Asked, counts: Counts) -> list[dict[str, Any]]:
    return [
        {
            "text": gettext(words),
            "href": _address(replace(asked, scope=scope, queue=None)),
            "count": counts.scopes.get(scope),
            "current": scope is asked.scope,
            "go": key,
        }
        for scope, (words, key) in SCOPE_WORDS.items()
    ]


def _queues(asked: Asked, counts: Counts) -> list[dict[str, Any]]:
    scope = Scope.MINE if asked.scope is Scope.DONE else asked.scope
    return [
        {
            "icon": icon,
            "tone": tone,
            "text": gettext(words),
            "href": _address(replace(asked, scope=scope, queue=queue)),
            "count": counts.queues[queue],
            "current": queue is asked.queue,
        }
        for queue, (words, icon, tone) in QUEUE_WORDS.items()
    ]


def _filters(asked: Asked, narrowing: Narrowing) -> list[dict[str, Any]]:
    return [
        _filter(
            gettext("Procedure"),
            asked.procedure,
            narrowing.procedures,
            lambda value: _address(replace(asked, procedure=value, turn=Turn())),
        ),
        _filter(
            gettext("Unit"),
            asked.unit_id,
            narrowing.units,
            lambda value: _address(replace(asked, unit_id=value, turn=Turn())),
        ),
    ]


def _filter(
    label: str, chosen: str, choices: Sequence[Choice], address: Callable[[str], str]
) -> dict[str, Any]:
    return {
        "label": label,
        "value": next((one.label for one in choices if one.value == chosen), chosen),
        "remove_url": address("") if chosen else "",
        "choices": [
            {"text": one.label, "count": one.count, "href": address(one.value)} for one in choices
        ],
    }


def _groups(rows: Sequence[TaskRow], counts: Counts) -> list[dict[str, Any]]:
    return [
        {**_heading(queue, counts), "rows": [_row(one) for one in members]}
        for queue, members in groupby(rows, key=lambda one: one.queue)
    ]


def _heading(queue: Queue | None, counts: Counts) -> dict[str, Any]:
    if queue is None:
        return {"id": "da-xong", "text": gettext("Done"), "icon": "check", "tone": "done"}
    words, icon, tone = QUEUE_WORDS[queue]
    return {
        "id": QUEUE_NAMES[queue],
        "text": gettext(words),
        "icon": icon,
        "tone": tone,
        "count": counts.queues[queue],
    }


def _row(one: TaskRow) -> dict[str, Any]:
    taken_by_other = one.assignee not in (None, actor().id)
    return {
        "id": one.id,
        "choice": f"{one.id}:{one.revision}",
        "href": url_for("tasks.show", task_id=one.id),
        "preview_url": url_for("tasks.preview", task_id=one.id) if one.queue else "",
        "name": in_language(one.title, one.title_en),
        "title": one.dossier.title,
        "code": one.dossier.code.partition("-")[2] or one.dossier.code,
        "full_code": one.dossier.code,
        "files": one.files,
        "taken": one.assignee == actor().id,
        "taken_by": one.assignee_name if taken_by_other else "",
        "deadline": shown_deadline(one.deadline) if one.deadline else None,
        "done": f"{local(one.ended_at):%d/%m/%Y %H:%M}" if one.ended_at else "",
    }


def _ballot(one: BallotDue) -> dict[str, Any]:
    known = "council.session" in current_app.view_functions
    return {
        "href": url_for("council.session", session_id=one.session_id) if known else "",
        "name": one.title,
        "at": f"{local(one.scheduled_at):%d/%m %H:%M}",
        "dossiers": ngettext("%(num)d dossier", "%(num)d dossiers", one.dossiers),
    }


def _nothing(asked: Asked) -> dict[str, str]:
    """What an empty list says: what will stand here, or what comes next."""
    if asked.procedure or asked.unit_id or asked.text:
        return {
            "title": gettext("No task fits"),
            "text": gettext("Nothing that is open fits what you look for."),
            "href": _address(Asked(scope=asked.scope)),
            "action": gettext("Remove all filters"),
        }
    if asked.queue is not None:
        return _nothing_urgent(asked, asked.queue)
    title, text = NOTHING[asked.scope]
    return {"title": gettext(title), "text": gettext(text)}


def _nothing_urgent(asked: Asked, queue: Queue) -> dict[str, str]:
    rest = Asked(scope=asked.scope)
    coming = _first_dated(tasks_page(view(), actor(), rest))
    text = (
        gettext(
            "The nearest deadline: %(task)s, %(due)s.",
            task=in_language(coming.title, coming.title_en),
            due=f"{local(coming.deadline.due):%d/%m/%Y}",
        )
        if coming and coming.deadline and coming.deadline.due
        else gettext("No open task of yours has a deadline.")
    )
    return {
        "title": gettext("Nothing here: %(queue)s", queue=gettext(QUEUE_WORDS[queue][0]).lower()),
        "text": text,
        "href": _address(rest),
        "action": gettext("See all tasks"),
    }


def _first_dated(found: Page[TaskRow]) -> TaskRow | None:
    return next((one for one in found.rows if one.deadline and one.deadline.due), None)


# -- many at once


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
