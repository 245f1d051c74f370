"""Running dossiers moved to another version: a dry run with reasons, a confirmation, a way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import FieldError, InvalidData, Message, NotFound
from engine.migration import (
    ItemLine,
    ItemState,
    MigrateInstances,
    Pairing,
    Place,
    Plan,
    UndoMigration,
    Verdict,
    VerdictKind,
    choices,
    items,
    migrations_of,
    progress,
    run_migrations,
    verdicts,
)
from web.access import require
from web.pages.procedures.frame import pages
from web.requests import actor, close_view, engine, execute, page, see_other, signed_in, view
from web.wording import gettext, in_language, instant_text, say
from workflows.queries.procedures import Version, versions_of

MOST_SHOWN = 200
LEAST_REASON = 10

MOVE_WORDS: Mapping[ItemState, str] = {
    ItemState.PENDING: "waits to be moved",
    ItemState.MOVED: "was moved",
    ItemState.REFUSED: "stays, with reasons",
    ItemState.UNDOING: "waits to be moved back",
    ItemState.UNDONE: "moved back",
    ItemState.STAYS: "could not be moved back",
}
MOVE_TONES: Mapping[ItemState, str] = {
    ItemState.PENDING: "rest",
    ItemState.MOVED: "done",
    ItemState.REFUSED: "late",
    ItemState.UNDOING: "rest",
    ItemState.UNDONE: "done",
    ItemState.STAYS: "late",
}


@pages.get("/<key>/chuyen-ho-so")
@signed_in
def moving(key: str) -> ResponseReturnValue:
    """What would become of every running dossier, and the choice which of them move."""
    require("migration.see")
    return _plan_page(key)


@pages.post("/<key>/chuyen-ho-so")
@signed_in
def move(key: str) -> ResponseReturnValue:
    """Move those that were chosen; nothing happens without the typed confirmation."""
    require("migration.see")
    source, target = _pair(key, request.form)
    chosen = tuple(request.form.getlist("ho_so"))[:MOST_SHOWN]
    reason = request.form.get("ly_do", "").strip()
    wrong = list(_faults(chosen, reason))
    if wrong:
        return _plan_page(key, wrong=wrong), 422
    plan = _plan(source, target)
    try:
        answer = execute(MigrateInstances(plan=plan, reason=reason, instances=chosen))
    except InvalidData as invalid:
        return _plan_page(key, wrong=invalid.errors), 422
    run_migrations(engine())
    migration_id = str(answer["migration"]) if isinstance(answer, dict) else ""
    return see_other(url_for("procedures.moved", key=key, migration_id=migration_id))


@pages.get("/<key>/da-chuyen/<migration_id>")
@signed_in
def moved(key: str, migration_id: str) -> ResponseReturnValue:
    """What became of each dossier, and the way back."""
    require("migration.see")
    versions = {one.id: one for one in versions_of(view(), key)}
    made = progress(view(), migration_id)
    require("migration.undo", made.migration)
    plan = made.migration.plan
    if plan.source not in versions or plan.target not in versions:
        raise NotFound()
    lines = items(view(), migration_id, limit=MOST_SHOWN)
    return page(
        "procedures/moved.html",
        key=key,
        name=_name(versions[plan.target]),
        migration_id=migration_id,
        source=versions[plan.source].number,
        target=versions[plan.target].number,
        reason=made.migration.reason,
        started=instant_text(made.started_at),
        undone=instant_text(made.undone_at),
        running=made.is_running,
        counts=[(gettext(MOVE_WORDS[state]), number) for state, number in made.counts.items()],
        lines=[_shown_line(one) for one in lines],
        may_undo=made.undone_at is None
        and bool(made.counts.get(ItemState.MOVED) or made.counts.get(ItemState.PENDING)),
        least_reason=LEAST_REASON,
    )


@pages.post("/<key>/da-chuyen/<migration_id>/hoan-tac")
@signed_in
def undo_move(key: str, migration_id: str) -> ResponseReturnValue:
    """Take the move back for every dossier on which nobody has acted since."""
    execute(UndoMigration(migration_id=migration_id, reason=request.form.get("reason", "")))
    run_migrations(engine())
    flash(gettext("Taken back where nobody has acted since."), "done")
    return see_other(url_for("procedures.moved", key=key, migration_id=migration_id))


def latest_moves(versions: Sequence[Version]) -> list[dict[str, Any]]:
    """The last migrations from or to these versions, for the page of the procedure."""
    numbers = {one.id: one.number for one in versions}
    shown = []
    for migration_id in migrations_of(view(), list(numbers), limit=5, office_id=actor().office_id):
        made = progress(view(), migration_id)
        plan = made.migration.plan
        shown.append(
            {
                "id": migration_id,
                "source": numbers.get(plan.source, 0),
                "target": numbers.get(plan.target, 0),
                "at": instant_text(made.started_at),
                "count": made.total,
                "undone": made.undone_at is not None,
            }
        )
    return shown


def _plan_page(key: str, *, wrong: Iterable[FieldError] = ()) -> str:
    versions = versions_of(view(), key)
    source, target = _pair(key, request.values)
    office_id = actor().office_id
    close_view()
    judged: list[Verdict] = []
    pairs: tuple[Pairing, ...] = ()
    faults = [say(one.message) for one in wrong]
    plan = _plan(source, target)
    if source.id != target.id:
        pairs = choices(engine(), Plan.of(source.id, target.id))
        try:
            judged = verdicts(engine(), plan, limit=MOST_SHOWN, office_id=office_id)
        except InvalidData as invalid:
            faults += [say(one.message) for one in invalid.errors]
    movable = [one for one in judged if one.kind is not VerdictKind.CANNOT]
    asked = set(request.form.getlist("ho_so")) if request.method == "POST" else None
    return page(
        "procedures/moving.html",
        key=key,
        name=_name(versions[0]),
        versions=[{"value": str(one.number), "label": _label(one)} for one in versions],
        source=source.number,
        target=target.number,
        pairs=[_shown_pair(one, plan) for one in pairs if one.counterpart is None],
        verdicts=[_shown_verdict(one, asked, plan) for one in judged],
        movable=len(movable),
        refused=len(judged) - len(movable),
        faults=faults,
        reason=request.form.get("ly_do", ""),
        most=MOST_SHOWN,
        running=source.running,
    )


def _pair(key: str, sent: Mapping[str, str]) -> tuple[Version, Version]:
    """From which version to which: by default from the most used older one to the newest."""
    versions = versions_of(view(), key)
    by_number = {str(one.number): one for one in versions}
    target = by_number.get(sent.get("den", ""), versions[0])
    others = [one for one in versions if one.id != target.id]
    busiest = max(others, key=lambda one: (one.running, one.number), default=target)
    return by_number.get(sent.get("tu", ""), busiest), target


def _plan(source: Version, target: Version) -> Plan:
    """With what was chosen for steps that the other version does not have."""
    prefix = "thay-"
    mapping = {
        name.removeprefix(prefix): value
        for name, value in request.values.items()
        if name.startswith(prefix) and value
    }
    return Plan.of(source.id, target.id, mapping)


def _faults(chosen: Sequence[str], reason: str) -> Iterable[FieldError]:
    if not chosen:
        yield FieldError("ho_so", Message("none_chosen", "Choose at least one dossier."))
    if len(reason) < LEAST_REASON:
        text = "Give the reason in at least %(least)s characters."
        yield FieldError("ly_do", Message("reason_too_short", text, {"least": LEAST_REASON}))
    if request.form.get("xac_nhan", "").strip() != str(len(chosen)):
        text = "Type the number of dossiers that move, %(count)s, to confirm."
        yield FieldError("xac_nhan", Message("not_confirmed", text, {"count": len(chosen)}))


def _shown_verdict(one: Verdict, asked: set[str] | None, plan: Plan) -> dict[str, Any]:
    movable = one.kind is not VerdictKind.CANNOT
    steps = one.moved.steps if one.moved else ()
    return {
        "id": one.instance_id,
        "name": one.name,
        "href": url_for("dossiers.show", code=one.name),
        "movable": movable,
        "chosen": movable and (asked is None or one.instance_id in asked),
        "tone": {"moves": "done", "reissues": "soon", "cannot": "late"}[one.kind.value],
        "verdict": {
            VerdictKind.MOVES: gettext("moves"),
            VerdictKind.REISSUES: gettext("moves; its form is given anew"),
            VerdictKind.CANNOT: gettext("stays"),
        }[one.kind],
        "steps": [
            {
                "old": _step_name(plan.source, step.old),
                "new": _step_name(plan.target, step.new),
                "due": instant_text(step.due_after),
                "later": step.due_before != step.due_after,
            }
            for step in steps
        ],
        "due_before": instant_text(one.moved.due_before) if one.moved else "",
        "due_after": instant_text(one.moved.due_after) if one.moved else "",
        "reasons": [say(obstacle.message) for obstacle in one.obstacles],
    }


def _step_name(definition_id: str, place: Place) -> str:
    """An element of one of the two versions, as its drawing calls it."""
    element = engine().definitions.get(view(), definition_id).element(place.process, place.element)
    return in_language(element.name or element.id, element.name_en)


def _shown_pair(one: Pairing, plan: Plan) -> dict[str, Any]:
    return {
        "field": f"thay-{one.place}",
        "name": in_language(one.element.name or one.element.id, one.element.name_en),
        "chosen": request.values.get(f"thay-{one.place}", ""),
        "options": [
            {"value": str(place), "label": _step_name(plan.target, place)} for place in one.choices
        ],
    }


def _shown_line(one: ItemLine) -> dict[str, Any]:
    return {
        "name": one.name,
        "href": url_for("dossiers.show", code=one.name),
        "tone": MOVE_TONES[one.state],
        "state": gettext(MOVE_WORDS[one.state]),
        "reasons": [say(reason) for reason in one.reasons],
        "at": instant_text(one.changed_at),
    }


def _name(version: Version) -> str:
    return in_language(version.name or version.key, version.name_en)


def _label(version: Version) -> str:
    return gettext(
        "Version %(number)s (running: %(running)s)",
        number=version.number,
        running=version.running,
    )
