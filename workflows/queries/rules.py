"""A rule as a page shows it beside a gate or a step: title, how far confirmed, and its citation."""

from __future__ import annotations

from dataclasses import dataclass

from engine.view import View
from workflows import editions
from workflows.dossiers import Dossier
from workflows.law import LawValue, Mark

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


def rule_seen(view: View, dossier: Dossier, rule: str, *, key: str = "") -> RuleSeen:
    """The rule with the value of the dossier's law that tells of it: of that key, else of any."""
    law = _value(view, dossier, rule, key)
    known = editions.seed_book().rules.get(rule)
    return RuleSeen(
        rule=rule,
        mark=law.mark.value if law else _weakest(known.marks if known else ()),
        title=known.title if known else "",
        title_en=known.title_en if known else "",
        citation=law.citation if law else "",
        citation_en=law.citation_en if law else "",
    )


def _value(view: View, dossier: Dossier, rule: str, key: str) -> LawValue | None:
    edition = editions.edition_of(view, dossier)
    if key and key in edition:
        return edition[key]
    by_rule = view.once(
        ("law by rule", edition.address),
        lambda: {value.rule: value for value in reversed(list(edition))},
    )
    return by_rule.get(rule)


def _weakest(marks: tuple[str, ...]) -> str:
    """What is not wholly confirmed is not shown as confirmed; an unknown rule is unverified."""
    weak = [mark for mark in marks if mark != Mark("c").value]
    return (weak or list(marks) or [UNVERIFIED.value])[0]
