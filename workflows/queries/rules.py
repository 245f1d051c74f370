"""A rule as a page shows it beside a gate or a step: title, how far confirmed, and its citation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from engine.gates import Gate
from engine.view import View
from workflows import editions
from workflows.dossiers import Dossier
from workflows.law import LawRow, LawValue, Mark
from workflows.provisions import provisions_of

UNVERIFIED = Mark("u")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSeen:
    """A rule in the law of one dossier."""

    rule: str
    mark: str
    title: str = ""
    title_en: str = ""
    citation: str = ""
    citation_en: str = ""


def rules_in_force(view: View, dossier: Dossier, rules: Iterable[str]) -> Sequence[RuleSeen]:
    """Those of the rules of a step that the regime of the dossier has."""
    regime = editions.edition_of(view, dossier).regime
    book = editions.seed_book()
    return [rule_seen(view, dossier, rule) for rule in rules if book.has_rule(rule, regime)]


def rule_seen(view: View, dossier: Dossier, rule: str) -> RuleSeen:
    """The rule with the value of the dossier's law that tells of it."""
    edition = editions.edition_of(view, dossier)
    by_rule = view.once(
        ("law by rule", edition.address),
        lambda: {value.rule: value for value in reversed(list(edition))},
    )
    return _seen(rule, by_rule.get(rule))


def rules_of_gate(view: View, dossier: Dossier, gate: Gate) -> Sequence[RuleSeen]:
    """By which rules a gate stands before this dossier, the surest first; one at least."""
    values = provisions_of(view, dossier, gate)
    told = {value.rule: _seen(value.rule, value) for value in reversed(values)}
    return tuple(reversed(told.values())) or (rule_seen(view, dossier, gate.rule),)


def rule_of_gate(view: View, gate: Gate, day: date) -> RuleSeen:
    """By which rule a gate is known on a day, where there is no dossier that would say more."""
    rows = [row for row in editions.book(view).rows(day) if row.entry == gate.law]
    own = [row for row in rows if row.rule == gate.rule]
    return _seen(gate.rule, next(iter(own), None))


def _seen(rule: str, law: LawValue | LawRow | None) -> RuleSeen:
    known = editions.seed_book().rules.get(rule)
    return RuleSeen(
        rule=rule,
        mark=law.mark.value if law else _weakest(known.marks if known else ()),
        title=known.title if known else "",
        title_en=known.title_en if known else "",
        citation=law.citation if law else "",
        citation_en=(law.citation_en or law.citation) if law else "",
    )


def _weakest(marks: tuple[str, ...]) -> str:
    """What is not wholly confirmed is not shown as confirmed; an unknown rule is unverified."""
    weak = [mark for mark in marks if mark != Mark("c").value]
    return (weak or list(marks) or [UNVERIFIED.value])[0]
