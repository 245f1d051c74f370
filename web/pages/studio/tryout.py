"""Trying a draft out in the browser: one act a request, the whole run played anew each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.admission import read
from engine.clock import local
from engine.deploying import NotAdmitted
from engine.errors import NotFound
from engine.leaning import completed
from engine.text import sort_key
from forms import FieldKind, FormField
from forms.validator import definition_of
from web.days import day_or_none
from web.pages.studio.frame import draft_for, draft_problem, may, pages, road_of, seen_draft
from web.requests import actor, close_view, engine, execute, page, see_other, signed_in, view
from web.wording import gettext, in_language, instant_text, language, role_name, say
from workflows.procedures import ROLES
from workflows.studio import scenarios
from workflows.studio.drafts import Draft, contents_of, note_rehearsal
from workflows.studio.keeping import DropScenario, KeepScenario
from workflows.studio.leaning import processes_in, with_leaning
from workflows.studio.scenarios import MOST_STEPS, Scenario, Step, scenario_of
from workflows.studio.tryout import Moment, Run, play, rehearse
from workflows.studio.tryout.playing import OpenStep, begins_on

CHOSEN = frozenset({FieldKind.RADIO, FieldKind.SELECT, FieldKind.CHECKBOX})
"""What one chooses oneself; everything else a run fills in."""

DAYS = (1, 5, 10, 20)
FIRST, LAST = date(2015, 1, 1), date(2100, 1, 1)


@pages.get("/<draft_id>/chay-thu")
@signed_in
def try_out(draft_id: str) -> ResponseReturnValue:
    """A run: where it stands, what may be done next, what came of each step."""
    draft = seen_draft(draft_id)
    run_id = request.args.get("lan", "")
    if not run_id:
        whole = _whole_of(draft)
        return page(
            "studio/try_out_begin.html",
            draft=draft,
            road=road_of(draft),
            today=f"{local(view().now):%d/%m/%Y}",
            known=scenarios.to_play(view(), draft, whole),
            procedures=_procedures(draft, whole),
        )
    return _run_page(draft, _own_run(draft, run_id))


@pages.post("/<draft_id>/chay-thu")
@signed_in
def begin_run(draft_id: str) -> ResponseReturnValue:
    """A new run, begun by handing in a dossier; or a kept scenario taken up again."""
    draft = seen_draft(draft_id)
    kept = request.form.get("kich_ban", "")
    offered = [one["value"] for one in _procedures(draft, _whole_of(draft))]
    steps: Sequence[Step] = [_start()]
    key = request.form.get("quy_trinh", "") or (offered[0] if offered else draft.key)
    if kept:
        known = scenario_of(view(), kept)
        steps, key = known.steps, known.key
        if known.office_id != draft.office_id:
            raise NotFound()
    if key not in (*offered, draft.key):
        raise NotFound()
    who, now = actor(), engine().clock.now()
    close_view()
    with engine().database.write() as connection:
        run_id = scenarios.begin_run(
            connection,
            engine().ids,
            office_id=draft.office_id,
            key=key,
            draft_id=draft.id,
            steps=steps,
            person_id=who.id,
            now=now,
        )
    return see_other(url_for("studio.try_out", draft_id=draft.id, lan=run_id))


@pages.post("/<draft_id>/chay-thu/<run_id>")
@signed_in
def go_on(draft_id: str, run_id: str) -> ResponseReturnValue:
    """One more step, or one step back."""
    draft = seen_draft(draft_id)
    known = _own_run(draft, run_id)
    plain = [{key: value for key, value in step.items() if key != "then"} for step in known.steps]
    steps = plain[:-1] if request.form.get("lam") == "lui" else [*plain, _step()]
    now = engine().clock.now()
    if 0 < len(steps) <= MOST_STEPS:
        close_view()
        with engine().database.write() as connection:
            scenarios.change(connection, known.id, steps=steps, now=now)
    return see_other(url_for("studio.try_out", draft_id=draft.id, lan=known.id) + "#gio")


@pages.post("/<draft_id>/chay-thu/<run_id>/ghi")
@signed_in
def keep_run(draft_id: str, run_id: str) -> ResponseReturnValue:
    """Keep the run as a scenario: from now on it must go as it went."""
    draft = draft_for(draft_id)
    known = _own_run(draft, run_id)
    run = _played(draft, known)
    execute(
        KeepScenario(
            scenario_id=known.id,
            title=request.form.get("ten", ""),
            steps=tuple(run.recorded()),
        )
    )
    _rehearse(draft)
    flash(gettext("Kept as a scenario. It must pass before this procedure is published."), "done")
    return see_other(url_for("studio.show", draft_id=draft.id))


@pages.post("/<draft_id>/kich-ban/<scenario_id>/bo")
@signed_in
def drop_scenario(draft_id: str, scenario_id: str) -> ResponseReturnValue:
    """A scenario that is no longer meant; the journal keeps who dropped it and why."""
    draft = draft_for(draft_id)
    execute(DropScenario(scenario_id=scenario_id, reason=request.form.get("reason", "")))
    return see_other(url_for("studio.show", draft_id=draft.id))


@pages.post("/<draft_id>/dien-tap")
@signed_in
def rehearse_all(draft_id: str) -> ResponseReturnValue:
    """Play every scenario of the procedure on the draft as it is."""
    _rehearse(seen_draft(draft_id))
    return see_other(url_for("studio.show", draft_id=draft_id) + "#f-kich_ban")


def _rehearse(draft: Draft) -> None:
    try:
        found = rehearse(view(), draft)
    except NotAdmitted as refusal:
        flash(say(refusal.message), "late")
        return
    close_view()
    with engine().database.write() as connection:
        note_rehearsal(connection, draft_id=draft.id, rehearsal=found)


def _whole_of(draft: Draft) -> dict[str, bytes]:
    return with_leaning(view(), contents_of(view(), draft.id))


def _procedures(draft: Draft, whole: Mapping[str, bytes]) -> list[dict[str, str]]:
    """What a dossier can be handed in for: the draft's procedure first, else those that use it."""
    found = [one for one in processes_in(whole) if one.procedure]
    found.sort(key=lambda one: (one.id != draft.key, sort_key(one.name)))
    return [
        {"value": one.id, "label": in_language(one.name or one.id, one.name_en)} for one in found
    ]


def _own_run(draft: Draft, run_id: str) -> Scenario:
    """A run belongs to whoever began it."""
    known = scenario_of(view(), run_id)
    if known.created_by != actor().id or known.draft_id != draft.id or known.kept:
        raise NotFound()
    return known


def _played(draft: Draft, known: Scenario) -> Run:
    first = known.steps[0] if known.steps else {}
    return play(
        view(),
        _whole_of(draft),
        known.key,
        known.steps,
        begins=begins_on(first, view().now),
    )


def _run_page(draft: Draft, known: Scenario) -> ResponseReturnValue:
    try:
        run = _played(draft, known)
    except NotAdmitted as refusal:
        names = contents_of(view(), draft.id)
        problems = [draft_problem(draft.id, names, problem) for problem in refusal.problems]
        return (
            page("studio/try_out_refused.html", draft=draft, problems=problems),
            422,
        )
    here = sorted({process for process, _element in run.current} | {known.key})
    shown = request.args.get("so-do", "") or next(
        (one.process for one in run.open_steps), known.key
    )
    current = sorted(element for process, element in run.current if process == shown)
    return page(
        "studio/try_out.html",
        draft=draft,
        road=road_of(draft),
        run_id=known.id,
        now=instant_text(run.now),
        due=instant_text(run.due),
        run=run,
        moments=[
            _shown_moment(number, one, run.names) for number, one in enumerate(run.moments, start=1)
        ],
        open_steps=[_shown_step(one, run.names) for one in run.open_steps],
        days=DAYS,
        may_keep=may("procedure.edit", draft) and run.begun,
        processes=[(key, run.names.get(key, key)) for key in here],
        shown=shown,
        drawing_url=url_for("studio.run_drawing", draft_id=draft.id, key=shown),
        current=current,
        done=sorted(place for process, place in run.went if process == shown),
        badges={element: gettext("here") for element in current},
        moves=_last_ways(run, shown),
    )


def _last_ways(run: Run, shown: str) -> list[str]:
    """What tokens passed in the last step that moved anything, in order."""
    for moment in reversed(run.moments):
        if moment.passed:
            return [place for process, place in moment.passed if process == shown]
    return []


@pages.get("/<draft_id>/so-do/<key>")
@signed_in
def run_drawing(draft_id: str, key: str) -> ResponseReturnValue:
    """The diagram of a process as the run has it: the draft's, else the one in force."""
    draft = seen_draft(draft_id)
    for name, content in completed(view(), _whole_of(draft)).items():
        if name.endswith(".bpmn") and any(p.id == key for p in read({name: content}).processes):
            return content, 200, {"Content-Type": "application/xml"}
    raise NotFound()


def _start() -> dict[str, object]:
    return {
        "do": "start",
        "on": _day(request.form.get("ngay", "")).isoformat(),
        "nominees": _whole(request.form.get("so_nguoi", ""), 3),
        "kind": request.form.get("loai") or "individual",
    }


def _step() -> dict[str, object]:
    """What the page asks for, as a run keeps it."""
    act = request.form.get("lam", "")
    step: dict[str, object] = {"do": act}
    if act == "advance":
        if request.form.get("den") == "tet":
            step["over"] = "tet"
        else:
            step["working_days"] = _whole(request.form.get("ngay_lam_viec", ""), 1)
    elif act in ("complete", "return"):
        step["step"] = request.form.get("buoc", "")
        step["as"] = request.form.get("vai", "")
        if act == "complete":
            prefix = "tl-"
            step["answers"] = {
                name.removeprefix(prefix): value[:200]
                for name, value in request.form.items()
                if name.startswith(prefix) and value
            }
        else:
            step["to"] = request.form.get("ve", "")
    elif act == "council":
        step["choice"] = request.form.get("phieu", "yes")
    return step


def _day(typed: str) -> date:
    day = day_or_none(typed) or local(view().now).date()
    return min(max(day, FIRST), LAST - timedelta(days=1))


def _whole(typed: str, otherwise: int) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else otherwise


def _shown_moment(number: int, one: Moment, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": number,
        "text": _said(one.step, names),
        "ok": one.result == "done",
        "as_recorded": one.is_as_recorded,
        "sentences": [say(sentence) for sentence in one.sentences],
        "code": "" if one.sentences or one.result == "done" else one.result,
        "at": ", ".join(names.get(place, place) for place in one.at),
        "now": instant_text(one.now),
    }


def _said(step: Mapping[str, object], names: Mapping[str, str]) -> str:
    """A step of a run in words."""
    place = names.get(str(step.get("step", "")), str(step.get("step", "")))
    match step.get("do"):
        case "start":
            return gettext("The unit hands a dossier in")
        case "complete":
            answers = step.get("answers")
            said = ", ".join(str(v) for v in answers.values()) if isinstance(answers, dict) else ""
            who = role_name(str(step.get("as", "")).rpartition(":")[2])
            return gettext(
                "%(who)s does “%(step)s” %(answers)s", who=who, step=place, answers=said
            ).strip()
        case "return":
            back = names.get(str(step.get("to", "")), str(step.get("to", "")))
            return gettext("Sent back from “%(step)s” to “%(to)s”", step=place, to=back)
        case "council":
            return gettext("The council meets and votes")
        case "opinion":
            return gettext("A citizen says something about the list")
        case "answer_opinions":
            return gettext("The opinions are answered")
        case "explain":
            return gettext("The delay is explained")
        case "advance" if step.get("over") == "tet":
            return gettext("Time passes until after Tết")
        case "advance":
            return gettext("%(days)s working days pass", days=step.get("working_days"))
    return gettext("An unknown act")


def _shown_step(one: OpenStep, names: Mapping[str, str]) -> dict[str, Any]:
    fields = []
    if one.form_text:
        form = definition_of(one.form_text, one.form_key)
        fields = [_shown_field(asked) for asked in form.fields.values() if asked.kind in CHOSEN]
    roles = [group.rpartition(":")[2] for group in one.roles]
    return {
        "element": one.element,
        "name": one.name,
        "due": instant_text(one.due),
        "fields": fields,
        "roles": [{"value": key, "label": role_name(key)} for key in [*roles, *ROLES]][:24],
        "role": roles[0] if roles else "admin",
        "return_to": [(to, names.get(to, to)) for to in one.return_to],
    }


def _shown_field(asked: FormField) -> dict[str, Any]:
    spoken = language()
    if asked.kind is FieldKind.CHECKBOX:
        options = [
            {"value": "true", "label": gettext("yes")},
            {"value": "false", "label": gettext("no")},
        ]
    else:
        options = [
            {"value": option.value, "label": option.label.in_language(spoken)}
            for option in asked.options
        ]
    return {"name": f"tl-{asked.key}", "label": asked.label.in_language(spoken), "options": options}
