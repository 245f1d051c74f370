"""What people and offices sign with: a certificate file, or a token whose key never leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from engine.errors import Rejected
from workflows.documents import pades

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import Signer


class NoToken(Rejected):
    """No token answers: plug it in, and see that its driver is the one named in the settings."""


class WrongPin(Rejected):
    """The PIN of the token is wrong; after a few wrong ones the token locks itself."""


class LockedPin(Rejected):
    """The token has locked itself after too many wrong PINs; its issuer can unlock it."""


class NoSigningKey(Rejected):
    """The token holds no key to sign with, or several of which none can be chosen."""


class TokenFailed(Rejected):
    """The token did not sign: %(why)s"""


class SigningKey(Protocol):
    """Something to sign with, opened once for everything that is signed with it."""

    def opened(self) -> AbstractContextManager[Signer]: ...


@dataclass(frozen=True, slots=True)
class FileKey:
    """A certificate file with its password."""

    file: bytes = field(repr=False)
    password: str = field(repr=False)

    def opened(self) -> AbstractContextManager[Signer]:
        return nullcontext(pades.signer_of_file(self.file, self.password))


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A token in this machine, or a hardware module that it reaches (PKCS#11)."""

    module: Path
    """The driver's library."""
    label: str
    pin: str = field(repr=False)

    @contextmanager
    def opened(self) -> Iterator[Signer]:
        if self in _refused:
            raise WrongPin()
        token = _token(self.module, self.label)
        from pkcs11.exceptions import PinIncorrect, PinLenRange, PinLocked, PKCS11Error

        try:
            with token.open(user_pin=self.pin) as session:
                yield _signer(session)
        except (PinIncorrect, PinLenRange) as wrong:
            _refused.add(self)
            raise WrongPin() from wrong
        except PinLocked as wrong:
            raise LockedPin() from wrong
        except PKCS11Error as wrong:
            raise TokenFailed(why=type(wrong).__name__) from wrong


_refused: set[TokenKey] = set()
"""Tokens with PINs that they refused: never tried again, lest work that repeats itself lock them.
Whoever mends the setting starts the program anew."""


def labels_in(module: Path) -> list[str]:
    """The tokens that are plugged in now, by the names they bear."""
    try:
        return [token.label for token in _tokens(module)]
    except NoToken:
        return []


def _token(module: Path, label: str) -> Any:
    for token in _tokens(module):
        if token.label == label:
            return token
    raise NoToken()


def _tokens(module: Path) -> list[Any]:
    try:
        from pkcs11 import lib
        from pkcs11.constants import TokenFlag
        from pkcs11.exceptions import PKCS11Error
    except ImportError as missing:  # the extra `token` was left out
        raise NoToken() from missing
    try:
        found = [slot.get_token() for slot in lib(str(module)).get_slots(token_present=True)]
    except (PKCS11Error, RuntimeError, OSError) as wrong:
        raise NoToken() from wrong
    return [token for token in found if TokenFlag.TOKEN_INITIALIZED in token.flags]


def _signer(session: Any) -> Signer:
    """By the one key of the token that has its certificate beside it."""
    from pyhanko.sign.pkcs11 import PKCS11Signer

    found = _key_with_certificate(session)
    if found is None:
        raise NoSigningKey()
    key_id, certificate = found
    return PKCS11Signer(
        session,
        key_id=key_id,
        signing_cert=certificate,
        other_certs_to_pull=None,
        # Tokens hash RSA themselves; of elliptic curves many sign only what was hashed before.
        use_raw_mechanism=certificate.public_key.algorithm == "ec",
    )


def _key_with_certificate(session: Any) -> tuple[bytes, Certificate] | None:
    from asn1crypto.x509 import Certificate
    from pkcs11.constants import Attribute, ObjectClass

    asked = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True}
    keys = {bytes(one[Attribute.ID]) for one in session.get_objects(asked)}
    known = [
        (bytes(one[Attribute.ID]), Certificate.load(one[Attribute.VALUE]))
        for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    ]
    pairs = [(key_id, certificate) for key_id, certificate in known if key_id in keys]
    return pairs[0] if len(pairs) == 1 else None
