"""A running dossier as supervision shows it: its steps, who has them, how late, and why."""

from __future__ import annotations

from typing import Any

from flask import url_for

from web.shown_attribution import attribution_line
from web.shown_clocks import shown_deadline
from web.wording import gettext, in_language, role_name
from workflows.lateness import Cause
from workflows.queries.cases import Case, OpenStep

CAUSES = {
    Cause.OWN: "Own office",
    Cause.APPLICANT: "Proposer",
    Cause.SUPERIOR: "Superior body",
    Cause.COUNCIL: "Council",
}
"""English; the catalogue has the Vietnamese."""


def shown_case(case: Case) -> dict[str, Any]:
    dossier = case.shown.dossier
    return {
        "id": dossier.id,
        "code": dossier.code,
        "href": url_for("dossiers.show", code=dossier.code),
        "title": dossier.title,
        "unit": dossier.unit_name,
        "stage": in_language(case.shown.stage, case.shown.stage_en),
        "steps": [shown_step(step) for step in case.steps],
        "deadline": None if case.shown.deadline is None else shown_deadline(case.shown.deadline),
        "cause": gettext(CAUSES[case.cause]),
        "explained": case.explained,
        "times": attribution_line(case.attribution),
        "remind_url": url_for("overdue.remind", dossier_id=dossier.id) if case.steps else "",
    }


def shown_step(step: OpenStep) -> dict[str, str]:
    return {"name": in_language(step.name, step.name_en), "holder": holder_of(step)}


def holder_of(step: OpenStep) -> str:
    if step.holder:
        return step.holder
    roles = [role_name(position.removeprefix("superior:")) for position in step.positions]
    offered = ", ".join(dict.fromkeys(roles))
    return gettext("not taken: %(roles)s", roles=offered) if offered else gettext("nobody")
