"""By which law a session needs its quorum and its votes, in words and with its mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.clock import local
from web.requests import view
from web.shown_gates import shown_law
from web.shown_law import value_words
from web.wording import gettext, language
from workflows.awards import award_name
from workflows.council.counting import Base
from workflows.council.quorum import Quorum
from workflows.council.rules import next_meeting, threshold, threshold_law
from workflows.council.sessions import Session, SessionState
from workflows.dossiers import Dossier
from workflows.editions import book, edition_of
from workflows.law import Edition
from workflows.queries.council import Meeting

OF_WORDS = {Base.MEMBERS: "all members", Base.PRESENT: "those who take part"}
"""Of whom a share of the votes is taken."""


def shown_quorum(found: Quorum) -> dict[str, Any]:
    """How many have to be there, and what asks for them."""
    return {
        "needed": found.needed,
        "members": found.members,
        "attending": found.attending,
        "is_reached": found.is_reached,
        "law": shown_law(found.law),
    }


def shown_rhythm(office_id: str, sessions: Sequence[Session]) -> dict[str, Any] | None:
    """By when the council meets again at the latest, after it has met once."""
    today = local(view().now).date()
    law = book(view()).on(today, office=office_id).get("council.meets_every_months")
    met = [one.held_at for one in sessions if one.state is SessionState.CLOSED]
    if law is None or not met:
        return None
    last = local(max(met)).date()
    due = next_meeting(law, last)
    return {
        "last": f"{last:%d/%m/%Y}",
        "due": f"{due:%d/%m/%Y}",
        "is_past": today > due,
        "law": shown_law(law),
    }


def shown_needs(meeting: Meeting, dossiers: Sequence[Dossier]) -> dict[str, list[dict[str, Any]]]:
    """Dossier id to what each of its awards needs: `{text, law}`."""
    editions = {dossier.id: edition_of(view(), dossier) for dossier in dossiers}
    return {
        item.id: [
            _need(editions[item.id], award) for award in dict.fromkeys(r.award for r in item.rows)
        ]
        for item in meeting.items
    }


def _need(edition: Edition, award: str) -> dict[str, Any]:
    needed, law = threshold(edition, award), threshold_law(edition, award)
    words = {"award": award_name(award, language()), "base": gettext(OF_WORDS[needed.base])}
    if needed.share is None:
        text = gettext("%(award)s: more than half of %(base)s have to agree", **words)
    else:
        share = value_words(needed.share)
        text = gettext("%(award)s: %(share)s of %(base)s have to agree", share=share, **words)
    return {"text": text, "law": shown_law(law)}
