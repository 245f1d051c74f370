"""Why a step is asked again: who sent the dossier back, or what a supplement asked and brought."""

from __future__ import annotations

from typing import Any

from engine.clock import local
from engine.instances import UserTask
from web.requests import view
from web.shown_tasks import task_name
from web.wording import gettext, language
from workflows.dossiers import DossierState
from workflows.parts import part_name
from workflows.queries.tasks import TaskPage
from workflows.slips import SlipKind, newest_slip


def shown_return(seen: TaskPage) -> dict[str, Any] | None:
    """For whoever has to do the step again; what they said the last time stands in the form."""
    last = seen.before.same
    said = _said_here(seen) or _said_above(seen)
    if said is None:
        return None
    sentence, reason = said
    filled = _filled(seen, last) if last is not None else ""
    return {"sentence": sentence, "reason": reason, "filled": filled}


def _said_here(seen: TaskPage) -> tuple[str, str] | None:
    back = seen.before.sent_back
    if back is None:
        return None
    sentence = gettext(
        "%(name)s sent the dossier back on %(day)s, from: %(step)s",
        name=seen.people.get(back.by, ""),
        day=_day(back.step),
        step=task_name(back.step),
    )
    return sentence, back.reason


def _said_above(seen: TaskPage) -> tuple[str, str] | None:
    back = seen.before.answered_back
    if back is None:
        return None
    sentence = gettext(
        "%(authority)s sent the submission back: slip %(symbol)s of %(day)s",
        authority=back.authority,
        symbol=back.symbol,
        day=f"{back.dated:%d/%m/%Y}",
    )
    return sentence, back.note


def _filled(seen: TaskPage, last: UserTask) -> str:
    if not last.form_key or not seen.may("task.complete"):
        return ""
    return gettext(
        "What %(name)s wrote here on %(day)s stands in the form already: look it through.",
        name=seen.people.get(last.completed_by or "", ""),
        day=_day(last),
    )


def asked_for(seen: TaskPage) -> dict[str, Any] | None:
    """What was asked for: for whoever has to answer it, and for whoever looks at the answer."""
    answer = seen.before.supplied
    if seen.dossier.state is not DossierState.SUPPLEMENT and answer is None:
        return None
    slip = newest_slip(view(), seen.dossier.id, SlipKind.SUPPLEMENT)
    if slip is None:
        return None
    parts = slip.content.get("parts")
    return {
        "day": f"{local(slip.at):%d/%m/%Y}",
        "text": str(slip.content.get("missing", "")),
        "parts": [part_name(str(key), language()) for key in parts]
        if isinstance(parts, list)
        else [],
        "answered_on": _day(answer) if answer is not None else "",
        "answer": _note(answer) if answer is not None else "",
    }


def _note(answer: UserTask) -> str:
    return str((answer.submission or {}).get("supplement_note") or "")


def _day(task: UserTask) -> str:
    return f"{local(task.ended_at):%d/%m/%Y}" if task.ended_at is not None else ""
