"""The files of a version, from its content: PDF, Word, pictures of its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

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
    get_document,
    versions_of,
)
from workflows.documents.word_numbering import written_in
from workflows.documents.word_templates import template_for
from workflows.dossiers import get_dossier

if TYPE_CHECKING:
    from engine.process_engine import ProcessEngine


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
