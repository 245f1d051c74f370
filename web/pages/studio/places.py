"""Which field of the panel a problem is about, and which of them has one right answer."""

from __future__ import annotations

from collections.abc import Mapping

from engine.model import Problem

BY_SENTENCE: Mapping[str, str] = {
    "Nobody is named who does “%(name)s”": "role",
    "“%(name)s” names the role %(role)s, which does not exist": "role",
    "“%(name)s” has no form": "form",
    "“%(name)s” uses the form %(form)s, which does not exist": "form",
    "“%(name)s” has no deadline": "deadline",
    "The deadline %(key)s of “%(name)s” is no value of the law for %(procedure)s": "deadline",
    "The procedure “%(name)s” has no limit": "deadline",
    "“%(name)s” says it is the procedure %(procedure)s, which the law data do not know": (
        "procedure"
    ),
    "“%(name)s” names the gate %(gate)s, which does not exist": "gates",
    "The gates of “%(name)s” guard nothing: a %(kind)s is not held by a gate": "gates",
    "The stage of “%(name)s” has no English name": "stageEn",
    "The task title of “%(name)s” has no English": "taskTitleEn",
    "“%(name)s” has no English name": "nameEn",
    "“%(name)s” makes a paper of law and does not say which": "document",
}
BY_RULE: Mapping[str, str] = {
    "step-budgets": "deadline",
    "legal-bases": "legalBasis",
    "four-eyes-known": "fourEyes",
    "returns-possible": "returnTo",
    "gates-on-every-way": "gates",
    "conditions-present": "gates",
    "gateway-flows": "condition",
    "default-flow": "default",
    "expressions-understood": "feel",
    "variables-known": "condition",
    "timers-written": "timer",
    "event-names": "eventRef",
    "messages-sent": "eventRef",
    "calls-known": "calls",
    "work-named": "topic",
    "decisions-fit": "decision",
    "loops-planned": "loopTimes",
    "lanes-agree": "role",
    "boundary-attached": "interrupting",
    "no-executable-process": "executable",
    "duplicate-id": "id",
}
FIXES: Mapping[str, str] = {
    "The condition of the default flow “%(name)s” is never asked": "default-flow:condition",
    "The flow “%(name)s” is the only way out of “%(element)s” and has a condition": (
        "gateway-flows:condition"
    ),
    "The error event “%(name)s” must interrupt its activity": "boundary-attached:interrupting",
    "The gates of “%(name)s” guard nothing: a %(kind)s is not held by a gate": "keys-known:gates",
    "“%(name)s” carries vd:%(attribute)s, which means nothing": "unknown-attribute:id",
}


def field_of(problem: Problem) -> str:
    """Key of the field that takes the focus; the name when nothing fits better."""
    return BY_SENTENCE.get(problem.message) or BY_RULE.get(problem.rule) or "name"


def fix_of(problem: Problem) -> str:
    """Name of the quick fix, empty when a person has to choose."""
    return FIXES.get(problem.message, "")
