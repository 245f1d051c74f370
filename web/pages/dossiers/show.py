"""The page of a dossier: where it is, when it is due, what blocks it, and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request, url_for

from engine.actors import Actor
from engine.clock import local
from engine.deadlines import Projection
from web.pages.dossiers.frame import (
    pages,
    procedure_name,
    shown_day,
    shown_instant,
    shown_nominee,
    state_pill,
    step_name,
)
from web.pages.dossiers.parts import PARTS, part_of, shown_part
from web.requests import actor, engine, page, signed_in, view
from web.shown_clocks import shown_bar, shown_deadline, shown_lines
from web.shown_gates import rule_url
from web.wording import gettext, in_language, language, role_name, say
from workflows.awards import award_name
from workflows.decisions import signed_decision
from workflows.law import LawValue, Regime
from workflows.nominees import Nominee
from workflows.positions import names_of
from workflows.queries.dossier_acts import (
    Act,
    Offer,
    offers,
    refusal_to_hold,
    refusal_to_release,
)
from workflows.queries.dossier_gates import DossierGate
from workflows.queries.dossier_page import DossierPage, OpenStep, dossier_page
from workflows.queries.dossier_stages import Stage

FEW_NOMINEES = 8
"""So many stand on the page before one asks for all."""

UNKNOWN_MARK = "u"

ACT_WORDS = {
    Act.EXPLAIN_LATENESS: ("Explain the delay…", "clock", "dossiers.explain"),
    Act.MODERATE: ("Admit or reject opinions", "horn", ""),
    Act.ANSWER: ("Answer opinions", "note", ""),
    Act.PRINT_DECISION: ("Decision on paper", "print", "dossiers.decision"),
    Act.CANCEL: ("Cancel the dossier…", "bin", "dossiers.cancel"),
}


@pages.get("/ho-so/<code>")
@signed_in
def show(code: str) -> str:
    who = actor()
    shown = dossier_page(view(), engine().definitions, who, code)
    names = names_of(view(), _people(shown))
    part = part_of(request.args.get("phan", ""), _tallies(shown, who))
    is_of_office = who.holds_at_office(shown.dossier.office_id)
    return page(
        "dossiers/show.html",
        dossier=shown.dossier,
        state=state_pill(shown.dossier.state),
        facts=_facts(shown),
        regime=shown_regime(shown.regime),
        main_act=_main_act(shown, who),
        acts=[_act(shown, offer) for offer in offers(view(), who, shown)],
        receipt_url=url_for("dossiers.receipt", code=code) if is_of_office else "",
        stages=[_stage(one) for one in shown.stages],
        deadline=_deadline(shown.deadline),
        gates=[_gate(one, names) for one in shown.gates],
        steps=[_step(one, names, who) for one in shown.open_steps],
        waits=_waits(shown),
        stands_since=shown_instant(shown.stands_since),
        decision=_decision(shown),
        nominees=_nominees(shown, who),
        tabs=_tabs(shown, who, part),
        part=part,
        **shown_part(part, shown, who),
    )


# -- the head


def shown_regime(regime: Regime) -> dict[str, str]:
    """The regime in words, with the warning that has to stand on every page under it."""
    return {
        "key": regime.key,
        "title": in_language(regime.title, regime.title_en),
        "warning": in_language(regime.warning, regime.warning_en),
        "mark": regime.text_mark.value,
    }


def _facts(shown: DossierPage) -> dict[str, Any]:
    found = shown.dossier
    return {
        "unit": found.unit_name,
        "nominees": found.nominee_count,
        "filed": shown_instant(found.filed_at),
        "accepted": shown_instant(found.accepted_at),
        "procedure": procedure_name(shown.definition),
        "version": shown.definition.version,
        "letter": found.letter_number,
        "letter_date": f"{found.letter_date:%d/%m/%Y}",
        "event_date": f"{found.event_date:%d/%m/%Y}" if found.event_date else "",
        "ended": shown_instant(found.ended_at),
        "why": found.state_reason,
    }


def _main_act(shown: DossierPage, who: Actor) -> dict[str, str] | None:
    """The open step that this person can do; the one filled button of the page."""
    for one in shown.open_steps:
        if _is_theirs(one, who):
            href = url_for("tasks.show", task_id=one.task.id)
            return {"text": step_name(one.task), "href": href}
    return None


def _is_theirs(one: OpenStep, who: Actor) -> bool:
    if one.task.assignee is not None:
        return one.task.assignee == who.id
    members = view().registry.candidates.members(view(), one.task.candidates)
    return bool(who.members & members)


def _act(shown: DossierPage, offer: Offer) -> dict[str, Any]:
    text, icon, endpoint = ACT_WORDS[offer.act]
    code = shown.dossier.code
    href = (
        url_for(endpoint, code=code)
        if endpoint
        else url_for("dossiers.show", code=code, phan="y-kien")
    )
    return {
        "text": gettext(text),
        "icon": icon,
        "href": href,
        "grave": offer.act is Act.CANCEL,
        "locked": say(offer.refusal) if offer.refusal else "",
    }


# -- stages and clock


def _stage(stage: Stage) -> dict[str, str]:
    return {
        "label": in_language(stage.name, stage.name_en),
        "state": stage.state,
        "note": _span(stage),
        "href": "",
    }


def _span(stage: Stage) -> str:
    if stage.since is None:
        return ""
    since = f"{local(stage.since):%d/%m}"
    if stage.until is None:
        return gettext("since %(day)s", day=since)
    until = f"{local(stage.until):%d/%m}"
    return since if since == until else f"{since} – {until}"


def _deadline(seen: Projection | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    paused = sum(pause.amount for pause in seen.pauses)
    return {
        "chip": shown_deadline(seen),
        "bar": shown_bar(seen),
        "lines": [{**line, "href": rule_url(line["rule"])} for line in shown_lines(seen, say)],
        "used": seen.used,
        "total": seen.total,
        "paused": paused,
        "provisional": seen.provisional,
    }


# -- gates and steps


def _gate(one: DossierGate, names: Mapping[str, str]) -> dict[str, Any]:
    finding = one.finding
    shown: dict[str, Any] = {
        "title": gettext(one.gate.title),
        "state": one.state,
        "rule": one.gate.rule,
        "mark": one.law.mark.value if one.law else UNKNOWN_MARK,
        "citation": _citation(one.law),
        "href": rule_url(one.gate.rule),
    }
    if one.state == "passed":
        return {
            **shown,
            "at": f"{local(one.passed_at):%d/%m}" if one.passed_at else "",
            "by": names.get(one.passed_by or "", ""),
        }
    if one.state == "ahead":
        reason = say(finding.message) if finding.message else ""
        note = gettext("open as things stand") if finding.passed else ""
        return {**shown, "reason": reason, "note": note}
    return {
        **shown,
        "reason": say(finding.message) if finding.message else "",
        "opens_at": shown_day(finding.opens_at),
        "who": role_name(finding.who) if finding.who else "",
    }


def _citation(law: LawValue | None) -> str:
    return "" if law is None else in_language(law.citation, law.citation_en)


def _step(one: OpenStep, names: Mapping[str, str], who: Actor) -> dict[str, Any]:
    task = one.task
    members = view().registry.candidates.members(view(), task.candidates)
    roles = sorted({role_name(member.partition("@")[0]) for member in members})
    return {
        "name": step_name(task),
        "href": url_for("tasks.show", task_id=task.id) if _is_theirs(one, who) else "",
        "who": names.get(task.assignee or "", "") or ", ".join(roles),
        "unassigned": not members and task.assignee is None,
        "since": shown_instant(task.created_at),
        "deadline": shown_deadline(one.deadline) if one.deadline else None,
    }


def _waits(shown: DossierPage) -> list[str]:
    """Events of the drawing that wait for their gate."""
    known = shown.definition.executable.processes
    found = []
    for one in shown.waits:
        if one.state.value != "open":
            continue
        element = known[one.process_key].elements[one.element_id]
        found.append(in_language(element.name, element.name_en))
    return found


def _decision(shown: DossierPage) -> dict[str, Any] | None:
    """The signed decision; the gate of the signature has read it already."""
    found = signed_decision(view(), shown.dossier.id)
    if found is None:
        return None
    return {
        "symbol": found.symbol or "",
        "dated": f"{found.dated:%d/%m/%Y}" if found.dated else "",
        "signer": found.signer_name,
        "position": role_name(found.signer_position),
        "signed": shown_day(found.signed_at),
        "files": list(found.scan),
    }


# -- nominees


def _nominees(shown: DossierPage, who: Actor) -> dict[str, Any]:
    asked = request.args.get("nguoi", "")
    wanted = shown.problems if asked == "vuong" else shown.nominees
    rows = wanted if asked else wanted[:FEW_NOMINEES]
    code = shown.dossier.code
    return {
        "rows": [_nominee(shown, who, row) for row in rows],
        "count": len(wanted),
        "all": len(shown.nominees),
        "problems": len(shown.problems),
        "asked": asked,
        "all_url": url_for("dossiers.show", code=code, nguoi="tat-ca", _anchor="nguoi"),
        "few_url": url_for("dossiers.show", code=code, _anchor="nguoi"),
        "problems_url": url_for("dossiers.show", code=code, nguoi="vuong", _anchor="nguoi"),
    }


def _nominee(shown: DossierPage, who: Actor, row: Nominee) -> dict[str, Any]:
    where: dict[str, Any] = {"code": shown.dossier.code, "ordinal": row.ordinal}
    held = refusal_to_hold(view(), who, shown.dossier, row) is None
    released = refusal_to_release(view(), who, shown.dossier, row) is None
    return {
        **shown_nominee(row),
        "award": award_name(row.award, language()),
        "hold_url": url_for("dossiers.hold", **where) if held else "",
        "release_url": url_for("dossiers.release", **where) if released else "",
    }


# -- parts


def _tallies(shown: DossierPage, who: Actor) -> dict[str, int | None]:
    """How much each part holds; those that are not for this person are left out."""
    counts: dict[str, int | None] = {
        "dong-thoi-gian": None,
        "tai-lieu": shown.tallies.files,
        "y-kien": shown.tallies.opinions,
        "cong-khai": shown.tallies.publications,
        "bieu-quyet": shown.tallies.sessions,
        "so-do": None,
        "can-cu": None,
    }
    if not who.holds_at_office(shown.dossier.office_id):
        del counts["y-kien"], counts["bieu-quyet"]
    return counts


def _tabs(shown: DossierPage, who: Actor, part: str) -> list[dict[str, Any]]:
    return [
        {
            "text": gettext(PARTS[name]),
            "href": url_for(
                "dossiers.show", code=shown.dossier.code, phan=name, _anchor="cac-phan"
            ),
            "count": count,
            "current": name == part,
        }
        for name, count in _tallies(shown, who).items()
    ]


def _people(shown: DossierPage) -> set[str]:
    found: Iterable[str | None] = (
        *(one.passed_by for one in shown.gates),
        *(one.task.assignee for one in shown.open_steps),
    )
    return {one for one in found if one}


__all__: Sequence[str] = ("show", "shown_regime")
