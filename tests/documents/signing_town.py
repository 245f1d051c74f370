"""An installation in which the chairman signs with a certificate file of the tests' authority."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.documents.certificates import Holder, authority
from tests.documents.soft_token import token_with
from tests.web.site import Site
from web.requests import Installation
from workflows.digital_signatures.certificates import RegisterCertificate
from workflows.digital_signatures.mode import Mode, SetSignatureMode

CHAIRMAN = "Lò Văn Thắng"


def sign_with_files(site: Site, folder: Path) -> bytes:
    """Let people sign here by certificate alone; the chairman's certificate file."""
    return _let_sign(site, folder, sign_with_files=True).file


def sign_with_tokens(site: Site, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Let people sign here with a token alone: the chairman's is plugged in."""
    holder = _let_sign(site, folder, sign_with_tokens=True)
    driver = token_with(holder, folder, patch)
    _set(site, token_module=driver)


def _set(site: Site, **settings: Any) -> None:
    known = site.app.extensions["vinhdanh"]
    site.app.extensions["vinhdanh"] = Installation(
        known.engine, replace(known.settings, **settings), known.blobs
    )


def _let_sign(site: Site, folder: Path, **settings: Any) -> Holder:
    _set(site, **settings)
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
    return holder
