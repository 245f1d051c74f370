"""What an empty list says: what will stand here, or what comes next."""

from __future__ import annotations

from engine.clock import local
from web.pages.worklist.address import address
from web.pages.worklist.rows import QUEUE_WORDS
from web.requests import actor, view
from web.wording import gettext, in_language
from workflows.queries.keyset import Page
from workflows.queries.work import Queue, Scope
from workflows.queries.work_places import Asked
from workflows.queries.worklist import TaskRow, tasks_page

NOTHING = {
    Scope.MINE: ("Nothing waits for you", "Tasks appear here as soon as a dossier reaches you."),
    Scope.GROUP: ("Nothing is open in your group", "What your colleagues may take stands here."),
    Scope.DRAFTS: ("No drafts", "What you have begun to type in a task stands here."),
    Scope.DONE: ("Nothing done yet", "Tasks that you have completed stand here."),
}


def nothing(asked: Asked) -> dict[str, str]:
    """What an empty list says: what will stand here, or what comes next."""
    if asked.procedure or asked.unit_id or asked.text:
        return {
            "title": gettext("No task fits"),
            "text": gettext("Nothing that is open fits what you look for."),
            "href": address(Asked(scope=asked.scope)),
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
        "href": address(rest),
        "action": gettext("See all tasks"),
    }


def _first_dated(found: Page[TaskRow]) -> TaskRow | None:
    return next((one for one in found.rows if one.deadline and one.deadline.due), None)
