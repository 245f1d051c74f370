"""Signatures in PDF files (PAdES): room for them and making them; certificates and their files.

The library is loaded at first use: most processes never sign.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
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

MARK = b"/ByteRange"
"""What stands in every signed PDF: without it the library need not be loaded."""

MOST_ROUNDS = 5_000_000
"""Programs that write certificate files take some thousands; this many takes some seconds."""

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


def is_signed(pdf: bytes) -> bool:
    return MARK in pdf


def with_fields(pdf: bytes, spots: Sequence[Spot]) -> bytes:
    """The file with empty fields for signatures, so that others may fill nothing else."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    # What is appended begins on a line of its own, as PDF/A wants it (ISO 19005-2, 6.1.9).
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf.rstrip(b"\r\n") + b"\n"))
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
    from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
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
        # As large as its field: the library would leave room around it, and make it smaller.
        whole = SimpleBoxLayoutRule(
            AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
        )
        style = StaticStampStyle.from_pdf_file(drawn.name, border_width=0, background_layout=whole)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        made = AtBusinessTime(metadata, signer, stamp_style=style)
        apart(lambda: made.sign_pdf(writer, existing_fields_only=True, output=target))
    return target.getvalue()


def apart(work: Callable[[], T]) -> T:
    """Does it in a thread of its own: the library runs an event loop, which one thread has once."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


def signer_of_file(pkcs12: bytes, password: str) -> Signer:
    """Whoever holds a certificate file and its password."""
    from pyhanko.sign.signers import SimpleSigner

    _require_quick(pkcs12)
    try:
        signer: Signer | None = SimpleSigner.load_pkcs12_data(
            pkcs12, other_certs=[], passphrase=password.encode("utf-8")
        )
    except (ValueError, TypeError, OSError) as wrong:
        raise BadCertificateFile() from wrong
    if signer is None or signer.signing_cert is None:
        raise BadCertificateFile()
    return signer


def _require_quick(pkcs12: bytes) -> None:
    """A file may ask for its password to be stirred for years; an ordinary one takes a moment."""
    try:
        slow = any(rounds > MOST_ROUNDS for rounds in _rounds(pkcs12))
    except (ValueError, TypeError, KeyError) as wrong:
        raise BadCertificateFile() from wrong
    if slow:
        raise BadCertificateFile()


def _rounds(pkcs12: bytes) -> Iterator[int]:
    """How often the password is stirred: for the seal of the file, its parts, and each key."""
    from asn1crypto.pkcs12 import Pfx, SafeContents

    file = Pfx.load(pkcs12, strict=True)
    if file["mac_data"].native is not None:
        yield int(file["mac_data"]["iterations"].native)
    for part in file.authenticated_safe:
        if part["content_type"].native == "encrypted_data":
            info = part["content"]["encrypted_content_info"]
            yield int(info["content_encryption_algorithm"].kdf_iterations)
        elif part["content_type"].native == "data":
            for bag in SafeContents.load(part["content"].native):
                if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                    yield int(bag["bag_value"]["encryption_algorithm"].kdf_iterations)


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
    """Read through, so that one that is damaged says so here and not where it is needed."""
    _ = certificate.subject.human_friendly, certificate.issuer.human_friendly
    _ = certificate.serial_number, certificate.not_valid_before, certificate.not_valid_after
    _ = certificate.public_key.native, certificate["tbs_certificate"]["extensions"].native
    return certificate
