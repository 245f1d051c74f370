"""How an installation is set up: read once from the environment, then handed down."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ModelError
from engine.ids import Ids

PREFIX = "VINHDANH_"
SECRET_FILE = "secret"  # noqa: S105  the name of a file, not what is in it


class BadSetting(ModelError):
    """%(name)s cannot be %(value)s."""


class UnsafeHost(ModelError):
    """Without a declared proxy that speaks HTTPS only this machine may be served, not %(host)s."""


class DemoIsLocal(ModelError):
    """The demo is for this machine alone; it cannot be served on %(host)s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the data are, where to listen, and whether this is the demo."""

    database_url: str
    data_dir: Path
    secret: bytes
    """Signs what browsers carry for us; kept in the data directory."""
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    proxies: int = 0
    """How many proxies stand before us and add X-Forwarded headers."""
    sign_with_files: bool = False
    """Whether people may sign with a certificate file here; it is used once and never kept."""
    seal_file: Path | None = None
    """Certificate file of the office, by which what it issues is sealed."""
    seal_password: str = ""
    """Its password, or the PIN of the office's token."""
    token_module: Path | None = None
    """The library by which this machine reaches tokens (PKCS#11)."""
    sign_with_tokens: bool = False
    """Whether people may sign with the tokens that are plugged into this machine."""
    seal_token: str = ""
    """The office's own among them, by its label; nobody is offered it to sign with."""
    checkpoints_dir: Path | None = None
    public_url: str = ""
    """The address under which citizens reach us; documents bear it."""

    def __post_init__(self) -> None:
        if self.is_local:
            return
        if self.demo:
            raise DemoIsLocal(host=self.host)
        if self.proxies == 0:
            raise UnsafeHost(host=self.host)

    @property
    def checkpoints(self) -> Path:
        """The folder of the journal's checkpoints; best on another machine."""
        return self.checkpoints_dir or self.data_dir / "checkpoints"

    @property
    def trust(self) -> Path:
        """The folder of the roots to which certificates have to lead."""
        return self.data_dir / "trust"

    @property
    def address(self) -> str:
        """What documents say where they can be checked."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach us."""
        return self.host == "localhost" or _is_loopback(self.host)

    @property
    def uses_https(self) -> bool:
        """A proxy in front is there for HTTPS; then cookies travel by it alone."""
        return self.proxies > 0


def read_settings(
    environ: Mapping[str, str] = os.environ, *, ids: Ids | None = None, demo: bool = False
) -> Settings:
    """The settings of the environment; the secret is made at the first start."""
    data_dir = Path(environ.get(f"{PREFIX}DATA_DIR") or "var").resolve()
    return Settings(
        database_url=environ.get(f"{PREFIX}DATABASE_URL")
        or f"sqlite:///{data_dir / 'vinhdanh.db'}",
        data_dir=data_dir,
        secret=_secret(data_dir, ids or Ids()),
        host=environ.get(f"{PREFIX}HOST") or "127.0.0.1",
        port=_number(environ, "PORT", 8000, most=65_535),
        demo=demo,
        proxies=_number(environ, "PROXIES", 0, most=10),
        sign_with_files=demo or environ.get(f"{PREFIX}SIGN_WITH_FILES", "no") == "yes",
        seal_file=_file(environ, "SEAL_FILE"),
        seal_password=_first_line(_file(environ, "SEAL_PASSWORD_FILE")),
        token_module=_file(environ, "TOKEN_MODULE"),
        sign_with_tokens=environ.get(f"{PREFIX}SIGN_WITH_TOKENS", "no") == "yes",
        seal_token=environ.get(f"{PREFIX}SEAL_TOKEN", ""),
        checkpoints_dir=_folder(environ, "CHECKPOINTS_DIR"),
        public_url=_address(environ),
    )


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    text = environ.get(PREFIX + name, "")
    return Path(text).resolve() if text else None


def _file(environ: Mapping[str, str], name: str) -> Path | None:
    text = environ.get(PREFIX + name, "")
    if not text:
        return None
    path = Path(text).resolve()
    if not path.is_file():
        raise BadSetting(name=PREFIX + name, value=text)
    return path


def _first_line(path: Path | None) -> str:
    """A password is kept in a file, so that no list of processes shows it."""
    return "" if path is None else path.read_text("utf-8").partition("\n")[0]


def _address(environ: Mapping[str, str]) -> str:
    text = environ.get(f"{PREFIX}PUBLIC_URL", "")
    if text and not text.startswith(("https://", "http://")):
        raise BadSetting(name=f"{PREFIX}PUBLIC_URL", value=text)
    return text


def _number(environ: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    text = environ.get(PREFIX + name) or str(default)
    if not (text.isascii() and text.isdigit() and int(text) <= most):
        raise BadSetting(name=PREFIX + name, value=text)
    return int(text)


def _secret(data_dir: Path, ids: Ids) -> bytes:
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / SECRET_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(ids.secret())
    return path.read_bytes()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
