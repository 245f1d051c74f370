"""An installation in which the chairman signs with a certificate file of the tests' authority."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.documents.certificates import authority
from tests.web.site import Site
from web.requests import Installation
from workflows.digital_signatures import Mode, RegisterCertificate, SetSignatureMode

CHAIRMAN = "Lò Văn Thắng"


def sign_with_files(site: Site, folder: Path) -> bytes:
    """Let people sign here by certificate alone; the chairman's certificate file."""
    known = site.app.extensions["vinhdanh"]
    site.app.extensions["vinhdanh"] = Installation(
        known.engine, replace(known.settings, sign_with_files=True), known.blobs
    )
    (folder / "trust").mkdir()
    (folder / "trust" / "root.pem").write_bytes(authority().pem)
    holder, world = authority().certify(CHAIRMAN), site.world
    admin = world.actor("admin")
    world.engine.execute(
        RegisterCertificate(
            office_id=world.office_id, person_id=world.people["chairman"], pem=holder.pem
        ),
        admin,
    )
    world.engine.execute(SetSignatureMode(office_id=world.office_id, mode=Mode.DIGITAL), admin)
    return holder.file
