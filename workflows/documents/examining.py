"""What is found in a signed PDF: whose signatures, and whether anything else was added or changed.

Nothing is fetched: certificates are judged by the roots that the installation has. Whoever wrote
the file may have meant it to deceive, so that what cannot be accounted for counts against it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import parser
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DiffResult,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from workflows.documents.pades import apart, fingerprint_of
from workflows.documents.pdf_history import (
    State,
    Torn,
    hashes_of,
    require_few_states,
    states_since,
)

LEVEL = ModificationLevel.LTA_UPDATES

ONLY_SIGNING = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),  # type: ignore[no-untyped-call]  # the library leaves it untyped
        DocInfoRule().as_qualified(LEVEL),
        MetadataUpdateRule().as_qualified(LEVEL),  # type: ignore[no-untyped-call]  # likewise
        DSSCompareRule().as_qualified(LEVEL),
        XrefStreamRule().as_qualified(LEVEL),
        ObjectStreamRule().as_qualified(LEVEL),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldModificationRule()]),
)
"""Fields that are there may be signed, and the file may say when; nothing may be put on a page."""

USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)

HEX = frozenset(b"0123456789abcdefABCDEF")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSignature:
    """One signature as it stands in a file."""

    field: str
    fingerprint: str
    subject: str
    signed_at: datetime | None
    intact: bool
    """What was signed is what stands there."""
    trusted: bool
    """The certificate leads to a root of the installation."""
    in_force: bool
    """The certificate was valid on the day of signing."""
    locks: bool
    """It forbids that anything follow, another signature too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file says about itself: the states it went through, and its signatures."""

    revisions: tuple[str, ...]
    """Hashes of the file as it was at each of its ends; the last is the file itself."""
    readable: bool
    """Whether it could be read through at all."""
    unaltered: bool
    """It is what we made, with nothing but signatures added, each over all that was before it."""
    signatures: tuple[FoundSignature, ...]
    """In the order in which they were made."""


def examined(pdf: bytes, told: bytes) -> bytes:
    """The same as `inspect` in plain bytes, to be done in a process of its own."""
    known = json.loads(told)
    found = inspect(
        pdf,
        roots=[Certificate.load(bytes.fromhex(root)) for root in known["roots"]],
        base=known["base"],
        now=datetime.fromisoformat(known["now"]),
    )
    return json.dumps(asdict(found), default=datetime.isoformat).encode("utf-8")


def inspect(pdf: bytes, *, roots: Sequence[Certificate], base: int | None, now: datetime) -> Found:
    """What stands in a file; `base` is the length of the state of it that we made."""
    try:
        require_few_states(pdf)
        reader = PdfFileReader(io.BytesIO(pdf))
        embedded = list(reader.embedded_signatures)
        found = tuple(_one(one, roots, now=now) for one in embedded)
        is_ours = base is not None and _only_signed_since(reader, embedded, pdf, base)
    except Exception:  # a reader of foreign files fails in any way; whatever it is, it is the file
        # A file that cannot be read through is not one that anybody signed for us.
        return Found(
            revisions=tuple(hashes_of(pdf)), readable=False, unaltered=False, signatures=()
        )
    return Found(
        revisions=tuple(hashes_of(pdf)), readable=True, unaltered=is_ours, signatures=found
    )


# -- nothing but signatures


def _only_signed_since(
    reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature], pdf: bytes, end: int
) -> bool:
    """Whether every state after the one we made is a signature in a field that was left for it."""
    base = PdfFileReader(io.BytesIO(pdf[:end]))
    try:
        states = states_since(reader, base, pdf, end)
    except Torn:
        return False
    if len(states) != len(signatures) or _fields(reader) != _fields(base):
        return False
    for at, (state, signature) in enumerate(zip(states, signatures, strict=True)):
        if signature.signed_revision != base.total_revisions + at:
            return False
        if not _covers(signature, pdf, state):
            return False
    review = ONLY_SIGNING.review_file(reader, base.total_revisions - 1)
    return (
        isinstance(review, DiffResult)
        and review.modification_level <= ModificationLevel.FORM_FILLING
        and review.changed_form_fields <= {one.field_name for one in signatures}
    )


def _fields(reader: PdfFileReader) -> list[tuple[str, int]]:
    """The fields of a file by name and object: none may be added, taken away or swapped."""
    return [(str(name), field.reference.idnum) for name, _, field in enumerate_sig_fields(reader)]


def _covers(signature: EmbeddedPdfSignature, pdf: bytes, state: State) -> bool:
    """Whether a signature is over all of the file as it then was, but for its own digits."""
    if len(signature.byte_range) != 4:
        return False
    begin, before, after, rest = (int(number) for number in signature.byte_range)
    if begin != 0 or not state.start <= before < after or after + rest != state.end:
        return False
    gap = pdf[before:after]
    digits = gap[1:-1]
    if gap[:1] != b"<" or gap[-1:] != b">" or not HEX.issuperset(digits):
        return False
    signed = bytes.fromhex(digits.decode("ascii"))
    return signed == signature.pkcs7_content and not any(signed[_length(signed) :])


def _length(signed: bytes) -> int:
    """How long the signature itself is: what follows in the room left for it has to be nothing."""
    return int(parser.peek(signed))


# -- whose signature


def _one(
    embedded: EmbeddedPdfSignature, roots: Sequence[Certificate], *, now: datetime
) -> FoundSignature:
    certificate = embedded.signer_cert
    signed_at: datetime | None = embedded.self_reported_timestamp
    moment = min(max(signed_at or now, _first(certificate)), _last(certificate))
    context = ValidationContext(
        trust_roots=list(roots), allow_fetching=False, moment=moment, revocation_mode="soft-fail"
    )
    try:
        status = apart(
            lambda: validate_pdf_signature(
                embedded, context, key_usage_settings=USAGE, skip_diff=True
            )
        )
        intact, trusted = bool(status.intact and status.valid), bool(status.trusted)
    except (SignatureValidationError, ValueError):
        intact, trusted = False, False
    return FoundSignature(
        field=str(embedded.field_name),
        fingerprint=fingerprint_of(certificate),
        subject=str(certificate.subject.human_friendly),
        signed_at=signed_at,
        intact=intact,
        trusted=trusted,
        in_force=_first(certificate) <= (signed_at or now) <= _last(certificate),
        locks=embedded.docmdp_level is not None or embedded.fieldmdp is not None,
    )


def _first(certificate: Any) -> datetime:
    first: datetime = certificate.not_valid_before
    return first


def _last(certificate: Any) -> datetime:
    """A second earlier, so that the last moment is inside."""
    last: datetime = certificate.not_valid_after
    return last - timedelta(seconds=1)
