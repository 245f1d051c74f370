"""The signatory's page: what is decided, by whom it was voted, what it costs, and what was late."""

from __future__ import annotations

from typing import Any

from flask import url_for

from engine.clock import local
from web.pages.dossiers.acts import CAUSES
from web.pages.dossiers.frame import KIND_WORDS, shown_nominee
from web.requests import view
from web.wording import gettext, language, ngettext
from workflows.awards import award_name
from workflows.dossiers import Dossier
from workflows.nominees import Nominee
from workflows.opinions import OpinionState
from workflows.queries.to_sign import ToSign, to_sign


def shown_signing(dossier: Dossier) -> dict[str, Any]:
    """Everything needed to decide, for `tasks/signing.html`."""
    found = to_sign(view(), dossier)
    return {
        "draft_url": url_for("dossiers.decision", code=dossier.code),
        "count": found.going_on,
        "out": len(found.nominees) - found.going_on,
        "rows": [_row(found, row) for row in found.nominees],
        "has_votes": bool(found.votes),
        "total": _money(found.total),
        "rewards": [
            {
                "award": line.award,
                "kind": gettext(KIND_WORDS.get(line.kind, line.kind)),
                "count": line.count,
                "each": "" if line.each is None else _money(line.each),
                "sum": _money(line.sum),
                "mark": line.mark.value,
            }
            for line in found.rewards
        ],
        "sessions": [
            {
                "title": one.title,
                "on": f"{local(one.held_at):%d/%m/%Y}",
                "secret": one.secret,
                "href": url_for("council.show", session_id=one.id),
            }
            for one in found.sessions
        ],
        "opinions": _opinions(found, dossier),
        "late": [
            {
                "on": f"{local(one.at):%d/%m/%Y}",
                "cause": gettext(CAUSES[one.cause]),
                "reason": one.reason,
            }
            for one in found.late
        ],
    }


def _opinions(found: ToSign, dossier: Dossier) -> dict[str, str] | None:
    """How many were heard and answered, and where they can be read."""
    if not found.opinions:
        return None
    answered = sum(one.state is OpinionState.ANSWERED for one in found.opinions)
    received = len(found.opinions)
    return {
        "text": ngettext("%(num)d opinion", "%(num)d opinions", received),
        "answered": gettext("%(count)s answered", count=answered),
        "href": url_for("dossiers.show", code=dossier.code, phan="y-kien", _anchor="cac-phan"),
    }


def _row(found: ToSign, row: Nominee) -> dict[str, Any]:
    amount = found.money.get(row.ordinal) if row.continues else None
    return {
        **shown_nominee(row),
        "unit": row.unit_name,
        "award": award_name(row.award, language()),
        "goes_on": row.continues,
        "vote": _vote(found, row),
        "money": "" if amount is None else _money(amount),
    }


def _vote(found: ToSign, row: Nominee) -> dict[str, Any] | None:
    vote = found.votes.get(row.id)
    if vote is None:
        return None
    return {
        "yes": vote.yes,
        "members": vote.members,
        "passed": bool(vote.passed),
        "no": vote.no,
        "blank": vote.blank,
        "is_current": vote.is_current,
    }


def _money(amount: int) -> str:
    """As people here write amounts: 1.620.000."""
    return f"{amount:,}".replace(",", ".")
