"""What somebody who hands in a dossier chooses from, and whom of a list the office knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from engine.actors import Actor
from engine.clock import local
from engine.tables import process_definition, start_event
from engine.view import View
from workflows import editions
from workflows.deciders import DECIDER, own_deciders
from workflows.dossiers import ENDED
from workflows.in_force import repeal
from workflows.law import Edition, LawValue
from workflows.nomination_choices import awards_of
from workflows.parts import LAW
from workflows.subjects import Resemblance, recognise
from workflows.tables.dossiers import dossier, nominee
from workflows.tables.offices import unit
from workflows.workbooks import NominationRow

FILERS = ("nominator", "intake_clerk")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingUnit:
    """A unit for which the person may hand in."""

    id: str
    office_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingProcedure:
    """A procedure that can be started, with what the law says of its papers and its time."""

    key: str
    name: str
    name_en: str
    version: int
    limit: LawValue | None
    target: LawValue | None
    parts: LawValue | None
    is_simplified: bool
    """For unexpected achievements: the day of the achievement counts (R-TIME-15)."""
    is_in_force: bool
    """Whether the law of today has it; what it has not is not offered."""
    awards: Sequence[str]
    deciders: Sequence[LawValue]
    """Who decides about these awards, each once (R-AUTH)."""
    superior_limit: LawValue | None
    """What comes on top of the office's own time where somebody above decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyProposed:
    """A nominee who stands in another dossier that has not ended."""

    ordinal: int
    name: str
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """Whom of a list the office knows."""

    known: int
    resembling: Sequence[Resemblance]
    elsewhere: Sequence[AlreadyProposed]


def units_for(view: View, actor: Actor) -> Sequence[FilingUnit]:
    """A nominator's own units; for an intake clerk every unit of the office."""
    own = {held.at for held in actor.held if held.position == "nominator"}
    offices = {held.office_id for held in actor.held if held.position == "intake_clerk"}
    rows = view.connection.execute(
        select(unit.c.id, unit.c.office_id, unit.c.name)
        .where(unit.c.id.in_(sorted(own)) | unit.c.office_id.in_(sorted(offices)))
        .order_by(unit.c.sort_key, unit.c.id)
    )
    return [FilingUnit(id=row.id, office_id=row.office_id, name=row.name) for row in rows]


def procedures_to_file(view: View, office_id: str) -> Sequence[FilingProcedure]:
    """The newest version of every award procedure, by name."""
    newest = (
        select(process_definition.c.key, func.max(process_definition.c.version).label("version"))
        .group_by(process_definition.c.key)
        .subquery()
    )
    rows = view.connection.execute(
        select(
            process_definition.c.key,
            process_definition.c.name,
            process_definition.c.name_en,
            process_definition.c.version,
            process_definition.c.procedure,
        )
        .join(
            newest,
            (newest.c.key == process_definition.c.key)
            & (newest.c.version == process_definition.c.version),
        )
        .where(
            process_definition.c.procedure != "",
            # What a message from below begins, nobody hands in.
            process_definition.c.key.not_in(select(start_event.c.process_key)),
        )
        .order_by(process_definition.c.key)
    ).all()
    return [
        _procedure(view, office_id, row.key, row.name, row.name_en, row.version, row.procedure)
        for row in rows
    ]


def _procedure(
    view: View,
    office_id: str,
    key: str,
    name: str,
    name_en: str,
    version: int,
    procedure: str,
) -> FilingProcedure:
    today = local(view.now).date()
    edition = editions.book(view).on(today, procedure=procedure, office=office_id)
    simplified = edition.get("procedure.simplified")
    awards = awards_of(edition)
    deciders = _deciders(edition, awards)
    own = own_deciders(view, office_id)
    goes_up = any(one.value not in own for one in deciders)
    return FilingProcedure(
        key=key,
        name=name,
        name_en=name_en,
        version=version,
        limit=edition.get("procedure.limit"),
        target=edition.get("procedure.target"),
        parts=edition.get(LAW),
        is_simplified=simplified is not None and simplified.value is True,
        is_in_force=repeal(edition) is None,
        awards=tuple(awards),
        deciders=deciders,
        superior_limit=edition.get("superior.limit") if goes_up else None,
    )


def _deciders(edition: Edition, awards: Iterable[str]) -> Sequence[LawValue]:
    found = (edition.get(DECIDER, award=award) for award in awards)
    return tuple({str(one.value): one for one in found if one is not None}.values())


def acquaintance(view: View, office_id: str, rows: Sequence[NominationRow]) -> Acquaintance:
    """What somebody should look at before a list is handed in: the same names, the same people."""
    found = recognise(view, office_id, rows)
    by_subject = {one.id: ordinal for ordinal, one in found.same.items()}
    names = {row.ordinal: row.name for row in rows}
    return Acquaintance(
        known=len(found.same),
        resembling=found.resembling,
        elsewhere=_elsewhere(view, by_subject, names),
    )


def _elsewhere(
    view: View, by_subject: Mapping[str, int], names: Mapping[int, str]
) -> Sequence[AlreadyProposed]:
    if not by_subject:
        return ()
    rows = view.connection.execute(
        select(nominee.c.subject_id, dossier.c.code, dossier.c.title)
        .join(dossier, dossier.c.id == nominee.c.dossier_id)
        .where(
            nominee.c.subject_id.in_(list(by_subject)),
            dossier.c.state.not_in([state.value for state in ENDED]),
        )
        .order_by(dossier.c.id)
    )
    made = [
        AlreadyProposed(
            ordinal=by_subject[row.subject_id],
            name=names[by_subject[row.subject_id]],
            code=row.code,
            title=row.title,
        )
        for row in rows
    ]
    return sorted(made, key=lambda one: one.ordinal)
