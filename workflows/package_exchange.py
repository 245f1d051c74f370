"""Packages between offices of different installations: taken out, taken in, and who is trusted.

A package that comes in is verified inside the transaction that believes it. What begins or answers
by it goes the same way as within one installation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from sqlalchemy import insert, select, update

from engine import messages
from engine.beginnings import starts_of
from engine.context import Context
from engine.errors import NotFound, WrongState
from engine.model import EventKind
from engine.registry import Registry
from engine.view import View
from workflows import answering, attachments, considering, superiors
from workflows.considering import Submitted
from workflows.dossiers import Dossier, Origin, get_dossier
from workflows.entries import Entries
from workflows.package_files import (
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
from workflows.tables.packages import partner, received_package
from workflows.tables.superiors import superior_answer, upward

SUBMISSION, ANSWER = "submission", "answer"
LONGEST_NAME, LONGEST_CODE, LONGEST_DOCUMENT = 200, 40, 200
KEY_DIGITS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An office elsewhere whose packages are taken in."""

    id: str
    office_id: str
    name: str
    agency_code: str
    public_key: str
    document: str
    is_trusted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPartner:
    """Take in packages of an office elsewhere, by the document that made its key known."""

    office_id: str
    name: str
    agency_code: str
    public_key: str
    document: str


@dataclass(frozen=True, slots=True)
class RevokePartner:
    """Take in packages of an office elsewhere no longer."""

    partner_id: str


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


@dataclass(frozen=True, slots=True)
class TakeOutPackage:
    """Note that a package of a dossier is taken out: its submission, or its answer."""

    dossier_id: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What `may` is asked about: the office whose packages they are."""

    id: str
    office_id: str


class AlreadyReceived(WrongState):
    """This package has been taken in already, on %(day)s."""


class NothingAwaited(WrongState):
    """No dossier of this office waits for this answer."""


class NoPackage(WrongState):
    """This dossier has nothing that travels as a package."""


def register(registry: Registry) -> None:
    registry.command(TrustPartner, action="package.trust", locate=_office, handle=trust)
    registry.command(RevokePartner, action="package.distrust", locate=_partner, handle=distrust)
    registry.command(ReceivePackage, action="package.receive", locate=_office, handle=receive)
    registry.command(TakeOutPackage, action="package.take_out", locate=_dossier, handle=take_out)


# -- who is trusted


def trust(context: Context, command: TrustPartner, about: Gate) -> object:
    entries = Entries()
    name = entries.line("name", command.name, least=3, most=LONGEST_NAME)
    code = entries.line("agency_code", command.agency_code, least=2, most=LONGEST_CODE)
    document = entries.line("document", command.document, least=3, most=LONGEST_DOCUMENT)
    key = "".join(command.public_key.split()).lower()
    if len(key) != KEY_DIGITS or any(letter not in "0123456789abcdef" for letter in key):
        entries.refuse("public_key", "no_key", "A key has 64 digits and letters from a to f.")
    entries.require_sound()
    partner_id = context.new_id()
    context.connection.execute(
        insert(partner).values(
            id=partner_id,
            office_id=about.office_id,
            name=name,
            agency_code=code,
            public_key=key,
            document=document,
            entered_at=context.now,
            entered_by=context.actor.id,
        )
    )
    context.record(
        "package.trust", "partner", partner_id, office_id=about.office_id, name=name, key=key
    )
    return {"partner": partner_id}


def distrust(context: Context, command: RevokePartner, about: Gate) -> object:
    context.connection.execute(
        update(partner)
        .where(partner.c.id == command.partner_id, partner.c.revoked_at.is_(None))
        .values(revoked_at=context.now)
    )
    context.record("package.distrust", "partner", command.partner_id, office_id=about.office_id)
    return {"partner": command.partner_id}


def partners_of(view: View, office_id: str) -> Sequence[Partner]:
    rows = view.connection.execute(
        select(partner).where(partner.c.office_id == office_id).order_by(partner.c.id)
    )
    return [
        Partner(
            id=row.id,
            office_id=row.office_id,
            name=row.name,
            agency_code=row.agency_code,
            public_key=row.public_key,
            document=row.document,
            is_trusted=row.revoked_at is None,
        )
        for row in rows
    ]


# -- out


def take_out(context: Context, _command: TakeOutPackage, about: Dossier) -> object:
    if manifest_of(context, about) is None:
        raise NoPackage()
    context.record(
        "package.take_out",
        "dossier",
        about.id,
        office_id=about.office_id,
        instance_id=about.instance_id,
    )
    return {"dossier": about.id}


def manifest_of(view: View, dossier: Dossier) -> Mapping[str, object] | None:
    """What a dossier sends elsewhere: the answer to a package, else its own submission."""
    if dossier.origin is Origin.PACKAGE and dossier.state in answering.RESULTS:
        return _answer_manifest(view, dossier)
    row = view.connection.execute(
        select(upward.c.content)
        .where(upward.c.dossier_id == dossier.id, upward.c.delivery == Origin.PACKAGE.value)
        .order_by(upward.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    content = cast("dict[str, object]", row.content)
    return {"kind": SUBMISSION, "content": content, "files": content["files"]}


def _answer_manifest(view: View, dossier: Dossier) -> Mapping[str, object]:
    found = answering.answer_of(view, dossier)
    files = attachments.get_many(view, found.files)
    return {
        "kind": ANSWER,
        "content": {
            "id": dossier.upward_id,
            "code": dossier.origin_code,
            "result": found.result.value,
            "authority": found.authority,
            "symbol": found.symbol,
            "dated": found.dated.isoformat(),
            "note": found.note,
            "answers": dict(found.answers),
        },
        "files": [
            {"name": one.name, "kind": one.kind, "size": one.size, "sha256": one.sha256}
            for one in files
        ],
    }


# -- in


def receive(context: Context, command: ReceivePackage, about: Gate) -> object:
    """Believe a package whose signature and files fit, and go on with what it says."""
    known = {one.public_key: one for one in partners_of(context, about.office_id) if one.is_trusted}
    manifest = verified(command.sealed, list(known))
    sender = known[command.key]
    files = _files_of(context, command, manifest)
    kind, content = manifest.get("kind"), manifest.get("content")
    if kind not in (SUBMISSION, ANSWER) or not isinstance(content, dict):
        raise UnknownFormat()
    try:
        _keep(context, about, sender, str(kind), content, command.manifest)
        if kind == SUBMISSION:
            return _consider(context, about, sender, content, files)
        return _take_answer(context, about, content, files)
    except (KeyError, TypeError, ValueError) as wrong:
        raise IncompletePackage() from wrong


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
    about: Gate,
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
    about: Gate,
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
    context: Context, about: Gate, content: Mapping[str, object], files: Sequence[str]
) -> object:
    """The answer to what this office sent as a package; the dossier goes on by the message."""
    row = context.connection.execute(
        select(upward.c.dossier_id, superior_answer.c.id.label("answered"))
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
    attachments.adopt(context, files, below.instance_id)
    superiors.receive(context, below, _answer(content, files))
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


# -- locating


def _office(context: Context, command: TrustPartner | ReceivePackage) -> Gate:
    return Gate(context.new_id(), command.office_id)


def _partner(context: Context, command: RevokePartner) -> Gate:
    office_id = context.connection.execute(
        select(partner.c.office_id).where(partner.c.id == command.partner_id)
    ).scalar_one_or_none()
    if office_id is None:
        raise NotFound()
    return Gate(command.partner_id, office_id)


def _dossier(context: Context, command: TakeOutPackage) -> Dossier:
    return get_dossier(context, command.dossier_id)
