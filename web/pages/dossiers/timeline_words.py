"""Lines of the timeline in sentences: one for each kind of act that the journal knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.actors import CITIZEN, OPERATOR, SYSTEM
from engine.calendar import Calendar
from engine.clock import local
from engine.instances import UserTask
from engine.model import Element
from engine.text import squeeze
from web.journal_words import ACTS as JOURNAL_ACTS
from web.pages.dossiers.frame import step_name
from web.wording import gettext, in_language, language, ngettext
from workflows.documents.kinds import DocumentKind, name_of
from workflows.nominees import Nominee
from workflows.queries.timeline import Entry
from workflows.sending_back import reason_to_send_back

LONGEST_REASON = 600

NOTICES = {
    "decided": "the decision, to the proposing unit",
    "step_waits": "a step waits, to those who can do it",
    "step_due": "a step is overdue, to those who can do it",
    "apology": "apology with the reason, to the proposing unit",
    "due_soon": "a step is due soon, to those who can do it",
    "due_soon_whole": "the dossier is due soon, to those who can do its steps",
    "past_due": "a step is past due, to whoever supervises it",
    "past_due_whole": "the dossier is past due, to whoever supervises it",
    "apology_drafted": "an apology was drafted, to the award officers",
    "second_failure": "the new date was missed too, to the chairman",
}

ACTOR_WORDS = {
    SYSTEM.id: "the system",
    OPERATOR.id: "the operator",
    CITIZEN.id: "a citizen",
}
"""Those who act and are nobody of the office; English, the catalogue has the Vietnamese."""

REFUSALS = {
    "gate_closed": "a gate was shut",
    "four_eyes": "the same person had done an earlier step",
    "own_row": "the row names the person themselves",
    "task_closed": "the step was no longer open",
    "task_taken": "somebody else had taken the step",
    "not_candidate": "the step is offered to others",
    "not_your_position": "it is for another position",
    "not_found": "it is not theirs to see",
}
"""Why an act was refused, by the code in the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the sentences name beside the journal's ids."""

    names: Mapping[str, str]
    tasks: Mapping[str, UserTask]
    elements: Mapping[str, Element]
    nominees: Mapping[str, Nominee]
    calendar: Calendar


def shown_entry(entry: Entry, around: Surroundings) -> dict[str, Any]:
    """One entry of the `timeline` component."""
    what, reason = _said(entry, around)
    return {
        "id": f"viec-{entry.id}",
        "at": f"{local(entry.at):%d/%m %H:%M}",
        "at_full": f"{local(entry.at):%d/%m/%Y %H:%M:%S}",
        "kind": _look(entry, around),
        "what": what,
        "who": _who(entry.actor, around),
        "on_behalf": around.names.get(entry.on_behalf_of, ""),
        "reason": squeeze(reason)[:LONGEST_REASON],
        "span": _span(entry, around),
    }


def _look(entry: Entry, around: Surroundings) -> str:
    if entry.was_refused:
        return "refused"
    if _reason_to_send_back(entry, around) is not None:
        return LOOKS["task.return"]
    return LOOKS.get(entry.action, "")


def _said(entry: Entry, around: Surroundings) -> tuple[str, str]:
    """(what was done, the reason given) of an entry."""
    if entry.was_refused:
        act = ACTS.get(entry.action, "something")
        why = REFUSALS.get(entry.outcome, "the rules did not allow it")
        return gettext("Tried and refused: %(act)s", act=gettext(act)), gettext(why)
    sentence = SENTENCES.get(entry.action)
    if sentence is None:
        known = JOURNAL_ACTS.get(entry.action)
        return gettext(known or "Something was done"), _text(entry, "reason")
    said_why = _text(entry, "reason") or _text(entry, "missing")
    return sentence(entry, around), said_why or _reason_to_send_back(entry, around) or ""


def _who(actor: str, around: Surroundings) -> str:
    if actor in around.names:
        return around.names[actor]
    return gettext(ACTOR_WORDS[actor]) if actor in ACTOR_WORDS else ""


def _span(entry: Entry, around: Surroundings) -> str:
    """How long a completed step was open."""
    task = around.tasks.get(entry.object_id)
    if entry.action != "task.complete" or entry.was_refused or task is None:
        return ""
    days = around.calendar.working_days_between(
        local(task.created_at).date(), local(entry.at).date()
    )
    return ngettext("%(num)d working day", "%(num)d working days", days) if days > 0 else ""


# -- sentences

Sentence = Callable[[Entry, Surroundings], str]


def _step(entry: Entry, around: Surroundings) -> str:
    task = around.tasks.get(entry.object_id)
    return step_name(task) if task is not None else _text(entry, "element")


def _completed(entry: Entry, around: Surroundings) -> str:
    """A form may complete its step by sending the dossier back: that is no signature."""
    went_back = _reason_to_send_back(entry, around) is not None
    said = "Sent back from: %(step)s" if went_back else "Step completed: %(step)s"
    return gettext(said, step=_step(entry, around))


def _reason_to_send_back(entry: Entry, around: Surroundings) -> str | None:
    task = around.tasks.get(entry.object_id)
    if entry.action != "task.complete" or task is None:
        return None
    return reason_to_send_back(task.form_key, task.submission)


def _element(element_id: str, around: Surroundings) -> str:
    element = around.elements.get(element_id)
    return in_language(element.name, element.name_en) if element is not None else element_id


def _about_step(text: str) -> Sentence:
    return lambda entry, around: gettext(text, step=_step(entry, around))


def _sent_up(entry: Entry, _around: Surroundings) -> str:
    told = "Submission %(symbol)s sent to %(addressee)s"
    return gettext(told, symbol=_text(entry, "symbol"), addressee=_text(entry, "addressee"))


def _answered_above(entry: Entry, _around: Surroundings) -> str:
    told = ANSWERS.get(_text(entry, "result"), "Take in the superior's answer")
    return gettext(told, authority=_text(entry, "authority"), symbol=_text(entry, "symbol"))


def _plain(text: str) -> Sentence:
    return lambda _entry, _around: gettext(text)


def _assigned(entry: Entry, around: Surroundings) -> str:
    return gettext(
        "Step handed to %(name)s: %(step)s",
        name=around.names.get(_text(entry, "to"), ""),
        step=_step(entry, around),
    )


def _returned(entry: Entry, around: Surroundings) -> str:
    return gettext(
        "Sent back from “%(step)s” to “%(to)s”",
        step=_step(entry, around),
        to=_element(_text(entry, "to"), around),
    )


def _filed(entry: Entry, _around: Surroundings) -> str:
    return ngettext(
        "Dossier handed in with %(num)d nominee",
        "Dossier handed in with %(num)d nominees",
        _number(entry, "nominees"),
    )


def _published(entry: Entry, _around: Surroundings) -> str:
    text = (
        "Decision published, to stay until %(day)s"
        if _text(entry, "kind") == "decision"
        else "List of %(count)s published, open for opinions until %(day)s"
    )
    return gettext(text, count=_number(entry, "nominees"), day=_day(entry, "ends_at"))


def _opinion(entry: Entry, _around: Surroundings) -> str:
    in_time = entry.details.get("in_time") is True
    return gettext("Opinion sent by a citizen" if in_time else "Petition sent after the period")


def _moderated(entry: Entry, _around: Surroundings) -> str:
    admitted = _text(entry, "state") == "admitted"
    return gettext("Opinion admitted" if admitted else "Opinion not admitted")


def _about_nominee(text: str) -> Sentence:
    def sentence(entry: Entry, around: Surroundings) -> str:
        row = around.nominees.get(entry.object_id)
        name = f"{row.ordinal}. {row.name}" if row is not None else ""
        return gettext(text, name=name, document=_text(entry, "document"))

    return sentence


def _voted(entry: Entry, _around: Surroundings) -> str:
    return gettext(
        "The council voted: %(passed)s passed, %(rejected)s did not",
        passed=_number(entry, "passed"),
        rejected=_number(entry, "rejected"),
    )


def _registered(entry: Entry, _around: Surroundings) -> str:
    return gettext(
        "Decision entered in the register as number %(number)s of %(day)s",
        number=_number(entry, "number"),
        day=_day(entry, "dated"),
    )


def _apologised(entry: Entry, _around: Surroundings) -> str:
    new = _day(entry, "new_due")
    text = (
        "Delay explained, slip %(slip)s, new date %(day)s"
        if new
        else "Delay explained, slip %(slip)s"
    )
    return gettext(text, slip=_text(entry, "slip"), day=new)


def _notice(entry: Entry, _around: Surroundings) -> str:
    what = NOTICES.get(_text(entry, "notice"))
    return gettext("Letter sent: %(what)s", what=gettext(what)) if what else gettext("Letter sent")


def _archived(entry: Entry, _around: Surroundings) -> str:
    return gettext("Archived as %(file)s", file=_text(entry, "file_reference"))


def _slip(text: str) -> Sentence:
    return lambda entry, _around: gettext(text, number=_number(entry, "number"))


def _document(entry: Entry, _around: Surroundings) -> str:
    kind = _text(entry, "kind")
    if kind not in set(DocumentKind):
        return gettext("Make a document of a dossier")
    return gettext("Document made: %(name)s", name=name_of(DocumentKind(kind), language()))


SENTENCES: Mapping[str, Sentence] = {
    "dossier.file": _filed,
    "task.claim": _about_step("Step taken: %(step)s"),
    "task.release": _about_step("Step given back: %(step)s"),
    "task.assign": _assigned,
    "task.complete": _completed,
    "task.return": _returned,
    "instance.cancel": _plain("Dossier cancelled"),
    "publication.open": _published,
    "publication.close": _plain("Publication of the list ended"),
    "opinion.send": _opinion,
    "opinion.moderate": _moderated,
    "opinion.answer": _plain("Opinion answered"),
    "nominee.hold": _about_nominee("Held back: %(name)s (%(document)s)"),
    "nominee.release": _about_nominee("Goes on again: %(name)s (%(document)s)"),
    "gate.override": _plain("Proposed to let the dossier pass a shut gate"),
    "gate.confirm": _plain("Agreed to let the dossier pass a shut gate"),
    "gate.withdraw": _plain("Turned down to let the dossier pass a shut gate"),
    "council.decide": _voted,
    "decision.sign": _plain("Decision signed"),
    "decision.register": _registered,
    "dossier.explain_lateness": _apologised,
    "submission.send": _sent_up,
    "submission.answer": _answered_above,
    "notice.send": _notice,
    "dossier.archive": _archived,
    "document.prepare": _document,
    "incident.open": _plain("Stopped until an administrator has looked at it"),
    "migration.move": _plain("Goes on by another version of its procedure"),
    "migration.move_back": _plain("Goes on by its earlier version again"),
    "slip.receipt": _slip("Dossier accepted, receipt no. %(number)s"),
    "slip.supplement": _slip("Supplement asked for, slip no. %(number)s; the clock stands still"),
    "slip.refusal": _slip("Dossier refused, slip no. %(number)s"),
}

LOOKS: Mapping[str, str] = {
    "dossier.file": "act",
    "task.complete": "done",
    "task.return": "rest",
    "publication.open": "done",
    "council.decide": "done",
    "decision.sign": "done",
    "decision.register": "done",
    "dossier.archive": "done",
    "slip.receipt": "done",
    "slip.supplement": "rest",
    "slip.refusal": "late",
    "nominee.hold": "rest",
    "gate.override": "late",
    "gate.confirm": "late",
    "instance.cancel": "late",
    "dossier.explain_lateness": "late",
    "incident.open": "late",
}

ACTS: Mapping[str, str] = {
    "task.claim": "taking a step",
    "task.release": "giving back a step",
    "task.assign": "handing a step over",
    "task.complete": "completing a step",
    "task.return": "sending the dossier back",
    "instance.cancel": "cancelling the dossier",
    "opinion.moderate": "moderating an opinion",
    "opinion.answer": "answering an opinion",
    "nominee.hold": "holding a nominee back",
    "nominee.release": "letting a nominee go on",
    "dossier.explain_lateness": "explaining the delay",
    "gate.override": "proposing to let a gate be passed",
    "gate.confirm": "agreeing to let a gate be passed",
    "gate.withdraw": "turning down to let a gate be passed",
}


# -- facts in the journal


ANSWERS = {
    "decided": "%(authority)s decided: %(symbol)s",
    "returned": "%(authority)s sent the submission back: slip %(symbol)s",
    "refused": "%(authority)s refused: slip %(symbol)s",
}
"""By what became of a submission above."""


def _text(entry: Entry, name: str) -> str:
    found = entry.details.get(name)
    return found if isinstance(found, str) else ""


def _number(entry: Entry, name: str) -> int:
    found = entry.details.get(name)
    return found if isinstance(found, int) else 0


def _day(entry: Entry, name: str) -> str:
    """A day or instant as the journal spells it, in the office's spelling."""
    text = _text(entry, name)
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        pass
    try:
        return f"{local(datetime.fromisoformat(text)):%d/%m/%Y}"
    except ValueError:
        return ""
