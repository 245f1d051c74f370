"""Nominees: those whom a dossier proposes, each with an outcome of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from engine.canonical import digest
from engine.context import Context
from engine.rows import values_of
from engine.view import View
from workflows.tables.dossiers import nominee


class Outcome(StrEnum):
    """What has become of a nominee so far."""

    PROPOSED = "proposed"
    """Not yet appraised."""
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    """Appraised: does not meet the conditions."""
    HELD = "held"
    """Deferred while something is being looked into (R-ELIG-14, R-PUB-08)."""
    REJECTED = "rejected"
    """Voted down by the council."""
    AWARDED = "awarded"
    REVOKED = "revoked"
    """The award that the dossier is about was taken back."""


CONTINUING = frozenset({Outcome.PROPOSED, Outcome.ELIGIBLE, Outcome.AWARDED})
"""Outcomes with which a nominee goes on: what evidence has to cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominee:
    """One row of a dossier's list: an individual, a collective or a household."""

    id: str
    dossier_id: str
    ordinal: int
    subject_id: str
    kind: str
    name: str
    title: str
    unit_name: str
    locality: str
    achievement: str
    award: str
    note: str
    outcome: Outcome
    outcome_note: str
    content_hash: str
    reward: int | None
    criteria: Mapping[str, object] = field(default_factory=dict)
    """What the appraisal says of the row beside its conclusion: rating, discipline, initiative."""
    findings: Sequence[Mapping[str, object]] = ()
    """How the table of criteria judged the row when it was last appraised."""

    @property
    def continues(self) -> bool:
        return self.outcome in CONTINUING


Answers = Mapping[str, Mapping[str, object]]
"""What a form says of the rows of its grid, by nominee."""

CONCLUSION = ("outcome", "outcome_note")
"""What a grid answers with the conclusion itself."""

_OUTCOMES = frozenset(outcome.value for outcome in Outcome)

_EVIDENCED = (
    "subject_id",
    "kind",
    "name",
    "title",
    "unit_name",
    "locality",
    "achievement",
    "award",
)
"""What a publication shows and a council votes on: a change of it needs new evidence."""


_OF_DOSSIER = (
    select(nominee).where(nominee.c.dossier_id == bindparam("dossier")).order_by(nominee.c.ordinal)
)
_REWRITE = update(nominee).where(
    nominee.c.id == bindparam("nominee"), nominee.c.dossier_id == bindparam("dossier")
)


def content_hash(row: Mapping[str, object]) -> str:
    """What publication and ballot evidence of a nominee is bound to."""
    return digest([row[name] for name in _EVIDENCED])


def nominees_of(view: View, dossier_id: str) -> tuple[Nominee, ...]:
    """The whole list in its order; read once a view."""
    return view.once(("nominees", dossier_id), lambda: _read(view, dossier_id))


def continuing(view: View, dossier_id: str) -> tuple[Nominee, ...]:
    """Those who go on: neither held nor found wanting nor voted down."""
    return tuple(row for row in nominees_of(view, dossier_id) if row.continues)


def answered(row: Nominee, answer: Mapping[str, object]) -> Nominee:
    """A nominee with what a grid says: its conclusion, and beside it whatever else was asked."""
    said = {name: value for name, value in answer.items() if name not in CONCLUSION}
    changed: dict[str, Any] = {"criteria": {**row.criteria, **said}} if said else {}
    if (outcome := answer.get("outcome")) in _OUTCOMES:
        changed["outcome"] = Outcome(str(outcome))
        changed["outcome_note"] = str(answer.get("outcome_note") or "")
    return replace(row, **changed) if changed else row


def answers_typed(submission: Mapping[str, object]) -> Answers | None:
    """What is being typed into the grid of a form; None where rows are stored already."""
    typed = submission.get("nominees")
    if not isinstance(typed, Mapping):
        return None
    return {str(key): answer for key, answer in typed.items() if isinstance(answer, Mapping)}


def answers_stored(rows: Sequence[Nominee]) -> Answers:
    """What the last appraisal said of the rows, as its form would say it again."""
    return {
        row.id: {**row.criteria, "outcome": row.outcome.value, "outcome_note": row.outcome_note}
        for row in rows
        if row.outcome is not Outcome.PROPOSED
    }


def set_outcomes(
    context: Context, dossier_id: str, outcomes: Mapping[str, tuple[Outcome, str]]
) -> None:
    """Write outcome and note of nominees by id, in one statement; what was read follows."""
    known = {row.id: row for row in nominees_of(context, dossier_id)}
    rewrite(
        context,
        dossier_id,
        [
            replace(known[key], outcome=outcome, outcome_note=note)
            for key, (outcome, note) in outcomes.items()
            if key in known
        ],
    )


def rewrite(context: Context, dossier_id: str, rows: Sequence[Nominee]) -> None:
    """Store what was concluded about some nominees, in one statement; what was read follows."""
    if not rows:
        return
    before = nominees_of(context, dossier_id)
    context.connection.execute(
        _REWRITE,
        [
            {
                "nominee": row.id,
                "dossier": dossier_id,
                "outcome": row.outcome.value,
                "outcome_note": row.outcome_note,
                "criteria": dict(row.criteria),
                "findings": [dict(found) for found in row.findings],
            }
            for row in rows
        ],
    )
    context.forget(("nominees", dossier_id), ("evidence", dossier_id))
    changed = {row.id: row for row in rows}
    context.once(
        ("nominees", dossier_id), lambda: tuple(changed.get(row.id, row) for row in before)
    )


def _read(view: View, dossier_id: str) -> tuple[Nominee, ...]:
    return _records(view.connection.execute(_OF_DOSSIER, {"dossier": dossier_id}).all())


def know(view: View, dossier_id: str, rows: Sequence[Row[tuple[object, ...]]]) -> None:
    """Let a view that has read the whole list beside something else know it."""
    view.once(("nominees", dossier_id), lambda: _records(rows))


def _records(rows: Sequence[Row[tuple[object, ...]]]) -> tuple[Nominee, ...]:
    return tuple(_record(row) for row in rows)


def _record(row: Row[tuple[object, ...]]) -> Nominee:
    values = values_of(row, nominee.c)
    values["outcome"] = Outcome(str(values["outcome"]))
    return Nominee(**values)
