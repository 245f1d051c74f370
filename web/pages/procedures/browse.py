"""Procedures as deployed: the list, and one with its versions, drawing, steps and check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from engine.admission import read
from engine.clock import local
from engine.definitions import DIAGRAM_SUFFIX
from engine.errors import Bilingual
from engine.flow_order import in_flow_order
from engine.model import Element, ElementKind
from engine.registry import Access
from web.access import Office, require
from web.pages.procedures.frame import pages, shown_problem
from web.pages.procedures.moving import latest_moves
from web.requests import actor, page, signed_in, view
from web.shown_limits import law_words, limit_words
from web.wording import gettext, in_language, language, role_name
from workflows import authority
from workflows.judging import Judge
from workflows.queries.people import people_of
from workflows.queries.procedures import (
    DeployedFile,
    Procedure,
    Version,
    drawing_of,
    files_of,
    procedures,
    versions_of,
)
from workflows.studio.rights import EditingOfKey, editors_of

DELIVERED = "delivered with the product"
"""The reason of what the product brought; every other reason is somebody's own words."""

IN_WORDS = frozenset(
    {
        ElementKind.USER_TASK,
        ElementKind.MANUAL_TASK,
        ElementKind.SERVICE_TASK,
        ElementKind.SEND_TASK,
        ElementKind.CALL_ACTIVITY,
        ElementKind.CATCH,
    }
)
"""What the outline in words lists."""


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Everything deployed, with the number of dossiers that run on it."""
    require("procedure.see")
    found = procedures(view())
    return page(
        "procedures/index.html",
        procedures=[_shown(one) for one in found if one.newest.procedure],
        parts=[_shown(one) for one in found if not one.newest.procedure],
        may_import=_may("procedure.import"),
        drafts_url=url_for("studio.index"),
        rules_url=url_for("studio.rules"),
    )


@pages.get("/<key>")
@signed_in
def show(key: str) -> ResponseReturnValue:
    """One procedure: its versions, its drawing, its steps in words, what the check says now."""
    require("procedure.see")
    versions = versions_of(view(), key)
    chosen = _chosen(versions)
    files = files_of(view(), chosen.deployment_id)
    return page(
        "procedures/show.html",
        name=_name(chosen),
        key=key,
        chosen=_shown_version(chosen),
        versions=[_shown_version(version) for version in versions],
        drawing_url=url_for("procedures.drawing", key=key, number=chosen.number),
        outline=_outline(files, key),
        problems=_problems_now(files, chosen.file),
        files=[each.name for each in files],
        moves=latest_moves(versions) if _may("migration.see") else [],
        may_move=_may("migration.see") and len(versions) > 1,
        may_draw=_may("procedure.edit", EditingOfKey(key, actor().office_id)),
        editors=editors_of(view(), office_id=actor().office_id, key=key),
        colleagues=_colleagues() if _may("procedure.grant") else None,
    )


@pages.get("/<key>/<int(max=9999):number>.bpmn")
@signed_in
def drawing(key: str, number: int) -> ResponseReturnValue:
    """The diagram of a version, for the viewer and for keeping."""
    require("procedure.see")
    found = drawing_of(view(), key, number)
    answer = Response(found.content, mimetype="application/xml")
    answer.headers.set(
        "Content-Disposition",
        "attachment",
        filename=f"{key}-{number}{PurePosixPath(found.name).suffix}",
    )
    return answer


def _chosen(versions: Sequence[Version]) -> Version:
    wanted = request.args.get("phien-ban", "")
    return next((one for one in versions if str(one.number) == wanted), versions[0])


def _may(action: str, about: object | None = None) -> bool:
    who = actor()
    verdict = authority.may(view(), who, action, about or Office(who.office_id))
    return verdict.access is Access.ALLOWED


def _colleagues() -> list[dict[str, str]]:
    """Who may be given the right to draw a procedure."""
    return [
        {"value": one.id, "label": one.name}
        for one in people_of(view(), actor().office_id)
        if not one.unit
    ]


def _problems_now(files: Sequence[DeployedFile], name: str) -> list[dict[str, Any]]:
    """What the check says of a deployed drawing today: the law may have moved on since."""
    judged = Judge({each.name: each.content for each in files}).judgement_of(name)
    return [shown_problem(problem) for problem in judged.problems]


def _outline(files: Sequence[DeployedFile], key: str) -> list[dict[str, str]]:
    reading = read(
        {each.name: each.content for each in files if each.name.endswith(DIAGRAM_SUFFIX)}
    )
    process = next((one for one in reading.processes if one.id == key), None)
    if process is None:
        return []
    english = language() == "en"
    limits = law_words(view())
    return [
        {
            "element": element.id,
            "text": (element.name_en if english and element.name_en else element.name)
            or element.id,
            "note": " · ".join(part for part in _about(element, limits) if part),
        }
        for element in in_flow_order(process)
        if element.kind in IN_WORDS
    ]


def _shown(one: Procedure) -> dict[str, Any]:
    return {
        "name": _name(one.newest),
        "key": one.newest.key,
        "href": url_for("procedures.show", key=one.newest.key),
        "number": one.newest.number,
        "versions": one.versions,
        "running": one.running,
        "since": _day(one.newest),
    }


def _about(element: Element, limits: Mapping[str, Bilingual]) -> Iterator[str]:
    """Its stage, who does it, and by when."""
    yield in_language(element.stage, element.stage_en)
    yield ", ".join(role_name(group.rpartition(":")[2]) for group in element.candidate_groups)
    yield limit_words(element.deadline, limits) if element.deadline else ""


def _shown_version(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "href": _version_url(version),
        "file_url": url_for("procedures.drawing", key=version.key, number=version.number),
        "at": _day(version),
        "by": version.deployed_by or gettext("the operator"),
        "reason": gettext(DELIVERED) if version.reason == DELIVERED else version.reason,
        "running": version.running,
        "file": version.file,
    }


def _version_url(version: Version) -> str:
    asked: dict[str, Any] = {"phien-ban": version.number}
    return url_for("procedures.show", key=version.key, **asked)


def _name(version: Version) -> str:
    named = version.name_en if language() == "en" and version.name_en else version.name
    return named or version.key


def _day(version: Version) -> str:
    return f"{local(version.deployed_at):%d/%m/%Y %H:%M}"
