"""Sealing a text so that only one key opens it: anybody may put in, one alone can read.

X25519 with a key of one use for each text, HKDF and ChaCha20-Poly1305; what is sealed for one place
opens at no other. Pure: randomness is handed in.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
ONCE = bytes(12)
"""The nonce may stand still: every text has a key of its own."""

DOMAIN = b"vinhdanh ballot 1"


class BrokenSeal(ValueError):
    """What should be opened was not sealed for this key and place, or was changed since."""


def lock_of(private: bytes) -> bytes:
    """The half of a key that anybody may know: with it one seals and cannot open."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(text: bytes, lock: bytes, *, place: bytes, randomness: bytes) -> bytes:
    """The text as only the holder of the lock's key can read it; always as much longer."""
    once = X25519PrivateKey.from_private_bytes(randomness)
    shared = once.exchange(X25519PublicKey.from_public_bytes(lock))
    sender = once.public_key().public_bytes_raw()
    return sender + _cipher(shared, sender + lock).encrypt(ONCE, text, place)


def unseal(sealed: bytes, private: bytes, *, place: bytes) -> bytes:
    """What was sealed; raises `BrokenSeal`."""
    sender, hidden = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(sender)
        )
        return _cipher(shared, sender + lock_of(private)).decrypt(ONCE, hidden, place)
    except (ValueError, InvalidTag) as fault:
        raise BrokenSeal() from fault


def _cipher(shared: bytes, salt: bytes) -> ChaCha20Poly1305:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=DOMAIN).derive(shared)
    return ChaCha20Poly1305(derived)
