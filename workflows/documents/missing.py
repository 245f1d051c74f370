"""What a document would lack if it were made now, and where that is put right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Message
from engine.instances import UserTask, tasks_of_instance
from engine.view import View
from workflows import editions
from workflows.deciders import is_decided_here
from workflows.decisions import signed_decision
from workflows.documents.council_papers import NoSession, meeting_on
from workflows.documents.kinds import DocumentKind
from workflows.documents.letterhead import BASES, chairman_of, holder
from workflows.dossiers import Dossier
from workflows.honours import revokes
from workflows.nominees import Nominee, nominees_of
from workflows.queries.decision_paper import ISSUE_FORM, MINUTES_FORM
from workflows.signing import POSITIONS

OFFICER = "award_officer"


class Where(StrEnum):
    """Where something that is missing can be put right."""

    NOMINEES = "nominees"
    """The list of those proposed."""
    PEOPLE = "people"
    """Who holds which position."""
    COUNCIL = "council"
    """The session with the key of `about`, else the list of sessions."""
    STEP = "step"
    """The open task with the key of `about`."""
    LAW = "law"
    """The values of law under the key of `about`."""
    NOWHERE = "nowhere"
    """It is as it should be, and will not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that the document would have a gap for."""

    message: Message
    where: Where
    about: str = ""
    blocks: bool = False
    """Whether the document cannot be made at all before it is there."""


@dataclass(frozen=True, slots=True)
class _Facts:
    view: View
    dossier: Dossier

    @property
    def nominees(self) -> Sequence[Nominee]:
        return nominees_of(self.view, self.dossier.id)

    def open_task(self, form: str) -> UserTask | None:
        """The step with this form, while it waits for somebody."""
        found = self.view.once(
            ("tasks", self.dossier.instance_id),
            lambda: tasks_of_instance(self.view.connection, self.dossier.instance_id),
        )
        return next((task for task in found if task.form_key == form and task.is_open), None)


Check = Callable[[_Facts], Iterator[Missing]]


def missing_from_document(view: View, dossier: Dossier, kind: DocumentKind) -> Sequence[Missing]:
    """Every gap of a document at once, the gravest first; nothing when it can be made whole."""
    facts = _Facts(view, dossier)
    found = [one for check in CHECKS.get(kind, ()) for one in check(facts)]
    return sorted(found, key=lambda one: not one.blocks)


def _nobody(facts: _Facts) -> Iterator[Missing]:
    if not any(row.continues for row in facts.nominees):
        message = Message("missing.nobody", "Nobody on the list goes on.")
        yield Missing(message=message, where=Where.NOMINEES, blocks=True)


def _words(facts: _Facts) -> Iterator[Missing]:
    """Rows of the list that would stand in the document without a place or a deed."""
    bare = [
        row.ordinal
        for row in facts.nominees
        if row.continues and not (row.achievement and (row.unit_name or row.locality))
    ]
    if bare:
        message = Message(
            "missing.words",
            "Without unit, place or achievement on the list: no. %(numbers)s.",
            {"numbers": [str(number) for number in bare]},
        )
        yield Missing(message=message, where=Where.NOMINEES)


def _chairman(facts: _Facts) -> Iterator[Missing]:
    if not chairman_of(facts.view, facts.dossier):
        message = Message(
            "missing.chairman", "Nobody holds the chair: no name would stand under the signature."
        )
        yield Missing(message=message, where=Where.PEOPLE)


def _officer(facts: _Facts) -> Iterator[Missing]:
    if not holder(facts.view, facts.dossier.office_id, OFFICER):
        message = Message(
            "missing.officer", "Nobody is award officer: no name would stand for whoever made it."
        )
        yield Missing(message=message, where=Where.PEOPLE)


def _gives(facts: _Facts) -> Iterator[Missing]:
    if revokes(editions.edition_of(facts.view, facts.dossier)):
        message = Message("missing.gives", "The decision takes awards back: nobody receives any.")
        yield Missing(message=message, where=Where.NOWHERE, blocks=True)


def _decided_here(facts: _Facts) -> Iterator[Missing]:
    decision = signed_decision(facts.view, facts.dossier.id)
    if decision is not None and decision.signer_position not in POSITIONS.values():
        message = Message(
            "missing.decided_here",
            "Decided by %(authority)s: certificates and money come from there.",
            {"authority": decision.signer_name},
        )
        yield Missing(message=message, where=Where.NOWHERE, blocks=True)
    elif decision is None and not is_decided_here(facts.view, facts.dossier):
        message = Message(
            "missing.decided_above",
            "Somebody above decides about this list: what is made here is the submission.",
        )
        yield Missing(message=message, where=Where.NOWHERE, blocks=True)


def _bases(facts: _Facts) -> Iterator[Missing]:
    found = editions.edition_of(facts.view, facts.dossier).get(BASES)
    if found is None or not found.value:
        message = Message("missing.bases", "The law of the dossier names no legal bases.")
        yield Missing(message=message, where=Where.LAW, about=BASES)


def _session(facts: _Facts) -> Iterator[Missing]:
    """The council has to have met; without the one who wrote and the one who presided no names."""
    try:
        meeting = meeting_on(facts.view, facts.dossier, "")
    except NoSession:
        message = Message("missing.session", "The council has not met on this dossier yet.")
        yield Missing(message=message, where=Where.COUNCIL, blocks=True)
        return
    if meeting.session.closed_at is None:
        message = Message("missing.closed", "The session is not closed: votes are still open.")
        yield Missing(message=message, where=Where.COUNCIL, about=meeting.session.id)
    roles = {one.role for one in meeting.electors}
    if not {"chair", "secretary"} <= roles:
        message = Message("missing.roles", "The session has no chair or no secretary.")
        yield Missing(message=message, where=Where.COUNCIL, about=meeting.session.id)


def _minutes_number(facts: _Facts) -> Iterator[Missing]:
    task = facts.open_task(MINUTES_FORM)
    if task is not None:
        message = Message("missing.minutes", "The minutes of the council have no number yet.")
        yield Missing(message=message, where=Where.STEP, about=task.id)


def _decision_number(facts: _Facts) -> Iterator[Missing]:
    task = facts.open_task(ISSUE_FORM)
    if task is not None:
        message = Message("missing.number", "The decision has no number yet.")
        yield Missing(message=message, where=Where.STEP, about=task.id)


_ABOUT_LIST: tuple[Check, ...] = (_nobody, _words)

CHECKS: Mapping[DocumentKind, tuple[Check, ...]] = {
    DocumentKind.PRESENTATION: (*_ABOUT_LIST, _officer, _chairman, _minutes_number),
    DocumentKind.DECISION: (
        _decided_here,
        *_ABOUT_LIST,
        _bases,
        _chairman,
        _minutes_number,
        _decision_number,
    ),
    DocumentKind.SUBMISSION: (*_ABOUT_LIST, _bases, _chairman, _minutes_number),
    DocumentKind.REPORT: (*_ABOUT_LIST, _chairman),
    DocumentKind.NOTICE: (*_ABOUT_LIST, _chairman),
    DocumentKind.MINUTES: (_session, _minutes_number),
    DocumentKind.TALLY: (_session,),
    DocumentKind.CERTIFICATE: (_gives, _decided_here, *_ABOUT_LIST, _chairman, _decision_number),
    DocumentKind.PAYMENTS: (_gives, _decided_here, _nobody, _officer, _chairman, _decision_number),
}
"""Slips are missing: they are made of what has just been written."""
