"""A decision is signed with a token in this machine as with a file; what goes wrong is said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine.errors import Rejected
from tests.documents.certificates import NOW, authority
from tests.documents.soft_token import LABEL, PIN, library, needs_soft_token, token_with, unplug
from workflows.documents import examining, pades, typesetting
from workflows.documents.kinds import DocumentKind
from workflows.documents.rendering import with_room_to_sign
from workflows.documents.samples import sample
from workflows.documents.signature_places import picture_of_signature
from workflows.documents.signing_keys import NoToken, TokenKey, WrongPin, labels_in


@needs_soft_token
def test_a_decision_signed_with_a_token_is_found_signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    driver = token_with(authority().certify("Lò Văn Thắng"), tmp_path, monkeypatch)
    content = sample(DocumentKind.DECISION).plain()
    paper = with_room_to_sign(typesetting.pdf(content, at=NOW), content)

    with TokenKey(driver, LABEL, PIN).opened() as signer:
        signed = pades.sign(
            paper,
            signer,
            field=pades.SIGNATURE,
            name="Lò Văn Thắng",
            reason="Ký",
            stamp=picture_of_signature(signer="Lò Văn Thắng", office="UBND", at=NOW),
            at=NOW,
        )

    roots = pades.certificates_in(authority().pem)
    found = examining.inspect(signed, roots=roots, base=len(paper), now=NOW)
    (only,) = found.signatures
    assert found.unaltered and only.intact and only.trusted
    assert LABEL in labels_in(driver)


@needs_soft_token
def test_a_wrong_pin_and_a_token_that_is_not_there_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    driver = token_with(authority().certify("Lò Văn Thắng"), tmp_path, monkeypatch)

    with pytest.raises(WrongPin), TokenKey(driver, LABEL, "000000").opened():
        pass
    with pytest.raises(NoToken), TokenKey(driver, "không có", PIN).opened():
        pass


@needs_soft_token
def test_a_token_is_never_asked_again_with_a_pin_that_it_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Work that repeats itself would lock it."""
    driver = token_with(authority().certify("Lò Văn Thắng"), tmp_path, monkeypatch)
    wrong = TokenKey(driver, LABEL, "111111")
    with pytest.raises(WrongPin), wrong.opened():
        pass

    unplug(driver, tmp_path)

    with pytest.raises(WrongPin), wrong.opened():
        pass
    with pytest.raises(NoToken), TokenKey(driver, LABEL, PIN).opened():
        pass


@pytest.mark.parametrize("driver", [Path("/nowhere.so"), Path(__file__)])
def test_a_driver_that_is_none_has_no_tokens(driver: Path):
    assert labels_in(driver) == []
    with pytest.raises(NoToken), TokenKey(driver, LABEL, PIN).opened():
        pass


def test_an_installation_without_the_library_for_tokens_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pkcs11", None)

    assert labels_in(library() or Path("/nowhere.so")) == []
    with pytest.raises(Rejected), TokenKey(Path("/nowhere.so"), LABEL, PIN).opened():
        pass
