"""The drawing of a dossier's procedure: the file itself, and what of it was passed or is open."""

from __future__ import annotations

from typing import Any

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue

from engine.actors import Actor
from engine.clock import local
from engine.errors import NotFound
from engine.model import Process
from web.pages.dossiers.frame import pages
from web.requests import actor, engine, signed_in, view
from web.shown_tasks import element_name
from web.wording import gettext, in_language
from workflows.queries.dossier_page import DossierPage, seen_dossier
from workflows.queries.drawing import (
    DrawnStep,
    Reached,
    diagram_of,
    parts_of,
    process_of,
    reached,
    steps_in_words,
)

XML = "application/xml; charset=utf-8"


@pages.get("/ho-so/<code>/so-do/<process_key>")
@signed_in
def diagram(code: str, process_key: str) -> ResponseReturnValue:
    """The BPMN file as it was deployed with the version the dossier follows."""
    found = seen_dossier(view(), actor(), code)
    definition = engine().definitions.get(view(), found.definition_id)
    answer = make_response(diagram_of(definition, process_key))
    answer.content_type = XML
    # A version never changes, but who may see the dossier can.
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer


def shown_drawing(shown: DossierPage, _who: Actor) -> dict[str, Any]:
    """What the part “Drawing” reads: one of the drawings, with marks and words beside it."""
    asked = request.args.get("so-do", "")
    process = _chosen(shown, asked)
    at = reached(shown.definition, shown.tasks, shown.waits)
    code = shown.dossier.code
    return {
        "drawing": {
            "url": url_for("dossiers.diagram", code=code, process_key=process.id),
            "label": gettext(
                "Drawing of “%(name)s”", name=in_language(process.name, process.name_en)
            ),
            "done": _ids(at.done, process),
            "current": _ids(at.current, process),
            "returned": _ids(at.returned, process),
            "badges": _badges(shown, process),
            "steps": [_step(one) for one in steps_in_words(shown.definition, process.id, at)],
        },
        "drawings": [
            {
                "text": in_language(part.name, part.name_en)
                if part.id != shown.definition.key
                else gettext("Whole procedure"),
                "href": _address(shown, part),
                "current": part.id == process.id,
                "is_open": _is_open(part, at),
            }
            for part in parts_of(shown.definition)
        ],
    }


def _address(shown: DossierPage, part: Process) -> str:
    which: dict[str, Any] = {} if part.id == shown.definition.key else {"so-do": part.id}
    code = shown.dossier.code
    return url_for("dossiers.show", code=code, phan="so-do", _anchor="cac-phan", **which)


def _chosen(shown: DossierPage, asked: str) -> Process:
    try:
        return process_of(shown.definition, asked or shown.definition.key)
    except NotFound:
        return shown.definition.executable.process


def _ids(places: frozenset[tuple[str, str]], process: Process) -> list[str]:
    return sorted(element for key, element in places if key == process.id)


def _is_open(process: Process, at: Reached) -> bool:
    return any(key == process.id for key, _ in at.current)


def _badges(shown: DossierPage, process: Process) -> dict[str, Any]:
    """When open steps are due, pinned to them."""
    return {
        one.task.element_id: {
            "text": f"{local(one.deadline.due):%d/%m %H:%M}",
            "tone": "late" if one.deadline.due < view().now else "",
        }
        for one in shown.open_steps
        if one.task.process_key == process.id and one.deadline and one.deadline.due
    }


def _step(one: DrawnStep) -> dict[str, str]:
    return {
        "element": one.element.id,
        "text": element_name(one.element),
        "state": "later" if one.state == "returned" else one.state,
        "note": gettext("taken back") if one.state == "returned" else "",
    }
