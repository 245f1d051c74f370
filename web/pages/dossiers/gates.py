"""The gates of a dossier, each with its reason and with whoever let the dossier pass it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import url_for

from engine.actors import Actor
from engine.clock import local
from engine.gates import Finding
from engine.overrides import Override
from engine.registry import Access
from web.pages.dossiers.frame import shown_day
from web.requests import view
from web.shown_gates import shown_basis
from web.wording import gettext, in_language, role_name, say
from workflows.authority import may
from workflows.deciders import is_decided_here
from workflows.queries.dossier_gates import LEFT_OUT, WAIVED, DossierGate
from workflows.queries.dossier_page import DossierPage


def shown_gates(shown: DossierPage, names: Mapping[str, str], who: Actor) -> list[dict[str, Any]]:
    """For `gate_panel`: each gate as it stands, and what was proposed to pass it."""
    rights = _Rights.of(shown, who)
    return [
        {**_gate(shown, one, names), **_overrides(shown, one, names, rights)} for one in shown.gates
    ]


def people_of_gates(gates: Sequence[DossierGate]) -> Iterator[str | None]:
    """Everybody whose name the panel says."""
    for one in gates:
        yield one.passed_by
        for override in one.overrides:
            yield override.proposed_by
            yield override.confirmed_by


def _gate(page: DossierPage, one: DossierGate, names: Mapping[str, str]) -> dict[str, Any]:
    finding = one.finding
    shown: dict[str, Any] = {
        "title": gettext(one.gate.title),
        "state": one.state,
        **shown_basis(one.rules),
    }
    if one.state == "passed":
        return {
            **shown,
            "at": f"{local(one.passed_at):%d/%m}" if one.passed_at else "",
            "by": names.get(one.passed_by or "", ""),
        }
    reason = say(finding.message) if finding.message else ""
    if one.state == "ahead":
        return {**shown, "reason": reason, "note": _as_things_stand(finding)}
    if one.state == WAIVED:
        return {**shown, "reason": reason}
    if one.state == LEFT_OUT:
        return {**shown, "reason": _why_left_out(page, one)}
    return {
        **shown,
        "reason": reason,
        "opens_at": shown_day(finding.opens_at),
        "who": role_name(finding.who) if finding.who else "",
    }


def _why_left_out(page: DossierPage, one: DossierGate) -> str:
    """Which step it would have guarded, and who decides where nobody here does."""
    step = in_language(one.guards[0].name, one.guards[0].name_en)
    if is_decided_here(view(), page.dossier):
        return gettext("Does not apply: the dossier did not go by the step “%(step)s”.", step=step)
    return gettext("Does not apply: the superior decides; here is no step “%(step)s”.", step=step)


def _as_things_stand(finding: Finding) -> str:
    if not finding.looked_at:
        return gettext("not checked yet")
    return gettext("open as things stand") if finding.passed else ""


# -- overrides


class _Rights:
    """What the person may do about overrides of this dossier."""

    def __init__(self, *, propose: bool, confirm: bool, withdraw: bool, person: str) -> None:
        self.propose, self.confirm, self.withdraw = propose, confirm, withdraw
        self.person = person

    @classmethod
    def of(cls, shown: DossierPage, who: Actor) -> _Rights:
        def allowed(action: str) -> bool:
            return may(view(), who, action, shown.instance).access is Access.ALLOWED

        return cls(
            propose=allowed("gate.override"),
            confirm=allowed("gate.confirm"),
            withdraw=allowed("gate.withdraw"),
            person=who.id,
        )


def _overrides(
    shown: DossierPage, one: DossierGate, names: Mapping[str, str], rights: _Rights
) -> dict[str, Any]:
    code = shown.dossier.code
    return {
        "overrides": [_override(code, each, names, rights) for each in one.overrides],
        "waive_url": url_for("dossiers.waive", code=code, gate=one.gate.key)
        if one.can_be_overridden and rights.propose
        else "",
    }


def _override(
    code: str, one: Override, names: Mapping[str, str], rights: _Rights
) -> dict[str, Any]:
    mine = one.proposed_by == rights.person
    return {
        "sentence": _sentence(one, names),
        "reason": one.reason,
        "confirm_url": url_for("dossiers.confirm_waiver", code=code, override_id=one.id)
        if one.is_pending and rights.confirm and not mine
        else "",
        "withdraw_url": url_for("dossiers.withdraw_waiver", code=code, override_id=one.id)
        if one.is_pending and rights.withdraw
        else "",
    }


def _sentence(one: Override, names: Mapping[str, str]) -> str:
    proposer = names.get(one.proposed_by, "")
    if one.confirmed_at is not None and one.withdrawn_at is not None:
        return gettext(
            "Let pass by %(proposer)s and %(second)s until the dossier was sent back on %(day)s",
            proposer=proposer,
            second=names.get(one.confirmed_by or "", ""),
            day=shown_day(one.withdrawn_at),
        )
    if one.confirmed_at is not None:
        return gettext(
            "Let pass by %(proposer)s and %(second)s on %(day)s",
            proposer=proposer,
            second=names.get(one.confirmed_by or "", ""),
            day=shown_day(one.confirmed_at),
        )
    day = shown_day(one.proposed_at)
    if one.withdrawn_at is not None:
        return gettext(
            "Proposed by %(proposer)s on %(day)s, not agreed to", proposer=proposer, day=day
        )
    return gettext(
        "Proposed by %(proposer)s on %(day)s: a second person has to agree",
        proposer=proposer,
        day=day,
    )
