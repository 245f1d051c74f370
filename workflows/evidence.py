"""What is proven about each nominee: publication and ballot, bound to the content of the row.

Evidence covers a nominee only while the row still has the hash that was published or voted on.
So returns, late changes and reuse need no special case: what changed is simply not covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Row, Select, and_, func, select

from engine.canonical import digest
from engine.clock import local
from engine.context import Context
from engine.view import View
from workflows.nominees import CONTINUING, Outcome, know
from workflows.tables.council import council_session, session_nominee
from workflows.tables.dossiers import nominee
from workflows.tables.publicity import publication, published_nominee

TIED = "tied"
"""How a count keeps that it left somebody undecided."""

SMALLEST = timedelta(microseconds=1)
"""A period ends with the last instant of its day; this later the next one has begun."""

NAMES_SHOWN = 3
"""So many names stand in a refusal; the rest is a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One nominee and what has been shown about the row as it stands."""

    nominee_id: str
    ordinal: int
    name: str
    subject_id: str
    award: str
    outcome: Outcome
    content_hash: str
    was_published: bool
    """On some list, perhaps with other content."""
    public_until: datetime | None
    """When the first publication of this very content is over; None when there was none."""
    was_voted_on: bool
    """In some closed session, perhaps with other content."""
    voted_from: datetime | None
    voted_until: datetime | None
    """When the session of the newest ballot was opened and closed."""
    has_passed: bool | None
    """What the newest ballot decided about this very content; None when it was another."""
    is_tied: bool
    """It decided nothing yet: others have as many votes, and places are few (R-COUN-07)."""

    @property
    def continues(self) -> bool:
        return self.outcome in CONTINUING

    @property
    def was_voted_down(self) -> bool:
        """The newest ballot decided against this very content."""
        return self.has_passed is False and not self.is_tied


def proofs(view: View, dossier_id: str) -> Sequence[Proof]:
    """All nominees of a dossier with their evidence, in one statement; read once a view."""
    return view.once(("evidence", dossier_id), lambda: _read(view, dossier_id))


def continuing(view: View, dossier_id: str) -> Sequence[Proof]:
    """Those whom the evidence has to cover."""
    return [proof for proof in proofs(view, dossier_id) if proof.continues]


def forget(context: Context, dossier_id: str) -> None:
    """After publications or ballots were written in this transaction; nominees stay known."""
    context.forget(("evidence", dossier_id))


def complete_since(rows: Sequence[Proof], now: datetime) -> date | None:
    """The day before which the list could not be signed: it was public, or voted on, until then.

    A period that runs on has been let pass by two people, and says nothing.
    """
    periods = [row.public_until for row in rows if row.public_until and row.public_until < now]
    over = [local(until + SMALLEST).date() for until in periods]
    counted = [local(row.voted_until).date() for row in rows if row.voted_until is not None]
    return max([*over, *counted], default=None)


def list_hash(rows: Iterable[Proof]) -> str:
    """What a signature is bound to: who is on the list, with what content, in which order."""
    return digest([[row.nominee_id, row.content_hash] for row in rows])


def named(rows: Sequence[Proof]) -> Mapping[str, Any]:
    """How many they are and who, for a sentence: `2. Lò Thị Hoa, 5. Quàng Văn Dũng, …`."""
    return shortened([f"{row.ordinal}. {row.name}" for row in rows])


def shortened(names: Sequence[str]) -> Mapping[str, Any]:
    """The same for names that are at hand."""
    shown = [*names[:NAMES_SHOWN], *(["…"] if len(names) > NAMES_SHOWN else [])]
    return {"count": len(names), "names": ", ".join(shown)}


def _read(view: View, dossier_id: str) -> Sequence[Proof]:
    """With the nominees themselves: whoever asks for evidence mostly goes on to them."""
    rows = view.connection.execute(_query(dossier_id)).all()
    know(view, dossier_id, rows)
    return [_proof(row) for row in rows]


def _proof(row: Row[tuple[object, ...]]) -> Proof:
    same_ballot = row.voted_hash == row.content_hash
    return Proof(
        nominee_id=row.id,
        ordinal=row.ordinal,
        name=row.name,
        subject_id=row.subject_id,
        award=row.award,
        outcome=Outcome(row.outcome),
        content_hash=row.content_hash,
        was_published=row.publications is not None,
        public_until=row.public_until,
        was_voted_on=row.voted_hash is not None,
        voted_from=row.opened_at,
        voted_until=row.closed_at,
        has_passed=bool(row.passed) if same_ballot else None,
        is_tied=same_ballot and row.standing == TIED,
    )


def _query(dossier_id: str) -> Select[Any]:
    covered = _lists(dossier_id, published_nominee.c.content_hash).subquery("covered")
    listed = _lists(dossier_id).subquery("listed")
    ballot = _ballots(dossier_id).subquery("ballot")
    return (
        select(
            *nominee.c,
            listed.c.publications,
            covered.c.public_until,
            ballot.c.content_hash.label("voted_hash"),
            ballot.c.passed,
            ballot.c.standing,
            ballot.c.opened_at,
            ballot.c.closed_at,
        )
        .select_from(nominee)
        .outerjoin(listed, listed.c.nominee_id == nominee.c.id)
        .outerjoin(
            covered,
            and_(
                covered.c.nominee_id == nominee.c.id,
                covered.c.content_hash == nominee.c.content_hash,
            ),
        )
        .outerjoin(ballot, and_(ballot.c.nominee_id == nominee.c.id, ballot.c.newest == 1))
        .where(nominee.c.dossier_id == dossier_id)
        .order_by(nominee.c.ordinal)
    )


def _lists(dossier_id: str, *by: Column[str]) -> Select[Any]:
    """Lists of the dossier that stand, by nominee (and content)."""
    return (
        select(
            published_nominee.c.nominee_id,
            *by,
            func.min(publication.c.ends_at).label("public_until"),
            func.count().label("publications"),
        )
        .join(publication, publication.c.id == published_nominee.c.publication_id)
        .where(
            publication.c.dossier_id == dossier_id,
            publication.c.kind == "list",
            publication.c.withdrawn_at.is_(None),
        )
        .group_by(published_nominee.c.nominee_id, *by)
    )


def _ballots(dossier_id: str) -> Select[Any]:
    """Closed ballots of the dossier, numbered from the newest by nominee."""
    newest_first = func.row_number().over(
        partition_by=session_nominee.c.nominee_id,
        order_by=(council_session.c.closed_at.desc(), council_session.c.id.desc()),
    )
    return (
        select(
            session_nominee.c.nominee_id,
            session_nominee.c.content_hash,
            session_nominee.c.passed,
            session_nominee.c.standing,
            council_session.c.opened_at,
            council_session.c.closed_at,
            newest_first.label("newest"),
        )
        .join(council_session, council_session.c.id == session_nominee.c.session_id)
        .where(session_nominee.c.dossier_id == dossier_id, council_session.c.state == "closed")
    )
