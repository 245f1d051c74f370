"""The verdict on the files of a deployment, each kind by those who know it, all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import PurePath

from engine import compiled
from engine.admission import Catalogue, check
from engine.admission.catalogue import DecisionShape
from engine.definitions import FORM_SUFFIX, TABLE_SUFFIX
from engine.errors import ModelError
from engine.forms import FormValidator
from engine.model import Problem, Severity

Files = Mapping[str, bytes]


def judge(files: Files, catalogue: Catalogue, forms: FormValidator) -> list[Problem]:
    """All that is wrong with diagrams, decision tables and forms, in the order of the files."""
    problems: list[Problem] = []
    shapes: dict[str, DecisionShape] = {}
    homes: dict[str, str] = {}
    for name in _ending(files, TABLE_SUFFIX):
        examined = compiled.examined(name, files[name])
        problems += examined.problems
        problems += _twice(name, examined.shapes, homes)
        shapes |= examined.shapes
    for name in _ending(files, FORM_SUFFIX):
        problems += (replace(p, file=name) for p in forms.check(files[name], form_key(name)))
        problems += _unknown_law(name, forms.law_keys(files[name], form_key(name)), catalogue)
    known = replace(
        catalogue,
        forms=catalogue.forms | {form_key(name) for name in _ending(files, FORM_SUFFIX)},
        decisions={**catalogue.decisions, **shapes},
        fields=_fields_of(files, catalogue, forms),
    )
    problems += check(files, known)
    order = {name: place for place, name in enumerate(files)}
    return sorted(problems, key=lambda p: (order.get(p.file, 0), p.line, p.rule, p.element))


def _fields_of(
    files: Files, catalogue: Catalogue, forms: FormValidator
) -> Callable[[str], Collection[str] | None]:
    """What each form can set; the forms of the set go before those known elsewhere."""
    texts = {form_key(name): files[name] for name in _ending(files, FORM_SUFFIX)}

    @cache
    def fields(key: str) -> Collection[str] | None:
        if key not in texts:
            return catalogue.fields(key)
        try:
            return forms.scalar_fields(texts[key].decode(), key)
        except (ModelError, UnicodeDecodeError):
            return None  # What is wrong with the form is told of the form.

    return fields


def form_key(name: str) -> str:
    """By which name diagrams call the form in a file."""
    return PurePath(name).name.removesuffix(FORM_SUFFIX)


def _ending(files: Files, suffix: str) -> Iterator[str]:
    return (name for name in files if name.endswith(suffix))


def _unknown_law(name: str, keys: Mapping[str, str], catalogue: Catalogue) -> Iterator[Problem]:
    """What no law answers would never be asked of anybody."""
    for key, field in keys.items():
        if not catalogue.has_law(key, ""):
            yield Problem(
                severity=Severity.ERROR,
                rule="form-condition-law",
                message="The condition asks the law for %(key)s, which it does not hold",
                params={"key": key},
                hint="Choose a key of the law data, or publish the value first.",
                element=field,
                file=name,
            )


def _twice(
    name: str, shapes: Mapping[str, DecisionShape], homes: dict[str, str]
) -> Iterator[Problem]:
    """Two tables that give one decision: nobody could say which of them is meant."""
    for id_ in shapes:
        other = homes.setdefault(id_, name)
        if other != name:
            yield Problem(
                severity=Severity.ERROR,
                rule="duplicate-decision",
                message="The decision %(decision)s is also drawn in %(other)s",
                params={"decision": id_, "other": other},
                hint="Give one of the two another id.",
                element=id_,
                file=name,
            )
