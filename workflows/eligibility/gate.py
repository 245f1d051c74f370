"""The gate on an appraisal: nobody is eligible against the criteria that are certain in law."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.errors import Bilingual
from engine.gates import Finding, Gate, GateContext, allow, not_yet, refuse
from engine.reasons import SHORTEST_REASON
from workflows import evidence
from workflows.appraisal import proposes
from workflows.dossiers import dossier_of
from workflows.eligibility.judging import judged
from workflows.eligibility.verdicts import Criterion
from workflows.nominees import Nominee, Outcome, answered, answers_typed, nominees_of

EXCEPTION = "exception_reason"
"""The column in which an officer says why somebody is proposed all the same."""


def criteria_met(context: GateContext) -> Finding:
    """No row that is called eligible fails what is certain, or has to be held (R-ELIG)."""
    if not proposes(context.submission):
        return not_yet()
    rows, found = _as_typed(context)
    eligible = [row for row in rows if row.outcome is Outcome.ELIGIBLE]
    for reason, applies in _REFUSALS:
        concerned = [
            (row, [one for one in found.get(row.id, ()) if applies(row, one)]) for row in eligible
        ]
        named = [_named(row, criteria) for row, criteria in concerned if criteria]
        if named:
            return refuse(reason, who="award_officer", count=len(named), names=_shortened(named))
    if not eligible and any(row.outcome is Outcome.PROPOSED for row in rows):
        return not_yet()
    return allow(nominees=len(eligible))


def _as_typed(
    context: GateContext,
) -> tuple[Sequence[Nominee], Mapping[str, Sequence[Criterion]]]:
    """The rows with what is being typed on a page, else as they were handed in."""
    dossier = dossier_of(context.view, context.instance.id)
    rows = nominees_of(context.view, dossier.id)
    answers = answers_typed(context.submission)
    if answers is None:
        stored = {row.id: [Criterion.from_json(one) for one in row.findings] for row in rows}
        return rows, stored
    found = judged(context.view, context.instance, form=context.submission, answers=answers)
    return [answered(row, answers.get(row.id, {})) for row in rows], found


def _bars(_row: Nominee, criterion: Criterion) -> bool:
    return criterion.bars


def _holds(_row: Nominee, criterion: Criterion) -> bool:
    return criterion.holds


def _is_unexplained(row: Nominee, criterion: Criterion) -> bool:
    said = str(row.criteria.get(EXCEPTION) or "")
    return criterion.doubts and len(said.strip()) < SHORTEST_REASON


_REFUSALS: tuple[tuple[str, Callable[[Nominee, Criterion], bool]], ...] = (
    ("not_met", _bars),
    ("to_be_held", _holds),
    ("unexplained", _is_unexplained),
)


def _named(row: Nominee, criteria: Sequence[Criterion]) -> Bilingual:
    """Who, and each criterion in words: `1. Lò Văn An (R-ELIG-01: only 8 months of work)`."""
    vi, en = (
        "; ".join(dict.fromkeys(f"{one.rule}: {one.in_language(language)}" for one in criteria))
        for language in ("vi", "en")
    )
    return Bilingual(f"{row.ordinal}. {row.name} ({vi})", f"{row.ordinal}. {row.name} ({en})")


def _shortened(named: Sequence[Bilingual]) -> Sequence[Bilingual | str]:
    more = ["…"] if len(named) > evidence.NAMES_SHOWN else []
    return [*named[: evidence.NAMES_SHOWN], *more]


CRITERIA_MET = Gate(
    key="criteria_met",
    title="Criteria of the award",
    # The one condition of every award in every regime; each refusal names the rules it rests on.
    rule="R-ELIG-14",
    law="eligibility.hold_reasons",
    predicate=criteria_met,
    # A reason is written, a finding awaited, or the row concluded otherwise.
    absolute=frozenset({"not_met", "to_be_held", "unexplained"}),
    reasons={
        "not_met": "Not to be called eligible, for want of a criterion of the law (%(count)s): "
        "%(names)s.",
        "to_be_held": "To be held until a written finding (%(count)s): %(names)s.",
        "unexplained": "For %(count)s on the list a criterion is not met that is not certain in "
        "law; say why they are proposed all the same: %(names)s.",
    },
)
