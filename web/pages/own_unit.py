"""The start page of a proposing unit: what waits for it, its own dossiers, and how to hand in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from engine.errors import Forbidden
from web.pages.dossiers.frame import shown_day, state_pill
from web.pages.filing.choosing import shown_procedure
from web.pages.filing.frame import units
from web.requests import actor, page, signed_in, view
from web.shown_clocks import shown_deadline
from web.wording import in_language
from workflows.dossiers import DossierState
from workflows.queries.dossiers import Asked as AskedDossiers
from workflows.queries.dossiers import DossierRow, dossiers_page
from workflows.queries.filing import procedures_to_file
from workflows.queries.work_places import Asked
from workflows.queries.worklist import TaskRow, tasks_page
from workflows.staffing import UNIT_POSITION

pages = Blueprint("own_unit", __name__, url_prefix="/don-vi")

MOST_DOSSIERS = 10


@pages.get("")
@signed_in
def show() -> str:
    who = actor()
    if not who.holds(UNIT_POSITION):
        raise Forbidden(
            "This is for %(positions)s.", code="not_your_position", positions=UNIT_POSITION
        )
    mine = units()
    dossiers = dossiers_page(view(), who, AskedDossiers()).rows
    return page(
        "own_unit/show.html",
        unit=", ".join(one.name for one in mine[:2]),
        tasks=[_task(one) for one in tasks_page(view(), who, Asked()).rows],
        dossiers=[_dossier(one) for one in dossiers[:MOST_DOSSIERS]],
        has_more=len(dossiers) > MOST_DOSSIERS,
        procedures=[
            shown_procedure(one)
            for one in procedures_to_file(view(), mine[0].office_id)
            if one.is_in_force
        ],
    )


def _task(one: TaskRow) -> dict[str, Any]:
    return {
        "name": in_language(one.title, one.title_en),
        "title": one.dossier.title,
        "href": url_for("tasks.show", task_id=one.id),
        "deadline": shown_deadline(one.deadline) if one.deadline else None,
    }


def _dossier(one: DossierRow) -> dict[str, Any]:
    found = one.dossier
    return {
        "code": found.code,
        "title": found.title,
        "href": url_for("dossiers.show", code=found.code),
        "stage": "" if found.is_ended else in_language(one.stage, one.stage_en),
        "state": state_pill(found.state),
        "waits_for_us": found.state is DossierState.SUPPLEMENT,
        "nominees": found.nominee_count,
        "filed": shown_day(found.filed_at),
        "deadline": shown_deadline(one.deadline) if one.deadline else None,
        "receipt_url": url_for("dossiers.receipt", code=found.code),
    }
