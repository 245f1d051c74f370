"""Sample data for what is being drawn: a form as people will see it, a table asked to decide."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import PurePosixPath
from typing import cast

from flask import jsonify
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.decisions import UnusableDecisions, load
from engine.errors import InvalidData, VinhDanhError
from engine.forms import FormRow
from engine.host_functions import HOST_FUNCTIONS, working_days_on
from forms.reading import InvalidForm
from forms.reading import load as load_form
from forms.rendering import view as form_view
from web.commands.expressions import plain
from web.json_bodies import sent_object
from web.pages.studio.frame import pages, seen_draft
from web.requests import page, signed_in, view
from web.security import takes_json
from web.shown_tasks import fact_labels
from web.wording import gettext, language, say
from workflows.editions import book
from workflows.eligibility.judging import law_of
from workflows.parts import LAW, PARTS
from workflows.studio.storable import LARGEST_FILE

ROWS = tuple(
    FormRow(
        id=str(number),
        label=f"{number}. {name}",
        facts={
            "title": "Giáo viên",
            "unit_name": "Trường Tiểu học",
            "locality": "Bản Huổi Hẹ",
            "achievement": "Hoàn thành xuất sắc nhiệm vụ năm học",
        },
    )
    for number, name in enumerate(("Lò Thị Xuân", "Cầm Văn Dũng"), start=1)
)
"""Invented nominees, so that a grid shows something."""


@pages.post("/<draft_id>/xem-truoc/<name>")
@takes_json
@signed_in
def preview(draft_id: str, name: str) -> ResponseReturnValue:
    """The form on the board, rendered as for whoever fills it in."""
    seen_draft(draft_id)
    try:
        definition = load_form(_text("content"), PurePosixPath(name).stem)
    except InvalidForm:
        return page("studio/preview.html", form=None)
    shown = form_view(
        definition,
        {},
        language=language(),
        rows=ROWS,
        offered={LAW: list(PARTS)},
        on=local(view().now).date(),
        prefix="xem",
    )
    return page("studio/preview.html", form=shown, fact_labels=fact_labels())


@pages.post("/<draft_id>/thu-bang")
@takes_json
@signed_in
def decide(draft_id: str) -> ResponseReturnValue:
    """What a table on the board asks for; with values, what it decides for them."""
    seen_draft(draft_id)
    content, wanted = _text("content"), _text("decision")
    inputs = sent_object().get("inputs")
    if not isinstance(inputs, dict):
        return jsonify(paths=_asked(content, wanted))
    names = cast("Mapping[str, object]", json.loads(json.dumps(inputs), parse_float=Decimal))
    on = local(view().now).date()
    law = book(view()).on(on)
    try:
        model = load(content.encode(), functions=HOST_FUNCTIONS, file="x.dmn")
        counting = working_days_on(lambda: view().registry.business.calendar(view()))
        functions = {"law": law_of(law), **counting}
        made = model.decide(wanted, names, functions)
    except UnusableDecisions as error:
        lines = [gettext(p.message, **p.params) for p in error.problems]
        return jsonify(error=" ".join([say(error.message), *lines]))
    except VinhDanhError as error:
        return jsonify(error=say(error.message))
    return jsonify(result=plain(made.result), matched=list(made.matched))


def _asked(content: str, decision: str) -> list[str] | None:
    """What the decision wants to know, in dotted paths; none while the table cannot be read."""
    try:
        return list(load(content.encode(), functions=HOST_FUNCTIONS, file="x.dmn").paths(decision))
    except VinhDanhError:
        return None


def _text(name: str) -> str:
    text = sent_object().get(name)
    if not isinstance(text, str) or len(text) > LARGEST_FILE:
        raise InvalidData(())
    return text
