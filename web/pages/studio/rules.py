"""A page a rule: what it asks of a drawing, in every sentence it may say, and how to mend it."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from functools import cache

from flask.typing import ResponseReturnValue

from engine.admission.rules import PLACES, RULES, SHAPE, Rule
from engine.errors import NotFound
from web.access import require
from web.pages.studio.frame import pages
from web.requests import page, signed_in
from web.wording import gettext

_PLACE = re.compile(r"%\(\w+\)s")


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
    return page(
        "studio/rule.html",
        rule=found,
        title=gettext(found.title),
        sentences=[(_told(text), _told(hint)) for text, hint in sentences_of(found)],
    )


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
