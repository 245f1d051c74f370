"""Templates compiled once and kept beside their sources, as Python keeps its own modules."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from pickle import UnpicklingError
from types import CodeType

from jinja2.bccache import Bucket, FileSystemBytecodeCache

_known: dict[tuple[str, str], CodeType] = {}
"""What this process has compiled or read, by name and checksum: every application shares it."""

_BROKEN = (OSError, EOFError, ValueError, TypeError, UnpicklingError)
"""A file that cannot be read, or was written by half: the template is compiled anew."""


class TemplateCode(FileSystemBytecodeCache):
    """Compiling takes a second for a first page; it is done when a template has changed."""

    def __init__(self, templates: Path) -> None:
        folder = templates / "__pycache__"
        with suppress(OSError):  # Installed where nobody writes, it is kept in memory alone.
            folder.mkdir(exist_ok=True)
        super().__init__(str(folder), "%s.jinja")

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _known.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            try:
                super().load_bytecode(bucket)
            except _BROKEN:
                bucket.reset()
            self._remember(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._remember(bucket)
        with suppress(OSError):
            super().dump_bytecode(bucket)

    def _remember(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            _known[bucket.key, bucket.checksum] = bucket.code
