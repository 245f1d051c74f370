"""The page of a dossier: where it is, when it is due, what blocks it, and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request, url_for

from engine.actors import Actor
from engine.registry import Access
from web.pages.dossiers.frame import (
    pages,
    procedure_name,
    shown_instant,
    state_pill,
    step_name,
)
from web.pages.dossiers.gates import people_of_gates, shown_gates
from web.pages.dossiers.list_of_nominees import shown_nominees
from web.pages.dossiers.parts import PARTS, part_of, shown_part
from web.pages.dossiers.standing import (
    is_theirs,
    shown_decision,
    shown_stage,
    shown_step,
    shown_waits,
    shown_whole_deadline,
)
from web.requests import actor, engine, page, signed_in, view
from web.shown_attribution import shown_attribution
from web.wording import gettext, in_language, ngettext, say
from workflows.answering import RESULTS
from workflows.authority import may
from workflows.dossiers import Origin
from workflows.law import Regime
from workflows.opinions import waiting_on
from workflows.positions import names_of
from workflows.queries.dossier_acts import (
    Act,
    Offer,
    offers,
)
from workflows.queries.dossier_page import DossierPage, dossier_page

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
        opinions_waiting=_opinions(shown) if is_of_office else None,
        facts=_facts(shown),
        regime=shown_regime(shown.regime),
        main_act=_main_act(shown, who),
        acts=[_act(shown, offer) for offer in offers(view(), who, shown)],
        receipt_url=url_for("dossiers.receipt", code=code) if is_of_office else "",
        stages=[shown_stage(one) for one in shown.stages],
        deadline=shown_whole_deadline(shown.deadline),
        attribution=shown_attribution(shown.attribution),
        gates=shown_gates(shown, names, who),
        steps=[shown_step(one, names, who) for one in shown.open_steps],
        waits=shown_waits(shown),
        stands_since=shown_instant(shown.stands_since),
        decision=shown_decision(shown),
        package_url=_package_url(shown),
        nominees=shown_nominees(shown, who),
        tabs=_tabs(shown, who, part),
        part=part,
        **shown_part(part, shown, who),
    )


# -- the head


def _package_url(shown: DossierPage) -> str:
    """Where the signed package of the dossier is taken out; empty where it has none."""
    dossier = shown.dossier
    sends = shown.instance.variables.get("delivery") == Origin.PACKAGE.value
    answers = dossier.origin is Origin.PACKAGE and dossier.state in RESULTS
    if not (sends or answers):
        return ""
    if may(view(), actor(), "package.take_out", dossier).access is not Access.ALLOWED:
        return ""
    return url_for("packages.take_out", code=dossier.code)


def _opinions(shown: DossierPage) -> dict[str, str] | None:
    """A badge while something that citizens said waits: it holds the dossier up."""
    waiting = sum(waiting_on(view(), shown.dossier).values())
    if not waiting:
        return None
    code = shown.dossier.code
    return {
        "text": ngettext("%(num)d opinion waits", "%(num)d opinions wait", waiting),
        "href": url_for("dossiers.show", code=code, phan="y-kien", _anchor="cac-phan"),
    }


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
        if is_theirs(one, who):
            href = url_for("tasks.show", task_id=one.task.id)
            return {"text": step_name(one.task), "href": href}
    return None


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


# -- parts


def _tallies(shown: DossierPage, who: Actor) -> dict[str, int | None]:
    """How much each part holds; those that are not for this person are left out."""
    counts: dict[str, int | None] = {
        "dong-thoi-gian": None,
        "bieu-mau": None,
        "tai-lieu": shown.tallies.files,
        "y-kien": shown.tallies.opinions,
        "cong-khai": shown.tallies.publications,
        "bieu-quyet": shown.tallies.sessions,
        "so-do": None,
        "can-cu": None,
        "nhat-ky": None,
    }
    if not who.holds_at_office(shown.dossier.office_id):
        del counts["bieu-mau"], counts["y-kien"], counts["bieu-quyet"]
    if may(view(), who, "journal.see", shown.dossier).access is not Access.ALLOWED:
        del counts["nhat-ky"]
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
        *people_of_gates(shown.gates),
        *(one.task.assignee for one in shown.open_steps),
    )
    return {one for one in found if one}


__all__: Sequence[str] = ("show", "shown_regime")
