"""Signatures in PDF files (PAdES): room for them, making them, and what is found in a file.

The library is loaded at first use. Nothing is fetched: certificates are judged by the roots that
the installation has, and revocation by the lists it is given.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, TypeVar

from engine.errors import Rejected

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import Signer

T = TypeVar("T")

SIGNATURE, SEAL = "Signature", "Seal"
"""Names of the fields: the person's, and after it the office's."""

END_OF_FILE = b"%%EOF"
MARK = b"/ByteRange"
"""What stands in every signed PDF: without it the library need not be loaded."""

MOST_REVISIONS = 30

APPEND_ONLY = 3
"""Flags of a form with signatures: there are some, and changes are appended (ISO 32000)."""


class BadCertificateFile(Rejected):
    """The certificate file cannot be opened: wrong password, or another kind of file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a signature is shown: page from 0, corners in points from the lower left."""

    field: str
    page: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSignature:
    """One signature as it stands in a file."""

    field: str
    fingerprint: str
    subject: str
    signed_at: datetime | None
    intact: bool
    """What was signed is what stands there."""
    unaltered: bool
    """Nothing but signatures has been added to what we made."""
    trusted: bool
    """The certificate leads to a root of the installation."""
    in_force: bool
    """The certificate was valid on the day of signing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file says about itself: the states it went through, and its signatures."""

    revisions: tuple[str, ...]
    """Hashes of the file as it was at each of its ends; the last is the file itself."""
    signatures: tuple[FoundSignature, ...]


def is_signed(pdf: bytes) -> bool:
    return MARK in pdf


def revisions_of(pdf: bytes) -> dict[str, int]:
    """Hash of every state that the file went through to its length, shortest first."""
    found: dict[str, int] = {}
    start = 0
    while len(found) < MOST_REVISIONS and (at := pdf.find(END_OF_FILE, start)) >= 0:
        start = at + len(END_OF_FILE)
        for tail in (b"", b"\n", b"\r\n", b"\r"):
            if pdf[start : start + len(tail)] == tail:
                end = start + len(tail)
                found[hashlib.sha256(pdf[:end]).hexdigest()] = end
    return found


def with_fields(pdf: bytes, spots: Sequence[Spot]) -> bytes:
    """The file with empty fields for signatures, so that others may fill nothing else."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for spot in spots:
        spec = SigFieldSpec(
            spot.field, on_page=spot.page, box=spot.box, empty_field_appearance=True
        )
        append_signature_field(writer, spec)
    # Said at once that signatures are appended: signing must change nothing but its own field.
    writer.root["/AcroForm"]["/SigFlags"] = _number(APPEND_ONLY)
    writer.update_container(writer.root["/AcroForm"])
    target = io.BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return target.getvalue()


def _number(value: int) -> object:
    from pyhanko.pdf_utils.generic import NumberObject

    return NumberObject(value)  # type: ignore[no-untyped-call]  # the library leaves it untyped


def sign(
    pdf: bytes, signer: Signer, *, field: str, name: str, reason: str, stamp: bytes, at: datetime
) -> bytes:
    """The file with one more signature, shown as the stamp that was drawn for it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.stamp import StaticStampStyle

    class AtBusinessTime(PdfSigner):
        """Signs with the time of the office's clock, of which there is one."""

        def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = at
            return session

    metadata = PdfSignatureMetadata(
        field_name=field,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        name=name,
        reason=reason,
    )
    target = io.BytesIO()
    with NamedTemporaryFile(suffix=".pdf") as drawn:
        drawn.write(stamp)
        drawn.flush()
        style = StaticStampStyle.from_pdf_file(drawn.name, border_width=0)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        made = AtBusinessTime(metadata, signer, stamp_style=style)
        _apart(lambda: made.sign_pdf(writer, existing_fields_only=True, output=target))
    return target.getvalue()


def _apart(work: Callable[[], T]) -> T:
    """Does it in a thread of its own: the library runs an event loop, which one thread has once."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


def signer_of_file(pkcs12: bytes, password: str) -> Signer:
    """Whoever holds a certificate file and its password."""
    from pyhanko.sign.signers import SimpleSigner

    try:
        signer: Signer | None = SimpleSigner.load_pkcs12_data(
            pkcs12, other_certs=[], passphrase=password.encode("utf-8")
        )
    except (ValueError, TypeError, OSError) as wrong:
        raise BadCertificateFile() from wrong
    if signer is None or signer.signing_cert is None:
        raise BadCertificateFile()
    return signer


def fingerprint_of(certificate: Certificate) -> str:
    return hashlib.sha256(certificate.dump()).hexdigest()


def roots_in(folder: Path) -> list[Certificate]:
    """The roots an installation trusts: the certificate files of a folder."""
    return [one for path in sorted(folder.glob("*")) for one in certificates_in(path.read_bytes())]


def certificates_in(file: bytes) -> list[Certificate]:
    """The certificates of a PEM or DER file; none when it is another kind of file."""
    from asn1crypto import pem
    from asn1crypto.x509 import Certificate

    try:
        if not pem.detect(file):
            return [_read(Certificate.load(file, strict=True))]
        return [_read(Certificate.load(der)) for _, _, der in pem.unarmor(file, multiple=True)]
    except (ValueError, TypeError):
        return []


def _read(certificate: Certificate) -> Certificate:
    """Read as far as the name, so that what is none says so here."""
    _ = certificate.subject.human_friendly
    return certificate


def inspect(pdf: bytes, *, roots: Sequence[Certificate], base: int | None, now: datetime) -> Found:
    """What stands in a file; `base` is the length of the state of it that we made."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    revisions = tuple(revisions_of(pdf))
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        embedded = list(reader.embedded_signatures)
        is_ours = base is not None and _only_signed_since(reader, pdf[:base])
        found = [_one(one, roots, is_ours=is_ours, now=now) for one in embedded]
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        # A file that cannot be read through is not one that anybody signed for us.
        return Found(revisions=revisions, signatures=())
    return Found(revisions=revisions, signatures=tuple(found))


def _only_signed_since(reader: Any, base: bytes) -> bool:
    """Whether everything added to what we made is signatures in their fields."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult

    try:
        before = PdfFileReader(io.BytesIO(base)).total_revisions - 1
        if reader.total_revisions - 1 == before:
            return True
        return isinstance(DEFAULT_DIFF_POLICY.review_file(reader, before), DiffResult)
    except (PdfError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _one(
    embedded: Any, roots: Sequence[Certificate], *, is_ours: bool, now: datetime
) -> FoundSignature:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    certificate = embedded.signer_cert
    signed_at: datetime | None = embedded.self_reported_timestamp
    moment = min(max(signed_at or now, _first(certificate)), _last(certificate))
    context = ValidationContext(
        trust_roots=list(roots), allow_fetching=False, moment=moment, revocation_mode="soft-fail"
    )
    usage = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
    )
    try:
        status = _apart(lambda: validate_pdf_signature(embedded, context, key_usage_settings=usage))
        intact, trusted = bool(status.intact and status.valid), bool(status.trusted)
    except (SignatureValidationError, ValueError):
        intact, trusted = False, False
    return FoundSignature(
        field=str(embedded.field_name),
        fingerprint=fingerprint_of(certificate),
        subject=str(certificate.subject.human_friendly),
        signed_at=signed_at,
        intact=intact,
        unaltered=is_ours,
        trusted=trusted,
        in_force=_first(certificate) <= (signed_at or now) <= _last(certificate),
    )


def _first(certificate: Any) -> datetime:
    first: datetime = certificate.not_valid_before
    return first


def _last(certificate: Any) -> datetime:
    """A second earlier, so that the last moment is inside."""
    last: datetime = certificate.not_valid_after
    return last - timedelta(seconds=1)
