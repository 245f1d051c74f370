"""How a task is shown: what its page and its preview draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import current_app, url_for

from engine.clock import local
from engine.errors import FieldError
from engine.forms import FormRow
from engine.instances import UserTask
from engine.model import Element
from forms import FormView
from forms import view as form_view
from forms.validator import definition_of
from forms.views import FieldView
from web.criteria_words import criteria_in_words, said_below_in_words
from web.requests import actor, view
from web.shown_clocks import shown_bar, shown_deadline
from web.shown_council import way_to_council
from web.shown_gates import shown_gate, shown_rule
from web.wording import gettext, in_language, language
from workflows.awards import award_name
from workflows.dossiers import Dossier
from workflows.eligibility import EXCEPTION, Criterion
from workflows.parts import LAW, parts_of
from workflows.queries.from_below import said_below
from workflows.queries.tasks import GateSeen, TaskPage, criteria_of, files_named

COUNCIL_HAS_NOT_MET = ("council_quorum", "not_met")
"""The gate, and its reason, that a session of the council opens."""

FACT_LABELS = {
    "ordinal": "No.",
    "name": "Name",
    "title": "Job",
    "unit_name": "Unit",
    "locality": "Place",
    "achievement": "Merit in short",
    "award": "Award",
    "kind": "Kind",
    "outcome": "Conclusion",
    "outcome_note": "Reason",
    "criteria": "Criteria",
    "below": "Appraised below",
}
"""What a grid shows beside the answers; English, the catalogue has the Vietnamese."""


def shown_head(shown: TaskPage) -> dict[str, Any]:
    """Title, place in the procedure, who has it, and the two deadlines."""
    task, dossier = shown.task, shown.dossier
    return {
        "title": in_language(task.title, task.title_en),
        "step": element_name(shown.element),
        "code": dossier.code,
        "dossier_title": dossier.title,
        "dossier_url": dossier_url(dossier.code),
        "stage": _stage(shown),
        "taken": _taken(shown),
        "step_deadline": _deadline(shown, "step"),
        "dossier_deadline": _deadline(shown, "dossier"),
        "rules": [shown_rule(rule) for rule in shown.rules],
    }


def shown_clock(shown: TaskPage) -> dict[str, Any] | None:
    """The bar of the dossier's clock, for the preview."""
    seen = shown.deadlines.dossier
    return {**shown_bar(seen), "compact": True} if seen is not None else None


def shown_gates(seen: Sequence[GateSeen], dossier: Dossier) -> list[dict[str, Any]]:
    return [{**shown_gate(one), "way": _way(one, dossier)} for one in seen]


def _way(seen: GateSeen, dossier: Dossier) -> dict[str, Any] | None:
    """Where a shut gate is opened, when that is another page."""
    if seen.finding is None or (seen.gate.key, seen.finding.reason) != COUNCIL_HAS_NOT_MET:
        return None
    return way_to_council(dossier)


def shown_form(
    shown: TaskPage,
    answers: Mapping[str, object],
    stored: Mapping[str, object],
    *,
    errors: Sequence[FieldError] = (),
    readonly: bool = False,
) -> FormView | None:
    """The form with what was typed, and what is judged by it; None for a step without one."""
    if not shown.form_text:
        return None
    definition = definition_of(shown.form_text, shown.task.form_key)
    named = {one.id: one.name for one in shown.files}
    others = {each for each in _file_ids(answers) if each not in named}
    named |= files_named(view(), others, actor(), shown.instance.id)
    criteria = criteria_of(view(), shown, stored)
    made = form_view(
        definition,
        answers,
        language=language(),
        rows=_judged(_in_words(shown.rows, shown.dossier), criteria),
        errors=errors,
        files=named,
        offered=_offered(shown),
        on=local(view().now).date(),
        readonly=readonly,
    )
    return _asking_only_doubted(made, criteria) if shown.element.decision_ref else made


def _asking_only_doubted(form: FormView, criteria: Mapping[str, Sequence[Criterion]]) -> FormView:
    """Why somebody is proposed all the same is asked only beside a criterion that is not met."""
    doubted = {row for row, found in criteria.items() if any(one.doubts for one in found)}
    return replace(form, fields=tuple(_doubted_field(one, doubted) for one in form.fields))


def _doubted_field(field: FieldView, doubted: Collection[str]) -> FieldView:
    rows = tuple(
        row if row.id in doubted else replace(row, cells=tuple(map(_unless_exception, row.cells)))
        for row in field.rows
    )
    return replace(field, rows=rows)


def _unless_exception(cell: FieldView | None) -> FieldView | None:
    """What was typed already stays in sight."""
    asks = cell is not None and cell.key == EXCEPTION and not cell.value and not cell.errors
    return None if asks else cell


def _offered(shown: TaskPage) -> dict[str, Sequence[str]]:
    """The answers that the law of the dossier lets a form offer, by the name of the list."""
    parts = parts_of(view(), shown.dossier)
    return {LAW: parts} if parts else {}


def _in_words(rows: Sequence[FormRow], dossier: Dossier) -> list[FormRow]:
    """Rows with their awards as people call them, and what those below said of them; a unit that
    all share is not said each time."""
    units = {row.facts.get("unit_name", "") for row in rows}
    alike = {"unit_name": ""} if len(units) == 1 else {}
    said = said_below(view(), dossier) if rows else {}
    below = {place: said_below_in_words(one) for place, one in said.items()}
    return [
        replace(
            row,
            facts={
                **row.facts,
                **alike,
                "award": _award(row),
                "below": below.get(int(row.facts.get("ordinal", 0)), ""),
            },
        )
        for row in rows
    ]


def _judged(
    rows: Sequence[FormRow], criteria: Mapping[str, Sequence[Criterion]]
) -> Sequence[FormRow]:
    """Rows with what the table of criteria says of them, beside what has to be said by people."""
    return [
        replace(row, facts={**row.facts, "criteria": criteria_in_words(criteria[row.id])})
        if criteria.get(row.id)
        else row
        for row in rows
    ]


def _award(row: FormRow) -> str:
    return award_name(row.facts.get("award", ""), language())


def fact_labels() -> dict[str, str]:
    return {name: gettext(words) for name, words in FACT_LABELS.items()}


def element_name(element: Element) -> str:
    """A step in the reader's language."""
    return in_language(element.name, element.name_en)


def task_name(task: UserTask) -> str:
    return in_language(task.name, task.name_en)


def dossier_url(code: str) -> str:
    known = "dossiers.show" in current_app.view_functions
    return url_for("dossiers.show", code=code) if known else ""


def _stage(shown: TaskPage) -> str:
    names = [stage.name for stage in shown.definition.stages]
    stage = in_language(shown.task.stage, shown.task.stage_en)
    if shown.task.stage not in names:
        return stage
    number = names.index(shown.task.stage) + 1
    return gettext(
        "Step %(number)s/%(all)s: %(stage)s",
        number=number,
        all=len(names),
        stage=stage,
    )


def _taken(shown: TaskPage) -> str:
    task = shown.task
    if task.assignee is None or not task.is_open:
        return ""
    at = f"{local(task.claimed_at):%H:%M %d/%m/%Y}" if task.claimed_at else ""
    if task.assignee == actor().id:
        return gettext("You took this task at %(time)s", time=at)
    return gettext(
        "%(name)s took this task at %(time)s", name=shown.people.get(task.assignee, ""), time=at
    )


def _deadline(shown: TaskPage, which: str) -> dict[str, Any] | None:
    seen = getattr(shown.deadlines, which)
    if seen is None:
        return None
    address = dossier_url(shown.dossier.code)
    return shown_deadline(seen, how_url=f"{address}#cach-tinh" if address else "")


def _file_ids(answers: Mapping[str, object]) -> set[str]:
    """Whatever may be the id of a file among the answers; others simply name none."""
    return {
        item
        for value in answers.values()
        if isinstance(value, list)
        for item in value
        if isinstance(item, str) and len(item) == 36
    }
