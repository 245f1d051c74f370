"""Choosing a procedure, and the empty list that goes with it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import send_file, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from web.pages.filing.frame import pages, parts_in_words, procedure, units
from web.requests import page, signed_in, view
from web.shown_gates import rule_url
from web.shown_law import value_words
from web.wording import in_language, language
from workflows.awards import award_name
from workflows.law import LawValue
from workflows.nomination_choices import choices_for
from workflows.queries.filing import FilingProcedure, procedures_to_file
from workflows.workbooks import template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("")
@signed_in
def index() -> str:
    """Every procedure that the law of today has, with what it needs and how long it takes."""
    known = procedures_to_file(view(), units()[0].office_id)
    return page(
        "filing/index.html",
        procedures=[shown_procedure(one) for one in known if one.is_in_force],
    )


@pages.get("/<key>/mau.xlsx")
@signed_in
def blank(key: str) -> ResponseReturnValue:
    """The empty list, its cells offering the awards of the procedure and the known units."""
    office_id = units()[0].office_id
    chosen = procedure(key, office_id)
    today = local(view().now).date()
    content = template(
        choices_for(view(), procedure=chosen.key, office_id=office_id, on=today),
        on=today,
        language=language(),
    )
    return send_file(
        BytesIO(content),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"danh-sach-{chosen.key.replace('_', '-')}.xlsx",
    )


def shown_procedure(one: FilingProcedure) -> dict[str, Any]:
    """A procedure in words, with its legal basis."""
    return {
        "key": one.key,
        "name": in_language(one.name, one.name_en),
        "official_name": one.name if language() == "en" else "",
        "href": url_for("filing.form", key=one.key),
        "template_url": url_for("filing.blank", key=one.key),
        "parts": parts_in_words(one.parts),
        "parts_rule": _rule(one.parts),
        "limit": _value(one.limit),
        "limit_rule": _rule(one.limit),
        "target": _value(one.target),
        "target_rule": _rule(one.target),
        "superior_limit": _value(one.superior_limit),
        "superior_limit_rule": _rule(one.superior_limit),
        "deciders": [_value(decider) for decider in one.deciders],
        "decider_rule": _rule(one.deciders[0]) if one.deciders else None,
        "awards": [award_name(award, language()) for award in one.awards],
        "is_simplified": one.is_simplified,
    }


def _value(found: LawValue | None) -> str:
    return value_words(found.value, found.key) if found is not None else ""


def _rule(found: LawValue | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {
        "rule": found.rule,
        "mark": found.mark.value,
        "citation": found.citation_en if language() == "en" else found.citation,
        "href": rule_url(found.rule),
    }
