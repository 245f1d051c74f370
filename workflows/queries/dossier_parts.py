"""The parts of a dossier's page that are read only when they are open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from engine.rows import values_of
from engine.view import View
from workflows import attachments
from workflows.attachments import Attachment
from workflows.council.sessions import HELD_AT, Session, SessionState
from workflows.law import Edition, LawValue
from workflows.nominees import Nominee
from workflows.opinions import Opinion, opinions_of
from workflows.positions import names_of
from workflows.publications import Publication, publications_of
from workflows.tables.council import council_session, session_dossier, session_nominee


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The files of a dossier, and who brought each."""

    files: Sequence[Attachment]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What a session decided about one nominee."""

    nominee: Nominee
    members: int
    needed: int
    yes: int
    no: int
    blank: int
    passed: bool | None
    is_current: bool
    """Whether the row is still as it was voted on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionVotes:
    """One session of the council on the dossier; counts only once it is closed."""

    session: Session
    votes: Sequence[Vote]


def papers_of(view: View, instance_id: str) -> Papers:
    files = attachments.of_instance(view, instance_id)
    return Papers(files=files, names=names_of(view, {file.uploaded_by for file in files}))


def files_by_id(view: View, instance_id: str) -> Mapping[str, Attachment]:
    """The files of a dossier, for evidence that names them."""
    return {file.id: file for file in attachments.of_instance(view, instance_id)}


def published(view: View, dossier_id: str) -> Sequence[Publication]:
    """What was put up, the newest first."""
    return tuple(reversed(publications_of(view, dossier_id)))


def said(view: View, dossier_id: str) -> Sequence[Opinion]:
    """What the public said, the newest first."""
    return tuple(reversed(opinions_of(view, dossier_id)))


def votes_on(view: View, dossier_id: str, nominees: Sequence[Nominee]) -> Sequence[SessionVotes]:
    """The sessions with the dossier on their agenda, the newest first."""
    rows = view.connection.execute(
        select(council_session, session_nominee)
        .join(session_dossier, session_dossier.c.session_id == council_session.c.id)
        .outerjoin(
            session_nominee,
            and_(
                session_nominee.c.session_id == council_session.c.id,
                session_nominee.c.dossier_id == dossier_id,
            ),
        )
        .where(session_dossier.c.dossier_id == dossier_id)
        .order_by(HELD_AT.desc(), council_session.c.id.desc())
    ).all()
    by_id = {row.id: row for row in nominees}
    votes: dict[str, list[Vote]] = {}
    sessions: dict[str, Session] = {}
    for row in rows:
        found = values_of(row, council_session.c)
        found["state"] = SessionState(found["state"])
        sessions[found["id"]] = Session(**found)
        named = by_id.get(row.nominee_id)
        if named is None or found["state"] is not SessionState.CLOSED:
            continue
        votes.setdefault(found["id"], []).append(
            Vote(
                nominee=named,
                members=row.members,
                needed=row.needed,
                yes=row.yes,
                no=row.no,
                blank=row.blank,
                passed=row.passed,
                is_current=row.content_hash == named.content_hash,
            )
        )
    return [
        SessionVotes(
            session=session,
            votes=sorted(votes.get(key, ()), key=lambda vote: vote.nominee.ordinal),
        )
        for key, session in sessions.items()
    ]


def law_in_words(edition: Edition) -> Sequence[tuple[str, Sequence[LawValue]]]:
    """The values of an edition by the family of their rules: `R-TIME`, `R-PUB`, …"""
    families: dict[str, list[LawValue]] = {}
    for value in sorted(edition, key=lambda one: (one.rule, one.key, one.award, one.subject)):
        families.setdefault(value.rule.rpartition("-")[0], []).append(value)
    return tuple(families.items())
