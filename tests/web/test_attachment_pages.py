"""Papers leave the office only to those who may see the dossier, and never as a page of ours."""

from __future__ import annotations

import pytest

from tests.scenario.dossier import Dossier
from tests.scenario.office import PDF
from tests.web.site import Site
from workflows import attachments
from workflows.attachments import Attachment


def scan(site: Site, by: str = "officer", name: str = "Biên bản họp.pdf") -> Attachment:
    """A paper in the store of the application, of no dossier yet."""
    engine, blobs = site.world.engine, attachments.BlobStore(site.data_dir)
    actor = site.world.actor(by)
    source = site.data_dir / "scan"
    source.write_bytes(PDF)
    with engine.database.write() as connection, source.open("rb") as stream:
        return attachments.store(
            connection,
            blobs,
            stream,
            name=name,
            actor=actor,
            office_id=site.world.office_id,
            ids=engine.ids,
            now=engine.clock.now(),
        )


def posted(site: Site) -> tuple[Dossier, Attachment]:
    """A dossier whose list is up, with the photograph of the board."""
    dossier, paper = site.office.files(), scan(site)
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    site.office.completes(
        dossier,
        "publish_list",
        by="officer",
        **{**site.office.posting(), "evidence": [paper.id]},
    )
    return dossier, paper


def test_a_paper_of_a_dossier_is_for_its_office_and_its_unit(site: Site) -> None:
    _, paper = posted(site)

    codes = {
        name: site.as_(name).get(f"/tep/{paper.id}").status_code
        for name in ("officer", "clerk", "chairman", "nominator", "stranger")
    }

    assert codes == {
        "officer": 200,
        "clerk": 200,
        "chairman": 200,
        "nominator": 200,
        "stranger": 404,
    }
    assert site.visitor().get(f"/tep/{paper.id}").status_code == 303


def test_a_loose_upload_is_for_whoever_uploaded_it(site: Site) -> None:
    paper = scan(site)

    assert site.as_("officer").get(f"/tep/{paper.id}").data == PDF
    assert site.as_("second_officer").get(f"/tep/{paper.id}").status_code == 404


def test_a_paper_is_downloaded_never_shown_or_run(site: Site) -> None:
    paper = scan(site, name='Biên bản "họp"\r\nX-Evil: 1.pdf')

    answer = site.as_("officer").get(f"/tep/{paper.id}")

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "X-Evil" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.mimetype == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("key", ["x", "..%2f..%2fsecret", "0" * 500, "%00"])
def test_a_made_up_paper_does_not_exist(site: Site, key: str) -> None:
    assert site.as_("officer").get(f"/tep/{key}").status_code == 404


def test_a_paper_lost_from_the_store_is_told_plainly(site: Site) -> None:
    paper = scan(site)
    attachments.BlobStore(site.data_dir).path(paper.sha256).unlink()

    assert site.as_("officer").get(f"/tep/{paper.id}").status_code == 404
