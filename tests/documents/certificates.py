"""A certificate authority of the tests' own, and certificate files that people sign with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID

NOW = datetime(2023, 11, 20, tzinfo=UTC)
PASSWORD = "mật khẩu"


@dataclass(frozen=True)
class Holder:
    """Somebody with a certificate file."""

    pem: str
    file: bytes


@dataclass
class Authority:
    """Gives certificates; its own is what an installation trusts."""

    name: str = "Cơ quan chứng thực thử nghiệm"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def __post_init__(self) -> None:
        self.certificate = (
            self._begun(self.name, self.key, NOW - timedelta(days=3000), NOW + timedelta(days=3000))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def certify(
        self, name: str, *, since: datetime = NOW, until: datetime = NOW + timedelta(days=730)
    ) -> Holder:
        key = ec.generate_private_key(ec.SECP256R1())
        made = (
            self._begun(name, key, since - timedelta(days=365), until)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        file = pkcs12.serialize_key_and_certificates(
            b"key", key, made, [self.certificate], BestAvailableEncryption(PASSWORD.encode())
        )
        return Holder(made.public_bytes(Encoding.PEM).decode(), file)

    def _begun(
        self, name: str, key: ec.EllipticCurvePrivateKey, since: datetime, until: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
        )


@cache
def authority() -> Authority:
    """The one that the tests' township trusts."""
    return Authority()


@cache
def stranger() -> Authority:
    """One that nobody trusts."""
    return Authority("Cơ quan không ai biết")


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
