"""Documents and their versions, as they are kept: which there are, and which one holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from sqlalchemy import ColumnElement, Row, select

from engine.context import Context
from engine.errors import NotFound
from engine.rows import values_of
from engine.view import View
from workflows.documents.kinds import DocumentKind
from workflows.tables.documents import document as document_table
from workflows.tables.documents import document_version as version_table


class Origin(StrEnum):
    """Where a version comes from."""

    MADE = "made"
    """Set by us from the rows of the dossier."""
    EDITED = "edited"
    """Changed in Word by an officer and brought back: from then on it is the one that holds."""
    SIGNED = "signed"
    SEALED = "sealed"


class VersionState(StrEnum):
    """How far a version is."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"

    @classmethod
    def _missing_(cls, value: object) -> VersionState:
        """A damaged row that says none of these holds no file; it can be made anew."""
        return cls.FAILED


class Step(IntEnum):
    """What is being made of a version that is not ready yet."""

    QUEUED = 0
    """Nothing: it waits for its turn."""
    PDF = 1
    WORD = 2
    PAGES = 3
    """The pictures of its pages."""
    KEEPING = 4
    """Everything is there and only has to be entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper of a dossier: what it is, and its number once it has been issued."""

    id: str
    office_id: str
    dossier_id: str
    instance_id: str
    kind: DocumentKind
    about_id: str
    code: str
    entry_id: str | None
    symbol: str | None
    dated: date | None
    summary: str
    issued_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str
    created_at: datetime
    created_by: str

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a document, with the keys of its files."""

    id: str
    document_id: str
    ordinal: int
    origin: Origin
    state: VersionState
    tries: int
    error: str
    step: Step
    is_draft: bool
    content: Mapping[str, object] | None
    content_hash: str
    pdf_sha256: str
    pdf_size: int
    word_sha256: str
    word_size: int
    pages: int
    pages_sha256: str
    template_id: str | None
    created_at: datetime
    created_by: str
    ready_at: datetime | None


_WITHOUT_CONTENT = [
    column for column in version_table.c if column.name not in ("content", "due_at")
]


def get_document(view: View, document_id: str) -> Document:
    """A document by its key; raises `NotFound`."""
    return _one(view, document_table.c.id == document_id)


def document_by_code(view: View, code: str) -> Document:
    """A document by the code printed on it; raises `NotFound`."""
    return _one(view, document_table.c.code == code)


def documents_of(view: View, dossier_id: str) -> Sequence[Document]:
    """The documents of a dossier, oldest first."""
    rows = view.connection.execute(
        select(document_table)
        .where(document_table.c.dossier_id == dossier_id)
        .order_by(document_table.c.id)
    )
    return [document_of(row) for row in rows]


def find_document(
    view: View, dossier_id: str, kind: DocumentKind, about: str = ""
) -> Document | None:
    """The dossier's document of a kind; read once a view."""
    key = ("document", dossier_id, kind, about)
    return view.once(key, lambda: _find(view, dossier_id, kind, about))


def know_document(view: View, dossier_id: str, kind: DocumentKind, found: Document | None) -> None:
    """Let a view that has read it beside something else know a document, or that there is none."""
    view.once(("document", dossier_id, kind, ""), lambda: found)


def forget_document(context: Context, changed: Document) -> None:
    """After its row was written in this transaction."""
    context.forget(("document", changed.dossier_id, changed.kind, changed.about_id))


def _find(view: View, dossier_id: str, kind: DocumentKind, about: str) -> Document | None:
    row = view.connection.execute(
        select(document_table).where(
            document_table.c.dossier_id == dossier_id,
            document_table.c.kind == kind.value,
            document_table.c.about_id == about,
        )
    ).one_or_none()
    return None if row is None else document_of(row)


def get_version(view: View, version_id: str) -> Version:
    """A version with the content it was made of; raises `NotFound`."""
    row = view.connection.execute(
        select(*[*_WITHOUT_CONTENT, version_table.c.content]).where(
            version_table.c.id == version_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound()
    return _version(row)


def versions_of(view: View, document_ids: Sequence[str]) -> Mapping[str, Sequence[Version]]:
    """The versions of documents, newest first; without their contents."""
    found: dict[str, list[Version]] = {one: [] for one in document_ids}
    rows = view.connection.execute(
        select(*_WITHOUT_CONTENT)
        .where(version_table.c.document_id.in_(list(document_ids)))
        .order_by(version_table.c.ordinal.desc())
    )
    for row in rows:
        found[row.document_id].append(_version(row))
    return found


def holding_version(versions: Sequence[Version]) -> Version | None:
    """The one that holds: the newest that is ready."""
    return next((one for one in versions if one.state is VersionState.READY), None)


def _one(view: View, where: ColumnElement[bool]) -> Document:
    row = view.connection.execute(select(document_table).where(where)).one_or_none()
    if row is None:
        raise NotFound()
    return document_of(row)


def document_of(row: Row[tuple[object, ...]]) -> Document:
    values = values_of(row, document_table.c)
    values["kind"] = DocumentKind(str(values["kind"]))
    return Document(**values)


def _version(row: Row[tuple[object, ...]]) -> Version:
    values = {"content": None, **row._mapping}
    values["origin"] = Origin(values["origin"])
    values["state"] = VersionState(values["state"])
    values["step"] = Step(values["step"])
    return Version(**values)
