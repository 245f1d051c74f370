"""What the panel of the studio offers to choose from: every name a drawing may use, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import select

from engine import compiled
from engine.admission import read
from engine.budgets import Budget
from engine.clock import local
from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX, TABLE_SUFFIX
from engine.model import Process
from engine.tables import deployment, resource
from engine.view import View
from forms import FieldKind, FormDefinition, FormField
from forms.reading import read as read_form
from workflows.editions import book
from workflows.law import LawRow
from workflows.law.values import Value, spelled
from workflows.queries.procedures import procedures

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One thing to choose: its key, and how it is called in both languages."""

    key: str
    vi: str
    en: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedField:
    """A field of a form that a condition may ask about."""

    key: str
    vi: str
    en: str
    kind: str
    options: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedForm:
    """A form with the fields that may steer the flow."""

    key: str
    vi: str
    en: str
    fields: tuple[OfferedField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedValue:
    """A value of the law that a condition or table may ask for."""

    key: str
    vi: str
    en: str
    value: Value
    """What it is today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedTopic:
    """A step of the system, with the variables it sets."""

    key: str
    title: str
    """English; the shell translates it."""
    sets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedGate:
    key: str
    title: str
    """English; the shell translates it."""
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Everything at once."""

    roles: Mapping[str, str]
    forms: tuple[OfferedForm, ...]
    deadlines: tuple[Named, ...]
    gates: tuple[OfferedGate, ...]
    topics: tuple[OfferedTopic, ...]
    processes: tuple[Named, ...]
    decisions: tuple[Named, ...]
    stages: tuple[Named, ...]
    documents: tuple[str, ...]
    rules: tuple[Named, ...]
    facts: tuple[str, ...]
    values: tuple[OfferedValue, ...]


def offers(view: View, files: Files) -> Offers:
    """What may be chosen in a draft of these files: theirs first, then what is in force."""
    catalogue = view.registry.business.catalogue(view)
    known = {**newest_files(view), **files}
    diagrams = {name: text for name, text in known.items() if name.endswith(DIAGRAM_SUFFIX)}
    drawn = read(diagrams).processes
    return Offers(
        roles=catalogue.roles,
        forms=tuple(_forms(known)),
        deadlines=tuple(limits(view)),
        gates=tuple(
            OfferedGate(key=gate.key, title=gate.title, rule=gate.rule)
            for gate in view.registry.gates.values()
        ),
        topics=tuple(
            OfferedTopic(key=topic.key, title=topic.title, sets=topic.sets)
            for topic in view.registry.topics.values()
        ),
        processes=tuple(
            Named(key=one.id, vi=one.name, en=one.name_en) for one in drawn if not one.procedure
        ),
        decisions=tuple(
            Named(key=id_, vi=named or id_)
            for name, text in known.items()
            if name.endswith(TABLE_SUFFIX)
            for id_, named in _decisions(name, text)
        ),
        stages=_stages(drawn),
        documents=_documents(drawn, catalogue.required_gates),
        rules=tuple(
            Named(key=rule.id, vi=rule.title, en=rule.title_en)
            for rule in sorted(book(view).rules.values(), key=lambda rule: rule.id)
        ),
        facts=tuple(sorted(catalogue.facts or ())),
        values=tuple(law_values(view)),
    )


def newest_files(view: View) -> dict[str, bytes]:
    """Every file by name as it was deployed last."""
    rows = view.connection.execute(
        select(resource.c.name, resource.c.content)
        .join(deployment, deployment.c.id == resource.c.deployment_id)
        .where(
            resource.c.deployment_id.in_(
                {one.newest.deployment_id for one in procedures(view)} or {""}
            )
        )
        .order_by(deployment.c.deployed_at, deployment.c.id)
    )
    return {row.name: row.content for row in rows}


def _forms(files: Files) -> Iterator[OfferedForm]:
    for name, text in sorted(files.items()):
        if name.endswith(FORM_SUFFIX):
            key = PurePath(name).name.removesuffix(FORM_SUFFIX)
            definition, _problems = read_form(text, key)
            yield OfferedForm(
                key=key,
                vi=definition.title.vi or key,
                en=definition.title.en,
                fields=tuple(_fields(definition)),
            )


def _fields(definition: FormDefinition) -> Iterator[OfferedField]:
    for asked in definition.fields.values():
        if asked.is_scalar:
            yield OfferedField(
                key=asked.key,
                vi=asked.label.vi,
                en=asked.label.en,
                kind=asked.kind.value,
                options=tuple(_options(asked)),
            )


def _options(asked: FormField) -> Iterable[Named]:
    if asked.kind is FieldKind.CHECKBOX:
        return (Named(key="true", vi="có", en="yes"), Named(key="false", vi="không", en="no"))
    return (
        Named(key=option.value, vi=option.label.vi, en=option.label.en) for option in asked.options
    )


def _decisions(name: str, text: bytes) -> Iterator[tuple[str, str]]:
    """Id and name of every decision of a file that can be read."""
    shapes = compiled.examined(name, text).shapes
    if shapes:
        yield from (
            (one.id, one.name)
            for one in compiled.decision_table(name, text).decisions
            if one.id in shapes
        )


def limits(view: View) -> Iterator[Named]:
    """Limits that the law knows today."""
    for one in law_values(view):
        if isinstance(one.value, Budget):
            yield Named(key=one.key, vi=one.vi, en=one.en, note=str(spelled(one.value)))


def law_values(view: View) -> Iterator[OfferedValue]:
    """What the law knows today, one a key: the value of the least special row."""
    rows: dict[str, LawRow] = {}
    for row in book(view).rows(local(view.now).date()):
        rows.setdefault(row.key, row)
    for key, row in rows.items():
        yield OfferedValue(key=key, vi=row.title, en=row.title_en, value=row.value)


def _stages(drawn: Iterable[Process]) -> tuple[Named, ...]:
    found: dict[str, Named] = {}
    for process in drawn:
        for element in process.elements.values():
            if element.stage:
                english = getattr(element, "stage_en", "")
                found.setdefault(
                    element.stage, Named(key=element.stage, vi=element.stage, en=english)
                )
    return tuple(found.values())


def _documents(drawn: Iterable[Process], required: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    named = {e.document for process in drawn for e in process.elements.values() if e.document}
    return tuple(sorted(named | required.keys()))
