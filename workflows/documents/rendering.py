"""Making the files of documents: outside every request and transaction, tried again, never twice.

A version is leased before it is made, so that several processes never make the same one at once;
whoever dies in between leaves a lease that runs out. What is made depends on the fixed content
alone, so that making it again gives the same files and no number is ever taken here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

import structlog
from sqlalchemy import select, update

from engine.actors import SYSTEM
from engine.context import Context
from engine.errors import NotFound, VinhDanhError
from engine.incidents import open_incident
from engine.registry import Registry
from workflows.attachments import BlobStore
from workflows.documents.composing import compose
from workflows.documents.kinds import DESCRIBED, DocumentKind
from workflows.documents.letterhead import rooms_of
from workflows.documents.signing_keys import SigningKey
from workflows.documents.store import (
    Document,
    Origin,
    Step,
    Version,
    VersionState,
    get_document,
    get_version,
    versions_of,
)
from workflows.documents.word_numbering import written_in
from workflows.documents.word_templates import template_for
from workflows.dossiers import get_dossier
from workflows.tables.documents import document_version as version_table

if TYPE_CHECKING:
    from engine.process_engine import ProcessEngine

log = structlog.get_logger()

MAX_TRIES = 3
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10))
"""How long to wait after the first and the second failure; after the third comes an incident."""

LEASE = timedelta(minutes=5)
"""Longer than the longest document takes."""

BATCH = 20


@dataclass(frozen=True, slots=True)
class Press:
    """Where files are put, and the address at which anybody checks a document."""

    blobs: BlobStore
    address: str
    seal: SigningKey | None = None
    """By which what was signed is sealed when it gets its number; where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The files of a version."""

    content: Mapping[str, object] | None
    """None for what was edited by hand."""
    content_hash: str
    is_draft: bool
    pdf: bytes
    word: bytes
    pages: Sequence[bytes]
    """Pictures for screens that show no PDF."""
    template_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFiles:
    """Enter the files that were made of a version; nothing if somebody else was quicker."""

    version_id: str
    tries: int
    content: Mapping[str, object] | None
    content_hash: str
    is_draft: bool
    pdf_sha256: str
    pdf_size: int
    word_sha256: str
    word_size: int
    pages: int
    pages_sha256: str
    template_id: str | None


def register(registry: Registry) -> None:
    registry.command(KeepFiles, action="document.keep_files", locate=_locate, handle=keep_files)


def render_due(
    engine: ProcessEngine,
    press: Press,
    limit: int = BATCH,
    *,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Make what is due, oldest first; returns how many versions became ready.

    One that fails never holds up the others. Asked before each, `stop` leaves the rest for later.
    """
    made = 0
    for version_id in _due(engine, limit):
        if stop():
            break
        version = _lease(engine, version_id)
        if version is None:
            continue
        try:
            _make(engine, press, version)
        except VinhDanhError as failure:
            log.warning("document_failed", version=version.id, error=str(failure))
            _note_failure(engine, version, str(failure))
        except Exception as failure:  # the edge of a job: the others must go on
            log.exception("document_broke", version=version.id)
            _note_failure(engine, version, f"{type(failure).__name__}: {failure}"[:500])
        else:
            made += 1
    return made


def _make(engine: ProcessEngine, press: Press, version: Version) -> None:
    rendered = render(engine, press, version, tell=partial(_tell, engine, version))
    pdf_sha256, pdf_size = _stored(press.blobs, rendered.pdf)
    word_sha256, word_size = _stored(press.blobs, rendered.word)
    engine.execute(
        KeepFiles(
            version_id=version.id,
            tries=version.tries,
            content=rendered.content,
            content_hash=rendered.content_hash,
            is_draft=rendered.is_draft,
            pdf_sha256=pdf_sha256,
            pdf_size=pdf_size,
            word_sha256=word_sha256,
            word_size=word_size,
            pages=len(rendered.pages),
            pages_sha256=press.blobs.put(io.BytesIO(_packed(rendered.pages)))[0],
            template_id=rendered.template_id,
        ),
        SYSTEM,
    )


def render(
    engine: ProcessEngine,
    press: Press,
    version: Version,
    *,
    tell: Callable[[Step], None] = lambda _: None,
) -> Rendered:
    """The files of a version, from its content; composed now where it was only asked for."""
    from workflows.documents import typesetting, word

    if version.origin is Origin.EDITED:
        tell(Step.WORD)
        return _numbered(engine, press, version)
    tell(Step.PDF)
    if version.origin is Origin.SEALED:
        return _sealed(engine, press, version)
    with engine.view() as view:
        document = get_document(view, version.document_id)
        kind = document.kind
        template_id, template = template_for(view, press.blobs, document.office_id, kind)
        if version.content is not None:
            content, found = version.content, version.content_hash
            is_draft = version.is_draft
        else:
            dossier = get_dossier(view, document.dossier_id)
            composed = compose(view, dossier, document)
            content, found, is_draft = composed.plain(), composed.content_hash, composed.is_draft
    shown = addressed(content, press.address)
    form = _template(document)
    pdf = typesetting.pdf(shown, template=form, at=version.created_at)
    if content.get("bound_to"):
        pdf = with_room_to_sign(pdf, shown)
    tell(Step.WORD)
    has_word = DESCRIBED[kind].has_word_file
    filled = word.fill(template, shown) if has_word else b""
    tell(Step.PAGES)
    pages = typesetting.pictures(shown, template=form, at=version.created_at)
    tell(Step.KEEPING)
    return Rendered(
        content=content,
        content_hash=found,
        is_draft=is_draft,
        pdf=pdf,
        word=filled,
        pages=pages,
        template_id=template_id,
    )


def _tell(engine: ProcessEngine, version: Version, step: Step) -> None:
    """Say on the page how far it is; nothing but a look depends on it."""
    with engine.database.write() as connection:
        connection.execute(
            update(version_table)
            .where(version_table.c.id == version.id, version_table.c.tries == version.tries)
            .values(step=step)
        )


def _numbered(engine: ProcessEngine, press: Press, version: Version) -> Rendered:
    """What was edited, with number and day written in; its PDF lacks them and is left out."""
    with engine.view() as view:
        document = get_document(view, version.document_id)
        told = rooms_of(view, get_dossier(view, document.dossier_id), document)
    word = press.blobs.path(version.word_sha256).read_bytes()
    return Rendered(
        content=None,
        content_hash=version.content_hash,
        is_draft=False,
        pdf=b"",
        word=written_in(word, told) or word,
        pages=(),
        template_id=None,
    )


def _sealed(engine: ProcessEngine, press: Press, version: Version) -> Rendered:
    """What the person signed, with number and date and the office's signature over them.

    Without a seal it stays as it was signed: nobody else may change it.
    """
    from workflows.documents import pades, signature_places, typesetting

    with engine.view() as view:
        document = get_document(view, version.document_id)
        signed = next(
            one
            for one in versions_of(view, [document.id])[document.id]
            if one.origin is Origin.SIGNED
        )
        dossier = get_dossier(view, document.dossier_id)
        paper = compose(view, dossier, document)
    pdf = press.blobs.path(signed.pdf_sha256).read_bytes()
    content = paper.plain()
    if press.seal is not None:
        stamp = signature_places.picture_of_number(
            layout=cast("Mapping[str, int]", content["layout"]),
            number=str(content["number"]),
            place_date=str(content["place_date"]),
            at=version.created_at,
        )
        with press.seal.opened() as signer:
            pdf = pades.sign(
                pdf,
                signer,
                field=pades.SEAL,
                name=dossier.office_name,
                reason=document.symbol or "",
                stamp=stamp,
                at=version.created_at,
            )
    return Rendered(
        content=content,
        content_hash=paper.content_hash,
        is_draft=False,
        pdf=pdf,
        word=b"",
        pages=typesetting.pictures(addressed(content, press.address), at=version.created_at),
        template_id=None,
    )


def with_room_to_sign(pdf: bytes, content: Mapping[str, object]) -> bytes:
    """Fields for the person's signature, and for the office's over number and date."""
    from workflows.documents import pades, signature_places

    return pades.with_fields(pdf, signature_places.places(content))


def addressed(content: Mapping[str, object], address: str) -> Mapping[str, object]:
    """With the whole address in the squares that people photograph."""
    square, sheets = content.get("square"), content.get("sheets")
    if isinstance(square, Mapping):
        return {**content, "square": {**square, "address": f"{address}{square['address']}"}}
    if isinstance(sheets, Sequence):
        return {**content, "sheets": [_addressed_sheet(one, address) for one in sheets]}
    return content


def _addressed_sheet(sheet: Mapping[str, object], address: str) -> Mapping[str, object]:
    return {**sheet, "check": f"{address}{sheet['check']}"} if sheet.get("check") else sheet


def _template(document: Document) -> str:
    return "giay_khen" if document.kind is DocumentKind.CERTIFICATE else "van_ban"


def _packed(pages: Sequence[bytes]) -> bytes:
    """Pictures as one file, the same for the same pages."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number, picture in enumerate(pages, 1):
            archive.writestr(zipfile.ZipInfo(f"{number}.png"), picture)
    return target.getvalue()


def picture(blobs: BlobStore, version: Version, number: int) -> bytes:
    """The picture of a page; raises `NotFound` for one that there is not."""
    if not 1 <= number <= version.pages:
        raise NotFound()
    with zipfile.ZipFile(blobs.path(version.pages_sha256)) as archive:
        return archive.read(f"{number}.png")


def _stored(blobs: BlobStore, file: bytes) -> tuple[str, int]:
    if not file:
        return "", 0
    sha256, size, _ = blobs.put(io.BytesIO(file))
    return sha256, size


def keep_files(context: Context, command: KeepFiles, about: Document | None) -> object:
    """The version is ready; the journal keeps the hashes of its files."""
    if about is None:
        return None
    context.connection.execute(
        update(version_table)
        .where(version_table.c.id == command.version_id)
        .values(
            state=VersionState.READY.value,
            error="",
            ready_at=context.now,
            content=None if command.content is None else dict(command.content),
            content_hash=command.content_hash,
            is_draft=command.is_draft,
            pdf_sha256=command.pdf_sha256,
            pdf_size=command.pdf_size,
            word_sha256=command.word_sha256,
            word_size=command.word_size,
            pages=command.pages,
            pages_sha256=command.pages_sha256,
            template_id=command.template_id,
        )
    )
    context.record(
        "document.made",
        "document",
        about.id,
        office_id=about.office_id,
        instance_id=about.instance_id,
        kind=about.kind.value,
        pdf=command.pdf_sha256,
        word=command.word_sha256,
        draft=command.is_draft,
    )
    return {"document": about.id, "version": command.version_id}


def _locate(context: Context, command: KeepFiles) -> Document | None:
    row = context.connection.execute(
        select(version_table.c.document_id)
        .where(
            version_table.c.id == command.version_id,
            version_table.c.state == VersionState.WAITING.value,
            version_table.c.tries == command.tries,
        )
        .with_for_update()
    ).one_or_none()
    return None if row is None else get_document(context, row.document_id)


def _due(engine: ProcessEngine, limit: int) -> list[str]:
    with engine.database.read() as connection:
        return list(
            connection.execute(
                select(version_table.c.id)
                .where(
                    version_table.c.state == VersionState.WAITING.value,
                    version_table.c.due_at <= engine.clock.now(),
                )
                .order_by(version_table.c.due_at, version_table.c.id)
                .limit(limit)
            ).scalars()
        )


def _lease(engine: ProcessEngine, version_id: str) -> Version | None:
    """Take a version for a while; None when another process has it or has made it."""
    now = engine.clock.now()
    with engine.database.write() as connection:
        taken = connection.execute(
            update(version_table)
            .where(
                version_table.c.id == version_id,
                version_table.c.state == VersionState.WAITING.value,
                version_table.c.due_at <= now,
            )
            .values(due_at=now + LEASE)
        ).rowcount
    if not taken:
        return None
    with engine.view() as view:
        return get_version(view, version_id)


def _note_failure(engine: ProcessEngine, version: Version, error: str) -> None:
    now, tries = engine.clock.now(), version.tries + 1
    is_given_up = tries >= MAX_TRIES
    state = VersionState.FAILED if is_given_up else VersionState.WAITING
    with engine.database.write() as connection:
        noted = connection.execute(
            update(version_table)
            .where(version_table.c.id == version.id, version_table.c.tries == version.tries)
            .values(
                tries=tries,
                error=error,
                step=Step.QUEUED,
                state=state.value,
                due_at=_next_try(now, tries),
            )
        ).rowcount
    if noted and is_given_up:
        _report(engine, version, error, now)


def _next_try(now: datetime, tries: int) -> datetime:
    return now + BACK_OFF[tries - 1] if tries < MAX_TRIES else now


def _report(engine: ProcessEngine, version: Version, error: str, now: datetime) -> None:
    with engine.view() as view:
        instance_id = get_document(view, version.document_id).instance_id
    with engine.database.write() as connection:
        open_incident(connection, instance_id, "document_failed", error, ids=engine.ids, now=now)
