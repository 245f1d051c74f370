"""Files made to pass as the decision that was signed are seen through, whatever the trick."""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from asn1crypto.pkcs12 import Pfx

from tests.documents.certificates import NOW, PASSWORD, authority
from tests.documents.forgeries import ATTACKS, Bench
from workflows.documents import examining, pades, typesetting
from workflows.documents.examining import Found
from workflows.documents.kinds import DocumentKind
from workflows.documents.rendering import with_room_to_sign
from workflows.documents.samples import sample
from workflows.documents.signature_places import picture_of_signature

ROOTS = pades.certificates_in(authority().pem)

MUTATIONS = 150


@pytest.fixture(scope="module")
def bench() -> Bench:
    content = sample(DocumentKind.DECISION).plain()
    return Bench(
        paper=with_room_to_sign(typesetting.pdf(content, at=NOW), content),
        signer=pades.signer_of_file(authority().certify("Lò Văn Thắng").file, PASSWORD),
        stamp=picture_of_signature(signer="Lò Văn Thắng", office="UBND", at=NOW),
        at=NOW,
    )


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """The library says at length what is wrong with each file."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def look_into(bench: Bench, pdf: bytes) -> Found:
    assert pdf.startswith(bench.paper)
    return examining.inspect(pdf, roots=ROOTS, base=len(bench.paper), now=NOW)


def passes(found: Found) -> bool:
    return found.readable and found.unaltered and all(s.intact for s in found.signatures)


def test_what_was_signed_in_its_place_passes_and_so_does_the_seal_over_it(bench: Bench):
    signed = bench.sign(bench.paper)

    person = look_into(bench, signed)
    sealed = look_into(bench, bench.sign(signed, pades.SEAL))

    assert passes(person) and [one.field for one in person.signatures] == ["Signature"]
    assert passes(sealed) and [one.field for one in sealed.signatures] == ["Signature", "Seal"]
    assert all(one.trusted and one.in_force for one in sealed.signatures)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig of poppler is not installed")
def test_another_program_finds_the_same_signatures_valid(bench: Bench, tmp_path: Path):
    sealed = tmp_path / "sealed.pdf"
    sealed.write_bytes(bench.sign(bench.sign(bench.paper), pades.SEAL))

    told = subprocess.run(
        ["pdfsig", "-nocert", str(sealed)], capture_output=True, text=True, check=True
    ).stdout

    assert told.count("Signature is Valid") == 2
    assert "Signature Field Name: Seal" in told and "Total document signed" in told


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_forged_file_does_not_pass(bench: Bench, attack: str):
    forged = ATTACKS[attack](bench)

    found = look_into(bench, forged)

    assert not passes(found)


def test_nothing_passes_without_the_paper_it_is_held_against(bench: Bench):
    signed = bench.sign(bench.paper)

    assert not examining.inspect(signed, roots=ROOTS, base=None, now=NOW).unaltered
    assert not examining.inspect(bench.paper, roots=ROOTS, base=None, now=NOW).signatures


def test_a_damaged_file_is_never_more_than_unreadable_and_never_passes(bench: Bench):
    """What anybody changes in the signed file beyond its room for digits shows."""
    signed = bench.sign(bench.paper)
    chance = Random(20231120)

    for _ in range(MUTATIONS):
        mutated = _mutated(signed, len(bench.paper) - 1500, chance)
        found = examining.inspect(mutated, roots=ROOTS, base=len(bench.paper), now=NOW)
        assert mutated == signed or not passes(found)


def test_a_file_of_very_many_states_is_not_walked_through(bench: Bench):
    piled = bench.sign(bench.paper) + b"startxref\n1\n%%EOF\n" * 50_000

    found = look_into(bench, piled)

    assert not found.readable
    assert len(found.revisions) <= 2 * 30


def test_a_certificate_file_that_takes_years_to_open_is_not_opened(
    monkeypatch: pytest.MonkeyPatch,
):
    file = authority().certify("Lò Văn Thắng").file
    endless = Pfx.load(file)
    endless["mac_data"]["iterations"] = 2**31 - 1

    with pytest.raises(pades.BadCertificateFile):
        pades.signer_of_file(endless.dump(force=True), PASSWORD)
    with pytest.raises(pades.BadCertificateFile):
        pades.signer_of_file(b"0\x82", PASSWORD)

    counts = list(pades._rounds(file))
    assert len(counts) == 3 and max(counts) < pades.MOST_ROUNDS
    monkeypatch.setattr(pades, "MOST_ROUNDS", max(counts) - 1)
    with pytest.raises(pades.BadCertificateFile):
        pades.signer_of_file(file, PASSWORD)


def test_a_damaged_certificate_is_none():
    """What can be read of one is read at once: later there is nobody to tell."""
    (whole,) = pades.certificates_in(authority().certify("Lò Văn Thắng").pem.encode())
    chance = Random(7)

    for _ in range(300):
        made = bytearray(whole.dump())
        made[chance.randrange(len(made))] = chance.randrange(256)
        for one in pades.certificates_in(bytes(made)):
            assert f"{one.issuer.human_friendly} {one.serial_number} {one.not_valid_before:%Y}"


def _mutated(pdf: bytes, start: int, chance: Random) -> bytes:
    """Bytes flipped, cut out, doubled, or words of the file's own language exchanged."""
    made = bytearray(pdf)
    at = chance.randrange(start, len(made))
    match chance.choice(["flip", "cut", "double", "word"]):
        case "flip":
            for _ in range(chance.choice([1, 3, 20])):
                made[chance.randrange(start, len(made))] = chance.randrange(256)
        case "cut":
            del made[at : at + chance.randrange(1, 400)]
        case "double":
            made[at:at] = made[at : at + chance.randrange(1, 300)]
        case _:
            for old, new in chance.sample(WORDS, 2):
                found = made.rfind(old)
                if found >= 0:
                    made[found : found + len(old)] = new
    return bytes(made)


WORDS = [
    (b"/ByteRange [ 0 ", b"/ByteRange [ -9 "),
    (b"/ByteRange [ 0 ", b"/ByteRange [ 0.0 "),
    (b"/ByteRange [ 0 ", b"/ByteRange [ -.- "),
    (b"/Contents <", b"/Contents ("),
    (b"/Sig", b"/Xig"),
    (b"/Prev ", b"/Prev -"),
    (b"startxref\n", b"startxref\n9"),
    (b"/Size ", b"/Size 99999999"),
    (b"/Fields", b"/Fiel"),
    (b"/Type /Sig", b"/Type 5"),
    (b"/M (D:", b"/M (D:99"),
    (b"/SubFilter /ETSI.CAdES.detached", b"/SubFilter /x"),
    (b"/V ", b"/V 1 "),
    (b"/Rect [", b"/Rect [["),
    (b"/Filter /FlateDecode", b"/Filter /LZWDecode"),
]
