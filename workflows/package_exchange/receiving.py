"""Packages that come in: believed when signature and files fit, and taken as what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from sqlalchemy import insert, select

from engine import messages
from engine.beginnings import starts_of
from engine.clock import local
from engine.context import Context
from engine.errors import WrongState
from engine.model import EventKind
from engine.registry import Registry
from workflows import attachments, considering, superiors
from workflows.considering import Submitted
from workflows.dossiers import Origin, get_dossier
from workflows.nominees import Outcome
from workflows.package_exchange.partners import (
    LONGEST_CODE,
    LONGEST_NAME,
    Desk,
    Partner,
    Role,
    partners_of,
)
from workflows.package_files import (
    BadPackage,
    ForeignSender,
    IncompletePackage,
    Named,
    Sealed,
    UnknownFormat,
    files_named,
    require_whole,
    verified,
)
from workflows.superiors import ANSWER_MESSAGE, Answer, Result
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.packages import ANSWER, SUBMISSION, received_package
from workflows.tables.superiors import superior_answer, upward

SAID = frozenset({Outcome.AWARDED.value, Outcome.REJECTED.value})
"""What a superior can say of somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivePackage:
    """Take in a package: a submission from below, or the answer to one's own."""

    office_id: str
    manifest: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    key: str
    files: tuple[tuple[str, str], ...] = ()
    """(hash, id of the stored file) of everything that came with it."""

    @property
    def sealed(self) -> Sealed:
        return Sealed(self.manifest, self.signature, self.key)


class AlreadyReceived(WrongState):
    """This package has been taken in already, on %(day)s."""


class NothingAwaited(WrongState):
    """No dossier of this office waits for this answer."""


class StrangeAnswer(BadPackage):
    """The answer does not fit what was submitted: other people on it, or a day that cannot be."""


class UnexpectedSender(BadPackage):
    """%(name)s is not entered here as an office that submits."""


def register(registry: Registry) -> None:
    registry.command(ReceivePackage, action="package.receive", locate=_office, handle=receive)


def receive(context: Context, command: ReceivePackage, about: Desk) -> object:
    """Believe a package whose signature and files fit, and go on with what it says."""
    known = {one.public_key: one for one in partners_of(context, about.office_id) if one.is_trusted}
    manifest = verified(command.sealed, list(known))
    sender = known[command.key]
    files = _files_of(context, command, manifest)
    kind, content = manifest.get("kind"), manifest.get("content")
    if kind not in (SUBMISSION, ANSWER) or not isinstance(content, dict):
        raise UnknownFormat()
    _require_part(sender, str(kind))
    try:
        _keep(context, about, sender, str(kind), content, command.manifest)
        if kind == SUBMISSION:
            return _consider(context, about, sender, content, files)
        return _take_answer(context, about, content, files)
    except (KeyError, TypeError, ValueError) as wrong:
        raise IncompletePackage() from wrong


def _require_part(sender: Partner, kind: str) -> None:
    """Only who is below submits, and only who decides answers: a good signature is not enough."""
    if kind == SUBMISSION and sender.role is not Role.BELOW:
        raise UnexpectedSender(name=sender.name)
    if kind == ANSWER and sender.role is not Role.SUPERIOR:
        raise UnexpectedSender(
            "%(name)s is not entered here as the office that decides on what is submitted.",
            name=sender.name,
        )


def _files_of(
    context: Context, command: ReceivePackage, manifest: Mapping[str, object]
) -> tuple[str, ...]:
    """Ids of the files in the order of the manifest; each is what the manifest says it is."""
    stored = dict(command.files)
    kept = {one.id: one for one in attachments.get_many(context, list(stored.values()))}
    mine = {
        sha256: kept[key].size
        for sha256, key in stored.items()
        if key in kept
        and kept[key].sha256 == sha256
        and kept[key].instance_id is None
        and kept[key].uploaded_by == context.actor.id
    }
    named = files_named(manifest)
    require_whole(named, mine)
    return _as_named(context, named, stored, command.office_id)


def _as_named(
    context: Context, named: Sequence[Named], stored: Mapping[str, str], office_id: str
) -> tuple[str, ...]:
    """One file for each that is named: the same content may be two papers."""
    ids: list[str] = []
    for one in named:
        key = stored[one.sha256]
        ids += attachments.copies(context, [key], office_id=office_id) if key in ids else [key]
    told = {key: (one.name, one.kind) for key, one in zip(ids, named, strict=True)}
    attachments.rename(context, told)
    return tuple(ids)


def _keep(
    context: Context,
    about: Desk,
    sender: Partner,
    kind: str,
    content: Mapping[str, object],
    manifest: bytes,
) -> None:
    earlier = context.connection.execute(
        select(received_package.c.received_at).where(
            received_package.c.office_id == about.office_id,
            received_package.c.kind == kind,
            received_package.c.upward_id == content["id"],
        )
    ).scalar_one_or_none()
    if earlier is not None:
        raise AlreadyReceived(day=f"{earlier:%d/%m/%Y}")
    package_id = context.new_id()
    context.connection.execute(
        insert(received_package).values(
            id=package_id,
            office_id=about.office_id,
            partner_id=sender.id,
            kind=kind,
            upward_id=content["id"],
            content=dict(content),
            sha256=hashlib.sha256(manifest).hexdigest(),
            received_at=context.now,
            received_by=context.actor.id,
        )
    )
    context.record(
        "package.receive",
        "package",
        package_id,
        office_id=about.office_id,
        kind=kind,
        sender=sender.name,
        code=content["code"],
    )


def _consider(
    context: Context,
    about: Desk,
    sender: Partner,
    content: Mapping[str, object],
    files: Sequence[str],
) -> object:
    """A submission from an office below: the one procedure that begins with its message."""
    said = cast(Mapping[str, object], content["office"])
    if said["agency_code"] != sender.agency_code:
        raise ForeignSender()
    starts = starts_of(context.connection, EventKind.MESSAGE, considering.MESSAGE)
    if len(starts) != 1:
        raise NothingAwaited("No procedure here begins with a submission.", code="no_procedure")
    [(_, definition_id, element_id)] = starts
    live = considering.consider(
        context,
        context.definitions.get(context, definition_id),
        Submitted(
            content=content,
            office_id=about.office_id,
            filed_by=context.actor.id,
            origin=Origin.PACKAGE,
            files=files,
        ),
    )
    live.begin(element_id)
    return {"instance": live.id, "kind": SUBMISSION}


def _take_answer(
    context: Context, about: Desk, content: Mapping[str, object], files: Sequence[str]
) -> object:
    """The answer to what this office sent as a package; the dossier goes on by the message."""
    row = context.connection.execute(
        select(
            upward.c.dossier_id,
            upward.c.dated,
            upward.c.content,
            superior_answer.c.id.label("answered"),
        )
        .join(dossier_table, dossier_table.c.id == upward.c.dossier_id)
        .outerjoin(
            superior_answer,
            (superior_answer.c.dossier_id == upward.c.dossier_id)
            & (superior_answer.c.received_at >= upward.c.sent_at),
        )
        .where(
            upward.c.id == content["id"],
            upward.c.delivery == Origin.PACKAGE.value,
            dossier_table.c.office_id == about.office_id,
        )
        .limit(1)
    ).one_or_none()
    if row is None or row.answered is not None:
        raise NothingAwaited()
    below = get_dossier(context, row.dossier_id)
    if below.is_ended:
        raise NothingAwaited()
    answer = _answer(content, files)
    sent_up = frozenset(str(one["id"]) for one in row.content["nominees"])
    _require_sound(answer, sent_up, sent_on=row.dated, today=local(context.now).date())
    attachments.adopt(context, files, below.instance_id)
    superiors.receive(context, below, answer)
    messages.send(context, messages.MESSAGE, name=ANSWER_MESSAGE, key=below.code)
    return {"dossier": below.id, "code": below.code, "kind": ANSWER}


def _answer(content: Mapping[str, object], files: Sequence[str]) -> Answer:
    answers = cast("dict[str, object]", content["answers"])
    return Answer(
        result=Result(str(content["result"])),
        authority=str(content["authority"])[:LONGEST_NAME],
        symbol=str(content["symbol"])[:LONGEST_CODE],
        dated=date.fromisoformat(str(content["dated"])),
        note=str(content["note"]),
        files=tuple(files),
        answers={str(key): str(said) for key, said in answers.items()},
    )


def _require_sound(answer: Answer, sent_up: frozenset[str], *, sent_on: date, today: date) -> None:
    """It says of everybody who went up, and of nobody else, what became of them."""
    if answer.result is Result.DECIDED:
        said = set(answer.answers.values())
        is_said = answer.answers.keys() == sent_up and Outcome.AWARDED in said and said <= SAID
    else:
        is_said = not answer.answers
    if not is_said or not sent_on <= answer.dated <= today:
        raise StrangeAnswer()


def _office(context: Context, command: ReceivePackage) -> Desk:
    return Desk(context.new_id(), command.office_id)
