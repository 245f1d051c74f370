"""A token made of software, to sign with as with one of plastic: SoftHSM, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem

from tests.documents.certificates import PASSWORD, Holder

PLACES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")
PIN, LABEL = "648219", "Lo Van Thang"


def library() -> Path | None:
    """The library of SoftHSM: named by VINHDANH_SOFTHSM, or where distributions put it."""
    named = os.environ.get("VINHDANH_SOFTHSM")
    found = [Path(place) for place in ([named] if named else PLACES) if Path(place).is_file()]
    return found[0] if found else None


def tool() -> str | None:
    named = os.environ.get("VINHDANH_SOFTHSM_UTIL")
    return named or shutil.which("softhsm2-util")


needs_soft_token = pytest.mark.skipif(
    library() is None or tool() is None, reason="SoftHSM is not installed here"
)


def token_with(holder: Holder, folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """A fresh token that bears the key and certificate of a holder; its driver."""
    (folder / "tokens").mkdir()
    told = folder / "softhsm2.conf"
    told.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    patch.setenv("SOFTHSM2_CONF", str(told))
    words = ["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "73519264"]
    driver, util = library(), tool()
    assert driver is not None and util is not None
    subprocess.run([util, "--module", str(driver), *words], check=True, capture_output=True)
    _fill(driver, holder)
    return driver


def unplug(driver: Path, folder: Path) -> None:
    import pkcs11

    shutil.rmtree(folder / "tokens")
    (folder / "tokens").mkdir()
    module: Any = pkcs11.lib(str(driver))
    module.reinitialize()


def _fill(driver: Path, holder: Holder) -> None:
    import pkcs11
    from pkcs11 import Attribute, KeyType, ObjectClass
    from pkcs11.util.ec import encode_named_curve_parameters

    module: Any = pkcs11.lib(str(driver))
    module.reinitialize()
    token = module.get_token(token_label=LABEL)
    _, _, certificate = pem.unarmor(holder.pem.encode())
    with token.open(rw=True, user_pin=PIN) as session:
        shared: Mapping[Any, Any] = {Attribute.TOKEN: True, Attribute.ID: b"\x01"}
        session.create_object(
            {
                **shared,
                Attribute.CLASS: ObjectClass.PRIVATE_KEY,
                Attribute.KEY_TYPE: KeyType.EC,
                Attribute.SIGN: True,
                Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1"),
                Attribute.VALUE: _secret_of(holder),
            }
        )
        session.create_object(
            {
                **shared,
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                Attribute.SUBJECT: b"",
                Attribute.VALUE: certificate,
            }
        )


def _secret_of(holder: Holder) -> bytes:
    from cryptography.hazmat.primitives.serialization import pkcs12

    key: Any = pkcs12.load_key_and_certificates(holder.file, PASSWORD.encode())[0]
    secret: int = key.private_numbers().private_value
    return secret.to_bytes(32, "big")
