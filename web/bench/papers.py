"""P9: the decision on 500 nominees as PDF, Word and pictures, as the worker makes it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter

from engine.errors import ModelError
from web.bench.measures import Measure
from web.bench.place import Place
from workflows.attachments import BlobStore
from workflows.documents.kinds import DocumentKind
from workflows.documents.making import render_due
from workflows.documents.preparing import PrepareDocument
from workflows.documents.rendering import Press
from workflows.documents.store import Version, get_version

NOMINEES, FEW = 500, 50
MOST_TIMES = 15.0
"""Ten times the names may take ten times as long, and some more for their pages."""

ADDRESS = "https://vinhdanh.test"


def measure(place: Place) -> Measure:
    """The long decision as so many times one on 50; seconds of each part beside it."""
    with tempfile.TemporaryDirectory() as folder:
        press = Press(BlobStore(Path(folder)), ADDRESS)
        _made(place, press, 1)  # What is loaded at first use is loaded now.
        few, _ = _made(place, press, FEW)
        many, version = _made(place, press, NOMINEES)
    return Measure(
        round(many / few, 2),
        MOST_TIMES,
        "times a decision on 50",
        {
            "nominees": NOMINEES,
            "seconds": round(many, 2),
            "pages": version.pages,
            "pdf_kb": version.pdf_size // 1024,
            "word_kb": version.word_size // 1024,
        },
    )


def _made(place: Place, press: Press, nominees: int) -> tuple[float, Version]:
    """Seconds from the worker's first look until the files are there."""
    officer, dossier_id = place.actor("officer"), place.dossier(nominees)
    while render_due(place.engine, press):
        pass  # Receipts and whatever else came before.
    answer = place.engine.execute(
        PrepareDocument(dossier_id=dossier_id, kind=DocumentKind.DECISION.value), officer
    )
    if not isinstance(answer, dict):
        raise ModelError("Preparing answers with keys.")
    begun = perf_counter()
    render_due(place.engine, press)
    taken = perf_counter() - begun
    with place.engine.view() as view:
        version = get_version(view, str(answer["version"]))
    if not version.pdf_sha256 or not version.word_sha256:
        raise ModelError("The decision was not made: %(why)s", why=version.error)
    return taken, version
