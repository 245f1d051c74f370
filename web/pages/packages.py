"""Signed packages: taken out for an office elsewhere, taken in from one, and who is trusted."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.checkpoints import public_key_of, read_key
from engine.errors import InvalidData, Rejected
from web.access import Office, require
from web.errors import sentences_of, status_of
from web.exports import sent_file
from web.permissions import may
from web.requests import (
    actor,
    blobs,
    close_view,
    engine,
    execute,
    page,
    see_other,
    settings,
    signed_in,
    view,
)
from web.wording import gettext, say
from workflows import attachments
from workflows.dossiers import Dossier
from workflows.package_exchange.partners import RevokePartner, Role, TrustPartner, partners_of
from workflows.package_exchange.receiving import ReceivePackage
from workflows.package_exchange.taking_out import TakeOutPackage, manifest_of
from workflows.package_files import files_named, opened, packed
from workflows.queries.dossier_page import seen_dossier

pages = Blueprint("packages", __name__)

KEY_FILE = "package-key"
ZIP = "application/zip"
FIELDS = ("name", "agency_code", "role", "public_key", "document")
ROLES = {Role.BELOW: "It submits here", Role.SUPERIOR: "It decides on what this office submits"}


@pages.get("/goi-ho-so")
@signed_in
def index() -> ResponseReturnValue:
    return _shown()


@pages.post("/goi-ho-so")
@signed_in
def take_in() -> ResponseReturnValue:
    """A package from elsewhere: unpacked, its files kept, and believed only if everything fits."""
    require("package.see")
    file = request.files.get("package")
    if file is None or not file.filename:
        return _shown({"": gettext("Choose the file of the package.")}, status=400)
    office_id = actor().office_id
    try:
        sealed, found = opened(file.stream)  # type: ignore[arg-type]  # reads as a binary file does
        stored = tuple((sha256, _store(content, office_id)) for sha256, content in found.items())
        answer = execute(
            ReceivePackage(
                office_id=office_id,
                manifest=sealed.manifest,
                signature=sealed.signature,
                key=sealed.key,
                files=stored,
            )
        )
    except Rejected as refusal:
        close_view()
        return _shown({"": " ".join(sentences_of(refusal))}, status=status_of(refusal))
    is_answer = isinstance(answer, dict) and answer.get("kind") == "answer"
    flash(
        gettext("The answer was taken in; the dossier goes on.")
        if is_answer
        else gettext("The submission was taken in; its dossier waits to be checked."),
        "done",
    )
    return see_other(url_for("packages.index"))


@pages.post("/goi-ho-so/noi-gui")
@signed_in
def trust() -> ResponseReturnValue:
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        execute(TrustPartner(office_id=actor().office_id, **typed))
    except InvalidData as refusal:
        close_view()
        wrong = {one.field: say(one.message) for one in refusal.errors}
        return _shown(wrong, typed, status=status_of(refusal))
    flash(gettext("Packages of this office are taken in from now on."), "done")
    return see_other(url_for("packages.index"))


@pages.post("/goi-ho-so/noi-gui/<partner_id>/thoi-nhan")
@signed_in
def distrust(partner_id: str) -> ResponseReturnValue:
    execute(RevokePartner(partner_id))
    flash(gettext("Packages of this office are taken in no longer."), "done")
    return see_other(url_for("packages.index"))


@pages.post("/ho-so/<code>/goi.zip")
@signed_in
def take_out(code: str) -> ResponseReturnValue:
    """The package of a dossier: its submission, or the answer to the one that it considers."""
    found = seen_dossier(view(), actor(), code)
    close_view()
    execute(TakeOutPackage(found.id))
    return sent_file(_package(found), f"goi-{found.code}.zip", ZIP)


def _package(dossier: Dossier) -> bytes:
    manifest = manifest_of(view(), dossier)
    assert manifest is not None  # noqa: S101  the command has just said so
    files = {one.sha256: blobs().path(one.sha256) for one in files_named(manifest)}
    return packed(manifest, files, _key())


def _key() -> Ed25519PrivateKey:
    """The key by which this installation signs; made at first use."""
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    return read_key(settings().data_dir / KEY_FILE)


def _store(content: bytes, office_id: str) -> str:
    who = actor()
    close_view()
    with engine().database.write() as connection:
        return attachments.store(
            connection,
            blobs(),
            io.BytesIO(content),
            name=gettext("File of a package"),
            actor=who,
            office_id=office_id,
            ids=engine().ids,
            now=engine().clock.now(),
        ).id


def _shown(
    wrong: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    require("package.see")
    is_mine = partial(may, about=Office(actor().office_id))
    return page(
        "packages/index.html",
        partners=[
            {
                "name": one.name,
                "code": one.agency_code,
                "role": gettext(ROLES[one.role]),
                "key": one.public_key,
                "document": one.document,
                "is_trusted": one.is_trusted,
                "revoke_url": url_for("packages.distrust", partner_id=one.id),
            }
            for one in partners_of(view(), actor().office_id)
        ],
        roles=[{"value": role.value, "label": gettext(said)} for role, said in ROLES.items()],
        own_key=public_key_of(_key()),
        may_trust=is_mine("package.trust"),
        may_receive=is_mine("package.receive"),
        typed=_filled(typed),
        wrong=_filled(wrong),
        problem=(wrong or {}).get("", ""),
    ), status


def _filled(said: Mapping[str, str] | None) -> dict[str, Any]:
    return {name: (said or {}).get(name, "") for name in FIELDS}
