"""What a proposed value would do: drawings it breaks, what changes, which dossiers keep theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from engine.admission import Catalogue, Reading, check_law, read
from engine.clock import local
from engine.definitions import DIAGRAM_SUFFIX
from engine.model import Problem, Severity
from engine.tables import resource
from engine.view import View
from workflows import editions
from workflows.dossiers import ENDED
from workflows.drawn_law import HOURS_A_DAY, STEP_BUDGETS, DrawnLaw
from workflows.law import LawBook, LawValue
from workflows.law.book import PROCEDURE_LIMIT
from workflows.law.deadline_rules import typed
from workflows.law.leeway import measure
from workflows.own_law.stored import OwnValue, law_row
from workflows.queries.procedures import Version, procedures
from workflows.tables.dossiers import dossier

TIMES = (PROCEDURE_LIMIT, STEP_BUDGETS)
"""Keys on whose values a drawing can founder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A deployed drawing that the law would not admit any more, and why."""

    key: str
    name: str
    name_en: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A value that would be another one: the one proposed, or one that hangs on it."""

    procedure: str
    before: LawValue | None
    after: LawValue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """All that the second person should know before agreeing."""

    broken: tuple[Broken, ...]
    changed: tuple[Changed, ...]
    keep: int
    """Running dossiers that were accepted: they keep the law they began with."""
    follow: int
    """Dossiers not yet accepted: they will go by the law of the day of their acceptance."""


def effects_of(view: View, own: OwnValue) -> Effects:
    keep, follow = _dossiers(view, own)
    return Effects(
        broken=broken_by(view, own),
        changed=tuple(_changes(view, own)),
        keep=keep,
        follow=follow,
    )


def broken_by(view: View, own: OwnValue) -> tuple[Broken, ...]:
    """Deployed drawings that today are admitted and with the value would not be."""
    before, after = editions.book(view), _with(view, own)
    versions = _concerned(view, own)
    catalogue = view.registry.business.catalogue(view)
    found: dict[str, Broken] = {}
    for deployment_id, reading in _drawings(view, {one.deployment_id for one in versions}):
        of_it = {one.key: one for one in versions if one.deployment_id == deployment_id}
        for day in _days(view, after, own):
            known, told = (
                check_law(reading, _knowing(catalogue, _law(book, day, own)), of_it)
                for book in (before, after)
            )
            for key, problems in told.items():
                _note(found, of_it[key], [one for one in problems if one not in known[key]])
    for version in versions:
        if _is_crowded(after, own, version.procedure) > _is_crowded(before, own, version.procedure):
            _note(found, version, [replace(CROWDED, file=version.file, element=version.key)])
    return tuple(found[key] for key in sorted(found))


CROWDED = Problem(
    severity=Severity.ERROR,
    rule="publication-fits",
    message="The list has to be public longer than the step of its publication may take",
    hint="Give the step more time, within the limit of the procedure.",
)


def _concerned(view: View, own: OwnValue) -> list[Version]:
    """The newest drawing of every procedure that the value is for."""
    newest = [one.newest for one in procedures(view) if one.newest.procedure]
    return [one for one in newest if own.procedure in ("", one.procedure)]


def _law(book: LawBook, day: date, own: OwnValue) -> DrawnLaw:
    """The law where the value holds: at its office, or everywhere."""
    return DrawnLaw(book, day, (own.place,)) if own.place else DrawnLaw.of(book, day)


def _knowing(catalogue: Catalogue, law: DrawnLaw) -> Catalogue:
    return replace(catalogue, has_law=law.holds, budget_hours=law.hours, law_places=law.places)


def _days(view: View, book: LawBook, own: OwnValue) -> list[date]:
    """The day from which it would hold, and every later day on which limits or steps change."""
    first = max(own.valid_from, local(view.now).date())
    later = {row.since for row in book.rows() if row.key.startswith(TIMES) and row.since > first}
    return sorted({first, *later})


def _is_crowded(book: LawBook, own: OwnValue, procedure: str) -> bool:
    """Whether the step in which a list is public leaves no time to put it up and take it down."""
    edition = book.on(own.valid_from, procedure, office=own.place)
    period, step = edition.get("publication.period"), edition.get("step.publish")
    if period is None or step is None:
        return False
    hours = typed(edition[HOURS_A_DAY], int)
    needed, given = (measure(one.value, hours_per_day=hours) for one in (period, step))
    return needed is not None and given is not None and needed[0] == given[0] and needed >= given


def _note(found: dict[str, Broken], version: Version, problems: Sequence[Problem]) -> None:
    known = found[version.key].problems if version.key in found else ()
    fresh = tuple(one for one in problems if one not in known)
    if fresh:
        found[version.key] = Broken(
            key=version.key,
            name=version.name,
            name_en=version.name_en,
            problems=(*known, *fresh),
        )


def _drawings(view: View, deployments: set[str]) -> Iterator[tuple[str, Reading]]:
    """The diagrams of each deployment: a deployment is complete in itself."""
    for key in sorted(deployments):
        rows = view.connection.execute(
            select(resource.c.name, resource.c.content)
            .where(
                resource.c.deployment_id == key,
                resource.c.name.endswith(DIAGRAM_SUFFIX, autoescape=True),
            )
            .order_by(resource.c.name)
        )
        yield key, read({row.name: row.content for row in rows})


def _changes(view: View, own: OwnValue) -> Iterator[Changed]:
    before, after = editions.book(view), _with(view, own)
    drawn = {one.procedure for one in _concerned(view, own)}
    for procedure in sorted({own.procedure} if own.procedure else drawn):
        old, new = (
            book.on(own.valid_from, procedure, office=own.place).values for book in (before, after)
        )
        for entry in sorted({*old, *new}):
            one, other = old.get(entry), new.get(entry)
            if (one and one.value) != (other and other.value):
                yield Changed(procedure=procedure, before=one, after=other)


def _with(view: View, own: OwnValue) -> LawBook:
    book = editions.book(view)
    return book.with_published([law_row(book, own)])


def _dossiers(view: View, own: OwnValue) -> tuple[int, int]:
    query = select(
        func.count(dossier.c.law_edition_id),
        func.count(dossier.c.id) - func.count(dossier.c.law_edition_id),
    ).where(dossier.c.state.not_in([state.value for state in ENDED]))
    if own.place:
        query = query.where(dossier.c.office_id == own.place)
    if own.procedure:
        query = query.where(dossier.c.procedure == own.procedure)
    keep, follow = view.connection.execute(query).one()
    return int(keep), int(follow)
