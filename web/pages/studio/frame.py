"""What the pages of the studio share: their blueprint, the draft at hand, problems with places."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, url_for

from engine.admission.rules import RULES
from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX
from engine.errors import NotFound
from engine.model import Problem
from engine.registry import Access
from web.access import require
from web.pages.procedures.frame import shown_problem
from web.pages.studio.places import field_of, fix_of
from web.requests import actor, view
from web.wording import gettext, language
from workflows import authority
from workflows.queries.procedures import english_name
from workflows.studio.drafts import Draft, DraftFile, DraftState, draft_of, files_of

pages = Blueprint("studio", __name__, url_prefix="/soan-quy-trinh")

STATES: Mapping[DraftState, str] = {
    DraftState.EDITING: "Being drawn",
    DraftState.IN_REVIEW: "In review",
    DraftState.APPROVED: "Approved",
    DraftState.PUBLISHED: "Published",
    DraftState.DISCARDED: "Given up",
}
ROAD = (
    ("Draft", DraftState.EDITING),
    ("Review by a second person", DraftState.IN_REVIEW),
    ("Effective date", DraftState.APPROVED),
    ("Published", DraftState.PUBLISHED),
)
KNOWN_RULES = frozenset(rule.id for rule in RULES)


def draft_for(draft_id: str, action: str = "procedure.edit") -> Draft:
    """The draft, when whoever asks may do this to it."""
    draft = titled(draft_of(view(), draft_id))
    require(action, draft)
    return draft


def seen_draft(draft_id: str) -> Draft:
    """The draft for those who may look at it: whoever edits or reviews, and administrators."""
    draft = titled(draft_of(view(), draft_id))
    if may("procedure.edit", draft) or actor().holds(
        *authority.REVIEWERS, office_id=draft.office_id
    ):
        return draft
    raise NotFound()


def titled(draft: Draft) -> Draft:
    """The draft as readers of English know it: by the English name of what is in force."""
    if language() != "en":
        return draft
    english = english_name(view(), draft.key)
    return replace(draft, title=english) if english else draft


def file_for(draft: Draft, name: str) -> DraftFile:
    """One file of the draft; raises `NotFound`."""
    found = next((one for one in files_of(view(), draft.id) if one.name == name), None)
    if found is None:
        raise NotFound()
    return found


def may(action: str, about: object) -> bool:
    return authority.may(view(), actor(), action, about).access is Access.ALLOWED


def kind_of(name: str) -> str:
    """`diagram`, `form` or `table`, by the ending."""
    if name.endswith(DIAGRAM_SUFFIX):
        return "diagram"
    return "form" if name.endswith(FORM_SUFFIX) else "table"


def road_of(draft: Draft) -> list[dict[str, Any]]:
    """The steps of the road, with the one where the draft stands."""
    return [{"text": gettext(text), "here": state is draft.state} for text, state in ROAD]


def draft_problem(draft_id: str, names: Collection[str], problem: Problem) -> dict[str, Any]:
    """A problem as the pages of a draft show it: it leads to its place on the board."""
    placed = placed_problem(problem)
    if problem.file not in names:
        return placed
    place = f"{problem.element}/{placed['field']}"
    board = url_for("studio.board", draft_id=draft_id, name=problem.file, _anchor=place)
    return {**placed, "board_url": board}


def placed_problem(problem: Problem) -> dict[str, Any]:
    """A problem as scripts show it: where it is, which field mends it, where its rule is told."""
    shown = shown_problem(problem)
    known = problem.rule in KNOWN_RULES
    return {
        **shown,
        "file": problem.file,
        "field": field_of(problem),
        "fix": fix_of(problem),
        "params": {key: str(value) for key, value in problem.params.items()},
        "rule_url": url_for("studio.rule", rule_id=problem.rule) if known else "",
    }
