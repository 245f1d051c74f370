"""The office's business as the engine asks for it: law, facts, people and rows of an instance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from engine.actors import Actor
from engine.admission import Catalogue
from engine.beginnings import Beginning
from engine.calendar import Calendar
from engine.clock import local
from engine.context import Context
from engine.days import calendar_of
from engine.deadlines import DeadlineRules
from engine.definitions import Definition
from engine.errors import NotFound, WrongState
from engine.forms import FormRow, Validated
from engine.gates import Gate
from engine.instances import Instance, UserTask
from engine.lifecycle import InstanceState
from engine.live import LiveInstance
from engine.registry import LawFact, Verdict
from engine.view import View
from workflows import (
    attachments,
    authority,
    companion,
    considering,
    editions,
    eligibility,
    evidence,
    signing,
    superiors,
)
from workflows.dossiers import DossierState, change, dossier_of
from workflows.drawn_law import DrawnLaw
from workflows.facts import FACTS, facts_of
from workflows.intake import end_dossier
from workflows.law import Edition, LawBook, LawValue, deadline_rules
from workflows.law.values import spelled
from workflows.nominees import Outcome, answered, nominees_of, rewrite
from workflows.procedures import GATE_OPENERS, PAPERS, REQUIRED_GATES, ROLES
from workflows.provisions import provisions_of
from workflows.sent_messages import sent_in_force
from workflows.submissions import keep_rows, readable_day
from workflows.submitting import SIGNING_FORM as SUBMISSION_SIGNED
from workflows.superiors import ANSWER_FORM
from workflows.tables.dossiers import dossier
from workflows.tables.offices import office

OWN_ROW = "This row names you; somebody else has to decide about it."


class WithTheSuperior(WrongState):
    """%(office)s considers this dossier; have it sent back first, then it can be ended here."""


class AwardBusiness:
    """Implements `engine.registry.Business` for award dossiers."""

    facts_root = "dossier"
    companion = companion.COMPANION

    def may(self, view: View, actor: Actor, action: str, about: object) -> Verdict:
        return authority.may(view, actor, action, about)

    def catalogue(self, view: View) -> Catalogue:
        """What drawings may name: roles, gates, topics, law keys, facts."""
        registry = view.registry
        law = DrawnLaw.of(editions.book(view), local(view.now).date())
        return Catalogue(
            gates=frozenset(registry.gates),
            topics=frozenset(registry.topics),
            roles=ROLES,
            procedures=None,
            facts_root=self.facts_root,
            facts=FACTS,
            variables=frozenset(name for topic in registry.topics.values() for name in topic.sets),
            rules=frozenset(LawBook.load().rules),
            has_law=law.holds,
            budget_hours=law.hours,
            law_places=law.places,
            beginnings=frozenset({considering.MESSAGE}),
            sent_elsewhere=lambda name: name in sent_in_force(view),
            required_gates=REQUIRED_GATES,
            gate_openers=GATE_OPENERS,
            papers=PAPERS,
        )

    def members(self, view: View, instance: Instance, group: str) -> Sequence[str]:
        """`role` at the dossier's office, `unit:role` at the proposing unit, `superior:role`."""
        place, _, role = group.rpartition(":")
        if place == "":
            return [f"{role}@{instance.office_id}"]
        if place == "unit":
            return [f"{role}@{dossier_of(view, instance.id).unit_id}"]
        superior = view.connection.execute(
            select(office.c.superior_id).where(office.c.id == instance.office_id)
        ).scalar_one_or_none()
        return [f"{role}@{superior}"] if superior else []

    def asked_by(self, view: View, instance: Instance) -> str | None:
        """The unit that proposes; a case that carries no dossier is no unit's."""
        try:
            return dossier_of(view, instance.id).unit_id
        except NotFound:
            return None

    def law(self, view: View, instance: Instance, key: str) -> LawFact:
        return _fact(self.edition(view, instance)[key], key)

    def provisions(self, view: View, instance: Instance, gate: Gate) -> Sequence[LawFact]:
        dossier = dossier_of(view, instance.id)
        return [_fact(value) for value in provisions_of(view, dossier, gate)]

    def facts(self, view: View, instance: Instance) -> Mapping[str, object]:
        return facts_of(view, instance)

    def calendar(self, view: View) -> Calendar:
        return calendar_of(view)

    def deadline_rules(self, view: View, instance: Instance) -> DeadlineRules:
        edition = self.edition(view, instance)
        return view.once(("deadline rules", edition.address), lambda: deadline_rules(edition))

    def rows(self, view: View, instance: Instance, actor: Actor) -> Sequence[FormRow]:
        """The nominees as rows of a form; one's own row is locked (conflict of interest)."""
        dossier = dossier_of(view, instance.id)
        law = eligibility.law_of(editions.edition_of(view, dossier))
        return [
            FormRow(
                id=row.id,
                label=f"{row.ordinal}. {row.name}",
                facts={
                    "ordinal": str(row.ordinal),
                    "name": row.name,
                    "title": row.title,
                    "unit_name": row.unit_name,
                    "locality": row.locality,
                    "achievement": row.achievement,
                    "award": row.award,
                    "kind": row.kind,
                    "outcome": "" if row.outcome is Outcome.PROPOSED else row.outcome.value,
                    "outcome_note": row.outcome_note,
                },
                locked=OWN_ROW if row.subject_id == actor.identity else "",
                about={"kind": row.kind, "award": row.award},
                law=law,
            )
            for row in nominees_of(view, dossier.id)
        ]

    def handed_in(self, context: Context, task: UserTask, answers: Validated) -> None:
        """Files become part of the dossier; a grid's answers become what is said of nominees."""
        kinds = _kinds_of_files(task.form_key, answers)
        attachments.bind(context, answers.files, task.instance_id, kinds=kinds)
        if task.form_key == SUBMISSION_SIGNED:
            _require_day_of_signature(context, task, answers)
        if not answers.rows:
            return
        if task.form_key == ANSWER_FORM:  # It is the superior's, and kept as that.
            keep_rows(context, task.instance_id, ANSWER_FORM, answers.rows)
            return
        dossier = dossier_of(context, task.instance_id)
        found = eligibility.judged(
            context,
            context.instance(task.instance_id).record,
            form=answers.values,
            answers=answers.rows,
        )
        rows = [
            replace(
                answered(row, answers.rows[row.id]),
                findings=[one.to_json() for one in found.get(row.id, ())],
            )
            for row in nominees_of(context, dossier.id)
            if row.id in answers.rows
        ]
        rewrite(context, dossier.id, rows)

    def begin(self, context: Context, definition: Definition, beginning: Beginning) -> LiveInstance:
        """A submission from below begins a dossier; every other is filed by people."""
        return considering.begin(context, definition, beginning)

    def moved(self, context: Context, instance: Instance) -> None:
        """A cancelled instance ends its dossier; every other end is drawn as a step."""
        if instance.state is not InstanceState.CANCELLED:
            return
        about = dossier_of(context, instance.id)
        by = superiors.considered_by(context, about)
        if by is not None:
            raise WithTheSuperior(office=by)
        if not about.is_ended:
            end_dossier(context, context.instance(instance.id), DossierState.CANCELLED, "")

    def rebound(self, context: Context, instance: Instance) -> None:
        """The dossier names the version that its procedure runs on."""
        change(context, dossier_of(context, instance.id), definition_id=instance.definition_id)

    def names(self, view: View, instance_ids: Sequence[str]) -> Mapping[str, str]:
        """Dossiers are called by their code."""
        rows = view.connection.execute(
            select(dossier.c.instance_id, dossier.c.code).where(
                dossier.c.instance_id.in_(list(instance_ids))
            )
        )
        return {row.instance_id: row.code for row in rows}

    def edition(self, view: View, instance: Instance) -> Edition:
        """The law that the instance's dossier goes by."""
        return editions.edition_of(view, dossier_of(view, instance.id))


def _require_day_of_signature(context: Context, task: UserTask, answers: Validated) -> None:
    """A submission is signed like a decision: not before what it goes by was there."""
    signed_on = readable_day(answers.values, "signed_on")
    if answers.values.get(signing.RESULT) == signing.SIGNED and signed_on is not None:
        dossier = dossier_of(context, task.instance_id)
        proven = evidence.complete_since(evidence.continuing(context, dossier.id), context.now)
        signing.require_not_too_early(signed_on, dossier.regime_date, proven)


def _kinds_of_files(form_key: str, answers: Validated) -> Mapping[str, str]:
    """File id to the field of the form that asked for it, which is what the file is."""
    files = set(answers.files)
    return {
        key: f"{form_key}.{name}"
        for name, value in answers.values.items()
        if isinstance(value, list | tuple)
        for key in value
        if isinstance(key, str) and key in files
    }


def _fact(value: LawValue, key: str = "") -> LawFact:
    return LawFact(key or value.entry, _plain(value.value), value.rule, value.mark.value)


def _plain(value: object) -> object:
    """What expressions see: budgets and shares in their notation, everything else as it is."""
    if isinstance(value, str | bool | int):
        return value
    return spelled(value)  # type: ignore[arg-type]  # every law value has a spelling
