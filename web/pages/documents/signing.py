"""Signing many decisions at once, and what that rests on: certificates, delegations, the mode."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import FieldError, InvalidData, Message, Rejected, WrongState
from web.access import Office, require
from web.days import typed_day
from web.errors import status_again
from web.pages.documents.frame import content_of, pages
from web.pages.dossiers.frame import shown_date
from web.permissions import may
from web.requests import (
    actor,
    blobs,
    close_view,
    engine,
    execute,
    page,
    request_key,
    see_other,
    settings,
    signed_in,
    view,
)
from web.security import takes_bytes
from web.shown_documents import asks_again, shown_progress
from web.wording import gettext, say
from workflows import signing
from workflows.delegations import Delegate, EndDelegation, delegations_of
from workflows.digital_signatures.certificates import (
    RegisterCertificate,
    RevokeCertificate,
    certificates_of,
)
from workflows.digital_signatures.mode import Mode, SetSignatureMode, mode_of
from workflows.documents.preparing import PrepareForSignature
from workflows.documents.signing_keys import FileKey, SigningKey, TokenKey, labels_in
from workflows.documents.store import VersionState
from workflows.dossiers import Dossier, get_dossier
from workflows.positions import names_of
from workflows.queries.signing import dossiers_to_sign, people_of_office
from workflows.signing_desk import Desk, Signed, sign_all, to_be_signed

CERTIFICATE_BYTES = 1024 * 1024
SIGNATORIES = ("chairman", "vice_chairman")


@pages.get("/ky-so")
@signed_in
def sign_many() -> ResponseReturnValue:
    """The decisions that wait for this person, each ready to be signed or not yet."""
    require("signature.see")
    return _shown()


@pages.post("/ky-so/chuan-bi")
@signed_in
def make_ready() -> ResponseReturnValue:
    """Have the chosen decisions made as they are to be signed."""
    require("signature.see")
    refused = {}
    for dossier_id in _chosen():
        try:
            execute(PrepareForSignature(dossier_id=dossier_id, form=_form()), part=dossier_id)
        except WrongState as refusal:
            refused[dossier_id] = Signed(dossier_id=dossier_id, refusal=refusal.message)
    if refused:
        return _shown(results=refused), 409
    return see_other(url_for("documents.sign_many"))


@pages.post("/ky-so")
@takes_bytes(CERTIFICATE_BYTES)
@signed_in
def sign_chosen() -> ResponseReturnValue:
    """Sign those chosen with one certificate file or token; each has a result of its own."""
    require("signature.see")
    try:
        results = _signed()
    except Rejected as refusal:
        return _shown(errors=_sentences(refusal)), status_again(refusal)
    return _shown(results={one.dossier_id: one for one in results})


@pages.get("/chu-ky-so")
@signed_in
def signatures() -> ResponseReturnValue:
    """Certificates of people, delegations, and how the office signs."""
    require("signature.see")
    return _settings([])


@pages.post("/chu-ky-so/<what>")
@signed_in
def change_signatures(what: str) -> ResponseReturnValue:
    """One change to what signing rests on."""
    try:
        execute(_command(what))
    except Rejected as refusal:
        return _settings(_sentences(refusal)), 422
    return see_other(url_for("documents.signatures"))


# -- signing


def _signed() -> list[Signed]:
    if not (settings().sign_with_files or _tokens()):
        raise InvalidData([FieldError("file", Message("signing.no_files", NO_FILES))])
    with_key, chosen = _key(), _chosen()
    wrong = []
    if with_key is None:
        message = Message("signing.no_certificate", "Choose the certificate file.")
        wrong.append(FieldError("file", message))
    if not chosen:
        message = Message("signing.nothing", "Choose at least one decision.")
        wrong.append(FieldError("chon", message))
    if not request.form.get("read"):
        message = Message("signing.unread", "Confirm that you have read them.")
        wrong.append(FieldError("read", message))
    if wrong or with_key is None:
        raise InvalidData(wrong)
    desk = Desk(engine=engine(), blobs=blobs(), trust=settings().trust, actor=actor(), form=_form())
    key = request_key()
    close_view()
    return list(sign_all(desk, chosen, with_key, key=key))


def _key() -> SigningKey | None:
    """The certificate file when one was chosen, else the token; each with its password or PIN."""
    password, file = request.form.get("password", ""), request.files.get("file")
    if settings().sign_with_files and file is not None and file.filename:
        return FileKey(content_of(file), password)
    module, label = settings().token_module, request.form.get("token", "")
    return TokenKey(module, label, password) if module and label in _tokens() else None


def _tokens() -> list[str]:
    """The tokens in this machine that people may sign with: the office's own is not among them."""
    module = settings().token_module
    if module is None or not settings().sign_with_tokens:
        return []
    return [label for label in labels_in(module) if label != settings().seal_token]


NO_FILES = (
    "Signing with a certificate file is not allowed here; download, sign with your token in the "
    "field named Signature, and hand in the signed file at the step."
)


def _chosen() -> list[str]:
    """Of what was ticked, that which waits in this office: nothing else is looked at or named."""
    ticked = set(request.form.getlist("chon"))
    waiting = dossiers_to_sign(view(), actor().office_id)
    return [one.id for one in waiting if one.id in ticked]


def _form() -> str:
    """As whom this person signs: by their own office, else in the chairman's place."""
    who = actor()
    is_chairman = who.holds(signing.POSITIONS[signing.CHAIRMAN], office_id=who.office_id)
    return signing.CHAIRMAN if is_chairman else signing.FOR_CHAIRMAN


def _shown(*, results: dict[str, Signed] | None = None, errors: list[str] | None = None) -> str:
    found = dossiers_to_sign(view(), actor().office_id) if _may_sign() else []
    done = [] if results is None else [_result(one) for one in results.values()]
    rows = [_row(one) for one in found]
    tokens = _tokens() if rows else []
    return page(
        "documents/sign.html",
        rows=rows,
        done=done,
        errors=errors or [],
        files=settings().sign_with_files,
        tokens=[{"value": label, "label": label} for label in tokens],
        allowed=settings().sign_with_files or bool(tokens),
        waiting=[row["progress"] for row in rows if row["progress"]],
        again=asks_again(),
        no_files=gettext(NO_FILES),
    )


def _may_sign() -> bool:
    return actor().holds(*SIGNATORIES, office_id=actor().office_id)


def _row(dossier: Dossier) -> dict[str, Any]:
    version = to_be_signed(view(), dossier)
    state = "none"
    if version is not None:
        state = "ready" if version.state is VersionState.READY else "waiting"
    return {
        "id": dossier.id,
        "code": dossier.code,
        "title": dossier.title,
        "unit": dossier.unit_name,
        "nominees": dossier.nominee_count,
        "due": shown_date(dossier.due_at.date()) if dossier.due_at else "",
        "state": state,
        "version": version.id if version is not None and state == "ready" else "",
        "progress": shown_progress(version, dossier.title) if version is not None else None,
    }


def _result(one: Signed) -> dict[str, Any]:
    dossier = get_dossier(view(), one.dossier_id)
    return {
        "code": dossier.code,
        "title": dossier.title,
        "refusal": say(one.refusal) if one.refusal else "",
    }


# -- what signing rests on


def _settings(errors: list[str]) -> str:
    office_id = actor().office_id
    known, acts = certificates_of(view(), office_id), delegations_of(view(), office_id)
    people = {one.person_id for one in known if one.person_id} | {one.person_id for one in acts}
    names = names_of(view(), people)
    about = Office(office_id)
    return page(
        "documents/signatures.html",
        errors=errors,
        mode=mode_of(view(), office_id).value,
        modes=[
            {"value": Mode.PAPER.value, "label": gettext("By hand, with a scan")},
            {"value": Mode.DIGITAL.value, "label": gettext("By certificate alone")},
        ],
        can_set=may("signature.mode", about),
        can_certify=may("certificate.enter", about),
        can_delegate=may("delegation.enter", about),
        people=[{"value": key, "label": name} for key, name in people_of_office(view(), office_id)],
        certificates=[
            {
                "id": one.id,
                "who": names.get(one.person_id or "", gettext("Seal of the office")),
                "subject": one.subject,
                "issuer": one.issuer,
                "since": shown_date(one.valid_from.date()),
                "until": shown_date(one.valid_to.date()),
                "revoked": one.revoked_at is not None,
            }
            for one in known
        ],
        delegations=[
            {
                "id": one.id,
                "who": names.get(one.person_id, ""),
                "number": one.number,
                "scope": one.scope,
                "since": shown_date(one.valid_from),
                "until": shown_date(one.valid_to),
                "ended": one.ended_reason if one.ended_at else "",
            }
            for one in acts
        ],
    )


def _command(what: str) -> object:
    form, office_id = request.form, actor().office_id
    if what == "cach-ky":
        return SetSignatureMode(office_id=office_id, mode=form.get("mode", ""))
    if what == "chung-thu":
        return RegisterCertificate(
            office_id=office_id, person_id=form.get("person") or None, pem=form.get("pem", "")
        )
    if what == "ngung-chung-thu":
        return RevokeCertificate(certificate_id=form.get("id", ""))
    if what == "ket-thuc-uy-quyen":
        return EndDelegation(delegation_id=form.get("id", ""), reason=form.get("reason", ""))
    return Delegate(
        office_id=office_id,
        person_id=form.get("person", ""),
        number=form.get("number", ""),
        scope=form.get("scope", ""),
        valid_from=typed_day("valid_from", request.form.get("valid_from", "")),
        valid_to=typed_day("valid_to", request.form.get("valid_to", "")),
    )


def _sentences(refusal: Rejected) -> list[str]:
    found = [one.message for one in getattr(refusal, "errors", ())] or [refusal.message]
    return [say(one) for one in found]
