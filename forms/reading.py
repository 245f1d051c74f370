"""From the text of a `.form` file to a form that can be shown and checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.errors import ModelError
from engine.model import Problem, Severity
from forms.attributes import Attributes, Findings
from forms.components import read_items
from forms.conditions import ROW, Condition, ordered
from forms.definition import Caption, FieldKind, FormDefinition, FormField, Group, Item
from forms.source import Unreadable, line_of, parse

MOST_FIELDS = 200

_NO_FORM = FormDefinition(key="")


class InvalidForm(ModelError):
    """The form %(form)s cannot be used: %(reason)s"""

    def __init__(self, key: str, problems: Sequence[Problem]) -> None:
        first = problems[0].message % problems[0].params
        super().__init__(form=key, reason=first)
        self.problems = tuple(problems)


def load(text: str | bytes, key: str) -> FormDefinition:
    """The form of that text; raises `InvalidForm` with everything that is wrong with it."""
    definition, problems = read(text, key)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise InvalidForm(key, errors)
    return definition


def check(text: str | bytes, key: str) -> list[Problem]:
    """All errors and warnings of the text, on any bytes; never raises."""
    return read(text, key)[1]


def read(text: str | bytes, key: str) -> tuple[FormDefinition, list[Problem]]:
    """The form as far as it can be read, with its problems; usable when none is an error."""
    findings = Findings()
    try:
        tree = parse(text)
    except Unreadable as error:
        findings.error(error.rule, error.message, **error.params)
        return _NO_FORM, _placed(findings, text, key, error.line)
    if not isinstance(tree, dict) or not isinstance(tree.get("components"), list):
        findings.error("form-shape", "A form is a JSON object with a list of components")
        return _NO_FORM, _placed(findings, text, key)
    definition = _definition(Attributes(tree, "", findings), key, findings)
    return definition, _placed(findings, text, key)


def law_keys(text: str | bytes, key: str) -> dict[str, str]:
    """The values of the law that columns ask for, each with one that does; on any bytes."""
    grid = read(text, key)[0].nominees
    columns = grid.columns if grid else ()
    return {name: one.key for one in columns if one.hide for name in sorted(one.hide.law_keys)}


def _definition(attributes: Attributes, key: str, findings: Findings) -> FormDefinition:
    title = attributes.inner("properties")
    items = read_items(attributes.objects("components"), findings)
    conditions = {f.key: found for f, found in _with_conditions(items, ())}
    definition = FormDefinition(
        key=key,
        title=Caption(vi=title.text("title"), en=title.text("titleEn")),
        items=items,
        conditions=conditions,
    )
    _check_keys([f for f, _ in _with_conditions(items, ())], findings)
    _check_names(definition, findings)
    asks = {
        key: frozenset().union(*(c.names for c in found)) & conditions.keys()
        for key, found in conditions.items()
    }
    order, circle = ordered(asks)
    for each in sorted(circle):
        findings.error(
            "form-condition-circle",
            "Whether this field is shown depends on itself",
            element=each,
        )
    return replace(definition, order=order)


def _with_conditions(
    items: Sequence[Item], around: tuple[Condition, ...]
) -> Iterator[tuple[FormField, tuple[Condition, ...]]]:
    for item in items:
        own = (*around, item.hide) if item.hide else around
        if isinstance(item, Group):
            yield from _with_conditions(item.items, own)
        elif isinstance(item, FormField):
            yield item, own


def _check_keys(fields: Sequence[FormField], findings: Findings) -> None:
    seen: set[str] = set()
    for each in fields:
        if each.key in seen:
            findings.error("form-key-twice", "Two fields have this key", element=each.key)
        seen.add(each.key)
    if len(fields) > MOST_FIELDS:
        findings.error("form-size", "A form has at most %(limit)s fields", limit=MOST_FIELDS)
    if sum(each.kind is FieldKind.NOMINEES for each in fields) > 1:
        findings.error("form-grids", "A form has at most one grid of nominees")


def _check_names(definition: FormDefinition, findings: Findings) -> None:
    known = frozenset(definition.fields)
    for key, item in _conditioned(definition.items):
        assert item.hide is not None  # noqa: S101 - chosen so below
        _check_condition(key, item.hide, known, findings)
        if item.hide.asks_law:
            findings.error(
                "form-condition-law",
                "Only a column of the list can ask for the law or for its row",
                element=key,
            )
    if grid := definition.nominees:
        columns = known | {ROW} | {column.key for column in grid.columns}
        for column in grid.columns:
            if column.hide:
                _check_condition(column.key, column.hide, columns, findings)


def _conditioned(items: Sequence[Item]) -> Iterator[tuple[str, Item]]:
    for item in items:
        if item.hide:
            yield (item.key if isinstance(item, FormField) else ""), item
        if isinstance(item, Group):
            yield from _conditioned(item.items)


def _check_condition(
    element: str, condition: Condition, known: frozenset[str], findings: Findings
) -> None:
    for name in sorted(condition.names - known):
        findings.error(
            "form-condition-name",
            "The condition asks about “%(name)s”, which is no field of this form",
            element=element,
            name=name,
        )


def _placed(findings: Findings, text: str | bytes, key: str, line: int = 0) -> list[Problem]:
    return [
        replace(problem, file=key, line=line or line_of(text, problem.element))
        for problem in findings.problems
    ]
