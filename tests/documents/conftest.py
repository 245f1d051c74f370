"""A township with a worker that makes the files of its documents."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.conftest import clock, council, office
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from tests.scenario.world import World, found
from workflows.attachments import BlobStore
from workflows.documents.bringing import BringDocument
from workflows.documents.kinds import DocumentKind
from workflows.documents.making import BATCH, render_due
from workflows.documents.preparing import PrepareDocument
from workflows.documents.rendering import Press
from workflows.documents.store import (
    Document,
    Version,
    find_document,
    get_document,
    get_version,
    holding_version,
    versions_of,
)
from workflows.workbooks import NominationRow

__all__ = ["clock", "council", "office", "papers", "world"]

Nominees = int | Sequence[NominationRow]

ADDRESS = "https://vinhdanh.test"


@dataclass
class Papers:
    """What the office does with documents, and the worker behind it."""

    world: World
    blobs: BlobStore

    def prepare(
        self, dossier: Dossier, kind: DocumentKind, about: str = "", *, by: str = "officer"
    ) -> Version:
        """Have a document made and wait for its files."""
        answer = self.world.engine.execute(
            PrepareDocument(dossier_id=dossier.id, kind=kind, about_id=about), self.world.actor(by)
        )
        self.work()
        return self.version(cast("Mapping[str, str]", answer)["version"])

    def brings(self, document: Document, *, word: bytes = b"", pdf: bytes = b"") -> None:
        """Bring an edited file back as the version that holds."""
        stored = [self.blobs.put(io.BytesIO(one))[:2] if one else ("", 0) for one in (word, pdf)]
        (word_sha256, word_size), (pdf_sha256, pdf_size) = stored
        self.world.engine.execute(
            BringDocument(
                document_id=document.id,
                word_sha256=word_sha256,
                word_size=word_size,
                pdf_sha256=pdf_sha256,
                pdf_size=pdf_size,
            ),
            self.world.actor("officer"),
        )

    def work(self, most: int = BATCH) -> int:
        return render_due(self.world.engine, Press(self.blobs, ADDRESS), most)

    def version(self, version_id: str) -> Version:
        with self.world.engine.view() as view:
            return get_version(view, version_id)

    def document(self, version: Version) -> Document:
        with self.world.engine.view() as view:
            return get_document(view, version.document_id)

    def find(self, dossier: Dossier, kind: DocumentKind, about: str = "") -> Document:
        with self.world.engine.view() as view:
            found = find_document(view, dossier.id, kind, about)
        assert found is not None
        return found

    def holding(self, document: Document) -> Version:
        with self.world.engine.view() as view:
            found = holding_version(versions_of(view, [document.id])[document.id])
        assert found is not None
        return self.version(found.id)

    def pdf(self, version: Version) -> bytes:
        return self.blobs.path(version.pdf_sha256).read_bytes()

    def word(self, version: Version) -> bytes:
        return self.blobs.path(version.word_sha256).read_bytes()


@pytest.fixture
def world() -> Iterator[World]:
    """A township by a clock as real ones are: between two whole seconds."""
    made = found()
    made.clock.pass_by(timedelta(microseconds=271_828))
    yield made
    made.engine.database.close()


def at_signature(
    office: Office,
    clock: CalendarClock,
    council: Council,
    nominees: int | Sequence[NominationRow] = 3,
) -> Dossier:
    """A dossier on the chairman's desk."""
    dossier = office.files(nominees=nominees)
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    clock.passes(working_days=6)
    office.closes_publication(dossier)
    council.decides(dossier)
    office.writes_minutes(dossier)
    return dossier


def issued(
    office: Office,
    clock: CalendarClock,
    council: Council,
    nominees: int | Sequence[NominationRow] = 3,
) -> Dossier:
    """A dossier whose decision has its number."""
    dossier = at_signature(office, clock, council, nominees)
    office.signs(dossier)
    office.issues(dossier)
    return dossier


@pytest.fixture
def papers(world: World, tmp_path: Path) -> Iterator[Papers]:
    yield Papers(world, BlobStore(tmp_path))
