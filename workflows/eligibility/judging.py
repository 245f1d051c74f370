"""A table of criteria, asked of each nominee of a dossier: PASS, WARN, HOLD or FAIL, and why.

Which table it is the drawing says, on the step that appraises (`camunda:decisionRef`); it belongs
to the version on which the dossier runs. Numbers come from the dossier's own law: what the law of
a regime does not have is null there, and no rule of the table fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

from engine.canonical import canonical
from engine.context import Context
from engine.decisions import DecisionModel
from engine.definitions import Definition
from engine.errors import ModelError
from engine.host_functions import working_days_on
from engine.instances import Instance
from engine.model import ElementKind
from engine.view import View
from workflows.dossiers import dossier_of
from workflows.editions import edition_of
from workflows.eligibility.facts import by_subject, facts_of, of_the_list
from workflows.eligibility.known import Known, known_of, of_unit
from workflows.eligibility.verdicts import Criterion, Verdict
from workflows.law import Edition, LawBook
from workflows.law.values import Value, spelled
from workflows.nominees import Answers, Nominee, answered, nominees_of


@dataclass(frozen=True, slots=True)
class Criteria:
    """The table that a version of a procedure judges nominees by."""

    model: DecisionModel
    decision: str


def know(view: View, instance_id: str, definition: Definition) -> None:
    """Let a page's view know the version of an instance, which a command knows by itself."""
    view.once(("criteria", instance_id), lambda: _criteria(definition))


def judged(
    view: View, instance: Instance, *, form: Mapping[str, object], answers: Answers
) -> Mapping[str, Sequence[Criterion]]:
    """What the table says of every row, as the form that is being filled in has it.

    Empty where the drawing names no table.
    """
    criteria = _table(view, instance)
    if criteria is None:
        return {}
    dossier = dossier_of(view, instance.id)
    rows = [answered(row, answers.get(row.id, {})) for row in nominees_of(view, dossier.id)]
    edition, calendar = edition_of(view, dossier), view.registry.business.calendar
    functions = {"law": law_of(edition), **working_days_on(lambda: calendar(view))}
    plain_form = {name: value for name, value in form.items() if isinstance(value, int | str)}

    def ask(facts: Mapping[str, object]) -> Sequence[Criterion]:
        context = {"nominee": facts, "form": plain_form}
        decided = criteria.model.decide(criteria.decision, context, functions)
        return _criteria_of(edition, decided.result)

    of_all = of_the_list(rows, partial(of_unit, view, dossier))
    return _each(rows, known_of(view, dossier), of_all, ask)


def _each(
    rows: Sequence[Nominee],
    known: Known,
    of_all: Mapping[str, object],
    ask: Callable[[Mapping[str, object]], Sequence[Criterion]],
) -> Mapping[str, Sequence[Criterion]]:
    """What is said of every row, asked once of rows that have the same facts."""
    listed = by_subject(rows)
    made: dict[str, Sequence[Criterion]] = {}
    found: dict[str, Sequence[Criterion]] = {}
    for row in rows:
        facts = facts_of(known, row, listed)
        key = canonical(facts)
        if key not in made:  # Long lists say the same of most rows.
            made[key] = ask({**facts, **of_all})
        found[row.id] = made[key]
    return found


def _criteria_of(edition: Edition, result: object) -> Sequence[Criterion]:
    entries = result if isinstance(result, list) else [result]
    known, found = LawBook.load().keys(), []
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise ModelError("A table of criteria has to give law, verdict, reason and reason_en.")
        cited = str(entry.get("law"))
        if cited not in edition and cited in known:
            continue  # What another regime asks of nominees is no criterion of this one.
        law = edition[cited]
        found.append(
            Criterion(
                rule=law.rule,
                law=law.key,
                verdict=Verdict(str(entry.get("verdict"))),
                reason=str(entry.get("reason") or ""),
                reason_en=str(entry.get("reason_en") or ""),
                mark=law.mark,
                citation=law.citation,
            )
        )
    return tuple(found)


def law_of(edition: Edition) -> Callable[[str], object]:
    """`law(key)` as tables ask it: nothing where the law holds no value."""

    def law(key: str) -> object:
        found = edition.find(key)
        return None if found is None else as_feel(found.value)

    return law


def as_feel(value: Value) -> object:
    """A value of the law as tables reckon with it: shares as numbers, words as lists."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, str | bool | int | Decimal):
        return value
    return spelled(value)


def _table(view: View, instance: Instance) -> Criteria | None:
    return view.once(("criteria", instance.id), lambda: _of_command(view, instance))


def _of_command(view: View, instance: Instance) -> Criteria | None:
    if not isinstance(view, Context):
        raise ModelError("A page has to say on which version the dossier runs.")
    return _criteria(view.definitions.get(view, instance.definition_id))


def _criteria(definition: Definition) -> Criteria | None:
    """The table that a step done by people names."""
    for process in definition.executable.processes.values():
        for element in process.elements.values():
            if element.kind is ElementKind.USER_TASK and element.decision_ref:
                return Criteria(definition.decision(element.decision_ref), element.decision_ref)
    return None
