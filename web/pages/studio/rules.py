"""A page a rule: what it asks of a drawing, a wrong and a right picture, and every sentence."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from flask.typing import ResponseReturnValue

from engine.admission import read
from engine.admission.rules import PLACES, RULES, SHAPE, Rule
from engine.drawing import drawn_whole
from engine.errors import Bilingual, Message, NotFound
from engine.model import Element
from web.access import require
from web.pages.studio.comparison import drawn_words
from web.pages.studio.frame import pages, placed_problem
from web.pictures.picture import Marks, picture
from web.requests import page, signed_in, view
from web.shown_limits import budget_words
from web.wording import gettext, role_name, say, spoken
from workflows.studio.comparing import Change, Difference, compare
from workflows.studio.lessons import Lesson, lesson
from workflows.studio.verdicts import verdict

_PLACE = re.compile(r"%\(\w+\)s")
_NAME = "vi_du.bpmn"


@pages.get("/quy-tac")
@signed_in
def rules() -> ResponseReturnValue:
    """Every rule by which drawings are judged."""
    require("procedure.see")
    groups = ("The drawing hangs together", SHAPE), ("What each step says", PLACES)
    others = tuple(rule for rule in RULES if rule not in SHAPE + PLACES)
    return page(
        "studio/rules.html",
        groups=[
            (gettext(title), [(rule.id, gettext(rule.title)) for rule in found])
            for title, found in (*groups, ("Where ways lead", others))
        ],
    )


@pages.get("/quy-tac/<rule_id>")
@signed_in
def rule(rule_id: str) -> ResponseReturnValue:
    """One rule."""
    require("procedure.see")
    found = next((one for one in RULES if one.id == rule_id), None)
    if found is None:
        raise NotFound()
    learnt = lesson(rule_id)
    return page(
        "studio/rule.html",
        rule=found,
        title=gettext(found.title),
        lesson=_shown(rule_id, learnt) if learnt else None,
        sentences=[(_told(text), _told(hint)) for text, hint in sentences_of(found)],
    )


def _shown(rule_id: str, learnt: Lesson) -> dict[str, Any]:
    """Both pictures: what the check says of the wrong one, and what is different in the right."""
    wrong, right = drawn_whole(learnt.wrong), drawn_whole(learnt.right)
    problems = [one for one in verdict(view(), {_NAME: wrong}) if one.rule == rule_id]
    found = compare(_NAME, learnt.wrong, learnt.right, drawn_words(view(), {}))
    mended = {one.element for one in found if one.change is not Change.REMOVED}
    return {
        "wrong": picture(
            wrong, gettext("Wrong"), _marks(wrong, "p-wrong", {one.element for one in problems})
        ),
        "right": picture(right, gettext("Right"), _marks(right, "p-right", mended)),
        "problems": [placed_problem(one) for one in problems[:3]],
        "mended": [say(one.message) for one in sorted(found, key=_gained_first)][:6],
    }


def _gained_first(one: Difference) -> bool:
    return one.change in (Change.REMOVED, Change.MOVED)


def _marks(content: bytes, kind: str, places: Iterable[str]) -> Marks:
    known = read({_NAME: content}).processes
    elements = {id_: one for process in known for id_, one in process.elements.items()}
    words = drawn_words(view(), {})
    return Marks(
        classes=dict.fromkeys(places, kind),
        notes={id_: list(_notes(elements[id_], words))[:5] for id_ in places if id_ in elements},
    )


def _notes(step: Element, words: Mapping[str, Bilingual | Message]) -> Iterator[str]:
    """What a step says for itself, in a few words each."""
    if step.candidate_groups:
        yield ", ".join(role_name(group.rpartition(":")[2]) for group in step.candidate_groups)
    for key in filter(None, (step.form_key, step.topic, step.called_element, step.decision_ref)):
        yield spoken(words.get(key, key))
    if step.deadline:
        yield spoken(words.get(step.deadline, budget_words(step.deadline)))
    if step.timer:
        yield step.timer.text
    yield from (spoken(words.get(gate, gate)) for gate in step.gates)
    yield from (f"→ {other}" for other in step.return_to)
    if step.legal_basis:
        yield step.legal_basis


def _told(text: str) -> str:
    """A sentence with dots where a drawing fills in its own words."""
    return _PLACE.sub("…", gettext(text)) if text else ""


@cache
def sentences_of(found: Rule) -> tuple[tuple[str, str], ...]:
    """What the rule may say with its hints, read from its own module: they cannot drift apart."""
    module = sys.modules[found.check.__module__]
    said = []
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("problem", "warning"):
            texts = [
                arg.value
                for arg in node.args
                if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            if texts:
                said.append((texts[0], texts[1] if len(texts) > 1 else ""))
    return tuple(said)
