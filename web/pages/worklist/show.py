"""The page of the list, and what an open one asks every minute."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from web.frame import framed
from web.pages.worklist.address import address, address_parts, asked_in, is_start, pages, turned
from web.pages.worklist.filters import shown_saved
from web.pages.worklist.many import MOST_AT_ONCE
from web.pages.worklist.narrowing import shown_choices, shown_queues, shown_tabs
from web.pages.worklist.nothing import nothing
from web.pages.worklist.rows import shown_groups
from web.requests import actor, page, signed_in, view
from web.wording import gettext, ngettext
from workflows.queries.beside_tasks import (
    TO_MEND,
    TO_PUBLISH,
    TO_REVIEW,
    BallotDue,
    BesideTasks,
    DossierDue,
    DraftDue,
    OpinionsDue,
    beside_tasks,
)
from workflows.queries.work import Scope
from workflows.queries.work_counts import counts_of
from workflows.queries.worklist import narrowing_of, news_since, tasks_page

SHOWN_BESIDE = 5
"""More of a kind unfold: however much is late, one's own tasks stay in sight."""


@pages.get("/viec")
@signed_in
def show() -> ResponseReturnValue:
    asked = asked_in(request.args)
    who = actor()
    found = tasks_page(view(), who, asked)
    counts = counts_of(view(), who, asked)
    waiting = BesideTasks() if asked.is_narrowed else beside_tasks(view(), who)
    beside = waiting if is_start(asked) else BesideTasks()
    saved = shown_saved(asked)
    return page(
        "worklist/show.html",
        **framed(queues=shown_queues(asked, counts), filters=saved.links),
        tabs=shown_tabs(asked, counts, len(waiting.ballots)),
        filters=shown_choices(asked, narrowing_of(view(), who)),
        saved=saved,
        text=asked.text,
        kept=address_parts(asked, without=("q", "sau", "truoc")),
        groups=shown_groups(found.rows, counts),
        ballots=[_ballot(one) for one in beside.ballots],
        opinions=[_opinions(one) for one in beside.opinions],
        apologies=[_apology(one) for one in beside.apologies],
        delays=[_delay(one) for one in beside.delays],
        drafts=[_draft(one) for one in beside.drafts],
        shown_beside=SHOWN_BESIDE,
        may_select=asked.scope is not Scope.DONE,
        empty=None if found.rows or not beside.is_empty else nothing(asked),
        earlier=turned(asked, found.earlier, "truoc"),
        later=turned(asked, found.later, "sau"),
        here=address(asked),
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


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None else None


def _apology(one: DossierDue) -> dict[str, str]:
    """A drafted apology: its link opens the page on which it is checked and sent."""
    return {
        "href": url_for("dossiers.explain", code=one.dossier_code),
        "name": one.dossier_title,
        "code": one.dossier_code.partition("-")[2] or one.dossier_code,
        "due": f"{local(one.due_at):%d/%m/%Y}",
    }


def _delay(one: DossierDue) -> dict[str, str]:
    return {
        "href": url_for("dossiers.show", code=one.dossier_code),
        "name": one.dossier_title,
        "code": one.dossier_code.partition("-")[2] or one.dossier_code,
        "due": f"{local(one.due_at):%d/%m/%Y}",
    }


DRAFT_WORK = {TO_REVIEW: "To review", TO_PUBLISH: "To publish", TO_MEND: "Sent back to you"}


def _draft(one: DraftDue) -> dict[str, str]:
    """A draft of a procedure that waits for the reader."""
    return {
        "href": url_for("studio.show", draft_id=one.draft_id),
        "name": one.title,
        "at": f"{local(one.since):%d/%m %H:%M}",
        "work": gettext(DRAFT_WORK[one.step]),
    }


def _ballot(one: BallotDue) -> dict[str, Any]:
    return {
        "href": url_for("council.ballot", session_id=one.session_id),
        "name": one.title,
        "at": f"{local(one.opened_at):%d/%m %H:%M}",
        "dossiers": ngettext("%(num)d dossier", "%(num)d dossiers", one.dossiers),
    }


def _opinions(one: OpinionsDue) -> dict[str, str]:
    """What the public said about one list and nobody has dealt with."""
    parts = (
        (one.to_moderate, ngettext("%(num)d to admit", "%(num)d to admit", one.to_moderate)),
        (one.to_answer, ngettext("%(num)d to answer", "%(num)d to answer", one.to_answer)),
    )
    return {
        "href": url_for("dossiers.show", code=one.dossier_code, phan="y-kien", _anchor="cac-phan"),
        "name": one.dossier_title,
        "at": f"{local(one.since):%d/%m %H:%M}",
        "work": ", ".join(text for count, text in parts if count),
    }
