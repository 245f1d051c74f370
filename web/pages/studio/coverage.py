"""What the scenarios of a procedure go through, painted on its drawings and told in words."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.leaning import completed
from engine.model import Flow, Process
from web.pages.studio.frame import pages, road_of, seen_draft
from web.pages.studio.ways import end_of
from web.requests import page, signed_in, view
from web.wording import gettext, in_language
from workflows.studio.coverage import Coverage, coverage, noted
from workflows.studio.drafts import Draft, contents_of
from workflows.studio.leaning import with_leaning
from workflows.studio.scenarios import scenarios_of, to_play


@pages.get("/<draft_id>/do-phu")
@signed_in
def covered(draft_id: str) -> ResponseReturnValue:
    """One drawing of the procedure with what was passed and what nobody tried."""
    draft = seen_draft(draft_id)
    found = coverage_of(draft)
    shown = request.args.get("so-do", "")
    chosen = next((one for one in found if one.process.id == shown), found[0] if found else None)
    return page(
        "studio/coverage.html",
        draft=draft,
        road=road_of(draft),
        scenarios=scenarios_of(view(), office_id=draft.office_id, key=draft.key),
        parts=[summary(one) for one in found],
        chosen=_shown(draft, chosen) if chosen else None,
    )


def coverage_of(draft: Draft) -> tuple[Coverage, ...]:
    """By the last rehearsal on the files as they are."""
    files = with_leaning(view(), contents_of(view(), draft.id))
    known = to_play(view(), draft, files)
    went = noted(draft, known, files)
    return coverage(completed(view(), files), draft.key, went)


def summary(one: Coverage) -> dict[str, Any]:
    return {
        "key": one.process.id,
        "name": in_language(one.process.name or one.process.id, one.process.name_en),
        "percent": one.percent,
        "passed": len(one.passed),
        "all": one.all,
    }


def _shown(draft: Draft, one: Coverage) -> dict[str, Any]:
    process = one.process
    everything = (*process.elements, *process.flows)
    return {
        **summary(one),
        "url": url_for("studio.run_drawing", draft_id=draft.id, key=process.id),
        "done": sorted(one.passed),
        "missed": [id_ for id_ in everything if id_ not in one.passed],
        "steps": [
            {"element": step.id, "text": in_language(step.name or step.id, step.name_en)}
            for step in one.missed_steps
        ],
        "ways": [{"element": flow.id, "text": _way(process, flow)} for flow in one.missed_ways],
    }


def _way(process: Process, flow: Flow) -> str:
    names = {
        id_: in_language(one.name or id_, one.name_en) for id_, one in process.elements.items()
    }
    source = names.get(flow.source, flow.source)
    target = end_of(process, flow.target)
    if flow.name:
        text = "From “%(source)s” by “%(answer)s” to “%(target)s”"
        return gettext(text, source=source, answer=flow.name, target=target)
    return gettext("From “%(source)s” to “%(target)s”", source=source, target=target)
