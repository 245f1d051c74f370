"""Who may do what: the one authorization function, as a table from action to rule.

What belongs to another office is hidden, as if it did not exist; what belongs to one's own office
but is another's to do is refused with a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from engine.actors import OPERATOR, SYSTEM, Actor
from engine.instances import UserTask
from engine.migration import Migration
from engine.registry import ALLOWED, HIDDEN, Verdict, forbidden
from engine.tasks import Assignment
from engine.view import View
from workflows.documents.kinds import FOR_PROPOSERS
from workflows.documents.store import Document
from workflows.dossiers import Dossier, dossier_of
from workflows.law import Setter
from workflows.own_law.proposing import Proposing
from workflows.own_law.stored import OwnValue
from workflows.positions import holders_of
from workflows.studio.drafts import Draft
from workflows.studio.rights import keys_of, may_edit
from workflows.studio.savers import savers_of
from workflows.succession.acts import Succession
from workflows.two_people import Proposal

Rule = Callable[[View, Actor, object], Verdict]


class OfOffice(Protocol):
    """Anything that belongs to an office."""

    @property
    def office_id(self) -> str: ...


SUPERVISORS = ("manager", "head_of_office")
REVIEWERS = ("admin", "head_of_office", "chairman")
"""Who may agree to a changed procedure that somebody else has drawn."""

DECIDE_ON_SUCCESSION = ("head_of_office", "chairman")
"""Who may agree that another office takes over."""

OVERSIGHT = (*SUPERVISORS, "chairman", "vice_chairman")
"""Who sees how the office keeps its time limits, and may remind."""


PAPER_MAKERS = (
    *("intake_clerk", "award_officer", "head_of_office", "council_secretary", "registry_clerk"),
    *("chairman", "vice_chairman"),
)
"""Who has documents made; everybody of the office may read them."""


def may(view: View, actor: Actor, action: str, about: object) -> Verdict:
    """Whether the actor may do this to that; unknown actions are refused."""
    if actor in (SYSTEM, OPERATOR):
        return ALLOWED
    rule = RULES.get(action)
    return rule(view, actor, about) if rule else HIDDEN


def holding(*positions: str) -> Rule:
    """For those who hold one of the positions at the office of the thing."""

    def rule(_view: View, actor: Actor, about: object) -> Verdict:
        office_id = cast(OfOffice, about).office_id
        if actor.holds(*positions, office_id=office_id):
            return ALLOWED
        return _refuse(actor, office_id, positions)

    return rule


def within(*positions: str) -> Rule:
    """As `holding`, for what people of units under the office are not to know of at all."""
    held = holding(*positions)

    def rule(view: View, actor: Actor, about: object) -> Verdict:
        known = actor.holds_at_office(cast(OfOffice, about).office_id)
        return held(view, actor, about) if known else HIDDEN

    return rule


def of_office(_view: View, actor: Actor, about: object) -> Verdict:
    """For everybody who holds a position at the office itself, not at a unit under it."""
    return ALLOWED if actor.holds_at_office(cast(OfOffice, about).office_id) else HIDDEN


def anybody(_view: View, _actor: Actor, _about: object) -> Verdict:
    """For everybody, citizens without an account too."""
    return ALLOWED


def work_on_task(view: View, actor: Actor, about: object) -> Verdict:
    """For the person who took the task, else for its candidates."""
    task = cast(UserTask, about)
    if actor.id == task.assignee:
        return ALLOWED
    if not may_see_instance(view, actor, task.instance_id, task.office_id):
        return HIDDEN
    if task.assignee is not None:
        return forbidden("task_taken", "Someone else has taken this task.")
    members = view.registry.candidates.members(view, task.candidates)
    if actor.members & members:
        return ALLOWED
    return forbidden("not_candidate", "This task is offered to others.")


def assign_task(view: View, actor: Actor, about: object) -> Verdict:
    """Supervisors hand tasks to people who could take them; so does the person who has it."""
    assignment = cast(Assignment, about)
    task = assignment.task
    if not may_see_instance(view, actor, task.instance_id, task.office_id):
        return HIDDEN
    if not (actor.holds(*SUPERVISORS, office_id=task.office_id) or actor.id == task.assignee):
        return forbidden("not_supervisor", "Only a supervisor hands tasks to others.")
    if assignment.person_id in holders_of(
        view, view.registry.candidates.members(view, task.candidates)
    ):
        return ALLOWED
    return forbidden("assignee_unfit", "This person does not hold a position that does this step.")


def release_task(view: View, actor: Actor, about: object) -> Verdict:
    """The person who has a task gives it back; a supervisor may take it from them."""
    task = cast(UserTask, about)
    if actor.id == task.assignee or actor.holds(*SUPERVISORS, office_id=task.office_id):
        return ALLOWED
    if not may_see_instance(view, actor, task.instance_id, task.office_id):
        return HIDDEN
    return forbidden("task_taken", "Someone else has taken this task.")


def see_dossier(view: View, actor: Actor, about: object) -> Verdict:
    """Everybody of the office sees its dossiers; people of a unit see what the unit proposed."""
    dossier = cast(Dossier, about)
    return ALLOWED if _sees(actor, dossier.office_id, dossier.unit_id) else HIDDEN


def see_document(view: View, actor: Actor, about: object) -> Verdict:
    """Everybody of the office; people of a unit those that are meant for the proposer."""
    document = cast(Document, about)
    if actor.holds_at_office(document.office_id):
        return ALLOWED
    if document.kind not in FOR_PROPOSERS or not actor.held:
        return HIDDEN
    unit_id = dossier_of(view, document.instance_id).unit_id
    return ALLOWED if any(held.at == unit_id for held in actor.held) else HIDDEN


def cancel_instance(view: View, actor: Actor, about: object) -> Verdict:
    """Head of office and administrators end a case before its end, also one that stands still."""
    instance = cast(OfOffice, about)
    if actor.holds("head_of_office", "admin", office_id=instance.office_id):
        return ALLOWED
    return _refuse(actor, instance.office_id, ("head_of_office", "admin"))


def migrate(_view: View, actor: Actor, about: object) -> Verdict:
    """Running cases change to another version by the hand of their own office's administrator."""
    if not actor.holds("admin"):
        return forbidden("not_your_position", "This is for %(positions)s.", positions="admin")
    offices = cast(Migration, about).offices
    return ALLOWED if all(actor.holds("admin", office_id=one) for one in offices) else HIDDEN


def file_dossier(_view: View, actor: Actor, about: object) -> Verdict:
    """A unit files for itself; the intake clerk files for a unit without an account."""
    filing = cast(Dossier, about)
    if any(held.position == "nominator" and held.at == filing.unit_id for held in actor.held):
        return ALLOWED
    if actor.holds("intake_clerk", office_id=filing.office_id):
        return ALLOWED
    return _refuse(actor, filing.office_id, ("nominator", "intake_clerk"))


def edit_procedure(view: View, actor: Actor, about: object) -> Verdict:
    """Administrators draw every procedure, others those they were given."""
    draft = cast(Draft, about)
    if actor.holds("admin", office_id=draft.office_id):
        return ALLOWED
    if not actor.holds_at_office(draft.office_id):
        return HIDDEN
    if may_edit(view, office_id=draft.office_id, key=draft.key, person_id=actor.id):
        return ALLOWED
    return forbidden("not_editor", "You have not been given the right to edit this procedure.")


def import_procedure(view: View, actor: Actor, about: object) -> Verdict:
    """Files are judged and taken in for whoever may draw anything at all."""
    office_id = cast(OfOffice, about).office_id
    if actor.holds("admin", office_id=office_id):
        return ALLOWED
    if not actor.holds_at_office(office_id):
        return HIDDEN
    if keys_of(view, office_id=office_id, person_id=actor.id):
        return ALLOWED
    return forbidden("not_editor", "You have not been given the right to edit this procedure.")


def deploy_alone(_view: View, actor: Actor, _about: object) -> Verdict:
    """Nobody: an office publishes what a second person has looked at. The operator stands apart."""
    if not actor.holds("admin"):
        return forbidden("not_your_position", "This is for %(positions)s.", positions="admin")
    return forbidden("second_person", "Hand it in as a draft; a second person has to agree.")


def decide_on_succession(_view: View, actor: Actor, about: object) -> Verdict:
    """A second person of the office that ends: not whoever put the act forward."""
    act = cast(Succession, about)
    if not actor.holds(*DECIDE_ON_SUCCESSION, office_id=act.office_id):
        return _refuse(actor, act.office_id, DECIDE_ON_SUCCESSION)
    if act.proposed_by in actor.selves:
        return forbidden("own_act", "You put this act forward; somebody else has to agree to it.")
    return ALLOWED


def review_procedure(view: View, actor: Actor, about: object) -> Verdict:
    """A second person looks at a draft: nobody who drew in it or handed it in."""
    draft = cast(Draft, about)
    if not actor.holds(*REVIEWERS, office_id=draft.office_id):
        return _refuse(actor, draft.office_id, REVIEWERS)
    if actor.selves & savers_of(view, draft.id):
        return forbidden("own_draft", "You drew in this draft; somebody else has to review it.")
    return ALLOWED


def see_own_law(_view: View, actor: Actor, about: object) -> Verdict:
    """Own values are seen at the office that proposed them, those of the province everywhere."""
    if isinstance(about, OwnValue) and about.setter is Setter.PROVINCE:
        return ALLOWED if any(held.at == held.office_id for held in actor.held) else HIDDEN
    return ALLOWED if actor.holds_at_office(cast(OfOffice, about).office_id) else HIDDEN


def propose_law(view: View, actor: Actor, about: object) -> Verdict:
    """Administrators, for their own office; what the province decides is its own office's."""
    proposing = cast(Proposing, about)
    if not actor.holds("admin", office_id=proposing.office_id):
        return _refuse(actor, proposing.office_id, ("admin",))
    if proposing.setter is Setter.PROVINCE and proposing.province_has_office:
        return forbidden("province_sets", "What the province decides is entered by its own office.")
    return ALLOWED


def decide_on_proposal(_view: View, actor: Actor, about: object) -> Verdict:
    """A second person of the office that proposed, never the one who proposed."""
    proposed = cast(Proposal, about)
    if not actor.holds(*REVIEWERS, office_id=proposed.office_id):
        return _refuse(actor, proposed.office_id, REVIEWERS)
    if proposed.proposed_by in actor.selves:
        return forbidden("own_proposal", "You proposed this; somebody else has to decide about it.")
    return ALLOWED


def decline_proposal(view: View, actor: Actor, about: object) -> Verdict:
    """Who may decide about a proposal, and whoever made it and takes it back."""
    proposed = cast(Proposal, about)
    if proposed.proposed_by in actor.selves and actor.holds("admin", office_id=proposed.office_id):
        return ALLOWED
    return decide_on_proposal(view, actor, about)


def may_see_instance(view: View, actor: Actor, instance_id: str, office_id: str) -> bool:
    """Whether the instance is visible at all: by office, or by the proposing unit."""
    if actor.holds_at_office(office_id):
        return True
    if not actor.held:
        return False
    return _sees(actor, office_id, dossier_of(view, instance_id).unit_id)


def _sees(actor: Actor, office_id: str, unit_id: str) -> bool:
    return actor.holds_at_office(office_id) or any(held.at == unit_id for held in actor.held)


def _refuse(actor: Actor, office_id: str, positions: tuple[str, ...]) -> Verdict:
    if not any(held.office_id == office_id for held in actor.held):
        return HIDDEN
    return forbidden(
        "not_your_position", "This is for %(positions)s.", positions=", ".join(positions)
    )


RULES: dict[str, Rule] = {
    "task.claim": work_on_task,
    "task.complete": work_on_task,
    "task.return": work_on_task,
    "task.release": release_task,
    "task.assign": assign_task,
    "instance.cancel": cancel_instance,
    "gate.override": holding("award_officer", "council_secretary", *SUPERVISORS),
    "gate.confirm": holding("head_of_office", "chairman", "vice_chairman"),
    "gate.withdraw": holding(
        "award_officer", "council_secretary", "chairman", "vice_chairman", *SUPERVISORS
    ),
    "procedure.deploy": deploy_alone,
    "migration.see": holding("admin"),
    "migration.begin": migrate,
    "migration.undo": migrate,
    "procedure.see": of_office,
    "procedure.edit": edit_procedure,
    "procedure.import": import_procedure,
    "procedure.review": review_procedure,
    "procedure.publish": holding("admin"),
    "procedure.grant": holding("admin"),
    "honours.see": of_office,
    "law.see": anybody,
    "law.own": see_own_law,
    "law.propose": propose_law,
    "law.approve": decide_on_proposal,
    "law.decline": decline_proposal,
    "calendar.see": of_office,
    "people.see": holding("admin", "head_of_office"),
    "people.add": holding("admin"),
    "people.position": holding("admin"),
    "people.end_position": holding("admin"),
    "people.account": holding("admin"),
    "people.password": holding("admin"),
    "people.token": holding("admin"),
    "people.identify": holding("admin"),
    "people.close": holding("admin"),
    "people.reopen": holding("admin"),
    "incident.see": holding("admin", *SUPERVISORS),
    "incident.retry": holding("admin"),
    "incident.resolve": holding("admin"),
    "incident.correct": holding("admin"),
    "incident.restore": holding("admin"),
    "incident.close": cancel_instance,
    "dossier.file": file_dossier,
    "dossier.see": see_dossier,
    "dossier.explain_lateness": holding("award_officer", "head_of_office"),
    "opinion.send": anybody,
    "opinion.moderate": within("award_officer", "head_of_office"),
    "opinion.answer": within("award_officer", "head_of_office"),
    "nominee.hold": holding("award_officer", "head_of_office"),
    "nominee.release": holding("award_officer", "head_of_office"),
    "council.see": within(
        "council_member",
        "council_chair",
        "council_secretary",
        "award_officer",
        "head_of_office",
        "manager",
        "chairman",
        "vice_chairman",
        "admin",
    ),
    "council.compose": within("admin", "head_of_office"),
    "council.plan": within("council_secretary"),
    "council.open": within("council_secretary", "council_chair"),
    "council.attendance": within("council_secretary"),
    "council.vote": within("council_member", "council_chair", "council_secretary"),
    "council.invite": within("council_secretary"),
    "council.proxy": within("council_secretary"),
    "council.written_vote": within("council_secretary"),
    "council.correct_written_vote": within("council_secretary"),
    "council.choose": within("chairman", "vice_chairman"),
    "council.close": within("council_secretary", "council_chair"),
    "council.cancel": within("council_secretary", "council_chair"),
    "office.see_succession": within("admin", "head_of_office", "chairman"),
    "office.propose_succession": holding("admin"),
    "office.approve_succession": decide_on_succession,
    "office.decline_succession": holding("admin", "head_of_office", "chairman"),
    "package.see": within("registry_clerk", "award_officer", "intake_clerk", "admin"),
    "package.trust": holding("admin"),
    "package.distrust": holding("admin"),
    "package.receive": holding("registry_clerk", "award_officer", "intake_clerk"),
    "package.take_out": holding("registry_clerk", "award_officer"),
    "calendar.propose": holding("admin"),
    "calendar.approve": decide_on_proposal,
    "calendar.decline": decline_proposal,
    "office.supervise": holding(*OVERSIGHT),
    "dossier.remind": holding(*OVERSIGHT),
    "journal.see": holding("manager", "head_of_office", "admin", "chairman"),
    "demo.advance": anybody,
    "document.prepare": holding(*PAPER_MAKERS),
    "document.open": see_document,
    "document.issue": holding("registry_clerk", "award_officer"),
    "document.correct": holding("registry_clerk", "head_of_office"),
    "document.sign": holding("chairman", "vice_chairman"),
    "document.printer": holding("award_officer", "registry_clerk", "admin"),
    "document.template": holding("admin"),
    "delegation.enter": holding("admin", "head_of_office"),
    "delegation.end": holding("admin", "head_of_office", "chairman"),
    "certificate.enter": holding("admin"),
    "certificate.revoke": holding("admin"),
    "signature.mode": holding("admin"),
    "signature.see": holding("admin", "head_of_office", "chairman", "vice_chairman"),
    "register.see": of_office,
    "register.cancel": holding("registry_clerk", "head_of_office"),
}
